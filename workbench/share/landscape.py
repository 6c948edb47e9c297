"""The landscape of topics: a picture by Altair, whose dots are brushed to the words behind them.

Two forms of one chart. `landscape_chart` is a Vega-Lite chart that holds its quotes and brushes wherever Vega runs.
`landscape_html` is the same picture with a list beside it, driven by one small script that a shared page names by its hash: no
Vega, no network, no kernel. Without the script the list still opens topic by topic, which is also how it is read by keyboard.
"""

from __future__ import annotations

import math
import re
import textwrap
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.assets import asset
from workbench.share.charts import INK, LINE, SOFT, drawn, image, offline
from workbench.share.words import kind_name
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import altair as alt
    import pandas as pd

#: All that a landscape holds about a passage, and about a topic. Whose words they are is not among it.
PASSAGE = ("x", "y", "topic", "kind", "round", "quote", "inside", "alone")
TOPIC = ("topic", "x", "y", "radius", "people", "n", "segments")
#: Okabe and Ito's (2008), without the two that are hard to see on white or on black: topics side by side differ in tone, and every
#: one is named where it stands, so that nothing rests on colour.
TONES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_SHAPES = {"interview": "circle", "survey": "square", "ticket": "triangle-up"}
_OTHER = "diamond"
_WIDTH, _LIVE_WIDTH = 860, 620
_NAMED = 40
#: Pixels that a line of a name is high, and that one of its letters is wide in a wide font.
_LINE_HIGH, _LETTER_WIDE = 15, 7.0
_LONGEST, _LINE, _LISTED = 240, 62, 16
_HINT = "Drag over the picture, or click a dot or a topic, to read the words behind it."


def landscape_chart(passages: pd.DataFrame, topics: pd.DataFrame, *, title: str, live: bool = True) -> Any:  # noqa: ANN401 (an Altair chart)
    """Return the landscape as a chart: brush or click dots, and their words are listed beside them.

    Parameters
    ----------
    passages
        One row a dot, with the columns `PASSAGE` and no other; ``quote`` is masked, or says that it is withheld.
    topics
        One row a topic, with the columns `TOPIC` and no other.
    title
        Heading, and the beginning of the description.
    live
        With what brushes and lists; the picture alone if not.

    Raises
    ------
    UserError
        If a table has another column: whatever is in it would travel with the chart.
    """
    import altair as alt

    offline()
    dots, discs = _only(passages, PASSAGE), _only(topics, TOPIC)
    dots["quote"] = ["\n".join(textwrap.wrap(q, _LINE)[:2]) + ("\u2026" if len(q) > 2 * _LINE else "") for q in dots["quote"]]
    dots["dot"] = range(len(dots))
    width = _LIVE_WIDTH if live else _WIDTH
    scale, height = _room(dots, discs, width)
    description = f"{title}: {_said(discs)}."
    if not live:
        dots = dots.drop(columns=["quote", "round"])
        return _layers(dots, discs, scale, width).properties(title=title, width=width, height=height, description=description)
    brush = alt.selection_interval(name="brush", empty=False)
    pick = alt.selection_point(name="pick", fields=["topic"], on="click", empty=False)
    chosen = alt.Chart(dots).transform_filter(brush | pick).transform_window(row="row_number()", sort=[alt.SortField("topic")])
    chosen = chosen.transform_filter(f"datum.row <= {_LISTED}")
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(1, _LISTED + 1))))
    words = chosen.mark_text(align="left", baseline="top", lineBreak="\n", lineHeight=13, limit=460, color=INK)
    where = chosen.transform_calculate(source="datum.topic + ' \u00b7 ' + datum.kind + ' \u00b7 ' + datum.round")
    about = where.mark_text(align="left", baseline="bottom", dy=-2, fontSize=10, limit=460, color=SOFT)
    panel = alt.layer(about.encode(y=y, x=alt.value(0), text="source:N"), words.encode(y=y, x=alt.value(0), text="quote:N"))
    panel = panel.properties(width=440, height=max(height, 46 * _LISTED), title={"text": "In their words", "subtitle": _HINT})
    left = _layers(dots, discs, scale, width, (brush, pick)).properties(width=width, height=height)
    chart = alt.hconcat(left, panel).properties(title=title, description=description)
    params: Any = chart.params
    for param in params:  # Altair gives them to every layer, and Vega does not take one twice
        param.views = [view for view in param.views if view.startswith("dots")]
    return chart


def landscape_html(passages: pd.DataFrame, topics: pd.DataFrame, *, title: str, notes: Sequence[str] = ()) -> str:
    """Return the landscape as HTML: the picture with a list of quotes beside it, and a plain twin.

    Parameters
    ----------
    passages, topics, title
        As in `landscape_chart`.
    notes
        Sentences beneath: what is left out.

    Returns
    -------
    str
        The styled form brings its style sheet and script (a shared page has them once); the plain twin is an image and the same
        list, for places that take style sheets away.
    """
    if not len(passages):
        return "<p><strong>There is nothing to draw yet.</strong></p>"
    chart = landscape_chart(passages, topics, title=title, live=False).to_dict()
    svg, words = drawn(chart), str(chart["description"])
    beneath = "".join(f"<p style='opacity:.8;font-size:.92em;margin:4px 0'>{escape(n)}</p>" for n in notes)
    body = (
        f'<div class="wb-land"><div class="wb-land-plot">{_inline(svg, words, passages, topics)}{_key(passages)}</div>'
        f'<div class="wb-land-side"><p class="wb-land-told" role="status">{_HINT}</p>{_list(passages, topics)}</div></div>{beneath}'
    )
    style = f"<style>{asset('landscape.css')}.wb-plain{{display:none}}.wb-styled{{display:block!important}}</style>"
    script = f"<script>{asset('landscape.js')}</script>"
    plain = f"{image(svg, words)}{_list(passages, topics)}{beneath}"
    return f'{style}<div class="wb-styled" style="display:none">{body}</div><div class="wb-plain">{plain}</div>{script}'


def _only(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return `frame` if it has these columns and no other."""
    if set(frame.columns) != set(columns):
        stray = ", ".join(sorted(map(str, set(frame.columns) - set(columns)))) or "none"
        raise UserError(f"A landscape takes the columns {', '.join(columns)} and no other; there are more: {stray}.")
    return frame[list(columns)].reset_index(drop=True)


def _room(dots: pd.DataFrame, discs: pd.DataFrame, width: int) -> tuple[dict[str, list[float]], int]:
    """Return the ends of both axes and the height at which one step right is as long as one step up."""
    if not len(dots):
        return {"x": [-1.0, 1.0], "y": [-1.0, 1.0]}, 120
    left, right = float((discs["x"] - discs["radius"]).min()) - 5, float((discs["x"] + discs["radius"]).max()) + 5
    low, high = float((discs["y"] - discs["radius"]).min()) - 1, float((discs["y"] + discs["radius"]).max()) + 3.5
    # A handful of dots need not fill the page.
    wide = max(right - left, 44.0)
    middle = (left + right) / 2
    return {"x": [middle - wide / 2, middle + wide / 2], "y": [low, high]}, max(120, round(width * (high - low) / wide))


def _layers(
    dots: pd.DataFrame, discs: pd.DataFrame, scale: dict[str, list[float]], width: int, params: Sequence[alt.Parameter] = ()
) -> Any:  # noqa: ANN401 (a layered chart)
    import altair as alt

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=scale["x"], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=scale["y"], nice=False))
    wide = width / (scale["x"][1] - scale["x"][0])
    tones = alt.Scale(domain=list(discs["topic"]), range=[TONES[n] for n in _tones(discs)])
    kinds = sorted(set(dots["kind"]))
    shapes = alt.Scale(domain=kinds, range=[_SHAPES.get(k, _OTHER) for k in kinds])
    # Hollow: what is like no other, or in no topic.
    filled = alt.condition("datum.inside && !datum.alone", alt.value(0.9), alt.value(0))
    mark = alt.Chart(dots, name="dots").mark_point(size=min(120.0, (0.66 * wide) ** 2), strokeWidth=1.3)
    points = mark.encode(
        x=x, y=y, shape=alt.Shape("kind:N", legend=None, scale=shapes),
        fill=alt.Fill("topic:N", legend=None, scale=tones), stroke=alt.Stroke("topic:N", legend=None, scale=tones),
        fillOpacity=filled,
        opacity=alt.condition(params[0] | params[1], alt.value(1), alt.value(0.6)) if params else alt.value(1),
    )  # fmt: skip
    if params:
        points = points.add_params(*params)
    said = discs.loc[_named(discs)]
    said = said.assign(label=[f"{_cut(name)} \u00b7 {k}" for name, k in zip(said["topic"], said["people"], strict=True)])
    said["left"], said["top"] = zip(*placed_names(said, scale["x"], wide), strict=True) if len(said) else ([], [])
    words = alt.Chart(said, name="names").mark_text(baseline="bottom", fontSize=11.5, fontWeight=600, color=INK)
    ring = discs.assign(size=[math.pi * ((r + 0.55) * wide) ** 2 for r in discs["radius"]])
    rings = alt.Chart(ring, name="rings").mark_point(strokeWidth=1, stroke=LINE, fillOpacity=0, shape="circle", opacity=1)
    return alt.layer(
        rings.encode(x=x, y=y, size=alt.Size("size:Q", scale=None, legend=None)),
        points,
        words.encode(x=alt.X("left:Q", axis=None), y=alt.Y("top:Q", axis=None), text="label:N"),
    )


def placed_names(said: pd.DataFrame, ends: Sequence[float], wide: float) -> list[tuple[float, float]]:
    """Return where each name stands: above its disc, below it or a line further, so that none lies on another name or disc.

    Parameters
    ----------
    said
        Discs with their ``label``; those of most people choose first.
    ends
        Left and right end of the picture.
    wide
        Pixels of one step.
    """
    high = _LINE_HIGH / wide
    discs = list(zip(said["x"], said["y"], said["radius"], strict=True))
    taken: list[tuple[float, float, float]] = []
    places: dict[int, tuple[float, float]] = {}
    for n in sorted(range(len(said)), key=lambda n: (-said["people"].iloc[n], n)):
        disc = said.iloc[n]
        half = len(disc["label"]) * _LETTER_WIDE / wide / 2
        x = min(max(float(disc["x"]), ends[0] + half), ends[1] - half) if 2 * half < ends[1] - ends[0] else float(disc["x"])
        above, below = float(disc["y"] + disc["radius"]) + 0.9, float(disc["y"] - disc["radius"]) - 0.9 - high

        def lies_on(y: float, x: float = x, half: float = half, n: int = n) -> float:
            names = sum(max(0.0, half + other - abs(x - at)) * max(0.0, high - abs(y - level)) for at, level, other in taken)
            marks = sum(
                max(0.0, half + r - abs(x - at)) * max(0.0, high / 2 + r - abs(y + high / 2 - level))
                for m, (at, level, r) in enumerate(discs)
                if m != n
            )
            return float(names * len(discs) + marks)

        y = min((above, below, above + high, below - high), key=lies_on)
        taken.append((x, y, half))
        places[n] = (x, y)
    return [places[n] for n in range(len(said))]


def _named(discs: pd.DataFrame) -> list[bool]:
    """Return which topics are named on the picture: those of most people, where there are too many for all."""
    first = set(discs.sort_values(["people", "segments", "topic"], ascending=[False, False, True]).index[:_NAMED])
    return [n in first for n in discs.index]


def _tones(discs: pd.DataFrame) -> list[int]:
    """Return a tone for each topic, so that the nearest discs differ."""
    places = list(zip(discs["x"], discs["y"], strict=True))
    given: list[int] = []
    for n, (x, y) in enumerate(places):
        near = sorted(range(n), key=lambda m: ((places[m][0] - x) ** 2 + (places[m][1] - y) ** 2, m))
        taken = [given[m] for m in near[: len(TONES) - 1]]
        given.append(next(t for t in range(len(TONES)) if t not in taken))
    return given


def _cut(name: str, most: int = 22) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip(' ,')}\u2026"


def _said(discs: pd.DataFrame) -> str:
    told = zip(discs["topic"], discs["people"], discs["segments"], strict=True)
    return "; ".join(f"{name}, {k} people in {m} passages" for name, k, m in told) or "no topics"


def _inline(svg: str, words: str, passages: pd.DataFrame, topics: pd.DataFrame) -> str:
    """Return the picture as part of the page: each dot carries its number and its topic's, the same as in the list."""
    own = {name: n for n, name in enumerate(topics["topic"])}
    hollow = [
        ("" if inside and not alone else " wb-hollow") for inside, alone in zip(passages["inside"], passages["alone"], strict=True)
    ]
    dots = (f"wb-d wb-d{n} wb-t{own[t]}{hollow[n]}" for n, t in enumerate(passages["topic"]))
    names = (f"wb-name wb-t{n}" for n, named in enumerate(_named(topics)) if named)
    svg = _classed(svg, "dots_marks", "path", dots)
    svg = _classed(svg, "names_marks", "text", names)
    svg = re.sub(r"<rect [^>]*/>", "", svg, count=1)  # its ground is the page's
    head = f'<svg class="wb-land-svg" role="img" aria-label="{escape(words, quote=True)}"'
    return re.sub(r"<svg [^>]*?(?= viewBox=)", lambda _: head, svg, count=1)


def _classed(svg: str, group: str, tag: str, classes: Iterator[str]) -> str:
    """Return a picture in which each mark of a group has its classes: marks stand in the order of the data."""

    def marked(found: re.Match[str]) -> str:
        return found[1] + re.sub(f"<{tag}(?= )", lambda _: f'<{tag} class="{next(classes)}"', found[2]) + found[3]

    return re.sub(f'(<g class="mark-[a-z]+ role-mark {group}"[^>]*>)(.*?)(</g>)', marked, svg, count=1, flags=re.DOTALL)


def _key(passages: pd.DataFrame) -> str:
    """Return what the shapes mean."""
    signs = {"circle": "\u25cf", "square": "\u25a0", "triangle-up": "\u25b2", _OTHER: "\u25c6"}
    kinds = [f"{signs[_SHAPES.get(k, _OTHER)]} {escape(kind_name(k))}" for k in sorted(set(passages["kind"]))]
    hollow = ["hollow: like no other, or in no topic"] if not (passages["inside"] & ~passages["alone"]).all() else []
    return f'<p class="wb-land-key">{" &nbsp; ".join([*kinds, *hollow])}</p>'


def _list(passages: pd.DataFrame, topics: pd.DataFrame) -> str:
    """Return the words behind the dots, topic by topic: the picture's twin for those who listen or use the keyboard."""
    by: dict[str, list[str]] = {name: [] for name in topics["topic"]}
    rows = zip(*(passages[c] for c in ("topic", "kind", "round", "quote", "inside", "alone")), strict=True)
    for n, (topic, kind, round_, quote, inside, alone) in enumerate(rows):
        said = quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST].rstrip()} \u2026"
        mark = " \u00b7 in no topic" if not inside else " \u00b7 like no other" if alone else ""
        about = " \u00b7 ".join(filter(None, (kind, round_))) + mark
        by[topic].append(f'<li class="wb-q wb-q{n}">{escape(said)} <small>{escape(about)}</small></li>')
    rows = zip(*(topics[c] for c in ("topic", "people", "n", "segments")), strict=True)
    return "".join(
        f'<details class="wb-land-topic wb-t{number}"><summary><b>{escape(topic)}</b> <small>{people} of {n} people'
        f"{_of(len(by[topic]), segments)}</small></summary><ul>{''.join(by[topic])}</ul></details>"
        for number, (topic, people, n, segments) in enumerate(rows)
    )


def _of(shown: int, there: int) -> str:
    return f" \u00b7 {there} passages" if shown == there else f" \u00b7 {shown} of {there} passages"
