"""How wide words are, without a browser: from a table of widths, the same on every machine.

The drawings are set in Liberation Sans, which has the widths of Arial and Helvetica and which comes with the library that
draws them. Of letters that it lacks the width is estimated, rather too wide than too narrow.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TABLE = Path(__file__).parent / "widths.txt"
_UNITS = 2048
#: Widths of letters that are not in the table, in parts of the size: pictures, full-width letters, those written to the
#: left, others; and how much wider the known letters of a line written to the left are, because another font draws all of
#: it (regular, bold).
_PICTURE, _FULL, _LEFT, _OTHER, _STRETCH = 1.3, 1.04, 0.64, 0.78, (1.2, 1.32)
_FIRST_WIDE = 0x1100
#: First character of the plane in which the coloured pictures are.
FIRST_PICTURE = 0x1F000
_NO_WIDTH = ("Mn", "Me", "Cf")
_JOINER = "\u200d"
_KEEPS = frozenset("\ufe0e\ufe0f\u200d\u20e3")
#: Between these and their neighbours a line may be broken: writing without spaces.
_FULL_WIDTH = frozenset("WF")
_SPACE = "\u0020"
#: A word may be broken after one of these.
_AFTER = frozenset("-/\u2010\u2013\u2014")


#: Characters that XML cannot hold, and those that would turn or hide writing around them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANK = re.compile(r"[\t\n\r\x85\u2028\u2029]+")


#: A run that is written to the left: Hebrew, Arabic and their kin, with the spaces between.
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFTWARD = re.compile(rf"([{_LETTERS}]+(?:\s+[{_LETTERS}]+)*)")


class Style(NamedTuple):
    """How words are set: the name of the rule, size in pixels, weight, and the height of a line."""

    name: str
    size: float
    bold: bool = False
    leading: float = 1.3

    @property
    def line(self) -> float:
        """Height of a line in pixels."""
        return round(self.size * self.leading, 1)


class Piece(NamedTuple):
    """Words in one style."""

    text: str
    style: Style


Line = tuple[Piece, ...]


def fit(text: str) -> str:
    """Return `text` on one line and without characters that XML cannot hold."""
    return _UNFIT.sub("\ufffd", _BLANK.sub(" ", text))


@cache
def _widths() -> tuple[dict[str, int], dict[str, int]]:
    regular: dict[str, int] = {}
    bold: dict[str, int] = {}
    for row in _TABLE.read_text(encoding="ascii").splitlines():
        if row.startswith("#"):
            continue
        first, *both = row.split(";")
        for table, listed in zip((regular, bold), both, strict=True):
            table.update((chr(int(first, 16) + i), int(w)) for i, w in enumerate(listed.split()))
    return regular, bold


def covered(text: str) -> bool:
    """Say whether every letter is in the table."""
    return all(c in _widths()[0] for c in text)


def width(text: str, style: Style) -> float:
    """Return how wide `text` is in pixels."""
    table = _widths()[style.bold]
    if covered(text):
        return sum(map(table.__getitem__, text)) / _UNITS * style.size
    known = sum(table.get(c, 0) for c in text) / _UNITS * (_STRETCH[style.bold] if leftward(text) else 1)
    return (known + sum(_estimate(c) for c in text if c not in table)) * style.size


def _estimate(char: str) -> float:
    if clings(char):
        return 0.0
    if ord(char) >= FIRST_PICTURE and unicodedata.category(char) == "So":
        return _PICTURE
    if unicodedata.bidirectional(char) in {"R", "AL"}:
        return _LEFT
    return _FULL if unicodedata.east_asian_width(char) in _FULL_WIDTH or ord(char) >= FIRST_PICTURE else _OTHER


def clings(char: str) -> bool:
    """Say whether a character is drawn on the one before it."""
    return char in _KEEPS or unicodedata.category(char) in _NO_WIDTH


def leftward(text: str) -> bool:
    """Say whether something in `text` is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def directions(text: str) -> list[str]:
    """Return `text` in runs of one direction each, in the order in which they are said."""
    return [run for run in _LEFTWARD.split(text) if run]


def runs(text: str) -> list[tuple[str, bool]]:
    """Return `text` in runs that are all in the table or not at all, each with whether it is; marks stay with letters."""
    made: list[tuple[str, bool]] = []
    for char in text:
        known = char in _widths()[0]
        if made and (known == made[-1][1] or clings(char) or char == _SPACE):
            made[-1] = (made[-1][0] + char, made[-1][1])
        else:
            made.append((char, known))
    return made


def rightward(text: str) -> bool:
    """Say whether `text` runs from left to right: its first letter that has a direction tells."""
    for char in text:
        way = unicodedata.bidirectional(char)
        if way in {"L", "R", "AL"}:
            return way == "L"
    return True


def long(line: Iterable[Piece]) -> float:
    """Return how wide a line is in pixels."""
    return sum(width(p.text, p.style) for p in line)


def wrap(text: str, style: Style, room: float, most: int = 0) -> list[Line]:
    """Return `text` in lines at most `room` wide; beyond `most` lines the last ends in an ellipsis."""
    return flow([Piece(text, style)], room, most)


def flow(pieces: Sequence[Piece], room: float, most: int = 0) -> list[Line]:
    """Return pieces of different styles in lines at most `room` wide.

    Parameters
    ----------
    pieces
        What is said, in order. A piece begins on a new line only after a space or where its own words allow it.
    room
        Width in pixels.
    most
        Lines at most, the last with an ellipsis; 0 for as many as it takes.
    """
    return list(_flowed(tuple(pieces), room, most))


@lru_cache(maxsize=4096)
def _flowed(pieces: Line, room: float, most: int) -> tuple[Line, ...]:
    """Return what `flow` does: the same words are laid out many times until a sheet is found."""
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for text, style in (part for piece in pieces for part in _parts(piece, room)):
        wide = width(text.rstrip(_SPACE), style)
        if lines[-1] and used + wide > room:
            lines.append([])
            used = 0.0
        if not lines[-1]:
            text = text.lstrip(_SPACE)  # noqa: PLW2901 (no line begins with a space)
        if text:
            lines[-1].append(Piece(text, style))
            used += width(text, style)
    made = [line for line in map(_joined, lines) if line]
    return tuple(made) if not most or len(made) <= most else (*made[: most - 1], _cut(made[most - 1], room))


def _parts(piece: Piece, room: float) -> list[Piece]:
    """Return what may stand on a line of its own: words with the space after them, letters of writing without spaces."""
    parts: list[str] = []
    start = 0
    text = fit(piece.text)
    for i in range(1, len(text)):
        if _breaks(text[i - 1], text[i]):
            parts.append(text[start:i])
            start = i
    parts.append(text[start:])
    return [Piece(bit, piece.style) for part in parts if part for bit in _bits(part, piece.style, room)]


def _breaks(before: str, after: str) -> bool:
    if before == _SPACE:
        return after != _SPACE
    if before == _JOINER or clings(after) or after == _SPACE:
        return False
    if before in _AFTER:
        return after.isalpha()
    if ord(before) < _FIRST_WIDE and ord(after) < _FIRST_WIDE:
        return before == "\u200b"
    wide = unicodedata.east_asian_width(before) in _FULL_WIDTH or unicodedata.east_asian_width(after) in _FULL_WIDTH
    return wide and unicodedata.category(after)[0] != "P"


def _bits(part: str, style: Style, room: float) -> list[str]:
    """Return a word that is wider than the line in bits that fit; letters and their marks stay together."""
    if width(part.rstrip(_SPACE), style) <= room:
        return [part]
    bits = [""]
    for char in part:
        loose = not clings(char) and not bits[-1].endswith(_JOINER)
        if bits[-1] and loose and width(bits[-1] + char, style) > room:
            bits.append("")
        bits[-1] += char
    return bits


def _joined(line: Sequence[Piece]) -> Line:
    """Return a line with neighbours of one style put together and without the space at its end."""
    made: list[Piece] = []
    for piece in line:
        if made and made[-1].style == piece.style:
            made[-1] = Piece(made[-1].text + piece.text, piece.style)
        else:
            made.append(piece)
    while made and not made[-1].text.rstrip(_SPACE):
        made.pop()
    if made:
        made[-1] = Piece(made[-1].text.rstrip(_SPACE), made[-1].style)
    return tuple(made)


def _cut(line: Line, room: float) -> Line:
    """Return a line with an ellipsis at its end, shortened until it fits."""
    last = line[-1]
    text = last.text
    while text and long((*line[:-1], Piece(text + "\u2026", last.style))) > room:
        text = text[:-1]
    while text and clings(text[-1]):
        text = text[:-1]
    return (*line[:-1], Piece(text.rstrip() + "\u2026", last.style))
