"""A text as others may read it: names gone, withheld words gone, and every passage still on its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What stands where somebody spoke who may not be quoted.
WITHHELD = "[withheld]"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch ``[start, end)`` of a text that gave way to other words, or to none that were said."""

    start: int
    end: int
    instead: str
    withheld: bool = False


class Shown:
    """A text after some cuts.

    Parameters
    ----------
    text
        As it was said.
    cuts
        In order, none overlapping another.
    """

    def __init__(self, text: str, cuts: Iterable[Cut] = ()) -> None:
        self._cuts = [cut for cut in cuts if cut.withheld or text[cut.start : cut.end] != cut.instead]
        pieces, at, length = [], 0, 0
        self._new: list[tuple[int, int]] = []
        for cut in self._cuts:
            pieces += [text[at : cut.start], cut.instead]
            length += cut.start - at
            self._new.append((length, length + len(cut.instead)))
            length += len(cut.instead)
            at = cut.end
        self.text = "".join([*pieces, text[at:]]) if self._cuts else text
        self.cuts = len(self._cuts)
        self._starts = [cut.start for cut in self._cuts]
        self._ends = [cut.end for cut in self._cuts]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where ``[start, end)`` is now; None if all of it was withheld.

        An end inside words that gave way moves to the end of what stands there instead, a start to its start.
        """
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if any(c.withheld and c.start <= start and end <= c.end for c in self._cuts[first:last]):
            return None
        begin = self._new[first][0] if first < last and self._starts[first] <= start else start + self._shift(first)
        inside = first < last and self._ends[last - 1] >= end
        stop = self._new[last - 1][1] if inside else end + self._shift(last)
        return (begin, stop) if begin < stop else None

    def _shift(self, number: int) -> int:
        """Return by how much what follows the first so many cuts has moved."""
        return self._new[number - 1][1] - self._ends[number - 1] if number else 0


def merged(masks: Iterable[tuple[int, int, str]], withheld: Iterable[tuple[int, int]]) -> list[Cut]:
    """Return masks and withheld stretches as cuts; where both are, the words are withheld."""
    quiet = sorted(withheld)
    starts, ends = [s for s, _ in quiet], [e for _, e in quiet]
    cuts = [Cut(s, e, WITHHELD, withheld=True) for s, e in quiet]
    for start, end, instead in masks:
        if bisect_left(starts, end) <= bisect_right(ends, start):  # touches none of them
            cuts.append(Cut(start, end, instead))
            continue
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        edges = [start, *(x for s, e in quiet[first:last] for x in (s, e)), end]
        cuts += [Cut(a, b, instead) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return sorted(cuts, key=lambda c: c.start)
