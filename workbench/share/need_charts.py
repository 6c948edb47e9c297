"""Charts of needs: how much each matters and how badly it is met, and how soon reading meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import INK, LINE, NOW, PREV, SOFT, aggregate, offline

if TYPE_CHECKING:
    import pandas as pd

_SIZE = 300
_ROW = 26
#: Points of a curve that are drawn: more are not seen.
_POINTS = 240
_OPPORTUNITY = [
    "need", "weight", "weight_lo", "weight_hi", "met", "met_lo", "met_hi", "score", "lo", "hi", "n", "top",
]  # fmt: skip
_CURVE = ["read", "found", "chance", "lo", "hi"]


def opportunities(frame: pd.DataFrame, *, axes: tuple[str, str], title: str, below: str, top: int = 3) -> Any:  # noqa: ANN401 (an Altair chart)
    """Return needs as crosses of two intervals, and beside them their scores with the chance to be among the first.

    Parameters
    ----------
    frame
        Columns ``need`` (what it is called), ``weight``, ``met`` and ``score`` with ``weight_lo`` … ``hi``, ``n``, and ``top``: how
        often it is among the first `top` when people are drawn again. One basis only: what was rated and what was told do not
        stand in one chart.
    axes
        What weight and met are, in words.
    title
        Heading of the chart.
    below
        What it means to be below the line where both are equal.
    top
        How many ranks count as first.
    """
    import altair as alt

    offline()
    data = aggregate(frame, _OPPORTUNITY).astype(dict.fromkeys(_OPPORTUNITY[1:], float))
    data = data.sort_values(["score", "need"], ascending=[False, True], kind="stable").reset_index(drop=True)
    data["key"] = [str(n) for n in range(1, len(data) + 1)]
    data["row"] = [f"{key}  {need}" for key, need in zip(data["key"], data["need"], strict=True)]
    data["told"] = [f"{100 * p:.0f} %" for p in data["top"]]
    scale = alt.Scale(domain=[0, 10])
    x, y = alt.X("weight:Q", title=axes[0], scale=scale), alt.Y("met:Q", title=axes[1], scale=scale)
    across, up = alt.X("weight_lo:Q", title=axes[0]), alt.Y("met_lo:Q", title=axes[1])
    base = alt.Chart(data)
    crosses = alt.layer(
        alt.Chart(alt.InlineData(values=[{"a": 0, "b": 10}])).mark_rule(stroke=LINE, strokeDash=[4, 4])
        .encode(x=alt.X("a:Q", title=axes[0], scale=scale), y=alt.Y("a:Q", title=axes[1], scale=scale), x2="b:Q", y2="b:Q"),
        base.mark_rule(strokeWidth=2.5, opacity=0.4, color=NOW).encode(x=across, x2="weight_hi:Q", y=y),
        base.mark_rule(strokeWidth=2.5, opacity=0.4, color=NOW).encode(y=up, y2="met_hi:Q", x=x),
        base.mark_point(filled=True, size=70, color=NOW, opacity=1).encode(x=x, y=y),
        base.mark_text(dx=9, dy=-8, color=INK, fontWeight=600).encode(x=x, y=y, text="key:N"),
    ).properties(width=_SIZE, height=_SIZE, title=small(f"Below the line: {below}"))  # fmt: skip
    rows = alt.Y("row:N", sort=list(data["row"]), title=None, axis=alt.Axis(labelLimit=260))
    span = alt.X("lo:Q", title="score, 0 to 20, 95 % interval", scale=alt.Scale(domain=[0, 20]))
    scores = alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.5, color=NOW).encode(y=rows, x=span, x2="hi:Q"),
        base.mark_point(filled=True, size=80, color=NOW, opacity=1).encode(y=rows, x="score:Q"),
        base.mark_text(align="left", color=INK).encode(y=rows, x=alt.value(_SIZE + 12), text="told:N"),
    ).properties(
        width=_SIZE,
        height=_ROW * max(2, len(data)),
        title=small(f"At the right: how often among the first {top}"),
    )
    told = zip(data["need"], data["score"], data["lo"], data["hi"], data["n"], data["told"], strict=True)
    said = "; ".join(
        f"{need} {s:.1f} ({lo:.1f} to {hi:.1f}, n {n:.0f}), among the first {top} in {p}" for need, s, lo, hi, n, p in told
    )
    return alt.hconcat(crosses, scores, spacing=30, title=title, description=f"{title}: {said}.")


def small(words: str) -> Any:  # noqa: ANN401 (an Altair title)
    """Return a small heading over one part of a chart."""
    import altair as alt

    return alt.Title(words, fontSize=11.5, fontWeight="normal")


def needs_found(frame: pd.DataFrame, *, title: str = "Needs met while reading") -> Any:  # noqa: ANN401 (an Altair chart)
    """Return how many distinct needs were met against how much was read, beside what reading by lot would have met.

    Parameters
    ----------
    frame
        Columns ``read`` (share of the segments), ``found``, ``chance`` (on average of orders by lot), ``lo``, ``hi`` (of 95 % of
        these), in the order of reading.
    title
        Heading of the chart.
    """
    import altair as alt

    offline()
    data = aggregate(frame, _CURVE).astype(float)
    total = float(data["found"].max()) if len(data) else 0.0
    said = f"{total:.0f} needs"
    if total:
        most = 0.8 * total
        ours, chance = (
            next((r for r, f in zip(data["read"], data[c], strict=True) if f >= most), 1.0) for c in ("found", "chance")
        )
        said += f"; four fifths of them after {100 * ours:.0f} % was read, by lot after {100 * chance:.0f} %"
    if len(data) > _POINTS:
        data = data.iloc[[round(n * (len(data) - 1) / (_POINTS - 1)) for n in range(_POINTS)]]
    x = alt.X("read:Q", title="share of the passages read", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("found:Q", title="distinct needs met")
    base = alt.Chart(data)
    ends = alt.Chart(data.tail(0) if not len(data) else data.iloc[[len(data) // 3]])
    chart = alt.layer(
        base.mark_area(color=PREV, opacity=0.22).encode(x=x, y=alt.Y("lo:Q", title="distinct needs met"), y2="hi:Q"),
        base.mark_line(color=PREV, strokeWidth=1.6, strokeDash=[5, 4]).encode(x=x, y="chance:Q"),
        base.mark_line(color=NOW, strokeWidth=2.6, interpolate="step-after").encode(x=x, y=y),
        ends.mark_text(align="left", dx=4, dy=-8, color=INK, fontWeight=600).encode(x=x, y=y, text=alt.value("in this order")),
        ends.mark_text(align="left", dx=4, dy=14, color=SOFT).encode(x=x, y="chance:Q", text=alt.value("by lot, 95 % of orders")),
    )
    return chart.properties(title=title, width=460, height=240, description=f"{title}: {said}.")
