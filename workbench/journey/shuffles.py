"""Two means by shuffling people between rounds: no assumption about how feelings are spread, and people stay whole.

A *unit* is a person, or a group of people who spoke together. Who is in both rounds stays in both, and at most exchanges the
two rounds (a sign flip); who is in one goes to either (a shuffle); so people in both and people in one are never mixed.
"""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

#: Ways to shuffle up to which all of them are looked at; with more, so many are drawn.
_ALL, _DRAWN = 20_000, 4_999
_NEAR = 1e-9
#: Numbers held at once while drawing.
_AT_ONCE = 2_000_000


class Shuffled(NamedTuple):
    """p of no change, and how it was found: ``exact`` over all ways, or from a number of draws."""

    p: float
    exact: bool
    ways: int


class _Unit(NamedTuple):
    """What one person or group adds to each round: the sum of its values, and how many."""

    before: float
    count_before: int
    now: float
    count_now: int


def permutation(
    before: Mapping[str, float],
    now: Mapping[str, float],
    *,
    together: Mapping[str, str] | None = None,
    seed: int = 42,
    name: str = "",
) -> Shuffled:
    """Return how often a shuffle sets the two means as far apart as they are (Fisher 1935, Pitman 1937).

    Parameters
    ----------
    before, now
        One value a person in each round.
    together
        Cluster of each person who spoke with others: a cluster moves as one.
    seed, name
        Of the draws, where there are too many ways to look at all; `name` keeps those of one comparison apart from others'.

    Returns
    -------
    Shuffled
        The share of ways at least as far apart; of draws (1 + those) / (1 + draws) (Phipson and Smyth 2010).
    """
    units = _units(before, now, together or {})
    pairs = [u for u in units if u.count_before and u.count_now]
    loners = [u for u in units if not (u.count_before and u.count_now)]
    seen = _apart(
        [[u.before for u in units]], [[u.count_before for u in units]], [[u.now for u in units]], [[u.count_now for u in units]]
    )
    moved = sum(1 for u in loners if u.count_now)
    ways = 2 ** len(pairs) * math.comb(len(loners), moved)
    if ways <= _ALL:
        apart = _spread(pairs, loners, _every_flip(len(pairs)), _every_choice(len(loners), moved), cross=True)
        return Shuffled(float((apart >= seen[0] - _NEAR).mean()), exact=True, ways=ways)
    import numpy as np

    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    extreme, left = 0, _DRAWN
    while left:
        batch = min(left, max(1, _AT_ONCE // max(1, len(units))))
        flips = rng.random((batch, len(pairs))) < 0.5  # noqa: PLR2004 (a coin)
        chosen = np.zeros((batch, len(loners)), bool)
        if 0 < moved < len(loners):
            order = np.argpartition(rng.random((batch, len(loners))), moved - 1, axis=1)[:, :moved]
            np.put_along_axis(chosen, order, values=True, axis=1)
        else:
            chosen[:] = moved > 0
        extreme += int((_spread(pairs, loners, flips, chosen) >= seen[0] - _NEAR).sum())
        left -= batch
    return Shuffled((1 + extreme) / (1 + _DRAWN), exact=False, ways=_DRAWN)


def cliffs_delta(before: Sequence[float], now: Sequence[float]) -> float:
    """Return how much more often a value of `now` lies above one of `before` than below: (#above − #below) / n₀n₁ (Cliff 1993).

    From −1 to 1. [−.5, 0, .5, 1, 1.5] against [−1, −.5, 0, .5] is .55.
    """
    import numpy as np

    ranked = np.sort(np.asarray(before, float))
    points = np.asarray(now, float)
    above = np.searchsorted(ranked, points - _NEAR, "left").sum()
    below = (len(ranked) - np.searchsorted(ranked, points + _NEAR, "right")).sum()
    return float(above - below) / (len(ranked) * len(points))


def _units(before: Mapping[str, float], now: Mapping[str, float], together: Mapping[str, str]) -> list[_Unit]:
    members: dict[str, tuple[list[float], list[float]]] = {}
    for side, values in enumerate((before, now)):
        for person in sorted(values):
            members.setdefault(together.get(person, person), ([], []))[side].append(values[person])
    return [_Unit(math.fsum(a), len(a), math.fsum(b), len(b)) for _, (a, b) in sorted(members.items())]


def _every_flip(pairs: int) -> NDArray[np.bool_]:
    import numpy as np

    return (np.arange(2**pairs)[:, None] >> np.arange(pairs)[None, :]) & 1 > 0


def _every_choice(units: int, moved: int) -> NDArray[np.bool_]:
    from itertools import combinations

    import numpy as np

    found = np.zeros((math.comb(units, moved), units), bool)
    for row, chosen in enumerate(combinations(range(units), moved)):
        found[row, list(chosen)] = True
    return found


def _spread(
    pairs: Sequence[_Unit], loners: Sequence[_Unit], flips: NDArray[np.bool_], chosen: NDArray[np.bool_], *, cross: bool = False
) -> NDArray[np.float64]:
    """Return how far apart the two means are for each way: flips of those in both, and who of the others is in the later round."""
    import numpy as np

    def two(rows: NDArray[np.bool_], ones: Sequence[float], others: Sequence[float]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = rows @ np.asarray(ones, float) + ~rows @ np.asarray(others, float)
        return found

    def side(*fields: int) -> list[NDArray[np.float64]]:
        """Return the sums of some fields over those in both, as they are where not flipped."""
        plain = [[float(u[f]) for u in pairs] for f in fields]
        swapped = [[float(u[(f + 2) % 4]) for u in pairs] for f in fields]
        return [two(flips, s, p) for s, p in zip(swapped, plain, strict=True)]

    sums, counts = [u.before + u.now for u in loners], [float(u.count_before + u.count_now) for u in loners]
    nothing = [0.0] * len(loners)
    own = side(0, 1, 2, 3)
    other = [two(chosen, nothing, sums), two(chosen, nothing, counts), two(chosen, sums, nothing), two(chosen, counts, nothing)]
    if cross:  # every flip with every choice
        own, other = [v[:, None] for v in own], [v[None, :] for v in other]
    before, count_before, now, count_now = (a + b for a, b in zip(own, other, strict=True))
    return np.abs(now / np.maximum(count_now, 1) - before / np.maximum(count_before, 1)).ravel()


def _apart(*sides: Sequence[Sequence[float]]) -> list[float]:
    """Return how far apart the two means are as they were seen."""
    before, count_before, now, count_now = (math.fsum(side[0]) for side in sides)
    return [abs(now / count_now - before / count_before)]
