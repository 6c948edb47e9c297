"""Where topics lie to each other: a plane on which near means alike, with every dot one passage somebody said.

Centres of topics are laid out by classical scaling of their cosine distances (Torgerson 1952; of unit vectors that is their
principal components, Gower 1966) and pushed apart until no two overlap. Around its centre each topic is a disc of dots that do not
hide each other: the most typical passage in the middle, what is like nothing else at the rim, each on the side of what it is like.
No random start, no neighbour embedding: the same vectors give the same picture, and a gap on it is no finding.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.themes.graph import unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

#: Dots on a landscape unless more are asked for: each can still be hit with a pointer, and its words fit a page.
MOST = 300
#: Room around a disc for its words, in widths of a dot: to each side at least, above, and between two discs.
_WIDE, _HIGH, _GAP = 10.0, 3.0, 1.2
#: How much wider than high the centres lie at first, between these; and the picture in the end, about.
_LEAST_ASPECT, _MOST_ASPECT, _ASPECT = 1.8, 2.6, 1.6
_PUSHES = 300
#: A push to the side is taken for so much shorter than it is. Each is tried: the picture nearest to the wanted aspect is taken.
_ACROSS = (1.2, 1.6, 2.0, 2.6)
#: Of more topics than this, which take longer to push apart, only one is tried.
_MANY = 40
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One passage on the plane.

    Attributes
    ----------
    segment
        Its id.
    x, y
        Where; one is the width of a dot.
    topic
        The topic in whose disc it stands: its own, or the nearest if it is in none; "" where there are no topics.
    inside
        It is in that topic.
    alone
        It is like no other: off topic.
    """

    segment: str
    x: float
    y: float
    topic: str
    inside: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Disc:
    """Where one topic stands: centre and radius, all of its dots inside."""

    topic: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Landscape:
    """Topics and passages on a plane.

    Attributes
    ----------
    places
        By segment id.
    discs
        One a topic, in the order of the topics.
    segments, people
        How many there are in all.
    people_shown
        Of whom at least one passage is a dot.
    """

    places: tuple[Place, ...] = ()
    discs: tuple[Disc, ...] = ()
    segments: int = 0
    people: int = 0
    people_shown: int = 0

    @property
    def sampled(self) -> bool:
        """Whether there are more segments than dots."""
        return len(self.places) < self.segments


def landscape(topics: Topics, segments: Sequence[Segment], vectors: ArrayLike, *, most: int = MOST) -> Landscape:
    """Return where topics and segments lie to each other.

    Parameters
    ----------
    topics
        A fit.
    segments
        What participants said; any order. Those the fit does not know are left out.
    vectors
        One embedding a segment, in the same order.
    most
        At most so many dots. Each topic gets its part of them; within a topic every person is there before anybody is twice.

    Returns
    -------
    Landscape
        The same for any order of the input. Of nothing, nothing.
    """
    import numpy as np

    order = sorted((i for i in range(len(segments)) if segments[i].id in topics.assignment), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    if not rows:
        return Landscape()
    points = unit(np.asarray(vectors, np.float32)[order])
    names = [t.id for t in topics.topics]
    middles = unit(np.asarray([topics.centroids[n] for n in names], np.float32)) if names else unit(points.mean(0, keepdims=True))
    own = {name: n for n, name in enumerate(names)}
    alike = points @ middles.T
    home = np.asarray([own.get(topics.assignment[s.id], -1) for s in rows])
    inside = home >= 0
    home = np.where(inside, home, alike.argmax(1))
    near = np.round(alike[np.arange(len(rows)), home].astype(float), 6)
    alone = np.asarray([s.id in topics.off_topic for s in rows])
    shown = _thinned(rows, home, near, most)
    axes = _axes(middles, points)
    discs = _spread((middles @ axes).round(_DIGITS), np.bincount(home[shown], minlength=len(middles)))
    turned = ((points - middles[home]) @ axes).astype(float)
    places: list[Place] = []
    for n in range(len(middles)):
        mine = [i for i in shown if home[i] == n]
        mine.sort(key=lambda i: (not inside[i], bool(alone[i]), -near[i], rows[i].id))
        angles = [round(math.atan2(turned[i][1], turned[i][0]), 6) for i in mine]
        x, y, _ = discs[n]
        name = names[n] if names else ""
        for i, (dx, dy) in zip(mine, _shells(angles), strict=True):
            where = round(x + dx, 3), round(y + dy, 3)
            places.append(Place(rows[i].id, *where, name, bool(inside[i]), bool(alone[i])))
    return Landscape(
        places=tuple(sorted(places, key=lambda p: p.segment)),
        discs=tuple(Disc(name, *(round(v, 3) for v in disc)) for name, disc in zip(names or [""], discs, strict=True)),
        segments=len(rows),
        people=len({s.participant for s in rows}),
        people_shown=len({rows[i].participant for i in shown}),
    )


def _thinned(rows: Sequence[Segment], home: NDArray[np.int64], near: NDArray[np.float64], most: int) -> list[int]:
    """Return which rows are drawn: each group's part of them, each person of a group once before anybody twice.

    Where not everybody's turn comes, they are taken evenly from the most to the least typical: a picture of typical passages only
    would hide how much is like nothing else.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for i, n in enumerate(home.tolist()):
        groups[n].append(i)
    parts = _parts({n: len(group) for n, group in groups.items()}, most)
    shown: list[int] = []
    for n, group in sorted(groups.items()):
        turn: Counter[str] = Counter()
        turns: defaultdict[int, list[int]] = defaultdict(list)
        for i in sorted(group, key=lambda i: (-near[i], rows[i].id)):
            turns[turn[rows[i].participant]].append(i)
            turn[rows[i].participant] += 1
        room = parts[n]
        for several in turns.values():  # in the order of turns
            shown += several if len(several) <= room else [several[k * len(several) // room] for k in range(room)]
            room = max(0, room - len(several))
    return sorted(shown)


def _parts(sizes: Mapping[int, int], most: int) -> dict[int, int]:
    """Return each group's part of `most` in proportion to its size, by largest remainder; no group goes without."""
    total = sum(sizes.values())
    if total <= most:
        return dict(sizes)
    exact = {n: size * most / total for n, size in sizes.items()}
    parts = {n: max(1, int(share)) for n, share in exact.items()}
    for n in sorted(sizes, key=lambda n: (int(exact[n]) - exact[n], n))[: max(0, most - sum(parts.values()))]:
        parts[n] += 1
    return parts


def _axes(middles: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the two directions in which the centres lie furthest apart, as columns; of the points where centres give none."""
    import numpy as np

    found: list[NDArray[np.float64]] = []
    for cloud in (middles, points):
        if len(found) == 2:  # noqa: PLR2004 (a plane)
            break
        rest = (cloud - cloud.mean(0)).astype(float)
        for axis in found:
            rest -= np.outer(rest @ axis, axis)
        if len(rest) > len(cloud[0]):  # many rows: the same directions from the smaller product
            _, right = np.linalg.eigh(rest.T @ rest)
            right = right[:, ::-1].T
        else:
            right = np.linalg.svd(rest, full_matrices=False)[2]
        for axis in right:
            if len(found) < 2 and np.linalg.norm(rest @ axis) > 1e-6:  # noqa: PLR2004 (a plane)
                found.append(axis * (1.0 if axis[np.abs(axis).round(_DIGITS).argmax()] > 0 else -1.0))
    while len(found) < 2:  # noqa: PLR2004 (all the same: any direction does)
        found.append(np.zeros(middles.shape[1]))
    return np.stack(found, 1)


def _spread(centres: NDArray[np.float64], sizes: NDArray[np.int64]) -> list[tuple[float, float, float]]:
    """Return centre and radius of each disc, pushed apart until no two overlap, with room for words above each.

    Centres are first drawn together to the area that the discs need, so the picture is as small as it can be.
    """
    import numpy as np

    radii = np.asarray([_radius(int(size)) for size in sizes])
    wide, high = np.maximum(radii, _WIDE) + _GAP / 2, radii + (_HIGH + _GAP) / 2
    at = np.asarray(centres, float) - centres.mean(0)
    spans = np.ptp(at, axis=0)
    area = float((4 * wide * high).sum())
    ratio = min(_MOST_ASPECT, max(_LEAST_ASPECT, spans[0] / spans[1])) if spans[1] > 0 else _MOST_ASPECT
    for axis, span in enumerate((math.sqrt(area * ratio), math.sqrt(area / ratio))):
        at[:, axis] *= span / spans[axis] * 0.7 if spans[axis] > 0 else 0.0
    # Discs on one spot would have no way to go.
    at += np.stack([np.arange(len(at)), np.arange(len(at))], 1) * 1e-3
    tried = _ACROSS if len(at) <= _MANY else _ACROSS[1:2]
    at = min((_pushed(at, wide, high, across) for across in tried), key=lambda made: _off(made, wide, high))
    return [(float(x), float(y), float(r)) for (x, y), r in zip(at, radii, strict=True)]


def _pushed(
    centres: NDArray[np.float64], wide: NDArray[np.float64], high: NDArray[np.float64], across: float
) -> NDArray[np.float64]:
    """Return centres of boxes that do not overlap any more."""
    at = centres.copy()
    for _ in range(_PUSHES):
        if not sum(_push(at, wide, high, i, across) for i in range(len(at))):
            break
    return at


def _off(at: NDArray[np.float64], wide: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return how far the aspect of a picture is from the wanted one."""
    width, height = (float((at[:, axis] + half).max() - (at[:, axis] - half).min()) for axis, half in ((0, wide), (1, high)))
    return round(abs(math.log(width / height / _ASPECT)), _DIGITS)


def _push(at: NDArray[np.float64], wide: NDArray[np.float64], high: NDArray[np.float64], i: int, across: float) -> int:
    """Move a disc and those it overlaps apart by half, the shorter way; return how many there were."""
    import numpy as np

    away = at - at[i]
    into = np.stack([wide + wide[i] - np.abs(away[:, 0]), high + high[i] - np.abs(away[:, 1])], 1)
    into[i] = 0.0
    found = np.flatnonzero(into.min(1) > 1e-6)  # noqa: PLR2004 (they touch)
    for j in found.tolist():
        axis = int(across * into[j, 1] <= into[j, 0])
        step = math.copysign(into[j, axis] / 2, away[j, axis])
        at[j, axis] += step
        at[i, axis] -= step / len(found)
    return len(found)


def _sizes(n: int) -> list[int]:
    """Return how many dots stand in each shell around the middle: 1, 6, 12, 18 and so on."""
    shells: list[int] = []
    while n > 0:
        room = 1 if not shells else 6 * len(shells)
        shells.append(min(room, n))
        n -= room
    return shells


def _radius(n: int) -> float:
    return max(1, len(_sizes(n))) - 0.4


def _shells(angles: Sequence[float]) -> list[tuple[float, float]]:
    """Return a place for each dot, in the order given from the middle outwards, as near to its own angle as there is room."""
    places: list[tuple[float, float]] = [(0.0, 0.0)] * len(angles)
    start = 0
    for shell, count in enumerate(_sizes(len(angles))):
        inside = sorted(range(start, start + count), key=lambda i: (angles[i], i))
        step = 2 * math.pi / count
        # The turn that brings evenly spaced places nearest to the angles of those who stand there.
        off = [angles[i] - n * step for n, i in enumerate(inside)]
        turn = round(math.atan2(math.fsum(map(math.sin, off)), math.fsum(map(math.cos, off))), 6)
        for n, i in enumerate(inside):
            places[i] = (shell * math.cos(turn + n * step), shell * math.sin(turn + n * step))
        start += count
    return places
