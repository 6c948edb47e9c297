"""Workbooks of LibreOffice (ODS): cells as they are shown, dates as ISO, numbers as they are kept, never as formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.sources import xmlgate, zipgate
from workbench.sources.tables.sheets import MAX_COLUMNS, MAX_SHEET_ROWS, chosen_sheet
from workbench.sources.text import clean
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ELEMENTS, _MOST_CELLS = 20_000_000, 50_000_000
#: Cells and rows that come back more often than this are the empty rest of a sheet.
_REST = 1000


def rows(raw: bytes, *, name: str, sheet: str | None) -> tuple[Iterator[tuple[int, list[str]]], dict[str, Any], list[str]]:
    """Return the rows of a sheet with their numbers, the options to read it again, and notes.

    Raises
    ------
    Refused
        If it is no such workbook, fails the gates, or has no such sheet.
    """
    archive = zipgate.check(raw, name)
    if "content.xml" not in archive.namelist():
        raise Refused(name, "a zip file, but not a workbook", "Save it as .xlsx or .csv.")
    book = _Book(name)
    xmlgate.parse(archive.read("content.xml"), name, book.start, book.end, book.text, most=_MOST_ELEMENTS)
    chosen, notes = chosen_sheet({s: [r for _, r in book.sheets[s]] for s in book.sheets}, sheet, name)
    return iter(book.sheets[chosen]), {"sheet": chosen}, notes


@dataclass
class _Book:
    """What is read so far."""

    name: str
    sheets: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    number: int = 0
    row: list[str] = field(default_factory=list)
    often: int = 1
    cell: dict[str, str] | None = None
    words: list[str] = field(default_factory=list)
    inside: int = 0
    aside: int = 0
    cells: int = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Begin an element."""
        if tag == "table":
            self.sheets[given.get("name", f"Sheet{len(self.sheets) + 1}")] = []
            self.number = 0
        elif tag == "table-row":
            self.row, self.often = [], _count(given.get("number-rows-repeated"))
        elif tag in {"table-cell", "covered-table-cell"}:
            self.cell, self.words = given, []
        elif tag == "annotation":
            self.aside += 1
        elif tag == "p" and self.cell is not None and not self.aside:
            self.words += ["\n"] if self.inside or self.words else []
            self.inside += 1
        elif tag in {"s", "tab", "line-break"} and self.inside:
            self.words.append({"s": " " * min(_count(given.get("c")), _REST), "tab": "\t"}.get(tag, "\n"))

    def text(self, piece: str) -> None:
        """Take words of a cell."""
        if self.inside and not self.aside:
            self.words.append(piece)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "annotation":
            self.aside -= 1
        elif tag == "p" and self.inside and not self.aside:
            self.inside -= 1
        elif tag in {"table-cell", "covered-table-cell"} and self.cell is not None:
            value = _value(self.cell, "".join(self.words))
            times = _count(self.cell.get("number-columns-repeated"))
            self.row += [value] * min(times if value or times <= _REST else 0, MAX_COLUMNS + _REST + 1)
            self.cell = None
            if len(self.row) > MAX_COLUMNS + _REST:
                found = f"more than {MAX_COLUMNS:,} columns"
                raise Refused(self.name, found, "Leave out what is not needed.", f"row {self.number + 1}")
        elif tag == "table-row":
            last = next((i for i in range(len(self.row), 0, -1) if self.row[i - 1]), 0)
            if last:
                table, kept = list(self.sheets.values())[-1], self.row[:last]
                self.cells += last * self.often
                if len(table) + self.often > MAX_SHEET_ROWS or self.cells > _MOST_CELLS:
                    found = f"more than {MAX_SHEET_ROWS:,} rows or {_MOST_CELLS:,} cells"
                    raise Refused(self.name, found, "Leave out what is not needed.", f"row {self.number + 1}")
                table += [(self.number + i + 1, kept) for i in range(self.often)]
            self.number += self.often


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 1 if not text else _MOST_CELLS  # noqa: PLR2004


def _value(given: dict[str, str], shown: str) -> str:
    """Return what a cell holds: a number as it is kept and not as it is rounded, a day as ISO, anything else as it is shown."""
    kind = given.get("value-type", "")
    if kind == "float" and given.get("value"):
        return given["value"].removesuffix(".0")
    if kind == "date" and given.get("date-value"):
        return given["date-value"].removesuffix("T00:00:00").replace("T", " ")
    if kind == "boolean" and given.get("boolean-value"):
        return given["boolean-value"].upper()
    return clean(shown)[0]
