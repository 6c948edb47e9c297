"""What is put in the cells of the drawing: something of a known height that can be drawn anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.share.exports.drawing.measure import Piece, flow
from workbench.share.exports.drawing.pen import tall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.share.exports.drawing.measure import Line, Style
    from workbench.share.exports.drawing.pen import Pen

GAP = 8.0


@dataclass(frozen=True, slots=True)
class Block:
    """Something to draw: its height, and how it is drawn with its upper left corner at a place."""

    high: float
    draw: Callable[[Pen, float, float], None]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands in its cell."""

    block: Block
    x: float
    y: float


def text(pieces: Sequence[Piece] | str, room: float, style: Style | None = None, most: int = 0) -> Block:
    """Return words as a block of `room` pixels."""
    if isinstance(pieces, str):
        pieces = [Piece(pieces, style)] if style else []
    return lines(flow(pieces, room, most), room)


def lines(made: Sequence[Line], room: float) -> Block:
    """Return lines as a block."""
    return Block(tall(made), lambda pen, x, y: void(pen.lines(x, y, made, room)))


def void(_: object) -> None:
    """Return nothing."""


def beside(sign: Block, said: Block, indent: float) -> Block:
    """Return a sign with words beside it."""

    def draw(pen: Pen, x: float, y: float) -> None:
        sign.draw(pen, x, y)
        said.draw(pen, x + indent, y)

    return Block(max(sign.high, said.high), draw)


def stacked(blocks: Sequence[Block], gap: float = 2.0) -> Block:
    """Return blocks below each other as one."""

    def draw(pen: Pen, x: float, y: float) -> None:
        for block in blocks:
            block.draw(pen, x, y)
            y += block.high + gap

    return Block(sum(b.high for b in blocks) + gap * max(0, len(blocks) - 1), draw)


def place(
    blocks: Sequence[Block], wide: float, columns: int, limit: float = float("inf")
) -> tuple[list[Placed], float, list[Block]]:
    """Return blocks in columns, each in the one that is shortest so far.

    Parameters
    ----------
    blocks
        In order.
    wide
        Width of a column.
    columns
        How many.
    limit
        Height that must not be left; the first block is placed whatever it takes.

    Returns
    -------
    tuple
        What was placed, how high it is together, and what did not fit.
    """
    ends = [0.0] * columns
    placed: list[Placed] = []
    for number, block in enumerate(blocks):
        column = ends.index(min(ends))
        top = ends[column]
        if placed and top + block.high > limit:
            return placed, max(ends) - GAP, list(blocks[number:])
        placed.append(Placed(block, column * (wide + GAP), top))
        ends[column] = top + block.high + GAP
    return placed, max(0.0, max(ends) - GAP), []


def poured(blocks: Sequence[Block], columns: int, gap: float) -> tuple[list[list[Block]], float]:
    """Return blocks in columns that are read one after the other and are about as high as each other, and that height."""
    least, most = max((b.high for b in blocks), default=0.0), sum(b.high + gap for b in blocks)
    for _ in range(18):  # halving: after so many steps less than a pixel is left
        middle = (least + most) / 2
        least, most = (middle, most) if len(_poured(blocks, middle, gap)) > columns else (least, middle)
    made = _poured(blocks, most, gap)
    return made, max((sum(b.high + gap for b in column) - gap for column in made), default=0.0)


def _poured(blocks: Sequence[Block], high: float, gap: float) -> list[list[Block]]:
    made: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        if made[-1] and used + block.high > high + 0.01:
            made.append([])
            used = 0.0
        made[-1].append(block)
        used += block.high + gap
    return made
