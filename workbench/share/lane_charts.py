"""Charts of lanes: which touchpoints work, and one person's path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import GROUND, INK, LINE, NOW, SOFT, aggregate, offline
from workbench.share.need_charts import small
from workbench.share.words import signed

if TYPE_CHECKING:
    import pandas as pd

_ROW, _WIDE, _NARROW = 26, 300, 200
_FOREST = ["touchpoint", "mean", "lo", "hi", "people", "share", "share_lo", "share_hi"]
#: Touchpoints that are drawn; the table has all.
_MOST = 24


def forest(frame: pd.DataFrame, *, title: str = "Touchpoints: how people felt there, and how many tell of each") -> Any:  # noqa: ANN401 (an Altair chart)
    """Return touchpoints with the interval of how people felt there, and beside it the share of people who tell of each.

    Parameters
    ----------
    frame
        Columns ``touchpoint``, ``mean``, ``lo`` and ``hi`` of the feeling (empty where it is not known), ``people`` who showed
        one, ``share`` of the people with ``share_lo`` and ``share_hi``.
    title
        Heading of the chart.
    """
    import altair as alt

    offline()
    data = aggregate(frame, _FOREST)
    data = data.astype(dict.fromkeys(_FOREST[1:], float))
    data = data.sort_values(["mean", "touchpoint"], ascending=[False, True], kind="stable", na_position="last").head(_MOST)
    order = list(data["touchpoint"])
    rows = alt.Y("touchpoint:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    felt = alt.X("lo:Q", title="feeling, −2 to +2, 95 % interval", scale=alt.Scale(domain=[-2, 2]))
    share = alt.X("share_lo:Q", title="of who spoke about the stage", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(data)
    known = base.transform_filter("isValid(datum.mean)")
    left = alt.layer(
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(stroke=LINE).encode(x=alt.X("zero:Q", title=None)),
        known.transform_filter("isValid(datum.lo)")
        .mark_rule(strokeWidth=3, opacity=0.5, color=NOW)
        .encode(y=rows, x=felt, x2="hi:Q"),
        known.transform_filter("datum.people >= 5")
        .mark_point(filled=True, size=80, color=NOW, opacity=1)
        .encode(y=rows, x="mean:Q"),
        known.transform_filter("datum.people < 5")
        .mark_point(filled=True, fill=GROUND, stroke=NOW, size=80, opacity=1)
        .encode(y=rows, x="mean:Q"),
    ).properties(width=_WIDE, height=_ROW * max(2, len(data)), title=small("Hollow: fewer than 5 people"))
    bare = alt.Y("touchpoint:N", sort=order, title=None, axis=None)
    right = alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.5, color=SOFT).encode(y=bare, x=share, x2="share_hi:Q"),
        base.mark_point(filled=True, size=60, color=INK, opacity=1).encode(y=bare, x="share:Q"),
    ).properties(width=_NARROW, height=_ROW * max(2, len(data)), title=small("How many tell of it"))
    told = zip(data["touchpoint"], data["mean"], data["people"], data["share"], strict=True)
    said = "; ".join(
        f"{name} {'not known' if mean != mean else f'{mean:+.1f}'} (n {n:.0f}), told by {100 * part:.0f} %"  # noqa: PLR0124 (NaN)
        for name, mean, n, part in told
    )
    return alt.hconcat(left, right, spacing=12, title=title, description=f"{title}: {said}.")


def path(frame: pd.DataFrame, *, title: str) -> Any:  # noqa: ANN401 (an Altair chart)
    """Return one person's path: stages in the order of telling from above, and how they felt at each stop.

    Stages stand under each other, so that their names are read in full however long they are and however many there are.

    Parameters
    ----------
    frame
        Columns ``stop`` (from 1), ``stage`` and ``mean`` (empty where they showed no feeling).
    title
        Heading of the chart.
    """
    import altair as alt

    offline()
    data = aggregate(frame, ["stop", "stage", "mean"]).astype({"mean": float})
    data["at"] = [f"{stop}. {stage}" for stop, stage in zip(data["stop"], data["stage"], strict=True)]
    y = alt.Y("at:N", sort=list(data["at"]), title=None, axis=alt.Axis(labelLimit=0, grid=True))
    feeling = alt.Axis(values=[-2, -1, 0, 1, 2], format="+d", grid=False, orient="top")
    x = alt.X("mean:Q", scale=alt.Scale(domain=[-2, 2]), title="how they felt, −2 to +2", axis=feeling)
    base = alt.Chart(data)
    layers = [
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(stroke=LINE).encode(x=alt.X("zero:Q", title=None)),
        base.mark_line(color=NOW, strokeWidth=2).encode(x=x, y=y, order=alt.Order("stop:Q")),  # broken where they showed no feeling
        base.transform_filter("isValid(datum.mean)").mark_point(filled=True, size=110, color=NOW, opacity=1).encode(x=x, y=y),
    ]
    said = "; ".join(
        f"{at} {'no feeling shown' if mean != mean else f'{signed(mean)}'}"  # noqa: PLR0124 (NaN)
        for at, mean in zip(data["at"], data["mean"], strict=True)
    )
    return alt.layer(*layers).properties(title=title, width=_WIDE, height=_ROW * max(2, len(data)), description=f"{title}: {said}.")
