"""Which segments bear a need, and how surely: what candidates are made of, and what to say where there is too little of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.reading.signals import by_segment
from workbench.reading.tongues import SIGNALS, language
from workbench.themes.words import content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbench.reading.gaps import Gap
    from workbench.reading.signals import Kind, Signal
    from workbench.study.records import Segment

#: How surely a class of signal speaks of a need, between 0 and 1 (docs/methods.md).
STRENGTH: dict[str, float] = {
    "WISH": 1.0, "SUGGEST": 0.8, "WORKAROUND": 1.0, "EXPECT-GAP": 0.8, "ABSENCE": 0.7, "EFFORT": 0.7, "AVOID": 0.8,
    "NORMALISED": 0.5, "COMPARE": 0.3, "GOAL-NEG": 0.5, "IMP-DISSAT": 0.8,
}  # fmt: skip
#: A weight up to this, such as a low rating of everything, lifts what bears a signal and makes nothing bear one: who is unhappy
#: says much that is no need.
_LIFTS = 0.5
#: Fewer segments with a signal than this make a small graph: ranks of candidates from it say little.
FEW = 60
_UNREAD = (
    "What asks for, misses or gets round something is found in English only, and this is in another language: that nothing was "
    "found says nothing. Read the topics, or import a translation."
)


def strengths(segments: Sequence[Segment], signals: Iterable[Signal], weights: Mapping[str, float] | None = None) -> list[float]:
    """Return how surely each segment speaks of a need, from 0 to 1.

    Parameters
    ----------
    segments, signals, weights
        As in `candidates`.
    """
    kinds = by_segment(signals)
    return [_strength(s, kinds.get(s.id, frozenset()), (weights or {}).get(s.id, 0.0)) for s in segments]


def _strength(segment: Segment, kinds: Collection[Kind], weight: float) -> float:
    """Return how surely a segment speaks of a need; nothing for "n/a" and the like."""
    if not kinds and weight <= _LIFTS:
        return 0.0  # most of a large study: their words need not be read
    if len(content(segment.text)) < 2:  # noqa: PLR2004 (one word says too little to be grouped)
        return 0.0
    strongest = max((STRENGTH[k] for k in kinds), default=0.0)
    # Two classes together are surer than one.
    alone = weight if kinds or weight > _LIFTS else 0.0
    return max(min(1.0, strongest + 0.1 * max(0, len(kinds) - 1)), alone)


def cautions(segments: Sequence[Segment], signals: Sequence[Signal]) -> list[str]:
    """Return what a reader of the candidates should know of the material, in words; nothing if there is enough of it.

    Parameters
    ----------
    segments, signals
        As in `candidates`.
    """
    people = {s.participant for s in segments}
    there = {s.segment for s in signals}
    bearing = {s.id for s in segments if s.id in there and len(content(s.text)) > 1}
    worded = bool(bearing) or any(len(content(s.text)) > 1 for s in segments)
    said = []
    if len(people) == 1:
        said.append("One person speaks: what a candidate says is theirs, and shared by nobody.")
    if len({s.text.strip().casefold() for s in segments}) == 1 < len(segments):
        said.append(f"All {len(segments)} segments say the same.")
    if segments and not worded:
        said.append("No segment says more than a word, so nothing can be grouped.")
    elif worded and not bearing:
        said.append(_UNREAD if _foreign(segments) else "No words ask for, miss or get round anything.")
    elif 0 < len(bearing) < FEW:
        said.append(f"Only {len(bearing)} segments bear a signal of need: read them all, the ranking says little.")
    return said


def _foreign(segments: Iterable[Segment]) -> bool:
    """Return whether most of what says its language is in one whose signals nobody reads."""
    told = [name for s in segments if (name := language(s.text))]
    return 2 * sum(name not in SIGNALS for name in told) > len(told)


def unmet(signals: Iterable[Signal], gaps: Iterable[Gap]) -> list[Signal]:
    """Return signals without the gaps between expected and delivered that turned out better than expected: they are no need.

    Parameters
    ----------
    signals
        As `workbench.reading.signals.signals` finds them.
    gaps
        What `workbench.reading.gaps` says of the same segments.
    """
    ways: defaultdict[str, set[str]] = defaultdict(set)
    for gap in gaps:
        ways[gap.segment].add(gap.direction)
    return [s for s in signals if s.kind != "EXPECT-GAP" or ways.get(s.segment) != {"better"}]
