"""Charts of topics: how many people raise them, where on the journey, and in which round, persona or kind of source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, INK, LINE, NOW, PREV, SOFT, aggregate, offline
from workbench.share.words import percent

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

#: Fewer people than this in a cell are no share to compare: the cell stays blank.
LEAST = 3
#: More values than this beside each other are a heat table, not dots.
MOST_VALUES = 5
_ROW = 24
_LABEL = 300
#: Told apart by shape as well: circle, square, …; darker and lighter, blue and orange are so for the colour-blind, too.
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
_TONES = (NOW, "#d55e00", "#009e73", "#8b949e", "#cc79a7")
_SHARE = "share of people, 95 % interval"
#: Of a tint: numbers stay readable on it in light and in dark.
_DARKEST = 0.52
_FIGURES = ["people", "n", "lo", "hi"]


def topic_sizes(frame: pd.DataFrame, *, title: str = "Topics by the people who raise them") -> alt.TopLevelMixin:
    """Return the share of people who raise each topic, with its interval; what surely concerns most people comes first.

    Parameters
    ----------
    frame
        Columns ``topic`` (its label), ``people``, ``n``, ``lo``, ``hi`` (of the share), and ``apart``: true for what is no
        topic, such as passages like no other; these stand below, hollow.
    title
        Heading of the chart.
    """
    import altair as alt

    offline()
    data = aggregate(frame, ["topic", *_FIGURES, "apart"]).astype({**dict.fromkeys(_FIGURES, float), "apart": bool})
    data = data.sort_values(["apart", "lo", "people", "topic"], ascending=[True, False, False, True], kind="stable")
    data["share"] = data["people"] / data["n"].clip(lower=1)
    data["told"] = [f"{k:.0f} of {n:.0f}" for k, n in zip(data["people"], data["n"], strict=True)]
    charts: list[Any] = []
    for apart in (False, True):
        rows = data[data["apart"] == apart]
        if len(rows) or not apart:
            charts.append(_sizes(rows.drop(columns="apart"), hollow=apart, last=apart or not data["apart"].any()))
    told = zip(data["topic"], data["told"], data["lo"], data["hi"], strict=True)
    said = "; ".join(f"{topic} {k} people ({percent(lo)} to {percent(hi)})" for topic, k, lo, hi in told)
    described: alt.TopLevelMixin = alt.vconcat(*charts, spacing=8, title=title, description=f"{title}: {said}.").resolve_scale(
        x="shared"
    )
    return described


def _sizes(rows: pd.DataFrame, *, hollow: bool, last: bool) -> Any:  # noqa: ANN401 (a layered chart)
    import altair as alt

    y = alt.Y("topic:N", sort=list(rows["topic"]), title=None, axis=alt.Axis(labelLimit=_LABEL, minExtent=190))
    axis = alt.Axis(format="%", tickCount=5, labels=last)
    x = alt.X("lo:Q", title=_SHARE if last else None, axis=axis, scale=alt.Scale(domainMin=0, nice=True))
    tone = PREV if hollow else NOW
    base = alt.Chart(rows)
    return alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.5, color=tone).encode(y=y, x=x, x2="hi:Q"),
        base.mark_point(filled=True, opacity=1, size=80, fill=GROUND if hollow else tone, stroke=tone).encode(y=y, x="share:Q"),
        base.mark_text(align="left", dx=7, color=INK).encode(y=y, x="hi:Q", text="told:N"),
    ).properties(width=400, height=_ROW * max(1, len(rows)))


def stage_topic_heat(frame: pd.DataFrame, *, title: str = "Where each topic is raised") -> alt.TopLevelMixin:
    """Return a table of stages and topics, darker where a greater share of the people of a stage raise a topic.

    Each cell says how many people. A cell with fewer than three is blank with a dashed edge: too few to compare.

    Parameters
    ----------
    frame
        Columns ``stage`` (in order of first appearance), ``topic``, ``people`` and ``n`` (people of the stage).
    title
        Heading of the chart.
    """
    return _heat(frame, "stage", title)


def topics_over(frame: pd.DataFrame, by: str, *, title: str = "") -> alt.TopLevelMixin:
    """Return the share of people who raise each topic in each round, persona or whatever `by` names, with intervals.

    Parameters
    ----------
    frame
        Columns ``value`` (in order of first appearance), ``topic``, ``people``, ``n``, ``lo``, ``hi``.
    by
        What the values are: ``round``, ``persona``, …
    title
        Heading of the chart; made from `by` if not given.
    """
    import altair as alt

    title = title or f"Topics by {by}"
    if frame["value"].nunique() > MOST_VALUES:
        return _heat(frame, "value", title)
    offline()
    data = aggregate(frame, ["value", "topic", *_FIGURES]).astype(dict.fromkeys(_FIGURES, float))
    values = list(dict.fromkeys(data["value"]))
    data["share"] = data["people"] / data["n"].clip(lower=1)
    topics = _ranked(data)
    seen = {v: f"{v} (n {n:.0f})" for v, n in zip(data["value"], data["n"], strict=True)}
    few = sorted(set(data.loc[data["n"] < LEAST, "value"]))
    data["value"] = [seen[v] for v in data["value"]]
    names = [seen[v] for v in values]
    y = alt.Y("topic:N", sort=topics, title=None, axis=alt.Axis(labelLimit=_LABEL, grid=True, tickBand="extent"))
    offset = alt.YOffset("value:N", sort=names, scale=alt.Scale(paddingOuter=0.35))
    x = alt.X("lo:Q", title=_SHARE, axis=alt.Axis(format="%", tickCount=5, grid=False), scale=alt.Scale(domainMin=0))
    legend = alt.Legend(title=None, orient="top", columns=3, symbolSize=80, labelLimit=220)
    tone = alt.Color("value:N", sort=names, scale=alt.Scale(domain=names, range=list(_TONES[: len(names)])), legend=legend)
    shape = alt.Shape("value:N", sort=names, scale=alt.Scale(domain=names, range=list(_SHAPES[: len(names)])), legend=legend)
    base = alt.Chart(data[data["n"] >= LEAST])
    chart = alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.45).encode(y=y, yOffset=offset, x=x, x2="hi:Q", color=tone),
        base.mark_point(filled=True, opacity=1, size=60).encode(y=y, yOffset=offset, x="share:Q", color=tone, shape=shape),
    )
    told = zip(data["topic"], data["value"], data["people"], data["n"], strict=True)
    said = "; ".join(f"{topic}, {value}: {k:.0f} people" for topic, value, k, n in told if n >= LEAST)
    left = f" Left out, fewer than {LEAST} people: {', '.join(few)}." if few else ""
    height = max(_ROW, 11 * len(values) + 8) * max(1, len(topics))
    return chart.properties(title=title, width=420, height=height, description=f"{title}: {said}.{left}")


def _heat(frame: pd.DataFrame, column: str, title: str) -> alt.TopLevelMixin:
    import altair as alt

    offline()
    data = (
        aggregate(frame, [column, "topic", "people", "n"]).rename(columns={column: "value"}).astype({"people": float, "n": float})
    )
    columns = list(dict.fromkeys(data["value"]))
    topics = _ranked(data)
    data["share"] = (data["people"] / data["n"].clip(lower=1)).where(data["people"] >= LEAST)
    data["told"] = [f"{k:.0f}" if k else "" for k in data["people"]]
    heads = data.drop_duplicates("value")[["value", "n"]]
    heads["told"] = [f"of {n:.0f}" if n else "nobody" for n in heads["n"]]
    x = alt.X("value:N", sort=columns, title=None, axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False, offset=14))
    y = alt.Y("topic:N", sort=topics, title=None, axis=alt.Axis(labelLimit=_LABEL, domain=False, ticks=False))
    base = alt.Chart(data)
    enough, few = base.transform_filter(f"datum.people >= {LEAST}"), base.transform_filter(f"datum.people < {LEAST}")
    most = float(data["share"].max()) if data["share"].notna().any() else 1.0
    tint = alt.Opacity("share:Q", scale=alt.Scale(domain=[0, most], range=[0.06, _DARKEST]), legend=None)
    chart = alt.layer(
        few.mark_rect(fillOpacity=0, stroke=LINE, strokeDash=[2, 3]).encode(x=x, y=y),
        enough.mark_rect(color=NOW, stroke=GROUND, strokeWidth=2).encode(x=x, y=y, opacity=tint),
        enough.mark_text(fontSize=12, color=INK).encode(x=x, y=y, text="told:N"),
        few.mark_text(fontSize=11, color=SOFT).encode(x=x, y=y, text="told:N"),
        alt.Chart(heads).mark_text(fontSize=10.5, color=SOFT, baseline="bottom").encode(x=x, y=alt.value(-4), text="told:N"),
    )
    counts = zip(data["topic"], data["value"], data["people"], strict=True)
    said = "; ".join(f"{topic} in {value}: {k:.0f}" for topic, value, k in counts if k >= LEAST)
    subtitle = f"people, darker for a greater share of those heard there; dashed: fewer than {LEAST} people, too few to compare"
    heading: dict[str, Any] = {"text": title, "subtitle": subtitle, "subtitleFontSize": 11.5, "offset": 10}
    size = {"width": max(58, min(100, 660 // max(1, len(columns)))) * max(1, len(columns)), "height": _ROW * max(1, len(topics))}
    return chart.properties(title=heading, description=f"{title}, people: {said}.", **size)


def _ranked(data: pd.DataFrame) -> list[str]:
    """Return the topics by how many people they have in all cells, most first."""
    totals = data.groupby("topic")["people"].sum()
    return sorted(map(str, totals.index), key=lambda topic: (-float(totals[topic]), topic))
