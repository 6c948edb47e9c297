"""Workbooks (XLSX): cells as text, read row by row behind the zip gate, never as formulas."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from typing import TYPE_CHECKING, Any

from workbench.sources import zipgate
from workbench.sources.text import clean
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Most columns of any table, most rows of a workbook.
MAX_COLUMNS = 2_000
MAX_SHEET_ROWS = 1_048_576
_GAP = 1000
_COVER, _TITLES = 50, 10
_WORDS = 4
#: What Excel shows where a formula failed; nobody answered that, as somebody may have *#N/A*.
_ERRORS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"})


def rows(raw: bytes, *, name: str, sheet: str | None) -> tuple[Iterator[tuple[int, list[str]]], dict[str, Any], list[str]]:
    """Return the rows of a sheet with their numbers, the options to read it again, and notes.

    Raises
    ------
    Refused
        If it is no workbook, fails the gate, has no such sheet, or a cell lies far away from all others.
    """
    archive = zipgate.check(raw, name)
    if "xl/workbook.xml" not in archive.namelist():
        raise Refused(name, "a zip file, but not a workbook", "Save it as .xlsx or .csv.")
    book = _open(raw, name)
    names = [s.title for s in book.worksheets]
    shown = [s.title for s in book.worksheets if s.sheet_state == "visible"] or names
    heads = {n: _head(book[n], name) for n in [*shown, *(n for n in names if n not in shown)]}
    chosen, notes = chosen_sheet(heads, sheet, name, shown=len(shown))
    title = _title_rows(book[chosen], name)
    notes += [f"{title} lines above the header were left out"] if title else []
    return _rows(book[chosen], name, title), {"sheet": chosen}, notes


def chosen_sheet(
    heads: dict[str, list[list[str]]], sheet: str | None, name: str, *, shown: int | None = None
) -> tuple[str, list[str]]:
    """Return which sheet to read, and a note on the others.

    The first in which somebody wrote more than a few words, else the first with two rows of more than one cell: what comes
    before is a cover, a note or a summary.

    Parameters
    ----------
    heads
        The first rows of each sheet by its name.
    sheet
        The one that was asked for.
    name
        Of the file, for messages.
    shown
        How many of them are not hidden.

    Raises
    ------
    Refused
        If there is no such sheet, or none with cells.
    """
    names = list(heads)
    if sheet is not None and sheet not in names:
        raise Refused(name, f"no sheet is called {sheet!r}; there are {', '.join(map(repr, names))}", "Give one of these.")
    wide = {n: [row for row in rows[:_COVER] if sum(map(bool, row)) > 1] for n, rows in heads.items()}
    tables = [n for n in names[:shown] if len(wide[n]) > 1]
    said = [n for n in tables if sum(any(len(c.split()) >= _WORDS for c in row) for row in wide[n][1:]) > 1]
    chosen = sheet or next(iter([*said, *tables, *(n for n in names if any(map(any, heads[n])))]), "")
    if not chosen:
        raise Refused(name, "no sheet with cells", "Save it as .xlsx or .csv.")
    others = [n for n in names if n != chosen]
    return chosen, [f"sheet {chosen!r} was read; there are also {', '.join(map(repr, others))}"] if others and sheet is None else []


def _head(sheet: Any, name: str) -> list[list[str]]:  # noqa: ANN401
    """Return the rows of a sheet that are looked at to choose it: some, or up to the first with anything in it."""
    found: list[list[str]] = []
    for number, row in _numbered(sheet, name):
        if any(v is not None for v in row):
            found.append([_text(v) for v in row])
        if len(found) > _COVER or number > _GAP:
            break
    return found


def _open(raw: bytes, name: str) -> Any:  # noqa: ANN401 (openpyxl's workbook)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations we do not use
            return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001 (a damaged workbook can raise anything)
        raise Refused(name, f"not readable as a workbook ({type(error).__name__})", "Save it again as .xlsx or .csv.") from None


def _title_rows(sheet: Any, name: str) -> int:  # noqa: ANN401
    """Return how many rows of one cell stand above the header, such as the name of the survey over all columns."""
    titles = 0
    for number, row in _numbered(sheet, name):
        filled = sum(v is not None for v in row)
        if filled > 1:
            return titles
        titles += filled
        if number > _TITLES or (filled and row[0] is None):
            break
    return 0


def _rows(sheet: Any, name: str, titles: int = 0) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401
    """Yield rows cut to the header's width; cells beyond it are kept, so that a ragged row is seen."""
    sheet.reset_dimensions()  # what the file claims about its size may be wrong in either direction
    width, gap = 0, 0
    for number, row in _numbered(sheet, name):
        filled = next((i for i in range(len(row), 0, -1) if row[i - 1] is not None), 0)
        if number > MAX_SHEET_ROWS or filled > MAX_COLUMNS:
            found = f"more than {MAX_SHEET_ROWS:,} rows or {MAX_COLUMNS:,} columns"
            raise Refused(name, found, "Leave out what is not needed.", f"row {number}")
        if not filled:
            gap += 1
            continue
        if titles:
            titles -= 1
            continue
        if gap > _GAP:
            found = f"a cell far away from all others, after {gap:,} blank rows"
            raise Refused(name, found, "Delete the blank rows, or that cell.", f"row {number}")
        gap = 0
        width = width or filled
        yield number, [_text(v) for v in row[: max(width, filled)]] + [""] * (width - len(row))


def _numbered(sheet: Any, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:  # noqa: ANN401
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations we do not use
            yield from enumerate(sheet.iter_rows(values_only=True), 1)
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise Refused(name, f"a damaged sheet ({type(error).__name__})", "Save it again as .xlsx or .csv.") from None


def _text(value: Any) -> str:  # noqa: ANN401 (whatever a cell holds)
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else clean(value)[0]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 (Excel shows no decimals)
        return str(int(value))
    return str(value)
