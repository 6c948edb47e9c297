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


def wilson(k: int, n: int, z: float = Z95, *, effective: float | None = None) -> Interval:
    """Return the share k/n with its score interval (Wilson 1927).

    Parameters
    ----------
    k
        People who say so.
    n
        People who could have said so; at least 1.
    effective
        How many independent people these `n` amount to (1 to n), where some spoke together; None: all are independent.
        The share stays k/n; the interval has the width of so many people (Korn and Graubard 1998 with Wilson's interval
        in the place of Clopper's, as Franco et al. 2019 advise).

    Raises
    ------
    ValueError
        Unless 0 <= k <= n and n >= 1.
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"a share needs 0 <= k <= n and n >= 1; got k={k}, n={n}")
    if effective is not None and not 1 <= effective <= n:
        raise ValueError(f"{n} people amount to 1 to {n} independent ones, not to {effective}")
    size = n if effective is None else effective
    p, zz = k / n, z * z
    centre = p + zz / (2 * size)
    half = z * math.sqrt(p * (1 - p) / size + zz / (4 * size * size))
    denominator = 1 + zz / size
    # At the ends the limit is exactly 0 or 1; rounding may leave it a hair beyond.
    lo = 0.0 if k == 0 else (centre - half) / denominator
    hi = 1.0 if k == n else (centre + half) / denominator
    return Interval(p, max(0.0, lo), min(1.0, hi))
