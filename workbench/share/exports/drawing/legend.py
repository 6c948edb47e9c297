"""The foot of a sheet: how to read it, what to know before quoting it, and which state of the study it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.drawing.block import Block, beside, poured, stacked, text
from workbench.share.exports.drawing.card import age, bar, hatch, squares
from workbench.share.exports.drawing.feeling import STAR_PATH
from workbench.share.exports.drawing.look import COUNT, NOTE, NOTED, PLAIN, SMALL, STRONG
from workbench.share.exports.drawing.measure import Piece, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.share.exports.drawing.pen import Pen

View = dict[str, Any]
_SIGN = 60.0
_APART, _COLUMN = 28.0, 268.0
_LEVELS = (("High", 4), ("Moderate", 3), ("Low", 2), ("Very low", 1), ("Anecdote", 1))
PEOPLE = "People are counted, not mentions."
_IN_SHORT = (
    "A bar runs from 0 to 100\u00a0% of those who spoke or were asked: share (black), its 95\u00a0% interval (grey), share who say "
    "the opposite (red). Squares: the grade. Dashed: an ASSUMPTION, nobody has said it yet."
)


def band(view: View, wide: float, *, hidden: str = "") -> Block:
    """Return how to read the map and what to know first, in columns beside each other.

    Parameters
    ----------
    view
        The map as the page shows it.
    wide
        Width of the sheet within its margins.
    hidden
        What is not drawn here and where it is, in a sentence.
    """
    columns = max(2, int((wide + _APART) // (_COLUMN + _APART)))
    across = (wide - _APART * (columns - 1)) / columns
    read, told = signs(view, across), notes(view, across, hidden)
    ways = [
        (poured(read, columns - k, 5), poured(told, k, 5), k) for k in range(1 if told else 0, columns if read else columns + 1)
    ]
    if not read and not told:
        return Block(0, lambda _pen, _x, _y: None)
    left, right, kept = min(ways, key=lambda way: (max(way[0][1] if read else 0, way[1][1]), way[2]))

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y, x + wide, y, "strong")
        start = columns - kept if read else 0
        for at, heading, made in (
            (0, "How to read it", left[0] if read else []),
            (start, "Before you quote it", right[0] if told else []),
        ):
            if made:
                pen.words(x + at * (across + _APART), y + 21, heading, STRONG)
            for i, column in enumerate(made, at):
                stacked(column, 5).draw(pen, x + i * (across + _APART), y + 31)

    return Block(max(left[1], right[1]) + 36 if read or told else 2, draw)


def notes(view: View, room: float, hidden: str) -> list[Block]:
    """Return what to know before quoting the map: notices, what is old, moments of truth, what got better."""
    said = [str(n) for n in view["notices"]]
    said += [words.sentence(view["stale"])] if view["stale"] else []
    said += [words.sentence(f"dots: {view['drawn']}")] if view["drawn"] else []
    count = len(view["inbox"])
    said += [f"{words.plural(count, 'card')} {'stands' if count == 1 else 'stand'} in no stage."] if count else []
    made = [text(words.sentence(s), room, NOTE) for s in said]
    for stage in view["stages"]:
        if stage["moment"]:
            why = words.sentence(words.visible(stage["moment"]["why"]))
            made.append(text([Piece(f"Moment of truth, {stage['label']}: ", NOTED), Piece(why, NOTE)], room))
    made += [text([Piece("Improved since the last round: ", NOTED), Piece(w, NOTE)], room) for w in view["wins"]]
    return [*made, *([text(hidden, room, NOTE)] if hidden else [])]


def foot(view: View, model: dict[str, Any], wide: float, *, page: str = "", short: bool = False) -> Block:
    """Return the last lines: people not mentions, the newest data, the state of the study; `short`: how to read it."""
    newest = model["facts"]["newest"]
    parts = [PEOPLE, f"Newest evidence {words.day(newest)}." if newest else "", "Quotes carry pseudonyms."]
    digest = f"Made from state {model['made_from']['digest'][:16]} of the study."
    said = " ".join(p for p in (*parts, digest) if p)
    room = wide - (width(page, SMALL) + 30 if page else 0)
    block = text(said, room, SMALL)
    if short and any(c["bar"] for c in view["claims"]):
        block = stacked([text(_IN_SHORT, wide, SMALL), block])

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y, x + wide, y, "rule")
        block.draw(pen, x, y + 5)
        if page:
            pen.words(x + wide, y + block.high + 5 - SMALL.line * 0.3, page, SMALL, at="end")

    return Block(block.high + 5, draw)


def signs(view: View, room: float) -> list[Block]:
    """Return each sign of the map with what it means; only those that are on it."""
    coded = view["coded"]
    made: list[Block] = (
        [_sign(_cover, "who spoke about the stage, who was asked and had nothing to say, who was not asked", room)] if coded else []
    )
    if view["felt"]:
        made += [
            _sign(_mean, "feeling, mean of people from \u22122 to +2, with its 95\u00a0% interval; faint dots are people", room),
            _sign(_hollow, "the same of fewer than 5 people", room),
        ]
        made += [_sign(_previous, f"{view['previous']}, the round before", room)] if view["previous"] else []
        made += [_sign(_target, "what is aimed at: a wish, no forecast", room)] if view["future"] else []
        made += [_sign(_star, "moment of truth", room)] if any(s["moment"] for s in view["stages"]) else []
    cards = view["claims"]
    if any(c["bar"] for c in cards):
        against = any(c["x"] for c in cards)
        said = "a line from 0 to 100\u00a0% of those who spoke or were asked: share (black), its 95\u00a0% interval (grey)"
        made.append(_sign(_bar, said + (", share who say the opposite (red)" if against else ""), room))
    made += [_grade(level, name, room) for name, level in _LEVELS if any(c["grade"] == name for c in cards)]
    if any(c["assumed"] for c in cards):
        made.append(_sign(_assumed, f"ASSUMPTION: {words.GRADE_WORDS['ASSUMPTION']}", room))
    if any(c["age"][0] for c in cards):
        made.append(_sign(_age, "newest evidence as new as the study, older by 6 months, by 12", room))
    if any(c["latent"] for c in cards):
        made.append(_sign(None, "worked around or put up with, seldom asked for", room, "latent"))
    if any(c["signed_by"] for c in cards):
        made.append(_sign(None, "a person signed the grade", room, "signed"))
    return made


def _sign(draw: Callable[[Pen, float, float], None] | None, said: str, room: float, name: str = "") -> Block:
    def named(pen: Pen, x: float, y: float) -> None:
        pen.words(x, y + 11.5, name, PLAIN)

    return beside(Block(15, draw or named), text(said, room - _SIGN, PLAIN), _SIGN)


def _grade(level: int, name: str, room: float) -> Block:
    said = [Piece(f"{name}: ", COUNT), Piece(words.GRADE_WORDS[name], PLAIN)]
    return beside(Block(15, lambda pen, x, y: squares(pen, level, x, y + 3.5)), text(said, room - _SIGN), _SIGN)


def _cover(pen: Pen, x: float, y: float) -> None:
    pen.rect(x, y + 5, 22, 6, "now", round_by=1.5)
    pen.rect(x + 23.5, y + 5, 9, 6, "prev", round_by=1.5)
    pen.rect(x + 34.5, y + 5.5, 15, 5, "edge", round_by=1.5)
    pen.path(hatch(x + 35, y + 6, 14, 4, 4), "hatch")


def _mean(pen: Pen, x: float, y: float) -> None:
    pen.rect(x + 5, y, 12, 16, "band", round_by=3)
    pen.path(f"M{x + 6.5:.1f} {y:.1f}h9M{x + 6.5:.1f} {y + 16:.1f}h9M{x + 11:.1f} {y:.1f}v16", "cap")
    pen.dot(x + 11, y + 8, 5.5, "now")
    for dx, dy in ((28, 4), (34, 4), (40, 4), (31, 12), (37, 12)):
        pen.dot(x + dx, y + dy, 2.5, "person")


def _hollow(pen: Pen, x: float, y: float) -> None:
    pen.dot(x + 11, y + 8, 5, "hollow")


def _previous(pen: Pen, x: float, y: float) -> None:
    pen.line(x, y + 8, x + 30, y + 8, "before")
    pen.dot(x + 15, y + 8, 4, "beforedot")


def _target(pen: Pen, x: float, y: float) -> None:
    pen.line(x, y + 8, x + 40, y + 8, "aimline")
    pen.rect(x + 11, y + 3.5, 9, 9, "aimed")


def _star(pen: Pen, x: float, y: float) -> None:
    with pen.group("", x + 8, y + 8):
        pen.path(STAR_PATH, "star")


def _bar(pen: Pen, x: float, y: float) -> None:
    bar(pen, {"range": "", "bar": {"lo": 34, "hi": 78, "p": 55, "x": 12}}, x, y + 2, 50)


def _assumed(pen: Pen, x: float, y: float) -> None:
    pen.path(hatch(x + 1, y + 1, 46, 14, 8), "veil")
    pen.rect(x + 0.7, y + 0.7, 46.6, 14.6, "dash", round_by=3)


def _age(pen: Pen, x: float, y: float) -> None:
    for i, kind in enumerate(("new", "mid", "old")):
        age(pen, kind, x + 6 + i * 13, y + 8)
