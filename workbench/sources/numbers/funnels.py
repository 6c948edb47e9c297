"""Funnels: how many came to each step, and which share of them left before the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.sources.numbers.figures import is_empty, looks_numeric
from workbench.sources.numbers.measured import Measured, listed, plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.numbers.measured import Sheet

_STEP = ("step", "funnel step", "step name", "step label", "event", "event name", "goal", "stage")
_ENTERED = (
    "entered", "entries", "entered step", "started", "active users", "total users", "users", "unique users", "visitors",
    "unique visitors", "sessions", "people", "customers", "contacts", "count", "uniques", "total",
)  # fmt: skip
_COMPLETED = ("completed", "completions", "continued", "proceeded", "converted", "moved on", "users completed")
_LEFT = ("abandonments", "abandoned", "dropped off", "dropped", "drop offs", "dropoffs", "users dropped", "exits", "left")
_RATES = ("rate", "ratio", "conv", "percent")


def _step(sheet: Sheet) -> str | None:
    """Return the column that names the steps; one that only counts them is none if another names them."""
    found = [c for name in _STEP if (c := sheet.find(name)) is not None]
    return next((c for c in found if not looks_numeric(sheet.columns[c])), next(iter(found), None))


def is_funnel(sheet: Sheet) -> bool:
    """Say whether a table has steps and how many came to them."""
    step, entered = _step(sheet), sheet.find(*_ENTERED)
    if step is None or entered is None:
        return False
    named = sheet.find(*_STEP[:4]) is not None or sheet.find(*_COMPLETED, *_LEFT) is not None
    return named or any(r in plain(c) for c in sheet.columns for r in _RATES) or len(sheet.columns) == 2  # noqa: PLR2004 (step, users)


def read_funnel(sheet: Sheet) -> tuple[list[Measured], list[str]]:
    """Return for each step how many entered, and of those the share that did not complete it.

    The share is computed from counts: 1 − completed / entered. Where the file only says how many came to each step,
    those who completed a step are those who came to the next; a closed funnel is assumed, and the file is told apart
    from an open one by its counts never growing.

    Raises
    ------
    Refused
        If a column is missing, a count cannot be right, or the rows are broken down without a total.
    """
    step, entered = _step(sheet), sheet.find(*_ENTERED)
    if step is None or entered is None:
        found = f"no steps and how many came to them; the columns are {listed(list(sheet.columns))}"
        raise Refused(sheet.file, found, "Call them step and users, or step, entered and completed.")
    sheet, notes = _totals(sheet, step, entered)
    done, left = sheet.find(*_COMPLETED), sheet.find(*_LEFT)
    counts = [c for c in (entered, done, left) if c]
    values = sheet.figures(counts, counts).values
    came = values[entered]
    if any(c is None for c in came):
        row = sheet.rows[came.index(None)]
        raise Refused(sheet.file, "a step without a number of people", "Fill it.", f"row {row}, column {entered}")
    out: list[Measured] = []
    dates = sheet.dates()
    for date in dict.fromkeys(dates):
        mine = [i for i, d in enumerate(dates) if d == date]
        out += _steps(sheet, step, mine, date, values, (entered, done, left), notes)
    ignored = [c for c in sheet.columns if any(r in plain(c) for r in _RATES) and c not in counts]
    if ignored:
        notes.append(f"drop-off is computed from the counts; {listed(ignored)} not used")
    return out, notes


def _totals(sheet: Sheet, step: str, entered: str) -> tuple[Sheet, list[str]]:
    """Keep the rows of totals where a funnel is broken down by, say, device."""
    period = sheet.find("date", "month", "period", "week", "day", "quarter")
    others = [c for c, cells in sheet.columns.items() if c not in {step, entered, period} and not looks_numeric(cells)]
    others = [c for c in others if any(not is_empty(x) for x in sheet.columns[c])]
    days = sheet.columns[period] if period else [""] * len(sheet.rows)
    keys = list(zip(sheet.columns[step], days, strict=True))
    if len(set(keys)) == len(keys):
        return sheet, []
    for column in others:
        cells = [c.casefold() for c in sheet.columns[column]]
        totals = {i for i, c in enumerate(cells) if c in {"total", "totals", "overall", "all", "all users", "$overall"}}
        if len({keys[i] for i in totals}) == len(totals) == len(set(keys)):
            return sheet.without(set(range(len(cells))) - totals), [f"broken down by {column!r}: only its totals are taken"]
    twice = next(k for k in keys if keys.count(k) > 1)
    remedy = f"Keep the rows of one group, or of totals{f', in {listed(others)}' if others else ''}."
    raise Refused(sheet.file, f"the step {twice[0]!r} stands in several rows", remedy, f"column {step}")


def _steps(
    sheet: Sheet, step: str, mine: Sequence[int], date: str, values: dict[str, list[float | None]],
    names: tuple[str, str | None, str | None], notes: list[str],
) -> list[Measured]:  # fmt: skip
    entered, done, left = names
    out = []
    for at, i in enumerate(mine):
        came, place, row = int(values[entered][i] or 0), sheet.columns[step][i], sheet.rows[i]
        out.append(Measured(place, "entered", came, None, "count", row, date))
        last = at + 1 == len(mine)
        completed: float | None
        if done:
            completed = values[done][i]
        elif left:
            gone = values[left][i]
            completed = None if gone is None or (last and not gone) else came - gone
        else:
            completed = None if last else values[entered][mine[at + 1]]
            if completed is not None and completed > came:
                notes.append(
                    f"{place!r}: more people came to the next step than to this one, so who left is not known (an open funnel)"
                )
                continue
        if completed is None or not came:
            continue
        if not 0 <= completed <= came:
            column = done or left or entered
            found = f"{place!r}: {came:,} entered, and {completed:,.0f} completed it"
            raise Refused(sheet.file, found, "Check the two numbers.", f"row {row}, column {column}")
        out.append(Measured(place, "drop-off", 1 - completed / came, came, "share", row, date))
    return out
