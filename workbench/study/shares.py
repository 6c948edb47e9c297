"""A share of people with its interval: the one formula that candidates, claims and rounds all rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
