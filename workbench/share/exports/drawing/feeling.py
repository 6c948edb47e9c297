"""The emotion curve across the stages of the drawing: a dot a stage with its interval, the people behind it, nothing smoothed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.curve import describe
from workbench.share.exports.drawing.look import AIM, BETTER, COUNT, META, QUIET, SMALL, STAR, TURN, VALUE
from workbench.share.exports.drawing.measure import Piece, flow, width
from workbench.share.exports.drawing.pen import tall
from workbench.share.swarm import every

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.drawing.measure import Line, Style
    from workbench.share.exports.drawing.pen import Pen

Stage = dict[str, Any]
HIGH = 196.0
_TOP, _BOTTOM = 20.0, 18.0
_BAND, _DOT = 14.0, 7.0
_BEFORE_LEFT = 13.0
_STEP, _SPREAD, _ROWS = 5.6, 0.8, 3
_PERSON = 2.5
_CIRCLE = "a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z"
_HOLLOW_BELOW = 5
_MOST_LABELS = 2
#: The space before a number: a word is not torn from its count.
_NUMBER = re.compile(r" (?=\d)")
#: A star of five points around nought, ten pixels high.
STAR_PATH = "M0-5.4L1.6-1.8 5.4-1.6 2.4.9 3.4 4.7 0 2.6-3.4 4.7-2.4.9-5.4-1.6-1.6-1.8z"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a stage stands: its left edge, its width, and in how many columns its cards are laid."""

    x: float
    wide: float
    columns: int

    @property
    def middle(self) -> float:
        """Its middle."""
        return self.x + self.wide / 2


@dataclass(slots=True)
class _Room:
    """What is taken already, as rectangles (left, top, right, bottom): words go where least is."""

    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def add(self, x: float, y: float, wide: float, high: float) -> None:
        self.taken.append((x, y, x + wide, y + high))

    def best(
        self, places: Sequence[tuple[float, float]], wide: float, high: float, top: float, bottom: float
    ) -> tuple[float, float]:
        """Return the first of some places that hides nothing, or the one that hides least; what lies outside is worst."""

        def hidden(at: tuple[float, float]) -> float:
            x, y = at
            out = max(0.0, top - y) + max(0.0, y + high - bottom)
            return 1000 * out + sum(
                max(0.0, min(x + wide, r) - max(x, left)) * max(0.0, min(y + high, b) - max(y, t)) for left, t, r, b in self.taken
            )

        chosen = min(places, key=hidden)
        self.add(*chosen, wide, high)
        return chosen


def below(stages: Sequence[Stage], view: Sequence[dict[str, Any]], columns: Sequence[Column]) -> list[list[Line]]:
    """Return who felt it and what, in lines that stand under the curve."""
    made: list[list[Line]] = []
    for stage, shown, column in zip(stages, view, columns, strict=True):
        feel = stage["emotion"]
        if not feel["n"]:
            made.append([])
            continue
        spread = f"\u2002{shown['feeling_range']}" if shown["feeling_range"] else ""
        who = flow([Piece(shown["felt_by"], COUNT), Piece(spread, META)], column.wide - 10, 2)
        made.append(
            who + flow([Piece(_NUMBER.sub("\u00a0", shown["labels"]), META)], column.wide - 10, _MOST_LABELS)
            if shown["labels"]
            else who
        )
    return made


def high(lines: Sequence[list[Line]]) -> float:
    """Return how high the curve is with what stands under it."""
    return HIGH + max((tall(block) for block in lines), default=0.0) + 10


def draw(
    pen: Pen, stages: Sequence[Stage], columns: Sequence[Column], under: Sequence[list[Line]], y: float, previous: str | None
) -> None:
    """Draw the curve with its upper edge at `y`."""
    left, right = columns[0].x, columns[-1].x + columns[-1].wide
    room = _Room()
    with pen.group(describe(stages)):
        pen.rect(left, y, right - left, high(under), "wash")
        for value in (2, 1, 0, -1, -2):
            pen.line(left, _at(value, y), right, _at(value, y), "rule" if value else "zero")
            pen.words(left + 5, _at(value, y) - 4, words.signed(value).replace(".0", "") if value else "0", SMALL)
        _people(pen, stages, columns, y)
        _before(pen, stages, columns, y, room)
        _targets(pen, stages, columns, y, room)
        _points(pen, stages, columns, y, room)
    for stage, column in zip(stages, columns, strict=True):
        _names(pen, stage, column, y, room, previous)
    for block, column in zip(under, columns, strict=True):
        pen.lines(column.middle, y + HIGH + 1, block, column.wide - 10, at="middle")


def _at(value: float, y: float) -> float:
    return y + _TOP + (2 - max(-2.0, min(2.0, value))) / 4 * (HIGH - _TOP - _BOTTOM)


def _runs(
    stages: Sequence[Stage], values: Sequence[float | None], xs: Sequence[float], y: float
) -> list[list[tuple[float, float]]]:
    """Return what is to be joined: neighbours only, so that gaps stay open."""
    runs: list[list[tuple[float, float]]] = [[]]
    for value, x in zip(values, xs, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x, _at(value, y)))
    return [run for run in runs if len(run) > 1 and stages]


def _people(pen: Pen, stages: Sequence[Stage], columns: Sequence[Column], y: float) -> None:
    """Draw a faint dot for everybody, those of one feeling beside each other."""
    step = every(stages)
    for stage, column in zip(stages, columns, strict=True):
        levels: dict[float, list[float]] = defaultdict(list)
        for person in stage["emotion"]["people"]:
            if step == 1 or sum(person["participant"].encode()) % step == 0:
                levels[round(person["mean"] * 4) / 4].append(person["mean"])
        space = min(column.wide, 230.0) * _SPREAD
        dots: list[str] = []
        for level in sorted(levels):
            means = sorted(levels[level])
            rows = min(_ROWS, -(-len(means) // max(1, int(space / _STEP))))
            across = -(-len(means) // rows)
            apart = min(_STEP, space / across)
            for i, mean in enumerate(means):
                row, at = divmod(i, across)
                here = min(across, len(means) - row * across)
                left = column.middle + (at - (here - 1) / 2) * apart - _PERSON
                dots.append(f"M{left:.1f} {_at(mean, y) + (row - (rows - 1) / 2) * 4.6:.1f}{_CIRCLE}")
        if dots:
            pen.path("".join(dots), "person")


def _before(pen: Pen, stages: Sequence[Stage], columns: Sequence[Column], y: float, room: _Room) -> None:
    before = [s["emotion"].get("previous") or {"mean": None} for s in stages]
    xs = [c.middle - _BEFORE_LEFT for c in columns]
    for run in _runs(stages, [b["mean"] for b in before], xs, y):
        pen.joined(run, "before")
    for found, x in zip(before, xs, strict=True):
        if found["mean"] is not None:
            pen.dot(x, _at(found["mean"], y), 4, "beforedot")
            room.add(x - 5, _at(found["mean"], y) - 5, 10, 10)


def _targets(pen: Pen, stages: Sequence[Stage], columns: Sequence[Column], y: float, room: _Room) -> None:
    wanted = [s.get("target") for s in stages]
    for run in _runs(stages, wanted, [c.middle for c in columns], y):
        pen.joined(run, "aimline")
    for value, column in zip(wanted, columns, strict=True):
        if value is not None:
            pen.rect(column.middle - 4.5, _at(value, y) - 4.5, 9, 9, "aimed")
            room.add(column.middle - 6, _at(value, y) - 6, 12, 12)


def _points(pen: Pen, stages: Sequence[Stage], columns: Sequence[Column], y: float, room: _Room) -> None:
    for stage, column in zip(stages, columns, strict=True):
        feel, x = stage["emotion"], column.middle
        if feel["mean"] is not None:
            top, bottom = _at(feel["hi"], y), _at(feel["lo"], y)
            pen.rect(x - _BAND / 2, top, _BAND, max(2.0, bottom - top), "band", round_by=3)
            pen.path(f"M{x - 5:.1f} {top:.1f}h10M{x - 5:.1f} {bottom:.1f}h10M{x:.1f} {top:.1f}V{bottom:.1f}", "cap")
            room.add(x - _BAND / 2, top - 1, _BAND, bottom - top + 2)
    for run in _runs(stages, [s["emotion"]["mean"] for s in stages], [c.middle for c in columns], y):
        pen.joined(run, "curve")
        for (x1, y1), (x2, y2) in pairwise(run):
            for i in range(21):
                room.add(x1 + (x2 - x1) * i / 20 - 4, y1 + (y2 - y1) * i / 20 - 3, 8, 6)
    for stage, column in zip(stages, columns, strict=True):
        feel = stage["emotion"]
        if feel["mean"] is not None:
            hollow = feel.get("hollow", feel["n"] < _HOLLOW_BELOW) or feel["n"] < _HOLLOW_BELOW
            pen.dot(column.middle, _at(feel["mean"], y), _DOT - (0.8 if hollow else 0), "hollow" if hollow else "now")
            room.add(column.middle - _DOT, _at(feel["mean"], y) - _DOT, 2 * _DOT, 2 * _DOT)


def _names(pen: Pen, stage: Stage, column: Column, y: float, room: _Room, previous: str | None) -> None:
    """Write what stands beside the dots: the mean, the moment of truth, the change, what is aimed at."""
    feel, x = stage["emotion"], column.middle
    mean = feel["mean"]
    middle = _at(mean if mean is not None else 0.0, y)
    if mean is not None:
        text = words.signed(mean)
        wide = width(text, VALUE)
        sides = [(x + _DOT + 5, middle + d) for d in (-7.0, -16.0, 3.0, -24.0, 10.0)] + [(x - _DOT - 5 - wide, middle - 7.0)]
        at = room.best(sides, wide, 14, y, y + HIGH)
        pen.words(at[0], at[1] + 12, text, VALUE)
    else:
        heard = stage["coverage"]["spoke"] + stage["coverage"]["asked"]
        quiet = "too few people for a mean" if feel["n"] else "no feeling heard" if heard else "not asked"
        pen.words(x, middle + 16, quiet, QUIET, at="middle")
    if stage["moment"]:
        _label(
            pen, room, "moment of truth", STAR, column, [_low(feel, y) + 6, _high(feel, y) - 22, y + HIGH - 34, y + 4], y, star=True
        )
    change = _change(feel, previous)
    if change:
        _label(pen, room, change[0], change[1], column, [_high(feel, y) - 22, _low(feel, y) + 6, y + 4, y + HIGH - 34], y)
    target = stage.get("target")
    if target is not None:
        text = f"target {words.signed(target)}"
        wide, level = width(text, AIM), _at(target, y)
        at = room.best(
            [(x + 9, level - 8), (x - 9 - wide, level - 8), (x + 9, level - 18), (x + 9, level + 2)], wide, 14, y, y + HIGH
        )
        pen.words(at[0], at[1] + 12, text, AIM)


def _label(
    pen: Pen, room: _Room, text: str, style: Style, column: Column, tops: Sequence[float], y: float, *, star: bool = False
) -> None:
    wide = width(text, style) + (15 if star else 0)
    x = column.middle
    centred = x - wide / 2
    spots = [(left, top) for top in tops for left in (centred, x + 14, x - 14 - wide)]
    at = room.best(
        [(max(column.x + 2, min(left, column.x + column.wide - wide - 2)), top) for left, top in spots], wide, 16, y, y + HIGH
    )
    if star:
        with pen.group("", at[0] + 5.5, at[1] + 8.5):
            pen.path(STAR_PATH, "star")
    pen.words(at[0] + (15 if star else 0), at[1] + 12.5, text, style)


def _high(feel: dict[str, Any], y: float) -> float:
    tops = [feel["hi"] if feel["mean"] is not None else 0.0]
    before = feel.get("previous")
    if before and before["mean"] is not None:
        tops.append(before["mean"])
    return _at(max(tops), y)


def _low(feel: dict[str, Any], y: float) -> float:
    return _at(feel["lo"] if feel["mean"] is not None else 0.0, y) + (0 if feel["mean"] is not None else 18)


def _change(feel: dict[str, Any], previous: str | None) -> tuple[str, Style] | None:
    """Return how the feeling changed, if there is a verdict that it did."""
    word = str((feel.get("verdict") or {}).get("word") or "")
    than = f"than {previous or 'before'}"
    if feel["mean"] is None:
        return None
    if word.startswith(("up", "better")):
        return f"\u25b2 better {than}", BETTER
    return (f"\u25bc worse {than}", TURN) if word.startswith(("down", "worse")) else None
