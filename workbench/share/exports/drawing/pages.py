"""The map as A3 sheets: the map, its other lanes, and the appendix, each sheet one SVG picture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.share.exports.drawing import appendix
from workbench.share.exports.drawing.block import GAP
from workbench.share.exports.drawing.head import strip
from workbench.share.exports.drawing.legend import band, foot
from workbench.share.exports.drawing.look import NOTE, SMALLEST, STRONG
from workbench.share.exports.drawing.pen import Pen
from workbench.share.exports.drawing.plan import CARD, LABEL, PAD, Frame, Lanes, Plan, best, lay
from workbench.share.exports.drawing.sheet import MARGIN, body, lesson, svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.drawing.block import Block
    from workbench.share.exports.drawing.plan import Row

View = dict[str, Any]
#: A3, landscape, in points.
WIDE, HIGH = 1190.55, 841.89
#: The smallest letters on paper, in points, and the largest scale at which a small map is drawn.
_LEAST_POINTS, _LARGEST = 6.5, 1.0
#: Points a pixel, at least.
_SCALE = _LEAST_POINTS / SMALLEST
_ROOM = WIDE / _SCALE - 2 * MARGIN
_TALL = HIGH / _SCALE - 2 * MARGIN + 10
_TEXT = 0.68
_COLUMNS, _BETWEEN = 4, 30.0
_GAP = 14.0
_ALL = 10_000
#: So many more sheets are tried if lanes would have to go on on another.
_TRIES = 2
_NOTHING = Plan((), [], [], 0.0, 0.0, [])


@dataclass(slots=True)
class Page:
    """A sheet: what is drawn, its size in pixels, and where the bookmarks on it lead."""

    pen: Pen
    box: tuple[float, float]
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of the map before it is drawn: its layout, whether with curve and legend, and what it is called."""

    plan: Plan
    curve: bool
    band: bool
    first: bool
    title: str = ""
    name: str = ""


def pages(view: View, model: View) -> list[Page]:
    """Return all sheets of a map in order."""
    sheets = _map(view, model, Lanes(view), "")
    others = Lanes(view, extra=True, most=_ALL)
    more = _map(view, model, others, "Other lanes", curve=False) if others else []
    text = _columns(view, model, legend=not any(s.band for s in sheets)) if view["claims"] else []
    total = len(sheets) + len(more) + len(text)
    made = [_drawn(view, model, sheet, number, total) for number, sheet in enumerate([*sheets, *more], 1)]
    for number, page in enumerate(text, len(made) + 1):
        _signed(page, view, model, number, total)
    return [*made, *text]


def groups(count: int, sheets: int = 1) -> list[range]:
    """Return stages in groups that each fit a sheet, about as many in each: at least `sheets` groups."""
    most = int((_ROOM - LABEL) // (CARD + 2 * PAD))
    sheets = max(sheets, -(-count // most))
    ends = [round(i * count / sheets) for i in range(sheets + 1)]
    return [range(a, b) for a, b in pairwise(ends)]


def _map(view: View, model: View, lanes: Lanes, title: str, *, curve: bool = True) -> list[_Sheet]:
    """Return the sheets that lanes take: one if the letters stay large enough, else as few as stages and lanes can be put on."""
    count = len(view["stages"])
    least = len(groups(count))
    found: list[_Sheet] = []
    for sheets in range(least, min(max(1, count), least + _TRIES) + 1):
        made = _grouped(view, model, lanes, _Sheet(_NOTHING, curve, band=False, first=False, title=title), groups(count, sheets))
        if not found or len(made) < len(found):
            found = made
        if len(found) <= sheets:
            break
    return found


def _grouped(view: View, model: View, lanes: Lanes, sheet: _Sheet, parts: Sequence[range]) -> list[_Sheet]:
    """Return the sheets of stages in groups; a group that is too high for its sheet goes on on others."""
    made: list[_Sheet] = []
    fixed = strip(view, _ROOM, page="1").high + foot(view, model, _ROOM, short=sheet.curve).high + 2 * _GAP
    under = band(view, _ROOM).high + _GAP
    for place, chosen in enumerate(parts):
        name = "" if len(parts) == 1 else f"stages {chosen[0] + 1} to {chosen[-1] + 1} of {len(view['stages'])}"
        for extra in (under, 0.0) if sheet.curve and place == len(parts) - 1 else (0.0,):
            frame = Frame(_ROOM, _TALL, fixed + extra, sheet.curve)
            one = replace(sheet, plan=best(view, model, lanes, chosen, frame), band=bool(extra), first=place == 0, name=name)
            if frame.scale(one.plan) >= 1:
                made.append(one)
                break
        else:
            made += _split(view, model, lanes, fixed, replace(one, band=False))
    if sheet.curve and not made[-1].band and made[-1].plan.high + fixed + under <= _TALL:
        made[-1] = replace(made[-1], band=True)
    return made


def _split(view: View, model: View, lanes: Lanes, fixed: float, sheet: _Sheet) -> list[_Sheet]:
    """Return a layout that is too high for one sheet on several, the heads repeated."""
    plan = sheet.plan
    columns = [c.columns for c in plan.columns]
    spare = _ROOM - LABEL - sum(2 * PAD + (c - 1) * GAP for c in columns)
    card = max(CARD, float(int(spare / sum(columns))))
    made: list[_Sheet] = []
    rows: Lanes | list[Row] = lanes
    while rows:
        curve = sheet.curve and not made
        part = lay(view, model, rows, plan.chosen, columns, card, curve=curve, limit=_TALL - fixed)
        name = sheet.name if not made else f"{sheet.name}, continued".removeprefix(", ")
        made.append(replace(sheet, plan=part, curve=curve, first=sheet.first and not made, name=name))
        rows = part.rest
    return made or [sheet]


def _drawn(view: View, model: View, sheet: _Sheet, number: int, total: int) -> Page:
    """Draw a sheet of the map as large as it fits the paper."""
    said = ", ".join(p for p in (sheet.title.lower(), sheet.name) if p)
    empty: Block | None = None

    def around(wide: float) -> tuple[Block, Block | None, Block]:
        under = band(view, wide, hidden=_AWAY if view["claims"] else "") if sheet.band else None
        last = foot(view, model, wide, page=f"{number} of {total}", short=not sheet.title and not sheet.band)
        return strip(view, wide, page=said), under, last

    wide = max(sheet.plan.wide, WIDE / _LARGEST - 2 * MARGIN)
    for _ in range(3):  # what stands above and below is lower the wider the sheet is
        top, under, last = around(wide)
        empty = lesson(view, wide) if sheet.curve else None
        high = (
            top.high + sheet.plan.high + (empty.high if empty else 0) + (under.high + _GAP if under else 0) + last.high + 2 * _GAP
        )
        wide = max(wide, (high + 2 * MARGIN - 10) * WIDE / HIGH - 2 * MARGIN)
    top, under, last = around(wide)
    box = (wide + 2 * MARGIN, (wide + 2 * MARGIN) * HIGH / WIDE)
    pen = Pen()
    top.draw(pen, MARGIN, MARGIN)
    at = body(pen, view, model, sheet.plan, MARGIN, MARGIN + top.high + _GAP, curve=sheet.curve)
    if empty:
        empty.draw(pen, MARGIN, at)
        at += empty.high
    if under:
        under.draw(pen, MARGIN, at + 6)
    last.draw(pen, MARGIN, box[1] - MARGIN + 10 - last.high)
    return Page(pen, box, [sheet.title or "The map"] if sheet.first else [])


_AWAY = f"Every claim with its evidence, and up to {appendix.QUOTES} passages for and against each, stand in the appendix."


def _columns(view: View, model: View, *, legend: bool) -> list[Page]:
    """Set the appendix in columns, as many sheets as it takes; `legend`: how to read the map, if it did not fit below it."""
    wide, high = WIDE / _TEXT, HIGH / _TEXT
    across = (wide - 2 * MARGIN - (_COLUMNS - 1) * _BETWEEN) / _COLUMNS
    top, bottom = MARGIN + 34, high - MARGIN - 14
    made: list[Page] = []
    column, y = _COLUMNS, bottom
    for group in _kept(appendix.parts(view, model, across, legend=legend)):
        tall = sum(p.block.high + p.above for p in group)
        if y + tall - (group[0].above if y == top else 0) > bottom:
            column, y = column + 1, top
        if column >= _COLUMNS:
            made.append(Page(Pen(), (wide, high)))
            column, y = 0, top
        for part in group:
            y += 0 if y == top else part.above
            part.block.draw(made[-1].pen, MARGIN + column * (across + _BETWEEN), y)
            made[-1].marks += [part.mark] if part.mark else []
            y += part.block.high
    return made


def _kept(parts: Sequence[appendix.Part]) -> list[list[appendix.Part]]:
    """Return parts in groups that are not torn apart: a heading goes with what it heads."""
    made: list[list[appendix.Part]] = [[]]
    for part in parts:
        made[-1].append(part)
        if not part.keep:
            made.append([])
    return [group for group in made if group]


def _signed(page: Page, view: View, model: View, number: int, total: int) -> None:
    """Write what an appendix sheet belongs to above its columns, and the last line below."""
    wide, high = page.box
    page.pen.words(MARGIN, MARGIN + 12, "What lies behind the map", STRONG)
    page.pen.words(wide - MARGIN, MARGIN + 12, view["title"][:120], NOTE, at="end")
    page.pen.line(MARGIN, MARGIN + 20, wide - MARGIN, MARGIN + 20, "rule")
    last = foot(view, model, wide - 2 * MARGIN, page=f"{number} of {total}")
    last.draw(page.pen, MARGIN, high - MARGIN + 10 - last.high)


def drawn(page: Page, view: View, model: View) -> str:
    """Return a sheet as SVG of the size of the paper."""
    return svg(page.pen, view, model, page.box, (f"{WIDE:g}", f"{HIGH:g}"))
