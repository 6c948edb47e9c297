"""The text of an HTML document, and where each place that was counted without its tags is in it.

A browser shows paragraphs apart also where no line end stands between them. So that they do not run together here, a line end is
put in where a block begins; places are counted as if it were not there.
"""

from __future__ import annotations

from bisect import bisect_right
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from workbench.sources.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_BLOCKS = frozenset({
    "p", "br", "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr",
    "caption", "hr", "section", "article",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
#: Elements that swallow a line end right after their tag.
_SWALLOW = frozenset({"pre", "textarea", "listing"})


class _Words(HTMLParser):
    """Collects what a browser takes for text, and where blocks begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.breaks: dict[int, str] = {}  # after so many pieces
        self._swallow = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        del attrs
        self._break(tag)
        self._swallow = tag in _SWALLOW

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        self._swallow = False

    def handle_data(self, data: str) -> None:
        if self._swallow and data.startswith("\n"):
            data = data[1:]
        self._swallow = False
        if data:
            self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.breaks[len(self.pieces)] = "\n"
        elif tag in _CELLS:
            self.breaks.setdefault(len(self.pieces), "\t")


class Hypertext:
    """A document as text.

    Attributes
    ----------
    text
        Canonical, to be kept.
    told
        What a browser takes for the text: what places are counted in.

    Parameters
    ----------
    html
        As the program stores it.
    """

    def __init__(self, html: str) -> None:
        words = _Words()
        words.feed(html.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
        words.close()
        self.told = "".join(words.pieces)
        out: list[str] = []
        self._from: list[int] = []  # where a stretch begins that is in both texts, in the told one
        self._to: list[int] = []  # and in the kept one
        told = kept = 0
        for number, piece in enumerate(words.pieces):
            between = words.breaks.get(number, "")
            if between and out and not out[-1].endswith(("\n", between)) and not piece.startswith("\n"):
                out.append(between)
                kept += 1
            for stretch, length in _stretches(piece, first=not told):
                self._from.append(told)
                self._to.append(kept)
                out.append(stretch)
                told += length
                kept += len(stretch)
        self.text = "".join(out)
        self._bytes = _widths(self.told)

    def from_bytes(self, at: int) -> tuple[int, bool]:
        """Return the place in the told text of an offset in UTF-8 bytes, and whether it is one: not inside a character or beyond.

        Inside a character it is the place behind it, as Taguette itself cuts there.
        """
        if not 0 <= at <= self._bytes[-1]:
            return (0 if at < 0 else len(self.told)), False
        found = int(self._bytes.searchsorted(at, side="right")) - 1
        return (found, True) if self._bytes[found] == at else (found + 1, False)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the told text is in the kept one."""
        return self._kept(start), self._kept(end - 1) + 1 if end > start else self._kept(start)

    def _kept(self, at: int) -> int:
        """Return where a character of the told text is in the kept one."""
        if not self._from:
            return 0
        number = max(0, bisect_right(self._from, at) - 1)
        end = self._to[number + 1] if number + 1 < len(self._to) else len(self.text)
        return min(self._to[number] + at - self._from[number], end)


def _stretches(piece: str, *, first: bool) -> list[tuple[str, int]]:
    """Return a piece as canonical stretches, each with its length in the told text: they differ where line ends are pairs."""
    found: list[tuple[str, int]] = []
    if first and piece.startswith("\ufeff"):
        marks = len(piece) - len(piece.lstrip("\ufeff"))
        found.append(("", marks))
        piece = piece[marks:]
    lines = piece.split("\r\n")
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        if line:
            found.append((clean(f"x{line}")[0][1:], len(line)))
        if not last:
            found.append(("\n", 2))
    return found


def _widths(text: str) -> NDArray[np.int64]:
    """Return where each character begins in UTF-8, and where the text ends."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    width = 1 + (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)  # noqa: PLR2004 (UTF-8's own)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(width)])
