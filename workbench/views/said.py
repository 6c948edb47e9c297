"""What people said, as a query's views show it: masked, escaped, shortened, with what matched in bold."""

from __future__ import annotations

import html
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.views.parts import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.coding.query.result import Result
    from workbench.views.parts import Masks

_MARK = "<mark style='background:rgba(230,159,0,.35);color:inherit;font-weight:600'>"
_ALIGNED = 4_000  # characters: longer quotes with a name in them are shown without marks


@looking
class Said:
    """The quotes of a result.

    Parameters
    ----------
    result
        What a query found.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(self, result: Result, masks: Masks) -> None:
        self._result, self._masks = result, masks

    def quotes(self, rows: Sequence[int], longest: int) -> dict[int, str]:
        """Return the words of some mentions as HTML, by their numbers.

        Parameters
        ----------
        rows
            Numbers of mentions.
        longest
            Characters of each quote at most; what is left out is shown as an ellipsis.
        """
        plain, masked = self._words(rows)
        return {
            row: html.escape(WITHHELD) if shown == WITHHELD else marked(before, shown, parts, longest)
            for row, before, shown, parts in zip(rows, plain, masked, self._parts(rows), strict=True)
        }

    def mask(self, frame: pd.DataFrame, rows: Sequence[int]) -> None:
        """Replace the words in a table of mentions (`rows` are their numbers) by what may be shown."""
        frame["quote"] = self._words(rows)[1]
        parts = sorted({part for parts in frame["matched"] for part in parts})
        shown = dict(zip(parts, self._masks.redactor.texts(parts), strict=True))
        frame["matched"] = [
            () if quote == WITHHELD else tuple(shown[p] for p in parts)
            for quote, parts in zip(frame["quote"], frame["matched"], strict=True)
        ]

    def _words(self, rows: Sequence[int]) -> tuple[list[str], list[str]]:
        """Return the words as they are and as they may be shown: withheld if anybody in them does not consent."""
        plain = [str(q) for q in self._result.frame(rows)["quote"]]
        kept = [bool(v & self._masks.silent) for v in self._result.voices(rows)]
        spoken = iter(self._masks.redactor.texts([q for q, k in zip(plain, kept, strict=True) if not k]))
        return plain, [WITHHELD if k else next(spoken) for k in kept]

    def _parts(self, rows: Sequence[int]) -> list[list[tuple[int, int]]]:
        """Return what matched in each, in code points of its quote."""
        import numpy as np

        found = self._result.found.take(np.array(rows, dtype=np.int64))
        lows, _ = self._result.reach(found)
        edges, starts, ends = found.edges.tolist(), found.part_starts.tolist(), found.part_ends.tolist()
        return [[(starts[p] - low, ends[p] - low) for p in range(edges[n], edges[n + 1])] for n, low in enumerate(lows.tolist())]


def marked(plain: str, shown: str, parts: Sequence[tuple[int, int]], longest: int, mark: str = _MARK) -> str:
    """Return a masked quote with its parts in a mark (bold, if none is given); a part that is all of it is not marked."""
    spans = _joined([part for part in parts if part != (0, len(plain))])
    if shown != plain:
        spans = _moved(plain, shown, spans)
    low, high = _window(shown, spans, longest)
    out = ["… "] if low else []
    at = low
    for start, end in spans:
        a, b = max(start, low), min(end, high)
        if a < b:
            out += [html.escape(shown[at:a]), mark, html.escape(shown[a:b]), "</mark>"]
            at = b
    return "".join([*out, html.escape(shown[at:high]), " …" if high < len(shown) else ""])


def _joined(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _moved(plain: str, shown: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of `plain` where they are in `shown`: what was masked is in a span if any of it was."""
    if not spans or max(len(plain), len(shown)) > _ALIGNED:
        return []
    blocks = SequenceMatcher(None, plain, shown, autojunk=False).get_matching_blocks()

    def place(at: int, *, end: bool) -> int:
        before = 0
        for a, b, size in blocks:
            if at < a or (end and at == a):
                return b if end else before
            if at <= a + size and (end or at < a + size):
                return b + at - a
            before = b + size
        return len(shown)

    moved = [(place(start, end=False), place(end, end=True)) for start, end in spans]
    return _joined([(a, b) for a, b in moved if a < b])


def _window(text: str, spans: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    """Return which part of a long text is shown: from a little before the first mark, in whole words."""
    if len(text) <= longest:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    low = min(max(0, first - longest // 3), len(text) - longest)
    high = low + longest
    if low:
        low = next((n + 1 for n in range(low, min(low + 30, first)) if text[n].isspace()), low)
    if high < len(text):
        high = next((n for n in range(high, max(high - 30, low), -1) if text[n].isspace()), high)
    return low, high
