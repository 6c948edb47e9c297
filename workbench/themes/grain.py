"""How fine topics are cut: a choice made from the data, changed by steps, or by a wanted number of topics.

No one resolution suits every study: communities at resolution 1 are right for a dozen themes in a few hundred segments and far
too coarse for eighty intents in two thousand. So a row of resolutions is tried, and the one is taken at which segments are
clearest nearer to their own topic than to the next, less a little for every topic more (docs/methods.md says how this was chosen
and how well it does).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.themes.communities import grouped, louvain
from workbench.themes.near import unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.themes.communities import Graph

    Cut = Callable[[float], NDArray[np.int64]]

#: Resolutions tried, each about 1.4 times the one before.
RESOLUTIONS = (0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 12.0)
#: What a topic more has to gain, for each unit of the logarithm of their number.
PRICE = 0.01
#: One step "more topics" or "fewer".
STEP = math.sqrt(2.0)
#: Finer than one topic for so many statements, where there are more topics than so many roots of their number, is not read by
#: anybody: where a few sentences come back, each is clear by itself, and topics would be as many as sentences.
_EACH, _ROOTS = 9, 1.5
_SAMPLE = 4096
_BISECTIONS = 6
_WIDE = (0.02, 0.1, 0.3, *RESOLUTIONS, 20.0, 40.0)
_FAR = 9.0
#: Fewer nodes than this tell nothing about each other; if rows are that many times as many, each node is a topic.
_NODES, _ROWS = 20, 4


@dataclass(frozen=True, slots=True)
class Grain:
    """What one resolution gives.

    Attributes
    ----------
    resolution
        Of the communities.
    topics
        How many there are.
    apart
        How much nearer segments are to their own topic than to the next: mean silhouette on centroids, -1 to 1.
    """

    resolution: float
    topics: int
    apart: float


class Levels:
    """Communities of one graph at any resolution, the coarser made of the finest.

    Parameters
    ----------
    graph
        Of neighbours.
    order
        In which nodes are visited; their own if not given.
    of
        Node of each row; each row is a node of its own if not given.
    """

    def __init__(self, graph: Graph, order: NDArray[np.int64] | None = None, of: NDArray[np.int64] | None = None) -> None:
        self.graph, self._order, self._of = graph, order, of
        self._fine = louvain(graph, RESOLUTIONS[-1], order=order)
        self._coarse = grouped(graph, self._fine)

    def at(self, resolution: float) -> NDArray[np.int64]:
        """Return the community of each row."""
        if self._of is not None and self.graph.nodes < _NODES and self.graph.nodes * _ROWS <= len(self._of):
            return self._of
        if resolution > RESOLUTIONS[-1]:
            found = louvain(self.graph, resolution, order=self._order)
        else:
            found = louvain(self._coarse, resolution)[self._fine]
        return found if self._of is None else found[self._of]

    def apart(self, points: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
        """Return how far apart topics are, a row for each node: that many say one sentence makes it no clearer topic."""
        import numpy as np

        if self._of is None:
            return apart(points, labels)
        first = np.unique(self._of, return_index=True)[1]
        return apart(points[first], by_size(labels[first], 1))


def cut(
    points: NDArray[np.float32], levels: Levels, least: int, resolution: float = 1.0
) -> tuple[NDArray[np.int64], float, tuple[Grain, ...]]:
    """Return topics as fine as the data suggest.

    Parameters
    ----------
    points
        Unit rows, one a node.
    levels
        Of their graph.
    least
        Smaller communities are no topic.
    resolution
        1 for what the data suggest, 2 for twice as fine.

    Returns
    -------
    labels, resolution, grains
        Topic of each row (-1 none), the resolution of the communities, and all that were tried.
    """
    tried = []
    for each in RESOLUTIONS:
        labels = by_size(levels.at(each), least)
        tried.append(Grain(each, count_of(labels), round(levels.apart(points, labels), 6)))
    chosen = clearest(readable(tried, levels.graph.nodes)).resolution * resolution
    return sized(points, levels.at(chosen), least), chosen, tuple(tried)


def readable(tried: Sequence[Grain], statements: int) -> Sequence[Grain]:
    """Return the grains with no more topics than so many different statements bear; if none has so few, the coarsest."""
    most = max(statements / _EACH, _ROOTS * math.sqrt(statements))
    return [g for g in tried if g.topics <= most] or tried[:1]


def clearest(tried: Sequence[Grain]) -> Grain:
    """Return the grain at which topics are clearest for their number; of several that are equal, the middle one."""
    worth = [g.apart - PRICE * math.log(max(g.topics, 1)) for g in tried]
    best = [g for g, value in zip(tried, worth, strict=True) if value == max(worth)]
    return best[len(best) // 2]


def wanted(points: NDArray[np.float32], at: Cut, least: int, topics: int) -> tuple[NDArray[np.int64], float]:
    """Return exactly so many topics, if there are so many to be had, and the resolution that came nearest from above.

    Resolutions are searched for the number; where a step jumps over it, the most alike topics are put together.
    """
    tried = {each: sized(points, at(each), least) for each in _WIDE}
    enough = [each for each, labels in tried.items() if count_of(labels) >= topics]
    # Finer than what gives the most, groups fall under the least size.
    high = enough[0] if enough else max(tried, key=lambda each: (count_of(tried[each]), -each))
    low, best, found = max([r for r in _WIDE if r < high], default=high), high, tried[high]
    for _ in range(_BISECTIONS if enough else 0):
        middle = math.sqrt(low * high)
        labels = sized(points, at(middle), least)
        if count_of(labels) >= topics:
            best, found, high = middle, labels, middle
        else:
            low = middle
    return joined(points, found, topics), best


def count_of(labels: NDArray[np.int64]) -> int:
    """Return how many topics there are: labels are 0, 1, … without gaps, -1 none."""
    return int(labels.max(initial=-1)) + 1


def joined(points: NDArray[np.float32], found: NDArray[np.int64], topics: int) -> NDArray[np.int64]:
    """Return at most so many topics: the two most alike are put together until it is so."""
    import numpy as np

    while count_of(found) > max(1, topics):
        middle = middles(points, found)
        alike = np.round(middle @ middle.T, 6)
        np.fill_diagonal(alike, -_FAR)
        one, other = sorted(divmod(int(np.argmax(alike)), len(alike)))
        found = by_size(np.where(found == other, one, found), 1)
    return found


def sized(points: NDArray[np.float32], labels: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Return `labels` from the largest, groups under `least` dissolved.

    A row of such a group goes to the nearest topic if it fits (`fitting`); else it is in none.
    """
    import numpy as np

    found = by_size(labels, least)
    return by_size(fitting(points, found, np.flatnonzero(found < 0)), 1)


def fitting(points: NDArray[np.float32], found: NDArray[np.int64], loose: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `found` with those of the rows `loose` that fit a topic in it: no further from its centre than its furthest tenth."""
    import numpy as np

    if not len(loose) or not count_of(found):
        return found
    middle = middles(points, found)
    near = np.einsum("ij,ij->i", points, middle[np.maximum(found, 0)])
    edge = np.array([np.quantile(near[found == topic], 0.1) for topic in range(len(middle))])
    alike = points[loose] @ middle.T
    nearest = alike.argmax(1)
    fits = alike[np.arange(len(loose)), nearest] >= edge[nearest]
    whole = found.copy()
    whole[loose[fits]] = nearest[fits]
    return whole


def by_size(found: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Return labels renamed 0, 1, … from the largest; groups smaller than `least` become -1."""
    import numpy as np

    names, first, at, sizes = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    order = [n for n in np.lexsort((first, -sizes)) if names[n] >= 0 and sizes[n] >= least]
    rename = np.full(len(names), -1)
    rename[order] = np.arange(len(order))
    return np.asarray(rename[at], np.int64) if len(names) else np.zeros(0, np.int64)


def sums(points: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the sum of each topic's rows; -1 has none."""
    import numpy as np

    count = count_of(labels)
    if not count:
        return np.zeros((0, points.shape[1] if points.ndim > 1 else 0), np.float32)
    order = np.argsort(labels, kind="stable")
    order = order[int((labels < 0).sum()) :]
    starts = np.searchsorted(labels[order], np.arange(count))
    return np.asarray(np.add.reduceat(points[order], starts, axis=0), np.float32)


def middles(points: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean of each topic's rows; topics are 0, 1, … without gaps."""
    return unit(sums(points, labels))


def apart(points: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette on centroids (Hruschka, de Castro and Campello 2004), each row out of its own centroid.

    A row in no topic counts as 0. Of a sample of rows in a large study. One topic is not apart from anything: 0; none is worse: -1.
    """
    import numpy as np

    total = sums(points, labels)
    if len(total) < 2:  # noqa: PLR2004 (the next topic needs a second)
        return 0.0 if len(total) else -1.0
    inside = np.flatnonzero(labels >= 0)
    share = len(inside) / len(labels)
    if len(inside) > _SAMPLE:
        inside = inside[np.linspace(0, len(inside) - 1, _SAMPLE).astype(np.int64)]
    rows, own = points[inside], labels[inside]
    alike = rows @ unit(total).T
    alike[np.arange(len(own)), own] = -1.0
    beyond = 1.0 - alike.max(1)
    within = 1.0 - np.einsum("ij,ij->i", unit(total[own] - rows), rows)
    scale = np.maximum(np.maximum(within, beyond), 1e-9)
    return share * float(np.mean((beyond - within) / scale, dtype=np.float64))
