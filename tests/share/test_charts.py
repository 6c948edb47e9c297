"""Charts: pictures with words, from aggregates only."""

from __future__ import annotations

import re
from base64 import b64decode

import pandas as pd
import pytest

from workbench.share import charts, foreign, need_charts, topic_charts
from workbench.study.errors import UserError

EMOTION = {"stage": ["Awareness", "Onboarding"], "mean": [0.4, -1.1], "lo": [0.0, -1.5], "hi": [0.8, -0.7], "n": [11, 4]}
AGREEMENT = {"code": ["pain:a", "need:b"], "alpha": [0.7, 0.9], "lo": [0.5, 0.8], "hi": [0.8, 0.95]}
SIZES = {"topic": ["price", "import"], "people": [3, 9], "n": 20, "lo": [0.05, 0.26], "hi": [0.36, 0.66], "apart": False}
STAGES = {"stage": ["A", "A", "B"], "topic": ["x", "y", "x"], "people": [3, 9, 2], "n": [12, 12, 30]}
ROUNDS = {
    "value": ["spring", "autumn", "winter"], "topic": "x", "people": [3, 9, 1], "n": [12, 30, 2],
    "lo": [0.09, 0.17, 0.1], "hi": [0.53, 0.48, 0.9],
}  # fmt: skip
OPPORTUNITIES = {
    "need": ["print", "swap"],
    "score": [12.0, 8.0],
    "lo": [9.0, 5.0],
    "hi": [15.0, 11.0],
    "n": 20,
    "top": [0.9, 0.2],
} | {f"{name}{end}": at for name in ("weight", "met") for end, at in (("", 5.0), ("_lo", 3.0), ("_hi", 7.0))}
CURVE = {
    "read": [0.25, 0.5, 0.75, 1.0],
    "found": [1, 2, 2, 2],
    "chance": [0.5, 1.0, 1.5, 2.0],
    "lo": [0, 0, 1, 2],
    "hi": [1, 2, 2, 2],
}
HELPERS = [
    (charts.emotion_curve, EMOTION, "Onboarding -1.1 (-1.5 to -0.7, n 4)"),
    (charts.agreement_intervals, AGREEMENT, "need:b 0.90 (0.80 to 0.95)"),
    (topic_charts.topic_sizes, SIZES, "import 9 of 20 people (26\u00a0% to 66\u00a0%); price 3 of 20"),
    (topic_charts.stage_topic_heat, STAGES, "people: x in A: 3; y in A: 9."),
    (
        lambda frame: need_charts.opportunities(frame, axes=("weight", "met"), title="Rated", below="badly met"),
        OPPORTUNITIES,
        "Rated: print 12.0 (9.0 to 15.0, n 20), among the first 3 in 90 %; swap 8.0",
    ),
    (need_charts.needs_found, CURVE, "2 needs; four fifths of them after 50 % was read, by lot after 100 %."),
    (lambda frame: topic_charts.topics_over(frame, "round"), ROUNDS, "Left out, fewer than 3 people: winter."),
]


def sizes(**columns):
    return pd.DataFrame({"topic": ["a"], "people": [3], "n": [9], "lo": [0.1], "hi": [0.6], "apart": [False]} | columns)


def svg_of(chart):
    svg = b64decode(re.search(r"base64,([^\"]+)", charts.picture(chart))[1]).decode()
    return svg.split("</style>")[1]  # what it is drawn with, without what the colours are on a dark page


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
    chart = topic_charts.topic_sizes(sizes(remark=["Maria left"]))
    assert "Maria" not in chart.to_json()


@pytest.mark.parametrize("word", ["a\x00b", "a\x0bb", "a\ufffeb", "a\ud800b"])
def test_characters_that_no_picture_can_hold_do_not_end_python(word):
    said = {"data": {"values": [{"stage": word, "mean": 1.0}]}, "mark": "bar", "title": word,
            "encoding": {"x": {"field": "stage", "title": word}, "y": {"field": "mean", "type": "quantitative"}}}  # fmt: skip
    assert "a\ufffdb" in charts.drawn(said)
    assert foreign.vega(said, lambda text: text).startswith("<img")


def test_a_missing_column_is_named():
    with pytest.raises(UserError, match="missing: people, n, lo, hi, apart"):
        topic_charts.topic_sizes(pd.DataFrame({"topic": ["a"]}))


def test_a_chart_without_words_is_refused():
    chart = topic_charts.topic_sizes(sizes()).properties(description="")
    with pytest.raises(UserError, match="no description"):
        charts.picture(chart)


def test_hostile_labels_stay_text():
    html = charts.picture(topic_charts.topic_sizes(sizes(topic=['"><img src=x onerror=alert(1)>'])))
    assert html.count("<img") == 1
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_a_chart_of_ours_asks_no_server_without_being_told():
    import altair as alt

    before, theme = alt.renderers.active, alt.theme.active
    try:
        alt.renderers.enable("default")
        chart = topic_charts.topic_sizes(sizes())
        shown = chart._repr_mimebundle_()
        bundle = shown[0] if isinstance(shown, tuple) else shown
        assert "<img" in bundle["text/html"]
        assert "http" not in bundle["text/html"].replace("http://www.w3.org", "")
    finally:
        alt.renderers.enable(before)
        alt.theme.enable(theme)


def test_the_renderer_gives_a_picture_and_words_and_no_data():
    import altair as alt

    before, theme = alt.renderers.active, alt.theme.active
    try:
        charts.enable()
        chart = topic_charts.topic_sizes(pd.DataFrame(SIZES))
        shown = chart._repr_mimebundle_()
        bundle = shown[0] if isinstance(shown, tuple) else shown
        assert set(bundle) == {"text/html", "text/plain"}
        assert bundle["text/plain"].startswith("[chart: Topics by the people who raise them: import 9 of 20")
    finally:
        alt.renderers.enable(before)
        alt.theme.enable(theme)


@pytest.mark.parametrize(("helper", "data"), [h[:2] for h in HELPERS])
def test_the_same_table_gives_the_same_bytes(helper, data):
    assert charts.picture(helper(pd.DataFrame(data))) == charts.picture(helper(pd.DataFrame(data)))


@pytest.mark.parametrize(("helper", "data"), [h[:2] for h in HELPERS])
def test_a_chart_of_nothing_is_still_a_chart(helper, data):
    assert "<img" in charts.picture(helper(pd.DataFrame(data).iloc[:0]))


def test_topics_stand_by_what_surely_concerns_most_and_what_is_no_topic_stands_apart():
    columns = {"people": [3, 40, 60], "n": [3, 90, 90], "lo": [0.44, 0.35, 0.56], "hi": [1.0, 0.55, 0.76]}
    frame = sizes(topic=["few but all", "many", "off topic"], apart=[False, False, True], **columns)
    said = topic_charts.topic_sizes(frame).to_dict()["description"]
    assert [said.index(name) for name in ("few but all", "many", "off topic")] == sorted(said.index(n) for n in frame["topic"])
    assert svg_of(topic_charts.topic_sizes(frame)).count(charts.PREV) > 0


def test_a_cell_with_too_few_people_has_its_number_and_no_tint():
    svg = svg_of(topic_charts.stage_topic_heat(pd.DataFrame(STAGES)))
    assert 'stroke-dasharray="2,3"' in svg
    assert svg.count(f'fill="{charts.NOW}"') == 2  # the two cells with three people or more
    assert ">2</text>" in svg
    assert "fewer than 3 people, too few to compare" in svg
    assert ">of 30</text>" in svg


def test_many_values_are_a_table_and_few_are_dots():
    many = pd.DataFrame(
        [
            {"value": f"role {n}", "topic": "x", "people": 4, "n": 9, "lo": 0.2, "hi": 0.7}
            for n in range(topic_charts.MOST_VALUES + 1)
        ]
    )
    assert "too few to compare" in svg_of(topic_charts.topics_over(many, "role"))
    assert "95 % interval" in svg_of(topic_charts.topics_over(many.head(2), "role"))


@pytest.mark.browser
def test_a_picture_is_dark_on_a_dark_page(browser):
    """An image follows the colour scheme of the page it stands in, so one picture serves both."""
    html = '<meta name="color-scheme" content="light dark">' + charts.picture(topic_charts.topic_sizes(sizes()))
    shots = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 300, "height": 200})
        page = context.new_page()
        page.set_content(html)
        shots[scheme] = page.locator("img").screenshot()
        context.close()
    assert brightness(shots["light"]) > 200
    assert brightness(shots["dark"]) < 80


def brightness(png):
    from io import BytesIO

    import numpy as np
    from PIL import Image

    return float(np.asarray(Image.open(BytesIO(png)).convert("L")).mean())


def test_claims_that_lie_on_each_other_have_one_label_and_long_ones_two_lines():
    from workbench.share.priority_charts import priorities

    rows = [("Access rights have to be requested one system at a time, again and again", 0.5, 0.5)]
    rows += [
        ("Everybody writes a cheat sheet", 0.51, 0.49),
        ("Nobody to ask", 0.5, 0.5),
        ("Silence", 0.9, 0.1),
        ("Old courses", 0.5, 0.52),
    ]
    frame = pd.DataFrame(rows, columns=["label", "x", "y"]).assign(score=9.0, lo=5.0, hi=12.0, n=6, top=0.2, mark=0)
    for end in ("x_lo", "x_hi", "y_lo", "y_hi"):
        frame[end] = 0.4
    spec = priorities(frame, axes=("so", "ill", "told"), title="What was told").to_dict()
    data = next(iter(spec["datasets"].values()))
    assert [row["beside"] for row in data] == ["1\u20133, 5", "", "", "4", ""]
    assert data[0]["row"] == "1  Access rights have to be requested one\nsystem at a time, again and again"
