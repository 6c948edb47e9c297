"""Tables of sentences: a notebook shows them whole. Of a sentence cut off after fifty letters the end is what one needs."""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence


class Whole(pd.DataFrame):
    """A table that a notebook shows with all of its words, which begin at the left; what is made from it is an ordinary table."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.max_colwidth", None, "display.min_rows", pd.get_option("display.max_rows")):
            shown: str | None = pd.DataFrame(self)._repr_html_()  # type: ignore[operator]
        left = [not pd.api.types.is_numeric_dtype(kind) for kind in self.dtypes]
        if shown is None or not left or len(left) > (pd.get_option("display.max_columns") or len(left)):
            return shown  # where columns are left out, it is not known which cell is whose
        head, end, body = shown.partition("</thead>")
        return _aligned(head, "th", [False, *left]) + end + _aligned(body, "td", left)


def _aligned(part: str, cell: str, left: Sequence[bool]) -> str:
    """Return rows whose cells begin at the left where they are words; notebooks let all end at the right."""
    turn = cycle(left)
    return re.sub(f"<{cell}>", lambda found: f'<{cell} style="text-align: left">' if next(turn) else found[0], part)


def whole(rows: Sequence[object], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table whose sentences are shown whole."""
    return Whole(rows, columns=list(columns))
