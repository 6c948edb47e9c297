"""Priorities as a picture: crosses of intervals, and beside them each score with the chance to be among the first."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, INK, LINE, NOW, PREV, SOFT, aggregate, offline
from workbench.share.need_charts import small

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_SIZE, _ROW = 320, 28
#: Dots nearer to each other than this part of the picture have one label for all.
_NEAR = 0.05
#: Letters in a line of a label, and lines of one.
_LETTERS, _LINES = 44, 2
#: So many numbers in a row are said by their ends.
_SPAN = 3
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
    data = aggregate(frame, _COLUMNS, longest=_LETTERS * _LINES).astype(dict.fromkeys(_COLUMNS[1:], float))
    data["key"] = [str(n) for n in range(1, len(data) + 1)]
    data["row"] = [_wrapped(f"{key}  {label}") for key, label in zip(data["key"], data["label"], strict=True)]
    data["beside"] = _beside(data)
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
        base.transform_filter("datum.beside").mark_text(align="left", dx=6, dy=-9, color=INK, fontWeight=600)
        .encode(x=x, y=y, text="beside:N"),
    ]  # fmt: skip
    if edge is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": edge}]))
        layers.insert(0, line.mark_rule(stroke=PREV, strokeDash=[4, 4]).encode(x=alt.X("at:Q", title=axes[0])))
    crosses = alt.layer(*layers).properties(width=_SIZE, height=_SIZE, title=small(_legend(frame, edge)))
    rows = alt.Y(
        "row:N",
        sort=list(data["row"]),
        title=None,
        axis=alt.Axis(labelLimit=320, labelExpr=r"split(datum.label, '\n')", labelLineHeight=12),
    )
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


def _wrapped(label: str) -> str:
    return "\n".join(wrap(label, _LETTERS, max_lines=_LINES, placeholder="\u2026"))


def _beside(data: pd.DataFrame) -> list[str]:
    """Return what stands at each dot: its number, or the numbers of all that lie on each other, at the first of them."""
    spans = [float((data[axis].max() - min(0.0, data[axis].min())) or 1.0) for axis in ("x", "y")]
    places = list(zip(data["x"] / spans[0], data["y"] / spans[1], strict=True))
    groups: dict[int, list[int]] = {}
    for number, (x, y) in enumerate(places):
        home = next((g for g in groups if max(abs(x - places[g][0]), abs(y - places[g][1])) < _NEAR), number)
        groups.setdefault(home, []).append(number + 1)
    return [", ".join(_runs(groups[number])) if number in groups else "" for number in range(len(places))]


def _runs(numbers: Sequence[int]) -> list[str]:
    """Return numbers that go up with what follows without a gap said as a span: 7 to 11."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [text for run in runs for text in ([str(n) for n in run] if len(run) < _SPAN else [f"{run[0]}\u2013{run[-1]}"])]


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
