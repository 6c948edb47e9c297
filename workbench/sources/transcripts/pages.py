"""The lines of each page of a PDF: two columns one after the other, footnotes and their marks set aside.

A PDF holds pieces of text with places and sizes, in the order the program wrote them. That order is kept, unless the
pieces of two columns lie side by side and were written row by row.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from workbench.sources.text import clean
from workbench.study.errors import Refused

_MAX_PAGES = 2000
_SMALL = 0.9
_MARK = re.compile(r"^\s*(?:\d{1,3}|[*†‡])\s*\S")
_NOTE_NUMBER = re.compile(r"\d{1,3}|[*†‡]")
_SIDE = 6
_WORDS_A_PIECE = 3
_GUTTER = (0.42, 0.68)
_BESIDE = 0.6


@dataclass(slots=True)
class Page:
    """A page: its lines, its footnotes, and the pieces that both are made of."""

    rows: list[str]
    footnotes: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Piece:
    """Some text, where it begins on its page, counted from the lower left corner, and how large it is written."""

    text: str
    x: float
    y: float
    size: float


def read_pages(raw: bytes, *, name: str) -> list[Page]:
    """Return the pages of a PDF.

    Raises
    ------
    Refused
        If it is no PDF, is encrypted or has too many pages.
    """
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each oddity of a file; ours is one report
    try:
        reader = PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
        found = [] if count > _MAX_PAGES else [_pieces(reader.pages[i]) for i in range(count)]
    except Exception as error:  # noqa: BLE001 (a damaged PDF can raise anything; the person needs one sentence)
        found_ = f"not readable as PDF ({type(error).__name__})"
        raise Refused(name, found_, "Save it again, or export the transcript as .docx or .txt.") from None
    if locked:
        raise Refused(name, "it is locked with a password", "Save a copy without the password.")
    if count > _MAX_PAGES:
        raise Refused(name, f"{count} pages, and the limit is {_MAX_PAGES}", "Split it.")
    sizes: Counter[float] = Counter()
    for _, pieces, _ in found:
        for piece in pieces:
            sizes[piece.size] += len(piece.text.strip())
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    return [_page(text, pieces, width, body) for text, pieces, width in found]


def _pieces(page: Any) -> tuple[str, list[Piece], float]:  # noqa: ANN401 (a page of pypdf)
    pieces: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            scale = abs(tm[3] * cm[3]) or 1.0
            pieces.append(Piece(text, tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], round(float(size) * scale, 1)))

    text = page.extract_text(visitor_text=visit) or ""
    return text, pieces, float(page.mediabox.width)


def _page(text: str, pieces: list[Piece], width: float, body: float) -> Page:
    text = _one_by_one(pieces, width) or text
    small = [p for p in pieces if p.size < _SMALL * body]
    rows = re.sub(r"[\t\u00a0 ]+", " ", clean(text)[0]).split("\n")
    if not small:
        return Page(rows, pieces=pieces)
    rows, notes = _without_notes(rows, "".join(_bare(p.text) for p in small))
    marks = {n[0] for note in notes if (n := _NOTE_NUMBER.match(note.strip()))}
    return Page(_without_marks(rows, pieces, marks, body) if marks else rows, notes, pieces)


def _without_notes(rows: list[str], small: str) -> tuple[list[str], list[str]]:
    """Take off the lines at the foot that are written small, from the first that begins with a number or mark on."""
    full = [i for i, r in enumerate(rows) if r.strip()]
    tail = len(full)
    while tail and (_bare(rows[full[tail - 1]]) in small or rows[full[tail - 1]].strip().isdecimal()):
        tail -= 1
    at = next((i for i in full[tail:] if _MARK.match(rows[i]) and not rows[i].strip().isdecimal()), None)
    if at is None or tail == 0:
        return rows, []
    notes = [r for r in rows[at:] if r.strip() and not r.strip().isdecimal()]
    return [*rows[:at], *(r for r in rows[at:] if r.strip().isdecimal())], notes


def _without_marks(rows: list[str], pieces: list[Piece], marks: set[str], body: float) -> list[str]:
    """Take away the small numbers in the text that point to the footnotes of the page."""
    for before, piece in pairwise(pieces):
        mark = piece.text.strip()
        lead = before.text.strip().split("\n")[-1][-12:]
        if mark not in marks or not piece.size < _SMALL * body <= before.size or not lead:
            continue
        alone = next((i for i, r in enumerate(rows) if r.strip() == mark), None)
        if alone is not None:
            rows = [*rows[:alone], *rows[alone + 1 :]]
        else:
            rows = [re.sub(rf"({re.escape(lead)})\s?{re.escape(mark)}(?!\w)", r"\1", r, count=1) for r in rows]
    return rows


def _one_by_one(pieces: list[Piece], width: float) -> str:
    """Return the text of two columns that were written row by row, column after column; else nothing.

    What lies right of the middle has a line left of it at the same height for most lines; both are running text, not names
    or times before words; and the writer changed sides all the time.
    """
    right = [p for p in pieces if _GUTTER[0] * width <= p.x <= _GUTTER[1] * width]
    left = [p for p in pieces if p.x < _GUTTER[0] * width]
    starts = Counter(round(p.x) for p in right)
    if len(right) < _SIDE or len(left) < _SIDE or starts.most_common(1)[0][1] < _BESIDE * len(right):
        return ""
    heights = {round(p.y) for p in left}
    beside = [p for p in right if round(p.y) in heights]
    wordy = [sum(len(p.text.split()) for p in side) / len(side) for side in (left, right)]
    sides = [p.x >= _GUTTER[0] * width for p in pieces if p.x <= _GUTTER[1] * width]
    switches = sum(a != b for a, b in pairwise(sides))
    if len(beside) < _BESIDE * len(right) or min(wordy) < _WORDS_A_PIECE or switches < len(right):
        return ""
    top, low = max(p.y for p in right), min(p.y for p in right)
    above = [p for p in left if p.y > top]
    below = [p for p in left if p.y < low]
    mine = [p for p in left if low <= p.y <= top]
    return "\n".join("\n".join(_lines(side)) for side in (above, mine, right, below) if side)


def _lines(side: list[Piece]) -> list[str]:
    rows: dict[int, list[Piece]] = {}
    for piece in side:
        rows.setdefault(round(piece.y), []).append(piece)
    return [" ".join(p.text.strip() for p in sorted(rows[y], key=lambda p: p.x)) for y in sorted(rows, reverse=True)]


def _bare(text: str) -> str:
    return "".join(text.split())
