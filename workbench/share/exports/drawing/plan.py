"""Where everything goes: which lanes, how wide each stage, in how many columns its cards, and on how many sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share.exports.drawing import card as cards
from workbench.share.exports.drawing import feeling
from workbench.share.exports.drawing.block import GAP, Block, Placed, place, text
from workbench.share.exports.drawing.entry import entry
from workbench.share.exports.drawing.feeling import Column
from workbench.share.exports.drawing.head import heads
from workbench.share.exports.drawing.look import LANE, NOTE, QUIET
from workbench.share.exports.drawing.measure import wrap
from workbench.share.exports.drawing.pen import tall

if TYPE_CHECKING:
    from collections.abc import Sequence

View = dict[str, Any]
LABEL = 118.0
#: Width of a card, how much wider it may be made to fill a sheet, and how much if there are few beside each other.
CARD, WIDEST, FEW, WIDEST_OF_FEW = 176.0, 250.0, 5, 330.0
PAD = 7.0
#: Cards and entries drawn in a cell before "n more".
MOST_CARDS, MOST_ENTRIES = 8, 6
_ROW_TOP, _ROW_BOTTOM = 9.0, 9.0
_MOST_COLUMNS = 4
#: A column of cards that makes the letters larger by less than this is only white paper.
_WORTH = 0.985


@dataclass(frozen=True, slots=True)
class Row:
    """A lane of the drawing: its name, and for each stage what stands there."""

    label: str
    note: str
    cells: list[list[Block]]
    silence: list[str]


@dataclass(frozen=True, slots=True)
class Laid:
    """A row put in its place: where each block stands, and how high it is."""

    row: Row
    cells: list[list[Placed]]
    high: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages laid out beside each other: columns, rows, and the heights of what stands above the rows."""

    chosen: tuple[int, ...]
    columns: list[Column]
    rows: list[Laid]
    head: float
    curve: float
    rest: list[Row]

    @property
    def wide(self) -> float:
        """Width with the names of the lanes."""
        return self.columns[-1].x + self.columns[-1].wide if self.columns else LABEL

    def load(self, place: int) -> float:
        """Return how much stands in the lanes of a stage, in pixels of height."""
        return sum(max((p.y + p.block.high for p in r.cells[place]), default=0.0) for r in self.rows)

    @property
    def high(self) -> float:
        """Height of heads, curve and rows."""
        return self.head + self.curve + sum(r.high for r in self.rows)


class Lanes:
    """The lanes of a map as rows of blocks, made for a width of cards and remembered.

    Parameters
    ----------
    view
        As `workbench.share.map_page.view` makes it.
    extra
        The lanes behind "More lanes" instead of those the study opens with.
    most
        Entries drawn in a cell before "n more".
    """

    def __init__(self, view: View, *, extra: bool = False, most: int = MOST_ENTRIES) -> None:
        self._most = most
        self._lanes = [lane for lane in view["lanes"] if lane["extra"] == extra] if view["coded"] else []
        self._made: dict[float, list[Row]] = {}

    def __bool__(self) -> bool:
        return bool(self._lanes)

    def rows(self, wide: float) -> list[Row]:
        """Return the rows for cards of a width."""
        if wide not in self._made:
            self._made[wide] = [_row(lane, wide, self._most) for lane in self._lanes]
        return self._made[wide]


def _row(lane: View, wide: float, most: int) -> Row:
    cells = [_cards(cell, wide) if lane["claims"] else _entries(cell, wide, most) for cell in lane["cells"]]
    return Row(lane["label"], lane["note"], cells, [c["silence"] for c in lane["cells"]])


def _cards(cell: View, wide: float) -> list[Block]:
    """Return the cards of a cell; those beyond the eighth, and hidden ones, as a line that says how many there are."""
    shown = [*cell["cards"], *cell["more"]]
    made = [_card(c, wide) for c in shown[:MOST_CARDS]]
    for left, what in ((shown[MOST_CARDS:], "more, less sure"), (cell["hidden"], "hidden by the team")):
        if left:
            assumed = sum(c["assumed"] for c in left)
            also = f", {assumed} of them {'an assumption' if assumed == 1 else 'assumptions'}" if assumed else ""
            made.append(text(f"+ {len(left)} {what}{also}", wide, QUIET))
    return made


def _card(found: View, wide: float) -> Block:
    face = cards.face(found, wide)
    return Block(face.high, lambda pen, x, y: cards.draw(pen, face, x, y))


def _entries(cell: View, wide: float, most: int) -> list[Block]:
    found = [*cell["entries"], *cell["more"]]
    more = len(found) - most
    return [*(entry(e, wide) for e in found[:most]), *([text(f"+ {more} more", wide, QUIET)] if more > 0 else [])]


def lay(view: View, model: View, lanes: Lanes | Sequence[Row], chosen: Sequence[int], columns: Sequence[int], card: float, *,
        curve: bool = True, limit: float = float("inf")) -> Plan:  # fmt: skip
    """Return stages laid out.

    Parameters
    ----------
    view, model
        The map as the page shows it, and the map.
    lanes
        The lanes, or the rows that are still to be drawn.
    chosen
        Which stages, by place.
    columns
        In how many columns the cards of each are laid.
    card
        Width of a card.
    curve
        Draw the emotion curve.
    limit
        Height that must not be left: what does not fit is the plan's rest.
    """
    placed: list[Column] = []
    x = LABEL
    for count in columns:
        wide = count * card + (count - 1) * GAP + 2 * PAD
        placed.append(Column(x, wide, count))
        x += wide
    stages = [view["stages"][i] for i in chosen]
    head = heads(stages, placed)[1]
    under = feeling.below([model["stages"][i] for i in chosen], stages, placed)
    high = (feeling.high(under) if view["felt"] and curve else 0.0) + (
        QUIET.line + 16 if view["coded"] and not view["felt"] and curve else 0
    )
    rows = lanes.rows(card) if isinstance(lanes, Lanes) else list(lanes)
    laid, rest = _rows(rows, chosen if isinstance(lanes, Lanes) else range(len(chosen)), columns, card, limit - head - high)
    return Plan(tuple(chosen), placed, laid, head, high, rest)


def _rows(
    rows: Sequence[Row], chosen: Sequence[int], columns: Sequence[int], card: float, room: float
) -> tuple[list[Laid], list[Row]]:
    """Return rows laid out until the room is used, and what is left: a lane that is too high goes on on the next sheet."""
    laid: list[Laid] = []
    for number, row in enumerate(rows):
        here = Row(row.label, row.note, [row.cells[i] for i in chosen], [row.silence[i] for i in chosen])
        name = tall(wrap(here.label, LANE, LABEL - 12)) + tall(wrap(here.note, NOTE, LABEL - 12))
        space = room - sum(r.high for r in laid) - _ROW_TOP - _ROW_BOTTOM
        whole = [place(cell, card, count) for cell, count in zip(here.cells, columns, strict=True)]
        high = max([name, QUIET.line, *(h for _, h, _ in whole)])
        if high <= space:
            laid.append(Laid(here, [p for p, _, _ in whole], high + _ROW_TOP + _ROW_BOTTOM))
            continue
        left = [Row(r.label, r.note, [r.cells[i] for i in chosen], [r.silence[i] for i in chosen]) for r in rows[number + 1 :]]
        if laid:
            return laid, [here, *left]
        part = [place(cell, card, count, space) for cell, count in zip(here.cells, columns, strict=True)]
        high = max([name, *(h for _, h, _ in part)])
        rest = Row(_continued(here.label), here.note, [r for _, _, r in part], ["" if r else "\u2026" for _, _, r in part])
        over = any(rest.cells)
        return [Laid(here, [p for p, _, _ in part], high + _ROW_TOP + _ROW_BOTTOM)], [*([rest] if over else []), *left]
    return laid, []


def _continued(label: str) -> str:
    return label if label.endswith("continued") else f"{label}, continued"


def best(view: View, model: View, lanes: Lanes, chosen: Sequence[int], frame: Frame) -> Plan:
    """Return the layout in which the letters are largest on a sheet: crowded stages get several columns of cards."""
    if not chosen:
        return lay(view, model, lanes, chosen, [], CARD, curve=frame.curve)
    least = max(1, -(-frame.least // len(chosen)))
    columns = [least] * len(chosen)
    plan = lay(view, model, lanes, chosen, columns, CARD, curve=frame.curve)
    found, size = plan, frame.scale(plan)
    while frame.wider(plan):
        tries = []
        for i in range(len(chosen)):
            if columns[i] < _MOST_COLUMNS:
                one = [c + (j == i) for j, c in enumerate(columns)]
                tries.append((lay(view, model, lanes, chosen, one, CARD, curve=frame.curve), -plan.load(i), one))
        if not tries:
            break
        plan, _, columns = min(tries, key=lambda t: (t[0].high, t[1], t[2]))
        if frame.scale(plan) > size:
            found, size = plan, frame.scale(plan)
    return _filled(view, model, lanes, _pruned(view, model, lanes, found, frame), frame)


def _pruned(view: View, model: View, lanes: Lanes, plan: Plan, frame: Frame) -> Plan:
    """Return a plan without the columns that make the letters hardly larger."""
    for i in range(len(plan.chosen)):
        columns = [c.columns for c in plan.columns]
        while columns[i] > 1 and sum(columns) > frame.least:
            columns[i] -= 1
            fewer = lay(view, model, lanes, plan.chosen, columns, CARD, curve=frame.curve)
            if frame.scale(fewer) < frame.scale(plan) * _WORTH:
                break
            plan = fewer
    return plan


def _filled(view: View, model: View, lanes: Lanes, plan: Plan, frame: Frame) -> Plan:
    """Return a plan with its cards made wider until the sheet is as wide as its height asks for."""
    columns = [c.columns for c in plan.columns]
    for _ in range(2):
        spare = frame.ratio * (plan.high + frame.above) - plan.wide
        now = (plan.columns[0].wide - 2 * PAD - (columns[0] - 1) * GAP) / columns[0]
        card = min(WIDEST if sum(columns) > FEW else WIDEST_OF_FEW, float(int(now + max(0.0, spare) / sum(columns))))
        if card <= now:
            break
        plan = lay(view, model, lanes, plan.chosen, columns, card, curve=frame.curve)
    return plan


@dataclass(frozen=True, slots=True)
class Frame:
    """What a layout is made for: the shape of the sheet, what stands above and below the lanes, how wide it may become."""

    wide: float
    high: float
    above: float
    curve: bool = True
    least: int = 4

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.wide / self.high

    def scale(self, plan: Plan) -> float:
        """Return how large a plan would be drawn."""
        return min(self.wide / plan.wide, self.high / (plan.high + self.above))

    def wider(self, plan: Plan) -> bool:
        """Say whether one more column of cards would still fit a sheet of the smallest letters."""
        return plan.wide + CARD + GAP <= self.wide
