"""What stands in the lanes that hold no cards: touchpoints, handoffs, numbers and whatever else a study looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import icons
from workbench.share.exports.drawing.block import Block, lines, stacked, text
from workbench.share.exports.drawing.card import chips_in, draw_chips, rows
from workbench.share.exports.drawing.look import BAD, BODY, GOOD, META, NOTE, PLAIN, STRONG, THING
from workbench.share.exports.drawing.measure import Piece, flow, long
from workbench.share.exports.drawing.pen import tall

if TYPE_CHECKING:
    from workbench.share.exports.drawing.measure import Style
    from workbench.share.exports.drawing.pen import Pen

Entry = dict[str, Any]
_MOST = 4
_CHIP_TALL = 16.0
_ICON = 13.0
_BAR = 10.0


def entry(found: Entry, wide: float) -> Block:
    """Return an entry of the page's view as a block of `wide` pixels."""
    shape = found["shape"]
    made = {"touch": _touch, "hand": _hand, "gap": _gap, "number": _number}.get(shape, _item)(found, wide)
    block = stacked([*made, *_marks(found["marks"], wide)], 2.5)

    def draw(pen: Pen, x: float, y: float) -> None:
        with pen.group(said(found), x, y):
            block.draw(pen, 0, 0)

    return Block(block.high + 2, draw)


def said(found: Entry) -> str:
    """Return an entry in one sentence."""
    parts = [found["statement"], found.get("value") or "", found.get("words") or found["line"] or found["share"], *found["marks"]]
    return "; ".join(p for p in parts if p)


def _tone(found: Entry) -> Style:
    return {"good": GOOD, "bad": BAD}.get(found.get("tone") or "", META)


def _counted(found: Entry, wide: float, *before: str) -> list[Block]:
    """Return who tells of it and how it felt."""
    pieces = [Piece(" \u00b7 ".join(p for p in (*before, found["share"]) if p), META)]
    if found.get("felt"):
        pieces += [Piece(" \u00b7 ", META), Piece(found["felt"].replace(" ", "\u00a0"), _tone(found))]
    return [text([p for p in pieces if p.text], wide, most=_MOST)] if pieces[0].text else []


def _item(found: Entry, wide: float) -> list[Block]:
    made = [text(found["statement"], wide, THING, _MOST)]
    if found.get("bar"):
        made.append(_range(found["bar"], wide))
    made += _counted(found, wide) if found["share"] else [text(found["line"], wide, META, _MOST)] if found["line"] else []
    return [*made, *([text(found["note"], wide, NOTE, _MOST)] if found["note"] else [])]


def _touch(found: Entry, wide: float) -> list[Block]:
    shown = flow([Piece(found["statement"], PLAIN)], wide - _ICON - 24, 2)
    high = tall(shown) + 6
    across = max(long(line) for line in shown) + _ICON + 24 if shown else _ICON + 24
    kind = "dotted" if found["unplanned"] else "pill"

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.rect(x + 0.7, y + 0.7, across - 1.4, high - 1.4, kind, round_by=min(11, high / 2))
        pen.icon(icons.strokes(found["icon"]), x + 8, y + (high - _ICON) / 2, _ICON, "icon")
        pen.lines(x + _ICON + 13, y + 3, shown, wide - _ICON - 24)

    return [Block(high, draw), *_counted(found, wide, found["channel"])]


def _hand(found: Entry, wide: float) -> list[Block]:
    start = found["from"] or found["statement"]
    way = flow([Piece(start, PLAIN), *([Piece(" \u2192 ", STRONG), Piece(found["to"], PLAIN)] if found["to"] else [])], wide, 3)
    kind = {"good": "flowgood", "bad": "flowbad"}.get(found["tone"], "flow")
    under = Block(4, lambda pen, x, y: pen.line(x, y + 1, x + min(wide, max(long(line) for line in way)), y + 1, kind))
    change = [Piece(found["change"], _tone(found)), *([Piece(f" \u00b7 {found['share']}", META)] if found["share"] else [])]
    return [lines(way, wide), under, text(change, wide, most=_MOST)]


def _gap(found: Entry, wide: float) -> list[Block]:
    kind = {"neg": "pain", "pos": "delight"}.get(found["tone"], "prev")

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y + 5, x + wide, y + 5, "rail")
        pen.rect(x + found["left"] / 100 * wide, y + 1, max(1.0, found["width"] / 100 * wide), 8, kind)
        if found["whisker"]:
            left, right = (x + at / 100 * wide for at in found["whisker"])
            pen.line(left, y + 5, right, y + 5, "whisker")
        pen.line(x + wide / 2, y, x + wide / 2, y + _BAR, "tick")

    return [Block(_BAR + 2, draw), text(found["statement"], wide, PLAIN, _MOST), text(found["words"], wide, META, _MOST)]


def _number(found: Entry, wide: float) -> list[Block]:
    made = [text([Piece(f"{found['value']} ", STRONG), Piece(found["statement"], BODY)], wide, most=_MOST)]
    made += [text(found["note"], wide, NOTE, _MOST)] if found["note"] else []
    sign = "=" if found["tone"] == "good" else "\u2260"
    return made + ([text(f"{sign} {found['agrees']}", wide, _tone(found), 2)] if found["agrees"] else [])


def _range(bar: dict[str, float], wide: float) -> Block:
    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y + 5, x + wide, y + 5, "rail")
        pen.line(x + bar["lo"] / 100 * wide, y + 5, x + bar["hi"] / 100 * wide, y + 5, "range")
        pen.line(x + bar["p"] / 100 * wide, y, x + bar["p"] / 100 * wide, y + _BAR, "share")

    return Block(_BAR, draw)


def _marks(marks: list[str], wide: float) -> list[Block]:
    chips = chips_in([(m, "") for m in marks], wide)
    return [Block(rows(chips) * (_CHIP_TALL + 3) - 1, lambda pen, x, y: draw_chips(pen, chips, x, y + 1))] if chips else []
