"""The browser of coded segments: query, passages, matrices and memos of a whole study in one widget.

The browser asks for rows in windows and never has more than it shows. Each act goes to the disk before the browser may
say "Saved"; however many passages it is about, it is one gesture. Protocol: docs in ``widgets/segments.js``.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workbench.coding.assign import blind_for
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.codings import Codings
from workbench.study.errors import UserError
from workbench.study.records import Transcript
from workbench.widgets import asked, segments_recode, segments_tables, segments_twin
from workbench.widgets.acting import Acting
from workbench.widgets.assets import asset, bundle
from workbench.widgets.segments_list import clean
from workbench.widgets.segments_place import Passage, Placed
from workbench.widgets.segments_questions import Questions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Code, Coding
    from workbench.widgets.acting import Item, Message, Step

MODULES = ("core.js", "dom.js", "lab.js", "panel.js", "outbox.js", "frame.js", "session.js", "asks.js", "looking.js",
           "grid_core.js", "segments_core.js", "segments_bar.js", "segments_list.js", "segments_detail.js", "segments_outbox.js",
           "segments_recode.js", "segments_coding.js", "segments_matrix.js", "segments_memos.js", "segments_keys.js",
           "segments_view.js", "segments.js")  # fmt: skip
#: Passages that are coded at once.
MOST_PASSAGES = 10_000
_ABOUT = ("code", "source", "participant", "coding")
_ROWS = {"rows", "seek"}


class Segments(Acting):
    """Find coded passages, look at them from every side, and recode them.

    Parameters
    ----------
    folder
        The study.
    query
        What is looked for at first; everything that is coded if empty.
    coder
        Who looks and codes. Acts go to this coder's own log.
    blind
        True: other people's codings are neither shown, counted nor sent to the browser.
    redactor
        Masks names in the static twin, which travels with the notebook. The widget itself shows the words as they were
        said.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("grid.css") + asset("segments.css")
    opened = "these passages"
    example = 'study.segments("pain", me="ana")'
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(
        self, folder: Folder, query: str = "", coder: str = "", *, blind: bool = False, redactor: Redactor | None = None
    ) -> None:
        super().__init__(folder, coder, redactor=redactor)
        self.blind = blind
        self._placed = Placed(self.coder)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._shown: OrderedDict[str, Passage] = OrderedDict()  # passages that some browser has
        self._touched: set[tuple[str, str]] = set()  # texts whose codings changed since the browser heard
        self.age = 0  # grows whenever anything that is counted changed
        self._items: dict[str, Any] = {}
        self._listed: list[Code] = []
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="workbench-segments")
        self._questions = Questions(self, clean(query).strip(), self._folder, self._placed, self._lock)
        self.look_again()

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {"add": self._add, "recode": self._recode, "remove": self._remove, "edit": self._edit, "memo": self._memo}

    # What is there ---------------------------------------------------------------------------------------------

    def hidden(self) -> frozenset[str]:
        """Return the sources in which only my own codings are shown."""
        if self.blind:
            return frozenset([*(t.id for t in self._folder.transcripts()), *(s.id for s in self._folder.surveys())])
        return blind_for(self._folder.state(), self.coder)

    def look_again(self) -> None:
        """Look at the codings there are now."""
        codings: Mapping[str, Coding] = Codings.of(self._folder.state().codings)
        if hidden := self.hidden():
            codings = {k: c for k, c in codings.items() if c.coder == self.coder or c.anchor.source not in hidden}
        if (listed := self.codebook()) is not self._listed:
            self._listed = listed
            self._placed.rank = {c.id: n for n, c in enumerate(listed)}
        touched = self._placed.take(codings)
        self._touched |= touched
        self.age += bool(touched)

    @property
    def query(self) -> str:
        """What was looked for last."""
        return self._questions.look.query

    @property
    def frame(self) -> pd.DataFrame:
        """What is shown as a table: one row a mention, as ``study.query`` has it."""
        return self._questions.result().frame()

    def changing(self) -> Message:
        """Return the part of the view that acts change."""
        self.look_again()
        return {"codes": self.codes(), "people": self._placed.people()}

    def whole(self) -> Message:
        """Return what is known at once; passages and counts are asked for."""
        sources = len(self._folder.transcripts()) + len(self._folder.surveys())
        settings = self._folder.settings
        titles = {r.id: r.label or r.id for r in settings.rounds}
        head = {
            "title": settings.title, "coder": self.coder, "blind": self.blind, "query": self.query, "sources": sources,
            "codings": len(self._placed), "titles": titles,
            # Tells one study and coder from another in the browser, where unsent acts wait; no path is in it.
            "place": sha256_text(f"{self._folder.root.resolve()}\nsegments\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head, "matrix": segments_tables.MATRIX, "together": segments_tables.TOGETHER}

    def publish(self) -> None:
        """Send the browser what has changed since it last heard: codes, and the codings of passages it has."""
        age = self.age
        now = self.state()
        patch: Message = {k: v for k, v in now.items() if self._sent.get(k) is not v and self._sent.get(k) != v}
        self._sent = now
        touched, self._touched = self._touched, set()
        if patch or touched or age != self.age:
            changed = {p.id: self._questions.codings(p) for p in self._shown.values() if p.text in touched}
            self.send({"op": "patch", **patch, "set": changed, "changed": bool(touched)})

    def reply(self, answer: Message, *, fresh: bool) -> None:
        """Send an answer; what changed goes first, so that nothing flickers when the answer to it comes."""
        if fresh:
            self.publish()
        self.send(answer)

    def shown(self, passages: Sequence[Passage]) -> None:
        """Note what some browser has."""
        for passage in passages:
            self._shown[passage.id] = passage
            self._shown.move_to_end(passage.id)
        while len(self._shown) > 2 * MOST_PASSAGES:
            self._shown.popitem(last=False)

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser; what only asks is answered away from the kernel's own thread."""
        ask = self._questions.asks.get(str(message.get("op")))
        if ask is not None and self._pool is not None:
            self._pool.submit(self._answer_later, ask, message)
        else:
            try:
                self._loop = asyncio.get_running_loop()
            except RuntimeError:  # a script or a test
                self._loop = None
            super().handle(message)

    def _answer_later(self, ask: Callable[[Message], Message], message: Message) -> None:
        def answer() -> None:
            number = {"op": message["op"], "id": message.get("id")}
            found = ask(message) if message["op"] not in _ROWS else {}
            if message["op"] not in _ROWS | {"look"}:
                self.send({**number, **found})
                return
            with self._questions.lock, self._lock:  # what is coded from here on is told after these rows, never before
                self.send({**number, **(self._questions.opened(message, found) if found else ask(message))})

        self.answering(message, answer)
        if message["op"] in {"look", "matrix"} and self._loop is not None:
            self._loop.call_soon_threadsafe(self.renew_twin)

    def undone(self, step: Step) -> Message:
        """Name the first passage it was about."""
        return {"passage": next(iter(step.about), "")}

    # Acts ------------------------------------------------------------------------------------------------------

    def passages(self, listed: Sequence[Sequence[str]]) -> list[Passage]:
        """Return the passages a browser names, after checking that it and the disk mean the same words.

        Raises
        ------
        UserError
            If there are none or too many, or the words were replaced since.
        """
        if not 0 < len(listed) <= MOST_PASSAGES:
            raise UserError(f"{len(listed):,} passages at once; choose between 1 and {MOST_PASSAGES:,}")
        found = []
        for name, version in listed:
            passage = self.passage(str(name))
            if passage is None or len(version) < 12 or not passage.version.startswith(str(version)):  # noqa: PLR2004 (digits)
                raise UserError("the words on the screen are not the words on the disk any more; run the cell again")
            found.append(passage)
        return list(dict.fromkeys(found))

    def passage(self, name: str) -> Passage | None:
        """Return a passage by its name, on the words that are on the disk now."""
        place, _, span = name.rpartition("/")
        source, _, item = place.partition("/")
        low, _, high = span.partition("-")
        if not (low.isascii() and low.isdigit() and high.isascii() and high.isdigit()):
            return None
        try:
            there = self._folder.store.source(source)
        except KeyError:
            return None
        if isinstance(there, Transcript):
            version, length = (there.version, len(there.text)) if not item else ("", 0)
        else:
            version, length = self._answer_of(there, item)
        start, end = int(low), int(high)
        return Passage(source, item, version, start, end) if 0 <= start < end <= length else None

    def _answer_of(self, survey: Any, item: str) -> tuple[str, int]:  # noqa: ANN401 (a survey)
        """Return version and length of an answer; a survey's index is made once."""
        import pandas as pd

        if survey.version not in self._items:
            self._items = {survey.version: pd.Index(survey.answers["answer"])}
        row = int(self._items[survey.version].get_indexer([item])[0])
        if row < 0:
            return "", 0
        return str(survey.answers["version"].iloc[row]), len(survey.answers["text"].iloc[row])

    def _saved(self, words: str, passages: Sequence[Passage], *items: Item) -> Message:
        return {"saved": True, "at": self.save(words, *items, about=[p.id for p in passages])[-1].at}

    def _label(self, code: str, message: Message) -> str:
        known = next((c for c in self.codebook() if c.id == code), None)
        return known.label if known else str(message.get("name", code))

    def _add(self, message: Message) -> Message:
        found = self.passages(message["passages"])
        code, defining = self.named(message)
        made = segments_recode.plan("add", found, self._placed, self.coder, code, codes={c.id: c for c in self.codebook()})
        if not made.items:
            return {"saved": True, "at": None, "code": code}
        told: dict[str, Any] = {"stance": asked.stance(message.get("stance", "for"))}
        if (valence := asked.valence(message.get("valence"))) is not None:
            told["valence"] = valence
        items = [(kind, {**body, **told}) for kind, body in made.items]
        return {**self._saved(f"{self._label(code, message)} on {_many(len(items))}", found, *defining, *items), "code": code}

    def plan(self, message: Message, listed: Sequence[Passage]) -> tuple[segments_recode.Plan, list[Item], str]:
        """Return what a recoding would do, the acts that make its code if that is new, and what it is called."""
        way = str(message.get("way"))
        if way not in {"add", "swap", "remove"}:
            raise UserError(f"a code is added, replaced or removed, not {way!r}")
        code, defining = self.named(message)
        before = str(message.get("from", ""))
        codes = {c.id: c for c in self.codebook()}
        if way == "swap" and (before == code or before not in codes):
            raise UserError("a code is replaced by another one: choose which")
        made = segments_recode.plan(way, listed, self._placed, self.coder, code, before=before, codes=codes)  # type: ignore[arg-type]  # checked above
        return made, defining, self._label(code, message)

    def _recode(self, message: Message) -> Message:
        found = self.passages(message["passages"])
        made, defining, label = self.plan(message, found)
        if not made.items:
            raise UserError("nothing would change: somebody may have been here before you")
        if message.get("token") != made.token:
            raise UserError("the codings changed since you looked: press r and look again")
        words = {"add": f"{label} on", "swap": f"recoding as {label}", "remove": f"removing {label} from"}[str(message["way"])]
        return self._saved(f"{words} {_many(len(made.changing))}", [c.passage for c in made.changing], *defining, *made.items)

    def _mine(self, message: Message) -> list[Coding]:
        found = [self._placed.get(str(key)) for key in dict.fromkeys(message["codings"])]
        mine = [c for c in found if c is not None and c.coder == self.coder]
        if not mine or len(mine) != len(found):
            raise UserError("this coding is not there any more, or is not yours")
        return mine

    def _remove(self, message: Message) -> Message:
        mine = self._mine(message)
        words = f"removing {'a code' if len(mine) == 1 else f'{len(mine):,} codings'}"
        return self._saved(words, _places(mine), *(("coding.remove", {"coding": c.id}) for c in mine))

    def _edit(self, message: Message) -> Message:
        changes: dict[str, Any] = {}
        if "valence" in message:
            changes["valence"] = asked.valence(message["valence"])
        if "stance" in message:
            changes["stance"] = asked.stance(message["stance"])
        if "memo" in message:
            changes["memo"] = clean(str(message["memo"]))
        mine = self._mine(message)
        items = (("coding.edit", {"coding": c.id, **changes}) for c in mine)
        return self._saved(f"changing {' and '.join(changes)}", _places(mine), *items)

    def _memo(self, message: Message) -> Message:
        kind, about = str(message["kind"]), str(message["about"])
        if kind not in _ABOUT:
            raise UserError(f"there are no memos on a {kind!r}")
        return self._saved(
            f"the memo on a {kind}", [], ("memo.set", {"kind": kind, "about": about, "text": clean(str(message["text"]))})
        )

    # Without a kernel ------------------------------------------------------------------------------------------

    def quotes(self) -> bool:
        """Return whether the twin has words of people: the passages found last."""
        listing = self._questions.last().listing
        return listing is not None and bool(len(listing))

    def twin(self) -> str:
        """Return the static HTML: the query, how much it found, the first passages in words, and the matrix last shown."""
        day = self._redactor.day if self._redactor else ""
        silent = participants.silent(self._folder.participants().values(), day)
        with self._lock:
            return segments_twin.html(
                self._questions.last(), self.codebook(), coder=self.coder, silent=silent, redactor=self._redactor
            )

    def plain(self) -> str:
        """Return one line of text."""
        return segments_twin.line(self._questions.last(), coder=self.coder, redactor=self._redactor)


def _many(number: int) -> str:
    return "1 passage" if number == 1 else f"{number:,} passages"


def _places(codings: Sequence[Coding]) -> list[Passage]:
    return [Passage(**asdict(c.anchor)) for c in codings[:1]]
