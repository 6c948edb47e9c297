"""Exports of analytics tools to numbers: which shape a file has, and what it measures about which step or page.

======================== ==========================================================================
shape                    taken for it
======================== ==========================================================================
``metrics``              stage, date, metric, n, value: the study's own columns
``funnel``               step with users; with entered and completed; GA4's funnel exploration; Mixpanel's event with count
``elements``             element with clicks, and visitors or clickers: a heatmap by element
``grid``                 x, y, count: a heatmap by place
``scores``               NPS, CSAT or CES by month, or promoters, passives and detractors
``report``               page, screen, channel or event with views, sessions, conversions, rage clicks …: GA4, Hotjar, Clarity,
                         Matomo, Mixpanel, Amplitude; or a row for each day, without a page
======================== ==========================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.sources import text as texts
from workbench.sources.numbers import clicks, funnels, parquet, reports, series
from workbench.sources.numbers.measured import Measured, Sheet, day, listed
from workbench.sources.tables import read as tables
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Reader = tuple["Callable[[Sheet], bool]", "Callable[[Sheet], tuple[list[Measured], list[str]]]"]
_READERS: dict[str, _Reader] = {
    "grid": (clicks.is_grid, clicks.read_grid),
    "elements": (clicks.is_elements, clicks.read_elements),
    "scores": (reports.is_scores, reports.read_scores),
    "funnel": (funnels.is_funnel, funnels.read_funnel),
    "report": (reports.is_report, reports.read_report),
}
SHAPES = ("metrics", *_READERS)
#: What each shape is, in words.
SAID = {
    "grid": "clicks by place on a picture", "elements": "clicks by element", "scores": "scores by month", "funnel": "a funnel",
    "report": "a report by page, screen, channel or event",
}  # fmt: skip
_PERIOD = re.compile(r"(?<!\d)(\d{8})\s*[-–]\s*(\d{8})(?!\d)")
_ENDS = re.compile(r"end date\W*(\d{4}-?\d\d-?\d\d)", re.IGNORECASE)
_TEXT = frozenset({".csv", ".tsv", ".txt", ".tab"})


@dataclass(frozen=True)
class Reading:
    """What an export says: its shape, its numbers by place, and what was decided on the way."""

    shape: str
    measured: tuple[Measured, ...]
    notes: tuple[str, ...]


def is_metrics(sheet: Sheet) -> bool:
    """Say whether a table has the study's own columns."""
    return all(sheet.find(c) for c in ("stage", "metric", "value"))


def sheets_of(
    path: Path, *, date: str | None = None, decimal: str | None = None, percent: bool | None = None, encoding: str | None = None,
    sheet: str | None = None,
) -> list[Sheet]:  # fmt: skip
    """Return the tables of an export; GA4 puts several into one file, each under lines that begin with ``#``.

    Raises
    ------
    Refused
        If the file cannot be read whole.
    """
    raw, suffix = texts.read_bytes(path), path.suffix.lower()
    if suffix in parquet.SUFFIXES:
        columns = parquet.columns(raw, path.name)
        rows = list(range(1, len(next(iter(columns.values()), [])) + 1))
        on = day(date, path.name, "date=") if date else ""
        return [Sheet(path.name, columns, rows, on, decimal or ".", percent)]  # its numbers are numbers: a point is a point
    pieces = [("", 0, raw)]
    if suffix in _TEXT:
        text = texts.canonical(raw, name=path.name, encoding=encoding).text
        if text.lstrip().startswith("#"):
            pieces, encoding = _pieces(text), None
    if not pieces:
        raise Refused(path.name, "only lines that begin with #, and no table", "Export it again.")
    out = []
    for head, before, body in pieces:
        try:
            table = tables.parse(body, name=path.name, suffix=suffix, encoding=encoding, sheet=sheet)
        except Refused as error:
            if before and len(pieces) == 1:
                raise Refused(
                    error.file, error.found, error.remedy, f"{error.place}, after {before} lines of head".lstrip(", ")
                ) from None
            raise
        columns = {" ".join(c.split()): [str(x).strip() for x in table.frame[c].tolist()] for c in table.frame.columns}
        rows = [r + before for r in table.rows]
        on = day(date, path.name, "date=") if date else _period(head, path.name)
        out.append(series.usual(Sheet(path.name, columns, rows, on, decimal, percent)))
    return out


def _pieces(text: str) -> list[tuple[str, int, bytes]]:
    """Return each table with the ``#`` lines above it, then those of the whole file, and the number of lines before it."""
    found: list[tuple[list[str], int, list[str]]] = []
    own: list[str] = []
    body: list[str] = []
    before = 0
    for number, line in enumerate([*text.split("\n"), "#"]):
        if line.lstrip().startswith("#"):
            if body:
                found.append((own, before, body))
                own, body = [], []
            own.append(line)
        elif body or line.strip():
            before = before if body else number
            body.append(line)
    return [("\n".join([*mine, *found[0][0]]), at, "\n".join(lines).encode()) for mine, at, lines in found]


def _period(head: str, file: str) -> str:
    """Return the last day of the period that the head of an export names; empty if it names none."""
    found = _ENDS.search(head) or _PERIOD.search(head)
    return day(found[found.lastindex or 1], file, "the # lines") if found else ""


def read(tables_: list[Sheet], *, shape: str | None = None) -> Reading:
    """Return what the tables of an export measure.

    Parameters
    ----------
    tables_
        As `sheets_of` gives them.
    shape
        One of `SHAPES`; None: told by the columns.

    Raises
    ------
    Refused
        If no table, or more than one, is understood; with the columns there are.
    """
    file = tables_[0].file
    if shape is not None and shape not in _READERS:
        raise Refused(file, f"no shape is called {shape!r}", f"There are {', '.join(SHAPES)}.")
    taken = [(t, s) for t in tables_ if (s := shape or shape_of(t))]
    if shape and len(taken) > 1:
        taken = [(t, s) for t, s in taken if _READERS[s][0](t)] or taken[:1]
    if not taken:
        found = f"what it measures is not understood; the columns are {'; and '.join(listed(list(t.columns)) for t in tables_)}"
        raise Refused(file, found, f"Rename the columns, or say what it is with shape=: {', '.join(SHAPES)}.")
    if len(taken) > 1:
        both = "; and ".join(f"{SAID[s]} ({listed(list(t.columns)[:3])}, from row {t.rows[0]})" for t, s in taken)
        raise Refused(file, f"{len(taken)} tables: {both}", "Keep one of them in the file, or choose with shape=….")
    table, kind = taken[0]
    measured, notes = _READERS[kind][1](table)
    if not measured:
        raise Refused(file, f"{SAID[kind]} without a number", "Export it again.")
    others = [f"another table, {listed(list(t.columns)[:3])}, is not read" for t in tables_ if t is not table]
    return Reading(kind, tuple(measured), (f"read as {SAID[kind]} (shape={kind!r})", *others, *table.notes, *notes))


def shape_of(table: Sheet) -> str:
    """Return the shape of a table; empty if it has none that is known."""
    return next((name for name, (fits, _) in _READERS.items() if fits(table)), "")
