"""Root causes: which claim people of the team take to lie behind which, as layers, with who says both.

An arrow is drawn by a person (``cause.link``) and is what they think. Beside it stands what the participants' words bear out:
how many say both, and whether those who say the one say the other more often. That is an association and proves no cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.change.moved import points
from workbench.journey.figures import means
from workbench.journey.figures.fuse import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look


def because(look: Look) -> dict[str, list[str]]:
    """Return for each claim the claims that are taken to lie behind it."""
    found: dict[str, list[str]] = {}
    for claim, cause in sorted(look.state.causes):
        found.setdefault(claim, []).append(cause)
    return found


def causes(look: Look) -> dict[str, Any]:
    """Return the claims that are linked by causes, in layers from the roots on.

    Returns
    -------
    dict
        ``claims``: by id, each with ``label``, ``kind``, ``stage``, ``k``, ``n``, ``layer`` (0: a root), ``ring`` (number
        of the circle it is in, or None) and ``reaches`` (how many claims follow from it). ``links``: ``claim``,
        ``because``, who drew it (``by``, ``at``), people who say ``both`` of the ``n`` who could have, and the
        ``difference`` in saying the claim between those who say the cause and those who do not, with ``lo`` and ``hi``
        (Newcombe 1998b; None below 3 people on a side). ``rings``: claims that go round in a circle, which has no root.
        ``roots``: claims with nothing behind them, those with most following first. ``missing``: links with a claim
        that is retired or not in the codebook.
    """
    evidence = {e.code: e for e in look.evidence}
    links = [pair for pair in sorted(look.state.causes) if pair[0] in evidence and pair[1] in evidence]
    missing = [{"claim": a, "because": b} for a, b in sorted(look.state.causes) if a not in evidence or b not in evidence]
    here = sorted({claim for pair in links for claim in pair})
    behind: dict[str, set[str]] = {c: set() for c in here}
    follows: dict[str, set[str]] = {c: set() for c in here}
    for claim, cause in links:
        behind[claim].add(cause)
        follows[cause].add(claim)
    reach = {c: _reached(c, follows) for c in here}
    rings = _rings(here, reach)
    ring = {c: number for number, members in enumerate(rings) for c in members}
    layers = _layers(here, behind, ring)
    claims = {
        c: {
            "label": title(look, c), "kind": look.family(c), "stage": evidence[c].stage, "k": evidence[c].k, "n": evidence[c].n,
            "layer": layers[c], "ring": ring.get(c), "reaches": len(reach[c] - {c}),
        }
        for c in here
    }  # fmt: skip
    roots = sorted((c for c in here if not behind[c]), key=lambda c: (-len(reach[c]), -evidence[c].k, c))
    return {
        "claims": claims,
        "links": [_link(look, evidence[a], evidence[b]) for a, b in links],
        "rings": rings,
        "roots": roots,
        "missing": missing,
    }


def _reached(start: str, follows: Mapping[str, Iterable[str]]) -> set[str]:
    """Return everything that follows from a claim; itself too, if it goes round in a circle."""
    found: set[str] = set()
    todo = list(follows[start])
    while todo:
        claim = todo.pop()
        if claim not in found:
            found.add(claim)
            todo += follows[claim]
    return found


def _rings(here: list[str], reach: Mapping[str, set[str]]) -> list[list[str]]:
    rings: list[list[str]] = []
    for claim in here:
        if claim in reach[claim] and not any(claim in ring for ring in rings):
            rings.append(sorted(c for c in reach[claim] if claim in reach[c]))
    return rings


def _layers(here: list[str], behind: Mapping[str, set[str]], ring: Mapping[str, int]) -> dict[str, int]:
    """Return the longest way from a root to each claim; the claims of a circle stand in one layer."""
    part: dict[str, str | int] = {c: ring.get(c, c) for c in here}
    waits = {p: {part[b] for c in here if part[c] == p for b in behind[c]} - {p} for p in part.values()}
    layer: dict[str | int, int] = {}
    while len(layer) < len(waits):
        for p in [p for p in waits if p not in layer and waits[p] <= layer.keys()]:
            layer[p] = 1 + max((layer[b] for b in waits[p]), default=-1)
    return {c: layer[part[c]] for c in here}


def _link(look: Look, claim: Evidence, cause: Evidence) -> dict[str, Any]:
    could = claim.exposed & cause.exposed
    who, other = claim.supporters.keys() & could, cause.supporters.keys() & could
    both, rest = len(who & other), len(could - other)
    d = None
    if min(len(other), rest) >= means.FEWEST:
        effective = (claim.amount_to(other), claim.amount_to(could - other))
        d = stats.newcombe(both, len(other), len(who - other), rest, effective=effective)
    said = f"{both} of {len(could)} people who could have said both do" if could else "nobody could have said both"
    if d is None:
        text = f"{said}; too few people to compare"
    else:
        more = "more" if d.lo > 0 else "less" if d.hi < 0 else ""
        held = f"said {more} often" if more else "not detectably said more or less often"
        size, lo, hi = (points(v) for v in (d.value, d.lo, d.hi))
        apart = f"{size} points, {lo} to {hi}"
        text = f"{said}; the first is {held} by people who say the second ({apart}): an association"
    drawn = look.state.causes[claim.code, cause.code]
    return {
        "claim": claim.code, "because": cause.code, "by": drawn.by, "at": drawn.at, "both": both, "n": len(could),
        "difference": d.value if d else None, "lo": d.lo if d else None, "hi": d.hi if d else None, "text": text,
    }  # fmt: skip
