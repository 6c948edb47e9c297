"""The landscape as a page: brushed to quotes without Vega, without a network and without anybody's name in it."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pandas as pd
import pytest

from workbench.share import landscape as module
from workbench.share.assets import asset
from workbench.share.landscape import PASSAGE, TOPIC, landscape_chart, landscape_html
from workbench.share.sanitise import sanitise
from workbench.study.errors import UserError

MARKUP = '"><img src=x onerror=alert(1)></script>'
TITLE = "What people talk about"


def tables(per=4, label="price, year"):
    """Three topics of some passages each, in a row; the last passage of each is like no other."""
    passages, topics = [], []
    for t, name in enumerate([label, "import, sheet", "phone, ill"]):
        topics.append({"topic": name, "x": 20.0 * t, "y": 0.0, "radius": 1.6, "people": 9 - t, "n": 40, "segments": 10 * per})
        for n in range(per):
            kind = ("interview", "survey", "ticket", "social")[n % 4]
            words = f"words {t}{n} of somebody"
            about = {"topic": name, "kind": kind, "round": "2026-Q1", "quote": words, "inside": True, "alone": n == per - 1}
            passages.append({"x": 20.0 * t + n % 2, "y": n // 2 * 1.0, **about})
    return pd.DataFrame(passages, columns=list(PASSAGE)), pd.DataFrame(topics, columns=list(TOPIC))


def page(html):
    """The fragment as a shared page holds it: sanitised, with the one style sheet and the one script."""
    style = asset("landscape.css") + asset("page.css")
    return (
        '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f'<style>{style}</style><body class="wb-page">{sanitise(html)}<script>{asset("landscape.js")}</script>'
    )


@pytest.fixture(scope="module")
def html():
    return landscape_html(*tables(), title=TITLE, notes=["12 of 120 passages are drawn."])


@pytest.mark.parametrize("column", ["participant", "quote_raw", "segment"])
@pytest.mark.parametrize("which", [0, 1])
def test_no_column_beyond_those_named_comes_in(which, column):
    given = list(tables())
    given[which] = given[which].assign(**{column: "Maria"})
    with pytest.raises(UserError, match="and no other"):
        landscape_chart(*given, title=TITLE)


@pytest.mark.parametrize("live", [True, False])
def test_a_chart_holds_what_is_allowed_and_nothing_else(live):
    spec = landscape_chart(*tables(), title=TITLE, live=live).to_dict()
    keys = {key for rows in spec["datasets"].values() for row in rows for key in row}
    assert keys <= {*PASSAGE, *TOPIC, "dot", "label", "left", "top", "size"}
    assert ("quote" in keys) is live


def test_no_name_lies_on_another_and_none_leaves_the_picture():
    names = ["spreadsheet, hours \u00b7 20", "price, yearly \u00b7 18", "names, contract \u00b7 9", "phone, ill \u00b7 40"]
    said = pd.DataFrame({"label": names, "x": [0.0, 4, 8, 12], "y": 0.0, "radius": 1.6, "people": [20, 18, 9, 40]})
    wide = 12.0
    placed = module.placed_names(said, [-3.0, 40.0], wide)
    halves = [len(label) * 7.0 / wide / 2 for label in said["label"]]
    boxes = [(x - h, y, x + h, y + 15 / wide) for (x, y), h in zip(placed, halves, strict=True)]
    assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(left + 1e-9 >= -3.0 and right <= 40.0 for left, _, right, _ in boxes)


def test_a_chart_says_in_words_what_it_shows():
    assert landscape_chart(*tables(), title=TITLE).to_dict()["description"] == (
        "What people talk about: price, year, 9 people in 40 passages; import, sheet, 8 people in 40 passages; "
        "phone, ill, 7 people in 40 passages."
    )


def test_a_dot_and_its_quote_have_the_same_number_and_topic(html):
    passages, topics = tables()
    shared = sanitise(html)
    dots = re.findall(r'<path[^>]*class="wb-d wb-d(\d+) wb-t(\d+)( wb-hollow)?"', shared)
    assert [int(n) for n, _, _ in dots] == list(range(len(passages)))
    assert [topics["topic"][int(t)] for _, t, _ in dots] == list(passages["topic"])
    assert [bool(h) for _, _, h in dots] == list(passages["alone"])
    for n, words in enumerate(passages["quote"]):
        assert re.search(rf'<li class="wb-q wb-q{n}">{words} <small>', shared)


def test_words_stay_words():
    passages, topics = tables(label=MARKUP)
    passages["quote"] = MARKUP
    html = landscape_html(passages, topics, title=TITLE, notes=[MARKUP])
    body = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    assert body.count("<img") == 1
    assert "<img src=x" not in html
    assert '</script>"' not in body
    assert json.loads(landscape_chart(passages, topics, title=TITLE).to_json())


def test_the_same_tables_give_the_same_bytes(html):
    assert landscape_html(*tables(), title=TITLE, notes=["12 of 120 passages are drawn."]) == html


@pytest.mark.parametrize("per", [0, 1, 12])
def test_any_number_of_passages_is_drawn(per):
    passages, topics = tables(per)
    drawn = landscape_html(passages, topics if per else topics.iloc[:0], title=TITLE)
    assert drawn.count('class="wb-q ') == 2 * len(passages)  # beside the picture, and in the plain twin


def test_a_shared_page_keeps_the_picture_and_the_list_once(html):
    shared = sanitise(html)
    assert shared.count('class="wb-q ') == 12
    assert "<svg" in shared
    assert "<script" not in shared
    assert "<img" not in shared


def test_topics_side_by_side_differ_in_tone():
    _, topics = tables()
    many = pd.concat([topics.assign(x=topics["x"] + 60 * n) for n in range(8)], ignore_index=True)
    tones = module._tones(many)
    assert all(a != b for a, b in pairwise(tones))


@pytest.fixture
def opened_page(opened, html):
    seen = opened(page(html))
    yield seen.page
    assert (seen.requests, seen.dialogs, seen.errors) == ([], [], [])


def shown(page):
    return [text.split(" of somebody")[0].removeprefix("words ") for text in page.locator(".wb-q:visible").all_inner_texts()]


@pytest.mark.browser
def test_a_drag_shows_the_words_of_the_dots_in_it_and_esc_all_topics_again(opened_page):
    first = opened_page.locator(".wb-t0.wb-d").first.bounding_box()
    opened_page.mouse.move(first["x"] - 12, first["y"] + 20)
    opened_page.mouse.down()
    opened_page.mouse.move(first["x"] + 60, first["y"] - 60, steps=3)
    opened_page.mouse.up()
    assert sorted(shown(opened_page)) == ["00", "01", "02", "03"]
    assert opened_page.get_by_role("status").inner_text().startswith("4 passages in 1 topic")
    assert opened_page.locator(".wb-land-topic:visible").count() == 1
    opened_page.get_by_role("button", name="Show all").press("Escape")
    assert shown(opened_page) == []
    assert opened_page.locator(".wb-land-topic:visible").count() == 3


@pytest.mark.browser
def test_a_click_on_a_dot_or_a_name_shows_its_topic(opened_page):
    opened_page.locator(".wb-d.wb-t1").nth(2).click()
    assert sorted(shown(opened_page)) == ["10", "11", "12", "13"]
    assert opened_page.locator(".wb-first").inner_text().startswith("words 12")
    opened_page.get_by_role("button", name="Show all").click()
    opened_page.locator("text.wb-name", has_text="phone, ill").click()
    assert sorted(shown(opened_page)) == ["20", "21", "22", "23"]


@pytest.mark.browser
def test_it_reads_by_keyboard_and_without_the_script(opened, html):
    page_ = opened(page(html), java_script_enabled=False).page
    page_.locator("summary", has_text="import, sheet").press("Enter")
    assert sorted(shown(page_)) == ["10", "11", "12", "13"]
    assert page_.get_by_role("img", name="What people talk about: price, year, 9 people").is_visible()
