"""Heatmaps: clicks by element, or by place on the picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.sources.numbers.figures import looks_numeric
from workbench.sources.numbers.measured import Measured, listed, plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from workbench.sources.numbers.measured import Sheet

_ELEMENT = ("element", "selector", "css selector", "target", "element name", "element text", "button", "link")
_PAGE = ("page", "url", "page url", "page path", "page path and screen class", "screen", "page title", "step")
_CLICKS = ("clicks", "click count", "taps", "count", "total clicks", "interactions")
_CLICKERS = ("clickers", "unique clicks", "visitors who clicked", "users who clicked", "unique clickers", "sessions with clicks")
_VISITORS = ("visitors", "users", "unique visitors", "sessions", "page views", "pageviews", "views", "recordings")
_X, _Y = ("x", "x px", "left", "column", "col"), ("y", "y px", "top", "row")
#: A place on the picture is busy if it is among this share of the cells with the most clicks.
BUSIEST = 0.1


def is_elements(sheet: Sheet) -> bool:
    """Say whether a table has elements and how often they were clicked."""
    return sheet.find(*_ELEMENT) is not None and sheet.find(*_CLICKS, *_CLICKERS) is not None


def is_grid(sheet: Sheet) -> bool:
    """Say whether a table has places on a picture and how often they were clicked."""
    return None not in {sheet.find(*_X), sheet.find(*_Y), sheet.find(*_CLICKS)}


def read_elements(sheet: Sheet) -> tuple[list[Measured], list[str]]:
    """Return clicks on each element, and of the visitors the share who clicked, where the file counts those who did.

    Clicks over visitors is no share, since one visitor may click often: it is given as a mean over visitors.
    """
    element, page = sheet.find(*_ELEMENT), sheet.find(*_PAGE)
    clicks, clickers, visitors = sheet.find(*_CLICKS), sheet.find(*_CLICKERS), sheet.find(*_VISITORS)
    if element is None or (clicks is None and clickers is None):
        found = f"no elements with clicks; the columns are {listed(list(sheet.columns))}"
        raise Refused(sheet.file, found, "Call them element, clicks and visitors.")
    known = {element, page, clicks, clickers, visitors, sheet.find("date", "month", "period")}
    counted = [c for c in sheet.columns if c not in known and "click" in plain(c) and "percent" not in plain(c)]
    more = [c for c in counted if looks_numeric(sheet.columns[c])]
    counts = [c for c in (clicks, clickers, visitors, *more) if c]
    values = sheet.figures(counts, counts).values
    out = []
    for i, (row, date) in enumerate(zip(sheet.rows, sheet.dates(), strict=True)):
        name = sheet.columns[element][i]
        place = sheet.columns[page][i] if page else name
        seen = values[visitors][i] if visitors else None
        n = int(seen) if seen else None
        on = f" on {name}" if page else ""
        for column in (c for c in (clicks, *more) if c):
            if (found_clicks := values[column][i]) is not None:
                label = "clicks" if column == clicks else plain(column)
                out.append(Measured(place, f"{label}{on}", found_clicks, None, "count", row, date))
                if n:
                    out.append(Measured(place, f"{label} per visitor{on}", found_clicks / n, n, "mean", row, date))
        who = values[clickers][i] if clickers else None
        if who is not None and n:
            if who > n:
                raise Refused(sheet.file, f"{who:,.0f} of {n:,} visitors clicked {name!r}", "Check the two numbers.", f"row {row}")
            out.append(Measured(place, f"clicked{on}", who / n, n, "share", row, date))
    notes = [] if clickers or not visitors else ["clicks over visitors is a mean, not a share: one visitor may click often"]
    return out, notes


def places(sheet: Sheet) -> list[tuple[str, str, float, float, float]]:
    """Return page, day, x, y and clicks of every row of a grid that has all three numbers; none of another table."""
    x, y, clicks = sheet.find(*_X), sheet.find(*_Y), sheet.find(*_CLICKS)
    if x is None or y is None or clicks is None:
        return []
    page = sheet.find(*_PAGE)
    values = sheet.figures([x, y, clicks], [clicks]).values
    pages = sheet.columns[page] if page else [""] * len(sheet.rows)
    rows = zip(pages, sheet.dates(), values[x], values[y], values[clicks], strict=True)
    return [(p, d, a, b, n) for p, d, a, b, n in rows if a is not None and b is not None and n is not None]


def read_grid(sheet: Sheet) -> tuple[list[Measured], list[str]]:
    """Return for each page all clicks, and how much of them falls on the busiest tenth of the places that were clicked."""
    x, y, clicks = sheet.find(*_X), sheet.find(*_Y), sheet.find(*_CLICKS)
    if x is None or y is None or clicks is None:
        raise Refused(sheet.file, f"no x, y and count; the columns are {listed(list(sheet.columns))}", "Call them x, y and count.")
    page = sheet.find(*_PAGE)
    values = sheet.figures([x, y, clicks], [clicks]).values
    pages = sheet.columns[page] if page else [""] * len(sheet.rows)
    dates = sheet.dates()
    out, notes = [], []
    for place, date in dict.fromkeys(zip(pages, dates, strict=True)):
        mine = [i for i, key in enumerate(zip(pages, dates, strict=True)) if key == (place, date) and values[clicks][i]]
        counts = sorted(((values[clicks][i] or 0.0, i) for i in mine), key=lambda c: (-c[0], c[1]))
        if not counts:
            continue
        total = math.fsum(c for c, _ in counts)
        top = math.fsum(c for c, _ in counts[: max(1, math.ceil(BUSIEST * len(counts)))])
        first = counts[0][1]
        row = sheet.rows[mine[0]]
        out.append(Measured(place, "clicks", total, None, "count", row, date))
        out.append(Measured(place, "share of clicks in the busiest tenth", top / total, None, "ratio", row, date))
        where = f"x {sheet.columns[x][first]}, y {sheet.columns[y][first]}"
        notes.append(
            f"{place or 'the picture'}: {total:,.0f} clicks in {len(counts)} places, most ({counts[0][0]:,.0f}) at {where}"
        )
    return out, notes
