"""Where in a text which stage was coded, to be searched by place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate


class Spans:
    """The stages of the passages of one text, to be searched by place once they are sorted."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int, str]] = []
        self._starts: list[int] = []
        self._furthest: list[int] = []

    def add(self, start: int, end: int, stage: str) -> None:
        """Add a passage."""
        self._spans.append((start, end, stage))

    def sorted(self) -> Spans:
        """Return these, sorted."""
        self._spans.sort()
        self._starts = [s for s, _, _ in self._spans]
        self._furthest = list(accumulate((e for _, e, _ in self._spans), max))
        return self

    def stages(self, start: int, end: int, usual: tuple[str, ...]) -> tuple[str, ...]:
        """Return the stages that most codings of a stage which share a code point with ``[start, end)`` give; or `usual`."""
        first, last = bisect_right(self._furthest, start), bisect_left(self._starts, end)
        if first >= last:
            return usual
        if last - first == 1:  # it ends behind `start`: else it would not be the first whose furthest end does
            return stages_of(self._spans[first][2])
        votes: dict[str, int] = {}
        for _, e, stage in self._spans[first:last]:
            if e > start:
                votes[stage] = votes.get(stage, 0) + 1
        best = max(votes.values())
        return stages_of(*sorted(stage for stage, count in votes.items() if count == best))


@lru_cache(maxsize=4096)
def stages_of(*stages: str) -> tuple[str, ...]:
    """Return the stages there are: the same object for a hundred thousand passages."""
    return tuple(filter(None, stages))
