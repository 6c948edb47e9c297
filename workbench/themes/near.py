"""Who is nearest to whom by cosine: every pair up to a few thousand rows, the likely ones beyond.

Up to `EXACT` rows each row is compared with every other. Beyond, rows are put into cells (k-means on a seeded sample) and each
is compared with the rows of the cells nearest to it, about `EXACT` of them (an inverted file: Jégou, Douze and Schmid 2011). So
time grows with the number of rows, not with its square, and nothing jumps where the one way meets the other: at the border both
see everything. How many of the true neighbours are found is estimated on a sample and told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

#: So many rows a row is compared with at most.
EXACT = 6144
#: The nearest this many decide whether a text is alone.
_NEAR = 5
#: A row sees fewer of its own kind in a small study, so fewer decide: one in so many.
_FEW = 12
_BLOCK = 1024
_AT_ONCE = 1 << 14
_CELL = 256
_ROUNDS = 4
_SAMPLE = 256
_DIGITS = 6
#: Less than any cosine.
_NOT = -2.0


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest of each row.

    Attributes
    ----------
    rows
        Row numbers, one line a row, the nearest first.
    cosines
        Of each of them.
    recall
        Share of the true nearest that were found, estimated on a sample; None if every pair was compared.
    """

    rows: NDArray[np.int64]
    cosines: NDArray[np.float64]
    recall: float | None = None

    def nearness(self) -> NDArray[np.float64]:
        """Return the mean cosine to the five nearest (to two to four in a study of under sixty)."""
        import numpy as np

        count, k = self.cosines.shape
        if not k:
            return np.ones(count)
        return np.asarray(self.cosines[:, : min(k, self.few(count))].mean(1), np.float64)

    @staticmethod
    def few(count: int) -> int:
        """Return how many of the nearest decide, in a study of `count` texts."""
        return min(_NEAR, max(2, count // _FEW))


def neighbours(n: int) -> int:
    """Return how many neighbours a graph of `n` texts should have: 5 to 15."""
    return min(15, max(5, n // 20))


def unit(vectors: ArrayLike) -> NDArray[np.float32]:
    """Return `vectors` with rows of length one; a row of zeros stays."""
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    if len(rows) <= _AT_ONCE:
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
    found = np.empty_like(rows)
    for at in range(0, len(rows), _AT_ONCE):  # the squares of all rows would take as much memory as the rows
        found[at : at + _AT_ONCE] = unit(rows[at : at + _AT_ONCE])
    return found


def in_order(rows: NDArray[np.float32], order: Sequence[int]) -> NDArray[np.float32]:
    """Return `rows` in another order; the same array if they are in it already, as those of a study mostly are."""
    return rows if all(n == at for n, at in enumerate(order)) else rows[order]


def nearest(points: NDArray[np.float32], k: int, *, exact: int = EXACT) -> Near:
    """Return the `k` nearest of each row, itself left out.

    Parameters
    ----------
    points
        Unit rows.
    k
        How many; fewer if there are not so many others.
    exact
        Up to so many rows are compared pair by pair, and beyond each with about so many.

    Returns
    -------
    Near
        The nearest first, equal cosines by row number.
    """
    import numpy as np

    count = len(points)
    k = min(k, count - 1)
    if k < 1:
        return Near(np.zeros((count, 0), np.int64), np.zeros((count, 0)))
    if count > exact:
        rows, cosines = _probed(points, k, exact)
        return Near(rows, cosines, _recall(points, rows))
    rows, cosines = np.zeros((count, k), np.int64), np.zeros((count, k))
    for start in range(0, count, _BLOCK):
        own = np.arange(start, min(start + _BLOCK, count))
        rows[own], cosines[own] = _best(points, own, k)
    return Near(rows, cosines)


def _best(points: NDArray[np.float32], own: NDArray[np.int64], k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the `k` nearest of rows `own` among all."""
    import numpy as np

    cosines = points[own] @ points.T
    cosines[np.arange(len(own)), own] = _NOT
    at = np.argpartition(cosines, len(points) - k, axis=1)[:, -k:]
    return _sorted(at, np.take_along_axis(cosines, at, 1))


def _sorted(rows: NDArray[np.int64], cosines: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return each line with the greatest cosine first, and of equal ones the lowest row."""
    import numpy as np

    # Rounded before they are ordered: the last digits of a product depend on how the processor splits it.
    whole = np.asarray(np.round(cosines.astype(np.float64), _DIGITS), np.float64)
    order = np.lexsort((rows, -whole), axis=1)
    return np.take_along_axis(rows, order, 1), np.take_along_axis(whole, order, 1)


def _probed(points: NDArray[np.float32], k: int, exact: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest of each row among those of the cells nearest to it, about `exact` rows."""
    import numpy as np

    count = len(points)
    middle = centres(points, -(-count // _CELL))
    cell = np.concatenate([(points[at : at + _BLOCK] @ middle.T).argmax(1) for at in range(0, count, _BLOCK)])
    # Cell by cell, so that a cell is a slice.
    order = np.argsort(cell, kind="stable")
    within = points[order]
    ends = np.searchsorted(cell[order], np.arange(len(middle)), side="right").tolist()
    seen = _probes(within, middle, min(len(middle), -(-exact // _CELL)))
    seen[np.arange(count), cell[order]] = True
    rows, cosines = np.zeros((count, k), np.int64), np.full((count, k), _NOT, np.float32)
    for n, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        _seen(within, np.flatnonzero(seen[:, n]), start, end, rows, cosines)
    found, near = np.empty_like(rows), np.empty((count, k))
    found[order], near[order] = _sorted(order[rows], cosines)
    return found, near


def _probes(points: NDArray[np.float32], middle: NDArray[np.float32], probes: int) -> NDArray[np.bool_]:
    """Return which cells each row is compared with: those whose centres are nearest."""
    import numpy as np

    seen = np.zeros((len(points), len(middle)), bool)
    for at in range(0, len(points), _BLOCK):
        alike = points[at : at + _BLOCK] @ middle.T
        best = np.argpartition(alike, len(middle) - probes, axis=1)[:, -probes:]
        np.put_along_axis(seen[at : at + _BLOCK], best, values=True, axis=1)
    return seen


def _seen(
    points: NDArray[np.float32], own: NDArray[np.int64], start: int, end: int, rows: NDArray[np.int64], cosines: NDArray[np.float32]
) -> None:
    """Put into `rows` and `cosines` what rows `own` find nearer among rows `start` to `end` than what they have."""
    import numpy as np

    k = rows.shape[1]
    here = points[own] @ points[start:end].T
    itself = np.flatnonzero((own >= start) & (own < end))
    here[itself, own[itself] - start] = _NOT
    gain = np.flatnonzero(here.max(1, initial=_NOT) > cosines[own].min(1))
    who = own[gain]
    both = np.concatenate([cosines[who], here[gain]], axis=1)
    at = np.argpartition(both, both.shape[1] - k, axis=1)[:, -k:]
    rows[who] = np.where(at < k, np.take_along_axis(rows[who], np.minimum(at, k - 1), 1), at - k + start)
    cosines[who] = np.take_along_axis(both, at, 1)


def centres(points: NDArray[np.float32], count: int, *, seed: int = 0, rounds: int = _ROUNDS) -> NDArray[np.float32]:
    """Return `count` unit centres of a sample of `points` (spherical k-means, a few rounds)."""
    import numpy as np

    random = np.random.default_rng(seed)
    sample = points[np.sort(random.choice(len(points), min(len(points), 40 * count), replace=False))]
    middle = sample[np.sort(random.choice(len(sample), min(count, len(sample)), replace=False))]
    for _ in range(rounds):
        nearest_ = (sample @ middle.T).argmax(1)
        order = np.argsort(nearest_, kind="stable")
        names, starts = np.unique(nearest_[order], return_index=True)
        middle = middle.copy()
        middle[names] = unit(np.add.reduceat(sample[order], starts, axis=0))
    return middle


def _recall(points: NDArray[np.float32], found: NDArray[np.int64]) -> float:
    """Return the share of the true nearest of a sample of rows that are in `found`."""
    import numpy as np

    k = found.shape[1]
    own = np.unique(np.linspace(0, len(points) - 1, _SAMPLE).astype(np.int64))
    true, _ = _best(points, own, k)
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(true, found[own], strict=True))
    return round(float(hits / (len(own) * k)), 4)
