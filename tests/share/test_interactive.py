"""Live charts: one bundle, nothing fetched, no code from text, and no data about people."""

from __future__ import annotations

import re

import nbformat
import pandas as pd
import pytest

import workbench as wb
from workbench.share import charts, interactive, render, topic_charts

SIZES = pd.DataFrame(
    {"topic": ["price", "import"], "people": [3, 9], "n": 20, "lo": [0.05, 0.26], "hi": [0.36, 0.66], "apart": False}
)
BASE = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar", "description": "A chart."}


@pytest.fixture(scope="module")
def spec():
    return topic_charts.topic_sizes(SIZES).to_dict()


@pytest.fixture(autouse=True)
def chosen():
    """Leave Altair as it was."""
    import altair as alt

    before, theme = alt.renderers.active, alt.theme.active
    yield
    alt.renderers.enable(before)
    alt.theme.enable(theme)


@pytest.fixture(scope="module")
def book(tmp_path_factory, spec):
    """A notebook with a chart of ours shown live, and one of Altair's own about somebody."""
    telling = BASE | {"data": {"values": [{"quote": "It never worked", "n": 1}]}, "encoding": {"x": {"field": "n"}}}
    outputs = [
        {"text/html": interactive.live(spec, charts.picture(spec)), "text/plain": "[chart]"},
        {"application/vnd.vegalite.v6+json": telling},
    ]
    cells = [nbformat.v4.new_code_cell("chart", outputs=[nbformat.v4.new_output("display_data", data=data)]) for data in outputs]
    path = tmp_path_factory.mktemp("live") / "live.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"data": {"values": [{"stage": "A", "n": 3}]}}, ""),
        ({"data": {"values": [{"quote": "A", "n": 3}]}}, "columns about people (quote)"),
        ({"datasets": {"d": [{"Participant": "P01"}]}, "data": {"name": "d"}}, "columns about people (Participant)"),
        ({"data": {"values": [{"x": "word " * 20}]}}, "long texts"),
        ({"data": {"values": ["word " * 20]}}, "long texts"),
        ({"data": {"values": [{"n": n} for n in range(2001)]}}, "more than 2,000 rows"),
        ({"data": {"url": "data.csv"}}, "lie elsewhere"),
        ({"data": {"values": "a,b"}}, "lie elsewhere"),
        ({"layer": [{"transform": [{"lookup": "a", "from": {"data": {"values": [{"e-mail": "x"}]}}}]}]}, "about people (e-mail)"),
    ],
)
def test_data_travel_only_if_they_are_counts(data, why):
    assert why in interactive.telling(BASE | data)
    assert bool(interactive.telling(BASE | data)) == bool(why)
    shown = interactive.live(BASE | data, "<img>")
    assert ("<script>" in shown) == (not why)
    assert ("This chart stays a picture" in shown) == bool(why)


def test_a_chart_holds_its_picture_its_words_and_cannot_end_its_script(spec):
    hostile = spec | {"title": "</script><script>window.ran=1</script>"}
    html = interactive.live(hostile, charts.picture(spec))
    assert html.count("</script>") == 1
    assert re.search(r'<img alt="Topics by the people[^"]+"', html)
    assert interactive.live(spec, "x") == interactive.live(spec, "x")


def test_charts_chooses_for_the_session_and_brings_the_program_once():
    import altair as alt

    ready = wb.charts()
    assert ready._repr_html_().count("DecompressionStream") == 1
    assert "http" not in ready._repr_html_()
    bundle = topic_charts.topic_sizes(SIZES)._repr_mimebundle_()
    shown = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "DecompressionStream" not in shown["text/html"]
    assert "__wbVega" in shown["text/html"]
    assert repr(wb.charts(interactive=False)) == "Charts: pictures"
    assert alt.renderers.active == charts.NAME


@pytest.mark.browser
def test_in_a_notebook_the_pictures_come_alive_offline(opened, spec):
    body = interactive.live(spec, charts.picture(spec))
    seen = opened(f"<!doctype html><html><body>{body}{interactive.charts()._repr_html_()}{body}</body></html>")
    seen.page.wait_for_function("document.querySelectorAll('.wb-chart svg').length === 2")
    assert seen.page.locator(".wb-chart img").count() == 0
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.browser
def test_a_rendered_page_allows_just_its_script_and_the_bundle(opened, book):
    html = render.notebook_page(book, interactive=True)
    policy = re.search(r"script-src ([^;\"]+)", html)[1]
    assert len(re.findall(r"'sha256-[^']+'", policy)) == 2
    assert "unsafe-eval" not in policy
    assert len(html.encode()) < render.LARGEST
    assert "It never worked" not in html
    seen = opened(html)
    seen.page.locator(".wb-chart svg").wait_for()
    assert seen.page.locator(".wb-said img").count() == 1, "the other stays a picture"
    point = seen.page.locator(".wb-chart svg .mark-symbol path").first
    point.hover()
    seen.page.locator("#vg-tooltip-element.visible").wait_for()
    assert (seen.requests, seen.errors) == ([], [])


def test_a_page_too_large_keeps_its_pictures(book, monkeypatch):
    monkeypatch.setattr(render, "LARGEST", 100_000)
    assert render.notebook_page(book, interactive=True) == render.notebook_page(book)
