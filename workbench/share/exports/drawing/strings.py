"""Letters of a PDF page put together to words: the library that draws it sets every letter by itself.

It looks the same; it is smaller, and programs that read, search or check the file are many times faster.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: One letter as the library writes it: its place, its font and size, its code.
_LETTER = re.compile(
    rb"q\nBT\n(?P<way>\S+ \S+ \S+ \S+) (?P<x>\S+) (?P<y>\S+) Tm\n/(?P<font>\w+) (?P<size>\S+) Tf\n"
    rb"\((?P<code>(?:[^()\\]|\\.)*)\) Tj\nET\nQ\n",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
#: Thousandths of the size by which a letter may stand elsewhere before it is said.
_NEAR = 0.6
Widths = dict[int, float]


def joined(drawn: bytes, fonts: Mapping[str, Widths]) -> bytes:
    """Return what a page draws with letters beside each other in one string.

    Parameters
    ----------
    drawn
        The content of the page.
    fonts
        How wide the letters of each font are, by name of the font and code, in thousandths of the size.
    """
    out: list[bytes] = []
    at = 0
    run: list[re.Match[bytes]] = []
    for found in _LETTER.finditer(drawn):
        if run and (found.start() != at or _kind(found) != _kind(run[0])):
            out.append(_said(run, fonts))
            run = []
        out.append(drawn[at : found.start()])
        run.append(found)
        at = found.end()
    return b"".join([*out, _said(run, fonts) if run else b"", drawn[at:]])


def _kind(found: re.Match[bytes]) -> tuple[bytes, ...]:
    return found.group("way", "y", "font", "size")


def _said(run: list[re.Match[bytes]], fonts: Mapping[str, Widths]) -> bytes:
    """Return letters of one line in one font as one string, with what lies between them where it is not their width."""
    first = run[0]
    way, _, font, size = _kind(first)
    widths = fonts.get(font.decode("ascii"), {})
    scale = float(way.split()[0]) * float(size)
    codes = [_code(found["code"]) for found in run]
    parts = [f"<{codes[0].hex()}"]
    for (before, found), code in zip(pairwise(run), pairwise(codes), strict=True):
        moved = (float(found["x"]) - float(before["x"])) / scale * 1000 if scale else 0.0
        more = widths.get(int.from_bytes(code[0], "big"), 0.0) - moved
        parts.append(code[1].hex() if abs(more) < _NEAR else f"> {more:.1f} <{code[1].hex()}")
    start = b" ".join((way, first["x"], first["y"]))
    return b"BT\n%s Tm\n/%s %s Tf\n[%s>] TJ\nET\n" % (start, font, size, "".join(parts).encode("ascii"))


def _code(literal: bytes) -> bytes:
    """Return the bytes that a string in round brackets stands for."""
    return _ESCAPED.sub(lambda m: bytes([int(m[1], 8)]) if m[1][:1] in b"01234567" else _NAMED.get(m[1], m[1]), literal)


def widths(font: Any) -> Widths:  # noqa: ANN401 (a table of pypdf)
    """Return how wide the letters of a font of a PDF are, by code."""
    found: Widths = {}
    listed = [item.get_object() for item in font["/DescendantFonts"].get_object()[0].get_object().get("/W", [])]
    while listed:
        first, second = int(listed[0]), listed[1]
        if isinstance(second, list):
            found.update((first + i, float(w)) for i, w in enumerate(second))
            listed = listed[2:]
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(listed[2])))
            listed = listed[3:]
    return found
