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
from workbench.sources.tables import bulk, cells, sav, sheets
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
_SNIFFED = 200
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_ESCAPED = "_escaped"


@dataclass(frozen=True)
class Table:
    """A table as text.

    Attributes
    ----------
    format
        ``csv``, ``tsv``, ``xlsx`` or ``sav``.
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
    """Return the table in a CSV, TSV or XLSX file.

    Parameters
    ----------
    path
        The file.
    encoding
        If a CSV is not UTF-8.
    sheet
        Name of the sheet of a workbook; None: the first that holds anything.
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
    if suffix in {".xlsx", ".xlsm"}:
        rows, used, others = sheets.rows(raw, name=name, sheet=sheet)
        return _build("xlsx", name, rows, used, others, "row")
    if suffix in {".sav", ".zsav"}:
        rows, used, more = sav.rows(raw, name=name, encoding=encoding)
        return _build("sav", name, rows, used, more, "case")
    if suffix not in {".csv", ".tsv", ".txt", ".tab"}:
        raise Refused(name, f"files ending in {suffix or 'nothing'} are not read as tables", "Save it as .csv or .xlsx.")
    if raw[:4] == b"PK\x03\x04":
        raise Refused(name, "this is a workbook, not a CSV", "Rename it to end in .xlsx.")
    data, notes = bulk.utf8(raw, name=name, encoding=encoding)
    data, told = bulk.separator(data)
    delimiter = told or sniff(data)
    options = {"delimiter": delimiter} | ({"encoding": encoding} if encoding else {})
    kind = "tsv" if suffix == ".tsv" else "csv"
    if progress is not None:
        progress(0, len(data))
    whole = _quick(data, delimiter, name)
    if whole is None:
        return _build(kind, name, _csv_rows(_counted(_lines(data), len(data), progress), delimiter, name), options, notes, "line")
    if progress is not None:
        progress(len(data), len(data))
    header, found = whole
    return _table(kind, name, header, found, options, notes)


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
    if header is None or len(header) > MAX_COLUMNS:
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


def sniff(data: bytes) -> str:
    """Return the delimiter that splits the first rows of canonical bytes evenly into the most columns; else a comma."""
    best = (False, 1, 0.0)
    found = ","
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        try:
            for row in csv.reader(_lines(data), delimiter=delimiter):
                if row:
                    widths.append(len(row))
                if len(widths) >= _SNIFFED:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] < 2:  # noqa: PLR2004 (it splits nothing)
            continue
        even = sum(w == widths[0] for w in widths) / len(widths)
        score = (even > 0.9, widths[0] if even > 0.9 else 1, even)  # noqa: PLR2004 (nearly all rows agree)
        if score > best:
            best, found = score, delimiter
    return found


def _csv_rows(
    lines: Iterable[str], delimiter: str, name: str, *, line: int = 1, whole: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the line each begins on, the first of which is `line`; if not `whole`, the last may be cut.

    The limit of the csv module is global, so it is put back.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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
    found = f"a quote inside a quoted cell is not doubled, or a {_DELIMITERS[delimiter]} is missing"
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


def unique_names(header: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return column names that are there and differ (case and space aside), and a note for each change."""
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for position, raw in enumerate(header, 1):
        plain = " ".join(raw.split())
        name = plain or f"column {position}"
        if name.casefold() in taken:
            number = 2
            while f"{name} ({number})".casefold() in taken:
                number += 1
            name = f"{name} ({number})"
        if name != plain:
            notes.append(f"column {position} is called {name!r} here: its name was {'blank' if not plain else 'there twice'}")
        taken.add(name.casefold())
        names.append(name)
    return names, tuple(notes)


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
