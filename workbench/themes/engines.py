"""What makes the groups: the neighbour graph, stock UMAP with HDBSCAN, EVoC, or k-means. All give labels of the same shape.

Whatever the engine, rows that are like no other do not make groups; they go to one they fit as well as its own furthest tenth. A
row the engine gives up on (HDBSCAN's -1, often half of a study) goes to the nearest group: it is not noise because a density was
low.
"""

from __future__ import annotations

import importlib
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.themes.communities import fuzzy, within
from workbench.themes.grain import Grain, Levels, apart, by_size, clearest, count_of, cut, fitting, joined, middles, sized, wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from workbench.themes.alike import Statements

#: BERTopic's own settings (0.17): what "stock" means.
_STOCK = {"n_neighbors": 15, "n_components": 5, "min_dist": 0.0, "metric": "cosine", "low_memory": False}
_STOCK_SIZE = 10
_STARTS = 4
_KMEANS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a fit is asked for; see `workbench.themes.topics.fit_topics`."""

    least: int
    seed: int = 42
    resolution: float = 1.0
    topics: int | None = None
    grain: float | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """What an engine found.

    Attributes
    ----------
    labels
        Topic of each row, 0 the largest; -1 none.
    grain
        What the engine was set to: resolution of communities, number of clusters, or least size.
    grains
        What was tried to find it.
    """

    labels: NDArray[np.int64]
    grain: float
    grains: tuple[Grain, ...] = ()


def groups(engine: str, points: NDArray[np.float32], told: Statements, kept: NDArray[np.bool_], asked: Asked) -> Groups:
    """Return the groups of the rows `kept`; of the others, those that fit one are in it, the rest have -1.

    Parameters
    ----------
    engine
        One of `ENGINES`.
    points, told
        All rows, and the statements they make.
    kept
        Rows that make the groups.
    asked
        How fine, how many.

    Raises
    ------
    UserError
        If there is no such engine, or what it needs is not installed.
    """
    import numpy as np

    if engine not in ENGINES:
        raise UserError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
    labels = np.full(len(points), -1)
    if int(kept.sum()) < max(2, asked.least):
        return Groups(labels, asked.grain or asked.resolution)
    found = ENGINES[engine](points[kept], told, kept, asked)
    labels[kept] = found.labels
    return Groups(by_size(fitting(points, labels, np.flatnonzero(~kept)), 1), found.grain, found.grains)


def _graph(points: NDArray[np.float32], told: Statements, kept: NDArray[np.bool_], asked: Asked) -> Groups:
    made, of = told.within(kept)
    levels = Levels(within(fuzzy(told.near), made), visits(int(made.sum()), asked.seed), of)
    if asked.topics is not None:
        return Groups(*wanted(points, levels.at, asked.least, asked.topics))
    if asked.grain is not None:
        return Groups(sized(points, levels.at(asked.grain * asked.resolution), asked.least), asked.grain * asked.resolution)
    return Groups(*cut(points, levels, asked.least, asked.resolution))


def visits(count: int, seed: int) -> NDArray[np.int64] | None:
    """Return the order in which rows are visited: their own for the usual seed, else one drawn with it."""
    import numpy as np

    return None if seed == Asked(0).seed else np.random.default_rng(seed).permutation(count)


def _kmeans(points: NDArray[np.float32], told: Statements, kept: NDArray[np.bool_], asked: Asked) -> Groups:  # noqa: ARG001
    """Clusters around centres (scikit-learn): as many as wanted, else as many as are clearest apart."""
    import numpy as np

    means = _module("sklearn.cluster", "scikit-learn").KMeans
    root = math.sqrt(len(points))
    most = max(1, min(len(points) // max(asked.least, 2), int(2 * root)))

    def at(count: int, starts: int = _STARTS) -> NDArray[np.int64]:
        found = means(min(count, len(points)), n_init=starts, random_state=asked.seed).fit(points).labels_
        return sized(points, np.asarray(found, np.int64), asked.least)

    wish = asked.topics if asked.topics is not None else asked.grain
    if wish is not None:
        return Groups(at(max(1, round(wish))), float(wish))
    # Two heaps are always apart: the search begins where topics do.
    counts = sorted({round(n) for n in np.geomspace(min(max(2.0, root / 4), most), most, _KMEANS)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer different rows than clusters: then there are fewer
        tried = tuple(Grain(float(n), count_of(found := at(n, 1)), round(apart(points, found), 6)) for n in counts)
        chosen = max(1, min(most, round(clearest(tried).resolution * asked.resolution)))
        return Groups(at(chosen), float(chosen), tried)


def _umap(points: NDArray[np.float32], told: Statements, kept: NDArray[np.bool_], asked: Asked) -> Groups:  # noqa: ARG001
    """BERTopic's stock pipeline, seeded: UMAP to five dimensions, HDBSCAN of at least ten."""
    umap, hdbscan = _module("umap", "umap-learn"), _module("hdbscan", "hdbscan")
    least = _least(asked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries: a seed means one thread; few rows mean fewer neighbours
        # Spectral layout needs more rows than dimensions.
        start = "spectral" if len(points) > 2 * _STOCK_SIZE else "random"
        reduced = umap.UMAP(**_STOCK, init=start, random_state=asked.seed).fit_transform(points)
        labels = hdbscan.HDBSCAN(min_cluster_size=least, metric="euclidean", cluster_selection_method="eom").fit_predict(reduced)
    return _whole(points, labels, least, asked)


def _evoc(points: NDArray[np.float32], told: Statements, kept: NDArray[np.bool_], asked: Asked) -> Groups:  # noqa: ARG001
    """EVoC: a graph, a layout and densities in one, made for embeddings."""
    least = _least(asked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        labels = _module("evoc", "evoc").EVoC(base_min_cluster_size=least, random_state=asked.seed).fit_predict(points)
    return _whole(points, labels, least, asked)


def _least(asked: Asked) -> int:
    """Return the least size of a cluster: stock for resolution 1, half of it for 2; what was used before, for a refit."""
    return max(2, round(asked.grain if asked.grain is not None else _STOCK_SIZE / asked.resolution))


def _whole(points: NDArray[np.float32], labels: Any, least: int, asked: Asked) -> Groups:  # noqa: ANN401 (an array of any whole numbers)
    """Return the groups of an engine that leaves rows out: those go to the nearest group."""
    import numpy as np

    found = by_size(np.asarray(labels, np.int64), 2)
    middle = middles(points, found)
    if len(middle):
        loose = np.flatnonzero(found < 0)
        found[loose] = (points[loose] @ middle.T).argmax(1)
        found = by_size(found, 1)
    if asked.topics is not None:
        found = joined(points, found, asked.topics)
    return Groups(found, float(least))


def _module(name: str, package: str) -> Any:  # noqa: ANN401 (a library without types)
    """Return a library that not everybody has.

    Raises
    ------
    UserError
        If it is not installed: what to install.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UserError(f"This engine needs {package}, which is not installed. Run: pip install {package}") from None


#: By name, the default first.
ENGINES: dict[str, Callable[[NDArray[np.float32], Statements, NDArray[np.bool_], Asked], Groups]] = {
    "graph": _graph, "umap": _umap, "evoc": _evoc, "kmeans": _kmeans,
}  # fmt: skip
