"""A change as a small picture: from the dot before to the dot now, and how far the difference may be. For light and dark pages."""

from __future__ import annotations

from base64 import b64encode
from html import escape

_WIDTH, _HEIGHT, _EDGE = 210, 22, 8
# All have a contrast above 3 on white and on JupyterLab's dark background.
_INK, _SOFT, _SURE = "#4a86cf", "#8a8a8a", "#c2662d"


def difference(value: float, lo: float | None, hi: float | None, most: float, said: str, *, sure: bool) -> str:
    """Return a difference with its interval on a line through zero as ``<img>``.

    Parameters
    ----------
    value, lo, hi
        Later minus earlier, with its interval; hollow without one.
    most
        Both ends of the scale, the same for all pictures of a table.
    said
        What it is, for those who cannot see it.
    sure
        Whether a change is claimed: then the dot is a diamond, so that it does not hang on colour.
    """
    middle = _HEIGHT / 2

    def x(at: float) -> float:
        held = max(-most, min(most, at)) / most if most else 0.0
        return round(_WIDTH / 2 + held * (_WIDTH / 2 - _EDGE), 1)

    ink = _SURE if sure else _INK
    drawn = f'<path d="M{_EDGE} {middle}H{_WIDTH - _EDGE}" stroke="{_SOFT}" opacity=".35"/>'
    drawn += f'<path d="M{x(0)} 2v{_HEIGHT - 4}" stroke="{_SOFT}" stroke-dasharray="2 2"/>'
    if lo is not None and hi is not None:
        drawn += f'<path d="M{x(lo)} {middle}H{x(hi)}" stroke="{ink}" stroke-width="3" opacity=".75"/>'
    fill = "none" if lo is None else ink
    at = x(value)
    mark = f"M{at} {middle - 6}l6 6l-6 6l-6 -6z"
    drawn += (
        f'<path d="{mark}" fill="{fill}" stroke="{ink}" stroke-width="1.5"/>'
        if sure
        else f'<circle cx="{at}" cy="{middle}" r="4.5" fill="{fill}" stroke="{ink}" stroke-width="1.5"/>'
    )
    return _image(drawn, said)


def scale(most: float, unit: str) -> str:
    """Return the numbers above the pictures: both ends and zero."""
    ends = [(_EDGE, f"\u2212{most:g}{unit}", "start"), (_WIDTH / 2, "0", "middle"), (_WIDTH - _EDGE, f"+{most:g}{unit}", "end")]
    drawn = "".join(
        f'<text x="{at}" y="15" font-size="10" font-family="sans-serif" fill="{_SOFT}" text-anchor="{anchor}">{text}</text>'
        for at, text, anchor in ends
    )
    return _image(drawn, f"scale from \u2212{most:g}{unit} over 0 to +{most:g}{unit}")


def _image(drawn: str, said: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{drawn}</svg>'
    source = b64encode(svg.encode()).decode()
    # A page that lets pictures shrink with their column would make these unreadable.
    size = f'width="{_WIDTH}" height="{_HEIGHT}" style="min-width:{_WIDTH}px"'
    return f'<img alt="{escape(said, quote=True)}" src="data:image/svg+xml;base64,{source}" {size}>'
