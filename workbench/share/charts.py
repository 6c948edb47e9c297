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

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt
    import pandas as pd

NAME = "workbench"
_LONGEST = 48
_TELLS = re.compile(r"quote|verbatim|text|name|participant|respondent|person|e-?mail|phone|transcript|answer", re.IGNORECASE)
_NOW, _PREV, _INK, _SOFT, _LINE = "#0b4f7d", "#8b949e", "#1c2126", "#57606a", "#dfe3e8"
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


def _offline() -> None:
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
    import altair as alt
    import vl_convert

    spec = chart if isinstance(chart, dict) else chart.to_dict()
    words = str(spec.get("description") or "").strip()
    if not words:
        raise UserError(
            'This chart has no description. Add one: chart.properties(description="what the chart shows, in a sentence").'
        )
    version = ".".join(alt.VEGALITE_VERSION.split(".")[:2])
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version)
    source = b64encode(svg.encode()).decode()
    return (
        f'<img alt="{escape(words, quote=True)}" src="data:image/svg+xml;base64,{source}" style="max-width:100%;background:#fff">'
    )


def _render(spec: dict[str, Any], **_: Any) -> dict[str, str]:  # noqa: ANN401 (whatever Altair passes)
    return {"text/html": picture(spec), "text/plain": f"[chart: {spec['description']}]"}


def _theme() -> alt.theme.ThemeConfig:
    return {
        "config": {
            "font": _FONT,
            "background": "#ffffff",
            "view": {"stroke": "transparent"},
            "axis": {
                "labelColor": _SOFT, "titleColor": _SOFT, "gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE,
                "labelLimit": 260,
            },
            "title": {"color": _INK, "anchor": "start", "fontSize": 15, "subtitleColor": _SOFT},
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

    _offline()

    data = aggregate(frame, ["stage", "mean", "lo", "hi", "n"])
    order = list(data["stage"])
    x = alt.X("stage:N", sort=order, title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("mean:Q", scale=alt.Scale(domain=[-2, 2]), title="mean of people")
    base = alt.Chart(data)
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.5, color=_NOW).encode(x=x, y=alt.Y("lo:Q", title="mean of people"), y2="hi:Q"),
        base.mark_line(color=_NOW, strokeWidth=2.4).encode(x=x, y=y),
        base.transform_filter("datum.n >= 5").mark_point(filled=True, opacity=1, size=110, color=_NOW).encode(x=x, y=y),
        base.transform_filter("datum.n < 5")
        .mark_point(filled=True, fill="#ffffff", stroke=_NOW, opacity=1, size=110)
        .encode(x=x, y=y),
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

    _offline()

    data = aggregate(frame, ["code", "alpha", "lo", "hi"])
    y = alt.Y("code:N", sort=list(data["code"]), title=None)
    low = min(0.0, float(data["lo"].min())) if len(data) else 0.0
    x = alt.X("alpha:Q", scale=alt.Scale(domain=[low, 1]), title="alpha, 95 % interval")
    marks = alt.Chart(pd.DataFrame({"at": [0.67, 0.8]})).mark_rule(strokeDash=[3, 3], color=_PREV).encode(x=alt.X("at:Q"))
    bars = (
        alt.Chart(data)
        .mark_rule(strokeWidth=3, opacity=0.5, color=_NOW)
        .encode(y=y, x=alt.X("lo:Q", title="alpha, 95 % interval"), x2="hi:Q")
    )
    dots = alt.Chart(data).mark_point(filled=True, opacity=1, size=80, color=_NOW).encode(y=y, x=x)
    said = "; ".join(f"{r.code} {r.alpha:.2f} ({r.lo:.2f} to {r.hi:.2f})" for r in data.itertuples())
    return alt.layer(marks, bars, dots).properties(
        title=title, width=420, height=24 * max(2, len(data)), description=f"{title}: {said}."
    )


def topic_sizes(frame: pd.DataFrame, *, title: str = "Topics by the people who raise them") -> alt.TopLevelMixin:
    """Return topics as bars of people.

    Parameters
    ----------
    frame
        Columns ``topic`` (its label) and ``people``.
    title
        Heading of the chart.
    """
    import altair as alt

    _offline()

    data = aggregate(frame, ["topic", "people"]).sort_values(["people", "topic"], ascending=[False, True])
    y = alt.Y("topic:N", sort=list(data["topic"]), title=None, axis=alt.Axis(labelLimit=320))
    base = alt.Chart(data).encode(y=y, x=alt.X("people:Q", title="people"))
    said = "; ".join(f"{r.topic} {r.people:.0f}" for r in data.itertuples())
    labels = base.mark_text(align="left", dx=4, color=_INK).encode(text="people:Q")
    return alt.layer(base.mark_bar(color=_NOW), labels).properties(
        title=title, width=420, height=22 * max(2, len(data)), description=f"{title}: {said}."
    )


def stage_topic_heat(frame: pd.DataFrame, *, title: str = "Where each topic is raised") -> alt.TopLevelMixin:
    """Return a table of stages and topics, darker where more people raise a topic; each cell says its number.

    Parameters
    ----------
    frame
        Columns ``stage`` (in order of first appearance), ``topic``, ``people``.
    title
        Heading of the chart.
    """
    import altair as alt

    _offline()

    data = aggregate(frame, ["stage", "topic", "people"])
    stages = list(dict.fromkeys(data["stage"]))
    totals = data.groupby("topic")["people"].sum()
    topics = sorted(map(str, totals.index), key=lambda topic: (-float(totals[topic]), topic))
    base = alt.Chart(data).encode(
        x=alt.X("stage:N", sort=stages, title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("topic:N", sort=topics, title=None, axis=alt.Axis(labelLimit=320)),
    )
    most = float(data["people"].max()) if len(data) else 1.0
    cells = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color("people:Q", scale=alt.Scale(range=["#eef3f7", _NOW], domain=[0, most]), legend=None)
    )
    numbers = base.mark_text().encode(
        text="people:Q", color=alt.condition(f"datum.people > {most / 2}", alt.value("#fff"), alt.value(_INK))
    )
    counts = zip(data["topic"], data["stage"], data["people"], strict=True)
    said = "; ".join(f"{topic} in {stage}: {people:.0f}" for topic, stage, people in counts if people)
    return alt.layer(cells, numbers).properties(
        title=title, width=100 * max(1, len(stages)), height=26 * max(1, len(topics)), description=f"{title}, people: {said}."
    )


def aggregate(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return only `columns` of `frame`, after looking that it holds counts and not people.

    Raises
    ------
    UserError
        If a column is missing, or any column looks like what somebody said or is called: even unused it would be copied
        into the chart by Altair.
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise UserError(f"The chart needs the columns {', '.join(columns)}; missing: {', '.join(missing)}.")
    telling = [str(c) for c in frame.columns if _TELLS.search(str(c))]
    if telling:
        raise UserError(f"Charts take counts only. Take these columns out first: {', '.join(telling)}.")
    kept = frame[list(columns)].reset_index(drop=True)
    for column in kept.select_dtypes(exclude="number"):
        labels = kept[column].astype(str)
        kept[column] = labels.where(labels.str.len() <= _LONGEST, labels.str.slice(0, _LONGEST - 1) + "\u2026")
    return kept
