"""Two sides of different people, such as those who say so and those who do not: how far apart their means are.

A few people beside many, on a scale with few steps, is where Welch's test goes wrong: three who all gave 9 have no spread,
and the test takes them for certain. So p is that of shuffling all values between the sides, summed up exactly, and the interval
is the wider one of Welch's and of the one that takes both sides to be spread alike.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.journey import stats
from workbench.journey.figures import means
from workbench.journey.figures.means import Difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Steps on which the values are laid out for the sum: more than any scale has.
_STEPS = 100
#: Sums looked at; beyond, the smaller side is so large that the shuffled mean is normal.
_LAID_OUT = 8_000_000
_NEAR = 1e-9


def sides(others: Mapping[str, float], said: Mapping[str, float]) -> Difference | None:
    """Return how far the mean of `said` is from that of `others`; None below 3 people on a side, or where nothing varies.

    Parameters
    ----------
    others, said
        One value a person; nobody is in both.
    """
    a, b = [others[p] for p in sorted(others)], [said[p] for p in sorted(said)]
    if min(len(a), len(b)) < means.FEWEST or max(*a, *b) == min(*a, *b):
        return None
    n1, n2 = len(a), len(b)
    v1, v2 = means.variance(a), means.variance(b)
    pooled = ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
    error, df = math.sqrt(pooled * (1 / n1 + 1 / n2)), n1 + n2 - 2
    welch = v1 / n1 + v2 / n2
    half = _point(df) * error
    if welch:
        own = welch**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
        half = max(half, _point(own) * math.sqrt(welch))
    value = stats.mean(b) - stats.mean(a)
    return Difference(value, value - half, value + half, shuffled(a, b), float(df), 0)


def shuffled(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the share of all ways to put these values on two sides of these sizes that are at least as far apart.

    The permutation test of Fisher (1935) and Pitman (1937), two-sided. The ways are summed, not drawn: value by value, over how
    many are on the smaller side and what they add up to. Values that are no steps of a scale are read to a hundredth of their
    range. Where that is too much to lay out, the shuffled mean is taken to be normal, with the variance it has (Pitman 1937).
    """
    import numpy as np

    few, many = sorted((one, other), key=len)
    units, seen = _units(few, many)
    n, total, expected = len(few), len(units), len(few) * math.fsum(units) / len(units)
    apart = abs(seen - expected) - _NEAR
    top = sum(sorted(units, reverse=True)[:n])
    if total * n * (top + 1) > _LAID_OUT:
        spread = math.fsum((u - expected / n) ** 2 for u in units) / (total - 1)
        if not spread:
            return 1.0
        error = math.sqrt(2 * n * spread * (1 - n / total))
        below, above = math.floor(expected - apart), math.ceil(expected + apart)  # sums are whole: half a step to each (Yates)
        tails = math.erfc((expected - below - 0.5) / error) + math.erfc((above - 0.5 - expected) / error)
        return min(1.0, tails / 2)
    chance = np.zeros((n + 1, top + 1))
    chance[0, 0] = 1.0
    here = np.arange(n + 1)
    for place, unit in enumerate(units):
        take = ((n - here) / (total - place))[:, None]  # with so many on the side, the next one is put there so often
        stays = chance * np.clip(1 - take, 0, 1)
        goes = chance * np.clip(take, 0, 1)
        chance = stays
        chance[1:, unit:] += goes[:-1, : top + 1 - unit]
    sums = np.arange(top + 1)
    return float(min(1.0, chance[n, np.abs(sums - expected) >= apart].sum()))


def _units(few: Sequence[float], many: Sequence[float]) -> tuple[list[int], float]:
    """Return all values as whole steps from the lowest, and what those of the smaller side add up to."""
    lowest = min(*few, *many)
    wide = max(*few, *many) - lowest
    fits = (s for s in (1.0, 0.5, 0.1) if wide / s <= _STEPS and all(_whole((v - lowest) / s) for v in (*few, *many)))
    step = next(fits, wide / _STEPS)
    own = [round((v - lowest) / step) for v in few]
    return [*own, *(round((v - lowest) / step) for v in many)], float(sum(own))


def _whole(value: float) -> bool:
    return abs(value - round(value)) < _NEAR


def _point(df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))
