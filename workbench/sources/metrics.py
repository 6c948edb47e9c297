"""Numbers from elsewhere (analytics, NPS, support volume) that the map shows beside what people said."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.sources import store
from workbench.sources.store import Report
from workbench.sources.tables import read_table
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.folder import Folder

COLUMNS = ("stage", "date", "metric", "n", "value", "source")
FILE = "metrics.csv"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number about one stage: its value, on how many cases (None: not known), from where."""

    stage: str
    date: str
    metric: str
    n: int | None
    value: float
    source: str


def read_metrics(path: str | Path) -> list[Metric]:
    """Return the metrics in a table with the columns stage, date, metric, n, value and source, sorted.

    Parameters
    ----------
    path
        A .csv, .tsv or .xlsx file; a ``metrics.csv`` of a study, too.

    Raises
    ------
    Refused
        If a column is missing or a cell cannot be read; the message names row and column.
    """
    file = Path(path)
    table = read_table(file)
    names = {c.casefold(): c for c in table.frame.columns}
    missing = [c for c in COLUMNS if c not in names and c != "source"]
    if missing:
        found = f"no column called {', '.join(missing)}"
        raise Refused(file.name, found, f"The columns are {', '.join(COLUMNS)}.")
    out = []
    for row, record in zip(table.rows, table.frame.to_dict("records"), strict=True):
        cells = {c: str(record[names[c]]).strip() if c in names else "" for c in COLUMNS}
        place = f"row {row}"
        if not cells["stage"] or not cells["metric"]:
            raise Refused(file.name, "a row without stage or metric", "Fill both.", place)
        n, value = _count(cells["n"], file.name, f"{place}, column n"), _number(cells["value"], file.name, f"{place}, column value")
        date = _date(cells["date"], file.name, f"{place}, column date")
        out.append(Metric(cells["stage"], date, cells["metric"], n, value, cells["source"] or file.name))
    return _sorted(out)


def _sorted(metrics: Iterable[Metric]) -> list[Metric]:
    return sorted(metrics, key=lambda m: (m.stage, m.date, m.metric, m.source, m.value))


def _count(cell: str, file: str, place: str) -> int | None:
    if not cell:
        return None
    n = _number(cell, file, place)
    if n < 0 or n != int(n):
        raise Refused(file, f"{cell!r} is no count", "Give a whole number of cases, or leave it empty.", place)
    return int(n)


def _number(cell: str, file: str, place: str) -> float:
    try:
        number = float(cell.rstrip("%"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(file, f"{cell!r} is no number", "Write for instance 0.42; a point before decimals, no thousands mark.", place)
    return number


def _date(cell: str, file: str, place: str) -> str:
    try:
        return dt.date.fromisoformat(cell[:10]).isoformat()
    except ValueError:
        raise Refused(file, f"{cell!r} is no date", "Write it as 2026-02-10.", place) from None


def add_metrics(folder: Folder, path: str | Path) -> Report:
    """Add the metrics of a table to ``metrics.csv``; a number for the same stage, date, metric and source is replaced.

    Raises
    ------
    Refused
        If the table cannot be read, or names a stage the study does not have; nothing is changed.
    """
    file = Path(path)
    fresh = []
    for metric in read_metrics(file):
        try:
            stage = folder.settings.stage(metric.stage)
        except KeyError as error:
            raise Refused(file.name, str(error.args[0]), "Use a stage of study.toml.") from None
        fresh.append(Metric(stage, *astuple(metric)[1:]))
    target = folder.root / FILE
    old = read_metrics(target) if target.is_file() else []
    merged = {(m.stage, m.date, m.metric, m.source): m for m in [*old, *fresh]}
    found = _sorted(merged.values())
    if found == old:
        return Report(FILE, "unchanged", len(fresh))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(m) for m in found)
    with store.all_or_nothing(target):
        write_atomic(target, out.getvalue())
    return Report(FILE, "new version" if old else "added", len(fresh))
