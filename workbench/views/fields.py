"""Columns of the tables of lanes: how each thing that an item says is shown, and how it stands in a table of data."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.views.bars import bar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Item = dict[str, Any]

_WIDTH, _HEIGHT, _EDGE = 120, 16, 6
# Both have a contrast above 3 on white and on JupyterLab's dark background.
_INK, _SOFT = "#4a86cf", "#8a8a8a"
#: Fewer people make a hollow dot.
_FEW = 5
_SMALL = "font-size:12px;opacity:.75"


@looking
@dataclass(frozen=True)
class Field:
    """One column.

    Attributes
    ----------
    heading
        What stands above it.
    data
        From an item to its cells in a table of data.
    shown
        From an item to HTML, escaped.
    """

    heading: str
    data: Callable[[Item], Mapping[str, Any]]
    shown: Callable[[Item], str]


def words(heading: str, key: str, said: Callable[[str], str] = str) -> Field:
    """Return a column of words; lists are joined, and `said` says how each is read."""

    def text(item: Item) -> str:
        value = item.get(key)
        parts = value if isinstance(value, list | tuple) else [value]
        return ", ".join(said(str(p)) for p in parts if p not in {None, ""})

    return Field(heading, lambda i: {key: text(i)}, lambda i: escape(text(i)))


def truth(heading: str, key: str, yes: str, no: str) -> Field:
    """Return a column of one of two words."""
    return Field(heading, lambda i: {key: bool(i[key])}, lambda i: escape(yes if i[key] else no))


def number(heading: str, key: str, of: str = "") -> Field:
    """Return a column of a count; `of` is the key of what it is out of."""

    def shown(item: Item) -> str:
        return f"{item[key]} of {item[of]}" if of else str(item[key])

    return Field(heading, lambda i: {key: i[key]}, shown)


def people(heading: str = "people") -> Field:
    """Return the column of k of n with its interval as a picture."""

    def shown(item: Item) -> str:
        if not item["n"]:
            return "<span>nobody could have</span>"
        lo, hi = item["lo"] or 0.0, item["hi"] if item["hi"] is not None else 1.0
        return f"{item['k']} of {item['n']} {bar(item['k'], item['n'], lo, hi)}"

    return Field(heading, lambda i: {key: _short(i[key]) for key in ("k", "n", "lo", "hi")}, shown)


def feeling(heading: str = "felt", key: str = "valence", ends: tuple[float, float] = (-2.0, 2.0)) -> Field:
    """Return the column of a mean with its interval as a picture; a hollow dot rests on fewer than 5 people."""

    def data(item: Item) -> dict[str, Any]:
        value = item[key] or {"mean": None, "lo": None, "hi": None, "n": 0}
        return {
            key: _short(value["mean"]),
            f"{key}_lo": _short(value["lo"]),
            f"{key}_hi": _short(value["hi"]),
            f"{key}_n": value["n"],
        }

    def shown(item: Item) -> str:
        value = item[key]
        return (
            ""
            if value is None
            else f"{signed(value['mean'])} {picture(value, ends)}<br><span style='{_SMALL}'>n {value['n']}</span>"
        )

    return Field(heading, data, shown)


def own(heading: str, key: str, shown: Callable[[Any], str]) -> Field:
    """Return a column that only this lane has; `shown` makes escaped HTML of its value."""
    return Field(heading, lambda i: {key: i[key]}, lambda i: shown(i[key]))


def signed(value: float | None) -> str:
    """Return a number with its sign."""
    if value is None:
        return ""
    rounded = round(value, 1)
    return f"{rounded:+.1f}".replace("-", "\u2212") if rounded else "0.0"


def picture(value: Mapping[str, Any], ends: tuple[float, float]) -> str:
    """Return a mean with its interval on a line from one end of its scale to the other, as ``<img>``."""
    low, high = ends

    def x(at: float) -> float:
        return round(_EDGE + (at - low) / (high - low) * (_WIDTH - 2 * _EDGE), 1)

    middle = _HEIGHT / 2
    drawn = f'<path d="M{_EDGE} {middle}H{_WIDTH - _EDGE}" stroke="{_SOFT}" opacity=".35"/>'
    if low < 0 < high:
        drawn += f'<path d="M{x(0)} 2V{_HEIGHT - 2}" stroke="{_SOFT}"/>'
    said = f"mean {signed(value['mean'])} on a scale from {signed(low)} to {signed(high)}, {value['n']} people"
    if value["lo"] is not None:
        drawn += f'<path d="M{x(value["lo"])} {middle}H{x(value["hi"])}" stroke="{_INK}" stroke-width="3" opacity=".6"/>'
        said += f", 95 % interval {signed(value['lo'])} to {signed(value['hi'])}"
    fill = _INK if value["n"] >= _FEW else "none"
    drawn += f'<circle cx="{x(value["mean"])}" cy="{middle}" r="4" fill="{fill}" stroke="{_INK}" stroke-width="1.5"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{drawn}</svg>'
    source = b64encode(svg.encode()).decode()
    size = f'width="{_WIDTH}" height="{_HEIGHT}" style="min-width:{_WIDTH}px"'
    return f'<img alt="{escape(said, quote=True)}" src="data:image/svg+xml;base64,{source}" {size}>'


def _short(value: float | None) -> float | None:
    return round(value, 3) if isinstance(value, float) else value
