"""The formulas behind every number on the map. Each names its source; docs/methods.md explains them in words.

The unit is always a person. Nothing here takes mentions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: 97.5 % point of the normal distribution: two-sided 95 % intervals.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    value: float
    lo: float
    hi: float


def wilson(k: int, n: int, z: float = Z95) -> Interval:
    """Return the share k/n with its score interval (Wilson 1927).

    Parameters
    ----------
    k
        People who say so.
    n
        People who could have said so; at least 1.

    Raises
    ------
    ValueError
        Unless 0 <= k <= n and n >= 1.
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"a share needs 0 <= k <= n and n >= 1; got k={k}, n={n}")
    p, zz = k / n, z * z
    centre = p + zz / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    denominator = 1 + zz / n
    # At the ends the limit is exactly 0 or 1; rounding may leave it a hair beyond.
    lo = 0.0 if k == 0 else (centre - half) / denominator
    hi = 1.0 if k == n else (centre + half) / denominator
    return Interval(p, max(0.0, lo), min(1.0, hi))


def t_interval(values: Sequence[float], lowest: float = -2.0, highest: float = 2.0) -> Interval | None:
    """Return the mean of person means with its t interval, clipped to the scale; None for fewer than 3 people.

    x̄ ± t(0.975, n−1)·s/√n on one value per person. An interval over mentions would be far too short: people who talk
    a lot would count many times (Cameron, Gelbach and Miller 2008 on few clusters).
    """
    n = len(values)
    if n < 3:  # noqa: PLR2004 (below three people only the points are shown)
        return None
    from scipy.special import stdtrit

    mean = math.fsum(sorted(values)) / n
    variance = math.fsum(sorted((v - mean) ** 2 for v in values)) / (n - 1)
    half = float(stdtrit(n - 1, 0.975)) * math.sqrt(variance / n)
    return Interval(mean, max(lowest, mean - half), min(highest, mean + half))


def effective_people(mentions: Sequence[int]) -> float:
    """Return how many equally talkative people the mentions amount to: (Σm)²/Σm², the inverse Simpson index.

    [10, 1, 1] is 1.41 people: one voice carries the claim. Zero for no mentions.
    """
    squares = sum(m * m for m in mentions)
    return float(sum(mentions) ** 2 / squares) if squares else 0.0


def newcombe(k1: int, n1: int, k2: int, n2: int) -> Interval:
    """Return the difference k1/n1 − k2/n2 of two groups of different people, hybrid score interval (Newcombe 1998b)."""
    a, b = wilson(k1, n1), wilson(k2, n2)
    d = a.value - b.value
    lo = d - math.sqrt((a.value - a.lo) ** 2 + (b.hi - b.value) ** 2)
    hi = d + math.sqrt((a.hi - a.value) ** 2 + (b.value - b.lo) ** 2)
    return Interval(d, max(-1.0, lo), min(1.0, hi))


def fisher_mid_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return the two-sided mid-p value of Fisher's exact test: tables rarer than this one, and half of those as rare."""
    from scipy.stats import hypergeom

    table = hypergeom(n1 + n2, k1 + k2, n1)
    low, high = max(0, k1 + k2 - n2), min(n1, k1 + k2)
    here = float(table.pmf(k1))
    chances = [float(table.pmf(k)) for k in range(low, high + 1)]
    near = 1e-9 * here
    rarer = math.fsum(p for p in chances if p < here - near)
    equal = math.fsum(p for p in chances if abs(p - here) <= near)
    return min(1.0, rarer + equal / 2)


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
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    phi = (both * neither - only_first * only_second) / math.sqrt(margins) if margins else 0.0
    q = p * (1 - p)
    variance: float = q / total1 + q / total2 - 2 * phi * q * pairs / (total1 * total2)
    if variance <= 0:
        return 0.0, 1.0
    z = (p1 - p2) / math.sqrt(variance)
    return z, math.erfc(abs(z) / math.sqrt(2))


def cohens_h(p1: float, p2: float) -> float:
    """Return the effect size 2·asin√p1 − 2·asin√p2 (Cohen 1988): 0.2 small, 0.5 medium, 0.8 large."""
    return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p values (q values) of Benjamini and Hochberg 1995, in the order given."""
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    adjusted = [1.0] * m
    running = 1.0
    for rank, index in enumerate(order):
        running = min(running, p_values[index] * m / (m - rank))
        adjusted[index] = running
    return adjusted


def smallest_visible_rise(base: float, n1: int, n2: int, power: float = 0.8) -> float:
    """Return the smallest rise over share `base` that a comparison of these sizes would show with the given power.

    Normal approximation on the arcsine scale (Cohen 1988, ch. 6): h = (z₀.₉₇₅ + z_power)·√(1/n1 + 1/n2).
    """
    from scipy.special import ndtri

    h = (Z95 + float(ndtri(power))) * math.sqrt(1 / n1 + 1 / n2)
    angle = math.asin(math.sqrt(base)) + h / 2
    return 1 - base if angle >= math.pi / 2 else math.sin(angle) ** 2 - base
