"""Who says so unasked: authors of tickets, reviews and posts, each kind counted on its own and never among the people.

They wrote because something broke, or to be seen; nobody knows how many others could have written. So there is a count of
authors and no "of n", and no sum with anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.kinds import UNASKED
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from workbench.journey.look import Look


def elsewhere(look: Look) -> dict[str, dict[str, dict[str, int]]]:
    """Return for each claim and kind of unasked source how many authors say so (``k``) and the opposite (``x``).

    Only codings by people count, as everywhere. A persona is not applied: of an author nobody knows the attributes.
    """
    sides: dict[tuple[str, str, str], set[str]] = {}
    for kind, code, who, stance, round_ in look.known.unasked:
        if look.family(code) in CLAIM_FAMILIES and look.round in {None, round_}:
            sides.setdefault((code, kind, stance), set()).add(who)
    out: dict[str, dict[str, dict[str, int]]] = {}
    for code, kind, _ in sorted(sides):
        here = {"k": len(sides.get((code, kind, "for"), ())), "x": len(sides.get((code, kind, "against"), ()))}
        out.setdefault(code, {})[kind] = here
    return out


def authors(look: Look) -> dict[str, int]:
    """Return how many wrote, by kind of unasked source, in the round of the look: all of them, coded or not."""
    found: dict[str, set[str]] = {}
    for survey in look.surveys:
        if survey.kind in UNASKED and look.round in {None, survey.round}:
            found.setdefault(survey.kind, set()).update(survey.answers["participant"].astype(str).tolist())
    return {kind: len(found[kind] - {""}) for kind in sorted(found)}
