"""What a later fit changed by chance is put back; what is new in the fresh segments is found.

A second fit of nearly the same segments cuts here and there otherwise. So a segment stays in its topic unless another one is
clearly nearer, a topic is split only if its parts lie apart, and two become one only if they lie together. A theme of the fresh
segments alone, which a fit of everything may hide in its neighbour, is found by who its nearest are: nearly all as fresh as itself.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.themes.graph import SAME
from workbench.themes.heard import heard
from workbench.themes.identity import carry
from workbench.themes.near import EXACT, nearest, unit
from workbench.themes.quotes import quotes
from workbench.themes.topics import Topic, Topics, birth_id
from workbench.themes.words import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment

#: A segment leaves its topic for another that is nearer by more than this (cosine).
STAYS = 0.1
#: A fresh segment counts for a new theme if so many of its nearest are fresh that chance gives that in one case of twenty.
_NEAREST, _CHANCE = 5, 0.05
_LEAST = 6
#: So much of a group must be of one kind to count as that; a topic changed less than that keeps its words.
_HALF, _ALIKE = 0.5, 0.8
_WORDS, _LABEL = 8, 3
_BLOCK = 512
_TIE = 1e-12


def settled(before: Topics, after: Topics, rows: Sequence[Segment], points: NDArray[np.float32]) -> Topics:
    """Return a later fit with the ids of an earlier one, and without what changed by chance.

    Parameters
    ----------
    before
        The earlier fit.
    after
        The later one, of `rows`.
    rows
        Segments by id.
    points
        Their unit vectors.

    Returns
    -------
    Topics
        If the two fits were made in different ways (engine, encoder, how fine), what changed did not change by chance: only
        ids are carried.
    """
    carried = carry(before, after)
    made = [(t.engine, t.encoder, t.resolution, None if t.grain is None else round(t.grain, 6)) for t in (before, after)]
    if made[0] != made[1]:
        return carried
    ground = Ground(before, carried, rows, points)
    ground.join_chance_splits()
    ground.part_chance_merges()
    ground.hold()
    ground.find_new()
    return ground.topics()


class Ground:
    """Segments, where they were and where they are now."""

    def __init__(self, before: Topics, after: Topics, rows: Sequence[Segment], points: NDArray[np.float32]) -> None:
        import numpy as np

        self.before, self.after, self.rows, self.points = before, after, rows, points
        self.was = np.array([before.assignment.get(s.id, "") for s in rows], dtype=object)
        self.now = np.array([after.assignment.get(s.id, "") for s in rows], dtype=object)
        self.fresh = np.array([s.id not in before.assignment for s in rows], dtype=bool)
        self.olds = sorted(t.id for t in before.topics)

    def middle(self, inside: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the unit mean of some rows."""
        return unit(self.points[inside].mean(0)[None])[0]  # type: ignore[no-any-return]

    def join_chance_splits(self) -> None:
        """Put a part of a topic back that lies where the rest of it lies."""
        for part in sorted(set(self.now) - {"", *self.olds}):
            inside = self.now == part
            whole, count = _most(self.was[inside])
            rest = self.now == whole
            if whole and count >= _HALF * inside.sum() and rest.any() and self.middle(inside) @ self.middle(rest) >= SAME:
                self.now[inside] = whole

    def part_chance_merges(self) -> None:
        """Take a topic out again of one that lies elsewhere."""
        for gone in [name for name in self.olds if not (self.now == name).any()]:
            mine = self.was == gone
            into, _ = _most(self.now[mine])
            rest = (self.now == into) & ~mine
            if not into or not rest.any():
                continue
            here, there = self.middle(mine), self.middle(rest)
            if here @ there < SAME:
                nearer = self.fresh & (self.points @ here > self.points @ there)
                self.now[(self.now == into) & (mine | nearer)] = gone

    def hold(self) -> None:
        """Leave a segment where it was unless where it went is clearly nearer."""
        import numpy as np

        names = [name for name in self.olds if (self.now == name).any()]
        if not names:
            return
        near = self.points @ np.stack([self.middle(self.now == name) for name in names]).T
        place = {name: n for n, name in enumerate(names)}
        for i in np.flatnonzero(~self.fresh & (self.was != self.now)):
            old, new = place.get(self.was[i]), place.get(self.now[i])
            if old is not None and new is not None and near[i, new] - near[i, old] < STAYS:
                self.now[i] = names[old]

    def find_new(self) -> None:
        """Make a topic of fresh segments whose nearest are fresh, unless the fit found it."""
        for group in self.groups():
            there, count = _most(self.now[group])
            inside = self.now == there
            if there and there not in self.olds and count >= _HALF * max(group.sum(), inside.sum()):
                self.now[group] = there
                continue
            name = birth_id(self.rows[int(i)].id for i in group.nonzero()[0])
            if name not in self.olds and name not in self.now:
                self.now[group] = name
                self.recruit(name, group)

    def recruit(self, name: str, group: NDArray[np.bool_]) -> None:
        """Add fresh segments, and those in no topic, that lie nearer to a new topic than to their own."""
        import numpy as np

        near = self.points @ self.middle(group)
        own = np.full(len(self.rows), -1.0)
        for topic in sorted(set(self.now) - {"", name}):
            inside = self.now == topic
            own[inside] = self.points[inside] @ self.middle(inside)
        self.now[(self.fresh | (self.now == "")) & (near > own) & (near >= near[group].min())] = name

    def groups(self) -> list[NDArray[np.bool_]]:
        """Return groups of fresh segments whose nearest are fresh far more often than by chance, the largest first."""
        import numpy as np

        count, fresh = len(self.rows), self.fresh.nonzero()[0]
        most = min(_NEAREST, count - 1)
        enough = _enough(most, len(fresh) / max(1, count))
        if enough is None or len(fresh) < _LEAST:
            return []
        alone = np.array([s.id in self.after.off_topic for s in self.rows], dtype=bool)
        around = np.zeros((count, most), np.int64)
        around[fresh] = around_of(self.points, fresh, most)[0]
        core = self.fresh & ~alone
        core[fresh] &= self.fresh[around[fresh]].sum(1) >= enough
        found = []
        for group in _connected(core, around):
            if len(group) >= _LEAST:
                inside = np.zeros(count, bool)
                inside[group] = True
                inside |= self.fresh & ~alone & (inside[around].mean(1) >= _HALF)
                found.append(inside)
        return found

    def topics(self) -> Topics:
        """Return the topics as they are now."""
        import numpy as np

        found, centroids = [], {}
        told = {t.id: t for t in self.after.topics}
        then = np.array([self.after.assignment.get(s.id, "") for s in self.rows], dtype=object)
        names = sorted(set(self.now) - {""})
        words: dict[int, tuple[str, ...]] = {}
        for number, name in enumerate(names):
            inside, before = self.now == name, then == name
            centroids[name] = tuple(self.middle(inside).tolist())
            topic = told.get(name)
            if topic is None or (inside != before).any():
                alike = 2 * int((inside & before).sum()) / int(inside.sum() + before.sum())
                known = topic.keywords if topic is not None and alike >= _ALIKE else ()
                if not known:
                    words = words or self.words(names)
                own = known or words.get(number) or ("(no words)",)
                topic = self.described(name, own, inside.nonzero()[0].tolist(), self.middle(inside))
            found.append(topic)
        assignment = {s.id: topic for s, topic in zip(self.rows, self.now.tolist(), strict=True)}
        return replace(
            self.after, topics=tuple(sorted(found, key=lambda t: (-t.size, t.id))), assignment=assignment, centroids=centroids,
            off_topic=frozenset(s for s in self.after.off_topic if not assignment[s]),
            small=frozenset(s for s, topic in assignment.items() if not topic and s not in self.after.off_topic),
        )  # fmt: skip

    def words(self, names: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """Return the telling words of each topic, by its place among `names`."""
        number = {name: n for n, name in enumerate(names)} | {"": -1}
        labels = [number[topic] for topic in self.now.tolist()]
        return telling([s.text for s in self.rows], [s.participant for s in self.rows], labels, _WORDS)

    def described(self, name: str, own: tuple[str, ...], inside: Sequence[int], middle: NDArray[np.float32]) -> Topic:
        """Return a topic with its people and quotes."""
        mine = [self.rows[i] for i in inside]
        asked, unasked = heard(mine)
        chosen = quotes([s.id for s in mine], [s.participant for s in mine], self.points[list(inside)], middle)
        return Topic(name, ", ".join(own[:_LABEL]), own, len(mine), len(asked), chosen, len(unasked))


def around_of(points: NDArray[np.float32], some: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest of some rows among all, and their cosines: one by one, unless that is far more than a fit compares."""
    import numpy as np

    if len(some) * len(points) > EXACT**2:
        near = nearest(points, most)
        return near.rows[some], near.cosines[some]
    found, cosines = np.zeros((len(some), most), np.int64), np.zeros((len(some), most))
    for start in range(0, len(some) if most else 0, _BLOCK):
        own = some[start : start + _BLOCK]
        alike = np.round((points[own] @ points.T).astype(np.float64), 6)
        alike[np.arange(len(own)), own] = -np.inf
        # Of equal cosines the lower rows: each lies below the next by less than any two cosines differ.
        best = np.argpartition(np.arange(len(points)) * _TIE - alike, most - 1, axis=1)[:, :most]
        found[start : start + _BLOCK], cosines[start : start + _BLOCK] = best, np.take_along_axis(alike, best, 1)
    return found, cosines


def _connected(core: NDArray[np.bool_], around: NDArray[np.int64]) -> list[list[int]]:
    """Return the groups of `core` rows that hang together by being near, the largest first."""
    head = {i: i for i in core.nonzero()[0].tolist()}

    def top(i: int) -> int:
        while head[i] != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    for i in head:
        for other in around[i].tolist():
            if other in head:
                one, two = sorted((top(i), top(other)))
                head[two] = one
    groups: dict[int, list[int]] = {}
    for i in head:
        groups.setdefault(top(i), []).append(i)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def _most(labels: NDArray[np.object_]) -> tuple[str, int]:
    """Return the label there is most of, but none, and how often it is there."""
    counts = Counter(label for label in labels.tolist() if label)
    return min(counts.items(), key=lambda item: (-item[1], item[0]), default=("", 0))


def _enough(most: int, share: float) -> int | None:
    """Return how many of so many neighbours must be fresh for it to be hardly chance (binomial tail); None if no number is."""
    for enough in range(1, most + 1):
        tail = math.fsum(math.comb(most, n) * share**n * (1 - share) ** (most - n) for n in range(enough, most + 1))
        if tail <= _CHANCE:
            return enough
    return None
