"""The coder without a keyboard: what the foot says the keys do can be pressed, and three clicks take the whole turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample import INTERVIEW, study
from test_coder_page import press, saved, sent, show, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LONG = "pain: " + "typing the names of everybody who works here ".strip() + " again " * 20


@pytest.fixture
def open_page(page: Page, harness: str, tmp_path) -> Page:
    show(page, harness, view(study(tmp_path / "s")))
    page.locator(".wb-text").focus()
    return page


def foot(page: Page, name: str) -> None:
    page.locator(".wb-foot").get_by_role("button", name=name, exact=True).click()


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def test_the_foot_selects_and_undoes_for_whoever_has_no_keys(open_page):
    open_page.locator(".wb-turn p").nth(3).click(position={"x": 30, "y": 8})
    foot(open_page, "sentence")
    assert selected(open_page) == "I put it in a spreadsheet first."
    foot(open_page, "turn")
    assert selected(open_page) == INTERVIEW[3][2]
    open_page.get_by_role("button", name="Purchase").click()
    saved(open_page)
    foot(open_page, "undo")
    assert len(sent(open_page, "undo", 1)) == 1


def test_undo_stays_while_something_is_said(open_page):
    press(open_page, "j", "s", "4")
    assert "Coded 1 passage" in open_page.locator(".wb-say").inner_text()
    assert open_page.locator(".wb-foot").get_by_role("button", name="undo", exact=True).is_visible()


def test_what_the_foot_offers_is_no_stop_of_the_tab_key(open_page):
    assert {b.get_attribute("tabindex") for b in open_page.locator(".wb-hints button").all()} == {"-1"}
    assert open_page.locator(".wb-hints button", has_text="extend").count() == 0, "arrows are no one key"


def test_three_clicks_take_the_turn_and_not_what_stands_after_a_code(open_page):
    press(open_page, "j", "s", "4")
    saved(open_page)
    turn = open_page.locator(".wb-turn", has=open_page.locator("mark"))
    turn.locator("p").click(click_count=3, position={"x": 12, "y": 8})
    press(open_page, "2")
    made = sent(open_page, "add", 2)[1]["spans"]
    whole = INTERVIEW[made[0]["turn"]][2]
    assert [s["quote"] for s in made] == [whole]


def test_a_name_that_has_no_more_room_says_so(open_page):
    press(open_page, "j", "s", "/")
    open_page.keyboard.insert_text(LONG)
    assert "No room for more" in open_page.locator(".wb-codes [role=alert]").inner_text()
    press(open_page, "Enter")
    assert len(sent(open_page, "add", 1)[0]["name"]) <= 120


def test_a_kernel_that_is_gone_says_what_to_do(open_page):
    open_page.evaluate("() => { window.model.send = () => { throw new Error('Cannot send'); }; }")
    press(open_page, "j", "s", "4")
    said = open_page.locator(".wb-saved").inner_text()
    assert "not saved" in said
    assert "Run the cell again" in said


def test_on_a_phone_the_names_of_codes_have_a_line_of_their_own(open_page):
    open_page.set_viewport_size({"width": 320, "height": 700})
    for words in ("pain: typing in all names again", "pain: typing in all names at night"):
        press(open_page, "j", "s", "/")
        open_page.keyboard.insert_text(words)
        press(open_page, "Enter")
    names = open_page.locator(".wb-pain .wb-code")
    assert names.count() == 2
    assert names.nth(0).bounding_box()["x"] == names.nth(1).bounding_box()["x"]
    assert names.nth(0).bounding_box()["width"] > 200
