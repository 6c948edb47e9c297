"""Suggestions beside one transcript: learned in a thread, so that no act ever waits for them.

They are off until somebody turns them on; that is remembered until the kernel ends. Who codes blind is shown only what was
learned from their own codings. The browser hears them in a message of their own: ``suggestions {on, state, learned, set,
gone}``; it answers with ``decide {suggestion, decision, code|name}``, an act like any other.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from workbench.coding.spans import covers
from workbench.coding.suggester import Suggester
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.widgets import coder_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workbench.coding.suggest import Suggestion
    from workbench.study.fold import State
    from workbench.study.records import Anchor, Coding, Decision, Transcript

logger = logging.getLogger(__name__)

#: New codings of one's own after which everything is learned again.
EVERY = 5
#: Least chance of what is drawn: a guess is in the way while one reads.
LEAST = 0.35
_SHORT = 160
#: Who has turned suggestions on in this kernel: study, coder.
_ON: set[tuple[Path, str]] = set()


class Suggesting:
    """Suggestions for one coder on one transcript.

    Parameters
    ----------
    folder
        The study; the thread reads through a view of its own.
    transcript
        What is coded.
    coder
        Who codes.
    blind
        Learn from this coder's codings only.
    told
        Called from the thread when there is something new to publish.
    """

    def __init__(self, folder: Folder, transcript: Transcript, coder: str, *, blind: bool, told: Callable[[], None]) -> None:
        self._transcript, self._coder, self._told = transcript, coder, told
        self._key = (folder.root.resolve(), coder)
        self._suggester = Suggester(Folder(folder.root), coder, blind=blind)
        self._known: dict[str, Suggestion] = {}
        self._shown: dict[str, dict[str, Any]] = {}
        self._sent: dict[str, Any] = {}
        self._learned = 0  # passages
        self._at = -1  # own codings when it was learned
        self._wrong = ""
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def on(self) -> bool:
        """Whether they are shown."""
        return self._key in _ON

    def turn(self, on: bool) -> None:  # noqa: FBT001 (what the browser says)
        """Show suggestions, or do not."""
        if on:
            _ON.add(self._key)
        else:
            _ON.discard(self._key)
        self._wrong = ""

    def close(self) -> None:
        """Let the thread's result fall."""
        self._closed = True

    def wait(self, seconds: float = 30.0) -> None:
        """Wait until nothing is being learned: for tests and scripts."""
        if thread := self._thread:
            thread.join(seconds)

    # Learn -----------------------------------------------------------------------------------------------------

    def _due(self, mine: int) -> bool:
        return self.on and not self._closed and self._thread is None and not self._wrong and (
            self._at < 0 or abs(mine - self._at) >= EVERY
        )  # fmt: skip

    def _start(self, mine: int) -> None:
        self._at = mine
        self._thread = threading.Thread(target=self._learn, name="workbench-suggest", daemon=True)
        self._thread.start()

    def _learn(self) -> None:
        try:
            self._suggester.folder.refresh()
            found = self._suggester.suggest(self._transcript.id, least=LEAST)
            shown = {one.id: self._show(one) for one in found}
            self._known, self._shown = {one.id: one for one in found}, shown
            self._learned = int(self._suggester.learn().cases.labels.any(axis=1).sum())
        except Exception as error:
            # Its text may hold words of a participant, so the browser gets the kind and the log gets the rest.
            logger.exception("suggestions were not learned")
            self._wrong = type(error).__name__
        self._thread = None
        if not self._closed:
            self._told()

    def _show(self, one: Suggestion) -> dict[str, Any]:
        anchor = one.anchor
        return {
            "id": one.id, "code": one.code, "parts": coder_view.parts(self._transcript.turns, anchor.start, anchor.end),
            "strength": one.strength, "percent": None if one.probability is None else round(100 * one.probability),
            "words": list(one.words), "valence": one.valence, "felt": one.felt, "learned": one.learned_from,
            "like": [self._example(name) for name in one.like],
        }  # fmt: skip

    def _example(self, name: str) -> dict[str, str]:
        segment = self._suggester.segment(name)
        words = segment.text if len(segment.text) <= _SHORT else segment.text[:_SHORT].rsplit(maxsplit=1)[0] + " …"
        return {"who": segment.participant, "where": segment.anchor.source, "words": words}

    # Tell ------------------------------------------------------------------------------------------------------

    def message(self, state: State, codings: Iterable[Coding], *, whole: bool = False) -> dict[str, Any] | None:
        """Return what the browser has yet to hear, and learn again if that is due; None if there is nothing.

        Parameters
        ----------
        state
            What was decided.
        codings
            What is coded here, as this coder may see it.
        whole
            Everything, for a browser that has just opened.
        """
        mine = [c for c in codings if c.coder == self._coder]
        if self._due(len(mine)):
            self._start(len(mine))
        found = {k: self._shown[k] for k in sorted(self._waiting(state, mine))} if self.on else {}
        status = "off" if not self.on else "failed" if self._wrong else "learning" if self._thread else "ready"
        head = {"on": self.on, "state": status, "learned": self._learned, "why": self._wrong}
        before = {} if whole else self._sent
        old = before.get("set", {})
        changed = [one for key, one in found.items() if old.get(key) != one]
        gone = sorted(old.keys() - found.keys())
        self._sent = {**head, "set": found}
        if not changed and not gone and all(before.get(k) == v for k, v in head.items()):
            return None
        return {"op": "suggestions", **head, "set": changed, "gone": gone, "whole": whole}

    def _waiting(self, state: State, mine: list[Coding]) -> set[str]:
        """Return the suggestions that wait for a decision: an undo brings one back without anything being learned."""
        taken: dict[str, list[Anchor]] = {}
        said: list[Coding | Decision] = [*mine, *(d for d in state.decisions.values() if d.coder == self._coder)]
        for one in said:
            if one.anchor.source == self._transcript.id:
                taken.setdefault(one.code, []).append(one.anchor)
        return {
            key for key, s in self._known.items()
            if not any(covers(s.anchor.start, s.anchor.end, a.start, a.end) for a in taken.get(s.code, ()))
        }  # fmt: skip

    def find(self, name: str, state: State, mine: list[Coding]) -> Suggestion:
        """Return a suggestion that waits for a decision.

        Raises
        ------
        UserError
            If it does not.
        """
        one = self._known.get(name)
        if one is None or name not in self._waiting(state, mine) or one.anchor.version != self._transcript.version:
            raise UserError("this suggestion is not there any more")
        return one
