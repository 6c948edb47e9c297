"""Charts from aggregates: drawn by Altair, shown as pictures with their meaning as alt text.

Altair's own renderers ask a content network for scripts or are not understood by JupyterLab, so charts would be blank
offline. The renderer here turns a chart into an SVG image: it works live, saved, untrusted, exported and without a network,
and no data travels with it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.study.canon import xml_text
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt
    import pandas as pd

NAME = "workbench"
LONGEST = 48
TELLS = re.compile(r"quote|verbatim|text|name|participant|respondent|person|e-?mail|phone|transcript|answer", re.IGNORECASE)
NOW, PREV, INK, SOFT, LINE, GROUND = "#0b4f7d", "#8b949e", "#1c2126", "#57606a", "#dfe3e8", "#ffffff"
_NOISE = re.compile(
    r' (?:aria-[\w-]+|role|pointer-events)="[^"]*"| opacity="1"|<path class="(?:fore|back)ground" d="[^"]*"(?: display="none")?/>'
)
_FONTS = re.compile(r' font-family="([^"]*)"')
_FAINT = re.compile(r'opacity="(0\.\d{3,})"')
_PLACED = re.compile(r' (?:d|transform|x2?|y2?)="[^"]*"')
_DIGITS = re.compile(r"-?\d+\.\d+")
#: Colours of a chart and what they are on a dark page. Two that mean different things are never the same string.
DARK = {
    NOW: "#6cb6e6", PREV: "#76808a", INK: "#e7eaee", SOFT: "#9ba5b0", LINE: "#333b44", GROUND: "#14181c",
}  # fmt: skip
_WIDTH = re.compile(r'<svg[^>]*? width="([\d.]+)')
#: A picture wider than this is not drawn narrower than this.
_READABLE = 600
_FONT = "system-ui, 'DejaVu Sans', sans-serif"


def enable() -> None:
    """Make Altair show every chart of this session as a picture that needs no network.

    The charts of this module do it by themselves, unless another renderer than Altair's own default was chosen: that
    one would ask a server far away for Vega.
    """
    import altair as alt

    alt.renderers.register(NAME, _render)
    alt.renderers.enable(NAME)
    alt.theme.register(NAME, enable=True)(_theme)


def offline() -> None:
    """Leave Altair's own default renderer, and only that."""
    import altair as alt

    if alt.renderers.active == "default":
        enable()


def picture(chart: alt.TopLevelMixin | dict[str, Any]) -> str:
    """Return a chart as ``<img>``: SVG inside, the chart's description as alt text.

    Raises
    ------
    UserError
        If the chart has no description: a picture without words is lost on those who cannot see it.
    """
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    words = str(spec.get("description") or "").strip()
    if not words:
        raise UserError(
            'This chart has no description. Add one: chart.properties(description="what the chart shows, in a sentence").'
        )
    return image(drawn(spec), words)


def image(svg: str, words: str) -> str:
    """Return a drawn picture as ``<img>`` with `words` as its alt text."""
    source = b64encode(_themed(svg).encode()).decode()
    wide = _WIDTH.search(svg)
    # On a phone a wide picture is scrolled: shrunk to the screen nobody could read it.
    least = f";min-width:{_READABLE}px" if wide and float(wide[1]) > _READABLE else ""
    return f'<img alt="{escape(words, quote=True)}" src="data:image/svg+xml;base64,{source}" style="max-width:100%{least}">'


def drawn(spec: dict[str, Any]) -> str:
    """Return a chart as SVG, without what only makes it long: digits nobody sees, roles that an image does not have."""
    import altair as alt
    import vl_convert

    version = ".".join(alt.VEGALITE_VERSION.split(".")[:2])
    svg = vl_convert.vegalite_to_svg(drawable(spec), vl_version=version)
    svg = _PLACED.sub(lambda place: _DIGITS.sub(lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), place[0]), _NOISE.sub("", svg))
    fonts = set(_FONTS.findall(svg))
    if len(fonts) == 1:  # of all words the same: said once
        svg = _FONTS.sub("", svg).replace("<svg ", f'<svg font-family="{fonts.pop()}" ', 1)
    return _FAINT.sub(lambda faint: f'opacity="{float(faint[1]):.2f}"', svg)


def drawable(spec: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a chart whose words XML can hold: on any other character the program that draws ends Python itself."""
    if isinstance(spec, dict):
        return {drawable(key): drawable(value) for key, value in spec.items()}
    if isinstance(spec, list | tuple):
        return [drawable(value) for value in spec]
    return xml_text(spec) if isinstance(spec, str) else spec


def _themed(svg: str) -> str:
    """Return a picture that is dark where its page is: an image follows the colour scheme of what it stands in."""
    rules = "".join(f'[{part}="{light}"]{{{part}:{dark}}}' for light, dark in DARK.items() for part in ("fill", "stroke"))
    return svg.replace(">", f"><style>@media (prefers-color-scheme:dark){{{rules}}}</style>", 1)


def _render(spec: dict[str, Any], **_: Any) -> dict[str, str]:  # noqa: ANN401 (whatever Altair passes)
    return {"text/html": picture(spec), "text/plain": f"[chart: {spec['description']}]"}


def _theme() -> alt.theme.ThemeConfig:
    return {
        "config": {
            "font": _FONT,
            "background": GROUND,
            "view": {"stroke": "transparent"},
            "axis": {
                "labelColor": SOFT, "titleColor": SOFT, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE,
                "labelLimit": 260, "labelFontSize": 11, "titleFontSize": 11.5, "titleFontWeight": "normal",
            },
            "legend": {"labelColor": SOFT, "titleColor": SOFT, "labelFontSize": 11.5, "symbolOpacity": 1},
            "title": {"color": INK, "anchor": "start", "fontSize": 15, "offset": 8, "subtitleColor": SOFT},
        }
    }  # fmt: skip


def emotion_curve(frame: pd.DataFrame, *, title: str = "Feeling by stage") -> alt.TopLevelMixin:
    """Return mean feeling by stage with intervals.

    Parameters
    ----------
    frame
        Columns ``stage`` (in order), ``mean``, ``lo``, ``hi``, ``n``: one row a stage.
    title
        Heading of the chart.
    """
    import altair as alt

    offline()

    data = aggregate(frame, ["stage", "mean", "lo", "hi", "n"])
    order = list(data["stage"])
    x = alt.X("stage:N", sort=order, title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("mean:Q", scale=alt.Scale(domain=[-2, 2]), title="mean of people")
    base = alt.Chart(data)
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.5, color=NOW).encode(x=x, y=alt.Y("lo:Q", title="mean of people"), y2="hi:Q"),
        base.mark_line(color=NOW, strokeWidth=2.4).encode(x=x, y=y),
        base.transform_filter("datum.n >= 5").mark_point(filled=True, opacity=1, size=110, color=NOW).encode(x=x, y=y),
        base.transform_filter("datum.n < 5").mark_point(filled=True, fill=GROUND, stroke=NOW, opacity=1, size=110).encode(x=x, y=y),
    ]
    said = "; ".join(f"{r.stage} {r.mean:+.1f} ({r.lo:+.1f} to {r.hi:+.1f}, n {r.n:.0f})" for r in data.dropna().itertuples())
    return alt.layer(*layers).properties(title=title, width=110 * len(order), height=220, description=f"{title}: {said}.")


def agreement_intervals(frame: pd.DataFrame, *, title: str = "Agreement between coders") -> alt.TopLevelMixin:
    """Return agreement by code with intervals, beside the customary marks at .67 and .80.

    Parameters
    ----------
    frame
        Columns ``code``, ``alpha``, ``lo``, ``hi``.
    title
        Heading of the chart.
    """
    import altair as alt
    import pandas as pd

    offline()

    data = aggregate(frame, ["code", "alpha", "lo", "hi"])
    y = alt.Y("code:N", sort=list(data["code"]), title=None)
    low = min(0.0, float(data["lo"].min())) if len(data) else 0.0
    x = alt.X("alpha:Q", scale=alt.Scale(domain=[low, 1]), title="alpha, 95 % interval")
    marks = alt.Chart(pd.DataFrame({"at": [0.67, 0.8]})).mark_rule(strokeDash=[3, 3], color=PREV).encode(x=alt.X("at:Q"))
    bars = (
        alt.Chart(data)
        .mark_rule(strokeWidth=3, opacity=0.5, color=NOW)
        .encode(y=y, x=alt.X("lo:Q", title="alpha, 95 % interval"), x2="hi:Q")
    )
    dots = alt.Chart(data).mark_point(filled=True, opacity=1, size=80, color=NOW).encode(y=y, x=x)
    said = "; ".join(f"{r.code} {r.alpha:.2f} ({r.lo:.2f} to {r.hi:.2f})" for r in data.itertuples())
    return alt.layer(marks, bars, dots).properties(
        title=title, width=420, height=24 * max(2, len(data)), description=f"{title}: {said}."
    )


def aggregate(frame: pd.DataFrame, columns: Sequence[str], *, longest: int = LONGEST) -> pd.DataFrame:
    """Return only `columns` of `frame`, after looking that it holds counts and not people; labels of at most `longest` letters.

    Raises
    ------
    UserError
        If a column is missing, or any column looks like what somebody said or is called: even unused it would be copied
        into the chart by Altair.
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise UserError(f"The chart needs the columns {', '.join(columns)}; missing: {', '.join(missing)}.")
    telling = [str(c) for c in frame.columns if TELLS.search(str(c))]
    if telling:
        raise UserError(f"Charts take counts only. Take these columns out first: {', '.join(telling)}.")
    kept = frame[list(columns)].reset_index(drop=True)
    for column in kept.select_dtypes(exclude=["number", "bool"]):
        labels = kept[column].astype(str)
        kept[column] = labels.where(labels.str.len() <= longest, labels.str.slice(0, longest - 1) + "\u2026")
    return kept
