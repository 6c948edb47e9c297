"""Who might have been heard instead: people drawn again and again, all claims at once.

People are drawn as a whole, with all they said about every claim, so that claims that are raised by the same people move
together (the bootstrap, Efron 1979; with whole clusters where people spoke together, Davison and Hinkley 1997, 3.8). Who said
the same about every claim is alike to the draw, so a hundred thousand respondents cost no more than the ways they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.journey.evidence import Evidence

    Numbers = NDArray[np.float64]

DRAWS = 1000
#: Below so many people (or groups that spoke together) drawing them again says too little.
FEW = 5
_CUTS = (2.5, 97.5)
#: Numbers drawn at a time, so that memory stays small whatever the study.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where one claim stands.

    Attributes
    ----------
    rank
        1 is first.
    lo, hi
        The ranks it has in 95 % of the draws.
    top
        How often, of all draws, it is among the first three.
    third
        How often it is in the first third.
    """

    rank: int
    lo: int
    hi: int
    top: float
    third: float


def shares(
    found: Sequence[Evidence], sides: Sequence[Sequence[Collection[str]]], *, seed: int, draws: int = DRAWS
) -> Numbers:  # fmt: skip
    """Return shares of the exposed people of each claim, drawn again.

    Parameters
    ----------
    found
        Claims; each needs at least one exposed person.
    sides
        For each kind of share, who is in it, claim by claim: all of them exposed.
    seed, draws
        How the draws begin, and how many there are.

    Returns
    -------
    array
        Kinds by draws by claims. Where drawing people cannot differ, or they are fewer than five, the share is drawn from
        Beta(k + ½, n − k + ½) instead (Jeffreys; Brown, Cai and DasGupta 2001): few people are never sure.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    exposed, column, counts = _units(found, sides)
    rows, times = np.unique(np.hstack([exposed, *counts]), axis=0, return_counts=True)
    total, width = int(times.sum()), exposed.shape[1]
    out = np.zeros((len(sides), draws, len(found)))
    step = max(1, _BLOCK // max(1, rows.shape[0]))
    for start in range(0, draws, step):
        drawn = rng.multinomial(total, times / total, size=min(step, draws - start)) @ rows
        n = drawn[:, :width][:, column]
        for kind in range(len(sides)):
            first = width + kind * len(found)
            with np.errstate(invalid="ignore", divide="ignore"):
                out[kind, start : start + step] = drawn[:, first : first + len(found)] / n
    for kind, side in enumerate(sides):
        for at, (evidence, inside) in enumerate(zip(found, side, strict=True)):
            k, n, few = len(inside), evidence.n, int((exposed[:, column[at]] > 0).sum()) < FEW
            if few or k in {0, n}:
                scale = (evidence.effective_n or n) / n
                out[kind, :, at] = rng.beta(k * scale + 0.5, (n - k) * scale + 0.5, size=draws)
    return out


def _units(
    found: Sequence[Evidence], sides: Sequence[Sequence[Collection[str]]]
) -> tuple[Numbers, NDArray[np.intp], list[Numbers]]:  # fmt: skip
    """Return who is exposed (units by bases), the base of each claim, and who is in each side (units by claims).

    A unit is a person, or people who spoke together. Claims of one stage have the same people exposed: one base.
    """
    import numpy as np

    together: Mapping[str, str] = found[0].together if found else {}
    bases = {base: number for number, base in enumerate(dict.fromkeys(e.exposed for e in found))}
    names = sorted({together.get(p, p) for base in bases for p in base})
    place = {name: at for at, name in enumerate(names)}
    seat = {p: place[together.get(p, p)] for base in bases for p in base}
    exposed = np.zeros((len(names), len(bases)))
    for base, number in bases.items():
        np.add.at(exposed[:, number], [seat[p] for p in base], 1)
    counts = []
    for side in sides:
        table = np.zeros((len(names), len(found)))
        for at, inside in enumerate(side):
            np.add.at(table[:, at], [seat[p] for p in inside], 1)
        counts.append(table)
    return exposed, np.array([bases[e.exposed] for e in found], dtype=np.intp), counts


def ranks(scores: Numbers, whole: Sequence[float], *, seed: int, top: int = 3, heard: int | None = None) -> list[Ranks]:
    """Return where each claim stands and how sure that is, from its scores in every draw.

    Parameters
    ----------
    scores
        Draws by claims; a draw in which nobody could have spoken of a claim has none, and puts it last.
    whole
        The scores of the people who were heard, in an order in which equals are to stand.
    seed
        Equal scores of a draw come in an order by lot.
    top
        How many ranks count as first.
    heard
        Of how many claims a third is taken; all if not given. What nobody was heard to say makes no third longer.
    """
    import numpy as np

    count = len(whole)
    if not count:
        return []
    lot = np.random.default_rng(seed).random(scores.shape)
    known = np.nan_to_num(scores, nan=-1.0)
    order = np.lexsort((lot, -known), axis=1)
    placed = np.empty_like(order)
    np.put_along_axis(placed, order, np.arange(1, count + 1)[None, :], axis=1)
    lo, hi = np.percentile(placed, _CUTS, axis=0, method="nearest")
    third = -(-(count if heard is None else heard) // 3)
    firsts, thirds = (placed <= top).mean(axis=0), (placed <= third).mean(axis=0)
    now = {at: rank for rank, at in enumerate(sorted(range(count), key=lambda i: (-whole[i], i)), 1)}
    return [Ranks(now[i], int(lo[i]), int(hi[i]), round(float(firsts[i]), 6), round(float(thirds[i]), 6)) for i in range(count)]


def ends(drawn: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ends of the middle 95 % of each claim's draws."""
    import numpy as np

    lo, hi = np.nanpercentile(drawn, _CUTS, axis=0)
    return lo, hi
