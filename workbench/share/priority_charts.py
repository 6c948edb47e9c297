"""Priorities as a picture: crosses of intervals, and beside them each score with the chance to be among the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, INK, LINE, NOW, PREV, SOFT, aggregate, offline
from workbench.share.need_charts import small

if TYPE_CHECKING:
    import pandas as pd

_SIZE, _ROW = 320, 24
#: So many dots have their number beside them: more would lie on each other.
_NAMED = 12
_COLUMNS = ["label", "x", "x_lo", "x_hi", "y", "y_lo", "y_hi", "score", "lo", "hi", "n", "top", "mark"]
_FEW = 5


def priorities(
    frame: pd.DataFrame,
    *,
    axes: tuple[str, str, str],
    title: str,
    edge: float | None = None,
    percent: tuple[bool, bool] = (False, False),
) -> Any:  # noqa: ANN401 (an Altair chart)
    """Return pains and needs as crosses of two intervals, and their scores with the chance to be among the first three.

    Parameters
    ----------
    frame
        First things first. Columns ``label``, ``x`` and ``y`` with ``x_lo`` … ``y_hi`` (missing: no interval), ``score`` with
        ``lo`` and ``hi``, ``n`` people, ``top`` (how often among the first three), ``mark`` (1 for a quick win). Dots of fewer than
        five people are hollow; a quick win is a diamond.
    axes
        What x, y and the score are, in words.
    title
        Heading of the chart.
    edge
        Where a line goes up: effort up to there is low.
    percent
        Whether x and y are shares.
    """
    import altair as alt

    offline()
    data = aggregate(frame, _COLUMNS).astype(dict.fromkeys(_COLUMNS[1:], float))
    data["key"] = [str(n) for n in range(1, len(data) + 1)]
    data["row"] = [f"{key}  {label}" for key, label in zip(data["key"], data["label"], strict=True)]
    data["told"] = [f"{100 * p:.0f} %" for p in data["top"]]
    base = alt.Chart(data)
    x = alt.X(
        "x:Q",
        title=axes[0],
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(format="%" if percent[0] else "~s", labelFlush=False),
    )
    y = alt.Y("y:Q", title=axes[1], scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(format="%" if percent[1] else "~s"))
    across, up = alt.X("x_lo:Q", title=axes[0]), alt.Y("y_lo:Q", title=axes[1])
    arm: dict[str, Any] = {"strokeWidth": 2, "opacity": 0.35, "color": NOW}
    layers = [
        base.transform_filter("isValid(datum.x_lo)").mark_rule(**arm).encode(x=across, x2="x_hi:Q", y=y),
        base.transform_filter("isValid(datum.y_lo)").mark_rule(**arm).encode(y=up, y2="y_hi:Q", x=x),
        *_dots(base, x, y),
        alt.Chart(data.head(_NAMED)).mark_text(dx=9, dy=-8, color=INK, fontWeight=600).encode(x=x, y=y, text="key:N"),
    ]  # fmt: skip
    if edge is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": edge}]))
        layers.insert(0, line.mark_rule(stroke=PREV, strokeDash=[4, 4]).encode(x=alt.X("at:Q", title=axes[0])))
    crosses = alt.layer(*layers).properties(width=_SIZE, height=_SIZE, title=small(_legend(frame, edge)))
    rows = alt.Y("row:N", sort=list(data["row"]), title=None, axis=alt.Axis(labelLimit=300))
    heading = f"{axes[2]}, 95 % interval"
    span = alt.X("lo:Q", title=heading, scale=alt.Scale(zero=True), axis=alt.Axis(format="~s", labelFlush=False))
    scores = alt.layer(
        base.transform_filter("isValid(datum.lo)").mark_rule(**arm).encode(y=rows, x=span, x2="hi:Q"),
        *_dots(base, alt.X("score:Q", title=heading), rows),
        base.mark_text(align="left", color=SOFT).encode(y=rows, x=alt.value(_SIZE + 12), text="told:N"),
    ).properties(
        width=_SIZE, height=_ROW * max(2, len(data)), title=small("At the right: how often among the first three"),
    )  # fmt: skip
    return alt.hconcat(crosses, scores, spacing=30, title=title, description=_said(data, title, axes[2]))


def _dots(base: Any, x: Any, y: Any) -> list[Any]:  # noqa: ANN401 (Altair's)
    few, quick = f"datum.n < {_FEW}", "datum.mark > 0"
    return [
        base.transform_filter(f"!({few}) && !({quick})").mark_point(filled=True, size=70, color=NOW, opacity=1).encode(x=x, y=y),
        base.transform_filter(f"({few}) && !({quick})")
        .mark_point(filled=True, fill=GROUND, stroke=NOW, size=70, opacity=1).encode(x=x, y=y),
        base.transform_filter(quick)
        .mark_point(filled=True, shape="diamond", size=130, color=NOW, stroke=LINE, opacity=1).encode(x=x, y=y),
    ]  # fmt: skip


def _legend(frame: pd.DataFrame, edge: float | None) -> str:
    parts = ["bars are 95 % intervals"]
    parts += ["hollow: fewer than 5 people"] if bool((frame["n"] < _FEW).any()) else []
    parts += ["diamond: quick win"] if bool((frame["mark"] > 0).any()) else []
    parts += ["left of the line: little effort"] if edge is not None else []
    return "; ".join(parts)


def _said(data: pd.DataFrame, title: str, score: str) -> str:
    def one(row: Any) -> str:  # noqa: ANN401 (a named tuple of pandas)
        span = "" if row.lo != row.lo else f" ({row.lo:.3g} to {row.hi:.3g}, n {row.n:.0f})"
        return f"{row.label} {row.score:.3g}{span}, among the first three in {row.told}{', quick win' if row.mark else ''}"

    return f"{title}, {score}: " + "; ".join(one(row) for row in data.itertuples()) + "."
