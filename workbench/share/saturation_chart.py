"""How many claims are heard after each interview, on average over orders, with the band of 95 % of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.charts import INK, NOW, PREV, SOFT, aggregate, offline

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ["i", "mean", "lo", "hi"]


def saturation_chart(frame: pd.DataFrame, *, reached: int | None, run: int, said: str, title: str) -> Any:  # noqa: ANN401 (an Altair chart)
    """Return the curve of claims heard.

    Parameters
    ----------
    frame
        Columns ``i`` (interviews), ``mean``, ``lo``, ``hi``.
    reached, run
        Where saturation is reached, as i + r; None: not yet.
    said
        The curve in words.
    title
        Heading of the chart.
    """
    import altair as alt

    offline()
    data = aggregate(frame, _COLUMNS).astype(float)
    most = float(data["i"].max()) if len(data) else 1.0
    x = alt.X("i:Q", title="interviews", scale=alt.Scale(domain=[1, max(2.0, most)]), axis=alt.Axis(tickMinStep=1, format="d"))
    y = alt.Y("mean:Q", title="claims heard", axis=alt.Axis(tickMinStep=1, format="d"))
    base = alt.Chart(data)
    layers = [
        base.mark_area(color=PREV, opacity=0.25).encode(x=x, y=alt.Y("lo:Q", title="claims heard"), y2="hi:Q"),
        base.mark_line(color=NOW, strokeWidth=2.6).encode(x=x, y=y),
        base.mark_point(filled=True, size=40, color=NOW, opacity=1).encode(x=x, y=y),
    ]
    if reached is not None:
        mark = alt.Chart(alt.InlineData(values=[{"i": reached, "words": f"saturated at {reached} + {run}"}]))
        layers += [
            mark.mark_rule(stroke=SOFT, strokeDash=[4, 4]).encode(x="i:Q"),
            mark.mark_text(align="left", baseline="bottom", dx=5, color=INK, fontWeight=600).encode(
                x="i:Q", y=alt.value(232), text="words:N"
            ),
        ]
    return alt.layer(*layers).properties(title=title, width=420, height=240, description=f"{title}: {said}.")
