"""The formulas behind every number on the map. Each names its source; docs/methods.md explains them in words.

The unit is always a person. Nothing here takes mentions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.study.shares import Z95, Interval, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Means of people that differ by less are the same but for the last bits.
_SAME = 1e-9

__all__ = [
    "Z95",
    "Interval",
    "benjamini_hochberg",
    "cohens_h",
    "design_effect",
    "effective_n",
    "effective_people",
    "fisher_mid_p",
    "mcnemar_exact",
    "mean",
    "newcombe",
    "partly_paired",
    "phi",
    "smallest_visible_rise",
    "t_interval",
    "wilson",
]


def mean(values: Sequence[float]) -> float:
    """Return the mean, the same to the last bit in whatever order the values come."""
    return math.fsum(values) / len(values)


def t_interval(
    values: Sequence[float], lowest: float = -2.0, highest: float = 2.0, *, clusters: Sequence[str] | None = None, least: int = 3
) -> Interval | None:
    """Return the mean of person means with its t interval, clipped to the scale; None for fewer people than `least`.

    x̄ ± t(0.975, n−1)·s/√n on one value per person. An interval over mentions would be far too short: people who talk
    a lot would count many times (Cameron, Gelbach and Miller 2008 on few clusters).

    With `clusters` (of each person, the cluster they spoke in) what people of one cluster have in common counts once:
    the variance is C/(C−1)·Σ(Σ(x−x̄) within a cluster)²/n² over C clusters, with C−1 degrees of freedom (Liang and
    Zeger 1986; the same source on few clusters), but never less than if all were independent. With clusters of one it
    is the formula above. None for fewer clusters than `least`.

    Where all feel the same nothing varies, and t would have no width: three people of one mind would be a certainty. There
    the interval is exact: nobody who feels otherwise was met by n people, so they are at most a share of 1 − 0.025^(1/n), and
    they may feel as differently as the scale allows.
    """
    n = len(values)
    if n < max(2, least):  # below that only the points are shown
        return None
    from scipy.special import stdtrit

    centre = mean(values)
    voices = n if clusters is None else len(set(clusters))
    if max(values) - min(values) < _SAME and voices >= max(2, least):
        others = 1 - 0.025 ** (1 / voices)
        return Interval(centre, centre - others * (centre - lowest), centre + others * (highest - centre))
    variance = math.fsum((v - centre) ** 2 for v in values) / (n - 1) / n
    half = float(stdtrit(n - 1, 0.975)) * math.sqrt(variance)
    if clusters is not None:
        apart: dict[str, list[float]] = {}
        for cluster, value in zip(clusters, values, strict=True):
            apart.setdefault(cluster, []).append(value - centre)
        count = len(apart)
        if count < max(2, least):
            return None
        between = count / (count - 1) * math.fsum(math.fsum(v) ** 2 for v in apart.values()) / n**2
        half = max(half, float(stdtrit(count - 1, 0.975)) * math.sqrt(between))
    return Interval(centre, max(lowest, centre - half), min(highest, centre + half))


def effective_people(mentions: Sequence[int]) -> float:
    """Return how many equally talkative people the mentions amount to: (Σm)²/Σm², the inverse Simpson index.

    [10, 1, 1] is 1.41 people: one voice carries the claim. Zero for no mentions.
    """
    squares = sum(m * m for m in mentions)
    return float(sum(mentions) ** 2 / squares) if squares else 0.0


def design_effect(sizes: Sequence[int], likeness: float = 1.0) -> float:
    """Return by how much clusters of these sizes inflate the variance: 1 + ((1 + cv²)·m̄ − 1)·ρ (Eldridge et al. 2006).

    Parameters
    ----------
    sizes
        People in each cluster; m̄ is their mean and cv the coefficient of variation, so (1 + cv²)·m̄ = Σm²/Σm.
    likeness
        ρ, how alike people of one cluster are (intraclass correlation): 1 if they speak with one voice.
    """
    people = sum(sizes)
    return 1 + (sum(m * m for m in sizes) / people - 1) * likeness if people else 1.0


def effective_n(sizes: Sequence[int], likeness: float = 1.0) -> float:
    """Return how many independent people the people of these clusters amount to: n over the design effect (Kish 1965)."""
    return sum(sizes) / design_effect(sizes, likeness)


def newcombe(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    *,
    correlation: float = 0.0,
    effective: tuple[float | None, float | None] = (None, None),
    z: float = Z95,
) -> Interval:
    """Return the difference k1/n1 − k2/n2 with its hybrid score interval (Newcombe 1998b).

    Parameters
    ----------
    k1, n1, k2, n2
        Two shares.
    correlation
        Of the two shares; 0 if they are of different people (see `phi`). The squares are then added
        with −2·correlation times their product: Newcombe 1998c where all people are in both (method 8), Zou and
        Donner 2008 in general.
    effective
        How many independent people n1 and n2 amount to; None: so many. See `wilson`.
    z
        Of the normal distribution: 1.96 for a 95 % interval, 1.645 for one of 90 %.
    """
    a, b = wilson(k1, n1, z, effective=effective[0]), wilson(k2, n2, z, effective=effective[1])
    d = a.value - b.value
    below = _joined(a.value - a.lo, b.hi - b.value, correlation)
    above = _joined(a.hi - a.value, b.value - b.lo, correlation)
    return Interval(d, max(-1.0, d - below), min(1.0, d + above))


def _joined(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(0.0, one * one + other * other - 2 * correlation * one * other))


def phi(both: int, only_first: int, only_second: int, neither: int) -> float:
    """Return the correlation of two yes-or-no answers of the same people; 0 where one of them does not vary."""
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    return (both * neither - only_first * only_second) / math.sqrt(margins) if margins else 0.0


def fisher_mid_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return the two-sided mid-p value of Fisher's exact test: tables rarer than this one, and half of those as rare.

    The chances of the tables with these margins are built up from the most likely one by the ratio of neighbours, so
    that neither large factorials nor a statistics library is needed.
    """
    total = k1 + k2
    low, high = max(0, total - n2), min(n1, total)
    mode = min(high, max(low, (total + 1) * (n1 + 1) // (n1 + n2 + 2)))
    chances = {mode: 1.0}
    for k in range(mode, high):
        chances[k + 1] = chances[k] * (n1 - k) * (total - k) / ((k + 1) * (n2 - total + k + 1))
    for k in range(mode, low, -1):
        chances[k - 1] = chances[k] * k * (n2 - total + k) / ((n1 - k + 1) * (total - k + 1))
    here = chances[k1]
    near = 1e-9 * here
    rarer = math.fsum(p for p in chances.values() if p < here - near)
    equal = math.fsum(p for p in chances.values() if abs(p - here) <= near)
    return min(1.0, (rarer + equal / 2) / math.fsum(chances.values()))


def mcnemar_exact(gained: int, lost: int) -> float:
    """Return the exact p value for the same people asked twice: `gained` changed one way, `lost` the other."""
    n = gained + lost
    if n == 0:
        return 1.0
    tail = math.fsum(math.comb(n, i) for i in range(min(gained, lost) + 1)) * 0.5**n
    return min(1.0, 2 * tail)


def partly_paired(
    both: int, only_first: int, only_second: int, neither: int, k1: int, n1: int, k2: int, n2: int
) -> tuple[float, float]:
    """Compare two shares when some people answered in both rounds: z8 of Derrick et al. 2015.

    Parameters
    ----------
    both, only_first, only_second, neither
        Of the people in both rounds: how many said so in both, only in the first, only in the second, in neither.
    k1, n1
        Of the people only in the first round: how many said so, of how many.
    k2, n2
        The same for people only in the second.

    Returns
    -------
    z, p
        The statistic (first minus second) and its two-sided p value; (0, 1) where nothing varies.
    """
    pairs = both + only_first + only_second + neither
    total1, total2 = n1 + pairs, n2 + pairs
    p1, p2 = (k1 + both + only_first) / total1, (k2 + both + only_second) / total2
    p = (k1 + k2 + 2 * both + only_first + only_second) / (total1 + total2)
    q = p * (1 - p)
    link = phi(both, only_first, only_second, neither)
    variance: float = q / total1 + q / total2 - 2 * link * q * pairs / (total1 * total2)
    if variance <= 0:
        return 0.0, 1.0
    z = (p1 - p2) / math.sqrt(variance)
    return z, math.erfc(abs(z) / math.sqrt(2))


def cohens_h(p1: float, p2: float) -> float:
    """Return the effect size 2·asin√p1 − 2·asin√p2 (Cohen 1988): 0.2 small, 0.5 medium, 0.8 large."""
    return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p values (q values) of Benjamini and Hochberg 1995, in the order given.

    Raises
    ------
    ValueError
        If a p value is not a number from 0 to 1: a test that could not be made has none, and is left out.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("a p value is a number from 0 to 1")
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    adjusted = [1.0] * m
    running = 1.0
    for rank, index in enumerate(order):
        running = min(running, p_values[index] * m / (m - rank))
        adjusted[index] = running
    return adjusted


def smallest_visible_rise(base: float, n1: float, n2: float, power: float = 0.8) -> float | None:
    """Return the smallest rise over share `base` that a comparison of these sizes would show with the given power.

    Normal approximation on the arcsine scale (Cohen 1988, ch. 6): h = (z₀.₉₇₅ + z_power)·√(1/n1 + 1/n2). With fewer
    than 20 people it promises up to 6 points too much. None where not even a rise to everybody would show.
    """
    from scipy.special import ndtri

    h = (Z95 + float(ndtri(power))) * math.sqrt(1 / n1 + 1 / n2)
    angle = math.asin(math.sqrt(base)) + h / 2
    return None if angle > math.pi / 2 else math.sin(angle) ** 2 - base
