"""Communities of a graph of neighbours: Louvain (Blondel et al. 2008), from fine to coarse.

The moves are scikit-network's compiled ones; the levels are ours, because a fine partition is found once and every coarser one is
made of its communities. So ten grains cost little more than one, and the coarse are exact unions of the fine.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.themes.near import Near

#: A pass that raises modularity by less than this is the last.
_GAIN = 1e-5
_HALVINGS = 32
_CORE = "sknetwork.clustering.louvain_core"


@dataclass(frozen=True, slots=True)
class Graph:
    """A symmetric weighted graph, as compressed rows; weights sum to one, and a node may have an edge to itself.

    Attributes
    ----------
    starts
        Where the edges of each node start, and the end.
    ends
        The other node of each edge.
    weights
        Of each edge.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    @property
    def heads(self) -> NDArray[np.int64]:
        """The first node of each edge."""
        import numpy as np

        return np.repeat(np.arange(self.nodes), np.diff(self.starts))


@cache
def _moves() -> Any:  # noqa: ANN401 (compiled)
    """Return scikit-network's compiled pass of moves, without the rest of the package: that takes longer than a fit."""
    package = importlib.util.find_spec("sknetwork")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for suffix in EXTENSION_SUFFIXES:
            path = Path(folder, "clustering", f"louvain_core{suffix}")
            spec = importlib.util.spec_from_file_location(_CORE, path) if path.exists() else None
            if spec and spec.loader:
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                return module.optimize_core
    return importlib.import_module(_CORE).optimize_core


def fuzzy(near: Near) -> Graph:
    """Return the graph of neighbours with weights that fit each row's surroundings.

    A weight is exp(-(d - d1) / s), d being one minus the cosine, d1 that of the nearest, and s such that a row's weights sum to
    log2 k; a pair that each other names has a + b - ab (McInnes, Healy and Melville 2018, the graph under UMAP). So a theme of
    which people speak in many ways holds together as well as one of set phrases.
    """
    import numpy as np

    count, k = near.rows.shape
    if not k:
        return Graph(np.zeros(count + 1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    beyond = near.cosines[:, :1] - near.cosines
    low, high = np.zeros(count), np.full(count, 4.0)
    target = max(float(np.log2(k)), 1.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        large = np.exp(-beyond / middle[:, None]).sum(1) > target
        high, low = np.where(large, middle, high), np.where(large, low, middle)
    weights = np.exp(-beyond / ((low + high) / 2)[:, None]).ravel()
    heads, ends = np.repeat(np.arange(count), k), near.rows.ravel()
    key = np.concatenate([heads * count + ends, ends * count + heads])
    order = np.argsort(key, kind="stable")
    key, both = key[order], np.concatenate([weights, weights])[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    total = np.add.reduceat(both, first)
    twice = np.diff(np.r_[first, len(key)]) > 1
    total[twice] -= both[first[twice]] * both[first[twice] + 1]
    return _graph(key[first], total, count)


def _graph(key: NDArray[np.int64], weights: NDArray[np.float64], nodes: int) -> Graph:
    """Return the graph of edges named ``head * nodes + end``, in order and each once."""
    import numpy as np

    heads = key // nodes
    return Graph(np.searchsorted(heads, np.arange(nodes + 1)), key % nodes, weights / weights.sum())


def within(graph: Graph, kept: NDArray[np.bool_]) -> Graph:
    """Return the part of `graph` between the nodes `kept`, numbered anew in their order."""
    import numpy as np

    rename = np.cumsum(kept) - 1
    heads = graph.heads
    inside = kept[heads] & kept[graph.ends]
    nodes = int(kept.sum())
    return _graph(rename[heads[inside]] * nodes + rename[graph.ends[inside]], graph.weights[inside], nodes)


def grouped(graph: Graph, labels: NDArray[np.int64]) -> Graph:
    """Return the graph whose nodes are the groups of `labels` (0, 1, …)."""
    import numpy as np

    nodes = int(labels.max(initial=-1)) + 1
    key, at = np.unique(labels[graph.heads] * nodes + labels[graph.ends], return_inverse=True)
    return _graph(key, np.asarray(np.bincount(at, graph.weights, len(key)), np.float64), nodes)


def louvain(graph: Graph, resolution: float, *, order: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the community of each node, 0 the one with the lowest node.

    Parameters
    ----------
    graph
        A node without edges is a community of its own.
    resolution
        More than 1 gives more and smaller communities (Reichardt and Bornholdt 2006).
    order
        In which nodes are visited, their own if not given: another order is another, equally good, run.
    """
    import numpy as np

    if order is not None:
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        found = louvain(_renamed(graph, back), resolution)[back]
        return _compact(found)
    labels = np.arange(graph.nodes)
    while graph.nodes and len(graph.weights):
        moved, gain = _passes(graph, resolution)
        names, moved = np.unique(moved, return_inverse=True)
        labels = moved[labels]
        if gain <= _GAIN or len(names) == graph.nodes:
            break
        graph = grouped(graph, moved)
    return _compact(labels)


def _passes(graph: Graph, resolution: float) -> tuple[NDArray[np.int64], float]:
    """Return each node's community after moves one by one, and what they gained."""
    import numpy as np

    weight = np.bincount(graph.heads, graph.weights, graph.nodes).astype(np.float32)
    own = graph.heads == graph.ends
    loops = np.bincount(graph.ends[own], graph.weights[own], graph.nodes).astype(np.float32)
    labels, gain = _moves()(
        np.arange(graph.nodes, dtype=np.int64), graph.ends.astype(np.int64), graph.starts.astype(np.int64),
        graph.weights.astype(np.float32), weight, weight.copy(), weight.copy(), weight.copy(), np.zeros_like(weight), loops,
        resolution, _GAIN,
    )  # fmt: skip
    return np.asarray(labels, np.int64), float(gain)


def _renamed(graph: Graph, rename: NDArray[np.int64]) -> Graph:
    import numpy as np

    key = rename[graph.heads] * graph.nodes + rename[graph.ends]
    order = np.argsort(key, kind="stable")
    return _graph(key[order], graph.weights[order], graph.nodes)


def _compact(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `labels` renamed 0, 1, … by where each comes first."""
    import numpy as np

    _, first, at = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[at], np.int64)
