"""The top of a sheet: what it shows and how much it rests on; and the heads of the stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share.exports.drawing.block import Block
from workbench.share.exports.drawing.card import hatch
from workbench.share.exports.drawing.look import BODY, FIGURE, NOTE, PLAIN, SMALL, STAGE, STRONG, TITLE
from workbench.share.exports.drawing.measure import Piece, flow, width, wrap
from workbench.share.exports.drawing.pen import tall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.drawing.feeling import Column
    from workbench.share.exports.drawing.measure import Line
    from workbench.share.exports.drawing.pen import Pen

View = dict[str, Any]
_TITLE_LINES, _SCENARIO_LINES, _GOAL_LINES, _NAME_LINES = 3, 3, 4, 3
_FIGURES_APART = 30.0
_POINT = 9.0


def of_whom(view: View) -> list[Piece]:
    """Return whose journey it is, of which round and from when to when."""
    persona = view["persona"]
    who = (
        [Piece("Persona ", BODY), Piece(persona["name"], STRONG), Piece(f" ({persona['of']})", BODY)]
        if persona
        else [Piece("Everybody", BODY)]
    )
    when = [Piece(" \u00b7 round ", BODY), Piece(view["round"], STRONG)] if view["round"] else [Piece(" \u00b7 all rounds", BODY)]
    return [
        *who, *when, *([Piece(f", {view['dates']}", BODY)] if view["dates"] else []),
        *([Piece(f" \u00b7 grey: {view['previous']}", BODY)] if view["previous"] else []),
    ]  # fmt: skip


def strip(view: View, wide: float, *, page: str = "") -> Block:
    """Return the title, whom it speaks of, and the figures it rests on; `page` says which sheet of several it is."""
    figures = [(figure, what, max(width(figure, FIGURE), width(what, NOTE))) for figure, what in view["facts"]]
    taken = sum(w for *_, w in figures) + _FIGURES_APART * len(figures)
    room = wide - taken if wide - taken > wide * 0.38 else wide
    title = wrap(view["title"], TITLE, room, _TITLE_LINES)
    told = flow(of_whom(view) + ([Piece(f" \u00b7 {page}", STRONG)] if page else []), room, 2)
    told += wrap(view["scenario"], BODY, room, _SCENARIO_LINES) if view["scenario"] else []
    left = tall(title) + 5 + tall(told)
    under = room == wide
    high = left + (56 if under else 0)

    def draw(pen: Pen, x: float, y: float) -> None:
        at = pen.lines(x, y, title, room)
        pen.lines(x, at + 5, told, room)
        right = x + wide
        for figure, what, across in reversed(figures):
            base = y + high - 22
            pen.words(right, base, figure, FIGURE, room=across, at="end")
            pen.words(right, base + 17, what, NOTE, room=across, at="end")
            right -= across + _FIGURES_APART
        pen.line(x, y + high + 10, x + wide, y + high + 10, "strong")

    return Block(high + 11, draw)


@dataclass(frozen=True, slots=True)
class Head:
    """A stage's head laid out for its column."""

    stage: View
    name: list[Line]
    goal: list[Line]
    cover: list[Line]


def heads(stages: Sequence[View], columns: Sequence[Column]) -> tuple[list[Head], float]:
    """Return the heads of stages, and how high they are together."""
    made = [
        Head(
            s,
            wrap(s["label"], STAGE, c.wide - 34, _NAME_LINES),
            wrap(s["goal"], PLAIN, c.wide - 20, _GOAL_LINES),
            wrap(s["cover"], SMALL, c.wide - 16),
        )
        for s, c in zip(stages, columns, strict=True)
    ]
    return made, _names_high(made) + max((tall(h.goal) for h in made), default=0.0) + _covers_high(made) + 22


def _covers_high(made: Sequence[Head]) -> float:
    return max((tall(h.cover) for h in made), default=SMALL.line) + 8


def _names_high(made: Sequence[Head]) -> float:
    return max((tall(h.name) for h in made), default=STAGE.line) + 16


def draw_heads(pen: Pen, made: Sequence[Head], columns: Sequence[Column], y: float, high: float) -> None:
    """Draw the heads: an arrow with the stage's name, what people want there, and who spoke of it."""
    tip = _names_high(made)
    for head, column in zip(made, columns, strict=True):
        x, right = column.x + 2, column.x + column.wide - 2
        with pen.group(f"Stage {head.stage['label']}: {head.stage['goal']}; {head.stage['cover']}"):
            pen.path(
                f"M{x:.1f} {y:.1f}H{right - _POINT:.1f}L{right:.1f} {y + tip / 2:.1f} {right - _POINT:.1f} {y + tip:.1f}H{x:.1f}"
                f"L{x + _POINT * 0.7:.1f} {y + tip / 2:.1f}z",
                "wash",
            )
            pen.lines(x + 16, y + (tip - tall(head.name)) / 2, head.name, column.wide - 34)
            pen.lines(column.x + 8, y + tip + 7, head.goal, column.wide - 20)
            _cover(pen, head, column.x + 8, y + high - _covers_high(made) - 5, column.wide - 20)


def _cover(pen: Pen, head: Head, x: float, y: float, wide: float) -> None:
    """Draw how many spoke, were asked and were not, as a bar and in words."""
    stage = head.stage
    total = stage["spoke"] + stage["asked"] + stage["silent"]
    left = x
    for count, kind in ((stage["spoke"], "now"), (stage["asked"], "prev"), (stage["silent"], "")):
        part = count / total * wide if total else 0.0
        if part <= 0:
            continue
        if kind:
            pen.rect(left, y, max(1.0, part - 1.5), 6, kind, round_by=1.5)
        else:
            pen.rect(left + 0.5, y + 0.5, max(1.0, part - 1), 5, "edge", round_by=1.5)
            pen.path(hatch(left + 1, y + 1, max(1.0, part - 2), 4, 4), "hatch")
        left += part
    pen.lines(x, y + 8, head.cover, wide + 4)
