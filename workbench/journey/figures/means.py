"""Means of people: how far two differ, with an interval, also where some people are in both.

One value a person, never one a mention. People who spoke together are one voice (`voices`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey import stats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Below this many people on either side there is no interval: two points have a line through them whatever they are.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two means differ: second minus first, with its 95 % interval and two-sided p; `shared` people are in both."""

    value: float
    lo: float
    hi: float
    p: float
    df: float
    shared: int


def variance(values: Sequence[float]) -> float:
    """Return the variance with n − 1 below; the same to the last bit in whatever order the values come."""
    centre = stats.mean(values)
    return math.fsum((v - centre) ** 2 for v in values) / (len(values) - 1)


def voices(values: Mapping[str, float], together: Mapping[str, str]) -> dict[str, float]:
    """Return one value a voice: people who spoke together count as one, with their mean.

    Parameters
    ----------
    values
        By person.
    together
        Cluster of each person who spoke with others: see `workbench.journey.said.groups.clusters`.
    """
    if not together:
        return {person: float(values[person]) for person in sorted(values)}
    found: dict[str, list[float]] = {}
    for person in sorted(values):
        found.setdefault(together.get(person, person), []).append(values[person])
    return {voice: stats.mean(own) for voice, own in found.items()}


def difference(first: Mapping[str, float], second: Mapping[str, float]) -> Difference | None:
    """Return how far the mean of `second` is from that of `first`; None with too few people, or where nothing varies.

    T = (x̄₂ − x̄₁) / √(s₁²/n₁ + s₂²/n₂ − 2·r·s₁s₂·n₁₂/(n₁n₂)), with r the correlation over the n₁₂ people in both and
    n₁₂ − 1 + (γ − n₁₂ + 1)/(nₐ + n_b + 2n₁₂)·(nₐ + n_b) degrees of freedom, γ Welch's (Derrick, Russ, Toher and White
    2017, unequal variances). With nobody in both it is Welch's test, with everybody the paired one.

    Parameters
    ----------
    first, second
        One value a person, by name: that is how it is known who is in both.
    """
    n1, n2 = len(first), len(second)
    if min(n1, n2) < FEWEST:
        return None
    a, b = [first[p] for p in sorted(first)], [second[p] for p in sorted(second)]
    both = sorted(first.keys() & second.keys())
    shared = len(both)
    v1, v2 = variance(a) / n1, variance(b) / n2
    covariance = 0.0
    if shared >= FEWEST:
        pairs = _correlation([first[p] for p in both], [second[p] for p in both])
        covariance = pairs * math.sqrt(v1 * n1 * v2 * n2) * shared / (n1 * n2)
    squared = v1 + v2 - 2 * covariance
    if squared <= 1e-12 * (v1 + v2) or not v1 + v2:  # rounding may leave a hair where nothing varies
        return None
    welch = (v1 + v2) ** 2 / ((v1**2 / (n1 - 1)) + (v2**2 / (n2 - 1)))
    alone = n1 + n2 - 2 * shared
    df = shared - 1 + (welch - shared + 1) / (alone + 2 * shared) * alone
    return _interval(stats.mean(b) - stats.mean(a), squared, df, shared)


def from_summary(first: tuple[float, float, int], second: tuple[float, float, int]) -> Difference | None:
    """Return the difference of two means of which only (mean, standard deviation, n) is known: Welch 1947."""
    (m1, s1, n1), (m2, s2, n2) = first, second
    if min(n1, n2) < FEWEST:
        return None
    v1, v2 = s1 * s1 / n1, s2 * s2 / n2
    if not v1 + v2:
        return None
    df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    return _interval(m2 - m1, v1 + v2, df, 0)


def _interval(value: float, squared: float, df: float, shared: int) -> Difference:
    from scipy.special import stdtr, stdtrit

    error = math.sqrt(squared)
    half = float(stdtrit(df, 0.975)) * error
    return Difference(value, value - half, value + half, float(min(1.0, 2 * stdtr(df, -abs(value) / error))), df, shared)


def _correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the correlation of two answers of the same people; 0 where one of them does not vary."""
    x, y = stats.mean(a), stats.mean(b)
    above = math.fsum((p - x) * (q - y) for p, q in zip(a, b, strict=True))
    below = math.sqrt(math.fsum((p - x) ** 2 for p in a) * math.fsum((q - y) ** 2 for q in b))
    return max(-1.0, min(1.0, above / below)) if below else 0.0
