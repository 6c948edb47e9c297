"""Arithmetic on half-open intervals: as exact as sets of code points, and independent of their length."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.records import Anchor

Spans = list[tuple[int, int]]


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return the union of `spans`: sorted, without overlaps, without empty ones; those that touch become one."""
    out: Spans = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def covers(start: int, end: int, first: int, last: int) -> bool:
    """Say whether two spans are about the same: at least half of the shorter of the two lies in the other."""
    return 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)


def text_of(anchor: Anchor) -> tuple[str, str, str]:
    """Return which text an anchor is in: source, item, version. Offsets of two versions say nothing of each other."""
    return anchor.source, anchor.item, anchor.version


def size(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many code points `spans` hold; they must not overlap."""
    return sum(end - start for start, end in spans)


def clipped(spans: Sequence[tuple[int, int]], within: Sequence[tuple[int, int]]) -> Spans:
    """Return the parts of `spans` that lie in `within`; both as `joined` gives them."""
    out: Spans = []
    i = j = 0
    while i < len(spans) and j < len(within):
        start, end = max(spans[i][0], within[j][0]), min(spans[i][1], within[j][1])
        if start < end:
            out.append((start, end))
        if spans[i][1] < within[j][1]:
            i += 1
        else:
            j += 1
    return out


def overlap(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> int:
    """Return how many code points two joined lists of spans share."""
    return size(clipped(one, other))


def overlapping(units: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return which of `units` (by position) share a code point with any of the joined `spans`."""
    starts, ends = [s for s, _ in spans], [e for _, e in spans]
    return {n for n, (start, end) in enumerate(units) if bisect_right(ends, start) < bisect_left(starts, end)}
