"""How wide words are on a slide, without asking the machine for its fonts: same map, same line breaks everywhere.

Widths are those of Arial and Helvetica, which Liberation Sans shares: one of them is on nearly every machine. What is in none
of them is taken for wider than it is, so that what fits here fits there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.share import words

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Thousandths of the size of the letters -> the characters as wide as that.
_REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft·\u00a0", 333: "'()-`r“”", 334: "{}", 350: "•", 355: '"', 389: "*",
    400: "°", 469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu–€£§«»", 584: "+<=>~−×", 604: "■□●○", 611: "FTZ",
    667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 990: "▲▼", 1000: "—…→", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " ,./I\\ijl‘’·\u00a0", 280: "|", 333: "!()-:;[]`ft", 350: "•", 389: "*r{}", 400: "°", 474: '"', 500: "z“”",
    556: "#$0123456789J_aceksvxy–€£§«»", 584: "+<=>^~−×", 604: "■□●○", 611: "?FLTZbdghnopqu", 667: "EPSVXY", 722: "&ABCDHKNRU",
    778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@", 990: "▲▼", 1000: "—…→",
}  # fmt: skip
_WIDTHS = tuple({char: width / 1000 for width, chars in table.items() for char in chars} for table in (_REGULAR, _BOLD))
_WIDE, _EMOJI, _OTHER, _CAPITAL = 1.02, 1.4, 0.75, 0.85
_LEADING, _TALL_LEADING = 1.2, 1.45
#: So much of a line is filled: programs round letters to their own grid, and kern them or not.
SAFE = 0.965
#: What XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: Stand for our own isolates until the words are written: those of other people are made visible. No text has these characters.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_RESERVED = re.compile("[\ufdd0-\ufdef]")
#: Where a line may end: behind spaces and hyphens, and between signs that need no spaces.
_PIECES = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
    "|(?:[^\\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]|\u00a0)+[^\\S\u00a0]*|[^\\S\u00a0]+"
)
#: Letters and digits of scripts from right to left.
_RIGHTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINERS = "\u200d\ufe0f\ufe0e"
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_FIRST_EMOJI = 0x1F000
_LATIN_ENDS = 0x250
_MOST_OF_IT = 0.6
#: No more of a text is measured: it would fill a slide.
_LONGEST = 2500


def clean(text: object) -> str:
    """Return words as they may stand in a file of Office: what XML cannot hold is U+FFFD, controls of direction are visible."""
    return _RESERVED.sub("\ufffd", _legal(text))


def _legal(text: object) -> str:
    return words.visible(_ILLEGAL.sub("\ufffd", "" if text is None else str(text)))


def written(text: str) -> str:
    """Return words as they go into a file: `clean`, with the isolates that `isolated` put around some of them."""
    return _legal(text).replace(_OPEN, "\u2068").replace(_CLOSE, "\u2069")


def line(text: object) -> str:
    """Return `clean` words on one line."""
    return " ".join(clean(text).split())


def rightward(text: str) -> bool:
    """Say whether a text is written from right to left, by its first letter."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"R", "AL"}:
            return True
        if kind == "L":
            return False
    return False


def isolated(text: str) -> str:
    """Return `text` so that its direction turns nothing around it: in isolates, where it holds letters from right to left."""
    return f"{_OPEN}{text}{_CLOSE}" if _RIGHTWARD.search(text) else text


@lru_cache(maxsize=4096)
def _advance(char: str, bold: bool) -> float:  # noqa: FBT001 (half of the key of the cache)
    known = _WIDTHS[bold].get(char)
    if known is not None:
        return known
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} or char in _JOINERS or char in (_OPEN, _CLOSE):
        return 0.0
    base = unicodedata.normalize("NFD", char)[0]
    if base != char and base in _WIDTHS[bold]:
        return _WIDTHS[bold][base]
    if ord(char) >= _FIRST_EMOJI:
        return _WIDE if unicodedata.category(char).startswith("L") else _EMOJI
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return _WIDE
    return _CAPITAL if char.isupper() or (ord(char) > _LATIN_ENDS and unicodedata.category(char)[0] not in "LZ") else _OTHER


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line is, in points."""
    return size * sum(_advance(char, bold) for char in text)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> Sequence[str]:
    """Return the lines `text` breaks into where a line may be `room` points wide; a word that is wider breaks anywhere."""
    return _wrapped(text, round(room * SAFE, 2), size, bold)


@lru_cache(maxsize=4096)
def _wrapped(text: str, room: float, size: float, bold: bool) -> tuple[str, ...]:  # noqa: FBT001 (part of the key of the cache)
    found: list[str] = []
    for paragraph in text.split("\n"):
        now, used = "", 0.0
        for piece in _PIECES.findall(paragraph):
            wide = width(piece.rstrip(" "), size, bold=bold)
            if now and used + wide > room:
                found.append(now.rstrip(" "))
                now, used = "", 0.0
            if not now and wide > room:
                *full, piece = _broken(piece, room, size, bold=bold)  # noqa: PLW2901 (what is left of it begins a line)
                found += full
            now += piece
            used += width(piece, size, bold=bold)
        found.append(now.rstrip(" "))
    return tuple(found)


def _broken(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    """Return the lines of a word that is wider than a line, at least one character on each."""
    rows, used = [""], 0.0
    for part in clusters(word):
        wide = width(part, size, bold=bold)
        if rows[-1] and used + wide > room:
            rows.append("")
            used = 0.0
        rows[-1] += part
        used += wide
    return rows


def clusters(text: str) -> list[str]:
    """Return what people take for characters: a letter with its marks, an emoji with what is joined to it, a flag."""
    found: list[str] = []
    for char in text:
        joined = found and (
            unicodedata.category(char) in {"Mn", "Me", "Mc"}
            or char in _JOINERS
            or ord(char) in _TONES
            or found[-1].endswith("\u200d")
        )
        flag = found and len(found[-1]) == 1 and ord(char) in _FLAGS and ord(found[-1]) in _FLAGS
        if joined or flag:
            found[-1] += char
        else:
            found.append(char)
    return found


def leading(text: str, size: float) -> float:
    """Return how high a line is: signs of some scripts are drawn from fonts with higher lines."""
    tall = not text.isascii() and any(ord(char) > 0x52F and not 0x2000 <= ord(char) <= 0x2BFF for char in text)  # noqa: PLR2004 (Cyrillic ends; signs)
    return size * (_TALL_LEADING if tall else _LEADING)


def height(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """Return how high a text is that may be `room` points wide."""
    return len(wrapped(text, room, size, bold=bold)) * leading(text, size)


def cut(text: str, room: float, size: float, most: int, *, bold: bool = False) -> str:
    """Return `text` if it needs at most `most` lines, else as much as fits with "…" behind it."""
    rows = wrapped(text[:_LONGEST], room, size, bold=bold)
    if len(rows) <= most and len(text) <= _LONGEST:
        return text
    kept = clusters("\n".join(rows[:most]) if "\n" in text else _joined(text, rows[:most]))
    while kept and len(wrapped("".join(kept).rstrip() + "…", room, size, bold=bold)) > most:
        kept.pop()
    shown = "".join(kept)
    word = shown.rfind(" ")
    if word > len(shown) * _MOST_OF_IT and not text[len(shown) : len(shown) + 1].isspace():
        shown = shown[:word]  # not within a word
    return shown.rstrip(" .,;:·\n") + "…"


def _joined(text: str, rows: Sequence[str]) -> str:
    """Return the beginning of `text` that its first lines show, with the spaces there were."""
    at = 0
    for row in rows:
        at = text.index(row, at) + len(row)
    return text[:at]
