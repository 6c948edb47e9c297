"""Does a topic come back? Topics are found again with rows visited in other orders, and with some of the people left out.

What changes by chance alone should not be read as a finding. The graph of neighbours is made once, so forty runs take about as long
as two fits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.study.errors import UserError
from workbench.themes.alike import statements
from workbench.themes.communities import Graph, fuzzy, within
from workbench.themes.grain import Levels, count_of, joined, sized
from workbench.themes.near import unit
from workbench.themes.topics import least_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

    Word = Literal["steady", "shifting", "fragile"]

#: Mean Jaccard from which a topic is steady, and under which it is fragile (Hennig 2007: stable; dissolved).
STEADY, FRAGILE = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class TopicStability:
    """How surely a topic comes back.

    Attributes
    ----------
    topic
        Its id.
    orders, people
        Mean over runs of the Jaccard overlap with the topic of that run most like it: with rows visited in other orders, and
        with participants drawn anew.
    back
        Share of all runs in which that overlap is over a half: it came back.
    word
        From the lower of both: "steady" from .75, "fragile" under .5, else "shifting".
    """

    topic: str
    orders: float
    people: float
    back: float
    word: Word


@dataclass(frozen=True, slots=True)
class Stability:
    """How surely the topics of a fit come back.

    Attributes
    ----------
    topics
        In the order of the fit.
    orders, people
        Mean adjusted Rand index of the runs against the fit.
    runs
        How many of each.
    """

    topics: tuple[TopicStability, ...]
    orders: float
    people: float
    runs: int


def stability(
    segments: Sequence[Segment], vectors: ArrayLike, topics: Topics, *, runs: int = 20, seed: int = 42, min_size: int | None = None
) -> Stability:
    """Find the topics again, `runs` times in other orders and `runs` times without some people.

    Parameters
    ----------
    segments, vectors
        What was fitted; any order.
    topics
        The fit, by the graph.
    runs
        Of each kind.
    seed
        Of orders and draws.
    min_size
        As it was fitted.

    Returns
    -------
    Stability
        People are drawn with replacement from those in the study, so about two thirds of them are in a run (Hennig 2007 draws
        rows; people are what a study samples). Overlap is among the segments of the run.

    Raises
    ------
    UserError
        If the topics were made by another engine, or there is no run.
    """
    import numpy as np

    if topics.engine != "graph" or runs < 1:
        raise UserError("stability is found for topics of the engine 'graph', in at least one run")
    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    inside = np.array([segments[i].id not in topics.off_topic and bool(segments[i].text.strip()) for i in order], bool)
    if not topics.topics:
        return Stability((), 1.0, 1.0, runs)
    points = unit(np.asarray(vectors, np.float32)[order])
    told = statements([segments[i].text for i in order], points, encoder=topics.encoder)
    made, of = told.within(inside)
    graph = within(fuzzy(told.near), made)
    rows = [segments[i] for i, kept in zip(order, inside.tolist(), strict=True) if kept]
    again = _Again(points[inside], graph, of, topics, rows, min_size or least_size(len(order)))
    random = np.random.default_rng(seed)
    orders = [again.compared(None, random.permutation(graph.nodes)) for _ in range(runs)]
    drawn = [again.compared(again.drawn(random), None) for _ in range(runs)]
    by_order, by_people = np.array([o for o, _ in orders]), np.array([d for d, _ in drawn])
    back = np.nanmean(np.concatenate([by_order, by_people]) > FRAGILE, axis=0)
    each = zip(topics.topics, _means(by_order), _means(by_people), back.tolist(), strict=True)
    return Stability(
        tuple(TopicStability(t.id, o, p, round(b, 4), _word(min(o, p))) for t, o, p, b in each),
        round(math.fsum(a for _, a in orders) / runs, 4),
        round(math.fsum(a for _, a in drawn) / runs, 4),
        runs,
    )


def _means(jaccards: NDArray[np.float64]) -> list[float]:
    """Return the mean of each column over the runs in which the topic could come back; 0 if in none."""
    columns = [[v for v in column if not math.isnan(v)] for column in jaccards.T.tolist()]
    return [round(math.fsum(c) / len(c), 4) if c else 0.0 for c in columns]


def _word(jaccard: float) -> Word:
    return "steady" if jaccard >= STEADY else "fragile" if jaccard < FRAGILE else "shifting"


class _Again:
    """The same fit once more, on the graph that is there."""

    def __init__(
        self, points: NDArray[np.float32], graph: Graph, of: NDArray[np.int64], topics: Topics, rows: Sequence[Segment], least: int
    ) -> None:
        import numpy as np

        self.points, self.graph, self.of, self.least = points, graph, of, least
        self.grain = topics.grain or topics.resolution
        at = {topic.id: n for n, topic in enumerate(topics.topics)}
        self.found = np.array([at.get(topics.assignment.get(s.id, ""), -1) for s in rows])
        names, self.person = np.unique([s.participant for s in rows], return_inverse=True)
        self.people = len(names)
        first = sized(points, Levels(graph, of=of).at(self.grain), least)
        # A number of topics was wanted: so many in each run, too.
        self.most = len(at) if count_of(first) > len(at) else None

    def drawn(self, random: np.random.Generator) -> NDArray[np.bool_]:
        """Return the rows of as many people as there are, drawn with replacement."""
        import numpy as np

        chosen = np.zeros(self.people, bool)
        chosen[random.integers(0, self.people, self.people)] = True
        return np.asarray(chosen[self.person], np.bool_)

    def compared(self, kept: NDArray[np.bool_] | None, order: NDArray[np.int64] | None) -> tuple[list[float], float]:
        """Return each topic's best overlap with a topic of this run (nan if nobody in it was drawn), and the Rand index."""
        import numpy as np

        points, graph, of, found = self.points, self.graph, self.of, self.found
        if kept is not None:
            made = np.zeros(graph.nodes, bool)
            made[of[kept]] = True
            points, graph, of, found = points[kept], within(graph, made), (np.cumsum(made) - 1)[of[kept]], found[kept]
        labels = sized(points, Levels(graph, order, of).at(self.grain), self.least)
        if self.most is not None:
            labels = joined(points, labels, self.most)
        return overlaps(found, labels, int(self.found.max(initial=-1)) + 1), rand_index(found, labels)


def overlaps(before: NDArray[np.int64], after: NDArray[np.int64], count: int) -> list[float]:
    """Return for each of `count` groups before the greatest Jaccard overlap with a group after; nan for a group without rows."""
    import numpy as np

    table = _table(before, after, count)[:, 1:]
    sizes = np.bincount(before[before >= 0], minlength=count)
    union = sizes[:, None] + np.bincount(after[after >= 0], minlength=table.shape[1])[None, :] - table
    best = (table / np.maximum(union, 1)).max(1, initial=0.0)
    return [float(v) if size else math.nan for v, size in zip(best, sizes, strict=True)]


def rand_index(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985) of the rows that are in a group of both; 1 if there is nothing."""
    import numpy as np

    both = (one >= 0) & (other >= 0)
    if not both.any():
        return 1.0
    table = _table(one[both], other[both], int(one.max()) + 1)[:, 1:].astype(np.float64)

    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    same, rows, columns = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    everything = pairs(np.array([float(both.sum())]))
    expected = rows * columns / everything if everything else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (same - expected) / (most - expected)


def _table(before: NDArray[np.int64], after: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return how many rows each group before (0 …) shares with each group after (-1 first)."""
    import numpy as np

    width = int(after.max(initial=-1)) + 2
    inside = before >= 0
    return np.bincount(before[inside] * width + after[inside] + 1, minlength=count * width).reshape(count, width)
