"""Clicks as a small picture: squares, the darker the more clicks, without a picture of the page behind them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, LINE, NOW, image

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDE, _TALLEST = 240.0, 320.0
#: Shades of the picture: more, nobody can tell apart.
_SHADES = 8


def heat_picture(found: Mapping[str, Any]) -> str:
    """Return a heatmap as ``<img>``; its sentence is the alt text.

    Parameters
    ----------
    found
        One of the pictures of `workbench.journey.figures.clicks.heat`, with a text that may be shown.
    """
    squares = found["squares"]
    left, top = min(x for x, *_ in squares), min(y for _, y, *_ in squares)
    size = max(s for _, _, s, _ in squares) or 1.0
    most = max(count for *_, count in squares) or 1.0
    shades: dict[int, set[tuple[int, int]]] = {}
    for x, y, _, count in squares:
        if count:
            shades.setdefault(math.ceil(_SHADES * count / most), set()).add((round((y - top) / size), round((x - left) / size)))
    across = 1 + max((column for cells in shades.values() for _, column in cells), default=0)
    down = 1 + max((row for cells in shades.values() for row, _ in cells), default=0)
    scale = min(_WIDE / across, _TALLEST / down)
    inks = {shade: f"{0.1 + 0.9 * shade / _SHADES:.2f}" for shade in sorted(shades)}
    drawn = "".join(f'<path d="{_runs(shades[shade])}" fill="{NOW}" fill-opacity="{ink}"/>' for shade, ink in inks.items())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across * scale:.0f}" '
        f'height="{down * scale:.0f}" preserveAspectRatio="none">'
        f'<rect width="{across}" height="{down}" fill="{GROUND}" stroke="{LINE}" stroke-width=".1"/>{drawn}</svg>'
    )
    return image(svg, found["text"])


def _runs(cells: set[tuple[int, int]]) -> str:
    """Return the outline of cells, those beside each other in a row as one."""
    path = []
    for row, column in sorted(cells):
        if (row, column - 1) in cells:
            continue
        end = column + 1
        while (row, end) in cells:
            end += 1
        path.append(f"M{column} {row}h{end - column}v1h{column - end}z")
    return "".join(path)
