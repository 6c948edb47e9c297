"""What the answer grid shows, as plain dicts: columns, rows with their codings, headings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import called

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbench.study.records import Code, Coding
    from workbench.widgets.grid_look import List
    from workbench.widgets.grid_marks import Marks
    from workbench.widgets.grid_table import Table

#: Characters of an answer that go to the browser unasked; the rest when somebody wants to read it.
CUT = 1200
VERSION = 12
_LONGEST_CELL = 200
_LINES = ((60, 2), (190, 3))  # up to so many characters in three of four answers: so many lines a row
_MOST_LINES = 4
_SAMPLE = 20_000


def columns(table: Table) -> list[dict[str, Any]]:
    """Return the columns, each with what a filter on it offers."""
    out = []
    for one in table.columns:
        shown: dict[str, Any] = {"id": one.id, "kind": one.kind, "label": one.label}
        if one.kind not in {"text", "person", "date"}:
            shown |= table.choices(one)
        if one.kind == "question":
            shown["names"] = {value: table.question(value)[:_LONGEST_CELL] for value, _ in shown.get("values", [])}
        out.append(shown)
    return out


def lines(table: Table) -> int:
    """Return how many lines a row has, so that most answers can be read whole."""
    import numpy as np
    import pyarrow.compute as pc

    if not table.size:
        return _LINES[0][1]
    lengths = pc.utf8_length(table.texts.slice(0, _SAMPLE)).to_numpy(zero_copy_only=False)
    usual = float(np.quantile(lengths, 0.75))
    return next((n for most, n in _LINES if usual <= most), _MOST_LINES)


def coding(one: Coding, length: int, me: str) -> dict[str, Any]:
    """Return one coding as the browser wants it; `part` if it is on some of the words only."""
    return {
        "id": one.id, "code": one.code, "coder": one.coder, "mine": one.coder == me, "model": one.coder_kind == "model",
        "valence": one.valence, "stance": one.stance, "memo": one.memo, "at": one.at,
        "part": (one.anchor.start, one.anchor.end) != (0, length),
    }  # fmt: skip


def codings(table: Table, marks: Marks, row: int, me: str) -> list[dict[str, Any]]:
    """Return the codings on an answer."""
    there = marks.on(row)
    length = len(table.text(row)) if there else 0
    return [coding(one, length, me) for one in there]


def row(table: Table, marks: Marks, number: int, me: str, silent: Collection[str]) -> dict[str, Any]:
    """Return an answer as the browser wants it: its words cut, its cells in the order of the columns."""
    text = table.text(number)
    person = table.cell("participant", number)
    cells = [_cell(table.cell(c.id, number)) for c in table.columns if c.kind not in {"person", "text"}]
    return {
        "id": table.answer(number), "v": table.version(number)[:VERSION], "person": person, "quiet": person in silent,
        "text": text[:CUT], "length": len(text), "cells": cells, "codings": codings(table, marks, number, me),
    }  # fmt: skip


def entries(table: Table, marks: Marks, shown: List, span: slice, me: str, *, silent: Collection[str]) -> list[dict[str, Any]]:
    """Return some entries of a list: answers and headings."""
    out = []
    for entry in shown.entries[span].tolist():
        if entry >= 0:
            out.append(row(table, marks, entry, me, silent))
        else:
            group = shown.groups[-1 - entry]
            out.append({"group": group.key, "answers": group.answers, "people": group.people, "closed": group.closed})
    return out


def _cell(value: Any) -> Any:  # noqa: ANN401 (a text, a number or None)
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() else round(value, 6)
    return str(value)[:_LONGEST_CELL] if value is not None else None


def label(code: str, codes: Mapping[str, Code]) -> str:
    """Return how a code is called, with its family if it is a claim."""
    known = codes.get(code)
    return code if known is None else called(known)
