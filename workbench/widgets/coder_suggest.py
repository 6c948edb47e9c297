"""Suggestions beside one transcript.

The browser hears them in a message of their own: ``suggestions {on, state, learned, set, gone}``; it answers with ``decide
{suggestion, decision, code|name}``, an act like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.spans import covers
from workbench.study.errors import UserError
from workbench.widgets import coder_view, learning
from workbench.widgets.learning import Learning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.coding.suggest import Suggestion
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Coding, Decision, Transcript


class Suggesting(Learning):
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
        super().__init__(folder, coder, blind=blind, told=told)
        self._transcript = transcript
        self._known: dict[str, Suggestion] = {}
        self._shown: dict[str, dict[str, Any]] = {}
        self._sent: dict[str, Any] = {}

    def follow(self, transcript: Transcript) -> None:
        """Suggest on this version of the text from now on; what was suggested on another is shown no more."""
        self._transcript, self._at = transcript, -1
        self._known, self._shown = {}, {}

    def look(self) -> None:
        """Take what is suggested on the transcript now."""
        found = self._suggester.suggest(self._transcript.id, least=learning.LEAST)
        shown = {one.id: self._show(one) for one in found}
        self._known, self._shown = {one.id: one for one in found}, shown

    def _show(self, one: Suggestion) -> dict[str, Any]:
        parts = coder_view.parts(self._transcript.turns, one.anchor.start, one.anchor.end)
        return {"id": one.id, "code": one.code, "parts": parts, **self.reasons(one)}

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
        self.learn(len(mine))
        found = {k: self._shown[k] for k in sorted(self._waiting(state, mine))} if self.on else {}
        head = self.head()
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
