"""Numbers from elsewhere (analytics, NPS, support volume) that the map shows beside what people said."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import astuple, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.sources import store
from workbench.sources.numbers import analytics, figures, heat
from workbench.sources.numbers.measured import Measured, day, listed
from workbench.sources.store import Report
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.sources.numbers.measured import Sheet, Unit
    from workbench.study.folder import Folder

COLUMNS = ("stage", "date", "metric", "n", "value", "source")
#: Written only where a number has one; see `workbench.sources.numbers.measured.Unit`.
UNIT = "unit"
#: Standard deviation of the n cases; written only where a number has one.
SD = "sd"
FILE = "metrics.csv"
_UNITS = ("", "share", "count", "mean", "score", "ratio")
_NUMBERED = re.compile(r"^(?:step\s*)?\d{1,2}\s*[.):–-]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number about one stage: its value, on how many cases (None: not known), from where.

    `unit` says what the value is: a ``share`` of the n cases, a ``count``, a ``mean`` over them, a ``score``, a ``ratio``
    of things that are no cases; empty if the file does not say. `sd` is the standard deviation of the n cases, in the
    unit of the value, if it is known; of a net promoter score that of +100, 0 and -100.
    """

    stage: str
    date: str
    metric: str
    n: int | None
    value: float
    source: str
    unit: Unit = ""
    sd: float | None = None


def read_metrics(path: str | Path) -> list[Metric]:
    """Return the metrics in a table with the columns stage, date, metric, n, value and source, sorted.

    Parameters
    ----------
    path
        A .csv, .tsv, .xlsx or .parquet file; a ``metrics.csv`` of a study, too.

    Raises
    ------
    Refused
        If a column is missing or a cell cannot be read; the message names row and column.
    """
    (sheet,) = analytics.sheets_of(Path(path))[:1]
    return _own(sheet, date="")


def _own(sheet: Sheet, *, date: str) -> list[Metric]:
    """Read the study's own columns: a point before decimals, a percent sign where a share is in per cent."""
    names = {c: sheet.find(c) for c in (*COLUMNS, UNIT, SD)}
    needed = [c for c in COLUMNS if names[c] is None and c != "source" and not (c == "date" and date)]
    if needed:
        found = f"no column called {', '.join(needed)}"
        raise Refused(sheet.file, found, f"The columns are {', '.join(COLUMNS)}.")
    cells = {c: sheet.columns[name] if name else [""] * len(sheet.rows) for c, name in names.items()}
    numbers = {c: cells[c] for c in ("n", "value", SD)}
    read = figures.read(numbers, sheet.rows, counts=("n",), file=sheet.file, decimal=sheet.decimal, points_group=False)
    out = []
    for i, row in enumerate(sheet.rows):
        place, value, n, sd = f"row {row}", *(read.values[c][i] for c in ("value", "n", SD))
        if not cells["stage"][i] or not cells["metric"][i]:
            raise Refused(sheet.file, "a row without stage or metric", "Fill both.", place)
        if value is None:
            raise Refused(sheet.file, "a row without a value", "Fill it, or leave out the row.", f"{place}, column value")
        unit = next((u for u in _UNITS if u == cells[UNIT][i].casefold()), None)
        if unit is None:
            found = f"{cells[UNIT][i]!r} is no unit"
            raise Refused(sheet.file, found, f"There are {', '.join(_UNITS[1:])}.", f"{place}, column {UNIT}")
        on = date if names["date"] is None else day(cells["date"][i], sheet.file, f"{place}, column date")
        source = cells["source"][i] or sheet.file
        if sd is not None and sd < 0:
            raise Refused(sheet.file, f"{sd:g} is no standard deviation", "It is 0 or more.", f"{place}, column {SD}")
        whole = None if n is None else int(n)
        out.append(Metric(cells["stage"][i], on, cells["metric"][i], whole, value, source, unit, sd))  # type: ignore[arg-type]
    return _sorted(out)


def _sorted(metrics: Iterable[Metric]) -> list[Metric]:
    return sorted(metrics, key=lambda m: (m.stage, m.date, m.metric, m.source, m.value))


def add_metrics(  # noqa: PLR0913 (each says one thing the file may not; all but two have defaults)
    folder: Folder, path: str | Path, *, stages: Mapping[str, str | None] | str | None = None, shape: str | None = None,
    date: str | None = None, decimal: str | None = None, percent: bool | None = None, source: str | None = None,
    encoding: str | None = None, sheet: str | None = None,
) -> Report:  # fmt: skip
    """Add the numbers of an export to ``metrics.csv``; one for the same stage, date, metric and source is replaced.

    Parameters
    ----------
    folder
        The study.
    path
        A .csv, .tsv, .xlsx or .parquet file in one of the shapes of `workbench.sources.numbers.analytics`.
    stages
        Step, page or element to stage: ``{"Checkout": "purchase", "/help*": "retention", "/careers": None}``. ``*`` stands
        for anything; None leaves the step or page out. One stage as text takes the whole file. Without a word here, a
        step or page belongs to the stage of its name, label or alias, or to that of the touchpoint called so.
    shape
        Which shape the file has; None: told by its columns, and reported.
    date
        Day the numbers are for, where the file has no date: of a period its last day.
    decimal
        ``"."`` or ``","``, where the file can be read both ways.
    percent
        Whether shares without a percent sign are in per cent.
    source
        What to call where the numbers come from; None: the file's name.
    encoding, sheet
        If a CSV is not UTF-8; which sheet of a workbook.

    Returns
    -------
    Report
        Its notes say which shape was taken and what was left out.

    Raises
    ------
    Refused
        If the file cannot be read, a number can be read two ways, or a step or page belongs to no stage; nothing is
        changed.
    """
    file = Path(path)
    found = analytics.sheets_of(file, date=date, decimal=decimal, percent=percent, encoding=encoding, sheet=sheet)
    notes: tuple[str, ...] = ()
    reading = None
    if shape == "metrics" or (shape is None and len(found) == 1 and analytics.is_metrics(found[0])):
        own = _own(found[0], date=found[0].date)
        places = _places(folder, [m.stage for m in own], stages, file.name)
        fresh = [Metric(places[m.stage], *astuple(m)[1:]) for m in own if places[m.stage]]  # type: ignore[arg-type]
    else:
        reading = analytics.read(found, shape=shape)
        places = _places(folder, [m.place for m in reading.measured], stages, file.name)
        fresh = [_metric(m, places[m.place] or "", source or file.name, folder) for m in reading.measured if places[m.place]]
        notes = reading.notes
    left = sorted(p for p, stage in places.items() if stage is None)
    notes += (f"left out, as you said: {listed(left)}",) if left else ()
    _no_two(fresh, file.name)
    spots = heat.spots(found, reading.shape, places, source or file.name) if reading else []
    return _write(folder, fresh, notes, spots)


def _metric(measured: Measured, stage: str, source: str, folder: Folder) -> Metric:
    """Return a number under its stage; the step or page is part of its name unless it is the stage itself."""
    own = not measured.place or _named(folder, measured.place) == stage
    name = measured.metric if own else f"{measured.metric}: {measured.place}"
    return Metric(stage, measured.date, name, measured.n, measured.value, source, measured.unit, measured.sd)


def _named(folder: Folder, place: str) -> str | None:
    """Return the stage of which `place` is the id, label or alias, with or without "1. " before it."""
    return _by_name(place, [(s.id, (s.id, s.label, *s.aliases)) for s in folder.settings.stages])


def _at(folder: Folder, place: str) -> str | None:
    """Return the stage of that name; failing that the stage of the touchpoint of ``study.toml`` that is called so."""
    stage = _named(folder, place)
    if stage is not None:
        return stage
    return _named(folder, _by_name(place, [(p.stage, (p.id, p.label, *p.aliases)) for p in folder.settings.touchpoints]) or "")


def _by_name(place: str, named: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    things = list(named)
    for name in (place, _NUMBERED.sub("", place.strip())):
        for thing, known in things:
            if any(name.strip().casefold() == k.casefold() or (slug(name, "") and slug(name, "") == slug(k, "")) for k in known):
                return thing
    return None


def _places(
    folder: Folder, places: Iterable[str], stages: Mapping[str, str | None] | str | None, file: str
) -> dict[str, str | None]:
    """Return the stage of each step or page; None for those the person leaves out.

    Raises
    ------
    Refused
        If one belongs to no stage, or the person named one that is not there.
    """
    wanted = dict.fromkeys(places)
    if isinstance(stages, str):
        return dict.fromkeys(wanted, _stage(folder, stages, file))
    given = {" ".join(k.split()).casefold(): None if not v else _stage(folder, v, file) for k, v in (stages or {}).items()}
    used: set[str] = set()
    out: dict[str, str | None] = {}
    lost = []
    for place in wanted:
        key = _said(place, given)
        if key is not None:
            used.add(key)
            out[place] = given[key]
        elif (stage := _at(folder, place)) is not None:
            out[place] = stage
        else:
            lost.append(place)
    if "" in lost:
        raise Refused(
            file, "it does not say about which step or page its numbers are", 'Name one stage for all: stages="purchase".'
        )
    if unused := [k for k in stages or {} if " ".join(k.split()).casefold() not in used]:
        found = f"nothing in the file is called {listed(unused)}; there are {listed(list(wanted))}"
        raise Refused(file, found, "Correct the names in stages=….")
    if lost:
        found = f"{len(lost)} of {len(wanted)} steps or pages belong to no stage: {listed(lost)}"
        known = ", ".join(s.id for s in folder.settings.stages)
        raise Refused(file, found, f'Give stages={{"{lost[0][:40]}": …}} with one of {known}, or None to leave it out.')
    return out


def _said(place: str, given: Mapping[str, str | None]) -> str | None:
    """Return what the person said about a place: by its name, else by the longest pattern that fits."""
    names = [" ".join(n.split()).casefold() for n in (place, _NUMBERED.sub("", place.strip()))]
    exact = next((n for n in names if n in given), None)
    if exact is not None:
        return exact
    patterns = sorted((k for k in given if "*" in k), key=lambda k: (-len(k), k))
    return next((k for k in patterns if any(fnmatchcase(n, k.replace("[", "[[]")) for n in names)), None)


def _stage(folder: Folder, name: str, file: str) -> str:
    found = _named(folder, name)
    if found is None:
        known = ", ".join(s.id for s in folder.settings.stages)
        raise Refused(file, f"no stage is called {name!r}; the study has {known}", "Use a stage of study.toml.")
    return found


def _no_two(fresh: Sequence[Metric], file: str) -> None:
    """Refuse two numbers that would replace each other."""
    seen: dict[tuple[str, str, str, str], Metric] = {}
    for metric in fresh:
        key = (metric.stage, metric.date, metric.metric, metric.source)
        if seen.setdefault(key, metric).value != metric.value:
            found = (
                f"two numbers for {metric.metric!r} of {metric.stage} on {metric.date}: {seen[key].value:g} and {metric.value:g}"
            )
            raise Refused(file, found, "Keep one, or give them different names or dates.")


def _write(folder: Folder, fresh: Sequence[Metric], notes: tuple[str, ...], spots: Sequence[heat.Spot] = ()) -> Report:
    with store.locked(folder):  # two at once would lose the numbers of one
        target, picture = folder.root / FILE, folder.root / heat.FILE
        drawn = heat.merged(picture, spots) if spots else ""
        same = not drawn or (picture.is_file() and picture.read_text(encoding="utf-8") == drawn)
        old = read_metrics(target) if target.is_file() else []
        merged = {(m.stage, m.date, m.metric, m.source): m for m in [*old, *fresh]}
        found = _sorted(merged.values())
        if found == old and same:
            return Report(FILE, "unchanged", len(fresh), notes)
        spread, units = any(m.sd is not None for m in found), any(m.unit for m in found)
        columns = (*COLUMNS, *((UNIT,) if units or spread else ()), *((SD,) if spread else ()))
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(astuple(m)[: len(columns)] for m in found)
        with store.all_or_nothing(target, picture, folder=folder):
            write_atomic(target, out.getvalue())
            if drawn:
                write_atomic(picture, drawn)
        return Report(FILE, "new version" if old else "added", len(fresh), notes)
