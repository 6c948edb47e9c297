"""Clicks as a small picture: squares, the darker the more clicks, without a picture of the page behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, LINE, NOW, image

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDE, _TALLEST = 240.0, 320.0


def heat_picture(found: Mapping[str, Any]) -> str:
    """Return a heatmap as ``<img>``; its sentence is the alt text.

    Parameters
    ----------
    found
        One of the pictures of `workbench.journey.clicks.heat`, with a text that may be shown.
    """
    squares = found["squares"]
    left, top = min(x for x, *_ in squares), min(y for _, y, *_ in squares)
    size = max((s for _, _, s, _ in squares), default=1) or 1
    across, down = max(x for x, *_ in squares) - left + size, max(y for _, y, *_ in squares) - top + size
    scale = min(_WIDE / across, _TALLEST / down)
    most = max(count for *_, count in squares) or 1
    width, height = across * scale, down * scale
    drawn = [
        f'<rect x="{(x - left) * scale:.1f}" y="{(y - top) * scale:.1f}" width="{size * scale:.1f}" height="{size * scale:.1f}" '
        f'fill="{NOW}" fill-opacity="{0.1 + 0.9 * count / most:.2f}"/>'
        for x, y, _, count in squares if count
    ]  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" width="{width:.0f}" height="{height:.0f}">'
        f'<rect width="{width:.1f}" height="{height:.1f}" fill="{GROUND}" stroke="{LINE}"/>{"".join(drawn)}</svg>'
    )
    return image(svg, found["text"])
