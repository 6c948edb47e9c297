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
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

#: So many rows a row is compared with at most.
EXACT = 6144
#: The nearest this many decide whether a text is alone.
_NEAR = 5
#: A row sees fewer of its own kind in a small study, so fewer decide: one in so many.
_FEW = 12
_BLOCK = 1024
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
        return np.asarray(self.cosines[:, : min(k, _NEAR, max(2, count // _FEW))].mean(1), np.float64)


def neighbours(n: int) -> int:
    """Return how many neighbours a graph of `n` texts should have: 5 to 15."""
    return min(15, max(5, n // 20))


def unit(vectors: ArrayLike) -> NDArray[np.float32]:
    """Return `vectors` with rows of length one; a row of zeros stays."""
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


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
        Equal cosines are ordered by row number, so equal rows give equal neighbours everywhere.
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
        rows[own], cosines[own] = _best(points, own, np.arange(count), k)
    return Near(rows, cosines)


def _best(
    points: NDArray[np.float32], own: NDArray[np.int64], among: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the `k` nearest of rows `own` among rows `among` (in order), sorted; row -1 where there are not so many."""
    import numpy as np

    cosines = points[own] @ (points if len(among) == len(points) else points[among]).T
    at = np.minimum(np.searchsorted(among, own), len(among) - 1)
    itself = np.flatnonzero(among[at] == own)
    cosines[itself, at[itself]] = _NOT
    rows = np.broadcast_to(among, cosines.shape)
    if len(among) > k:
        at = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        rows, cosines = among[at], np.take_along_axis(cosines, at, 1)
    # Rounded before they are ordered: the last digits of a product depend on how the processor splits it.
    return _sorted(rows, np.asarray(np.round(cosines.astype(np.float64), _DIGITS), np.float64), k)


def _sorted(rows: NDArray[np.int64], cosines: NDArray[np.float64], k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the first `k` of each line, the greatest cosine first and of equal ones the lowest row."""
    import numpy as np

    if rows.shape[1] < k:
        spare = ((0, 0), (0, k - rows.shape[1]))
        rows, cosines = np.pad(rows, spare, constant_values=-1), np.pad(cosines, spare, constant_values=_NOT)
    order = np.lexsort((rows, -cosines), axis=1)[:, :k]
    return np.take_along_axis(rows, order, 1), np.take_along_axis(cosines, order, 1)


def _probed(points: NDArray[np.float32], k: int, exact: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest of each row among those of the cells nearest to it, about `exact` rows."""
    import numpy as np

    count = len(points)
    middle = centres(points, -(-count // _CELL))
    alike = np.concatenate([points[at : at + _BLOCK] @ middle.T for at in range(0, count, _BLOCK)])
    cell = alike.argmax(1)
    probes = min(len(middle), -(-exact // _CELL))
    seen = np.zeros(alike.shape, bool)
    np.put_along_axis(seen, np.argpartition(-alike, probes - 1, axis=1)[:, :probes], values=True, axis=1)
    seen[np.arange(count), cell] = True
    rows, cosines = np.full((count, k), -1), np.full((count, k), _NOT)
    for n in range(len(middle)):
        own, among = np.flatnonzero(seen[:, n]), np.flatnonzero(cell == n)
        if len(own) and len(among):
            more, their = _best(points, own, among, k)
            both = np.concatenate([rows[own], more], axis=1), np.concatenate([cosines[own], their], axis=1)
            rows[own], cosines[own] = _sorted(*both, k)
    return rows, cosines


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
    true, _ = _best(points, own, np.arange(len(points)), k)
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(true, found[own], strict=True))
    return round(float(hits / (len(own) * k)), 4)
