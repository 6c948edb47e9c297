"""What if a cut-off were another: each is moved by one step, and whoever's grade, verdict or star that changes is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.journey.cards import Cards
from workbench.journey.change.rounds import compare
from workbench.journey.change.verdicts import Rules
from workbench.journey.strength.backing import Backings
from workbench.journey.strength.grade import propose
from workbench.journey.strength.moments import moments
from workbench.journey.strength.saturation import saturation
from workbench.journey.strength.thresholds import TABLE, objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.journey.look import Look
    from workbench.journey.strength.grade import Grade
    from workbench.journey.strength.thresholds import Cut

#: How far a step goes where it is not one person or one passage.
STEP = 0.2

Cuts = dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One cut-off, one step away.

    Attributes
    ----------
    name, place
        Which; the place among its values, from 0.
    value, to
        What it is, and what it was moved to.
    grades
        Claims that would get another grade: claim, grade now, grade then.
    verdicts
        Claims that would get another verdict beside the round before.
    stars
        Stages that would become, or no longer be, a moment of truth.
    concerns
        How many claims would have another concern in some component, whether or not that changes the grade.
    """

    name: str
    place: int
    value: float
    to: float
    grades: tuple[tuple[str, str, str], ...] = ()
    verdicts: tuple[tuple[str, str, str], ...] = ()
    stars: tuple[tuple[str, str, str], ...] = ()
    concerns: int = 0

    @property
    def quiet(self) -> bool:
        """Whether the step changes nothing that is shown."""
        return not (self.grades or self.verdicts or self.stars or self.concerns)


def sensitivity(look: Look) -> list[Moved]:
    """Return for every cut-off and each of its values what one step down and one step up would change.

    A step is one person or passage where the cut-off counts these, a fifth of the value elsewhere; never past its
    neighbours or what can be meant. Cut-offs that only say how something is drawn change nothing here.
    """
    here = _Effects(look)
    out = []
    for cut in TABLE:
        values = look.cuts[cut.name]
        for place, value in enumerate(values):
            for to in _steps(cut, values, place):
                moved = (*values[:place], to, *values[place + 1 :])
                out.append(here.of(Moved(cut.name, place, value, to), {**look.cuts, cut.name: moved}))
    return out


def _steps(cut: Cut, values: tuple[float, ...], place: int) -> Iterator[float]:
    value = values[place]
    for way in (-1, 1):
        to = value + way * (1 if cut.whole else abs(value) * STEP)
        near = [values[i] for i in (place - 1, place + 1) if cut.order and 0 <= i < len(values)]
        low = max([cut.least, *(v for v in near if v < value)])
        high = min([cut.most, *(v for v in near if v > value)])
        to = round(min(high, max(low, to)), 10)
        if to != value and objection(cut, (*values[:place], to, *values[place + 1 :])) is None:
            yield to


class _Effects:
    """What changes with the cut-offs of a look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        cards = Cards(look)
        self._bases = {e.code: cards.basis(e) for e in look.evidence}
        self._grades = self._graded(look.cuts)
        rounds = look if look.round is not None or not look.rounds else look.at(look.rounds[-1])
        self._now, self._then = rounds.evidence, rounds.evidence_before
        self._verdicts, self._stars = self._judged(look.cuts), self._starred(look.cuts)

    def of(self, moved: Moved, cuts: Cuts) -> Moved:
        """Return what this step changes."""
        if moved.name.startswith("moment_"):
            return replace(moved, stars=_apart(self._stars, self._starred(cuts)))
        if Rules.of(cuts) != Rules.of(self.look.cuts):
            return replace(moved, verdicts=_apart(self._verdicts, self._judged(cuts)))
        if moved.name in _GRADING:
            then = self._graded(cuts)
            names = ({c: g.name for c, g in found.items()} for found in (self._grades, then))
            levels = ({c: tuple(x.level for x in g.concerns) for c, g in found.items()} for found in (self._grades, then))
            before, after = levels
            return replace(moved, grades=_apart(*names), concerns=sum(before[c] != after[c] for c in before))
        return moved

    def _graded(self, cuts: Mapping[str, tuple[float, ...]]) -> dict[str, Grade]:
        look = self.look
        there = Backings(replace(look, cuts=cuts), saturation(replace(look, cuts=cuts))) if _other(cuts, look.cuts) else None
        out = {}
        for e in look.evidence:
            basis = self._bases[e.code]
            backing = basis.backing if there is None else there.of(e)
            out[e.code] = propose(e, replace(basis, cuts=cuts, backing=backing))
        return out

    def _judged(self, cuts: Mapping[str, tuple[float, ...]]) -> dict[str, str]:
        if self._then is None:
            return {}
        return {c.code: c.verdict for c in compare(self._then, self._now, rules=Rules.of(cuts))}

    def _starred(self, cuts: Mapping[str, tuple[float, ...]]) -> dict[str, str]:
        found = moments(replace(self.look, cuts=cuts))
        return {stage: "moment of truth" if star["moment"] else "none" for stage, star in found.items()}


#: Cut-offs that grades and their concerns rest on.
_GRADING = frozenset(
    {
        "alpha", "passages", "double_coded", "machine", "leading", "coherence", "spread", "adequacy", "words", "months",
        "saturation_base", "saturation_run", "saturation_stop", "hollow_people",
    }
)  # fmt: skip
_BACKING = ("saturation_base", "saturation_run", "saturation_stop", "hollow_people")


def _other(cuts: Mapping[str, tuple[float, ...]], than: Mapping[str, tuple[float, ...]]) -> bool:
    return any(cuts[name] != than[name] for name in _BACKING)


def _apart(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((c, before[c], after[c]) for c in sorted(before) if before[c] != after[c])
