"""Dates of a column: in which order day, month and year stand is read off the whole of it, never off the place it was made in."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from workbench.sources.tables import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    import pyarrow as pa

_NEARLY = 0.95
_DATE_FORMS = (
    ("iso", re.compile(r"^\s*(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T\s].*)?$")),
    ("parts", re.compile(r"^\s*(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?:[,T\s].*)?$")),
)
_MONTH = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
#: *02/Mar/26 10:00 AM*, *2 March 2026*, *Mon, Mar 2, 2026*, *2. März 2026*.
_NAMED_DAY = re.compile(
    rf"^\s*(?:[^\W\d_]{{2,10}}\.?,\s+)?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s/-]+(?:de )?{_MONTH.format('m')}"
    rf"|{_MONTH.format('month')}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?),?[\s/-]+(?:de )?(?P<y>\d{{4}}|\d{{2}})(?:[,T\s].*)?$"
)
#: What a column of days is called: only there are whole numbers days.
_WHEN = re.compile(
    r"(?i)dat(e|um|a\b)|time|created|submitted|updated|recorded|started|ended|completed|[_ ]at$|epoch|millis|zeitpunkt"
    r"|fecha|日付|日時"
)
_SECONDS, _MILLISECONDS, _SERIAL = (
    re.compile(r"1\d{9}(?:\.\d+)?"),
    re.compile(r"1\d{12}"),
    re.compile(r"(?:3[6-9]|4\d|5[0-7])\d{3}(?:[.,]\d+)?"),
)
#: Day 0 of workbooks.
_DAY_0 = dt.date(1899, 12, 30)
_MONTHS, _DAYS, _SHORT = 12, 31, 2


def are_days(there: pd.Series) -> bool:
    """Say whether cells, of which none is blank, are dates."""
    if not len(there):
        return False
    hits = sum(1 for c in there if any(form.match(c) for _, form in _DATE_FORMS) or _named_day(c))
    return hits >= _NEARLY * len(there) or _counted(str(there.name), there.tolist()) is not None


def iso_dates(column: pd.Series) -> tuple[pd.Series, str | None]:
    """Return a column of dates as ISO days, empty where there is none, and a note if the order is not clear.

    Whether the day, the month or the year comes first is read off the whole column; if no cell tells, they stay empty. Where
    points stand between them the day comes first.
    """
    days = _days(column)
    unique, codes = cells.coded(days)
    counted = _counted(str(column.name), [c for c in unique if c.strip()])
    if counted is not None:
        return cells.taken([counted(c) if c.strip() else "" for c in unique], codes).set_axis(column.index), None
    parts = [m for c in unique if (m := _DATE_FORMS[1][1].match(c))]
    if _year_first(parts):
        turned = {m.string: f"20{m['a']:0>2}-{m['b']}-{m['y']}" for m in parts}
        mapping = {c: _iso(turned.get(c, c), day_first=None) for c in unique}
        return cells.taken([mapping[c] for c in unique], codes).set_axis(column.index), None
    day_first = any(int(m["a"]) > _MONTHS for m in parts)
    month_first = any(int(m["b"]) > _MONTHS for m in parts)
    order = None if day_first == month_first else day_first
    if order is None and not month_first and parts and all(m["sign"] == "." for m in parts):
        order = True
    mapping = {c: _iso(c, day_first=order) for c in unique}
    note = None
    if unclear := [m for m in parts if not mapping[m.string]]:
        note = f"dates such as {unclear[0][0].strip()!r} can be read two ways: left empty; write them as 2026-02-10"
    return cells.taken([mapping[c] for c in unique], codes).set_axis(column.index), note


def _year_first(parts: Sequence[re.Match[str]]) -> bool:
    """Say whether years of two digits stand first: *26/03/01* is no day of 2001 if the last number changes and not the first."""
    if not parts or any(len(m["y"]) != _SHORT or int(m["y"]) > _DAYS or int(m["b"]) > _MONTHS for m in parts):
        return False
    first, last = ({int(m[k]) for m in parts} for k in ("a", "y"))
    return min(first) > _MONTHS and (max(first) > _DAYS or len(first) < len(last))


def _counted(name: str, there: Sequence[str]) -> Callable[[str], str] | None:
    """Return how numbers become days if a column is named for a time and counts it: seconds or milliseconds, days of a workbook."""
    if not there or not _WHEN.search(name):
        return None
    for form, unit in ((_SECONDS, 1.0), (_MILLISECONDS, 0.001)):
        if all(form.fullmatch(c.strip()) for c in there):
            return lambda c: dt.datetime.fromtimestamp(float(c) * unit, dt.UTC).date().isoformat()
    if all(_SERIAL.fullmatch(c.strip()) for c in there):
        return lambda c: (_DAY_0 + dt.timedelta(days=int(re.split(r"[.,]", c.strip())[0]))).isoformat()
    return None


def _days(column: pd.Series) -> pa.Array:
    """Return the cells without the time of the day, so that a million of them are few different ones."""
    import pyarrow.compute as pc

    held = cells.whole(cells.arrow(column))
    iso = pc.match_substring_regex(held, r"^\d{4}-\d{2}-\d{2}[T ][0-9:.+Z -]*$")
    return pc.if_else(iso, pc.utf8_slice_codeunits(held, 0, 10), held) if pc.any(iso).as_py() else held


def _iso(cell: str, *, day_first: bool | None) -> str:
    """Return a date; where the column does not tell the order, only if the cell itself does."""
    if match := _DATE_FORMS[0][1].match(cell):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    elif match := _DATE_FORMS[1][1].match(cell):
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)  # noqa: PLR2004
        a, b = int(match["a"]), int(match["b"])
        if day_first is None and (a > 12) == (b > 12) and a != b:  # noqa: PLR2004 (no thirteenth month)
            return ""
        month, day = (b, a) if a > 12 or (day_first and b <= 12) else (a, b)  # noqa: PLR2004
    elif named := _named_day(cell):
        year, month, day = named
    else:
        return ""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _named_day(cell: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date with the name of its month, in any language that is known."""
    from workbench.sources.transcripts.draft import MONTHS

    match = _NAMED_DAY.match(cell)
    month = MONTHS.get((match["m"] or match["month"]).casefold()) if match else None
    if match is None or month is None:
        return None
    return int(match["y"]) + (2000 if len(match["y"]) == 2 else 0), month, int(match["d"] or match["day"])  # noqa: PLR2004
