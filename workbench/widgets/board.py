"""The topic board: what a model takes for topics beside what people made themes of, and everything that turns one into the other.

A topic is a proposal; only what a person confirmed is in a theme, and stays there through every refit. Every act goes to the
disk before the browser may say "Saved". Protocol: docs in ``widgets/board.js``.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.themes import board
from workbench.themes.topics import finer
from workbench.widgets import board_fit, board_twin
from workbench.widgets.acting import Acting, Step
from workbench.widgets.assets import asset, bundle
from workbench.widgets.board_cards import Cards, Look, narrowed, piles
from workbench.widgets.board_deeds import Deeds, said
from workbench.widgets.editor_pages import people

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.widgets.acting import Message
    from workbench.widgets.board_cards import Pile
    from workbench.widgets.board_deeds import Done
    from workbench.widgets.board_fit import Fit, Fitted

logger = logging.getLogger(__name__)
MODULES = ("core.js", "dom.js", "lab.js", "outbox.js", "frame.js", "session.js", "editor_core.js", "editor_list.js", "passages.js",
           "board_core.js", "board_cards.js", "board_list.js", "board_sheet.js", "board_changes.js", "editor_outbox.js",
           "board_keys.js", "board_view.js", "board.js")  # fmt: skip
#: So many segments are sent at once, of however many there are.
MOST_ROWS = 100
#: So many can be ticked with one key.
MOST_TICKED = 2_000
LONGEST_QUOTE = 700
_TYPICAL = 12
WITHHELD = "(withheld: no consent to quote)"
#: What a memo is about that says somebody accepted what became of a topic.
ACCEPTED = "topics"


class Board(Acting):
    """Name, merge, split and fill themes beside the topics of a model.

    Parameters
    ----------
    folder
        The study.
    coder
        Who does it. Acts go to this coder's own log.
    fit
        Makes the topics, finer or coarser, and reads the study again each time; `workbench.widgets.board_fit.reader` if not given.
    resolution
        How fine at first: 1 for as fine as the data suggest, more for more and smaller topics.
    redactor
        Masks names in quotes and words of topics, here and in the static twin. People who did not agree to be quoted are
        counted, and have no words here.

    Raises
    ------
    UserError
        If nobody is named.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("board.css")
    opened = "this board"
    example = 'study.board(me="ana")'
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(
        self, folder: Folder, coder: str, fit: Fit | None = None, *, resolution: float = 1.0, redactor: Redactor | None = None
    ) -> None:  # fmt: skip
        super().__init__(folder, coder, redactor=redactor)
        self._fit, self._resolution, self._look = fit or board_fit.reader(self._folder), resolution, Look()
        self._steps = 0  # finer than that, or coarser
        self._masking = threading.Lock()  # one detector reads at a time
        self._cards = Cards(self._folder, self._fit(resolution), self._plainly)
        self._silent = self._who_is_silent()
        self._drawn: tuple[Any, ...] = ()
        self._judged: Fitted | None = None
        self._piles: dict[str, Pile] = {}
        self._people = 0
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="workbench-board")

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        names = ("mark", "split", "merge", "move", "rename", "describe", "link", "retire")
        deeds = {name: lambda m, name=name: self._did(getattr(self._deeds(), name)(m)) for name in names}
        return {**deeds, "accept": self._accept, "keep": self._keep}

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what is answered at once."""
        return {"look": self._looked, "ids": self._ids}

    # What is there ---------------------------------------------------------------------------------------------

    def changing(self) -> Message:
        """Return the part of the view that acts change, and what one looks at."""
        fitted = self._cards.fitted
        self._lay()
        seen, heard = self._cards.seen(self._look), self._cards.heard(self._look)
        rows = {key: self._cards.card(pile, seen, heard) for key, pile in self._piles.items()}
        return {
            "cards": rows, "order": list(rows), "changes": self._changes(), "codes": self.codes(), "rounds": self._cards.rounds,
            "look": {"round": self._look.round, "stage": self._look.stage, "words": self._look.words, "only": self._look.only},
            "fit": {"steps": self._steps, "most": board_fit.MOST_STEPS, "topics": len(fitted.topics.topics),
                    "segments": len(self._cards.segments), "people": self._people, "kept": self._kept()},
            "empty": self._empty(), "people": people(self._folder.logs(), self.coder),
        }  # fmt: skip

    def whole(self) -> Message:
        """Return what does not change: who works, the stages."""
        settings = self._folder.settings
        head = {
            "title": settings.title or "Topic board", "coder": self.coder,
            "place": sha256_text(f"{self._folder.root.resolve()}\nboard\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head, "stages": [[s.id, s.label] for s in settings.stages]}

    def unfolded(self, sent: Message) -> Message:
        """Return the cards as a list."""
        return {**sent, "cards": list(sent["cards"].values())}

    def publish(self) -> None:
        """Send the browser the cards that are others now, not all there are."""
        before, now = self._sent, self.state()
        self._sent = now
        patch = {k: v for k, v in now.items() if k != "cards" and before.get(k) != v}
        old = before.get("cards", {})
        fresh = [row for key, row in now["cards"].items() if old.get(key) != row]
        gone = [key for key in old if key not in now["cards"]]
        if patch or fresh or gone:
            self.send({"op": "patch", **patch, "set": fresh, "gone": gone})

    def reply(self, answer: Message, *, fresh: bool) -> None:
        """Send an answer; what changed goes first, so that the card it leads to is there."""
        if fresh:
            self.publish()
        self.send(answer)

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        super().close()

    def _lay(self) -> None:
        """Lay the cards again if somebody acted or the fit is another."""
        state = self._folder.state()
        if self._drawn and self._drawn[0] is state and self._drawn[1] is self._cards:
            return
        laid = board.board(self._folder, self._cards.fitted.topics, list(self._cards.fitted.segments))
        self._drawn = (state, self._cards)
        self._piles, self._people = piles(laid, self._cards.fitted), laid.people

    def _changes(self) -> list[Message]:
        state = self._folder.state()
        memos = state.memos
        # A person's name goes before the model's words: that of the theme made from a topic, or of the first that follows it.
        called = {p.topic: p.theme.name for p in reversed(self._piles.values()) if p.theme and p.topic}
        called |= {t.topic: t.name for t in state.themes.values() if t.topic and not t.retired}

        def name(topic: str) -> str:
            return called.get(topic) or self._cards.name(topic) or "a topic of before"

        return [
            {"id": key, "kind": c.kind, "before": [{"id": t, "name": name(t)} for t in c.before],
             "after": [{"id": t, "name": name(t)} for t in c.after], "people": [c.people_before, c.people_after],
             "by": memos.get((ACCEPTED, key), "")}
            for c in self._cards.fitted.changes for key in [board_fit.change_id(c)]
        ]  # fmt: skip

    def _kept(self) -> str:
        """Return who kept a fit last, and when; empty if nobody did."""
        last = next(reversed(self._folder.state().kept.values()), None)
        return f"{last.coder}, {last.at[:10]}" if last else ""

    def _empty(self) -> str:
        if not self._cards.segments:
            return "No text yet. Add interviews or answers with study.add(…), then run this cell again."
        if not self._cards.fitted.topics.topics and not any(p.kind == "theme" for p in self._piles.values()):
            much = f"{len(self._cards.segments):,} segment{'s' if len(self._cards.segments) != 1 else ''}"
            return f"Too little text for topics yet: {much}. What people said is below; you can make themes of it by hand."
        return ""

    # What is looked at -----------------------------------------------------------------------------------------

    def _looked(self, message: Message) -> Message:
        self._look = Look(said(message, "round"), said(message, "stage"), said(message, "words")[:300], message.get("only") is True)
        self.publish()
        return {}

    def _pile(self, message: Message) -> Pile:
        """Return the segments of a card that fit what one looks at."""
        pile = self._deeds().pile(message)
        return narrowed(pile, self._cards.seen(self._look), only=self._look.only)

    def _named(self, message: Message) -> tuple[str, ...]:
        pile = self._pile(message)
        return {"confirmed": pile.confirmed, "proposed": pile.proposed}.get(said(message, "which"), pile.ids)

    def _ids(self, message: Message) -> Message:
        ids = self._named(message)
        return {"ids": list(ids[:MOST_TICKED]), "more": max(0, len(ids) - MOST_TICKED)}

    def _page(self, message: Message) -> Message:
        """Return some segments of a card; asked in a thread of its own, since names are looked for in what is shown."""
        with self._lock:
            self._lay()
            pile = self._pile(message)
            ids = self._named(message)
            start = max(0, int(message.get("from", 0)))
            page = ids[start : min(start + MOST_ROWS, max(start, int(message.get("to", start + MOST_ROWS))))]
            segments = [self._cards.segments[s] for s in page if s in self._cards.segments]
            off = self._cards.fitted.topics.off_topic
            rounds, sure = dict(self._cards.rounds), set(pile.confirmed)
        words = self._quoted(segments)
        rows = [
            {"id": s.id, "quote": w[:LONGEST_QUOTE], "more": max(0, len(w) - LONGEST_QUOTE), "who": s.participant,
             "where": " · ".join(filter(None, (s.kind, rounds.get(s.round, s.round)))), "held": s.participant in self._silent,
             "state": "confirmed" if s.id in sure else "proposed" if pile.kind == "theme" else "",
             "off": s.id in off}
            for s, w in zip(segments, words, strict=True)
        ]  # fmt: skip
        return {"card": pile.id, "which": said(message, "which"), "total": len(ids), "from": start, "rows": rows}

    def _quoted(self, segments: Sequence[Segment]) -> list[str]:
        """Return the words of segments, masked, or withheld."""
        spoken = [s.text for s in segments if s.participant not in self._silent]
        with self._masking:
            shown = iter(self._redactor.texts(spoken) if self._redactor else spoken)
        return [WITHHELD if s.participant in self._silent else next(shown) for s in segments]

    def _plainly(self, words: str) -> str:
        """Return words that are nobody's in particular, with names masked."""
        return self._redactor.text(words, guess=False) if self._redactor else words

    def _who_is_silent(self) -> frozenset[str]:
        return participants.silent(self._folder.participants().values(), self._redactor.day if self._redactor else "")

    # How surely topics come back: said when it is known ---------------------------------------------------------

    def greeted(self) -> None:
        """Find out how surely the topics come back, beside everything else."""
        fitted = self._cards.fitted
        if self._pool is not None and fitted.steadiness is not None and self._judged is not fitted:
            self._judged = fitted
            self._pool.submit(self._judge, fitted, fitted.steadiness)

    def _judge(self, fitted: Fitted, steadiness: Callable[[], Mapping[str, str]]) -> None:
        try:
            words = steadiness()
        except Exception:  # the board is whole without
            logger.exception("how surely topics come back is not known")
            return
        with self._lock:
            if self._cards.fitted is fitted:
                self._judged = self._cards.fitted = replace(fitted, stability=words)
                self.publish()
        self.renew_twin()

    # What takes long: read in a thread of its own --------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser; what takes long is answered from a thread."""
        slow = {"segments": self._page, "refit": self._refit}
        op = str(message.get("op"))
        if op in slow and self._pool is not None:
            self._pool.submit(self.answering, message, lambda: self.send({"op": op, "id": message.get("id"), **slow[op](message)}))
        else:
            super().handle(message)

    def _refit(self, message: Message) -> Message:
        steps = message.get("steps", self._steps)
        if type(steps) is not int or abs(steps) > board_fit.MOST_STEPS:
            raise UserError(f"topics are made at most {board_fit.MOST_STEPS} steps finer or coarser")
        number = message.get("id")
        tell = lambda done, of: self.send({"op": "progress", "id": number, "done": done, "of": of})  # noqa: E731
        fitted = self._fit(self._resolution * finer(steps), tell)
        with self._lock:
            self._cards = Cards(self._folder, fitted, self._plainly)
            self._steps, self._silent = steps, self._who_is_silent()
            self.publish()
            self.greeted()
        self.renew_twin()
        return {"topics": len(fitted.topics.topics)}

    # Acts ------------------------------------------------------------------------------------------------------

    def _deeds(self) -> Deeds:
        self._lay()
        return Deeds(self._folder, self.coder, self._cards.fitted.topics, self._cards.segments, self._piles)

    def _did(self, done: Done) -> Message:
        """Remember a gesture, so that one undo takes it back."""
        if not done.acts:
            return {"saved": True, "at": None, "card": done.card}
        self._done.append(Step(done.words, done.acts[0].id, (done.card,)))
        self._undone.clear()
        return {"saved": True, "at": done.acts[-1].at, "card": done.card}

    def undone(self, step: Step) -> Message:
        """Name the card it was about."""
        return {"card": next(iter(step.about), "")}

    def _accept(self, message: Message) -> Message:
        """Say that what became of topics is right, or take that back."""
        there = {c["id"]: c["by"] for c in self._changes()}
        names = message.get("changes")
        if not isinstance(names, list) or not names or not all(isinstance(n, str) and n in there for n in names):
            raise UserError("these changes are not on the board any more: somebody read the study again")
        text = f"accepted by {self.coder}" if message.get("accept") is not False else ""
        wanted = [n for n in dict.fromkeys(names) if bool(there[n]) != bool(text)]
        if not wanted:
            return {"saved": True, "at": None}
        words = f"{'accepting' if text else 'taking up again'} {len(wanted)} change{'s' if len(wanted) > 1 else ''} of topics"
        acts = self.save(words, *(("memo.set", {"kind": ACCEPTED, "about": n, "text": text}) for n in wanted))
        return {"saved": True, "at": acts[-1].at}

    def _keep(self, _message: Message) -> Message:
        acts = board.keep(self._folder, self._cards.fitted.topics, coder=self.coder)
        self._done.append(Step("keeping these topics", acts[0].id))
        self._undone.clear()
        return {"saved": True, "at": acts[0].at}

    # Without a kernel ------------------------------------------------------------------------------------------

    def quotes(self) -> bool:
        """Return whether the twin has words of people: a few of each theme and topic."""
        with self._lock:
            return bool(self._cards.segments)

    def twin(self) -> str:
        """Return the static HTML: themes and topics with their people and a few quotes."""
        with self._lock:
            self._lay()
            cards = self._all()
            chosen = {c["id"]: self._typical(self._piles[c["id"]]) for c in board_twin.shown(cards)}
            # All at once: the detector reads many texts together faster, and finds more.
            words = iter(self._quoted([s for segments in chosen.values() for s in segments]))
            quotes = {key: [(next(words), f"{s.participant}, {s.kind}") for s in segments] for key, segments in chosen.items()}
            return board_twin.html(cards, quotes, self._plainly, title=self._folder.settings.title or "Topic board")

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            self._lay()
            return board_twin.line(self._all())

    def _all(self) -> list[Message]:
        heard = self._cards.heard(Look())
        return [self._cards.card(pile, None, heard) for pile in self._piles.values()]

    def _typical(self, pile: Pile) -> list[Segment]:
        """Return a few segments for the static twin, one of each person, and of nobody who did not agree to be quoted."""
        found: dict[str, Segment] = {}
        for name in (pile.confirmed or pile.proposed)[:_TYPICAL]:
            segment = self._cards.segments[name]
            if segment.participant not in self._silent:
                found.setdefault(segment.participant, segment)
        return list(found.values())[: board_twin.MOST_QUOTES]
