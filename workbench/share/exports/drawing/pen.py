"""A pen that writes SVG: shapes, lines of words, groups with a name for those who do not see them.

Nothing of what people said is markup here: every text is escaped, and what XML cannot hold is replaced.
"""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, NamedTuple, cast

from workbench.share.exports.drawing.measure import Piece, covered, directions, fit, leftward, long, rightward, runs, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.share.exports.drawing.measure import Line, Style

#: A line that fills this much of its room is held to its width: where the font is missing another may be wider.
_NEARLY = 0.82
_NOTHING = 0.05
#: How much of a line stands before the place it is written at.
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def safe(text: str) -> str:
    """Return `text` as XML."""
    return escape(fit(text), quote=True)


def n(value: float) -> str:
    """Return a number as short as it can be written."""
    return "0" if abs(value) < _NOTHING else f"{value:.1f}".removesuffix(".0")


class Rare(NamedTuple):
    """Words with letters that are not in the table of widths: what they are, and where on the drawing they stand."""

    text: str
    size: float
    x: float
    y: float


class Pen:
    """Collects what is drawn, in order."""

    def __init__(self) -> None:
        self._out: list[str] = []
        #: What is written in letters that may not be on every machine.
        self.rare: list[Rare] = []
        self._at = (0.0, 0.0)

    def __str__(self) -> str:
        return "".join(self._out)

    def rect(self, x: float, y: float, wide: float, high: float, kind: str, *, round_by: float = 0) -> None:
        """Draw a rectangle."""
        corner = f' rx="{n(round_by)}"' if round_by else ""
        self._out.append(f'<rect class="{kind}" x="{n(x)}" y="{n(y)}" width="{n(wide)}" height="{n(high)}"{corner}/>')

    def line(self, x: float, y: float, x2: float, y2: float, kind: str) -> None:
        """Draw a straight line."""
        self._out.append(f'<path class="{kind}" d="M{n(x)} {n(y)}L{n(x2)} {n(y2)}"/>')

    def path(self, d: str, kind: str) -> None:
        """Draw a path."""
        self._out.append(f'<path class="{kind}" d="{d}"/>')

    def dot(self, x: float, y: float, radius: float, kind: str) -> None:
        """Draw a circle."""
        self._out.append(f'<circle class="{kind}" cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"/>')

    def joined(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw straight segments through points."""
        self._out.append(f'<path class="{kind}" d="M{"L".join(f"{n(x)} {n(y)}" for x, y in points)}"/>')

    def icon(self, d: str, x: float, y: float, size: float, kind: str) -> None:
        """Draw strokes that were made on a ground of 16 by 16."""
        self._out.append(f'<path class="{kind}" transform="translate({n(x)} {n(y)}) scale({size / 16:.3g})" d="{d}"/>')

    @contextmanager
    def group(self, name: str, x: float = 0, y: float = 0) -> Iterator[None]:
        """Draw what follows as one thing with a name."""
        move = f' transform="translate({n(x)} {n(y)})"' if x or y else ""
        self._out.append(f'<g role="img"{move}><title>{safe(name)}</title>' if name else f"<g{move}>")
        before, self._at = self._at, (self._at[0] + x, self._at[1] + y)
        yield
        self._at = before
        self._out.append("</g>")

    def words(
        self, x: float, y: float, line: Line | str, style: Style | None = None, *, room: float = 0, at: str = "start"
    ) -> None:
        """Write one line of words.

        Parameters
        ----------
        x, y
            Where it starts (or ends, or has its middle) and where its letters stand.
        line
            Pieces, or a text in `style`.
        room
            Width it must not leave; a line in a script that runs to the left stands at the right end of it.
        at
            ``start``, ``middle`` or ``end``.
        """
        given = (Piece(line, style),) if isinstance(line, str) and style else cast("Line", line)
        pieces = tuple(Piece(fit(p.text), p.style) for p in given)
        said = "".join(p.text for p in pieces)
        if not said.strip():
            return
        if not covered(said) and not leftward(said):
            self._mixed(x, y, pieces, at)
            return
        marks = []
        if room and at == "start" and not rightward(said):
            self._turned(x + room, y, pieces)
            return
        if at != "start":
            marks.append(f' text-anchor="{at}"')
        if covered(said) and room and long(pieces) > _NEARLY * room:
            marks.append(f' textLength="{n(long(pieces))}" lengthAdjust="spacingAndGlyphs"')
        body = (
            safe(pieces[0].text)
            if len(pieces) == 1
            else "".join(f'<tspan class="{p.style.name}">{safe(p.text)}</tspan>' for p in pieces)
        )
        kinds = "" if covered(said) else " x-any"
        if kinds:
            self._rare(said, pieces[0].style, x - long(pieces) * _BEFORE[at], y)
        self._out.append(
            f'<text class="{pieces[0].style.name}{kinds}" x="{n(x)}" y="{n(y)}"{"".join(marks)} xml:space="preserve">{body}</text>'
        )

    def _mixed(self, x: float, y: float, pieces: Line, at: str) -> None:
        """Write a line in which some letters are in no table: each run in its place, so that it changes no other's font."""
        x -= long(pieces) * _BEFORE[at]
        for piece in pieces:
            for text, known in runs(piece.text):
                kinds = piece.style.name if known else f"{piece.style.name} x-any"
                wide = width(text, piece.style)
                # As wide as measured, also in another font: what comes after it has its place already.
                held = f' textLength="{n(wide)}" lengthAdjust="spacingAndGlyphs"' if known and len(text) > 1 else ""
                self._out.append(f'<text class="{kinds}" x="{n(x)}" y="{n(y)}"{held} xml:space="preserve">{safe(text)}</text>')
                if not known:
                    self._rare(text, piece.style, x, y)
                x += wide

    def _turned(self, x: float, y: float, pieces: Line) -> None:
        """Write a line that begins at the right: run by run, so that none depends on how a program orders them."""
        for piece in pieces:
            for run in directions(piece.text):
                kinds = piece.style.name if covered(run) else f"{piece.style.name} x-any"
                text = f'<text class="{kinds}" x="{n(x)}" y="{n(y)}" text-anchor="end" xml:space="preserve">{safe(run)}</text>'
                self._out.append(text)
                x -= width(run, piece.style)
        self._rare("".join(p.text for p in pieces), pieces[0].style, x, y)

    def _rare(self, text: str, style: Style, x: float, y: float) -> None:
        self.rare.append(Rare(text.strip(), style.size, self._at[0] + x, self._at[1] + y))

    def lines(self, x: float, y: float, lines: Sequence[Line], room: float = 0, *, at: str = "start") -> float:
        """Write lines below each other from the top `y`; return where the next would begin."""
        for line in lines:
            style = max((p.style for p in line), key=lambda s: s.size)
            y += style.line
            self.words(x, y - style.line * 0.5 + style.size * 0.35, line, room=room, at=at)
        return y


def tall(lines: Sequence[Line]) -> float:
    """Return how high lines are together."""
    return sum(max((p.style for p in line), key=lambda s: s.size).line for line in lines)
