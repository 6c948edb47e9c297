"""Matrices: mentions by two things they have in common, each cell with the mentions behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.coding.query.result import Result

COUNTS = ("people", "mentions", "share")


@dataclass(frozen=True)
class Matrix:
    """How many people and mentions stand in each cell of a table.

    Attributes
    ----------
    result
        The mentions it was made from.
    rows, columns
        What the rows and the columns are.
    row_names, column_names
        In their usual order.
    cells
        Row and column to the numbers of the mentions in `result`; empty cells are not in it.
    of
        Column to how many people were heard there; empty where everybody could be in every column.
    how
        What brings two codes together, in words; empty for matrices that do not count that.
    """

    result: Result = field(repr=False)
    rows: str
    columns: str
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[int, ...]] = field(repr=False)
    of: Mapping[str, int] = field(default_factory=dict, repr=False)
    how: str = ""

    def frame(self, count: str = "people") -> pd.DataFrame:
        """Return the numbers, one row for each of `row_names`.

        Parameters
        ----------
        count
            ``people`` (distinct participants), ``mentions``, or ``share``: people of those who were heard in the column,
            or of everybody who was heard.

        Raises
        ------
        UserError
            If `count` is none of these.
        """
        import numpy as np
        import pandas as pd

        if count not in COUNTS:
            raise UserError(f"'{count}' cannot be counted; there are {', '.join(COUNTS)}.")
        table = np.zeros((len(self.row_names), len(self.column_names)), dtype=float if count == "share" else int)
        at = {name: n for n, name in enumerate(self.row_names)}, {name: n for n, name in enumerate(self.column_names)}
        for row, column in self.cells:
            table[at[0][row], at[1][column]] = self.number(row, column, count)
        frame = pd.DataFrame(table, index=pd.Index(self.row_names, name=self.rows), columns=list(self.column_names))
        frame.columns.name = self.columns
        return frame

    def number(self, row: str, column: str, count: str = "people") -> float:
        """Return one cell."""
        inside = self.cells.get((row, column), ())
        if count == "mentions":
            return len(inside)
        people = len({name for n in inside if (name := self._names[n])})
        if count == "people":
            return people
        heard = self.of.get(column, 0) if self.of else self.result.n
        return people / heard if heard else float("nan")

    @property
    def _names(self) -> Sequence[str]:
        return self.result.counted

    def quotes(self, row: str, column: str) -> pd.DataFrame:
        """Return the mentions behind a cell, as `Result.frame` has them.

        Raises
        ------
        UserError
            If there is no such row or column.
        """
        for name, there, what in ((row, self.row_names, "row"), (column, self.column_names, "column")):
            if name not in there:
                from workbench.coding.query.errors import meant

                raise UserError(f"No {what} is called '{name}'.{meant(name, there)}")
        return self.result.frame(list(self.cells.get((row, column), ())))

    def __repr__(self) -> str:
        size = f"{len(self.row_names)} × {len(self.column_names)}"
        return f"<{self.rows} × {self.columns}: {size}, {len(self.result):,} mentions, {len(self.cells):,} cells with any>"


def matrix(result: Result, rows: str = "code", columns: str = "participant") -> Matrix:
    """Return the mentions of a result by two things they have in common.

    Parameters
    ----------
    result
        What a query found.
    rows, columns
        ``code``, ``family``, ``stage``, ``participant``, ``source``, ``round``, ``kind``, ``coder``, or an attribute.

    Returns
    -------
    Matrix
        Rows and columns in their usual order; only those with a mention, and every column in which somebody was heard.

    Raises
    ------
    UserError
        If nothing is called so, or both are the same: `cooccurrence` puts codes beside codes.
    """
    groups = result.groups
    if groups.column(rows) == groups.column(columns):
        raise UserError(f"Rows and columns are both {rows}. Codes beside codes are study.cooccurrence().")
    down, across = groups.of(result.found, rows), groups.of(result.found, columns)
    where: dict[int, list[str]] = {}
    for column, members in across.items():
        for n in members:
            where.setdefault(n, []).append(column)
    cells: dict[tuple[str, str], list[int]] = {}
    for row, members in down.items():
        for n in members:
            for column in where.get(n, ()):
                cells.setdefault((row, column), []).append(n)
    exposed = groups.exposed(result.base, columns)
    heard = {column: set(people) for column, people in exposed.items()}
    for column, members in across.items():
        if exposed:
            heard.setdefault(column, set()).update(name for n in members if (name := result.counted[n]))
    shown = {*across, *heard} if heard else set(across)
    return Matrix(
        result, groups.column(rows), groups.column(columns), tuple(groups.ordered(rows, down)),
        tuple(groups.ordered(columns, shown)), {cell: tuple(members) for cell, members in sorted(cells.items())},
        {column: len(people) for column, people in sorted(heard.items())},
    )  # fmt: skip
