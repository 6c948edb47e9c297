"""The answer grid: a survey as rows that are coded by hand, one, many, or all that say the same at once.

The browser asks for rows in windows and never has more than it shows. Each act goes to the disk before the browser may say
"Saved", several answers as one gesture. Protocol: docs in ``widgets/grid.js``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from workbench.coding.assign import blind_for
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.codings import Codings
from workbench.study.errors import UserError
from workbench.widgets import asked, grid_twin, grid_view
from workbench.widgets.acting import Acting
from workbench.widgets.assets import asset, bundle
from workbench.widgets.grid_lists import Lists
from workbench.widgets.grid_marks import Marks
from workbench.widgets.grid_suggest import GridSuggesting
from workbench.widgets.grid_table import Table
from workbench.widgets.learning import deciding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Survey
    from workbench.widgets.acting import Item, Message, Step

MODULES = ("core.js", "dom.js", "lab.js", "panel.js", "outbox.js", "frame.js", "session.js", "search.js", "asks.js", "looking.js",
           "grid_core.js", "grid_rows.js", "grid_bar.js", "grid_alike.js", "grid_outbox.js", "grid_keys.js", "suggest.js",
           "grid_suggest.js", "grid_view.js", "grid.js")  # fmt: skip
_ABOUT = 240  # characters of the words a suggestion is about


class Grid(Acting):
    """Code the answers of a survey.

    Parameters
    ----------
    folder
        The study.
    source
        Id of a survey; the only one there is if empty.
    coder
        Who codes. Acts go to this coder's own log.
    blind
        True: other people's codings are neither shown nor sent to the browser, for independent double coding.
    redactor
        Masks names in the static twin, which travels with the notebook. The grid itself shows the words as they were
        written.

    Raises
    ------
    UserError
        If there is no such survey.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("grid.css")
    opened = "these answers"
    example = 'study.grid("survey-id", me="ana")'
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(self, folder: Folder, source: str, coder: str, *, blind: bool = False, redactor: Redactor | None = None) -> None:
        self.survey = resolve(folder, source)  # first: a widget that is refused is never shown
        super().__init__(folder, coder, redactor=redactor)
        self._blind = blind
        self._table = Table(self.survey, self._folder.participants())
        self._marks = Marks(self._table, self.coder, blind=blind)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="workbench-grid")
        self._suggesting = GridSuggesting(self._folder, self.survey, self.coder, blind=self.blind, told=self._suggested)
        self._lists = Lists(self._table, self._marks, self.coder, self._lock, self.codebook, self._suggestible)
        self._touched: set[int] = set()  # rows whose codings changed since the browser heard
        self._take()

    @property
    def blind(self) -> bool:
        """Whether nobody else's codings are shown: as it was opened, or as long as an assignment says so."""
        return self._blind or self.survey.id in blind_for(self._folder.state(), self.coder)

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {
            "add": self._add, "define": self._define, "remove": self._remove, "edit": self._edit, "memo": self._memo,
            "suggest": self._suggest, "decide": self._decide,
        }  # fmt: skip

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what is answered at once; the rest of what the lists know takes longer."""
        return {**self._lists.quick, "why": self._why}

    # What is there ---------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Look at the codings there are now."""
        found = Codings.of(self._folder.state().codings).on({self.survey.id})
        if self.blind:
            found = {key: one for key, one in found.items() if one.coder == self.coder}
        self._touched |= self._marks.take(found)

    @property
    def codings(self) -> list[Coding]:
        """The codings on these answers: mine, and others' unless blind."""
        with self._lock:
            self._take()
            return self._marks.all()

    def changing(self) -> Message:
        """Return the part of the view that acts change."""
        self._take()
        old = self._marks.old
        notices = [f"{old} of your codings are on earlier words of these answers and are not shown here"] if old else []
        if self.blind and not self._blind:
            notices.append("These answers are assigned to you: you code them blind until it is revealed")
        return {
            "codes": self.codes(),
            "counts": {code: n for code, n in sorted(self._marks.counts.items()) if n},
            "done": len(self._marks.done),
            "memo": self._folder.state().memos.get(("source", self.survey.id), ""),
            "people": self._marks.people(),
            "notices": notices,
        }

    def whole(self) -> Message:
        """Return what is known of the survey; its answers are asked for."""
        s = self.survey
        head = {
            "source": s.id, "title": s.title, "kind": s.kind, "round": s.round, "coder": self.coder, "blind": self.blind,
            "answers": self._table.size, "people": self._table.people, "lines": grid_view.lines(self._table),
            # Tells one survey of one study from another in the browser, where unsent acts wait; no path is in it.
            "place": sha256_text(f"{self._folder.root.resolve()}\n{s.id}\n{s.version}\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head, "columns": grid_view.columns(self._table)}

    def publish(self) -> None:
        """Send the browser what has changed since it last heard: numbers, codes, and the codings of rows it has."""
        now = self.state()
        patch: Message = {k: v for k, v in now.items() if self._sent.get(k) is not v and self._sent.get(k) != v}
        self._sent = now
        touched, self._touched = self._touched, set()
        if touched or patch:
            stale = self._lists.moving() if touched else []
            self.send({"op": "patch", **patch, "set": self._lists.codings(touched), "stale": stale})
        self._publish_suggestions()

    def _publish_suggestions(self, *, whole: bool = False) -> None:
        if self._suggesting.on or self._suggesting.told_on or whole:
            state, shown = self._folder.state(), self._lists.lately()
            if message := self._suggesting.message(state, self._marks.each(), shown, whole=whole):
                self.send(message)

    def _suggested(self) -> None:
        with self._lock:
            self._publish_suggestions()

    def _why(self, message: Message) -> Message:
        """Return the reasons of a suggestion, and the words it is about if these are not all of the answer."""
        why = self._suggesting.why(str(message["suggestion"]))
        (row,) = self._table.rows([why.pop("answer", "")]).tolist()
        text = self._table.text(row) if row >= 0 else ""
        part = not why.get("gone") and (why["start"], why["end"]) != (0, len(text))
        return {**why, "about": text[why["start"] : why["end"]][:_ABOUT] if part else ""}

    def _suggestible(self) -> list[str]:
        """Return the answers with a suggestion that waits."""
        return self._suggesting.answers(self._folder.state(), self._marks.each())

    def reply(self, answer: Message, *, fresh: bool) -> None:
        """Send an answer; what changed goes first, so that nothing flickers when the answer to it comes."""
        if fresh:
            self.publish()
        self.send(answer)

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._suggesting.close()
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser."""
        op = str(message.get("op"))
        if op in self._lists.slow and self._pool is not None:
            self._pool.submit(self._answer_later, self._lists.slow[op], message)
        elif op in {"rows", "seek"}:
            with self._lock:
                found = self._lists.quick[op](message)
                self._publish_suggestions()  # first: whoever goes to a suggestion finds it there
                self.send({"op": op, "id": message.get("id"), **found})
        else:
            super().handle(message)

    def _answer_later(self, ask: Callable[[Message], Message], message: Message) -> None:
        """Answer a question that takes long, away from the kernel's own thread; a list comes with the rows one sees first."""

        def answer() -> None:
            found = ask(message)
            with self._lock:  # what is coded from here on is told after these rows, so that no older codings come last
                opened = self._lists.opened(message, found) if message["op"] == "look" else found
                self._publish_suggestions()
                self.send({"op": message["op"], "id": message.get("id"), **opened})

        self.answering(message, answer)

    def greeted(self) -> None:
        """Get ready to look for words, so that the first that is looked for is found at once; say whether suggestions are on."""
        self._publish_suggestions(whole=True)
        if self._table.size and self._pool is not None:
            self._pool.submit(lambda: self._table.folded)

    def check(self) -> None:
        """Refuse to code answers that are not the study's any more."""
        try:
            now = self._folder.store.source(self.survey.id).version
        except KeyError:
            now = ""
        if now != self.survey.version:
            raise UserError("the answers were replaced since you opened them; run the cell again")

    def undone(self, step: Step) -> Message:
        """Name the first answer it was about."""
        return {"answers": [self._table.answer(row) for row in step.about[:1]]}

    # Acts ------------------------------------------------------------------------------------------------------

    def _saved(self, words: str, rows: list[int], *items: Item) -> Message:
        return {"saved": True, "at": self.save(words, *items, about=rows)[-1].at}

    def _add(self, message: Message) -> Message:
        rows = self._lists.found(message["answers"])
        code, defining = self.named(message)
        known = next((c for c in self.codebook() if c.id == code), None)
        valence = asked.valence(message.get("valence"))
        if valence is None and known is not None:
            valence = known.valence
        stance = asked.stance(message.get("stance", "for"))
        items: list[Item] = [*defining]
        fresh = []
        for row in rows:
            text = self._table.text(row)
            whole = (0, len(text))
            if not text or any((c.anchor.start, c.anchor.end) == whole for c in self._marks.mine(row, code)):
                continue
            anchor = {
                "source": self.survey.id,
                "item": self._table.answer(row),
                "version": sha256_text(text),
                "start": 0,
                "end": whole[1],
            }
            items.append(("coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": stance, "memo": ""}))
            fresh.append(row)
        if not items:
            return {"saved": True, "at": None, "code": code, "made": 0}
        label = known.label if known else message.get("name", code)
        return {**self._saved(f"{label} on {_answers(len(fresh))}", fresh, *items), "code": code, "made": len(fresh)}

    def _define(self, message: Message) -> Message:
        code, defining = self.named(message)
        saved = self._saved(f"new code {message['name']}", [], *defining) if defining else {"saved": True, "at": None}
        return {**saved, "code": code}

    def _mine(self, message: Message) -> tuple[list[int], list[Coding]]:
        rows = self._lists.found(message["answers"])
        found = [one for row in rows for one in self._marks.mine(row, str(message["code"]))]
        if not found:
            raise UserError("there is no coding of yours there any more")
        return rows, found

    def _remove(self, message: Message) -> Message:
        rows, found = self._mine(message)
        return self._saved(
            f"removing a code from {_answers(len(rows))}", rows, *(("coding.remove", {"coding": c.id}) for c in found)
        )

    def _edit(self, message: Message) -> Message:
        changes: dict[str, Any] = {}
        if "valence" in message:
            changes["valence"] = asked.valence(message["valence"])
        if "stance" in message:
            changes["stance"] = asked.stance(message["stance"])
        if "memo" in message:
            changes["memo"] = str(message["memo"])
        rows, found = self._mine(message)
        words = f"changing {' and '.join(changes)} on {_answers(len(rows))}"
        return self._saved(words, rows, *(("coding.edit", {"coding": c.id, **changes}) for c in found))

    def _memo(self, message: Message) -> Message:
        body = {"kind": "source", "about": self.survey.id, "text": str(message["text"])}
        return self._saved("the memo on this survey", [], ("memo.set", body))

    def _suggest(self, message: Message) -> Message:
        self._suggesting.turn(bool(message["on"]))
        return {"saved": True, "at": None}

    def _decide(self, message: Message) -> Message:
        """Accept, correct or reject a suggestion: one gesture, so one undo."""
        state = self._folder.state()
        one = self._suggesting.find(str(message["suggestion"]), self._version, state, self._marks.each())
        items = deciding(one, message, self.named, self.codebook())
        return self._saved(f"a suggestion was {message['decision']}", self._table.rows([one.anchor.item]).tolist(), *items)

    def _version(self, answer: str) -> str:
        """Return the sha256 of an answer's words; empty if it is not there."""
        (row,) = self._table.rows([answer]).tolist()
        return self._table.version(row) if row >= 0 else ""

    # Without a kernel ------------------------------------------------------------------------------------------

    def quotes(self) -> bool:
        """Return whether the twin has words of people: the first answers, coded or not."""
        return bool(self._table.size)

    def twin(self) -> str:
        """Return the static HTML: how far, how often each code, and the first answers with their codes in words."""
        day = self._redactor.day if self._redactor else ""
        silent = participants.silent(self._folder.participants().values(), day)
        with self._lock:
            return grid_twin.html(
                self.survey, self._table, self._marks, self.codebook(), coder=self.coder, silent=silent, redactor=self._redactor
            )

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            return grid_twin.line(self.survey, self._table, self._marks, coder=self.coder)


def _answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number:,} answers"


def resolve(folder: Folder, source: str) -> Survey:
    """Return the survey called `source`; if that is empty, the only one there is.

    Raises
    ------
    UserError
        If there is none of that name, or several and none was named; the message lists what there is.
    """
    surveys, wanted = folder.surveys(), source.strip().casefold()
    if not surveys:
        raise UserError('there are no answers to code yet: bring some in with study.add_survey("answers.csv", round="2026-Q1")')
    if found := next((s for s in surveys if s.id.casefold() == wanted), None):
        return found
    for one in folder.transcripts():
        if wanted in {one.id.casefold(), *((t.participant or one.id).casefold() for t in one.turns)}:
            raise UserError(f"{source} is a transcript, or speaks in one: it is coded in study.coder({source!r})")
    there = ", ".join(s.id for s in surveys)
    if not wanted and len(surveys) == 1:
        return surveys[0]
    raise UserError(f"no survey is called {source!r}; there is {there}" if wanted else f"say which survey; there is {there}")
