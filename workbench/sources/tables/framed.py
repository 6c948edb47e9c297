"""What surrounds a table in its file, and how the file writes cells: titles above, totals below, other quotes, the delimiter."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Rows = Iterator[tuple[int, list[str]]]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: What a row that sums up the others begins with, by language.
TOTALS = frozenset({
    "total", "totals", "grand total", "sum", "average", "mean", "summe", "gesamt", "gesamtsumme", "durchschnitt", "mittelwert",
    "moyenne", "somme", "total général", "promedio", "suma", "media", "média", "soma", "totale", "totaal", "gemiddelde", "razem",
})  # fmt: skip
_BELOW = re.compile(
    r"(?i)(grand )?totals?\b|average|mean\b|sum\b|n ?=|notes?\b|source|base\b|exported|generated|created|responses?\b|©|\*"
    r"|copyright|summe|gesamt|quelle|hinweis|durchschnitt|moyenne|somme|promedio|fuente"
)
_NUMBER = re.compile(r"\s*[-+]?[\d.,:/% ]*\d[\d.,:/% ]*\s*")
_LOOKED_AT, _SNIFFED = 200, 200
_ABOVE, _UNDER = 30, 8
_EVEN = 0.9
_HEADED = 0.6
_WIDE, _LONGEST = 3, 40


def sniff(data: bytes) -> str:
    """Return the delimiter that splits the first rows of canonical bytes evenly into the most columns; else a comma.

    Lines above the table do not count, if nothing splits the file from its first line on.
    """
    best = (False, False, 1, 0.0)
    found = ","
    for delimiter in DELIMITERS:
        widths: list[int] = []
        try:
            for row in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="\n"), delimiter=delimiter):
                if row:
                    widths.append(len(row))
                if len(widths) >= _SNIFFED:
                    break
        except csv.Error:
            continue
        score = _evenness(widths)
        if score > best:
            best, found = score, delimiter
    return found


def _evenness(widths: list[int]) -> tuple[bool, bool, int, float]:
    """Return whether rows are as wide as the first, or nearly all below some lines at the top as wide as each other; and how."""
    if not widths:
        return (False, False, 1, 0.0)
    even = sum(w == widths[0] for w in widths) / len(widths)
    if widths[0] > 1 and even > _EVEN:
        return (True, True, widths[0], even)
    width = max(Counter(widths).items(), key=lambda w: (w[1], w[0]))[0]
    rest = widths[widths.index(width) :]
    even_below = sum(w == width for w in rest) / len(rest)
    if width > 1 and even_below > _EVEN and len(rest) >= _WIDE and len(widths) - len(rest) <= _ABOVE:
        return (True, False, width, even_below)
    return (False, True, 1, even) if widths[0] > 1 else (False, False, 1, 0.0)


def framed(rows: Rows, notes: list[str], *, padded: bool = False) -> Rows:
    """Yield the rows of a table without what stands above and below it; what is left out is said in `notes`.

    Above: lines of one cell, or lines that a blank one sets apart, before a header and rows that are all wider. Below: what
    a blank line sets apart and what begins as sums and notes do. Anything else that is not as wide as the header stays, to be
    refused with its line.

    Parameters
    ----------
    rows
        Rows with their numbers.
    notes
        Added to once the rows are read.
    padded
        Whether cells at the end of a row may be left out, as in workbooks.
    """
    head, broken = _ahead(rows)
    begin = _begin(head, padded=padded)
    if begin:
        above = sum(any(c.strip() for c in row) for _, row in head[:begin])
        notes.append(f"{above} lines above the header were left out")
    table = _both(head[begin:], broken, rows)
    width, before = 0, head[begin][0] - 1 if head else 0
    below: list[tuple[int, list[str]]] = []
    summed = 0
    for number, row in table:
        full = [c.strip() for c in row if c.strip()]
        if not width and full:
            width = _width(row, head[begin:], padded=padded)
        apart = bool(below) or number > before + 1 or not full
        before = number if full else number - 1
        if not full:
            yield number, row
            continue
        here = row + [""] * (width - len(row)) if padded else row
        narrow = len(full) < width if padded else len(row) < width
        if apart and narrow and (_BELOW.match(full[0]) or (below and len(full) <= 2)):  # noqa: PLR2004 (a word, a number)
            below.append((number, here))
            continue
        if len(here) != width and any(c.casefold() in TOTALS for c in full):
            summed += 1
            continue
        yield from below
        below = []
        yield number, here
    if len(below) > _UNDER:
        yield from below
    elif below:
        notes.append(f"{len(below)} lines below the table were left out, from {below[0][1][0].strip()!r} on")
    if summed:
        notes.append(f"{summed} rows that sum up the others were left out")


def _ahead(rows: Rows) -> tuple[list[tuple[int, list[str]]], Refused | None]:
    """Return the first rows, and what is wrong below them: a row above that is not as wide as the header is said first."""
    head: list[tuple[int, list[str]]] = []
    try:
        head.extend(islice(rows, _LOOKED_AT))
    except Refused as error:
        return head, error
    return head, None


def _both(first: list[tuple[int, list[str]]], broken: Refused | None, rest: Rows) -> Rows:
    yield from first
    if broken is not None:
        raise broken
    yield from rest


def _reach(row: Sequence[str]) -> int:
    return next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)


def _width(header: list[str], head: list[tuple[int, list[str]]], *, padded: bool) -> int:
    """Return how wide a table is: as its header, or where groups of columns have one name, as the line below it."""
    if not padded or all(c.strip() for c in header):
        return len(header)
    following = next((row for _, row in head[1:] if any(c.strip() for c in row)), header)
    return max(len(header), _reach(following))


def _begin(head: list[tuple[int, list[str]]], *, padded: bool) -> int:
    """Return the index of the header: 0, unless it is clear that the lines before it are none of the table."""
    wide = [_reach(row) if padded else len(row) for _, row in head]
    full = [i for i, (_, row) in enumerate(head) if any(c.strip() for c in row)]
    if len(full) < _WIDE:
        return 0
    width = max(Counter(wide[i] for i in full).items(), key=lambda w: (w[1], w[0]))[0]
    at = next((i for i in full[: _ABOVE + 1] if wide[i] >= width and _is_header(head[i][1], width)), None)
    if not at or at == full[0] or width < 2:  # noqa: PLR2004 (a table)
        return 0
    last = max(i for i in full if i < at)
    apart = head[at][0] - head[last][0] > 1 or at - last > 1
    titles = width >= _WIDE and all(is_title([*head[i][1], "", ""]) for i in full if i < at)
    rest = [wide[i] for i in full if i >= at]
    even = padded or sum(w == width for w in rest) > _EVEN * len(rest)
    return at if even and len(rest) >= _WIDE and (titles or (apart and all(wide[i] < width for i in full if i < at))) else 0


def is_title(row: Sequence[str]) -> bool:
    """Say whether a line as wide as a table has only one cell with words in it, and so may be none of its names."""
    return len(row) >= _WIDE and sum(bool(c.strip()) for c in row) == 1


def _is_header(row: Sequence[str], width: int) -> bool:
    """Say whether cells can be names of columns: nearly all there, different, and no numbers."""
    there = [c.strip() for c in row if c.strip()]
    return (
        len(there) >= max(2, _HEADED * width)
        and len(set(there)) == len(there)
        and not any(_NUMBER.fullmatch(c[:_LONGEST]) for c in there)
    )


def otherwise(data: bytes, delimiter: str) -> Iterator[tuple[bytes, bool, str]]:
    """Yield other ways to read a CSV that is not well-formed: its bytes, whether spaces lie before quotes, and what that is.

    Databases write a backslash before a quote inside a cell; hands and some programs put a space behind each delimiter.
    """
    slashed, spaced = b'\\"' in data, re.search(rb'[,;\t|] +"', data) is not None
    sign = re.escape(delimiter.encode())
    plain = data
    if slashed:
        plain = re.sub(rb'\\(["\\])', lambda m: b'""' if m[1] == b'"' else m[1], data)
        plain = re.sub(rb"(?<=" + sign + rb"|\n)\\N(?=" + sign + rb"|\n|\Z)", b"", plain)
        yield plain, False, 'quotes inside cells are written \\": they are read as quotes'
    if spaced:
        yield data, True, "spaces behind delimiters are no part of the cells"
    if slashed and spaced:
        yield plain, True, 'quotes inside cells are written \\", and spaces behind delimiters are no part of the cells'
