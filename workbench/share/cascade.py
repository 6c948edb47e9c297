"""Root causes as a picture: roots on the left, what follows to the right, circles dashed and numbered."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, INK, LINE, NOW, SOFT, image

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDE, _HIGH, _GAP_X, _GAP_Y, _EDGE = 212, 62, 84, 18, 12
_LINE, _LINES = 29, 2
#: Claims in a circle from which on its arrows carry no words.
_CROWD = 3
_RING = "#c2410c"  # against light and dark grounds above 3
_FONT = "font-family=\"system-ui, 'DejaVu Sans', sans-serif\""
_TIP = f'<path d="M0 0L8 4L0 8z" fill="{SOFT}"/>'
_SIZE = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"'
_MARKER = f'<defs><marker id="a" {_SIZE}>{_TIP}</marker></defs>'


def cascade(found: Mapping[str, Any]) -> str:
    """Return the causes as ``<img>`` with the arrows as its words; empty if there are none.

    Parameters
    ----------
    found
        As `workbench.journey.plan.causes.causes` gives them, with labels that may be shown.
    """
    claims = found["claims"]
    if not claims:
        return ""
    places = _places(claims, found["links"])
    width = max(x for x, _ in places.values()) + _WIDE + _EDGE
    height = max(y for _, y in places.values()) + _HIGH + _EDGE
    last = {link["claim"] for link in found["links"] if _looped(claims, link) and places[link["claim"]][0] + _WIDE + _EDGE == width}
    width += _GAP_X if last else 0
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {_FONT}>'
    parts = [head, _MARKER, f'<rect width="{width}" height="{height}" fill="{GROUND}"/>']
    parts += [_arrow(link, claims, places) for link in found["links"]]
    parts += [_box(claims[c], places[c]) for c in sorted(claims, key=lambda c: places[c])]
    return image("".join([*parts, "</svg>"]), said(found))


def said(found: Mapping[str, Any]) -> str:
    """Return the arrows in words: what a picture of them says to who cannot see it."""
    claims = found["claims"]
    arrows = [f"{claims[k['because']]['label']} → {claims[k['claim']]['label']} ({k['both']} say both)" for k in found["links"]]
    circles = [" and ".join(claims[c]["label"] for c in ring) for ring in found["rings"]]
    loops = f"; in a circle: {'; '.join(circles)}" if circles else ""
    return f"Causes as drawn by people, {len(arrows)} arrows: {'; '.join(arrows)}{loops}"


def _looped(claims: Mapping[str, Any], link: Mapping[str, Any]) -> bool:
    return claims[link["claim"]]["ring"] is not None and claims[link["claim"]]["ring"] == claims[link["because"]]["ring"]


def _places(claims: Mapping[str, Any], links: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return the upper left corner of each box: a column a layer, each box near what lies behind it."""
    columns: dict[int, list[str]] = {}
    for claim in sorted(claims, key=lambda c: (-claims[c]["reaches"], -claims[c]["k"], c)):
        columns.setdefault(claims[claim]["layer"], []).append(claim)
    tallest = max(map(len, columns.values()))
    rows: dict[str, float] = {}
    places = {}
    for layer in sorted(columns):
        before = {c: [rows[k["because"]] for k in links if k["claim"] == c and k["because"] in rows] for c in columns[layer]}
        order = sorted(columns[layer], key=lambda c: sum(before[c]) / len(before[c]) if before[c] else -1.0)
        top = (tallest - len(order)) / 2
        for number, claim in enumerate(order):
            rows[claim] = top + number
            places[claim] = (_EDGE + layer * (_WIDE + _GAP_X), round(_EDGE + rows[claim] * (_HIGH + _GAP_Y)))
    return places


def _arrow(link: Mapping[str, Any], claims: Mapping[str, Any], places: Mapping[str, tuple[int, int]]) -> str:
    (x0, y0), (x1, y1) = places[link["because"]], places[link["claim"]]
    wide = 1.5 + 3.5 * (link["both"] / link["n"] if link["n"] else 0)
    start, end = (x0 + _WIDE, y0 + _HIGH // 2), (x1, y1 + _HIGH // 2)
    if _looped(claims, link):  # both in one column: round their right side, the further apart the wider
        away = min(_GAP_X - 10, 26 + 14 * round(abs(y1 - y0) / (_HIGH + _GAP_Y)))
        a, b = (start[0], y0 + _HIGH * 3 // 10), (x1 + _WIDE, y1 + _HIGH * 7 // 10)
        path = f"M{a[0]} {a[1]}C{a[0] + away} {a[1]} {b[0] + away} {b[1]} {b[0] + 2} {b[1]}"
        label, style = (a[0] + away * 3 // 4, (a[1] + b[1]) // 2 + 4), f'stroke="{_RING}" stroke-dasharray="5 4"'
    else:
        middle = (start[0] + end[0]) // 2
        path = f"M{start[0]} {start[1]}C{middle} {start[1]} {middle} {end[1]} {end[0] - 2} {end[1]}"
        label, style = (middle, (start[1] + end[1]) // 2 - 5), f'stroke="{SOFT}"'
    crowded = _looped(claims, link) and sum(claim["ring"] == claims[link["claim"]]["ring"] for claim in claims.values()) > _CROWD
    drawn = f'<path d="{path}" fill="none" {style} stroke-width="{wide:.1f}" marker-end="url(#a)"/>'
    text = f'text-anchor="middle" font-size="11" fill="{INK}" stroke="{GROUND}" stroke-width="3" paint-order="stroke"'
    if crowded:  # words on words; the table says it
        return drawn
    return f'{drawn}<text x="{label[0]}" y="{label[1]}" {text}>{link["both"]} say both</text>'


def _box(claim: Mapping[str, Any], place: tuple[int, int]) -> str:
    x, y = place
    lines = textwrap.wrap(claim["label"], _LINE) or [""]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _LINE - 1] + "…"]
    root = "root · " if not claim["layer"] and claim["ring"] is None else ""
    ring = f" · circle {claim['ring'] + 1}" if claim["ring"] is not None else ""
    dash = ' stroke-dasharray="5 4"' if claim["k"] == 0 else ""
    words = "".join(
        f'<text x="{x + 10}" y="{y + 18 + 15 * i}" font-size="12" fill="{INK}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    below = f"{root}{claim['kind']} · {claim['k']} of {claim['n']}{ring}" if claim["k"] else f"{root}assumption{ring}"
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="7" fill="{GROUND}" stroke="{LINE}" stroke-width="1.5"{dash}/>'
        f'<rect x="{x}" y="{y}" width="4" height="{_HIGH}" rx="2" fill="{NOW}"/>{words}'
        f'<text x="{x + 10}" y="{y + _HIGH - 8}" font-size="11" fill="{SOFT}">{escape(below)}</text>'
    )
