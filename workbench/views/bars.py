"""A share of people as a small picture: a dot with its interval on a line. Readable on light and on dark pages."""

from __future__ import annotations

from base64 import b64encode
from html import escape

_WIDTH, _HEIGHT, _EDGE = 120, 14, 5
# Both have a contrast above 3 on white and on JupyterLab's dark background.
_INK, _SOFT = "#4a86cf", "#8a8a8a"


def bar(k: int, n: int, lo: float, hi: float, most: float = 1.0) -> str:
    """Return the share k / n with its interval as ``<img>``.

    Parameters
    ----------
    k, n
        People, of how many.
    lo, hi
        95 % interval of the share.
    most
        Right end of the scale, the same for all pictures of a table.
    """
    end = most or 1.0

    def x(share: float) -> float:
        return round(_EDGE + min(1.0, share / end) * (_WIDTH - 2 * _EDGE), 1)

    middle = _HEIGHT / 2
    drawn = (
        f'<path d="M{_EDGE} {middle}H{_WIDTH - _EDGE}" stroke="{_SOFT}" opacity=".35"/>'
        f'<path d="M{x(lo)} {middle}H{x(hi)}" stroke="{_INK}" stroke-width="3" opacity=".6"/>'
        f'<circle cx="{x(k / n if n else 0)}" cy="{middle}" r="4" fill="{_INK}"/>'
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{drawn}</svg>'
    said = f"{k} of {n} people, 95 % interval {100 * lo:.0f} to {100 * hi:.0f} %"
    source = b64encode(svg.encode()).decode()
    size = f'width="{_WIDTH}" height="{_HEIGHT}" style="min-width:{_WIDTH}px"'
    return f'<img alt="{escape(said, quote=True)}" src="data:image/svg+xml;base64,{source}" {size}>'
