"""What this run's candidates are beside the need ledger: which need each goes with, what is new evidence, what was dismissed.

Two groups of passages go together if they share most of the smaller one, or if their centres are near. It is a proposal: a person
decides (`workbench.themes.ledger.decide`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.kinds import UNCOUNTED
from workbench.themes.graph import unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.fold import State
    from workbench.study.records import Anchor, Change, Coding, Segment
    from workbench.themes.needs import Candidate

#: Centres of two groups of passages about one need are mostly as near as this (cosine, all-MiniLM-L6-v2). Chosen on
#: nhs_fft_feedback_dev, pdpilot and three questions of jupyter_ux_survey, where both errors are equal at .62 to .67.
SAME = 0.65
#: From this share of its segments on a group is mostly the same as another.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal of what became of `needs`: which `candidates` of this run they are, how near, and what is new.

    `people` are those in the candidates who are no evidence of the needs yet, `segments` their passages.
    """

    kind: Change
    needs: tuple[str, ...]
    candidates: tuple[str, ...]
    similarity: float | None
    shared: int
    people: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What this run's candidates are beside the ledger.

    Attributes
    ----------
    new
        Candidates that go with no need and were not dismissed, in their order.
    matches
        One for each need, and one for each split or merge.
    dismissed
        Candidates that are mostly what somebody dismissed: not to be shown again.
    threshold
        Cosine of centres from which on a candidate may be a known need.
    """

    new: tuple[Candidate, ...]
    matches: tuple[Match, ...]
    dismissed: tuple[Candidate, ...]
    threshold: float = SAME

    def about(self, need: str) -> tuple[Match, ...]:
        """Return what is proposed about one need."""
        return tuple(m for m in self.matches if need in m.needs)


def review(
    state: State,
    candidates: Sequence[Candidate],
    segments: Sequence[Segment],
    vectors: ArrayLike,
    *,
    threshold: float | None = None,
) -> Review:
    """Return what this run's candidates are beside the ledger: new, known, dismissed; for a person to decide.

    Parameters
    ----------
    state
        Of the study, ``folder.state()``.
    candidates
        As `workbench.themes.needs.candidates` ranks them.
    segments, vectors
        Of all participants.
    threshold
        Cosine of centres from which on a candidate may be a known need; None for one fitted to this study's own needs, as soon
        as it has enough of them (`fitted`), else `SAME`.

    Returns
    -------
    Review
        The same for any order of segments.
    """
    import numpy as np

    at = {s.id: n for n, s in enumerate(segments)}
    evidence = _evidence(state, segments)
    points = np.asarray(vectors, np.float32)
    gone = [_inside(d.anchors, segments) for d in state.dismissed.values()]
    fresh = [c for c in candidates if not any(len(g & set(c.segments)) > _MOSTLY * len(c.segments) for g in gone)]
    least = fitted(evidence, segments, vectors) if threshold is None else threshold
    needs = [need for need in sorted(state.needs) if not state.codes[need].retired]
    alike = {(c.id, n): _alike(c, evidence[n], points, at) for c in fresh for n in needs if evidence[n]}
    best = {
        c.id: max(fits)[1]
        for c in fresh
        if (fits := [(alike[c.id, n], n) for n in needs if (c.id, n) in alike and _fits(alike[c.id, n], least)])
    }
    matches = _matches(fresh, needs, best, alike, least, evidence, segments)
    taken = {c for m in matches for c in m.candidates}
    gone_before = tuple(c for c in candidates if c not in fresh)
    return Review(tuple(c for c in fresh if c.id not in taken), tuple(matches), gone_before, least)


def _matches(
    fresh: Sequence[Candidate],
    needs: Sequence[str],
    best: Mapping[str, str],
    alike: Mapping[tuple[str, str], tuple[float, float]],
    least: float,
    evidence: Mapping[str, frozenset[str]],
    segments: Sequence[Segment],
) -> list[Match]:
    """Return what became of each need: its candidates, or the candidate of another need that it is now one with."""
    of_need: dict[str, list[Candidate]] = {n: [c for c in fresh if best.get(c.id) == n] for n in needs}
    joined: defaultdict[str, list[str]] = defaultdict(list)
    lost = []
    for need in (n for n in needs if not of_need[n]):
        fits = [(alike[c.id, need], c.id) for c in fresh if (c.id, need) in alike and _fits(alike[c.id, need], least)]
        if fits:
            joined[max(fits)[1]].append(need)
        else:
            lost.append(need)
    by_id = {c.id: c for c in fresh}
    who = {s.id: s.participant for s in segments if s.kind not in UNCOUNTED}  # the others are read, not counted

    def match(kind: Change, mine: Sequence[str], found: Sequence[Candidate]) -> Match:
        known = frozenset().union(*(evidence[n] for n in mine))
        heard = {who[s] for s in known if s in who}
        inside = [s for c in found for s in c.segments]
        near = [alike[c.id, n][1] for c in found for n in mine if (c.id, n) in alike]
        more = tuple(s for s in inside if s not in known)
        people = tuple(sorted({who[s] for s in more if s in who} - heard))
        similarity = round(max(near), 6) if near else None
        return Match(kind, tuple(mine), tuple(c.id for c in found), similarity, len(known & set(inside)), people, more)

    rows = [match("merged", sorted({best[c], *more}), [by_id[c]]) for c, more in sorted(joined.items())]
    once = {n for row in rows for n in row.needs}
    for need in needs:
        if len(of_need[need]) > 1:
            rows.append(match("split", [need], of_need[need]))
        elif of_need[need] and need not in once:
            rows.append(match("same", [need], of_need[need]))
    return rows + [match("gone", [need], []) for need in lost]


def fitted(evidence: Mapping[str, Collection[str]], segments: Sequence[Segment], vectors: ArrayLike) -> float:
    """Return the cosine that tells this study's own needs apart, where halves of one need and of two are mistaken equally often.

    Parameters
    ----------
    evidence
        Need -> ids of its segments. Each is halved by its people, taken in turn; at least 4 needs of 6 people are needed,
        else it is `SAME`.
    segments, vectors
        Of all participants.
    """
    import numpy as np

    at = {s.id: n for n, s in enumerate(segments)}
    points = np.asarray(vectors, np.float32)
    halves = []
    for _, mine in sorted(evidence.items()):
        people = sorted({segments[at[s]].participant for s in mine})
        if len(people) >= 6:  # noqa: PLR2004 (three a half)
            sides = [[at[s] for s in sorted(mine) if segments[at[s]].participant in people[k::2]] for k in (0, 1)]
            halves.append([unit(unit(points[side]).mean(0, keepdims=True))[0] for side in sides])
    if len(halves) < 4:  # noqa: PLR2004 (fewer say nothing about another study)
        return SAME
    cosines = np.array([[float(a @ b) for _, b in halves] for a, _ in halves])
    own = np.eye(len(halves), dtype=bool)
    same, other = np.sort(cosines[own]), np.sort(cosines[~own])
    cuts: list[float] = sorted({*same.tolist(), *other.tolist()})
    wrong = [abs(float((same < c).mean()) - float((other >= c).mean())) for c in cuts]
    ends = [c for c, w in zip(cuts, wrong, strict=True) if w <= min(wrong) + 1e-9]
    return round(float(ends[0] + ends[-1]) / 2, 6)


def _fits(alike: tuple[float, float], least: float) -> bool:
    return alike[0] >= _MOSTLY or alike[1] >= least


def _alike(candidate: Candidate, known: Collection[str], points: NDArray[np.float32], at: Mapping[str, int]) -> tuple[float, float]:
    """Return which part of the smaller group both share, and the cosine of their centres; nothing shared counts as 0."""
    mine = set(candidate.segments)
    shared = len(mine & set(known)) / min(len(mine), len(known))
    a, b = (unit(unit(points[[at[s] for s in sorted(group)]]).mean(0, keepdims=True))[0] for group in (mine, known))
    return round(shared, 6) if shared >= _MOSTLY else 0.0, round(float(a @ b), 6)


def _evidence(state: State, segments: Sequence[Segment]) -> dict[str, frozenset[str]]:
    """Return for each need the segments that its counting codings lie on."""
    by_need: dict[str, list[Coding]] = {need: [] for need in state.needs}
    for coding in state.codings.values():
        if coding.code in by_need and coding.stance == "for" and state.counts(coding):
            by_need[coding.code].append(coding)
    return {need: _inside((c.anchor for c in mine), segments) for need, mine in by_need.items()}


def _inside(anchors: Iterable[Anchor], segments: Sequence[Segment]) -> frozenset[str]:
    """Return the segments of which an anchor holds at least half, or that hold half of an anchor."""
    by_text: defaultdict[tuple[str, str, str], list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        by_text[anchor.source, anchor.item, anchor.version].append(anchor)
    found = set()
    for segment in segments if by_text else ():
        own = segment.anchor
        for a in by_text.get((own.source, own.item, own.version), ()):
            if 2 * (min(a.end, own.end) - max(a.start, own.start)) >= min(a.end - a.start, own.end - own.start):
                found.add(segment.id)
    return frozenset(found)
