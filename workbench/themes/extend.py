"""A few segments more: topics stay as they are, and each fresh segment finds its place in them.

A fit of everything for a handful of fresh segments costs as much as the first and changes things by chance. So as long as there are
hardly more segments than at the last fit, each fresh one goes to the nearest topic if it lies no further out than that topic's own
furthest fiftieth; else it is in none. A theme of the fresh segments alone still becomes a topic (`workbench.themes.settle`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.themes.settle import Ground, around_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

#: Topics are extended, not fitted anew, while there are at most so many times the segments of the last fit.
FEW = 1.1
_NEAREST = 5
_EDGE = 0.02


def extended(before: Topics, rows: Sequence[Segment], points: NDArray[np.float32], alone: float) -> Topics:
    """Return the topics of `before` with fresh segments in them.

    Parameters
    ----------
    before
        The earlier fit.
    rows
        All segments by id. What `before` knows and is not among them is left out.
    points
        Their unit vectors.
    alone
        Mean cosine to the five nearest below which a segment is off topic.
    """
    import numpy as np

    fresh = np.array([n for n, s in enumerate(rows) if s.id not in before.assignment], np.int64)
    cosines = around_of(points, fresh, min(_NEAREST, len(rows) - 1))[1]
    near = cosines.mean(1) if cosines.size else np.ones(len(fresh))
    off = {rows[i].id for i, value in zip(fresh.tolist(), near.tolist(), strict=True) if value < alone or not rows[i].text.strip()}
    there = {s.id for s in rows}
    told = replace(
        before,
        topics=(),  # all are described anew: of an earlier fit nothing but ids and numbers may be known
        assignment={s.id: before.assignment.get(s.id, "") for s in rows},
        off_topic=frozenset(name for name in before.off_topic if name in there) | off,
        nearness={name: value for name, value in before.nearness.items() if name in there}
        | {rows[i].id: round(value, 6) for i, value in zip(fresh.tolist(), near.tolist(), strict=True)},
        grains=(),
    )
    ground = Ground(before, told, rows, points)
    _place(ground, [i for i in fresh.tolist() if rows[i].id not in off])
    ground.find_new()
    return ground.topics()


def _place(ground: Ground, fresh: Sequence[int]) -> None:
    """Put fresh rows into the nearest topic, where they lie inside of it."""
    import numpy as np

    names = [name for name in ground.olds if (ground.now == name).any()]
    if not names or not fresh:
        return
    inside = [ground.now == name for name in names]
    middles = np.stack([ground.middle(mine) for mine in inside])
    edges = np.array([np.quantile(ground.points[mine] @ middle, _EDGE) for mine, middle in zip(inside, middles, strict=True)])
    alike = ground.points[list(fresh)] @ middles.T
    best = alike.argmax(1)
    for at, i in enumerate(fresh):
        if alike[at, best[at]] >= edges[best[at]]:
            ground.now[i] = names[best[at]]
