"""Communities of the plain graph of nearest neighbours, in the manner of scikit-learn; and which centres are the same topic.

Cosine k-nearest-neighbour graph, communities by Louvain (Blondel et al. 2008; scikit-network, seeded). Candidates for needs
are looked for with it at several fixed grains; topics are found by `workbench.themes.engines`. Rows must come in a fixed order:
sort by segment id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from workbench.themes.grain import by_size
from workbench.themes.near import EXACT, Near, nearest, neighbours, unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["SAME", "GraphTopics", "by_size", "centroids", "match", "neighbours", "unit"]

#: The nearest this many decide whether a text is alone.
_NEAR = 5
_BLOCK = 2048
#: Two centroids are the same topic from here on (cosine).
SAME = 0.8


class GraphTopics:
    """Communities of the nearest-neighbour graph; BERTopic takes it for ``hdbscan_model``.

    Parameters
    ----------
    k
        Neighbours of each row; None for `neighbours`.
    resolution
        More than 1 gives more and smaller topics.
    min_size
        Smaller communities are dissolved: their rows get -1.
    seed
        Of Louvain's order of visits.

    Attributes
    ----------
    labels_
        Topic of each row, 0 the largest; -1 none.
    nearness_
        Mean cosine to the five nearest rows: low for what nobody else speaks of.
    centroids_
        One unit row a topic.
    """

    def __init__(self, k: int | None = None, resolution: float = 1.0, min_size: int = 4, seed: int = 42) -> None:
        self.k, self.resolution, self.min_size, self.seed = k, resolution, min_size, seed

    def fit(self, X: ArrayLike, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803
        """Find the topics of the rows of `X`."""
        import numpy as np

        rows = unit(X)
        n = len(rows)
        self.nearness_ = np.zeros(n, np.float32)
        self.labels_ = np.full(n, -1)
        if n > 1:
            [near] = each_nearest(rows, [min(self.k or neighbours(n), n - 1)])
            self.nearness_ = np.asarray(near.cosines[:, :_NEAR].mean(1), np.float32)
            self.labels_ = by_size(communities(near, self.resolution, self.seed), self.min_size)
        self.centroids_ = centroids(rows, self.labels_)
        return self

    def fit_predict(self, X: ArrayLike, y: Any = None) -> NDArray[np.int64]:  # noqa: ANN401, N803
        """Fit, and return the topic of each row."""
        return self.fit(X, y).labels_

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803
        """Return the topic whose centroid is nearest to each new row; -1 if there is none."""
        import numpy as np

        rows = unit(X)
        if not len(self.centroids_):
            return np.full(len(rows), -1)
        return np.asarray((rows @ self.centroids_.T).argmax(1), np.int64)


def grains(
    points: ArrayLike, ks: Sequence[int], resolutions: Sequence[float], *, min_size: int = 4, seed: int = 42
) -> Iterator[NDArray[np.int64]]:
    """Yield the labels that `GraphTopics` gives for each of `ks` and `resolutions`; who is near whom is found once for all.

    Parameters
    ----------
    points, ks, resolutions, min_size, seed
        As for `GraphTopics`.
    """
    import numpy as np

    rows = unit(points)
    n = len(rows)
    for near in each_nearest(rows, [min(k, n - 1) for k in ks]) if n > 1 else ():
        for resolution in resolutions:
            yield by_size(communities(near, resolution, seed), min_size)
    if n <= 1:
        yield np.full(n, -1)


def each_nearest(rows: NDArray[np.float32], ks: Sequence[int]) -> list[Near]:
    """Return the nearest of each row for each number of `ks`: of every pair, or, of more than `EXACT` rows, as `nearest` does.

    Time and memory would otherwise grow with the square of the rows.
    """
    import numpy as np

    n = len(rows)
    if n > EXACT:
        most = nearest(rows, max(ks))
        return [Near(most.rows[:, :k], most.cosines[:, :k], most.recall) for k in ks]
    found = [Near(np.zeros((n, k), np.int64), np.zeros((n, k))) for k in ks]
    for start in range(0, n, _BLOCK):
        block = rows[start : start + _BLOCK] @ rows.T
        own = np.arange(len(block))
        block[own, start + own] = -2.0
        far = -block
        for near, k in zip(found, ks, strict=True):
            # Ties are broken by the lower row number, so equal texts give equal graphs everywhere.
            best = np.argpartition(far, min(k, n - 1) - 1, axis=1)[:, :k]
            values = np.take_along_axis(block, best, 1)
            order = np.lexsort((best, -values), axis=1)
            near.rows[start : start + len(block)] = np.take_along_axis(best, order, 1)
            near.cosines[start : start + len(block)] = np.take_along_axis(values, order, 1)
    return found


def communities(near: Near, resolution: float, seed: int) -> NDArray[np.int64]:
    """Return the community of each row in the graph of its nearest (scikit-network's Louvain)."""
    import numpy as np
    import scipy.sparse as sp
    from sknetwork.clustering import Louvain

    n, k = near.rows.shape
    heads = np.repeat(np.arange(n), k)
    graph = sp.csr_matrix((np.maximum(near.cosines.ravel(), 1e-6), (heads, near.rows.ravel())), shape=(n, n))
    both = graph.maximum(graph.T).tocsr()
    return np.asarray(Louvain(resolution=resolution, random_state=seed).fit_predict(both), np.int64)


def centroids(rows: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean of each label's rows."""
    import numpy as np

    count = int(labels.max()) + 1 if len(labels) else 0
    if count <= 0:
        return np.zeros((0, rows.shape[1] if rows.ndim > 1 else 0), np.float32)
    return unit(np.stack([rows[labels == label].mean(0) for label in range(count)]))


def match(old_centroids: ArrayLike, new_centroids: ArrayLike, least: float = SAME) -> dict[int, int]:
    """Return which new topic is which old one: ``{new: old}`` for pairs with a cosine of at least `least`.

    The pairing with the greatest sum of cosines (Kuhn 1955), so no old topic is claimed twice.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    old, new = np.asarray(old_centroids, np.float64), np.asarray(new_centroids, np.float64)
    if not old.size or not new.size:
        return {}
    alike = unit(new) @ unit(old).T
    rows, columns = linear_sum_assignment(-alike)
    return {int(r): int(c) for r, c in zip(rows, columns, strict=True) if alike[r, c] >= least}
