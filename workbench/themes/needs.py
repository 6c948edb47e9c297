"""Candidates for unmet needs: groups of passages in which different people lack, ask for or get round the same thing.

Segments that bear a signal of need are clustered finely, near clusters are put together, people are counted (not mentions), and
groups are ranked by how many people there surely are, how strong their signals are and how alike their words. A candidate is a pile
of quotes for a person to read; it becomes a need when somebody confirms it.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.reading.signals import EXPLICIT, KINDS, LATENT, by_segment
from workbench.study import shares
from workbench.themes.alike import plainly, voices
from workbench.themes.bearing import FEW, strengths
from workbench.themes.graph import grains, unit
from workbench.themes.heard import heard
from workbench.themes.near import in_order
from workbench.themes.quotes import shortened
from workbench.themes.words import keywords

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.reading.signals import Kind, Signal
    from workbench.study.records import Segment

#: Weaker segments than this are read only as neighbours.
_BEARS = 0.5
#: Grains of grouping: neighbours of a segment, and resolution of the communities.
_NEIGHBOURS = (5, 8)
_RESOLUTIONS = (3.0, 6.0)
#: With a small graph (`FEW`) coarser grains are tried, and nothing can be said to be shared by all.
_FEW_RESOLUTIONS = (1.0, 3.0)
#: A group of which better groups have taken more than the rest of this is dropped.
_LEFT = 0.6
#: Groups whose centres are this near (cosine, what all share taken out) are one candidate.
_SAME = 0.8
#: How much being like a better candidate costs in rank, between 0 and 1.
_VARIETY = 0.5
_LEAST_PEOPLE = 2
#: Exponents of people, strength, likeness and share of need in the score.
_WEIGHTS = (0.5, 1.0, 2.0, 0.5)
#: What is as near to a group's centre as all but its outer quarter is about the same; so many cosines are made at once.
_OUTER, _AT_ONCE = 0.25, 1 << 23


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of passages that may be one unmet need.

    Attributes
    ----------
    id
        From its segments: the same group has the same id in every run.
    statement
        A draft: what they do (ask, get round, say) and the most typical words, verbatim.
    keywords
        Words that set the group apart.
    segments
        Ids, the most typical first, each person and each wording once before any twice.
    people, n
        Participants in the group, and in all.
    unasked
        Authors of tickets, reviews and posts in the group. They chose to write, so they are in no share; in a study that has
        nobody else they are its people.
    lo, hi
        Wilson interval of people / n, 95 %.
    signals
        Class of signal -> people who gave one, of whom was asked.
    latent
        People get by, hardly anybody asks (docs/methods.md).
    score, rank
        What it is ranked by, between 0 and 1; 1 is the first.
    """

    id: str
    statement: str
    keywords: tuple[str, ...]
    segments: tuple[str, ...]
    people: int
    n: int
    lo: float
    hi: float
    signals: dict[str, int]
    latent: bool
    score: float
    rank: int
    unasked: int = 0

    def __repr__(self) -> str:
        """Return it without anybody's words, which only a view masks."""
        return f"<candidate {self.rank} ({self.id}): {self.people} of {self.n} people, {len(self.segments)} passages>"


def candidates(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    signals: Sequence[Signal],
    *,
    seed: int = 42,
    limit: int = 40,
    weights: Mapping[str, float] | None = None,
) -> list[Candidate]:
    """Return candidates for unmet needs, the likeliest first.

    Parameters
    ----------
    segments
        What participants said; any order.
    vectors
        One embedding a segment, in the same order.
    signals
        What `workbench.reading.signals.signals` found in them.
    seed
        Of the clustering.
    limit
        At most so many.
    weights
        Segment id -> between 0 and 1, where something else than words speaks of a need: the answer is to "what should we
        improve?", or its writer rated the thing low.

    Returns
    -------
    list of Candidate
        Empty if nothing bears a signal. The same for any order of the input.
    """
    import numpy as np

    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    points = unit(in_order(np.asarray(vectors, np.float32), order)) if rows else np.zeros((0, 1), np.float32)
    kinds = by_segment(signals)
    strength = np.array(strengths(rows, signals, weights))
    bearing = np.flatnonzero(strength >= _BEARS)
    if not len(bearing):
        return []
    asked, unasked = heard(rows)
    everybody = len(asked | unasked)
    study = _Study(rows, points, _apart(points, bearing), strength, kinds, bearing, everybody, asked or unasked)
    chosen = _chosen(study, _groups(study.apart, bearing, seed), min(_LEAST_PEOPLE, everybody), limit)
    labels = {int(i): label for label, group in enumerate(chosen) for i in group}
    words = keywords([s.text for s in rows], [s.participant for s in rows], [labels.get(i, -1) for i in range(len(rows))])
    weighed = _weighed(study, chosen)
    found = [group.candidate(words[label]) for label, group in enumerate(weighed)]
    return _varied(found, np.stack([g.apart for g in weighed])) if found else []


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the ends of the interval of a share k / n (`workbench.study.shares`); of nobody, all shares are possible."""
    if n == 0:
        return 0.0, 1.0
    share = shares.wilson(k, n)
    return share.lo, share.hi


def is_latent(kinds: Mapping[str, Collection[str]], people: Collection[str]) -> bool:
    """Say whether a need is latent: two classes of getting by, from two people or more, and under a third of people ask.

    Parameters
    ----------
    kinds
        Class of signal -> people who gave one.
    people
        Everybody in the group.
    """
    by = [set(kinds[k]) for k in LATENT if len(kinds.get(k, ())) > 1]
    asking = set().union(*(kinds[k] for k in EXPLICIT if kinds.get(k)))
    getting_by = set().union(*by)
    return len(by) > 1 and 2 * len(getting_by) >= len(people) and 3 * len(asking) < len(people)


def _apart(points: NDArray[np.float32], bearing: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return rows `bearing` without what all `points` share: in a study of one product everything is about that product."""
    return unit(points[bearing] - points.mean(0)) if len(points) >= FEW else points[bearing]


def _groups(points: NDArray[np.float32], bearing: NDArray[np.int64], seed: int) -> list[tuple[int, ...]]:
    """Return groups of bearing segments at several grains: no single one suits every need."""
    import numpy as np

    found: set[tuple[int, ...]] = set()
    resolutions = _RESOLUTIONS if len(points) >= FEW else _FEW_RESOLUTIONS
    for labels in grains(points, _NEIGHBOURS, resolutions, min_size=2, seed=seed):
        order = np.argsort(labels, kind="stable")
        ends = np.searchsorted(labels[order], np.arange(int(labels.max()) + 2))
        found |= {tuple(bearing[order[start:end]].tolist()) for start, end in pairwise(ends.tolist())}
    return sorted(found) or [tuple(bearing.tolist())]


def _chosen(study: _Study, groups: Sequence[tuple[int, ...]], least: int, limit: int) -> list[tuple[int, ...]]:
    """Return the best groups that share no segment: the best first, then the best of what is left over."""
    scored = sorted(_weighed(study, [g for g in groups if len(study.who(g)) >= least]), key=lambda g: (-g.score, g.inside.tolist()))
    taken: set[int] = set()
    chosen: list[list[int]] = []
    weighed_so: list[_Group] = []  # the same, weighed
    for group in scored:
        rest = [i for i in group.inside.tolist() if i not in taken]
        if len(rest) < _LEFT * len(group.inside) or len(study.who(rest)) < least:
            continue
        taken |= set(rest)
        near = [other.alike(group) for other in weighed_so]
        if near and max(near) >= _SAME:
            most = near.index(max(near))
            chosen[most] += rest
            weighed_so[most] = _Group(study, chosen[most])
        elif len(chosen) < limit:
            chosen.append(rest)
            weighed_so.append(_Group(study, rest))
    return [tuple(sorted(c)) for c in chosen]


def _weighed(study: _Study, groups: Sequence[Sequence[int]]) -> list[_Group]:
    """Return groups, each with how often what lies near it is a need: many centres at a time, which takes a tenth of the time."""
    import numpy as np

    found = [_Group(study, group) for group in groups]
    bears = np.isin(np.arange(len(study.points)), study.bearing)
    step = max(1, _AT_ONCE // len(study.points))
    for part in (found[start : start + step] for start in range(0, len(found), step)):
        for group, reach in zip(part, np.stack([g.centre for g in part]) @ study.points.T, strict=True):
            about = reach >= np.quantile(reach[group.inside], _OUTER)
            group.share = np.count_nonzero(about & bears) / np.count_nonzero(about)
    return found


def _varied(found: Sequence[Candidate], centres: NDArray[np.float32]) -> list[Candidate]:
    """Return candidates ranked by score, each marked down for being like one before it.

    Fifteen ways to say one thing are one thing (maximal marginal relevance, Carbonell and Goldstein 1998).
    """
    left = sorted(range(len(found)), key=lambda i: (-found[i].score, found[i].id))
    alike = (centres @ centres.T).clip(0.0)
    ranked: list[int] = []

    def value(i: int) -> float:
        return found[i].score * (1 - _VARIETY * max((float(alike[i, j]) for j in ranked), default=0.0))

    while left:
        best = max(left, key=value)
        ranked.append(best)
        left.remove(best)
    return [replace(found[i], rank=n) for n, i in enumerate(ranked, 1)]


@dataclass(frozen=True)
class _Study:
    """Everything a group is weighed against."""

    rows: Sequence[Segment]
    points: NDArray[np.float32]
    #: Of the rows in `bearing` alone.
    apart: NDArray[np.float32]
    strength: NDArray[np.float64]
    kinds: Mapping[str, Collection[Kind]]
    bearing: NDArray[np.int64]
    #: Who speaks at all, by which groups are ranked; and who is counted.
    everybody: int
    counted: frozenset[str]

    def who(self, group: Sequence[int]) -> set[str]:
        return {self.rows[i].participant for i in group}


class _Group:
    """One group while it is weighed."""

    share = 0.0  # how much of what is about the same bears a signal of need: see `_weighed`

    def __init__(self, study: _Study, inside: Sequence[int]) -> None:
        import numpy as np

        self.study, self.inside = study, np.asarray(inside, np.int64)
        self.rows, self.points, self.strength, self.kinds = study.rows, study.points, study.strength, study.kinds
        self.centre = unit(self.points[self.inside].mean(0, keepdims=True))[0]
        self.apart = unit(study.apart[np.searchsorted(study.bearing, self.inside)].mean(0, keepdims=True))[0]
        self.near = self.points[self.inside] @ self.centre
        self.people = study.who(inside)

    def alike(self, other: _Group) -> float:
        """Return the cosine of two groups' centres, what all segments share taken out."""
        return float(self.apart @ other.apart)

    def candidate(self, words: tuple[str, ...]) -> Candidate:
        best, counted = self._best_first(), self.study.counted
        by_kind: dict[str, set[str]] = {k: set() for k in KINDS}
        for i in self.inside:
            for kind in self.kinds.get(self.rows[i].id, ()):
                by_kind[kind].add(self.rows[i].participant)
        lo, hi = wilson(len(self.people & counted), len(counted))
        names = sorted(self.rows[i].id for i in self.inside)
        latent = is_latent(by_kind, self.people)
        return Candidate(
            id="c-" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:10],
            statement=self._statement(best, by_kind, words, latent=latent),
            keywords=words,
            segments=tuple(self.rows[i].id for i in best),
            people=len(self.people & counted),
            n=len(counted),
            lo=round(lo, 6),
            hi=round(hi, 6),
            signals={k: len(v & counted) for k, v in by_kind.items() if v & counted},
            latent=latent,
            score=round(self.score, 6),
            rank=0,
            unasked=len(self.people - counted),
        )

    @cached_property
    def score(self) -> float:
        """The product of: people for sure, strength, likeness, and how often the topic is a need at all."""
        lo, _ = wilson(min(len(self.people), voices(self.rows[i] for i in self.inside)), self.study.everybody)
        parts = (lo, self._mean_strength(), max(0.0, float(self.near.mean())), self.share)
        return float(math.prod(p**w for p, w in zip(parts, _WEIGHTS, strict=True)))

    def _mean_strength(self) -> float:
        """Return the mean over people of their strongest segment."""
        own: defaultdict[str, float] = defaultdict(float)
        for i in self.inside:
            own[self.rows[i].participant] = max(own[self.rows[i].participant], float(self.strength[i]))
        return math.fsum(own.values()) / len(own)

    def _best_first(self) -> list[int]:
        """Return the group's rows: typical and strong first, each person and each wording once before any twice."""
        value = {int(i): float(near) * float(self.strength[i]) for i, near in zip(self.inside, self.near, strict=True)}
        turn: Counter[str] = Counter()
        placed = []
        for i in sorted(value, key=lambda i: (-value[i], self.rows[i].id)):
            keys = self.rows[i].participant, "\n" + plainly(self.rows[i].text)
            placed.append((*(turn[k] for k in keys), -value[i], i))
            turn.update(keys)
        return [int(i) for *_, i in sorted(placed)]

    def _statement(self, best: Sequence[int], by_kind: Mapping[str, set[str]], words: tuple[str, ...], *, latent: bool) -> str:
        """Return a draft that claims no more than the words do: who asks, who gets by, and what they say."""
        asking = set().union(*(by_kind[k] for k in EXPLICIT))
        verb = "People get by on their own" if latent else "People ask" if 2 * len(asking) >= len(self.people) else "People say"
        return f"{verb}: \u201c{shortened(self.rows[best[0]].text, words)}\u201d"
