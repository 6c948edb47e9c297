"""A coefficient as a picture: a dot with its interval, beside the customary marks. Readable on light and on dark pages."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Krippendorff's marks: rely on what is above the second, draw tentative conclusions above the first.
MARKS = (0.667, 0.8)
_WIDTH, _HEIGHT, _EDGE = 190, 18, 7
# Both have a contrast above 3 on white and on JupyterLab's dark background.
_INK, _SOFT = "#4a86cf", "#8a8a8a"


def lowest(values: Iterable[float | None]) -> float:
    """Return where a scale begins that holds all of these and 1: at 0, or lower in quarters, never below -1."""
    least = min((v for v in values if v is not None), default=0.0)
    return 0.0 if least >= 0 else max(-1.0, -0.25 * (int(-least / 0.25 - 1e-9) + 1))


def dot(value: float, lo: float | None, hi: float | None, low: float, name: str) -> str:
    """Return a picture of one coefficient as ``<img>``; filled with an interval, hollow without one.

    Parameters
    ----------
    value, lo, hi
        The coefficient and its interval.
    low
        Left end of the scale, as `lowest` gives it; the right end is 1.
    name
        What it is, for those who cannot see it.
    """
    marks = "".join(
        f'<path d="M{_x(at, low)} 1v{_HEIGHT - 2}" stroke="{_SOFT}" stroke-dasharray="2 2" fill="none"/>' for at in MARKS
    )
    line = f'<path d="M{_x(low, low)} {_HEIGHT / 2}H{_x(1, low)}" stroke="{_SOFT}" opacity=".35" fill="none"/>'
    said = f"{name} {value:.2f}"
    fill = "none"
    if lo is not None and hi is not None:
        line += f'<path d="M{_x(lo, low)} {_HEIGHT / 2}H{_x(hi, low)}" stroke="{_INK}" stroke-width="3" fill="none"/>'
        said += f", 95 % interval {lo:.2f} to {hi:.2f}"
        fill = _INK
    circle = f'<circle cx="{_x(value, low)}" cy="{_HEIGHT / 2}" r="4.5" fill="{fill}" stroke="{_INK}" stroke-width="1.5"/>'
    return _image(marks + line + circle, said.replace("-", "\u2212"))


def scale(low: float) -> str:
    """Return the numbers above the pictures."""
    labels = [(low, f"{low:g}".replace("-", "\u2212")), (MARKS[0], ".667"), (MARKS[1], ".8"), (1.0, "1")]
    anchors = ("start", "end", "middle", "end")
    texts = "".join(
        f'<text x="{_x(at, low) if n else _EDGE}" y="13" font-size="10" font-family="sans-serif" fill="{_SOFT}"'
        f' text-anchor="{anchor}">{label}</text>'
        for n, ((at, label), anchor) in enumerate(zip(labels, anchors, strict=True))
    )
    return _image(texts, f"scale from {labels[0][1]} to 1, marks at .667 and .8")


def _x(value: float, low: float) -> float:
    return round(_EDGE + (max(low, min(1.0, value)) - low) / (1 - low) * (_WIDTH - 2 * _EDGE), 1)


def _image(drawn: str, said: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{drawn}</svg>'
    source = b64encode(svg.encode()).decode()
    # A page that lets pictures shrink with their column would make these unreadable.
    size = f'width="{_WIDTH}" height="{_HEIGHT}" style="min-width:{_WIDTH}px"'
    return f'<img alt="{escape(said, quote=True)}" src="data:image/svg+xml;base64,{source}" {size}>'
