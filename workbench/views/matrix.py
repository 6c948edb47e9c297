"""A matrix as a heat table; every cell opens its quotes."""

from __future__ import annotations

import html
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.coding.query.groups import COLUMNS
from workbench.coding.query.matrix import COUNTS
from workbench.share.small_cells import HIDDEN, hidden, note
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.views.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.coding.query.matrix import Matrix
    from workbench.views.parts import Masks

#: What a picture shows at most: rows, columns, quotes of a cell, characters of a quote, and of all of it.
MOST_ROWS, MOST_COLUMNS, MOST_QUOTES, LONGEST = 40, 24, 3, 220
MOST_CHARACTERS = 280_000
_CELL = "text-align:right;vertical-align:top;padding:3px 7px"
_HEAD = "text-align:left;vertical-align:top;padding:3px 7px;font-weight:600"
_SOFT = "opacity:.8;font-size:.92em"
_DARKEST = 0.45  # of the tint: text stays readable on it in light and in dark


@looking
class MatrixView:
    """A table of people and mentions.

    Parameters
    ----------
    matrix
        The numbers.
    masks
        What stands between what people said and what is shown.
    count
        What the picture shows: ``people``, ``mentions`` or ``share``.
    """

    def __init__(self, matrix: Matrix, masks: Masks, count: str = "") -> None:
        self.matrix, self._masks = matrix, masks
        self._count = count or ("mentions" if "participant" in {matrix.rows, matrix.columns} else "people")
        if self._count not in COUNTS:
            raise UserError(f"'{count}' cannot be counted; there are {', '.join(COUNTS)}.")

    def frame(self, count: str = "") -> pd.DataFrame:
        """Return the numbers: ``people``, ``mentions`` or ``share``; what the picture shows if not given."""
        return self.matrix.frame(count or self._count)

    def quotes(self, row: str, column: str, *, masked: bool = True) -> pd.DataFrame:
        """Return the mentions behind a cell, one row each.

        Parameters
        ----------
        row, column
            Names, as `frame` has them.
        masked
            See `QueryView.frame`.

        Raises
        ------
        UserError
            If there is no such row or column.
        """
        frame = self.matrix.quotes(row, column)
        if masked:
            Said(self.matrix.result, self._masks).mask(frame, self.matrix.cells.get((row, column), ()))
        return frame

    def show(self, count: str) -> MatrixView:
        """Return the same table with another number in it: ``people``, ``mentions`` or ``share``."""
        return MatrixView(self.matrix, self._masks, count)

    @cached_property
    def _hidden(self) -> frozenset[tuple[str, str]]:
        """The cells that are not shown: they would tell what few people are (`workbench.share.small_cells`)."""
        m, least = self.matrix, self._masks.redactor.least
        down, across = (axis not in COLUMNS for axis in (m.rows, m.columns))
        if least <= 1 or not (down or across):
            return frozenset()
        counts = {cell: int(m.number(*cell, "people")) for cell in m.cells}
        if down and not across:
            turned = hidden({(c, r): n for (r, c), n in counts.items()}, m.column_names, m.row_names, least)
            return frozenset((r, c) for c, r in turned)
        few = {(r, c) for r, c in counts if across and m.of.get(c, least) < least}
        return hidden(counts, m.row_names, m.column_names, least, columns_add=down and across) | few

    def _named(self, row: int) -> str:
        """Return who said it; nobody where the table says what people are: who and what would be told together."""
        m = self.matrix
        return html.escape(m.result.counted[row]) if {m.rows, m.columns} <= set(COLUMNS) else ""

    def __repr__(self) -> str:
        return repr(self.matrix)

    def _repr_html_(self) -> str:
        m = self.matrix
        if not m.cells:
            return f"<p><strong>{html.escape(self._nothing())}</strong></p>"
        rows, columns = m.row_names[:MOST_ROWS], m.column_names[:MOST_COLUMNS]
        inside = [(r, c) for r in rows for c in columns if (r, c) in m.cells and (r, c) not in self._hidden]
        shown, opened = self._quotes(inside)
        names = dict(zip((*rows, *columns), self._masks.redactor.texts([*rows, *columns], guess=False), strict=True))
        most = max(m.number(r, c, self._count) for r, c in inside) if inside else 1.0
        told = {name: html.escape(shown) or "not known" for name, shown in names.items()}
        heads = "".join(f"<th scope='col' style='{_HEAD}'>{told[c]}{self._of(c)}</th>" for c in columns)
        body = "".join(
            f"<tr><th scope='row' style='{_HEAD}'>{told[r]}</th>"
            + "".join(self._cell(r, c, most, shown.get((r, c), "")) for c in columns)
            + "</tr>"
            for r in rows
        )
        corner = f"<th style='{_HEAD}'>{html.escape(m.rows)}</th>"
        table = f"<table style='border-collapse:collapse'><thead><tr>{corner}{heads}</tr></thead><tbody>{body}</tbody></table>"
        return f"{self._caption()}<div style='overflow-x:auto'>{table}</div>{''.join(self._rest(len(inside), opened))}"

    def _caption(self) -> str:
        m = self.matrix
        query = html.escape(self._masks.text(m.result.query, guess=False))
        unit = {"people": "people", "mentions": "mentions", "share": "share of the people heard"}[self._count]
        how = f", {m.how}" if m.how else ""
        return f"<p><strong>{html.escape(m.rows)} × {html.escape(m.columns)}</strong>: {unit}{how}, for <code>{query}</code></p>"

    def _of(self, column: str) -> str:
        """Return how many were heard in a column, where that differs between columns and is no matter of one person."""
        if "participant" in {self.matrix.rows, self.matrix.columns} or column not in self.matrix.of:
            return ""
        return f"<br><span style='{_SOFT};font-weight:400'>of {self.matrix.of[column]}</span>"

    def _cell(self, row: str, column: str, most: float, quotes: str) -> str:
        if (row, column) in self._hidden:
            return f"<td style='{_CELL};opacity:.7' title='not shown: too few people'>{HIDDEN}</td>"
        if (row, column) not in self.matrix.cells:
            return f"<td style='{_CELL};opacity:.7'>0</td>"
        number = self.matrix.number(row, column, self._count)
        told = f"{100 * number:.0f} %" if self._count == "share" else f"{number:.0f}"
        tint = f"background:rgba(0,114,178,{_DARKEST * (number / most) ** 0.5 if most else 0:.2f})"
        inner = f"<details><summary>{told}</summary>{quotes}</details>" if quotes else told
        return f"<td style='{_CELL};{tint}'>{inner}</td>"

    def _quotes(self, cells: list[tuple[str, str]]) -> tuple[dict[tuple[str, str], str], int]:
        """Return the quotes of each cell: one for each, then another, as long as there is room; and how many cells have one."""
        m = self.matrix
        wanted = sorted(cells, key=lambda cell: (-len(m.cells[cell]), cell))
        chosen: dict[tuple[str, str], list[int]] = {}
        room = MOST_CHARACTERS - 110 * MOST_ROWS * MOST_COLUMNS
        for step in range(MOST_QUOTES):
            for cell in wanted:
                if step < len(m.cells[cell]) and room > 0:
                    chosen.setdefault(cell, []).append(m.cells[cell][step])
                    room -= LONGEST + 140
        rows = sorted({row for several in chosen.values() for row in several})
        said = Said(m.result, self._masks).quotes(rows, LONGEST)
        shown = {}
        for cell, several in chosen.items():
            lines = "".join(f"<div>{self._named(row)} {said[row]}</div>" for row in several)
            rest = len(m.cells[cell]) - len(several)
            more = f"<div style='{_SOFT}'>and {rest} more</div>" if rest else ""
            shown[cell] = f"<div style='text-align:left;min-width:220px;max-width:340px'>{lines}{more}</div>"
        return shown, len(shown)

    def _rest(self, cells: int, opened: int) -> Iterator[str]:
        """Yield what the picture leaves out."""
        m = self.matrix
        if self._hidden:
            yield f"<p style='{_SOFT}'>{html.escape(note(self._masks.redactor.least))}</p>"
        left = []
        if len(m.row_names) > MOST_ROWS:
            left.append(f"{len(m.row_names) - MOST_ROWS} more rows")
        if len(m.column_names) > MOST_COLUMNS:
            left.append(f"{len(m.column_names) - MOST_COLUMNS} more columns")
        if opened < cells:
            left.append(f"the quotes of {cells - opened} smaller cells")
        if left:
            where = "<code>.frame()</code> and <code>.quotes(row, column)</code> have them."
            yield f"<p style='{_SOFT}'>Not shown: {', '.join(left)}. {where}</p>"

    def _nothing(self) -> str:
        if not len(self.matrix.result):
            return "There is nothing to put in a table yet. Code a few passages with study.coder(), or ask for something else."
        return f"No two codes stand {self.matrix.how} here." if self.matrix.how else "No mention has both."
