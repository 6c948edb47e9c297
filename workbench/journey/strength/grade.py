"""How much confidence the evidence for a claim bears: GRADE-CERQual, proposed from numbers, signed by people.

Four components (Lewin et al. 2018): methodological limitations, coherence, adequacy, relevance. Each concern is
computed from what is known and says its numbers; start at High, one step down for each moderate concern, two for each
serious one. Caps: one kind of source is at most Moderate; one person is an Anecdote; nobody is an ASSUMPTION.

Every cut-off stands in `workbench.journey.strength.thresholds` and can be changed in ``study.toml`` under ``[thresholds]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey.said.parts import picked
from workbench.journey.strength.thresholds import THRESHOLDS, thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.evidence import Evidence

__all__ = [
    "LEVELS", "THRESHOLDS", "Backing", "Basis", "Concern", "Counts", "Grade", "Split", "counted", "fragile", "fragility", "graded",
    "propose", "steps", "thresholds",
]  # fmt: skip

LEVELS = {"High": 4, "Moderate": 3, "Low": 2, "Very low": 1, "Anecdote": 1, "ASSUMPTION": 0}
_NAMES = {4: "High", 3: "Moderate", 2: "Low", 1: "Very low"}
_CONCERNS = ("none", "minor", "moderate", "serious")
#: Steps down for each concern, by its place in `_CONCERNS`.
_STEPS = (0, 0, 1, 2)
_NONE, _MINOR, _MODERATE, _SERIOUS = range(4)
_DAYS_IN_MONTH = 30.4375
#: Letters of a word and the space behind it: what a word is taken for where words are not set apart by spaces.
_LETTERS = 6
_QUOTE, _WHEN = picked("quote"), picked("participant", "day")


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


class Split(NamedTuple):
    """One claim inside and outside a persona: people who say so, of those exposed, and the difference with its interval."""

    persona: str
    k: int
    n: int
    k_other: int
    n_other: int
    difference: float
    lo: float
    hi: float

    @property
    def words(self) -> str:
        """Return the split in people."""
        more = "more" if self.difference > 0 else "less"
        return f"{self.persona!r} says so {more} often than others ({self.k} of {self.n} against {self.k_other} of {self.n_other})"


@dataclass(frozen=True, slots=True)
class Backing:
    """What else is known of the people who say so; all of it empty where nobody looked.

    Attributes
    ----------
    machine
        Supporters heard only where somebody took over a model's suggestion.
    leading
        Supporters heard only in answer to a leading question.
    splits
        The claim inside and outside each persona with people enough to compare.
    own
        The same for the persona whose map this is.
    saturated
        Whether interviews about the stage still bring new things, in words; None where there are no interviews.
    """

    machine: frozenset[str] = frozenset()
    leading: frozenset[str] = frozenset()
    splits: tuple[Split, ...] = ()
    own: Split | None = None
    saturated: tuple[bool, str] | None = None


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
    backing
        What else is known of the supporters.
    """

    alpha: float | None
    documents: int
    passages: int
    doubled: int
    today: str
    cuts: Mapping[str, tuple[float, ...]]
    backing: Backing = field(default_factory=Backing)


class Counts(NamedTuple):
    """What of the evidence a grade depends on."""

    k: int
    x: int
    kinds: int
    newest: str
    machine: int
    leading: int


def propose(evidence: Evidence, basis: Basis) -> Grade:
    """Return the grade the numbers propose."""
    counts = counted(evidence, basis.backing)
    name, level = graded(counts, basis)
    return Grade(name, level, _concerns(evidence, counts, basis) if counts.k else ())


def counted(e: Evidence, backing: Backing) -> Counts:
    """Return what of the evidence its grade depends on."""
    machine, leading = (len(e.supporters.keys() & who) if who else 0 for who in (backing.machine, backing.leading))
    return Counts(e.k, e.x, len(e.kinds), e.newest, machine, leading)


def graded(counts: Counts, basis: Basis) -> tuple[str, int]:
    """Return the name and the level of the grade of these counts."""
    if counts.k < 2:  # noqa: PLR2004 (nobody, or one person)
        return ("Anecdote", 1) if counts.k else ("ASSUMPTION", 0)
    level = max(1, 4 - sum(steps(counts, basis).values()))
    if counts.kinds == 1:
        level = min(level, 3)
    return _NAMES[level], level


def steps(counts: Counts, basis: Basis) -> dict[str, int]:
    """Return how many steps down each component costs; of at least one person."""
    cuts = basis.cuts
    return {
        "method": _STEPS[_method(counts, basis)],
        "coherence": _STEPS[_falling(counts.k / (counts.k + counts.x), cuts["coherence"])],
        "adequacy": _STEPS[_falling(counts.k, cuts["adequacy"])],
        "relevance": _STEPS[_age(counts.newest, basis)],
    }


def _falling(value: float, cuts: tuple[float, ...]) -> int:
    return sum(value < cut for cut in cuts)


def _agreement(basis: Basis) -> int:
    """Return how serious it is how two coders agree on the code."""
    if not basis.documents or basis.alpha is None or basis.passages < basis.cuts["passages"][0]:
        return _MODERATE
    return _falling(basis.alpha, basis.cuts["alpha"])


def _method(counts: Counts, basis: Basis) -> int:
    cuts, found = basis.cuts, _agreement(basis)
    few = basis.doubled < cuts["double_coded"][0] * counts.k
    found = max(found, _MINOR if few or counts.leading else _NONE)
    mostly = counts.machine > cuts["machine"][0] * counts.k or counts.leading > cuts["leading"][0] * counts.k
    return max(found, _MODERATE if mostly else _NONE)


def _age(newest: str, basis: Basis) -> int:
    months = _months(newest, basis.today)
    return _MINOR if months is None else sum(months > cut for cut in basis.cuts["months"])


def _months(newest: str, today: str) -> float | None:
    if not newest or not today:
        return None
    return max(0.0, (date.fromisoformat(today) - date.fromisoformat(newest)).days / _DAYS_IN_MONTH)


# The same in words. What makes a concern minor at most changes no grade, so it is looked at here only ------------------


def _concerns(e: Evidence, counts: Counts, basis: Basis) -> tuple[Concern, ...]:
    return (_on_method(counts, basis), _on_coherence(counts, basis), _on_adequacy(e, counts, basis), _on_relevance(counts, basis))


def _on_method(counts: Counts, basis: Basis) -> Concern:
    if not basis.documents:
        why = "coded by one person only"
    elif basis.alpha is None:
        why = f"agreement on this code is undefined in the {basis.documents} texts two people coded"
    else:
        why = f"two coders agree on this code at α = {basis.alpha:.2f}"
        if basis.passages < basis.cuts["passages"][0]:
            why += f", but on {basis.passages} passage{'s' * (basis.passages != 1)} only: too few to tell"
        why += f"; {basis.doubled} of {counts.k} are in texts both coded"
    if counts.machine:
        why += f"; {counts.machine} of {counts.k} are heard only where a model's suggestion was taken over"
    if counts.leading:
        why += f"; {counts.leading} of {counts.k} are heard only in answer to a leading question"
    return Concern("method", _CONCERNS[_method(counts, basis)], why)


def _on_coherence(counts: Counts, basis: Basis) -> Concern:
    share = counts.k / (counts.k + counts.x)
    level, why = _falling(share, basis.cuts["coherence"]), _sides(counts)
    apart = [s for s in basis.backing.splits if apart_enough(s, basis.cuts)]
    if apart:
        level = max(level, _MINOR)
        why += "; " + "; ".join(s.words for s in apart)
    return Concern("coherence", _CONCERNS[level], why)


def _sides(counts: Counts) -> str:
    return f"{counts.x} {'says' if counts.x == 1 else 'say'} the opposite, {counts.k} {'says' if counts.k == 1 else 'say'} so"


def apart_enough(split: Split, cuts: Mapping[str, tuple[float, ...]]) -> bool:
    """Say whether a persona differs from the others by `spread` or more, and by more than chance would do."""
    return abs(split.difference) >= cuts["spread"][0] and (split.lo > 0 or split.hi < 0)


def _on_adequacy(e: Evidence, counts: Counts, basis: Basis) -> Concern:
    level = _falling(counts.k, basis.cuts["adequacy"])
    words = sum(map(_words, map(_QUOTE, e.support))) / counts.k
    people = "1 person" if counts.k == 1 else f"{counts.k} people"
    why = f"{people} in {e.m} passage{'s' * (e.m != 1)}, {words:.0f} word{'s' * (round(words) != 1)} each"
    if words < basis.cuts["words"][0]:
        level, why = max(level, _MINOR), f"{why}: little to go by"
    if basis.backing.saturated is not None:
        enough, said = basis.backing.saturated
        level, why = max(level, _NONE if enough else _MINOR), f"{why}; {said}"
    return Concern("adequacy", _CONCERNS[level], why)


def _words(quote: str) -> int:
    return max(quote.count(" ") + 1, len(quote) // _LETTERS)


def _on_relevance(counts: Counts, basis: Basis) -> Concern:
    level, months = _age(counts.newest, basis), _months(counts.newest, basis.today)
    why = (
        "the date of the evidence is not known"
        if months is None
        else f"newest support {months:.0f} months before the newest evidence of the study"
    )
    if counts.kinds == 1:
        why += "; heard in one kind of source only, so Moderate at most"
    own = basis.backing.own
    if own is not None:
        why += f"; {own.k} of the {own.k + own.k_other} who say so are of this persona"
        if own.difference < 0 and apart_enough(own, basis.cuts):
            level, why = max(level, _MINOR), f"{why}, and {own.words}"
    return Concern("relevance", _CONCERNS[level], why)


# What if somebody withdrew ---------------------------------------------------------------------------------------------


def fragile(evidence: Evidence, basis: Basis) -> list[tuple[str, str]]:
    """Return who could, by withdrawing, change the grade, each with the grade that would then be proposed (jackknife).

    Agreement of coders is taken as it is. People whose leaving changes the same counts are graded once, so a hundred
    thousand supporters take no time.
    """
    e, backing = evidence, basis.backing
    whole = counted(e, backing)
    grade, _ = graded(whole, basis)
    alone, second = _alone(e)
    without: dict[Counts, list[str]] = {}

    def leaves(person: str) -> Counts:
        supports = person in e.supporters
        lost, newest = alone.get(person, (0, False))
        return Counts(
            whole.k - supports,
            whole.x - (person in e.opponents),
            whole.kinds - lost,
            second if newest else whole.newest,
            whole.machine - (supports and person in backing.machine),
            whole.leading - (supports and person in backing.leading),
        )

    # Nearly all only support it, or only oppose it, and are like each other.
    yes, no = e.supporters.keys(), e.opponents.keys()
    special = (yes | no) & (alone.keys() | backing.machine | backing.leading | (yes & no))
    for alike in (yes - special, no - special, *({person} for person in special)):
        if alike:
            without.setdefault(leaves(next(iter(alike))), []).extend(alike)
    found = []
    for left, people in without.items():
        name, _ = graded(left, basis)
        if name != grade:
            found += [(person, name) for person in people]
    return sorted(found)


def _alone(e: Evidence) -> tuple[dict[str, tuple[int, bool]], str]:
    """Return who alone holds kinds of source or the newest day: how many kinds, whether the day; and the newest day but theirs."""
    found: dict[str, tuple[int, bool]] = {}
    for who in e.heard_in.values():
        if len(who) == 1:
            (person,) = who
            found[person] = (found.get(person, (0, False))[0] + 1, False)
    days = set(map(_WHEN, e.support))
    last = {person for person, day in days if day == e.newest}
    if len(last) != 1:
        return found, e.newest
    (person,) = last
    found[person] = (found.get(person, (0, False))[0], True)
    return found, max((day for other, day in days if other != person), default="")


def fragility(evidence: Evidence, basis: Basis) -> int:
    """Return how many single people could each, by withdrawing, change the grade: see `fragile`."""
    return len(fragile(evidence, basis))
