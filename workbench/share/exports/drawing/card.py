"""A card on the drawing: what is claimed, by how many, how sure that is, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share.exports.drawing.look import (
    AGAINST,
    BAD,
    CHIP,
    COUNT,
    GOOD,
    META,
    NOTE,
    SAY,
    SMALL,
)  # fmt: skip
from workbench.share.exports.drawing.measure import Piece, flow, width, wrap
from workbench.share.exports.drawing.pen import tall

if TYPE_CHECKING:
    from workbench.share.exports.drawing.measure import Line, Style
    from workbench.share.exports.drawing.pen import Pen

Card = dict[str, Any]
_PAD, _LEFT, _GAP = 9.0, 12.0, 5.0
_BAR, _FOOT = 11.0, 15.0
_MOST_LINES, _MOST_BELOW = 5, 6
_SQUARE, _SQUARES = 8.5, 4
_CHIP_TALL = 16.0
_OWNER, _AGE = 0.42, 14.0


@dataclass(frozen=True, slots=True)
class Chip:
    """A mark in a rounded frame: where it starts, its row, and how wide it is."""

    text: str
    x: float
    row: int
    wide: float
    style: Style


@dataclass(frozen=True, slots=True)
class Face:
    """A card laid out for a width: its lines, and how high it is."""

    card: Card
    wide: float
    say: list[Line]
    meta: list[Line]
    chips: list[Chip]
    rest: list[Line]
    high: float
    inside: bool


def face(card: Card, wide: float) -> Face:
    """Return a card of the page's view laid out for `wide` pixels."""
    room = wide - _LEFT - _PAD
    say = wrap(card["statement"], SAY, room, _MOST_LINES)
    meta = _counts(card, room)
    signed = [(f"signed {card['signed_by']}", "")] if card["signed_by"] else []
    chips = chips_in([*signed, *((c["text"], c["tone"]) for c in card["chips"])], room)
    inside = bool(chips) and _has_foot(card) and chips[-1].row == 0 and chips[-1].x + chips[-1].wide + _used(card, room) <= room
    below = ", ".join(f"\u201c{b['statement']}\u201d ({b['people']})" for b in card["below"])
    told = [*([card["moved"]] if card["moved"] else []), *([f"with {below}"] if below else [])]
    rest = [line for text in told for line in wrap(text, NOTE, room, _MOST_BELOW)]
    high = _PAD - 1 + tall(say) + 3 + tall(meta)
    high += (_BAR + _GAP if card["bar"] else 0) + (_FOOT + 3 if _has_foot(card) else 0)
    high += (rows(chips) * (_CHIP_TALL + 3) + 3 if chips and not inside else 0) + (tall(rest) + 3 if rest else 0) + _PAD - 2
    return Face(card, wide, say, meta, chips, rest, round(high, 1), inside)


def said(card: Card) -> str:
    """Return a card in one sentence, for those who do not see it."""
    if card["assumed"]:
        counted = "ASSUMPTION, nobody has said this yet"
    else:
        counted = f"{card['k']} of {card['n']} people{', ' + card['range'] if card['range'] else ''}, grade {card['grade']}"
    parts = [f"{card['kicker']}: {card['statement']}", counted, f"{card['x']} against" if card["x"] else ""]
    parts += [f"grade signed by {card['signed_by']}" if card["signed_by"] else "", *(c["text"] for c in card["chips"])]
    parts += [f"owner {card['owner']}" if card["owner"] else "", card["moved"]]
    return "; ".join(p for p in parts if p)


def draw(pen: Pen, made: Face, x: float, y: float) -> None:
    """Draw a card with its upper left corner at `x`, `y`."""
    card, wide = made.card, made.wide
    room = wide - _LEFT - _PAD
    with pen.group(said(card), x, y):
        _ground(pen, card, wide, made.high)
        at = pen.lines(_LEFT, _PAD - 1, made.say, room) + 3
        at = pen.lines(_LEFT, at, made.meta, room)
        if card["bar"]:
            bar(pen, card, _LEFT, at + _GAP, room)
            at += _BAR + _GAP
        if _has_foot(card):
            end = _foot(pen, card, at + 3, room)
            if made.inside:
                draw_chips(pen, made.chips, end, at + 2.5)
            at += _FOOT + 3
        if made.chips and not made.inside:
            draw_chips(pen, made.chips, _LEFT, at + 3)
            at += rows(made.chips) * (_CHIP_TALL + 3) + 3
        if made.rest:
            pen.lines(_LEFT, at + 3, made.rest, room)


def _counts(card: Card, room: float) -> list[Line]:
    """Return how many say so and how many the opposite, on one line if there is room."""
    if card["assumed"]:
        said = [Piece("ASSUMPTION ", COUNT), Piece("nobody has said this yet", META)]
    else:
        said = [
            Piece(f"{card['k']:,} of {card['n']:,}", COUNT),
            Piece(f" people \u00b7 {card['kinds']}".replace(" kind", "\u00a0kind"), META),
        ]
    against = Piece(f"{card['x']:,}\u00a0against", AGAINST)
    if not card["x"]:
        return flow(said, room)
    one = flow([*said, Piece(" \u00b7 ", META), against], room)
    return one if len(one) == 1 else [*flow(said, room), *flow([against], room)]


def _ground(pen: Pen, card: Card, wide: float, high: float) -> None:
    if card["assumed"]:
        pen.rect(0.7, 0.7, wide - 1.4, high - 1.4, "ground", round_by=5)
        pen.path(hatch(1.5, 1.5, wide - 3, high - 3, 9), "veil")
        pen.rect(0.7, 0.7, wide - 1.4, high - 1.4, "dash", round_by=5)
        return
    pen.rect(0.5, 0.5, wide - 1, high - 1, f"{card['kind']}b", round_by=4)
    pen.rect(0.5, 0.5, wide - 1, high - 1, "edge", round_by=4)
    pen.path(f"M4.5 0H4a4 4 0 0 0-4 4V{high - 4:g}a4 4 0 0 0 4 4h.5z", card["kind"])


def bar(pen: Pen, card: Card, x: float, y: float, room: float) -> None:
    """Draw the share of people on a line from none to all, its interval, and those who say the opposite."""
    text = card["range"].replace(" to ", "\u2013").replace("\u00a0%\u2013", "\u2013")
    beside = width(text, SMALL) + 7 if text else 0
    long = room - beside
    middle = y + _BAR / 2
    found = card["bar"]

    def at(share: float) -> float:
        return x + share / 100 * long

    pen.line(x, middle, x + long, middle, "rail")
    for end in (0, 50, 100):
        pen.line(at(end), middle - 2, at(end), middle + 2, "rail")
    pen.line(at(found["lo"]), middle, max(at(found["hi"]), at(found["lo"]) + 1), middle, "range")
    if found["x"] >= 0:
        pen.line(at(found["x"]), middle - 4.2, at(found["x"]), middle + 4.2, "contra")
    pen.line(at(found["p"]), middle - 5, at(found["p"]), middle + 5, "share")
    if text:
        pen.words(x + room, middle + 3.6, text, SMALL, at="end")


def _has_foot(card: Card) -> bool:
    return not card["assumed"] or bool(card["owner"])


def _graded(card: Card) -> float:
    """Return how wide the grade is."""
    return 0.0 if card["assumed"] else _SQUARES * (_SQUARE + 2) + 4 + width(card["grade"], META) + 7


def _owner(card: Card, room: float) -> str:
    """Return the owner's name, or initials where there is no room for it."""
    left = room - _graded(card) - _AGE
    whole = width(card["owner"], META) <= min(left, room * (1 if card["assumed"] else _OWNER))
    shown = card["owner"] if whole else card["initials"]
    return shown if width(shown, META) <= left else ""


def _used(card: Card, room: float) -> float:
    """Return how much of the foot is taken."""
    owner = _owner(card, room)
    return _graded(card) + (width(owner, META) + 6 if owner else 0) + (_AGE if card["age"][0] else 0)


def _foot(pen: Pen, card: Card, y: float, room: float) -> float:
    """Draw the grade, how old the evidence is and whose card it is; return where there is room between them."""
    line = y + _FOOT / 2 + 3.9
    x = _LEFT
    if not card["assumed"]:
        squares(pen, card["level"], x, line - 8.2)
        x += _SQUARES * (_SQUARE + 2) + 4
        pen.words(x, line, card["grade"], META)
        x += width(card["grade"], META) + 7
    owner, right = _owner(card, room), _LEFT + room
    if owner:
        pen.words(right, line, owner, META, at="end")
        right -= width(owner, META) + 5
    if card["age"][0]:
        age(pen, card["age"][0], right - 4, line - 4)
    return x


def age(pen: Pen, kind: str, x: float, y: float) -> None:
    """Draw how old the newest evidence is: full, half or empty."""
    if kind == "new":
        pen.dot(x, y, 4, "soft")
        return
    if kind == "mid":
        pen.path(f"M{x:.1f} {y - 3.4:.1f}a3.4 3.4 0 0 0 0 6.8z", "soft")
    pen.dot(x, y, 3.4, "ring")


def squares(pen: Pen, level: int, x: float, y: float) -> None:
    """Draw a grade: as many of four squares as it has."""
    for i in range(_SQUARES):
        left = x + i * (_SQUARE + 2)
        if i < level:
            pen.rect(left, y, _SQUARE, _SQUARE, "soft", round_by=1.5)
        else:
            pen.rect(left + 0.5, y + 0.5, _SQUARE - 1, _SQUARE - 1, "square", round_by=1.5)


def chips_in(marks: list[tuple[str, str]], room: float) -> list[Chip]:
    """Return marks in rows at most `room` wide; one that is wider is cut, and its whole text is in the card's name."""
    made: list[Chip] = []
    x, row = 0.0, 0
    for text, tone in marks:
        style = {"good": GOOD, "bad": BAD}.get(tone, CHIP)._replace(size=CHIP.size)
        name = {"good": "t-good t-chipped", "bad": "t-bad t-chipped"}.get(tone, CHIP.name)
        shown = wrap(text, style, room - 14, 1)
        if not shown:
            continue
        short = "".join(p.text for p in shown[0])
        wide = width(short, style) + 14
        if x and x + wide > room:
            x, row = 0.0, row + 1
        made.append(Chip(short, x, row, wide, style._replace(name=name)))
        x += wide + 4
    return made


def rows(chips: list[Chip]) -> int:
    """Return how many rows chips take."""
    return chips[-1].row + 1 if chips else 0


def draw_chips(pen: Pen, chips: list[Chip], x: float, y: float) -> None:
    """Draw marks."""
    for chip in chips:
        top = y + chip.row * (_CHIP_TALL + 3)
        pen.rect(x + chip.x + 0.5, top + 0.5, chip.wide - 1, _CHIP_TALL - 1, "chip", round_by=7.5)
        pen.words(x + chip.x + 7, top + _CHIP_TALL / 2 + 3.7, chip.text, chip.style, room=chip.wide - 14)


def hatch(x: float, y: float, wide: float, high: float, step: float) -> str:
    """Return slanted lines that fill a rectangle and end at its edges."""
    parts = []
    start = step
    while start < wide + high:
        x1, y1 = (x + start, y) if start <= wide else (x + wide, y + start - wide)
        x2, y2 = (x, y + start) if start <= high else (x + start - high, y + high)
        parts.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        start += step
    return "".join(parts)
