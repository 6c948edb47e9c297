"""Where people clicked on a picture: the places of a heatmap, kept in ``clicks.csv`` so that a small picture can be drawn.

Its sums are numbers of the stage like any other (``metrics.csv``). A grid finer than anybody can see is made coarser, and
holds the same clicks.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.sources.numbers.clicks import places
from workbench.sources.numbers.measured import day
from workbench.sources.tables.read import read_table
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from workbench.sources.numbers.measured import Sheet

FILE = "clicks.csv"
COLUMNS = ("stage", "date", "page", "x", "y", "size", "count", "source")
#: Squares along the longer side of a picture, at most.
FINEST = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """Clicks in one square of a picture: `x` and `y` are its upper left corner, `size` its side, 0 for a point."""

    stage: str
    date: str
    page: str
    x: float
    y: float
    size: float
    count: float
    source: str


def spots(sheets: Sequence[Sheet], shape: str, stages: Mapping[str, str | None], source: str) -> list[Spot]:
    """Return the squares of an export of clicks by place; none of any other export.

    Parameters
    ----------
    sheets
        The tables of the export.
    shape
        What it was taken for.
    stages
        Page to stage, None for those that are left out.
    source
        What to call where it comes from.
    """
    if shape != "grid":
        return []
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for page, date, x, y, count in (place for sheet in sheets for place in places(sheet)):
        if stages.get(page) and count:
            found.setdefault((page, date), []).append((x, y, count))
    return [
        Spot(stages[page] or "", date, page, *square, source)
        for (page, date), cells in sorted(found.items())
        for square in _squares(cells)
    ]


def _squares(cells: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float, float]]:
    left, top = min(x for x, _, _ in cells), min(y for _, y, _ in cells)
    wide = max(max(x for x, _, _ in cells) - left, max(y for _, y, _ in cells) - top)
    size = _step(cells) if wide / FINEST <= _step(cells) else math.ceil(wide / FINEST)
    sums: dict[tuple[float, float], list[float]] = {}
    for x, y, count in cells:
        corner = (left + (x - left) // size * size, top + (y - top) // size * size) if size else (x, y)
        sums.setdefault(corner, []).append(count)
    return [(x, y, size, math.fsum(sums[x, y])) for x, y in sorted(sums, key=lambda c: (c[1], c[0]))]


def _step(cells: Sequence[tuple[float, float, float]]) -> float:
    """Return the smallest distance between two columns or rows of the grid; 1 where there is but one place."""
    gaps = []
    for axis in (0, 1):
        line = sorted({cell[axis] for cell in cells})
        gaps += [b - a for a, b in pairwise(line)]
    return min(gaps, default=1.0)


def read_spots(path: Path) -> list[Spot]:
    """Return what ``clicks.csv`` holds; nothing if it is not there.

    Raises
    ------
    Refused
        If a column is missing or a cell cannot be read; with its row.
    """
    if not path.is_file():
        return []
    table = read_table(path)
    if missing := [c for c in COLUMNS if c not in table.frame.columns]:
        raise Refused(path.name, f"no column called {', '.join(missing)}", f"The columns are {', '.join(COLUMNS)}.")
    out = []
    cells = [[str(v).strip() for v in table.frame[c].tolist()] for c in COLUMNS]
    for row, (stage, date, page, x, y, size, count, source) in zip(table.rows, zip(*cells, strict=True), strict=True):
        try:
            numbers = [float(v) for v in (x, y, size, count)]
        except ValueError:
            numbers = [math.nan]
        if not all(map(math.isfinite, numbers)) or numbers[2] < 0 or numbers[3] < 0:
            raise Refused(path.name, "a place or a count is no number", "Import the clicks again.", f"row {row}")
        on = day(date, path.name, f"row {row}, column date")
        out.append(Spot(stage, on, page, numbers[0], numbers[1], numbers[2], numbers[3], source))
    return sorted(out, key=_order)


def merged(path: Path, fresh: Iterable[Spot]) -> str:
    """Return the text of ``clicks.csv`` with these squares: those of the same stage, page, day and source are replaced."""
    new = list(fresh)
    mine = {(s.stage, s.page, s.date, s.source) for s in new}
    kept = [s for s in read_spots(path) if (s.stage, s.page, s.date, s.source) not in mine]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for spot in sorted([*kept, *new], key=_order):
        writer.writerow([f"{v:g}" if isinstance(v, float) and float(f"{v:g}") == v else v for v in astuple(spot)])
    return out.getvalue()


def _order(spot: Spot) -> tuple[str, str, str, str, float, float]:
    return (spot.stage, spot.page, spot.date, spot.source, spot.y, spot.x)
