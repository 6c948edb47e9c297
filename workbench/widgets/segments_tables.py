"""Matrices for the browser: numbers, what rows and columns are called, and for each cell a query that finds its passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.query import tree
from workbench.coding.query.beside import cooccurrence
from workbench.coding.query.errors import QueryError
from workbench.coding.query.matrix import Matrix, matrix
from workbench.study.errors import UserError
from workbench.widgets.coder_view import colours
from workbench.widgets.grid_view import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.coding.query import Result
    from workbench.coding.query.words import Words
    from workbench.study.records import Code
    from workbench.study.settings import Settings

_COUNTS = [["people", "people"], ["mentions", "mentions"]]
MATRIX: dict[str, Any] = {
    "spec": {"rows": "code", "columns": "stage", "count": "people", "family": ""},
    "choices": [
        {"key": "rows", "label": "Rows", "options": [["code", "codes"], ["family", "families"]]},
        {"key": "family", "label": "of", "options": [["", "all families"]]},
        {"key": "columns", "label": "Columns", "options": [["stage", "stages"], ["participant", "people"], ["round", "rounds"],
                                                         ["source", "sources"], ["kind", "kinds of source"]]},
        {"key": "count", "label": "Count", "options": _COUNTS},
    ],
}  # fmt: skip
TOGETHER: dict[str, Any] = {
    "spec": {"how": "segment", "count": "people", "family": ""},
    "choices": [
        {"key": "how", "label": "Codes together", "options": [["segment", "in one turn or answer"],
                                                              ["overlap", "on the same words"], ["near", "within 20 words"]]},
        {"key": "family", "label": "Columns", "options": [["", "all codes"]]},
        {"key": "count", "label": "Count", "options": _COUNTS},
    ],
}  # fmt: skip
_NEAR = 20
_MOST_ROWS, _MOST_COLUMNS = 120, 60
#: Everything that is coded for its claim.
ALL = "code:*"


def scope(query: str, ask: Callable[[str], Result]) -> tuple[str, Result]:
    """Return the mentions a matrix is made from, and their query: those of `query`; if these hold no codes, those around them."""
    if not query:
        return ALL, ask(ALL)
    result = ask(query)
    if any(result.codes):
        return query, result
    wider = f"{ALL} and ({query})"
    return wider, ask(wider)


class Table:
    """One matrix as it is shown.

    Parameters
    ----------
    made
        The matrix.
    query
        The query its mentions come from.
    count
        ``people`` or ``mentions``.
    codes, settings
        What rows and columns are called.
    how
        Of co-occurrence: how codes stand together; empty otherwise.
    family
        Only codes of this family in the rows of a matrix, in the columns of a co-occurrence.
    """

    def __init__(
        self, made: Matrix, query: str, count: str, codes: Sequence[Code], settings: Settings, *, how: str = "", family: str = ""
    ) -> None:
        if count not in {"people", "mentions"}:
            raise UserError(f"a matrix counts people or mentions, not {count!r}")
        self.made, self.query, self.count, self.how = made, query, count, how
        self._codes = {c.id: c for c in codes}
        self._tint = colours(codes)
        self._settings = settings
        numbers = {cell: int(made.number(*cell, count)) for cell in made.cells}
        rows = [r for r in made.row_names if how or self._of(r, family)]
        columns = [c for c in made.column_names if not how or self._of(c, family)]
        there = set(columns)
        self.totals = {r: self._total(made, r, columns) for r in rows}
        weight: dict[str, int] = {}
        for (row, column), n in numbers.items():
            if column in there and row in self.totals:
                weight[f"r{row}"] = weight.get(f"r{row}", 0) + n
                weight[f"c{column}"] = weight.get(f"c{column}", 0) + n
        rows = [r for r in rows if not how or weight.get(f"r{r}")]
        columns = [c for c in columns if not how or weight.get(f"c{c}")]
        self.rows, self.more_rows = _largest(rows, weight, "r", _MOST_ROWS)
        self.columns, self.more_columns = _largest(columns, weight, "c", _MOST_COLUMNS)
        self.cells = [[numbers.get((r, c), 0) for c in self.columns] for r in self.rows]

    def _of(self, name: str, family: str) -> bool:
        return not family or name == family or (name in self._codes and self._codes[name].family == family)

    def _total(self, made: Matrix, row: str, columns: Sequence[str]) -> int:
        inside = {n for c in columns for n in made.cells.get((row, c), ())}
        if self.count == "mentions":
            return len(inside)
        return len({name for n in inside if (name := made.result.counted[n])})

    # What things are called ------------------------------------------------------------------------------------

    def named(self, axis: str, name: str) -> str:
        """Return what a row or a column is called."""
        if axis == "code":
            return label(name, self._codes)
        if not name:
            return "not known"
        if axis == "stage":
            return next((s.label for s in self._settings.stages if s.id == name), name)
        if axis == "round":
            return next((r.label or r.id for r in self._settings.rounds if r.id == name), name)
        return name

    def condition(self, axis: str, name: str) -> str:
        """Return the query that a row or a column stands for."""
        if axis == "code":
            return tree.code(name)
        if axis == "family":
            return f"family:{tree.bare(name)}"
        if axis == "stage":
            return tree.code(f"stage:{name}")
        if not name:
            return f"not {tree.bare(axis)}=*"
        return f"{tree.bare(axis)}={tree.bare(name)}"

    def message(self, notes: Sequence[str] = ()) -> dict[str, Any]:
        """Return the matrix as the browser wants it."""
        made = self.made
        unit = self.count if not self.how else f"{self.count}, codes {made.how}"
        return {
            "rows": [{**self._side(made.rows, r), "total": self.totals[r]} for r in self.rows],
            "columns": [{**self._side(made.columns, c), **({"of": made.of.get(c, 0)} if made.of and self.count == "people" else {})}
                        for c in self.columns],
            "cells": self.cells, "moreRows": self.more_rows, "moreColumns": self.more_columns, "unit": unit,
            "notes": list(notes), "diagonal": bool(self.how),
        }  # fmt: skip

    def _side(self, axis: str, name: str) -> dict[str, Any]:
        side: dict[str, Any] = {"key": name, "label": self.named(axis, name)}
        code = name if axis == "code" else f"stage:{name}" if axis == "stage" else ""
        if code in self._codes:
            side |= {"colour": self._tint[code], "family": self._codes[code].family}
        return side

    # From a cell to its passages -------------------------------------------------------------------------------

    def queries(self, row: str | None, column: str | None) -> list[str]:
        """Return queries for a cell, a row or a column, the plainest first: which of them finds what the cell says is tried."""
        left = self.condition(self.made.rows, row) if row is not None else ""
        right = self.condition(self.made.columns, column) if column is not None else ""
        if not left or not right:
            one = left or right
            if not left and not self.how and self.made.columns != "stage":
                return [f"{self.query} and {one}" if self.query == ALL else f"({self.query}) and {one}"]
            return [one] if self.query == ALL else [f"({self.query}) within {one}", f"({self.query}) and {one}"]
        around = self.query.removeprefix(ALL) if self.query.startswith(f"{ALL} and (") else ""
        beside_ = {"overlap": "overlaps", "near": f"near({_NEAR})"}.get(self.how, "")
        found: list[str] = [f"{left} {beside_} {right}{around}"] if around and beside_ else []
        for start in self._within(left):
            if self.how == "segment":
                found += [f"{start} and {right}", f"{start} and not not {right}"]
            elif self.how:
                found.append(f"{start} {beside_} {right}")
            elif self.made.columns == "stage":
                found += [f"{start} within {right}", f"{start} overlaps {right}", f"{start} and {right}"]
            else:
                found.append(f"{start} and {right}")
        return found

    def _within(self, left: str) -> list[str]:
        if self.query == ALL:
            return [left]
        if self.query.startswith(f"{ALL} and ("):
            return [f"{left} and {self.query.removeprefix(f'{ALL} and ')}"]
        # Without the query around it a cell finds no less: where it finds no more either, that is the plainest way.
        return [left, f"({self.query}) within {left}", f"({self.query}) and {left}"]

    def best(self, row: str | None, column: str | None, ask: Callable[[str], Result]) -> tuple[str, bool]:
        """Return the query that finds what a cell says, and whether it does to the number."""
        tries = self.queries(row, column)
        if row is None or column is None:
            return tries[0], True
        inside = self.made.cells.get((row, column), ())
        people, mentions = {who for n in inside if (who := self.made.result.counted[n])}, len(inside)
        near = ""
        for query in tries:
            try:
                result = ask(query)
            except QueryError:  # such as words where a code was meant
                continue
            whole = set(result.people) == people
            if whole and result.mentions == mentions:
                return query, True
            if not near and (whole if self.count == "people" else result.mentions == mentions):
                near = query
        return near or tries[-1], bool(near)


def _largest(names: Sequence[str], weight: Mapping[str, int], side: str, most: int) -> tuple[list[str], int]:
    """Return the names with the largest numbers, in their own order, and how many are left out."""
    if len(names) <= most:
        return list(names), 0
    kept = set(sorted(names, key=lambda n: (-weight.get(f"{side}{n}", 0), n))[:most])
    return [n for n in names if n in kept], len(names) - most


def by_two(spec: Mapping[str, Any], query: str, result: Result, codes: Sequence[Code], settings: Settings) -> Table:
    """Return the matrix a browser asks for."""
    made = matrix(result, str(spec.get("rows", "code")), str(spec.get("columns", "stage")))
    return Table(made, query, str(spec.get("count", "people")), codes, settings, family=str(spec.get("family", "")))


def beside(spec: Mapping[str, Any], query: str, result: Result, words: Words, codes: Sequence[Code], settings: Settings) -> Table:
    """Return the co-occurrence a browser asks for."""
    how = str(spec.get("how", "segment"))
    made = cooccurrence(result, words, how, _NEAR)
    return Table(made, query, str(spec.get("count", "people")), codes, settings, how=how, family=str(spec.get("family", "")))
