"""Numbers as people's exports write them: thousands marks, decimal commas, percent signs; asked about where two readings fit.

"1,234" is 1234 to one program and 1.234 to another. A whole file is read with a decimal point or with a decimal comma:
the convention under which all its cells are numbers, and all its counts are whole. If both conventions fit and give
different numbers, nobody but the person knows.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.sources.transcripts.draft import seconds
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "(not set)", "#div/0!"})
#: Space of any width and apostrophes between digits only ever mark thousands.
_MARKS = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_PLAIN = r"[-+]?(?:\d+{group})(?:{point}\d+)?(?:[eE][-+]?\d+)?"
_CLOCK = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?")
_FORMS = {
    ".": re.compile(_PLAIN.format(group=r"|[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}", point=r"\.")),
    ",": re.compile(_PLAIN.format(group=r"|[1-9]\d{0,2}(?:\.\d{2,3})*\.\d{3}", point=",")),
}
#: For files that say they never put a point before thousands.
_STRICT = _FORMS | {",": re.compile(_PLAIN.format(group="", point=","))}


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a table.

    Attributes
    ----------
    values
        By column, one a row; None where the cell is empty. A percent sign makes 42% 0.42.
    percent
        Columns in which every number has a percent sign.
    decimal
        ``"."`` or ``","``: how decimals were read; empty if it makes no difference here.
    """

    values: dict[str, list[float | None]]
    percent: frozenset[str]
    decimal: str


def is_empty(cell: str) -> bool:
    """Say whether a cell holds no number, in any of the ways exports write that."""
    return cell.strip().casefold() in _EMPTY


def looks_numeric(cells: Sequence[str]) -> bool:
    """Say whether every cell that is not empty could be a number under some convention, and one is there."""
    filled = [c for c in cells if not is_empty(c)]
    return bool(filled) and all(_reading(c, d, _FORMS) is not None for c in filled for d in [_first(c)])


def _first(cell: str) -> str:
    return next((d for d in _FORMS if _reading(cell, d, _FORMS) is not None), ".")


def read(
    columns: Mapping[str, Sequence[str]], rows: Sequence[int], *, counts: Collection[str], file: str, decimal: str | None = None,
    points_group: bool = True,
) -> Figures:  # fmt: skip
    """Return the numbers in some columns of a table.

    Parameters
    ----------
    columns
        Cells by name of column.
    rows
        The number of each row in the file, for messages.
    counts
        Columns that count something: their numbers are whole, which may tell how decimals are written.
    file
        Name of the file, for messages.
    decimal
        ``"."`` or ``","`` if the person said; None: told from the file.
    points_group
        False if the format says that a point is never put before thousands.

    Raises
    ------
    Refused
        If a cell is no number, or the file can be read two ways that differ; with row and column.
    """
    if decimal not in {None, ".", ","}:
        raise Refused(file, f"decimal is {decimal!r}", 'Give decimal="." or decimal=",".')
    forms = _FORMS if points_group else _STRICT
    cells = [(c, row, cell) for c, own in columns.items() for row, cell in zip(rows, own, strict=True) if not is_empty(cell)]
    ways = [decimal] if decimal else [d for d in forms if all(_fits(cell, d, forms, c in counts) for c, _, cell in cells)]
    if not ways or (decimal and not all(_fits(cell, decimal, forms, c in counts) for c, _, cell in cells)):
        raise _unreadable(cells, decimal, forms, counts, file)
    if len(ways) > 1:
        for column, row, cell in cells:
            readings = [_reading(cell, d, forms) for d in ways]
            if readings[0] != readings[1]:
                both = " and as ".join(f"{r:g}" for r in readings if r is not None)
                found = f"{cell.strip()!r} can be read as {both}, and nothing in the file tells which"
                raise Refused(
                    file, found, 'Say how decimals are written: decimal="." or decimal=",".', f"row {row}, column {column}"
                )
    values = {c: [None if is_empty(x) else _reading(x, ways[0], forms) for x in own] for c, own in columns.items()}
    return Figures(values, _percent(columns, rows, file), "" if len(ways) > 1 else ways[0])


def _reading(cell: str, decimal: str, forms: Mapping[str, re.Pattern[str]]) -> float | None:
    """Return the number in a cell under one convention; None if it is none."""
    text = _MARKS.sub("", cell.strip().strip("€$£¥").strip()).replace("−", "-")
    if _CLOCK.fullmatch(text):
        return seconds(text)
    share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if not forms[decimal].fullmatch(text):
        return None
    number = float(text.replace("," if decimal == "." else ".", "").replace(decimal, "."))
    if not math.isfinite(number):
        return None
    return number / 100 if share else number


def _fits(cell: str, decimal: str, forms: Mapping[str, re.Pattern[str]], count: bool) -> bool:  # noqa: FBT001 (one of two kinds)
    number = _reading(cell, decimal, forms)
    return number is not None and (not count or (number >= 0 and number.is_integer()))


def _unreadable(
    cells: Sequence[tuple[str, int, str]], decimal: str | None, forms: Mapping[str, re.Pattern[str]], counts: Collection[str],
    file: str,
) -> Refused:  # fmt: skip
    """Return the refusal for the first cell that fits no convention; failing that, for two that contradict each other."""
    ways = [decimal] if decimal else list(forms)
    for column, row, cell in cells:
        if not any(_fits(cell, d, forms, column in counts) for d in ways):
            place = f"row {row}, column {column}"
            if column in counts and any(_reading(cell, d, forms) is not None for d in ways):
                return Refused(file, f"{cell.strip()!r} is no count", "Give a whole number of cases, or leave it empty.", place)
            return Refused(
                file, f"{cell.strip()!r} is no number", "Write for instance 0.42 or 42%; leave it empty if not known.", place
            )
    odd = {d: next((c, r, x) for c, r, x in cells if not _fits(x, d, forms, c in counts)) for d in forms}
    comma, point = odd["."], odd[","]
    found = f"{comma[2].strip()!r} has a decimal comma and {point[2].strip()!r} (row {point[1]}) a decimal point"
    return Refused(file, found, "Write all numbers of the file in one way.", f"row {comma[1]}, column {comma[0]}")


def _percent(columns: Mapping[str, Sequence[str]], rows: Sequence[int], file: str) -> frozenset[str]:
    found = set()
    for column, own in columns.items():
        signs = [(row, cell.strip().endswith("%")) for row, cell in zip(rows, own, strict=True) if not is_empty(cell)]
        if signs and all(s for _, s in signs):
            found.add(column)
        elif any(s for _, s in signs):
            without = next(row for row, s in signs if not s)
            remedy = "Write all of the column with the sign, or none."
            raise Refused(file, "some numbers have a percent sign and this has none", remedy, f"row {without}, column {column}")
    return frozenset(found)
