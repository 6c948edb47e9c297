"""A card on a slide: a group of shapes that says in words what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.exports.deck_shapes import BAD, INK, LINE, NOW, SOFT, TONES, WASH, WHITE, Box, Look, Run, para, shape, tall
from workbench.share.exports.deck_text import cut, isolated, line
from workbench.share.exports.slides_notes import to_show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.share.exports.deck import Page
    from workbench.share.exports.deck_shapes import Para

Card = dict[str, Any]
#: Letters of a card are as large as all cards of its stage allow; with what somebody said on each, if there is room for that.
WAYS = ((14.0, True), (12.0, True), (14.0, False), (13.0, False), (12.0, False), (11.0, False), (10.0, False))
_SMALL = 0.86
_LINES = 3
_QUOTE_LINES = 3
_PAD = (11.0, 6.0, 7.0, 6.0)
_BAR = 10.0
_EMPTY, _FULL = "□", "■"
_SQUARES = 4


def squares(level: int) -> str:
    """Return a grade as four squares; they never stand without its word."""
    return _FULL * level + _EMPTY * (_SQUARES - level)


def counted(card: Card) -> str:
    """Return how many of how many people, or that it is an assumption."""
    return f"ASSUMPTION: nobody of {card['n']:,} has said so" if card["assumed"] else f"{card['k']:,} of {card['n']:,} people"


def marks(card: Card, owner: str = "") -> list[str]:
    """Return what else stands on the face of a card, in words; its owner, if it is not that of the stage."""
    found = [chip["text"] for chip in card["chips"]]
    if card["moved"]:
        found.append(card["moved"])
    if card["below"]:
        found.append(f"with {len(card['below'])} more under it")
    if card["signed_by"]:
        found.append(f"signed {card['signed_by']}")
    if card["owner"] and card["owner"] != owner:
        found.append(f"owner: {card['owner']}")
    return [line(mark) for mark in found]


def spoken(card: Card) -> str:
    """Return a card as one sentence after the other, for those who do not see it."""
    said = [f"{card['lane']}: {card['statement']}.", card["line"]]
    if not card["assumed"]:
        said.append(f"Grade {card['grade_words']}.")
    return " ".join([*said, *(f"{mark}." for mark in marks(card))])


def face(card: Card, room: float, size: float, owner: str = "", *, quoted: bool = False) -> tuple[list[Para], float]:
    """Return the words of a card that is `room` wide, and how high it is."""
    inner = room - _PAD[0] - _PAD[2]
    words = [para(Run(cut(line(card["statement"]), inner, size, _LINES, bold=True), bold=True, said=True))]
    if card["assumed"]:
        words.append(
            para(
                Run("ASSUMPTION", bold=True, scale=_SMALL),
                Run(f" nobody of {card['n']:,} has said so", colour=SOFT, scale=_SMALL),
                gap=2,
            )
        )
        if card["x"]:
            words.append(para(*_against(card, first=True), gap=1))
    else:
        tail = f" of {card['n']:,} people · {card['kinds']}"
        runs = [Run(f"{card['k']:,}", bold=True, scale=_SMALL), Run(tail, colour=SOFT, scale=_SMALL)]
        words.append(para(*runs, *_against(card), gap=2))
        share = f" · {card['range']}" if card["range"] else ""
        words.append(para(Run(f"{squares(card['level'])} {card['grade']}{share}", colour=SOFT, scale=_SMALL), gap=1))
    if found := marks(card, owner):
        words.append(
            para(Run(cut(" · ".join(found), inner, size * _SMALL, 2), italic=True, colour=SOFT, scale=_SMALL, said=True), gap=1)
        )
    if quoted and (said := _said(card, inner, size * _SMALL)):
        shown = cut(_marked(said), inner, size * _SMALL, _QUOTE_LINES)
        words.append(para(Run(shown, scale=_SMALL, said=True), gap=4))
        source = ", ".join([said["who"], *said["meta"].split(" · ")[:2]])
        words.append(para(Run(line(source), colour=SOFT, scale=_SMALL * 0.9), gap=0))
    return words, tall(words, inner, size) + _PAD[1] + _PAD[3] + (_BAR if card["bar"] else 0)


def _said(card: Card, room: float, size: float) -> dict[str, Any] | None:
    """Return the first quote of a card that may be shown and needs not be cut, of the newest round; else the first."""
    found = [q for q in to_show(card["supports"])[0] if q["text"]]
    whole = (q for q in found if cut(_marked(q), room, size, _QUOTE_LINES) == _marked(q))
    return next(whole, found[0] if found else None)


def _marked(said: dict[str, Any]) -> str:
    return f"“{isolated(line(said['text']))}”"


def _against(card: Card, *, first: bool = False) -> Iterator[Run]:
    if card["x"]:
        dot = "" if first else " · "
        yield Run(f"{dot}{card['x']:,}\u00a0against", bold=True, colour=BAD, scale=_SMALL)


def draw(page: Page, card: Card, box: Box, words: list[Para], size: float) -> None:
    """Put a card on a slide; words that were cut are in full in its notes."""
    page.shown(line(card["statement"]), words[0].text)
    tone, ground = TONES[card["kind"]]
    body = (
        Look(fill=WASH, edge=SOFT, weight=1.25, dashed=True, pad=_PAD)
        if card["assumed"]
        else Look(fill=ground, edge=LINE, pad=_PAD)
    )
    inner = [shape(page.next(), "Words of the card", "", box, body, words, size)]
    inner.append(shape(page.next(), "Edge", None, Box(box.x, box.y, 4, box.h), Look(fill=SOFT if card["assumed"] else tone)))
    if card["bar"]:
        inner += bar(
            page, card["bar"], Box(box.x + _PAD[0], box.y + box.h - _PAD[3] - _BAR + 2, box.w - _PAD[0] - _PAD[2], _BAR - 2)
        )
    page.group(box, f"Card: {line(card['statement'])[:80]}", spoken(card), inner)


def bar(page: Page, found: dict[str, float], box: Box) -> list[str]:
    """Return the interval of a share on a scale from none to all, with the share, and the share of those against."""
    middle = box.y + box.h / 2

    def at(share: float) -> float:
        return box.x + box.w * max(0.0, min(100.0, share)) / 100

    parts = [
        ("Scale from none to all", Box(box.x, middle - 0.4, box.w, 0.8), "C9CFD6"),
        ("95 % interval", Box(at(found["lo"]), middle - 1.5, max(1.5, at(found["hi"]) - at(found["lo"])), 3), "7B858F"),
        ("Share of people who say so", Box(at(found["p"]) - 1.3, middle - 4, 2.6, 8), INK),
    ]
    if found["x"] >= 0:
        parts.append(("Share of people against", Box(at(found["x"]) - 0.8, middle - 4, 1.6, 8), BAD))
    return [shape(page.next(), name, None, place, Look(fill=colour)) for name, place, colour in parts]


def scale(page: Page, stage: dict[str, Any], box: Box) -> list[str]:
    """Return a feeling from -2 to +2 with its interval, the people's mean, and the round before."""
    feel = stage["emotion"]
    middle = box.y + box.h / 2

    def at(value: float) -> float:
        return box.x + box.w * (max(-2.0, min(2.0, value)) + 2) / 4

    parts = [shape(page.next(), "Scale from -2 to +2", None, Box(box.x, middle - 0.5, box.w, 1), Look(fill="C9CFD6"))]
    parts += [
        shape(page.next(), "Mark", None, Box(at(tick) - 0.4, middle - 4, 0.8, 8), Look(fill=SOFT if tick == 0 else "C9CFD6"))
        for tick in range(-2, 3)
    ]
    before = feel.get("previous")
    if before and before.get("mean") is not None:
        dot = Box(at(before["mean"]) - 3.5, middle - 3.5, 7, 7)
        parts.append(shape(page.next(), "The round before", None, dot, Look(fill=WHITE, edge="8B949E", weight=1.5, form="ellipse")))
    if feel["mean"] is not None:
        if feel["lo"] is not None and feel["hi"] is not None:
            span = Box(at(feel["lo"]), middle - 1.75, max(1.5, at(feel["hi"]) - at(feel["lo"])), 3.5)
            parts.append(shape(page.next(), "95 % interval", None, span, Look(fill="7FA6C0")))
        hollow = feel.get("hollow", feel["n"] < 5)  # noqa: PLR2004 (as the curve has it)
        dot = Box(at(feel["mean"]) - 4.5, middle - 4.5, 9, 9)
        parts.append(
            shape(
                page.next(), "Mean of people", None, dot, Look(fill=WHITE if hollow else NOW, edge=NOW, weight=1.75, form="ellipse")
            )
        )
    return parts
