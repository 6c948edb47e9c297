"""What an analytics export measures, before anybody has said which stage a step or page belongs to."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.sources.numbers.figures import Figures, read
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: ``share``: of n cases; the only one that gets an interval. ``count``: how many. ``mean``: over n cases. ``score``: on a
#: scale of its own, such as NPS. ``ratio``: of things that are no cases, such as clicks.
Unit = Literal["", "share", "count", "mean", "score", "ratio"]

_MONTHS = {m.casefold(): n for n, m in enumerate(calendar.month_abbr) if m}
_MONTH_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/. ]?(?P<m>0[1-9]|1[0-2])"),
    re.compile(r"(?P<m>0?[1-9]|1[0-2])[-/. ](?P<y>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[-/ ,]+(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})[-/ ,]+(?P<name>[A-Za-z]{3,9})\.?"),
)
#: A day with its month in letters, or one that can only be meant one way.
_DAY_FORMS = (
    re.compile(r"(?P<d>\d{1,2})\.?[-/ ]+(?P<name>[A-Za-z]{3,9})\.?[-/ ,]+(?P<y>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[-/ ]+(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/ ,]+(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)
_SLASHES = re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})")
_TIME = re.compile(r"[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$")
_YEAR = 12
_QUARTER = re.compile(r"(?:(?P<y>\d{4})[-/ ]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[-/ ]?(?P<y2>\d{4}))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """One number about one step, page or element; `place` is empty if the file does not say about what.

    `sd` is the standard deviation of the n cases, where the file tells it: with it a mean or a score has an interval.
    """

    place: str
    metric: str
    value: float
    n: int | None
    unit: Unit
    row: int
    date: str = ""
    sd: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A table of an export.

    Attributes
    ----------
    file
        Name of the file, for messages.
    columns
        Cells by the column's name, without space around them.
    rows
        The number of each row in the file.
    date
        Day the numbers are for: the caller's, else the end of the period that the file's head names; may be empty.
    decimal, percent
        What the caller said about how numbers are written.
    notes
        How the table was turned before it was read.
    """

    file: str
    columns: dict[str, list[str]]
    rows: list[int]
    date: str = ""
    decimal: str | None = None
    percent: bool | None = None
    notes: tuple[str, ...] = ()

    def find(self, *names: str) -> str | None:
        """Return the first column with one of these names, whatever its case and punctuation."""
        known = {plain(c): c for c in reversed(self.columns)}
        return next((known[n] for n in names if n in known), None)

    def figures(self, wanted: Collection[str], counts: Collection[str] = ()) -> Figures:
        """Return the numbers of some columns; see `workbench.sources.numbers.figures.read`."""
        return read({c: self.columns[c] for c in wanted}, self.rows, counts=counts, file=self.file, decimal=self.decimal)

    def without(self, rows: Collection[int]) -> Sheet:
        """Return the table without these rows, by position."""
        keep = [i for i in range(len(self.rows)) if i not in rows]
        columns = {c: [cells[i] for i in keep] for c, cells in self.columns.items()}
        return Sheet(self.file, columns, [self.rows[i] for i in keep], self.date, self.decimal, self.percent, self.notes)

    def dates(self, *, column: str | None = None) -> list[str]:
        """Return the day of each row: of its own date column, else the day of the whole file.

        Raises
        ------
        Refused
            If a cell is no date, or nothing says when.
        """
        found = column or self.find("date", "month", "period", "week", "day", "quarter")
        if found is None:
            if not self.date:
                raise Refused(
                    self.file, "it does not say for which day or period", 'Give date="2026-03-31", the end of the period.'
                )
            return [self.date] * len(self.rows)
        return [
            day(cell, self.file, f"row {row}, column {found}") for cell, row in zip(self.columns[found], self.rows, strict=True)
        ]


def plain(name: str) -> str:
    """Return the name of a column as it is compared: ``Active users`` and ``active_users`` are one."""
    return re.sub(r"[\W_]+", " ", name.replace("%", " percent ").casefold()).strip()


def day(cell: str, file: str, place: str) -> str:
    """Return a date as ISO; of a month or quarter its last day.

    Raises
    ------
    Refused
        If it is no date, or one that can be read two ways.
    """
    text = cell.strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    if found := _one_day(_TIME.sub("", text)):
        return found
    if match := _QUARTER.fullmatch(text):
        return _last(int(match["y"] or match["y2"]), 3 * int(match["q"] or match["q2"]))
    for form in _MONTH_FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS.get(parts["name"][:3].casefold(), 0)
            if month:
                return _last(int(parts["y"]), month)
    raise Refused(file, f"{text!r} is no date, or can be read two ways", "Write it as 2026-02-10, or 2026-02 for a month.", place)


def _one_day(text: str) -> str:
    """Return a day written in one of the usual ways; empty if it is none, or could be two: 03/04 is March or April."""
    for form in _DAY_FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS.get(parts["name"][:3].casefold(), 0)
            return _iso(int(parts["y"]), month, int(parts["d"]))
    match = _SLASHES.fullmatch(text)
    if match is None:
        return ""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if a == b:
        return _iso(year, a, b)
    if max(a, b) <= _YEAR:
        return ""
    return _iso(year, b, a) if a > _YEAR else _iso(year, a, b)


def _iso(year: int, month: int, on: int) -> str:
    try:
        return dt.date(year, month, on).isoformat()
    except ValueError:
        return ""


def _last(year: int, month: int) -> str:
    try:
        return dt.date(year, month, calendar.monthrange(year, month)[1]).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}-28"


def listed(names: Sequence[str]) -> str:
    """Return names as a message shows them: the first twelve."""
    shown = ", ".join(repr(n[:60]) for n in names[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")  # noqa: PLR2004 (a line, not a list)
