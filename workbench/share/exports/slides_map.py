"""The whole map on one slide: a native table of stages and lanes, with the emotion curve as a native chart in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.curve import describe
from workbench.share.exports.deck_chart import MARGIN, curve
from workbench.share.exports.deck_shapes import BAD, BOTTOM, LEFT, RIGHT, SOFT, TONES, TOP, WASH, Box, Cell, Look, Run, para, shape
from workbench.share.exports.deck_text import cut, line
from workbench.share.exports.slides_card import counted, squares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.deck import Deck, Page
    from workbench.share.exports.deck_shapes import Para

View = dict[str, Any]
#: More stages than these have one slide of numbers for all, and slides with words of a few each.
MOST = 8
#: Columns of more stages than these have no room for a number.
_NARROWEST = 16
_PIECE = 5
_LABEL = 92.0
_CURVE = 104.0
_PAD = (5.0, 3.0, 4.0, 3.0)
_TIGHT = (3.0, 3.0, 2.0, 3.0)
#: "ASSUMPTION" is not broken in the narrowest column.
_NARROW = 0.8


def map_slides(deck: Deck, model: View, view: View) -> None:
    """Add the map: one slide of all stages; if they are many, more with their words."""
    everything = list(range(len(model["stages"])))
    if len(everything) <= MOST:
        _slide(deck, model, view, everything, "The whole map", worded=True)
        return
    if len(everything) <= _NARROWEST:
        _slide(deck, model, view, everything, "The whole map", worded=False)
    pieces = -(-len(everything) // _PIECE)
    size = -(-len(everything) // pieces)
    for start in range(0, len(everything), size):
        here = everything[start : start + size]
        _slide(deck, model, view, here, f"The map, stages {here[0] + 1} to {here[-1] + 1} of {len(everything)}", worded=True)


def _slide(deck: Deck, model: View, view: View, here: Sequence[int], title: str, *, worded: bool) -> None:
    who = "" if not view["persona"] else f"Persona {line(view['persona']['name'])} ({view['persona']['of']}). "
    when = f"Round {line(view['round'])}, {view['dates']}. " if view["round"] else f"{view['dates']}. " if view["dates"] else ""
    page = deck.page(
        title,
        under=f"{who}{when}People are counted, not mentions; squares are grades; every card is on the slide of its stage.",
    )
    stages = [model["stages"][i] for i in here]
    wide = (RIGHT - LEFT - _LABEL) / max(1, len(here))
    size = 9.0 if worded else 8.5
    rows = [_heads(page, view, here, wide, size), _feelings(view, here, wide, size)]
    room = BOTTOM - TOP - sum(high for high, _ in rows)
    lanes = [row for row in view["lanes"] if row["claims"]]
    for row, shown in zip(lanes, _shares(page, lanes, here, wide, size, room, worded=worded), strict=True):
        cells = [_lane_head(row), *(_cards(page, row, i, wide, size, shown, worded=worded) for i in here)]
        rows.append((max(c.tall(_LABEL if n == 0 else wide, size) for n, c in enumerate(cells)), cells))
    said = "Stages across, lanes down: how people felt, what hurts them, what they miss, what delights them."
    page.table((LEFT, TOP), [_LABEL, *[wide] * len(here)], rows, size=size, name="The map", alt=said, head_of_rows=True)
    if stages:
        top = TOP + rows[0][0]
        start = LEFT + _LABEL
        page.chart(
            Box(start, top + 2, RIGHT - start, _CURVE), "Feeling by stage", describe(stages), curve(stages, view["previous"])
        )
        _ticks(page, top + 2)
    page.note(describe(stages))
    for i in here:
        stage = view["stages"][i]
        page.note(
            f"{line(stage['label'])}: {stage['cover']}."
            + (f" Moment of truth: {line(stage['moment']['why'])}." if stage["moment"] else "")
        )


def _ticks(page: Page, top: float) -> None:
    for value, name in ((2, "+2"), (0, "0"), (-2, "−2")):
        y = top + _CURVE * (MARGIN + (1 - 2 * MARGIN) * (2 - value) / 4) - 5
        words_ = [para(Run(name, colour=SOFT))]
        page.add(shape(page.next(), "Scale of feelings", None, Box(LEFT + _LABEL - 16, y, 15, 10), Look(), words_, 8))


def _heads(page: Page, view: View, here: Sequence[int], wide: float, size: float) -> tuple[float, list[Cell]]:
    cells = [Cell((para(Run("Stage", bold=True)),), anchor="b", pad=_PAD)]
    for i in here:
        stage = view["stages"][i]
        label = page.cut(line(stage["label"]), wide - _PAD[0] - _PAD[2], size * 1.2, 2, bold=True)
        who = f"{stage['spoke']:,} spoke" if stage["heard"] else "not asked"
        cells.append(Cell((para(Run(label, bold=True, scale=1.2, said=True)), para(Run(who, colour=SOFT))), anchor="b", pad=_PAD))
    return max(c.tall(_LABEL if n == 0 else wide, size) for n, c in enumerate(cells)), cells


def _feelings(view: View, here: Sequence[int], wide: float, size: float) -> tuple[float, list[Cell]]:
    """Return the row the curve lies on: its numbers stand below the points."""
    note = "mean of people, 95 % interval; hollow: fewer than 5"
    if view["previous"]:
        note += f"; grey: {line(view['previous'])}"
    cells = [
        Cell(
            (para(Run("Feeling", bold=True, scale=1.1)), para(Run(note, colour=SOFT, scale=0.9))),
            pad=(_PAD[0], _PAD[1], 20, _PAD[3]),
            fill=WASH,
        )
    ]
    for i in here:
        stage = view["stages"][i]
        if stage["feeling"] is None:
            text = "too few for a mean" if stage["felt_by"] else "no feeling heard" if stage["heard"] else "not asked"
            runs = [Run(text, italic=True, colour=SOFT)]
        else:
            runs = [Run(stage["feeling"], bold=True), Run(f" ({stage['feeling_range']}), {stage['felt_by']}", colour=SOFT)]
        paras = [para(*runs, centred=True)]
        if stage["moment"]:
            paras.insert(0, para(Run("★ moment of truth" if wide > 84 else "★ moment", bold=True, colour=BAD), centred=True))  # noqa: PLR2004
        cells.append(Cell(tuple(paras), anchor="b", pad=_PAD, fill=WASH))
    words_ = max(c.tall(wide, size) for c in cells[1:]) if here else 0
    return max(_CURVE + 2 + words_, cells[0].tall(_LABEL, size)), cells


def _lane_head(row: View) -> Cell:
    return Cell(
        (
            para(Run(row["label"], bold=True, scale=1.1, colour=TONES[row["key"]][0])),
            para(Run(row["note"], colour=SOFT, scale=0.9)),
        ),
        pad=_PAD,
    )


def _here(row: View, index: int) -> list[View]:
    return [*row["cells"][index]["cards"], *row["cells"][index]["more"]]


def _shares(
    page: Page, lanes: Sequence[View], here: Sequence[int], wide: float, size: float, room: float, *, worded: bool
) -> list[int]:
    """Return how many cards a cell of each lane may show: one each, then one more as long as all fit."""
    shown = [1] * len(lanes)

    def total(counts: Sequence[int]) -> float:
        return sum(
            max(
                [
                    _lane_head(row).tall(_LABEL, size),
                    *(_cards(page, row, i, wide, size, n, worded=worded, quiet=True).tall(wide, size) for i in here),
                ]
            )
            for row, n in zip(lanes, counts, strict=True)
        )

    growing = True
    while growing:
        growing = False
        for place, row in enumerate(lanes):
            more = [n + (k == place) for k, n in enumerate(shown)]
            if any(len(_here(row, i)) > shown[place] for i in here) and total(more) <= room:
                shown, growing = more, True
    return shown


def _cards(page: Page, row: View, index: int, wide: float, size: float, most: int, *, worded: bool, quiet: bool = False) -> Cell:
    """Return a cell: as many cards as it may show, and how many more there are."""
    cards, cell = _here(row, index), row["cells"][index]
    if not cards:
        return Cell((para(Run(line(cell["silence"]), italic=True, colour=SOFT)),), pad=_PAD)
    room = wide - _PAD[0] - _PAD[2]
    fill = TONES[row["key"]][1]
    if not worded:
        return Cell(tuple(_numbers(cards)), pad=_TIGHT, fill=fill)
    paras: list[Para] = []
    for card in cards[:most]:
        statement = line(card["statement"])
        short = cut(statement, room, size, 2, bold=True)
        if not quiet:
            page.shown(statement, short)
        paras.append(para(Run(short, bold=True, said=True), gap=4))
        if card["assumed"]:
            paras.append(para(Run("ASSUMPTION", bold=True, colour=SOFT)))
            continue
        runs = [Run(f"{squares(card['level'])} {card['k']:,} of {card['n']:,}", colour=SOFT)]
        if card["range"]:
            runs.append(Run(f" ({card['range']})", colour=SOFT))
        paras.append(para(*runs, *([Run(f" · {card['x']:,}\u00a0against", colour=BAD)] if card["x"] else [])))
    if rest := cards[most:]:
        guessed = sum(card["assumed"] for card in rest)
        more = f"{len(rest)} more on its slide" + (f", {guessed} ASSUMPTION" if guessed else "")
        paras.append(para(Run(more, italic=True, colour=SOFT), gap=4))
    return Cell(tuple(paras), pad=_PAD, fill=fill)


def _numbers(cards: Sequence[View]) -> list[Para]:
    """Return a cell without words: how many cards, how many people say the surest, how many are assumptions."""
    said = [c for c in cards if not c["assumed"]]
    found = [para(Run(words.plural(len(cards), "card"), bold=True))]
    if said:
        found.append(para(Run(f"surest: {counted(said[0])}" + (f" ({said[0]['range']})" if said[0]["range"] else ""), colour=SOFT)))
    if len(said) < len(cards):
        count = len(cards) - len(said)
        found.append(para(Run(f"{count} ASSUMPTION" + ("S" if count > 1 else ""), bold=True, colour=SOFT, scale=_NARROW)))
    return found
