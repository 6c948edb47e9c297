"""Two means by shuffling people between rounds: no assumption about how feelings are spread, and people stay whole.

A *unit* is a person, or a group of people who spoke together. Who is in both rounds stays in both, and at most exchanges the
two rounds (a sign flip); who is in one goes to either (a shuffle); so people in both and people in one are never mixed.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

#: Ways to shuffle up to which all of them are looked at; with more, so many are drawn.
_ALL, _DRAWN = 20_000, 4_999
_NEAR = 1e-9


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
    moved = sum(1 for u in loners if u.count_now)
    ways = 2 ** len(pairs) * math.comb(len(loners), moved)
    seen = _seen(units) - _NEAR
    if ways <= _ALL:
        every = _Spread(pairs, [1] * len(pairs), loners, [1] * len(loners))
        apart = every.of(_every_flip(len(pairs)), _every_choice(len(loners), moved), cross=True)
        return Shuffled(float((apart >= seen).mean()), exact=True, ways=ways)
    import numpy as np

    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    # People who add the same are alike, so it is enough to draw how many of each kind move: their chances are known.
    (kinds, times), (kinds_alone, times_alone) = _kinds(pairs), _kinds(loners)
    flips = rng.binomial(times, 0.5, (_DRAWN, len(kinds))) if kinds else np.zeros((_DRAWN, 0), np.int64)
    chosen = np.zeros((_DRAWN, 0), np.int64)
    if loners:
        chosen = rng.multivariate_hypergeometric(times_alone, moved, _DRAWN, method="marginals")
    apart = _Spread(kinds, times, kinds_alone, times_alone).of(flips, chosen)
    return Shuffled((1 + int((apart >= seen).sum())) / (1 + _DRAWN), exact=False, ways=_DRAWN)


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


def _kinds(units: Sequence[_Unit]) -> tuple[list[_Unit], list[int]]:
    """Return the different units, in order, and how many there are of each."""
    found = Counter(units)
    kinds = sorted(found)
    return kinds, [found[kind] for kind in kinds]


def _every_flip(pairs: int) -> NDArray[np.int64]:
    import numpy as np

    return (np.arange(2**pairs)[:, None] >> np.arange(pairs)[None, :]) & 1


def _every_choice(units: int, moved: int) -> NDArray[np.int64]:
    from itertools import combinations

    import numpy as np

    found = np.zeros((math.comb(units, moved), units), np.int64)
    for row, chosen in enumerate(combinations(range(units), moved)):
        found[row, list(chosen)] = 1
    return found


class _Spread:
    """How far apart the two means are when so many of each kind of unit have moved."""

    def __init__(self, pairs: Sequence[_Unit], times: Sequence[int], loners: Sequence[_Unit], times_alone: Sequence[int]) -> None:
        import numpy as np

        self._pairs = np.array(pairs, float).reshape(len(pairs), 4)
        self._loners = np.array([(u.before + u.now, u.count_before + u.count_now) for u in loners], float).reshape(len(loners), 2)
        self._times, self._alone = np.array(times, np.int64), np.array(times_alone, np.int64)

    def of(self, flips: NDArray[np.int64], chosen: NDArray[np.int64], *, cross: bool = False) -> NDArray[np.float64]:
        """Return the distances.

        Parameters
        ----------
        flips
            A row a way: how many of each kind in both rounds have exchanged the two.
        chosen
            A row a way: how many of each kind of the others are in the later round.
        cross
            Every row of the one with every row of the other.
        """
        import numpy as np

        kept = self._times - flips
        before, count_before, now, count_now = (kept @ self._pairs[:, f] + flips @ self._pairs[:, (f + 2) % 4] for f in range(4))
        away, count_away = chosen @ self._loners[:, 0], chosen @ self._loners[:, 1]
        stay, count_stay = (self._alone @ self._loners[:, f] - v for f, v in enumerate((away, count_away)))
        if cross:
            before, count_before, now, count_now = (v[:, None] for v in (before, count_before, now, count_now))
        later = (now + away) / np.maximum(count_now + count_away, 1)
        earlier = (before + stay) / np.maximum(count_before + count_stay, 1)
        found: NDArray[np.float64] = np.abs(later - earlier).ravel()
        return found


def _seen(units: Sequence[_Unit]) -> float:
    """Return how far apart the two means are as they were seen."""
    before, count_before, now, count_now = (math.fsum(u[f] for u in units) for f in range(4))
    return abs(now / count_now - before / count_before)
