"""In which order to read, so that a new need comes soon: what is unlike all that was read, bears signals, and is by new people.

Most of what people say repeats what others said. Timoshenko and Hauser (2019) let a model throw out what speaks of no need and
drew the rest from clusters, and analysts met more needs per hour. Here every segment has a value that changes with each one read:

    (1 + strength of its signals) · how much it says · √(cosine to its nearest) · (1 - cosine to the nearest read)
    · 1/2 for each segment read of its person

so that no clusters need to be fixed beforehand, every part of the space has its turn, and what is like nothing else waits.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.themes.bearing import strengths
from workbench.themes.graph import unit
from workbench.themes.words import content

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.reading.signals import Signal
    from workbench.study.records import Segment

#: What a segment without any signal is worth; one with the strongest is worth one more.
_BASE = 1.0
#: From so many different words that are no stop words on, a segment says enough.
_WORDS = 12
#: What each segment that was read of a person leaves of the worth of their others, and how many of these count.
_HEARD = 0.5
_MOST_HEARD = 4
#: So many nearest say how much others speak of the like; sought among so many segments at most, since all would take too long.
_NEAREST, _AMONG = 5, 5000
#: So many segments are looked at at a time.
_BLOCK = 256


def reading_order(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    signals: Sequence[Signal],
    read: Collection[str] = (),
    *,
    limit: int | None = None,
) -> list[str]:
    """Return the ids of segments in the order in which to read them.

    Parameters
    ----------
    segments
        What participants said; any order.
    vectors
        One embedding a segment, in the same order.
    signals
        What `workbench.reading.signals.signals` found in them.
    read
        Ids of segments that were read: the order goes on from there.
    limit
        The next so many; all if None. Of a large study ask for the next few hundred: each costs one look at all others.

    Returns
    -------
    list of str
        Without those in `read`. The same for any order of the input.
    """
    import numpy as np

    line = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in line]
    if not rows:
        return []
    points = unit(np.asarray(vectors, np.float32)[line])
    worth = (
        (_BASE + np.array(strengths(rows, signals)))
        * [min(1.0, len(set(content(s.text))) / _WORDS) for s in rows]
        * _common(points)
    )
    names = {name: n for n, name in enumerate(sorted({s.participant for s in rows}))}
    people = np.array([names[s.participant] for s in rows])
    heard, near = np.zeros(len(names)), np.zeros(len(rows))
    left = np.ones(len(rows), bool)
    done = [n for n, s in enumerate(rows) if s.id in set(read)]
    for start in range(0, len(done), _BLOCK):
        near = np.maximum(near, (points @ points[done[start : start + _BLOCK]].T).max(axis=1))
    left[done] = False
    np.add.at(heard, people[done], 1)
    order: list[str] = []
    for _ in range(min(int(left.sum()), len(rows) if limit is None else limit)):
        value = worth * np.maximum(1 - near, 1e-3) * _HEARD ** np.minimum(heard, _MOST_HEARD)[people]
        best = int(np.where(left, value, -1.0).argmax())
        order.append(rows[best].id)
        left[best] = False
        near = np.maximum(near, points @ points[best])
        heard[people[best]] += 1
    return order


def _common(points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return for each row the root of its mean cosine to the nearest others: low for what is like nothing else."""
    import numpy as np

    among = np.arange(0, len(points), -(-len(points) // _AMONG))
    count = min(_NEAREST, len(among) - 1)
    if count < 1:
        return np.ones(len(points))
    near = np.empty(len(points))
    for start in range(0, len(points), _BLOCK):
        cosines = points[start : start + _BLOCK] @ points[among].T
        cosines[np.arange(start, start + len(cosines))[:, None] == among[None, :]] = -1.0
        near[start : start + len(cosines)] = np.sort(cosines, axis=1)[:, -count:].mean(axis=1)
    return np.asarray(np.sqrt(np.maximum(near, 0.05)), np.float64)


@dataclass(frozen=True, slots=True)
class FoundCurve:
    """How many needs were met while reading.

    Attributes
    ----------
    found
        Distinct needs after the first segment, the second, …
    chance
        How many would have been met on average, had the same segments been read in an order drawn by lot.
    needs
        How many there are in all of these segments.
    """

    found: tuple[int, ...]
    chance: tuple[float, ...]
    needs: int

    def share(self, part: float = 0.8) -> float | None:
        """Return the share of segments read when so large a part of the needs was met; None if there are none."""
        return self._share(self.found, part)

    def by_chance(self, part: float = 0.8) -> float | None:
        """Return the share at which the average of all orders has met so large a part."""
        return self._share(self.chance, part)

    def _share(self, found: Sequence[float], part: float) -> float | None:
        if not self.needs:
            return None
        wanted = math.ceil(part * self.needs - 1e-9)
        return next((n for n, met in enumerate(found, 1) if met >= wanted - 1e-9), len(found)) / len(found)


def found_curve(order: Sequence[str], need_of_segment: Mapping[str, Collection[str]]) -> FoundCurve:
    """Return how many distinct needs were met in the course of reading.

    Parameters
    ----------
    order
        Ids of segments as they are read.
    need_of_segment
        Segment id -> needs it speaks of; those that speak of none may be left out.

    Returns
    -------
    FoundCurve
        With what chance would have met (Hurlbert 1971): of N segments, m read, a need that k speak of is met with
        probability 1 - C(N-k, m) / C(N, m).
    """
    met: set[str] = set()
    found = []
    often: Counter[str] = Counter()
    for segment in order:
        mine = set(need_of_segment.get(segment, ()))
        often.update(mine)
        met |= mine
        found.append(len(met))
    return FoundCurve(tuple(found), _by_chance(len(order), Counter(often.values())), len(met))


def _by_chance(total: int, often: Mapping[int, int]) -> tuple[float, ...]:
    """Return the expected number of needs met after each draw, where `often` needs are spoken of so many times."""
    missed = dict.fromkeys(often, 1.0)
    curve = []
    for drawn in range(total):
        for times in missed:
            missed[times] *= max(0, total - times - drawn) / (total - drawn)
        curve.append(math.fsum(count * (1 - missed[times]) for times, count in sorted(often.items())))
    return tuple(curve)
