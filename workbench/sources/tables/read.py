"""Tables to rows of text: CSV, TSV and XLSX. Nothing becomes a number, nothing becomes missing, no column shifts.

``NA``, ``00123`` and ``1e5`` stay what they are. A row that is too long or too short is refused with its line, since
every way of going on would move answers into other questions or lose them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sources import text as texts
from workbench.sources.tables import bulk, cells, framed, ods, records, sav, sheets
from workbench.sources.tables.framed import DELIMITERS, sniff
from workbench.sources.tables.header_names import unique_names
from workbench.sources.tables.sheets import MAX_COLUMNS
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    Progress = Callable[[int, int], None]

#: Largest cell, in characters.
MAX_CELL = 1_000_000
_BLOCK = 50_000
_LARGE = 1 << 24
_ESCAPED = "_escaped"
_SAVE = "Save it as .csv or .xlsx."
_REMEDIES = {
    ".xls": "It is a workbook of before 2007: open it in a spreadsheet program and save it as .xlsx.",
    ".xlsb": "Open it in Excel and save it as .xlsx.", ".numbers": "Export it from Numbers as Excel (.xlsx) or CSV.",
    ".sas7bdat": "Export it from SAS as .sav, .xlsx or .csv.",
}  # fmt: skip
#: Files that hold a table, whatever is in it.
SUFFIXES = frozenset({
    ".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers", ".sav", ".zsav", ".dta", ".por", ".sas7bdat",
})  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table as text.

    Attributes
    ----------
    format
        ``csv``, ``tsv``, ``xlsx``, ``ods``, ``sav``, ``dta``, ``por`` or ``json``.
    header
        The column names as the file has them, also blank and repeated ones.
    frame
        One column of strings for each, named uniquely; one row a row that is not blank.
    rows
        For each row of `frame`, its number in the file: the line of a CSV, the row of a sheet.
    notes
        What was renamed or left out.
    options
        What is needed to read it the same way again.
    """

    format: str
    header: tuple[str, ...]
    frame: pd.DataFrame
    rows: Sequence[int]
    notes: tuple[str, ...]
    options: dict[str, Any]


def read_table(path: Path, *, encoding: str | None = None, sheet: str | None = None, progress: Progress | None = None) -> Table:
    """Return the table in a file: a CSV or TSV, a workbook, a file of SPSS or Stata, or records in JSON.

    Parameters
    ----------
    path
        The file.
    encoding
        If a CSV is not UTF-8.
    sheet
        Name of the sheet of a workbook; None: the first in which people say something.
    progress
        Called with bytes or rows done and in all.

    Raises
    ------
    Refused
        With the line or row and column, if the table is not whole.
    """
    raw = texts.read_bytes(path)
    return parse(raw, name=path.name, suffix=path.suffix.lower(), encoding=encoding, sheet=sheet, progress=progress)


def parse(
    raw: bytes, *, name: str, suffix: str, encoding: str | None = None, sheet: str | None = None, progress: Progress | None = None,
) -> Table:  # fmt: skip
    """Return the table in `raw`, a file called `name` in the format of `suffix`; see `read_table`."""
    if suffix in {".xlsx", ".xlsm", ".ods"}:
        book = ods if suffix == ".ods" else sheets
        rows, used, others = book.rows(raw, name=name, sheet=sheet)
        return _build(suffix[1:] if book is ods else "xlsx", name, framed.framed(rows, others, padded=True), used, others, "row")
    if suffix in sav.SUFFIXES:
        rows, used, more = sav.rows(raw, name=name, suffix=suffix, encoding=encoding)
        return _build("sav" if suffix == ".zsav" else suffix[1:], name, rows, used, more, "case")
    if suffix in records.SUFFIXES:
        rows, used, more = records.rows(raw, name=name, encoding=encoding)
        return _build("json", name, rows, used, more, "record")
    if suffix == ".xls":
        suffix = _really(raw, name)
    if suffix not in {".csv", ".tsv", ".txt", ".tab"}:
        raise Refused(name, f"files ending in {suffix or 'nothing'} are not read as tables", _REMEDIES.get(suffix, _SAVE))
    return _separated(raw, name, "tsv" if suffix == ".tsv" else "csv", encoding, progress)


def _separated(raw: bytes, name: str, kind: str, encoding: str | None, progress: Progress | None) -> Table:
    """Return the table in a text with delimiters."""
    if raw[:4] == b"PK\x03\x04":
        raise Refused(name, "this is a workbook, not a CSV", "Rename it to end in .xlsx.")
    data, notes = bulk.utf8(raw, name=name, encoding=encoding)
    data, told = bulk.separator(data)
    delimiter = told or sniff(data)
    options = {"delimiter": delimiter} | ({"encoding": encoding} if encoding else {})
    if progress is not None:
        progress(0, len(data))
    try:
        whole = _quick(data, delimiter, name)
        if whole is None:
            rows = _csv_rows(_counted(_lines(data), len(data), progress), delimiter, name)
            said = list(notes)
            return _build(kind, name, framed.framed(rows, said), options, said, "line")
    except Refused as error:
        return _otherwise(data, delimiter, error, kind, options, notes)
    if progress is not None:
        progress(len(data), len(data))
    header, found = whole
    return _table(kind, name, header, found, options, notes)


def _otherwise(data: bytes, delimiter: str, error: Refused, kind: str, options: dict[str, Any], notes: tuple[str, ...]) -> Table:
    """Return the table if it is whole when read another way; else raise what was wrong with it."""
    for other, spaced, how in framed.otherwise(data, delimiter):
        said = [*notes, how]
        try:
            rows = _csv_rows(_lines(other), delimiter, error.file, spaced=spaced)
            return _build(kind, error.file, framed.framed(rows, said), options, said, "line")
        except Refused:
            continue
    raise error


def _really(raw: bytes, name: str) -> str:
    """Return what a file called .xls is, since many programs call a text or a web page so."""
    if raw.lstrip()[:1] == b"<":
        raise Refused(name, "a web page that is called a workbook", "Open it in a spreadsheet program and save it as .xlsx.")
    if raw.startswith(b"PK\x03\x04"):
        raise Refused(name, "a workbook of today that is called .xls", "Rename it to end in .xlsx.")
    return ".xls" if raw.startswith(b"\xd0\xcf\x11\xe0") else ".csv"


def _lines(data: bytes) -> io.TextIOWrapper:
    """Return the lines of canonical bytes."""
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="\n")


def _counted(lines: Iterable[str], total: int, progress: Progress | None) -> Iterable[str]:
    return lines if progress is None else _counting(lines, total, progress)


def _counting(lines: Iterable[str], total: int, progress: Progress) -> Iterator[str]:
    done = 0
    for number, line in enumerate(lines):
        done += len(line)
        if number % _BLOCK == 0:
            progress(min(done, total), total)
        yield line
    progress(total, total)


def _quick(data: bytes, delimiter: str, name: str) -> tuple[tuple[str, ...], bulk.Bulk] | None:
    """Return header and rows if they are well-formed beyond doubt, else None: then the careful reader decides.

    Raises
    ------
    Refused
        If the careful reader refuses the rows at the first doubt, far down a large file.
    """
    reader = csv.reader(_lines(data), delimiter=delimiter, strict=True)
    try:
        header = next((r for r in reader if any(c.strip() for c in r)), None)
    except csv.Error:
        return None
    if header is None or len(header) > MAX_COLUMNS or framed.is_title(header):
        return None
    start = 0
    for _ in range(reader.line_num):
        start = data.find(b"\n", start) + 1
    if not start:  # the header is the last line
        return None
    line, width = reader.line_num + 1, len(header)
    found = bulk.read(data, start=start, line=line, delimiter=delimiter, width=width)
    if found is not None:
        too_long = [at for c in found.columns for at in cells.longer(c, MAX_CELL)]
        if too_long:
            raise _broken("limit", found.lines[min(too_long)], 0, name, delimiter)
        return tuple(header), found
    if len(data) > _LARGE:
        at, line = bulk.sound(data, start=start, line=line, delimiter=delimiter, width=width)
        end = data.rfind(b"\n", at, at + _LARGE) + 1 if at + _LARGE < len(data) else len(data)
        rows = _csv_rows(_lines(data[at : end or len(data)]), delimiter, name, line=line, whole=end in {0, len(data)})
        for number, row in rows:
            if _is_ragged(row, width):
                raise _ragged(name, f"line {number}", len(row), width)
    return None


def _csv_rows(
    lines: Iterable[str], delimiter: str, name: str, *, line: int = 1, whole: bool = True, spaced: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the line each begins on, the first of which is `line`; if not `whole`, the last may be cut.

    The limit of the csv module is global, so it is put back.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    before = csv.field_size_limit(MAX_CELL)
    first = line - 1
    try:
        held = None
        for row in reader:
            if held is not None:
                yield held
            held = (line, row)
            line = first + reader.line_num + 1
        if held is not None and whole:
            yield held
    except csv.Error as error:
        if held is not None:
            yield held
        if whole or "end of data" not in str(error):
            raise _broken(str(error), line, first + reader.line_num, name, delimiter) from None
    finally:
        csv.field_size_limit(before)


def _broken(error: str, line: int, last: int, name: str, delimiter: str) -> Refused:
    if "limit" in error:
        return Refused(
            name, f"a cell of more than {MAX_CELL:,} characters", "Shorten it; or a quote is not closed.", f"line {line}"
        )
    if "end of data" in error:
        return Refused(name, f"a quote that opens here is never closed (read to line {last})", 'Close it with ".', f"line {line}")
    found = f"a quote inside a quoted cell is not doubled, or a {DELIMITERS[delimiter]} is missing"
    return Refused(name, found, 'Write "" for a quote inside quotes.', f"line {line}")


def _build(
    kind: str, name: str, rows: Iterator[tuple[int, list[str]]], options: dict[str, Any], notes: Iterable[str], unit: str,
) -> Table:  # fmt: skip
    """Collect rows by blocks into Arrow columns, which hold a million answers in a fraction of Python's strings."""
    import pyarrow as pa

    header = next((r for _, r in rows if any(c.strip() for c in r)), None)
    if header is None:
        raise Refused(name, "no rows: the file is blank", "Export it again.")
    if len(header) > MAX_COLUMNS:
        raise Refused(name, f"{len(header):,} columns, and the limit is {MAX_COLUMNS:,}", "Leave out columns.", f"{unit} 1")
    columns, _ = unique_names(header)
    width, blank, numbers = len(header), 0, []
    blocks: list[list[Any]] = [[] for _ in header]
    block: list[list[str]] = []
    for number, row in rows:
        if _is_ragged(row, width):
            raise _ragged(name, f"{unit} {number}", len(row), width)
        if len(row) != width:
            blank += 1
            continue
        block.append(row)
        numbers.append(number)
        if len(block) >= _BLOCK:
            _store(block, blocks, numbers, columns, name, unit)
    _store(block, blocks, numbers, columns, name, unit)
    held = [pa.chunked_array(parts, type=pa.large_string()) for parts in blocks]
    return _table(kind, name, tuple(header), bulk.Bulk(held, numbers, blank), options, tuple(notes))


def _table(
    kind: str, name: str, header: tuple[str, ...], rows: bulk.Bulk, options: dict[str, Any], notes: tuple[str, ...],
) -> Table:  # fmt: skip
    """Name the columns, and leave out rows of blank cells."""
    import numpy as np
    import pandas as pd

    names, renamed = unique_names(header)
    columns, numbers, blank = rows.columns, rows.lines, rows.blank
    there = np.zeros(len(numbers), bool)
    for column in columns:
        there |= cells.present(column)
        if there.all():
            break
    else:
        blank += int((~there).sum())
        columns = [c.filter(there) for c in columns]
        numbers = [n for n, t in zip(numbers, there.tolist(), strict=True) if t]
    if not numbers:
        raise Refused(name, "no rows: there is only a header", "Export it again with the answers.")
    frame, unescaped = _unescaped(pd.DataFrame({n: cells.series(c) for n, c in zip(names, columns, strict=True)}))
    left = (f"{blank} blank rows were left out",) if blank else ()
    return Table(kind, header, frame, numbers, (*notes, *renamed, *left, *unescaped), options)


def _is_ragged(row: Sequence[str], width: int) -> bool:
    """Say whether a row has too many or too few cells; a line of white space is a blank row."""
    return len(row) != width and (len(row) > 1 or any(c.strip() for c in row))


def _ragged(name: str, place: str, got: int, width: int) -> Refused:
    found = f"{got} cells where the header has {width} columns"
    return Refused(name, found, "Check the quotes and delimiters of this line, and of the header.", place)


def _store(
    block: list[list[str]], blocks: list[list[Any]], numbers: list[int], columns: list[str], name: str, unit: str,
) -> None:  # fmt: skip
    """Move a block of rows into the columns; refuse a cell that is too long."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not block:
        return
    for column, parts, said in zip(columns, blocks, zip(*block, strict=True), strict=True):
        part = pa.array(said, type=pa.large_string())
        longest = pc.max(pc.utf8_length(part)).as_py()
        if longest > MAX_CELL:
            row = numbers[len(numbers) - len(block) + next(i for i, c in enumerate(said) if len(c) > MAX_CELL)]
            found = f"a cell of {longest:,} characters, and the limit is {MAX_CELL:,}"
            raise Refused(name, found, "Shorten it.", f"{unit} {row}, column {column}")
        parts.append(part)
    block.clear()


def _unescaped(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take back our own export's escape: one quote, in the columns that a row names in ``_escaped``."""
    if _ESCAPED not in frame.columns:
        return frame, ()
    named = frame[_ESCAPED].str.split()
    marked = frame[_ESCAPED].str.strip() != ""
    plain = frame.drop(columns=[_ESCAPED])
    for column in plain.columns:
        here = marked & named.map(lambda names, column=column: column in names).astype(bool) & plain[column].str.startswith("'")
        plain.loc[here, column] = plain.loc[here, column].str[1:]
    return plain, (f"{int(marked.sum())} rows had cells escaped against formulas: taken back",)
