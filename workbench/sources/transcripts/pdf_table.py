"""A PDF that is a table of who says what: read by the places of its cells, since in the order of its text names come last."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.sources.transcripts import grid, speakers
from workbench.sources.transcripts.draft import merged
from workbench.sources.transcripts.labels import role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.transcripts.pages import Page, Piece
    from workbench.sources.transcripts.plain import Spoken

_NEAR = 3.0
_MOST_COLUMNS, _FEWEST = 8, 3
_OFTEN = 0.05
_APART = 1.3
_WORDS = 0.5
_BESIDE = 12.0  # a line's height: what lies further above or below belongs to no line of the row
_EDGE, _FAR = 3, 24.0  # heads and feet are few lines, set apart from the table
_PAGE = re.compile(r"(?i)(?:page|seite|p\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of|von)\s*\d{1,4})?")


def read_table(pages: Sequence[Page]) -> Spoken | None:
    """Return what is said in a table over pages of a PDF, and notes; None if it is none, or not most of the file."""
    columns = _columns([p for page in pages for p in page.pieces if p.text.strip()])
    if not columns:
        return None
    rows = [row for page in _bodies(pages, columns) for row in _rows(page, columns)]
    head = next((i for i, row in enumerate(rows) if {"who", "words"} <= grid.kinds(row).keys()), 0)
    body = [row for i, row in enumerate(rows[head:]) if not i or row != rows[head]]
    said = grid.read_grid(body)
    if said is None:
        return None
    spoken = merged(said, joint="\n")
    people = Counter(u.speaker for u in spoken)
    come_back = len(people) <= max(2, len(spoken) // 2) and (len(people) > 1 or any(map(role, people)))
    everything = sum(len(p.text.strip()) for page in pages for p in page.pieces)
    inside = speakers.labels([u.text for u in spoken])  # who speaks is told in the cells: a column says something else
    if inside or not come_back or len(spoken) < _FEWEST or sum(len(u.text) for u in spoken) < _WORDS * everything:
        return None
    outside = head + sum(not u.text.strip() for u in said)
    return spoken, ("a table: read by its columns", *((f"{outside} lines outside it were left out",) if outside else ()))


def _bodies(pages: Sequence[Page], columns: Sequence[float]) -> list[list[Piece]]:
    """Return the pieces of each page without lines that stand at the same place of most pages, and without page numbers.

    What begins where a column but the first does is a cell, however often it is there.
    """
    lines: list[dict[int, list[Piece]]] = []
    for page in pages:
        lines.append({})
        for piece in page.pieces:
            if piece.text.strip():
                lines[-1].setdefault(round(piece.y), []).append(piece)
    said = [{y: re.sub(r"\d+", "#", " ".join(p.text.strip() for p in line)) for y, line in sheet.items()} for sheet in lines]
    seen = Counter(place for sheet in said for place in sheet.items())
    again = {place for place, n in seen.items() if n >= max(2, (len(pages) + 1) // 2)}
    out = []
    for number, sheet in enumerate(lines):
        heights = sorted(sheet)
        edge = _edge(heights)
        kept: list[Piece] = []
        for y, line in sheet.items():
            cell = any(abs(p.x - x) <= _NEAR for p in line for x in columns[1:])
            furniture = y in edge and (y, said[number][y]) in again and not cell
            if not furniture and not (y == heights[0] and _PAGE.fullmatch(" ".join(p.text.strip() for p in line))):
                kept += line
        out.append(kept)
    return out


def _edge(heights: Sequence[int]) -> set[int]:
    """Return where the few lines at the foot and the head of a page are that a gap sets apart."""
    wide = [i for i, (low, high) in enumerate(pairwise(heights), 1) if high - low > _FAR]
    feet = max((i for i in wide if i <= _EDGE), default=0)
    heads = min((i for i in wide if len(heights) - i <= _EDGE), default=len(heights))
    return {*heights[:feet], *heights[heads:]}


def _columns(pieces: Sequence[Piece]) -> list[float]:
    """Return where columns begin: places at which many lines do, some of them beside each other."""
    counts = Counter(round(p.x) for p in pieces)
    starts: list[int] = []
    for x in sorted(counts):
        if counts[x] >= max(_FEWEST, _OFTEN * len(pieces)) and (not starts or x - starts[-1] > _NEAR):
            starts.append(x)
    lines: dict[int, set[int]] = {}
    for p in pieces:
        lines.setdefault(round(p.y), set()).update(x for x in starts if abs(p.x - x) <= _NEAR)
    beside = sum(len(there) > 1 for there in lines.values())
    return [float(x) for x in starts] if 1 < len(starts) <= _MOST_COLUMNS and beside >= 2 else []  # noqa: PLR2004 (comes back)


def _rows(page: Sequence[Piece], columns: Sequence[float]) -> list[list[str]]:
    """Return the rows of a page: lines of the widest column that stand close together, and what stands beside them."""
    cells: list[list[Piece]] = [[] for _ in columns]
    above: list[Piece] = []
    for piece in sorted(page, key=lambda p: (-round(p.y), p.x)):
        at = next((i for i in range(len(columns) - 1, -1, -1) if columns[i] <= piece.x + _NEAR), None)
        (cells[at] if at is not None else above).append(piece)
    widest = max(range(len(columns)), key=lambda i: sum(len(p.text) for p in cells[i]))
    rows: list[list[list[Piece]]] = []
    others: dict[int, list[list[Piece]]] = {}
    for block in _blocks(cells[widest], [p.y for i, column in enumerate(cells) if i != widest for p in column]):
        row: list[list[Piece]] = [[] for _ in columns]
        row[widest] = block
        rows.append(row)
    for i, column in enumerate(cells):
        for piece in column if i != widest else ():
            far, at = min(((_distance(piece.y, row[widest]), n) for n, row in enumerate(rows)), default=(_BESIDE + 1, 0))
            row = rows[at] if far <= _BESIDE else others.setdefault(round(piece.y), [[] for _ in columns])
            row[i].append(piece)
    rows = sorted([*rows, *others.values()], key=lambda row: -max(p.y for cell in row for p in cell))
    return [[" ".join(" ".join(p.text.split()) for p in cell) for cell in row] for row in rows]


def _blocks(lines: Sequence[Piece], beside: Sequence[float]) -> list[list[Piece]]:
    """Cut the lines of a column where the gap is wider than between lines; where none is, at what stands beside them."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.y - b.y > 1]
    usual = min(gaps, default=0.0)
    blocks: list[list[Piece]] = []
    for before, piece in zip([None, *lines], lines, strict=False):
        if before is None or before.y - piece.y > _APART * usual:
            blocks.append([])
        blocks[-1].append(piece)
    if len(blocks) > 1 or not lines:
        return blocks
    tops = {round(y) for y in beside}
    out: list[list[Piece]] = []
    for before, piece in zip([None, *lines], lines, strict=False):
        if before is None or (round(piece.y) in tops and round(piece.y) != round(before.y)):
            out.append([])
        out[-1].append(piece)
    return out


def _distance(y: float, block: Sequence[Piece]) -> float:
    top, low = block[0].y, block[-1].y
    return 0.0 if low <= y <= top else min(abs(y - top), abs(y - low))
