"""Each quote stands once on a page, and every number still leads to its quotes."""

from __future__ import annotations

from bs4 import BeautifulSoup

from workbench.share.map_page import map_body
from workbench.share.once import once

WORDS = "I opened it, closed it, and did the first study in a spreadsheet. Again. And then the one after that as well, by hand."


def quote(words=WORDS):
    return '<blockquote class="wb-quote">' + f"<cite><b>P01</b> interview</cite><bdi>{words}</bdi></blockquote>"


def panel(name, inside):
    return f'<section class="wb-panel" id="wb-a-{name}" popover>{inside}</section>'


def soup(html):
    return BeautifulSoup(html, "html.parser")


def test_a_quote_stands_in_the_first_panel_and_a_button_in_the_others():
    tree = soup(once(panel("c1", quote()) + panel("c2", quote()) + panel("c3", quote())))
    assert len(tree.find_all("blockquote")) == 1
    buttons = tree.select(".wb-q")
    assert [b["popovertarget"] for b in buttons] == ["wb-a-c1", "wb-a-c1"]
    assert {b["data-n"] for b in buttons} == {tree.blockquote["data-n"]}
    assert buttons[0].get_text() == "P01 interview"


def test_other_words_of_the_same_person_are_another_quote():
    html = panel("c1", quote()) + panel("c2", quote(WORDS + "!"))
    assert once(html) == html


def test_twice_in_one_panel_is_for_and_against():
    html = panel("c1", quote() + quote())
    assert len(soup(once(html)).find_all("blockquote")) == 2


def test_several_quotes_of_one_panel_are_one_button_that_names_everybody():
    two = quote() + quote(WORDS + "!").replace("P01", "P02")
    (button,) = soup(once(panel("c1", two) + panel("c2", two + "<p>and</p>"))).select(".wb-q")
    assert button["data-n"] == "0 1"
    assert button.get_text() == "P01, P02"


def test_a_button_for_several_quotes_follows_each_to_where_it_went():
    first, second = quote(), quote(WORDS + "!").replace("P01", "P02")
    seen = {}
    once(panel("c1", first) + panel("c2", second), seen, remember=True)
    below = once(panel("x1", first + second) + panel("x2", first + second)).replace("wb-a", "wb-b")
    assert len(soup(below).select(".wb-q")) == 1
    for links in (soup(once(below, seen)).find(id=name).select(".wb-q") for name in ("wb-b-x1", "wb-b-x2")):
        assert [b["popovertarget"] for b in links] == ["wb-a-c1", "wb-a-c2"]


def test_a_quote_outside_any_panel_stays():
    assert once(quote() + quote()) == quote() + quote()


def test_a_second_map_leads_to_the_first_and_so_do_its_own_links():
    seen = {}
    top = once(panel("c1", quote()), seen, remember=True)
    second = once(panel("x1", quote()).replace("wb-a", "wb-b") + panel("x2", quote()).replace("wb-a", "wb-b"))
    lower = soup(once(second, seen))
    assert lower.find("blockquote") is None
    assert {b["popovertarget"] for b in lower.select(".wb-q")} == {"wb-a-c1"}
    assert {b["data-n"] for b in lower.select(".wb-q")} == {soup(top).blockquote["data-n"]}


def test_escapes_written_another_way_are_the_same_words():
    html = panel("c1", quote(WORDS + "it&#39;s")) + panel("c2", quote(WORDS + "it's"))
    assert len(soup(once(html)).find_all("blockquote")) == 1


def test_every_number_of_a_map_leads_to_as_many_passages_as_it_says(full):
    tree = soup(map_body(full))
    for claim in full["claims"].values():
        said = claim.get("title") or claim["statement"]
        panel_ = next(p for p in tree.select(".wb-panel") if p["aria-label"] == said)
        for side, ids in (("wb-for", claim["supports"]), ("wb-against", claim["contradicts"])):
            links = [n for b in panel_.select(f".{side} .wb-q") for n in b["data-n"].split()]
            assert len(panel_.select(f".{side} blockquote")) + len(links) == len(ids)
    for button in tree.select(".wb-q"):
        home = tree.find(id=button["popovertarget"])
        assert all(home.select_one(f'blockquote[data-n="{n}"]') for n in button["data-n"].split())
