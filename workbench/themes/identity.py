"""Which topic of a later fit is which of an earlier one, so that ids last; and what changed between the two.

A fit numbers nothing: each topic gets an id from the segments it is first found with. When more is known, the topics of the new
fit that are the old ones get their ids: the pairing with the greatest sum of likeness (Kuhn 1955), by where topics lie and by the
segments they share. `by_rounds` fits round after round like that, so the ids are a pure function of the sources.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from workbench.study.kinds import UNCOUNTED
from workbench.themes.graph import SAME, unit
from workbench.themes.pairing import greatest
from workbench.themes.silent import silent
from workbench.themes.topics import Topics, birth_id, fit_topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment

Kind = Literal["kept", "grew", "shrank", "split", "merged", "new", "gone"]
KINDS: tuple[Kind, ...] = ("split", "merged", "new", "gone", "grew", "shrank", "kept")

#: Two topics that share so much (Dice 1945) are one, wherever they lie; of two models that see differently, so much.
_SHARED, _OTHER = 0.5, 0.3
#: So much of a topic must lie in another for it to have come from there or gone there.
_MOST, _PART = 0.5, 0.2
#: A topic whose size changed by less than this is kept.
_GREW = 1.1


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What became of a topic.

    Attributes
    ----------
    kind
        ``kept``, ``grew`` and ``shrank``: the same topic, by how many segments it has. ``split``: the larger parts of one.
        ``merged``: most of each is in one now. ``new``: most of it was in no topic, or not there. ``gone``: it is in no topic.
    before, after
        Ids of topics.
    cosine
        Between where they lie, the nearest pair; None if that cannot be said.
    shared
        Segments that were in one of `before` and are in one of `after`.
    people_before, people_after
        Different people in them.
    """

    kind: Kind
    before: tuple[str, ...]
    after: tuple[str, ...]
    cosine: float | None
    shared: int
    people_before: int
    people_after: int


def carry(before: Topics, after: Topics) -> Topics:
    """Return `after` with the ids of `before` where a topic is the same one.

    Parameters
    ----------
    before
        An earlier fit, of any segments.
    after
        A later one.

    Returns
    -------
    Topics
        Two topics are one if their centroids are alike (cosine of 0.8 or more) and they share a segment, or if they share half
        of what they have in common fits. Fits of different encoders are compared by shared segments alone. No id is given
        twice, and one that was used is never given to another topic.
    """
    names, olds = [t.id for t in after.topics], [t.id for t in before.topics]
    pairs = _pairs(before, after, olds, names)
    return _renamed(after, {name: pairs.get(name, "") for name in names}, set(olds))


def _pairs(before: Topics, after: Topics, olds: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return which topic of `after` is which of `before`."""
    import numpy as np

    if not olds or not names:
        return {}
    alike, dice, common = _alike(before, after, olds, names), *_shared(before, after, olds, names)
    if alike is None:
        likeness, same = dice, dice >= _OTHER
    else:
        near = alike >= SAME
        likeness, same = alike + dice, (near & (dice > 0)) | (dice >= _SHARED) if common else near
    worth = np.where(same, likeness + 1, 0)  # what is not the same never takes a place
    return {names[r]: olds[c] for r, c in greatest(worth) if same[r, c]}


def _alike(before: Topics, after: Topics, olds: Sequence[str], names: Sequence[str]) -> NDArray[np.float64] | None:
    """Return the cosine of each topic of `after` with each of `before`; None if they are of different encoders."""
    import numpy as np

    old = [before.centroids.get(name, ()) for name in olds]
    new = [after.centroids.get(name, ()) for name in names]
    if before.encoder != after.encoder or len({len(row) for row in (*old, *new)}) != 1 or not old[0]:
        return None
    return np.round(unit(np.asarray(new)).astype(np.float64) @ unit(np.asarray(old)).astype(np.float64).T, 6)


def _shared(before: Topics, after: Topics, olds: Sequence[str], names: Sequence[str]) -> tuple[NDArray[np.float64], int]:
    """Return how much of what both fits know each two topics share (Dice), and how many segments both know."""
    import numpy as np

    row, column = {name: n for n, name in enumerate(names)}, {name: n for n, name in enumerate(olds)}
    both = np.zeros((len(names), len(olds)))
    new, old = np.zeros(len(names)), np.zeros(len(olds))
    known = before.assignment.keys() & after.assignment.keys()
    for name in known:
        r, c = row.get(after.assignment[name]), column.get(before.assignment[name])
        if r is not None:
            new[r] += 1
        if c is not None:
            old[c] += 1
        if r is not None and c is not None:
            both[r, c] += 1
    return 2 * both / np.maximum(new[:, None] + old[None, :], 1), len(known)


def _renamed(topics: Topics, names: Mapping[str, str], taken: set[str]) -> Topics:
    """Return `topics` with other ids; where `names` has none, its own, or one that was never used."""
    members: dict[str, list[str]] = defaultdict(list)
    for segment, topic in topics.assignment.items():
        members[topic].append(segment)
    new = {"": ""}
    for old in sorted(names):
        new[old] = names[old] or old
        while not names[old] and new[old] in taken:
            new[old] = birth_id([*members[old], new[old]])
    return replace(
        topics,
        topics=tuple(sorted((replace(t, id=new[t.id]) for t in topics.topics), key=lambda t: (-t.size, t.id))),
        assignment={segment: new[topic] for segment, topic in topics.assignment.items()},
        centroids={new[topic]: row for topic, row in topics.centroids.items()},
    )


# What changed --------------------------------------------------------------------------------------------------------


def changes(before: Topics, after: Topics, segments: Iterable[Segment] = ()) -> list[TopicChange]:
    """Return what became of each topic, for a person to confirm: what needs a look first, then the larger ones.

    Parameters
    ----------
    before, after
        Two fits, the later one with the ids of the earlier (`carry`, `by_rounds`).
    segments
        Those of both, to count people; authors of tickets, reviews and posts are not counted. Without them the numbers that the
        topics have are added up, so somebody in two topics counts twice.
    """
    moved: Counter[tuple[str, str]] = Counter()
    for name in before.assignment.keys() & after.assignment.keys():
        moved[before.assignment[name], after.assignment[name]] += 1
    stayed = {t.id: sum(n for (a, _), n in moved.items() if a == t.id) for t in before.topics}
    came = {t.id: sum(n for (_, b), n in moved.items() if b == t.id) for t in after.topics}
    into: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    for (a, b), n in sorted(moved.items()):
        if a in stayed and b in came:
            if n > _MOST * stayed[a]:
                into[b].append(a)
            if n > _MOST * came[b] and n >= _PART * stayed[a]:
                parts[a].append(b)
    found: list[tuple[Kind, tuple[str, ...], tuple[str, ...]]] = []
    found += [("merged", tuple(old), (b,)) for b, old in into.items() if len(old) > 1]
    found += [("split", (a,), tuple(new)) for a, new in parts.items() if len(new) > 1]
    told_before = {name for _, old, _ in found for name in old}
    told_after = {name for _, _, new in found for name in new}
    sizes = {t.id: t.size for t in before.topics}
    for t in after.topics:
        if t.id in sizes and t.id not in told_before | told_after:
            grew, shrank = t.size > _GREW * sizes[t.id], _GREW * t.size < sizes[t.id]
            found.append(("grew" if grew else "shrank" if shrank else "kept", (t.id,), (t.id,)))
        elif t.id not in told_after:
            found.append(("new", (), (t.id,)))
    found += [("gone", (t.id,), ()) for t in before.topics if t.id not in came and t.id not in told_before]
    count = _Counted(before, after, segments)
    size = {t.id: t.size for t in (*before.topics, *after.topics)}
    found.sort(key=lambda f: (KINDS.index(f[0]), -sum(size[name] for name in (f[2] or f[1])), f[1], f[2]))
    return [
        TopicChange(kind, old, new, count.cosine(old, new), sum(moved[a, b] for a in old for b in new),
                    count.people(before, old), count.people(after, new))
        for kind, old, new in found
    ]  # fmt: skip


class _Counted:
    """People in topics, and how near topics lie, of two fits."""

    def __init__(self, before: Topics, after: Topics, segments: Iterable[Segment]) -> None:
        self.who = {s.id: s.participant for s in segments if s.kind not in UNCOUNTED}
        self.before, self.after = before, after
        self.inside = {id(topics): self._inside(topics) for topics in (before, after)} if self.who else {}

    def _inside(self, topics: Topics) -> dict[str, set[str]]:
        """Return topic -> its people."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for segment, topic in topics.assignment.items():
            if segment in self.who:
                found[topic].add(self.who[segment])
        return found

    def people(self, topics: Topics, names: Sequence[str]) -> int:
        if not self.who:
            return sum(t.people for t in topics.topics if t.id in names)
        inside = self.inside[id(topics)]
        return len(set().union(*(inside[name] for name in names)))

    def cosine(self, old: Sequence[str], new: Sequence[str]) -> float | None:
        alike = _alike(self.before, self.after, old, new) if old and new else None
        return None if alike is None else float(alike.max())


# Round after round ---------------------------------------------------------------------------------------------------


def by_rounds(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    rounds: Sequence[str] = (),
    *,
    start: Topics | None = None,
    cache: Path | None = None,
    bare: bool = False,
    **fit: Any,  # noqa: ANN401 (what `fit_topics` takes)
) -> tuple[Topics, list[TopicChange]]:
    """Return the topics of all segments with ids that last, and what changed in the last round.

    The first round is fitted, then the first two together with the ids of the first, and so on. Nothing is stored that the ids
    depend on: whoever has the sources and the settings gets the same ones.

    Parameters
    ----------
    segments
        Of all rounds, in any order.
    vectors
        One embedding a segment, in the same order.
    rounds
        Ids of rounds, oldest first; those that are not named come last, by name.
    start
        A fit that somebody kept (`workbench.themes.kept.last_kept`): the replay begins from it, with the rounds it does not know.
    cache
        Folder for the fits of earlier rounds, ``study.cache``; deletable at any time.
    bare
        Without words for the topics of the last round either: what was fitted before is then read and not fitted again.
    fit
        For `fit_topics`. A resolution that is found in the first round is that of all rounds: how fine topics are never
        changes by chance.

    Returns
    -------
    tuple
        The topics, and the changes since the round before, or since `start`.
    """
    import numpy as np

    from workbench.themes.replay import Replay

    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    points = unit(np.asarray(vectors, np.float32)[order]) if rows else np.zeros((0, 0), np.float32)
    points[[n for n, s in enumerate(rows) if silent(s.text)]] = 0.0  # as in every fit: they lie near nothing
    replay = Replay(rows, points, cache, fit)
    before, after = start or Topics(), start or Topics()
    for inside, last in _steps(rows, rounds, start):
        before = after
        after = replay.step(before, inside, last=last and not bare)
    if not rows:
        after = fit_topics([], points, **fit)
    return after, changes(before, after, rows)


def _steps(rows: Sequence[Segment], rounds: Sequence[str], start: Topics | None) -> list[tuple[list[int], bool]]:
    """Return the rows that are known at each step, and whether it is the last. What `start` mostly knows is no step of its own."""
    place = {name: n for n, name in enumerate(dict.fromkeys(rounds))}
    there = sorted({s.round for s in rows}, key=lambda name: (place.get(name, len(place)), name))
    sizes = Counter(s.round for s in rows)
    known = Counter(s.round for s in rows if start is not None and s.id in start.assignment)
    steps = [name for name in there[:-1] if known[name] <= _MOST * sizes[name]] + there[-1:]
    at = {name: n for n, name in enumerate(there)}
    return [([i for i, s in enumerate(rows) if at[s.round] <= at[name]], name == there[-1]) for name in steps]
