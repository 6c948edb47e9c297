"""How much confidence the evidence for a claim bears: GRADE-CERQual, proposed from numbers, signed by people.

Four components (Lewin et al. 2018): methodological limitations, coherence, adequacy, relevance. Each concern is
computed from what is known; start at High, one step down for each moderate concern, two for each serious one. Caps:
one kind of source is at most Moderate; one person is an Anecdote; nobody is an ASSUMPTION.

Every cut-off stands in `workbench.journey.thresholds` and can be changed in ``study.toml`` under ``[thresholds]``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey.thresholds import THRESHOLDS, thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.evidence import Evidence

__all__ = ["LEVELS", "THRESHOLDS", "Basis", "Concern", "Grade", "fragility", "propose", "thresholds"]

LEVELS = {"High": 4, "Moderate": 3, "Low": 2, "Very low": 1, "Anecdote": 1, "ASSUMPTION": 0}
_NAMES = {4: "High", 3: "Moderate", 2: "Low", 1: "Very low"}
_STEPS = {"none": 0, "minor": 0, "moderate": 1, "serious": 2}
_CONCERNS = ("none", "minor", "moderate", "serious")
_DAYS_IN_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Concern:
    """One component, how serious the concern is, and the numbers that say so."""

    component: str
    level: str
    why: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A proposed grade with its reasons."""

    name: str
    level: int
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a grade rests on besides the evidence itself.

    Attributes
    ----------
    alpha
        Krippendorff's alpha of the code; None where it is undefined.
    documents
        Texts that two people coded; 0 if there are none.
    passages
        Units in those texts that at least one of the two gave the code.
    doubled
        Supporters who said so in one of those texts.
    today
        The newest day of the study (not the clock: the same data give the same grade).
    cuts
        As `thresholds` gives them.
    """

    alpha: float | None
    documents: int
    passages: int
    doubled: int
    today: str
    cuts: Mapping[str, tuple[float, ...]]


class _Counts(NamedTuple):
    """What of the evidence a grade depends on."""

    k: int
    x: int
    m: int
    kinds: int
    newest: str


def propose(evidence: Evidence, basis: Basis) -> Grade:
    """Return the grade the numbers propose."""
    return _grade(_Counts(evidence.k, evidence.x, evidence.m, len(evidence.kinds), evidence.newest), basis)


def _grade(counts: _Counts, basis: Basis) -> Grade:
    if counts.k == 0:
        return Grade("ASSUMPTION", 0, ())
    concerns = (
        _method(counts, basis),
        _coherence(counts, basis.cuts["coherence"]),
        _adequacy(counts, basis.cuts["adequacy"]),
        _relevance(counts, basis.today, basis.cuts["months"]),
    )
    if counts.k == 1:
        return Grade("Anecdote", 1, concerns)
    level = max(1, 4 - sum(_STEPS[c.level] for c in concerns))
    if counts.kinds == 1:
        level = min(level, 3)
    return Grade(_NAMES[level], level, concerns)


def _method(counts: _Counts, basis: Basis) -> Concern:
    if not basis.documents:
        return Concern("method", "moderate", "coded by one person only")
    if basis.alpha is None:
        return Concern("method", "moderate", f"agreement on this code is undefined in the {basis.documents} texts two people coded")
    cuts = basis.cuts["alpha"]
    level = "none" if basis.alpha >= cuts[0] else "minor" if basis.alpha >= cuts[1] else "moderate"
    why = f"two coders agree on this code at α = {basis.alpha:.2f}"
    if basis.passages < basis.cuts["passages"][0]:
        level, why = "moderate", f"{why}, but on {basis.passages} passage{'s' * (basis.passages != 1)} only: too few to tell"
    elif basis.doubled < basis.cuts["double_coded"][0] * counts.k:
        level = "minor" if level == "none" else level
    return Concern("method", level, f"{why}; {basis.doubled} of {counts.k} are in texts both coded")


def _coherence(counts: _Counts, cuts: tuple[float, ...]) -> Concern:
    share = counts.k / (counts.k + counts.x)
    return Concern("coherence", _falling(share, cuts), f"{counts.x} say the opposite, {counts.k} say so")


def _adequacy(counts: _Counts, cuts: tuple[float, ...]) -> Concern:
    people = "1 person" if counts.k == 1 else f"{counts.k} people"
    return Concern("adequacy", _falling(counts.k, cuts), f"{people} in {counts.m} passage{'s' * (counts.m != 1)}")


def _falling(value: float, cuts: tuple[float, ...]) -> str:
    return _CONCERNS[sum(value < cut for cut in cuts)]


def _relevance(counts: _Counts, today: str, cuts: tuple[float, ...]) -> Concern:
    if not counts.newest or not today:
        return Concern("relevance", "minor", "the date of the evidence is not known")
    months = max(0.0, (date.fromisoformat(today) - date.fromisoformat(counts.newest)).days / _DAYS_IN_MONTH)
    level = _CONCERNS[sum(months > cut for cut in cuts)]
    return Concern("relevance", level, f"newest support {months:.0f} months before the newest evidence of the study")


def fragility(evidence: Evidence, basis: Basis) -> int:
    """Return how many single people could each, by withdrawing, change the grade (jackknife).

    People whose leaving changes the same counts are graded once, so a hundred thousand supporters take no time.
    """
    grade = propose(evidence, basis).name
    kinds = {p: {m.kind for m in mentions} for p, mentions in evidence.supporters.items()}
    newest = {p: max(m.day for m in mentions) for p, mentions in evidence.supporters.items()}
    heard_in = Counter(kind for found in kinds.values() for kind in found)
    days = sorted(newest.values(), reverse=True)
    second = days[1] if len(days) > 1 else ""
    without: Counter[_Counts] = Counter()
    for person in evidence.supporters.keys() | evidence.opponents.keys():
        supports, opposes = person in evidence.supporters, person in evidence.opponents
        lost = sum(heard_in[kind] == 1 for kind in kinds.get(person, ()))
        last = second if supports and newest[person] == evidence.newest else evidence.newest
        without[_Counts(evidence.k - supports, evidence.x - opposes, 0, len(evidence.kinds) - lost, last)] += 1
    return sum(people for counts, people in without.items() if _grade(counts, basis).name != grade)
