"""Long tables: as many slides as they need, each with its head; a cell that is too long is cut and stands in the notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.share.exports.deck_shapes import BOTTOM, LEFT, TOP, WASH, Cell, Para, Run, para
from workbench.share.exports.deck_text import cut, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.deck import Deck, Page

#: Letters are as large as one slide allows; more slides have the smallest.
_SIZES = (13.0, 11.5, 10.0)
_NOTE = 10.0
_PAD = (5.0, 3.5, 5.0, 3.5)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in points, how many lines a cell may have, whether its words are not ours."""

    head: str
    wide: float
    lines: int = 3
    said: bool = False
    bold: bool = False


def grid(
    deck: Deck, title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, under: str, alt: str,
    foot: Sequence[str] = (),
) -> None:  # fmt: skip
    """Add a table, on as many slides as it needs.

    Parameters
    ----------
    deck
        The presentation.
    title, under
        Of the slides.
    columns, rows
        What is in the table; each cell is a text.
    alt
        What the table says, for those who do not see it.
    foot
        Sentences that stand below it, on its last slide.
    """
    heads = [Cell((para(Run(c.head, bold=True)),), anchor="b", pad=_PAD, fill=WASH) for c in columns]
    for size in _SIZES:
        head = (max(22.0, *(cell.tall(c.wide, size) for cell, c in zip(heads, columns, strict=True))), heads)
        made = [_row(columns, row, size) for row in rows]
        if head[0] + sum(high for high, _, _ in made) + (40 if foot else 0) <= BOTTOM - TOP:
            break
    start, number = 0, 1
    while start < len(made) or number == 1:
        page = deck.page(title if number == 1 else f"{title} ({number})", under=under)
        y, taken = TOP + head[0], start
        while taken < len(made) and (taken == start or y + made[taken][0] <= BOTTOM):
            y += made[taken][0]
            taken += 1
        shown = made[start:taken]
        body = [head, *((high, cells) for high, cells, _ in shown)]
        page.table((LEFT, TOP), [c.wide for c in columns], body, size=size, name=title, alt=alt)
        for _, _, texts in shown:
            for text, as_it_is in texts:
                page.shown(text, as_it_is)
        start, number = taken, number + 1
        if start >= len(made) and foot:
            _foot(deck, page, y, foot, title)


def _foot(deck: Deck, page: Page, y: float, foot: Sequence[str], title: str) -> None:
    from workbench.share.exports.deck_shapes import RIGHT, SOFT, Box, tall

    paras = [para(Run(text, colour=SOFT), gap=3) for text in foot]
    high = tall(paras, RIGHT - LEFT, _NOTE)
    if y + 10 + high > BOTTOM:
        page, y = deck.page(f"{title}: notes"), TOP
    page.text(Box(LEFT, y + 10, RIGHT - LEFT, BOTTOM - y - 10), paras, size=_NOTE, name="Notes to the table")


def _row(columns: Sequence[Column], texts: Sequence[str], size: float) -> tuple[float, list[Cell], list[tuple[str, str]]]:
    cells, cuts = [], []
    for column, text in zip(columns, texts, strict=True):
        whole = line(text)
        shown = cut(whole, column.wide - _PAD[0] - _PAD[2], size, column.lines, bold=column.bold)
        cuts.append((whole, shown))
        inner: tuple[Para, ...] = (para(Run(shown, bold=column.bold, said=column.said)),) if shown else ()
        cells.append(Cell(inner, pad=_PAD))
    high = max(cell.tall(column.wide, size) for cell, column in zip(cells, columns, strict=True))
    return max(high, size * 1.2 + 7), cells, cuts


def bullets(deck: Deck, title: str, sections: Sequence[tuple[str, Sequence[str]]], *, under: str = "") -> None:
    """Add slides of headings with short sentences below them; what has no room goes to a slide more."""
    from workbench.share.exports.deck_shapes import NOW, RIGHT, Box, tall

    paras: list[Para] = []
    for heading, texts in sections:
        if texts:
            paras.append(para(Run(heading, bold=True, colour=NOW), gap=9))
            paras += [para(Run(cut(line(text), RIGHT - LEFT - 20, 13, 5), said=True), gap=3, bullet=True) for text in texts]
    number = 1
    while paras or number == 1:
        page = deck.page(title if number == 1 else f"{title} ({number})", under=under)
        taken = 1
        while taken < len(paras) and tall(paras[: taken + 1], RIGHT - LEFT, 13) <= BOTTOM - TOP:
            taken += 1
        if taken < len(paras) and taken > 1 and not paras[taken - 1].bullet:
            taken -= 1  # a heading does not stand alone at the end
        if paras:
            page.text(Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP), paras[:taken], size=13, name=title)
        paras, number = paras[taken:], number + 1
        for _, texts in sections:
            for text in texts:
                page.shown(line(text), cut(line(text), RIGHT - LEFT - 20, 13, 5))
