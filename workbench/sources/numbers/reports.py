"""Reports by page, screen, channel or event (GA4, Hotjar, Clarity and the like), and scores (CSAT, NPS, CES) by month."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources.numbers.figures import is_empty, looks_numeric
from workbench.sources.numbers.measured import Measured, listed, plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.sources.numbers.figures import Figures
    from workbench.sources.numbers.measured import Sheet, Unit

_PLACES = (
    "stage", "touchpoint", "page path and screen class", "page path", "page title and screen class", "page title and screen name",
    "page title", "page location", "landing page", "landing page query string", "page", "page url", "url", "screen", "screen name",
    "screen class", "event name", "session default channel group", "session primary channel group", "step", "event", "label",
    "name",
)  # fmt: skip
_COUNTED = (
    "views", "sessions", "users", "visitors", "visits", "clicks", "events", "count", "conversions", "key events", "turns",
    "purchases", "transactions", "entrances", "exits", "recordings", "pageviews", "responses", "sign ups", "signups", "downloads",
    "cancellations", "tickets", "orders", "taps", "hits", "actions", "uniques", "unique", "totals",
)  # fmt: skip
_SHARES = ("rate", "percent", "share", "drop off", "dropoff", "bounce", "ratio")
_MEANS = ("average", "avg", "per", "time", "duration", "mean", "median", "depth")
#: By what an export is broken down: each page comes once for each of them.
_DIMENSIONS = (
    "device", "platform", "country", "browser", "operating system", "os", "segment", "comparison", "channel", "source", "medium",
    "language", "age", "gender", "user type", "new returning", "city", "region", "app version", "audience", "cohort", "plan",
)  # fmt: skip
_IDS = re.compile(r"(?:.* )?ids?|x|y")
_PERIODS = ("date", "month", "period", "week", "day", "quarter")
_TOTALS = frozenset({"", "total", "totals", "grand total"})
_N = ("n", "responses", "respondents", "answers", "count", "base", "total responses", "number of responses", "sample")
_SCORES = ("nps", "net promoter score", "csat", "customer satisfaction", "ces", "customer effort score")
_GROUPS = ("promoters", "passives", "detractors")
_SD = ("sd", "std", "stdev", "std dev", "stddev", "standard deviation")
_STEPS = 7
_FULL = 100


def is_scores(sheet: Sheet) -> bool:
    """Say whether a table holds CSAT, NPS or CES, or the three groups NPS is made of."""
    return bool(_scores(sheet)) or all(sheet.find(g) for g in _GROUPS)


def is_report(sheet: Sheet) -> bool:
    """Say whether a table has a page, screen, channel or event a row, and numbers beside it."""
    place = sheet.find(*_PLACES)
    if place is None and (period := sheet.find(*_PERIODS)) is not None:  # a series of days, of no page
        return all(_kind(c) and looks_numeric(cells) for c, cells in sheet.columns.items() if c != period)
    return place is not None and any(_kind(c) and looks_numeric(cells) for c, cells in sheet.columns.items() if c != place)


def _scores(sheet: Sheet) -> list[str]:
    """Return the columns that hold scores; "CSAT (%)" and "NPS score" are such."""
    names = {c: plain(c).removesuffix(" percent").removesuffix(" score").strip() for c in sheet.columns}
    return [c for c, name in names.items() if name in _SCORES or plain(c) in _SCORES]


def _kind(column: str) -> str:
    name = f" {plain(column)} "
    for kind, words in (("share", _SHARES), ("mean", _MEANS), ("count", _COUNTED)):
        if any(f" {w} " in name for w in words):
            return kind
    return ""


def read_report(sheet: Sheet) -> tuple[list[Measured], list[str]]:
    """Return every number of each page, screen, channel or event: counts, shares with their n, means.

    A share's n is the column of sessions or of people it is of, where the file has that; without it the share has no n
    and gets no interval.

    Raises
    ------
    Refused
        If no column says what a row is about, a column cannot be understood, or a place stands in several rows.
    """
    place, period = sheet.find(*_PLACES), sheet.find(*_PERIODS)
    if place is None and period is not None:
        place = ""
        sheet = replace(sheet, columns={**sheet.columns, place: ["" for _ in sheet.rows]})
    if place is None:
        found = f"no page, screen, step or stage; the columns are {listed(list(sheet.columns))}"
        raise Refused(sheet.file, found, "Call the column page, or name the shape with shape=….")
    total = {i for i, cell in enumerate(sheet.columns[place]) if place and cell.casefold() in _TOTALS}
    sheet = sheet.without(total)
    notes = [f"{len(total)} rows of totals, which name no {plain(place)}, are left out"] if total else []
    sheet = replace(sheet, columns={_with_sign(c, cells): cells for c, cells in sheet.columns.items()})
    numbers = [c for c, cells in sheet.columns.items() if c not in {place, period} and looks_numeric(cells)]
    if ids := [c for c in numbers if _IDS.fullmatch(plain(c))]:
        notes.append(f"ids and places on a picture measure nothing, so not taken: {listed(ids)}")
        numbers = [c for c in numbers if c not in ids]
    words = [c for c in sheet.columns if c not in {place, period, *numbers, *ids} and not all(map(is_empty, sheet.columns[c]))]
    dates = sheet.dates()
    parts = _parts(sheet, place, dates, words)
    if parts:
        notes.append(f"broken down by {listed(words)}: each number is of that part only, and nothing is summed")
        words = []
    else:
        _once(sheet, place, dates, words)
    odd = [c for c in words if _kind(c)]
    if odd:
        raise Refused(sheet.file, f"{listed(odd)} should hold numbers and holds words", "Correct the cells.", f"column {odd[0]}")
    if words:
        notes.append(f"not numbers, so not taken: {listed(words)}")
    counts = [c for c in numbers if _kind(c) == "count"]
    figures = sheet.figures(numbers, counts)
    bases = {c: _base(c, counts) for c in numbers}
    shares = {c: _as_shares(sheet, c, figures) for c in numbers if _kind(c) == "share"}
    out: list[Measured] = []
    for i, (row, date) in enumerate(zip(sheet.rows, dates, strict=True)):
        for column in numbers:
            value = (shares.get(column) or figures.values[column])[i]
            if value is not None:
                base = bases[column]
                of = figures.values[base][i] if base else None
                number = _measured(sheet, column, value, of, sheet.columns[place][i], row, date)
                out.append(replace(number, metric=f"{number.metric} ({parts[i]})") if parts else number)
    return out, notes


def _with_sign(column: str, cells: Sequence[str]) -> str:
    """Return the name of a column, with a sign behind it where what would be counted is in per cent: Clarity's *Rage clicks*."""
    there = [c for c in cells if not is_empty(c)]
    return f"{column} %" if _kind(column) == "count" and there and all(c.rstrip().endswith("%") for c in there) else column


def _parts(sheet: Sheet, place: str, dates: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return of which part each row is, such as *mobile*, if a page comes again and only with other parts; else nothing."""
    where = list(zip(sheet.columns[place], dates, strict=True))
    if not all(any(f" {d} " in f" {plain(w)} " for d in _DIMENSIONS) for w in words):
        return []
    parts = [", ".join(cells) for cells in zip(*(sheet.columns[c] for c in words), strict=True)] if words else []
    if (
        not parts
        or len(set(where)) == len(where)
        or len(set(zip(where, parts, strict=True))) < len(where)
        or any(map(_kind, words))
    ):
        return []
    return parts


def _once(sheet: Sheet, place: str, dates: Sequence[str], words: Sequence[str]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for i, key in enumerate(zip(sheet.columns[place], dates, strict=True)):
        if key in seen:
            where = f"rows {sheet.rows[seen[key]]} and {sheet.rows[i]}"
            remedy = f"Keep one row for each, or the totals{f', in {listed(words)}' if words else ''}."
            raise Refused(sheet.file, f"{key[0]!r} stands in several rows", remedy, where)
        seen[key] = i


def _base(column: str, counts: Sequence[str]) -> str | None:
    """Return the column of cases that a share or a mean is of, by its name; None if the file does not have it."""
    name = plain(column)
    if _kind(column) == "count":
        part = next((w for w in ("sessions with", "visitors who", "users who", "visits with") if name.startswith(w)), "")
        wanted: Sequence[str] = (part.split()[0],) if part else ()
    elif " per " in f" {name} " and _kind(column) == "mean":
        last = name.rsplit(" per ", 1)[1]
        wanted = (last, f"{last}s", "active users" if "user" in last else f"{last}s")
    elif " of " in name:
        wanted = (name.rpartition(" of ")[2],)
    elif "exit" in name:
        wanted = ("views", "pageviews", "page views")
    elif "user" in name or "visitor" in name:
        wanted = ("active users", "total users", "users", "visitors", "unique visitors")
    else:
        wanted = ("sessions", "visits", "visitors", "unique visitors", "recordings")
    known = {plain(c): c for c in counts}
    return next((known[w] for w in wanted if w in known and known[w] != column), None)


def _as_shares(sheet: Sheet, column: str, figures: Figures) -> list[float | None]:
    """Return shares from 0 to 1. Without a percent sign anywhere, numbers above 1 could be many things: ask."""
    values = figures.values[column]
    if column in figures.percent:
        return values
    told = sheet.percent if sheet.percent is not None else (True if "percent" in plain(column) else None)
    highest = max((v for v in values if v is not None), default=0.0)
    if told is None and highest > 1:
        row = sheet.rows[values.index(highest)]
        found = f"{highest:g} is called a share, and has no percent sign"
        raise Refused(sheet.file, found, "If it is in per cent, give percent=True.", f"row {row}, column {column}")
    return [None if v is None else v / _FULL for v in values] if told else values


def _measured(sheet: Sheet, column: str, value: float, of: float | None, place: str, row: int, date: str) -> Measured:
    n = int(of) if of and float(of).is_integer() else None
    kind = _kind(column)
    unit: Unit = "share" if kind == "share" else "mean" if kind == "mean" else "count" if kind == "count" else "score"
    if unit == "count" and n:  # sessions with rage clicks, of all sessions
        unit, value = "share", value / n
    if unit == "share" and not 0 <= value <= 1:
        raise Refused(sheet.file, f"{value:g} is no share", "Check the number.", f"row {row}, column {column}")
    return Measured(place, " ".join(column.split()).casefold(), value, n if unit in {"share", "mean"} else None, unit, row, date)


def read_scores(sheet: Sheet) -> tuple[list[Measured], list[str]]:
    """Return CSAT, NPS and CES with how many answered; NPS is computed where the file has its three groups.

    NPS = (promoters − detractors) / all who answered, on its scale from −100 to 100 (Reichheld 2003).
    """
    place, n_column, scores = sheet.find(*_PLACES), sheet.find(*_N), _scores(sheet)
    groups = [c for g in _GROUPS if (c := sheet.find(g))]
    made = len(groups) == len(_GROUPS)
    if not scores and not made:
        raise Refused(sheet.file, f"no score; the columns are {listed(list(sheet.columns))}", "Call it NPS, CSAT or CES.")
    sd_column = sheet.find(*_SD) if len(scores) == 1 and not made else None
    numbers = [*scores, *(c for c in (n_column, sd_column) if c), *(groups if made else [])]
    counts = [c for c in numbers if c == n_column or c in groups]
    figures = sheet.figures(numbers, counts)
    scales = {c: _scale(sheet, c, figures) for c in scores}
    out = []
    for i, (row, date) in enumerate(zip(sheet.rows, sheet.dates(), strict=True)):
        where = sheet.columns[place][i] if place else ""
        n = figures.values[n_column][i] if n_column else None
        if made:
            out += _nps(figures.values, groups, i, where, row, date)
        for column in scores:
            value = figures.values[column][i]
            if value is None or (made and plain(column).startswith(("nps", "net"))):
                continue
            unit, factor = scales[column]
            spread = figures.values[sd_column][i] if sd_column else None
            sd = None if spread is None or unit == "share" else spread * factor
            out.append(Measured(where, _called(column), value * factor, int(n) if n else None, unit, row, date, sd))
    return out, ["NPS is computed from promoters, passives and detractors"] if made else []


def _called(column: str) -> str:
    return plain(column).removesuffix(" percent").removesuffix(" score").strip().upper()


def _nps(
    values: Mapping[str, Sequence[float | None]], groups: Sequence[str], i: int, place: str, row: int, date: str
) -> list[Measured]:
    up, middle, down = (values[g][i] or 0.0 for g in groups)
    n = up + middle + down
    if not n:
        return []
    net = (up - down) / n
    sd = math.sqrt(max(0.0, (up + down) / n - net * net))  # of +1, 0 and -1: the variance of a difference of two shares
    return [Measured(place, "NPS", net * _FULL, int(n), "score", row, date, sd * _FULL)]


def _scale(sheet: Sheet, column: str, figures: Figures) -> tuple[Unit, float]:
    """Return what a score's numbers are, and by what to multiply them: a share, a mean over steps, NPS."""
    values = [v for v in figures.values[column] if v is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    percent = column in figures.percent or sheet.percent or "percent" in plain(column)
    place = f"column {column}"
    if _called(column) in {"NPS", "NET PROMOTER"}:
        factor = float(_FULL) if column in figures.percent else 1.0
        if low * factor < -_FULL or high * factor > _FULL:
            raise Refused(sheet.file, f"NPS from {low:g} to {high:g}", "NPS lies between -100 and 100.", place)
        fraction = any(not v.is_integer() for v in values) and low >= -1 and high <= 1
        if fraction and column not in figures.percent:
            raise Refused(sheet.file, "NPS between -1 and 1 can be meant as a fraction", "Write it from -100 to 100.", place)
        return "score", factor
    if percent:
        return "share", 1.0 if column in figures.percent else 1 / _FULL
    if low >= 0 and high <= 1 and any(not v.is_integer() for v in values):
        return "share", 1.0
    if low >= 1 and high <= _STEPS and high > 1:
        return "mean", 1.0
    found = f"{column!r} from {low:g} to {high:g} can be a share in per cent or a mean"
    raise Refused(sheet.file, found, "Write shares as 82% or 0.82, or give percent=True.", place)
