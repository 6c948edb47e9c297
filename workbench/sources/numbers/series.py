"""Exports that lie on their side: events or days as columns, a dimension across, names of an interface instead of words.

Each is turned into the table that the readers know: a step, page or event a row, a day in a column of its own. Numbers are
moved, never summed: who is counted on two devices would be two people.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources.numbers.figures import is_empty, looks_numeric
from workbench.sources.numbers.measured import day, plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from workbench.sources.numbers.measured import Sheet

#: Matomo, by its names and by those of its German surface. Without a page a bounce rate is of all visits, with one of entrances.
_MATOMO = {
    "label": "Page", "date": "Date", "nb uniq visitors": "Unique visitors", "nb visits": "Visits", "nb hits": "Pageviews",
    "nb actions": "Actions", "nb users": "Users", "nb visits converted": "Visits with a conversion", "entry nb visits": "Entrances",
    "exit nb visits": "Exits", "bounce rate": "Bounce rate", "exit rate": "Exit rate", "conversion rate": "Conversion rate",
    "nb actions per visit": "Actions per visit", "avg time on site": "Avg. time on site", "avg time on page": "Avg. time on page",
    "datum": "Date", "seiten url": "Page", "seitentitel": "Page", "eindeutige besucher": "Unique visitors", "besuche": "Visits",
    "aktionen": "Actions", "seitenansichten": "Pageviews", "einstiege": "Entrances", "ausstiege": "Exits",
    "absprungrate": "Bounce rate", "ausstiegsrate": "Exit rate", "aktionen pro besuch": "Actions per visit",
    "durchschn zeit auf der website": "Avg. time on site", "durchschn zeit auf der seite": "Avg. time on page",
}  # fmt: skip
_MATOMO_HAS = ("nb visits", "nb hits", "nb actions", "besuche", "eindeutige besucher")
_OF_PAGES = {"Bounce rate": "Bounce rate of entrances", "Exit rate": "Exit rate of visits"}
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
_WHAT = r"uniques?|unique users|unique visitors|totals?|total events|users|sessions|events"
_EVENT = re.compile(
    rf"(?i)(?P<event>.+?)\s*(?:\[(?P<a>{_WHAT})\]|[-–]\s*(?P<b>{_WHAT}))|(?P<c>{_WHAT})\s+of\s+(?P<other>(?!event$).+)"
)
_STEP = re.compile(r"(?i)step\s*(?P<number>\d{1,2})\b[\s:.–-]*(?P<name>.*)")
_ALL = frozenset({"", "overall", "$overall", "total", "totals", "all users"})
_FEWEST = 2


def usual(sheet: Sheet) -> Sheet:
    """Return a table as the readers know it; one that lies on no side is returned as it is."""
    for turn in (_overall, _matomo, _pivoted, _by_event, _by_day, _by_step):
        sheet = turn(sheet) or sheet
    return sheet


def _overall(sheet: Sheet) -> Sheet | None:
    """Of Mixpanel's funnel, keep the rows that stand for the whole period."""
    column = sheet.find("date")
    if column is None or "$overall" not in (cells := sheet.columns[column]):
        return None
    kept = sheet.without([i for i, c in enumerate(cells) if c != "$overall"])
    return replace(kept, columns={c: cells for c, cells in kept.columns.items() if c != column})


def _matomo(sheet: Sheet) -> Sheet | None:
    if sheet.find(*_MATOMO_HAS) is None:
        return None
    known = {c: _MATOMO[plain(c)] for c in sheet.columns if plain(c) in _MATOMO}
    if len(set(known.values())) < len(known):
        return None
    pages = "Page" in known.values()
    columns = {_OF_PAGES.get(name, name) if pages else name: _in_seconds(sheet.columns[c]) for c, name in known.items()}
    left = [c for c in sheet.columns if c not in known]
    notes = (f"read as Matomo writes it; left out: {', '.join(map(repr, left))}",) if left else ("read as Matomo writes it",)
    return replace(sheet, columns=columns, notes=(*sheet.notes, *notes))


def _in_seconds(cells: list[str]) -> list[str]:
    """Return times such as ``00:02:24`` as seconds, if all are."""
    found = [_CLOCK.fullmatch(c) for c in cells]
    if not all(m or is_empty(c) for m, c in zip(found, cells, strict=True)) or not any(found):
        return cells
    return [str(int(m[1] or 0) * 3600 + int(m[2]) * 60 + int(m[3])) if m else "" for m in found]


def _pivoted(sheet: Sheet) -> Sheet | None:
    """GA4 writes a dimension across: its values in one line, what is counted in the next."""
    names = list(sheet.columns)
    heads = [cells[0] for cells in sheet.columns.values() if cells]
    if len(sheet.rows) < _FEWEST or len(heads) < _FEWEST + 1 or any(not h or looks_numeric([h]) for h in heads):
        return None
    body = {c: cells[1:] for c, cells in sheet.columns.items()}
    if (
        looks_numeric(body[names[0]])
        or not all(looks_numeric(body[c]) for c in names[1:])
        or len(set(heads[1:])) == len(names[1:]) > 1
    ):
        return None
    columns = {heads[0]: body[names[0]]}
    for name, head in zip(names[1:], heads[1:], strict=True):
        columns[head if name.casefold() in _ALL else f"{head} ({name})"] = body[name]
    if len(columns) != len(names):
        return None
    note = f"{names[0]!r} lies across: each number is of that part only, and nothing is summed"
    return replace(sheet, columns=columns, rows=sheet.rows[1:], notes=(*sheet.notes, note))


def _by_event(sheet: Sheet) -> Sheet | None:
    """Series with a column for each event, as *Purchase [Unique users]*: a row for each day and event."""
    date = sheet.find("date", "time", "day", "week", "month")
    found = {c: m for c in sheet.columns if c != date and (m := _EVENT.fullmatch(c))}
    if date is None or not found or len(found) != len(sheet.columns) - 1:
        return None
    events = dict.fromkeys(m["event"] or m["other"] for m in found.values())
    whats = dict.fromkeys((m["a"] or m["b"] or m["c"]).capitalize() for m in found.values())
    of = {(m["event"] or m["other"], (m["a"] or m["b"] or m["c"]).capitalize()): c for c, m in found.items()}
    count = len(sheet.rows)
    columns = {"Event": [e for e in events for _ in range(count)], "Date": sheet.columns[date] * len(events)}
    blank = [""] * count
    for what in whats:
        columns[what] = [cell for e in events for cell in (sheet.columns[of[e, what]] if (e, what) in of else blank)]
    return replace(sheet, columns=columns, rows=sheet.rows * len(events), notes=(*sheet.notes, "each column of an event is read"))


def _by_day(sheet: Sheet) -> Sheet | None:
    """Series with a column for each day, as Amplitude writes them: a row for each event and day."""
    names = list(sheet.columns)
    days = names[1:]
    if len(days) < _FEWEST or not all(_is_day(d, sheet.file) for d in days) or looks_numeric(sheet.columns[names[0]]):
        return None
    labels = [re.sub(r";\s*All Users$", "", label) for label in sheet.columns[names[0]]]
    columns = {
        "Event": labels * len(days), "Date": [d for d in days for _ in labels],
        "Count": [cell for d in days for cell in sheet.columns[d]],
    }  # fmt: skip
    note = "each column is a day; what is counted the file does not say: read as a count"
    return replace(sheet, columns=columns, rows=sheet.rows * len(days), notes=(*sheet.notes, note))


def _is_day(name: str, file: str) -> bool:
    try:
        return bool(re.search(r"\d", name)) and bool(day(name, file, ""))
    except Refused:
        return False


def _by_step(sheet: Sheet) -> Sheet | None:
    """Turn a funnel in one row, with a column for each step, into a row for each step."""
    found = {c: m for c in sheet.columns if (m := _STEP.fullmatch(c)) and looks_numeric(sheet.columns[c])}
    numbers = [int(m["number"]) for m in found.values()]
    if len(found) < _FEWEST or numbers != list(range(1, len(numbers) + 1)):
        return None
    first = next((c for c in sheet.columns if c not in found), None)
    labels = [x.casefold() for x in sheet.columns[first]] if first else [""] * len(sheet.rows)
    mine = [i for i, x in enumerate(labels) if x in _ALL] if len(labels) > 1 else [0]
    if len(mine) != 1:
        return None
    columns = {
        "Step": [m["name"].strip() or f"Step {m['number']}" for m in found.values()],
        "Count": [sheet.columns[c][mine[0]] for c in found],
    }
    return replace(sheet, columns=columns, rows=[sheet.rows[mine[0]]] * len(found))
