"""What would lift a grade: for each concern that costs a step, what to do about it, and the grade that would then be proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.journey.strength.grade import counted, graded, steps

if TYPE_CHECKING:
    from workbench.journey.evidence import Evidence
    from workbench.journey.strength.grade import Basis, Counts


@dataclass(frozen=True, slots=True)
class Lift:
    """One thing to do about a claim.

    Attributes
    ----------
    component
        Which concern it is about; ``kinds`` for the cap of one kind of source.
    what
        What to do, in words.
    grade
        What would then be proposed, if all else stays as it is.
    asks
        Whether it takes people to ask; the rest is coding again.
    """

    component: str
    what: str
    grade: str
    asks: bool


def lifts(evidence: Evidence, basis: Basis) -> list[Lift]:
    """Return what would lift the grade of a claim, what helps most first; nothing for a grade that is High."""
    now = counted(evidence, basis.backing)
    name, level = graded(now, basis)
    if level > 3 or not now.k:  # noqa: PLR2004 (High needs no lift; nobody yet has none to lift)
        return []
    costly = {component for component, down in steps(now, basis).items() if down}
    found = [_method(now, basis), _coherence(now, basis)] if now.k > 1 else []
    found += [_adequacy(now, basis), _relevance(now, basis), _kinds(now, basis)]
    wanted = {*costly, *({"kinds"} if now.kinds == 1 else ()), *({"adequacy"} if now.k == 1 else ())}
    mine = [(lift, rank) for lift, rank in found if lift.component in wanted]
    better = [pair for pair in mine if pair[0].grade != name] or mine  # where nothing helps alone, all that is in the way
    return [lift for lift, _ in sorted(better, key=lambda pair: (-pair[1], not pair[0].asks, pair[0].component))]


def _then(counts: Counts, basis: Basis, component: str, what: str, *, asks: bool) -> tuple[Lift, int]:
    name, level = graded(counts, basis)
    return Lift(component, what, name, asks), level


def _method(now: Counts, basis: Basis) -> tuple[Lift, int]:
    clean = replace(basis, alpha=1.0, documents=max(1, basis.documents), passages=max(basis.passages, 10**6), doubled=now.k)
    if now.leading > basis.cuts["leading"][0] * now.k:
        what, asks = "ask again with an open question: most were heard only in answer to a leading one", True
    elif now.machine > basis.cuts["machine"][0] * now.k:
        what, asks = "have a person code these passages without the model's suggestion", False
    else:
        what, asks = "have a second person code texts with this code, and talk over where they differ", False
    return _then(now._replace(machine=0, leading=0), clean, "method", what, asks=asks)


def _coherence(now: Counts, basis: Basis) -> tuple[Lift, int]:
    what = f"ask when it is so and when it is not: {now.x} {'says' if now.x == 1 else 'say'} the opposite"
    return _then(now._replace(x=0), basis, "coherence", what, asks=True)


def _adequacy(now: Counts, basis: Basis) -> tuple[Lift, int]:
    enough = int(basis.cuts["adequacy"][1])
    more = max(1, enough - now.k)
    people = f"{more} more {'person' if more == 1 else 'people'}"
    clean = replace(basis, doubled=max(basis.doubled, enough))
    return _then(now._replace(k=now.k + more), clean, "adequacy", f"hear it from {people}, unprompted", asks=True)


def _relevance(now: Counts, basis: Basis) -> tuple[Lift, int]:
    return _then(now._replace(newest=basis.today), basis, "relevance", "ask whether it is still so: the evidence is old", asks=True)


def _kinds(now: Counts, basis: Basis) -> tuple[Lift, int]:
    what = "ask in another kind of source: it was heard in one only"
    return _then(now._replace(kinds=max(2, now.kinds)), basis, "kinds", what, asks=True)
