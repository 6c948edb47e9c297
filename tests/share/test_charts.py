"""Charts: pictures with words, from aggregates only."""

from __future__ import annotations

import re
from base64 import b64decode

import pandas as pd
import pytest

from workbench.share import charts
from workbench.study.errors import UserError

EMOTION = {"stage": ["Awareness", "Onboarding"], "mean": [0.4, -1.1], "lo": [0.0, -1.5], "hi": [0.8, -0.7], "n": [11, 4]}
AGREEMENT = {"code": ["pain:a", "need:b"], "alpha": [0.7, 0.9], "lo": [0.5, 0.8], "hi": [0.8, 0.95]}
HELPERS = [
    (charts.emotion_curve, EMOTION, "Onboarding -1.1 (-1.5 to -0.7, n 4)"),
    (charts.agreement_intervals, AGREEMENT, "need:b 0.90 (0.80 to 0.95)"),
    (charts.topic_sizes, {"topic": ["price", "import"], "people": [3, 9]}, "import 9; price 3"),
    (charts.stage_topic_heat, {"stage": ["A", "A", "B"], "topic": ["x", "y", "x"], "people": [3, 9, 0]}, "y in A: 9"),
]


@pytest.mark.parametrize(("helper", "data", "said"), HELPERS)
def test_each_chart_is_a_picture_whose_words_hold_the_numbers(helper, data, said):
    html = charts.picture(helper(pd.DataFrame(data)))
    assert said in html
    svg = b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    assert svg.startswith("<svg")
    assert "<script" not in html + svg


@pytest.mark.parametrize(("helper", "data"), [h[:2] for h in HELPERS])
@pytest.mark.parametrize("column", ["quote", "Text", "participant", "first name", "e-mail", "respondent_id"])
def test_columns_about_people_are_refused_even_unused(helper, data, column):
    with pytest.raises(UserError, match="Charts take counts only"):
        helper(pd.DataFrame({**data, column: "x"}))


def test_other_columns_do_not_travel():
    chart = charts.topic_sizes(pd.DataFrame({"topic": ["a"], "people": [3], "remark": ["Maria left"]}))
    assert "Maria" not in chart.to_json()


def test_a_missing_column_is_named():
    with pytest.raises(UserError, match="missing: people"):
        charts.topic_sizes(pd.DataFrame({"topic": ["a"]}))


def test_a_chart_without_words_is_refused():
    chart = charts.topic_sizes(pd.DataFrame({"topic": ["a"], "people": [3]})).properties(description="")
    with pytest.raises(UserError, match="no description"):
        charts.picture(chart)


def test_hostile_labels_stay_text():
    html = charts.picture(charts.topic_sizes(pd.DataFrame({"topic": ['"><img src=x onerror=alert(1)>'], "people": [3]})))
    assert html.count("<img") == 1
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_a_chart_of_ours_asks_no_server_without_being_told():
    import altair as alt

    before = alt.renderers.active
    try:
        alt.renderers.enable("default")
        chart = charts.topic_sizes(pd.DataFrame({"topic": ["a"], "people": [3]}))
        shown = chart._repr_mimebundle_()
        bundle = shown[0] if isinstance(shown, tuple) else shown
        assert "<img" in bundle["text/html"]
        assert "http" not in bundle["text/html"].replace("http://www.w3.org", "")
    finally:
        alt.renderers.enable(before)
        alt.theme.enable("default")


def test_the_renderer_gives_a_picture_and_words_and_no_data():
    import altair as alt

    before = alt.renderers.active
    try:
        charts.enable()
        chart = charts.topic_sizes(pd.DataFrame({"topic": ["a", "b"], "people": [3, 4]}))
        shown = chart._repr_mimebundle_()
        bundle = shown[0] if isinstance(shown, tuple) else shown
        assert set(bundle) == {"text/html", "text/plain"}
        assert bundle["text/plain"].startswith("[chart: Topics by the people who raise them: b 4; a 3")
    finally:
        alt.renderers.enable(before)
        alt.theme.enable("default")
