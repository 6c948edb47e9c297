"""Suggestions in the answer grid: for each answer the best that waits for a decision.

The browser hears them in a message of their own, of the answers it has: ``suggestions {on, state, learned, why, set, gone,
waiting}``. For one it asks why: ``why {suggestion}``. It answers with ``decide {suggestion, decision, code|name}``, an act like
any other. Of a survey too large to be read whole, a sample is looked at, and the answers on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.spans import covers
from workbench.coding.suggest import named, receipt, strength
from workbench.study.errors import UserError
from workbench.widgets import learning
from workbench.widgets.learning import Learning, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from workbench.coding.suggest import Model, Place, Suggestion
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Coding, Decision, Segment, Survey

    Taken = Mapping[str, Mapping[str, list[Anchor]]]

#: Answers of surveys that are looked at, besides those people are at.
MOST = 10_000


@dataclass(frozen=True)
class Found:
    """What was suggested at one time.

    Attributes
    ----------
    model, segments
        What it was found with.
    by_answer
        Places by answer, best first.
    """

    model: Model
    segments: list[Segment]
    by_answer: Mapping[str, list[Place]]

    @classmethod
    def of(cls, model: Model, segments: list[Segment], places: Iterable[Place]) -> Found:
        """Sort places by their answer."""
        by_answer: dict[str, list[Place]] = {}
        for place in places:
            by_answer.setdefault(segments[place.segment].anchor.item, []).append(place)
        return cls(model, segments, by_answer)

    def open(self, answer: str, taken: Taken) -> Place | None:
        """Return the best suggestion on an answer that waits for a decision."""
        here = taken.get(answer, {})
        for place in self.by_answer.get(answer, ()):
            at = self.segments[place.segment].anchor
            said = here.get(self.model.codes[place.code], ())
            if not any(covers(at.start, at.end, one.start, one.end) for one in said):
                return place
        return None

    def waiting(self, taken: Taken) -> list[str]:
        """Return the answers with a suggestion that waits."""
        return [answer for answer in self.by_answer if self.open(answer, taken)]

    def name(self, place: Place) -> str:
        """Return the id of a suggestion."""
        return named(self.model, self.segments, place)

    def chip(self, place: Place) -> dict[str, Any]:
        """Return a suggestion in a few words; the reasons are asked for."""
        word, probability = strength(self.model, place)
        code = self.model.codes[place.code]
        return {"id": self.name(place), "code": code, "strength": word, "percent": percent(probability)}

    def receipt(self, name: str) -> Suggestion | None:
        """Return a suggestion with its reasons, by its id."""
        answer = name.rpartition(" > ")[0].rpartition("/")[0].partition("/")[2]
        there = (place for place in self.by_answer.get(answer, ()) if self.name(place) == name)
        return next((receipt(self.model, self.segments, place) for place in there), None)


class GridSuggesting(Learning):
    """Suggestions for one coder on the answers of one survey.

    Parameters
    ----------
    folder
        The study; the thread reads through a view of its own.
    survey
        What is coded.
    coder
        Who codes.
    blind
        Learn from this coder's codings only.
    told
        Called from the thread when there is something new to publish.
    """

    def __init__(self, folder: Folder, survey: Survey, coder: str, *, blind: bool, told: Callable[[], None]) -> None:
        super().__init__(folder, coder, blind=blind, told=told, most=MOST)
        self._survey = survey
        self._found: Found | None = None
        self._sent: dict[str, Any] = {"on": False}

    @property
    def told_on(self) -> bool:
        """Whether the browser was told that they are on."""
        return bool(self._sent["on"])

    def look(self) -> None:
        """Take what is suggested on the answers now."""
        self._found = Found.of(*self._suggester.places(self._survey.id, least=learning.LEAST))

    def _taken(self, state: State, codings: Iterable[Coding]) -> Taken:
        """Return what this coder has coded or decided: answer, code, where."""
        taken: dict[str, dict[str, list[Anchor]]] = {}
        said: list[Coding | Decision] = [c for c in codings if c.coder == self._coder]
        said += [d for d in state.decisions.values() if d.coder == self._coder and d.anchor.source == self._survey.id]
        for one in said:
            taken.setdefault(one.anchor.item, {}).setdefault(one.code, []).append(one.anchor)
        return taken

    def answers(self, state: State, codings: Iterable[Coding]) -> list[str]:
        """Return the answers with a suggestion that waits for a decision."""
        return self._found.waiting(self._taken(state, codings)) if self.on and self._found else []

    def message(
        self, state: State, codings: Collection[Coding], shown: Collection[str], *, whole: bool = False
    ) -> dict[str, Any] | None:
        """Return what the browser has yet to hear, and learn again if that is due; None if there is nothing.

        Parameters
        ----------
        state
            What was decided.
        codings
            What is coded here, as this coder may see it.
        shown
            The answers the browser has.
        whole
            Everything, for a browser that has just opened.
        """
        if self.on and self._thread is None and self._suggester.look_at(self._survey.id, shown):
            self._at = -1  # there are answers it has not looked at yet
        self.learn(sum(c.coder == self._coder for c in codings))
        chips: dict[str, dict[str, Any]] = {}
        head = {**self.head(), "waiting": 0}
        if self.on and (found := self._found):
            taken = self._taken(state, codings)
            head["waiting"] = len(found.waiting(taken))
            chips = {answer: found.chip(place) for answer in shown if (place := found.open(answer, taken))}
        before = {} if whole else self._sent
        old = before.get("set", {})
        changed = {answer: chip for answer, chip in chips.items() if old.get(answer) != chip}
        gone = sorted(old.keys() - chips.keys())
        self._sent = {**head, "set": chips}
        if not changed and not gone and all(before.get(k) == v for k, v in head.items()):
            return None
        return {"op": "suggestions", **head, "set": changed, "gone": gone, "whole": whole}

    def why(self, name: str) -> dict[str, Any]:
        """Return the reasons of a suggestion, and which words of the answer it is about; nothing if it is not there any more."""
        one = self._found.receipt(name) if self._found else None
        if one is None:
            return {"suggestion": name, "gone": True}
        at = one.anchor
        return {"suggestion": name, **self.reasons(one), "answer": at.item, "start": at.start, "end": at.end}

    def find(self, name: str, version: Callable[[str], str], state: State, codings: Iterable[Coding]) -> Suggestion:
        """Return a suggestion that waits for a decision; `version` tells that of an answer now.

        Raises
        ------
        UserError
            If it does not.
        """
        found = self._found
        one = found.receipt(name) if found else None
        if found is not None and one is not None:
            answer = one.anchor.item
            place = found.open(answer, self._taken(state, codings))
            if place is not None and found.name(place) == name and one.anchor.version == version(answer):
                return one
        raise UserError("this suggestion is not there any more")
