"""Several personas, or two rounds, beside each other."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import pytest
from axe import violations
from bs4 import BeautifulSoup
from share_models import HOSTILE

from workbench.share.side_by_side import several, two_rounds
from workbench.study.errors import UserError

PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>maps</title><body>'


def soup(html):
    return BeautifulSoup(html, "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def veterans(sparse):
    sparse["persona"] = {"name": f"Veteran {HOSTILE}", "filter": {}, "n": 9}
    sparse["people"]["N"] = 9
    return sparse


@pytest.fixture
def changes(rich):
    return [
        SimpleNamespace(code=c["id"], verdict=c["verdict"]["word"], text=c["verdict"]["text"])
        for c in rich["claims"].values()
        if c["verdict"]
    ]


def test_each_persona_keeps_its_own_people(full, veterans):
    views = soup(several([full, veterans])).select(".wb-view")
    assert [v.select_one("small").get_text() for v in views] == ["18 people \u00b7 2026-Q2", "9 people \u00b7 2026-Q2"]
    assert all(len(v.select("svg.wb-curve")) == 1 for v in views)


def test_the_three_surest_cards_of_a_lane_stand_for_a_persona(full, veterans):
    pains = soup(several([full, veterans])).select_one(".wb-tops > div")
    assert [s.get_text() for s in pains.select(".wb-say")] == [
        "Dropped on an empty page, unsure what comes first",
        "Made to open an account before seeing the fee",
        "Import renames speakers; fixed by hand",
    ]
    assert HOSTILE not in several([full, veterans])


def test_no_persona_is_said_so():
    with pytest.raises(UserError, match="at least one persona"):
        several([])


@pytest.mark.parametrize(
    ("words_of_card", "said"),
    [
        ("Dropped on an empty page", "\u25b2 up"),
        ("Made to open an account", "\u25bc down"),
        ("No word back", "no detectable change"),
        ("Invoice lacks", "not compared"),
    ],
)
def test_between_two_cards_stands_the_verdict_or_that_there_is_none(rich, sparse, changes, words_of_card, said):
    sparse["round"] = "2026-Q1"
    row = next(r for r in soup(two_rounds(sparse, rich, changes)).select(".wb-trio") if words_of_card in r.get_text())
    left, between, right = row.find_all("div", recursive=False)
    assert words_of_card in left.get_text()
    assert words_of_card in right.get_text()
    assert said in words(between)


def test_what_is_on_one_map_only_is_said(rich, sparse, changes):
    sparse["round"] = "2026-Q1"
    html = two_rounds(sparse, rich, changes)
    row = next(r for r in soup(html).select(".wb-trio") if "Plans are hard" in r.get_text())
    assert "not on that map" in words(row)
    feelings = words(next(s for s in soup(html).select(".wb-stagepair") if s["aria-label"] == "Awareness").select_one(".wb-first"))
    assert feelings.startswith("2026-Q1 not asked not compared 2026-Q2 +0.4")


def test_less_of_a_delight_is_no_good_news(rich, sparse):
    change = SimpleNamespace(code="delight:support@retention", verdict="down", text="fewer people: 2 of 12 now, 8 of 12 before")
    kept = next(c for c in rich["claims"] if c.startswith("delight:") and rich["claims"][c]["stage"] == "retention")
    change.code = kept
    row = next(r for r in soup(two_rounds(sparse, rich, [change])).select(".wb-trio") if "Support answers" in r.get_text())
    assert row.select_one(".wb-said.wb-bad")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 320])
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(opened, full, veterans, rich, changes, width):
    for html in (several([full, veterans]), two_rounds(veterans, rich, changes)):
        page = opened(PAGE + html, width=width).page
        assert violations(page, ".wb-map") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize("width", [1180, 700])
def test_long_names_of_stages_lie_on_each_other_neither_beside_each_other_nor_on_a_phone(opened, rich, changes, width):
    for stage in rich["stages"]:
        stage["label"] = f"{stage['label']} und Anschlussheilbehandlung danach"
    page = opened(PAGE + two_rounds(rich, rich, changes) + several([rich]), width=width).page
    boxes = page.evaluate("""() => [...document.querySelectorAll('.wb-curve, .wb-heads')].map(row =>
        [...row.querySelectorAll('.wb-name, span')].map(name => { const range = document.createRange();
          range.selectNodeContents(name); const box = range.getBoundingClientRect(); return [box.left, box.right]; })
        .filter(([left, right]) => right > left))""")
    drawn = [row for row in boxes if row]
    assert len(drawn) == 3
    assert all(right <= left + 1 for row in drawn for (_, right), (left, _) in pairwise(row))
