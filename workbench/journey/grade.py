"""How much confidence the evidence for a claim bears: GRADE-CERQual, proposed from numbers, signed by people.

Four components (Lewin et al. 2018): methodological limitations, coherence, adequacy, relevance. Each concern is
computed from what is known; start at High, one step down for each moderate concern, two for each serious one. Caps:
one kind of source is at most Moderate; one person is an Anecdote; nobody is an ASSUMPTION.

Every cut-off stands in `THRESHOLDS` and can be changed in ``study.toml`` under ``[thresholds]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.evidence import Evidence

#: Cut-offs between no, minor, moderate and serious concern.
THRESHOLDS: dict[str, tuple[float, ...]] = {
    "alpha": (0.80, 0.67),
    "coherence": (0.90, 0.75, 0.60),
    "adequacy": (8, 5, 3),
    "months": (6, 12, 24),
}

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


def thresholds(changes: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Return the cut-offs with those of ``study.toml`` in place of the defaults."""
    return THRESHOLDS | {k: tuple(float(x) for x in v) for k, v in changes.items() if k in THRESHOLDS}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a grade rests on besides the evidence itself.

    Attributes
    ----------
    alpha
        Krippendorff's alpha of the code; None where it is undefined.
    double_coded
        Whether two people coded the same texts at all.
    today
        The newest date in the study (not the clock: the same data give the same grade).
    cuts
        As `thresholds` gives them.
    """

    alpha: float | None
    double_coded: bool
    today: str
    cuts: Mapping[str, tuple[float, ...]]


def propose(evidence: Evidence, basis: Basis) -> Grade:
    """Return the grade the numbers propose."""
    if evidence.k == 0:
        return Grade("ASSUMPTION", 0, ())
    concerns = (
        _method(basis),
        _coherence(evidence, basis.cuts["coherence"]),
        _adequacy(evidence, basis.cuts["adequacy"]),
        _relevance(evidence, basis.today, basis.cuts["months"]),
    )
    if evidence.k == 1:
        return Grade("Anecdote", 1, concerns)
    level = max(1, 4 - sum(_STEPS[c.level] for c in concerns))
    if len(evidence.kinds) == 1:
        level = min(level, 3)
    return Grade(_NAMES[level], level, concerns)


def _method(basis: Basis) -> Concern:
    if not basis.double_coded:
        return Concern("method", "moderate", "coded by one person only")
    if basis.alpha is None:
        return Concern("method", "moderate", "agreement between coders is undefined for this code")
    cuts = basis.cuts["alpha"]
    level = "none" if basis.alpha >= cuts[0] else "minor" if basis.alpha >= cuts[1] else "moderate"
    return Concern("method", level, f"two coders agree on this code at α = {basis.alpha:.2f}")


def _coherence(evidence: Evidence, cuts: tuple[float, ...]) -> Concern:
    share = evidence.k / (evidence.k + evidence.x)
    return Concern("coherence", _falling(share, cuts), f"{evidence.x} say the opposite, {evidence.k} say so")


def _adequacy(evidence: Evidence, cuts: tuple[float, ...]) -> Concern:
    plural = "person" if evidence.k == 1 else "people"
    return Concern("adequacy", _falling(evidence.k, cuts), f"{evidence.k} {plural} in {evidence.m} passages")


def _falling(value: float, cuts: tuple[float, ...]) -> str:
    return _CONCERNS[sum(value < cut for cut in cuts)]


def _relevance(evidence: Evidence, today: str, cuts: tuple[float, ...]) -> Concern:
    if not evidence.newest or not today:
        return Concern("relevance", "minor", "the date of the evidence is not known")
    months = (date.fromisoformat(today[:10]) - date.fromisoformat(evidence.newest[:10])).days / _DAYS_IN_MONTH
    level = _CONCERNS[sum(months > cut for cut in cuts)]
    return Concern("relevance", level, f"newest support {months:.0f} months before the newest evidence of the study")


def fragility(evidence: Evidence, basis: Basis) -> int:
    """Return how many single people could each, by withdrawing, change the grade (jackknife)."""
    grade = propose(evidence, basis)
    involved = sorted(evidence.supporters.keys() | evidence.opponents.keys())
    return sum(propose(evidence.without(person), basis).name != grade.name for person in involved)
