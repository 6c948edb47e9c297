"""Suggestions in a real browser, on a stand-in for the kernel: seen, gone through, decided, and never counted before."""

from __future__ import annotations

import pytest
from sample import INTERVIEW, study
from test_coder_page import HOSTILE, press, refuse, sent, show, view

pytestmark = pytest.mark.browser


def suggestion(number, turn, words, code="stage:onboarding", **more):
    start = INTERVIEW[turn][2].index(words)
    points = len(INTERVIEW[turn][2][:start])
    return {
        "id": f"s{number}", "code": code, "parts": [[turn, points, points + len(words)]], "strength": "likely", "percent": None,
        "words": ["spreadsheet"], "valence": None, "felt": "", "learned": 7,
        "like": [{"who": "P09", "where": "p09-talk", "words": "we kept a spreadsheet"}], **more,
    }  # fmt: skip


MARKED = "getSelection().toString()"
FIRST = suggestion(1, 3, "I put it in a spreadsheet first.")
SECOND = suggestion(2, 4, "one line with the yearly price", "stage:purchase", valence=1, felt="usual", percent=74)


def say(page, *shown, gone=(), state="ready", on=True):
    message = {"op": "suggestions", "on": on, "state": state, "learned": 9, "why": "", "set": list(shown), "gone": list(gone)}
    page.evaluate("(m) => window.say(m)", {**message, "whole": False})


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, harness, folder):
    show(page, harness, view(folder))
    page.locator(".wb-text").focus()
    return page


@pytest.fixture
def on(opened):
    say(opened, FIRST, SECOND)
    return opened


def decided(page, number=1):
    return sent(page, "decide", number)[-1]


def test_they_are_off_at_first_and_a_switch_asks_for_them(opened):
    switch = opened.get_by_role("switch", name="Suggestions")
    assert switch.get_attribute("aria-checked") == "false"
    assert opened.locator(".wb-hinted").count() == 0
    press(opened, "n")
    assert "are off" in opened.get_by_role("status").inner_text()
    switch.click()
    assert sent(opened, "suggest", 1)[0]["on"] is True
    say(opened, state="learning")
    assert "nothing waits for it" in opened.locator(".wb-card").inner_text()
    assert switch.get_attribute("aria-checked") == "true"
    assert "learning" in opened.locator(".wb-sugmuch").inner_text()
    say(opened, FIRST, SECOND)
    assert "2 here" in opened.locator(".wb-sugmuch").inner_text()
    assert "2 suggestions here" in opened.get_by_role("status").inner_text()


def test_they_are_drawn_under_the_words_and_are_no_codings(on):
    assert on.locator(".wb-hinted").all_text_contents() == ["I put it in a spreadsheet first.", "one line with the yearly price"]
    look = "getComputedStyle(document.querySelector('.wb-hinted'))"
    assert on.evaluate(f"{look}.textDecorationStyle") == "dashed"
    assert on.evaluate(f"{look}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert on.locator("mark, .wb-tag").count() == 0
    assert "0 codings" in on.locator(".wb-much").inner_text()
    assert not sent(on, "add")


def test_n_goes_through_them_and_the_card_says_why(on):
    press(on, "n")
    card = on.locator(".wb-card")
    assert on.evaluate(MARKED) == "I put it in a spreadsheet first."
    for words in ("Onboarding", "likely", "spreadsheet", "learned from 7 passages", "P09, p09-talk"):
        assert words in card.inner_text()
    assert "%" not in card.inner_text()
    press(on, "n")
    assert on.evaluate(MARKED) == "one line with the yearly price", "an emoji before it counts as Python counts"
    assert "likely, 74 %" in card.inner_text()
    assert "feels +1, usual for this code" in card.inner_text()
    press(on, "n")
    assert on.evaluate(MARKED) == "I put it in a spreadsheet first.", "round from the end"


@pytest.mark.parametrize(("key", "decision"), [("Enter", "accepted"), ("Shift+N", "rejected"), ("4", "accepted")])
def test_one_key_decides(on, key, decision):
    press(on, "n", key)
    message = decided(on)
    assert (message["suggestion"], message["decision"]) == ("s1", decision)
    assert not sent(on, "add")
    assert on.locator(".wb-hinted").count() == 1
    assert "1 suggestion left" in on.get_by_role("status").inner_text()


def test_y_and_x_decide_unless_a_code_has_them(on):
    what = [{"id": "stage:onboarding", "family": "stage", "label": "Onboarding", "definition": "", "valence": None,
             "colour": "#112233", "key": "4", "retired": False}]  # fmt: skip
    gone = [code.get_attribute("data-code") for code in on.locator(".wb-code").all()]
    on.evaluate("(m) => window.say(m)", {"op": "patch", "set": [], "gone": [], "codes": what, "codes_gone": gone})
    press(on, "n", "y", "n", "x")
    assert [m["decision"] for m in sent(on, "decide", 2)] == ["accepted", "rejected"]


def test_the_key_of_another_code_corrects(on):
    press(on, "n", "3")
    message = decided(on)
    assert (message["decision"], message["code"]) == ("corrected", "stage:purchase")
    assert not sent(on, "add")


def test_a_new_code_corrects_too(on):
    press(on, "n", "/")
    on.keyboard.type("pain: no help")
    press(on, "Enter")
    message = decided(on)
    assert (message["decision"], message["name"]) == ("corrected", "pain: no help")


def test_other_words_are_coded_as_ever(on):
    press(on, "n", "t", "4")
    assert len(sent(on, "add", 1)) == 1
    assert not sent(on, "decide")


def test_the_mouse_decides_too(on):
    press(on, "n")
    on.get_by_role("button", name="Accept Onboarding").click()
    assert decided(on)["decision"] == "accepted"
    press(on, "n")
    on.get_by_role("button", name="Reject Purchase").click()
    assert decided(on, 2)["decision"] == "rejected"


def test_what_the_kernel_refuses_comes_back(page, harness, folder):
    show(page, harness, view(folder), "?")
    page.locator(".wb-text").focus()
    say(page, FIRST)
    press(page, "n", "Enter")
    assert page.locator(".wb-hinted").count() == 0
    refuse(page, decided(page)["id"], "this suggestion is not there any more", keep=False)
    assert page.locator(".wb-hinted").count() == 1
    assert "not saved" in page.locator(".wb-saved").inner_text()


def test_a_switch_that_the_kernel_refuses_says_why(page, harness, folder):
    show(page, harness, view(folder), "?")
    page.get_by_role("switch", name="Suggestions").click()
    refuse(page, sent(page, "suggest", 1)[0]["id"], "the transcript was replaced", keep=False)
    assert "the transcript was replaced" in page.get_by_role("status").inner_text()


def test_an_undo_brings_a_suggestion_back(on):
    press(on, "n", "Enter")
    decided(on)
    say(on, gone=["s1"])
    assert on.locator(".wb-hinted").count() == 1
    press(on, "Control+z")
    sent(on, "undo", 1)
    say(on, FIRST)
    assert on.locator(".wb-hinted").count() == 2


def test_turned_off_nothing_of_it_is_left(on):
    say(on, gone=["s1", "s2"], on=False, state="off")
    assert on.locator(".wb-hinted").count() == 0
    assert not on.locator(".wb-card").text_content()
    assert on.locator(".wb-text").text_content().count("spreadsheet") == 1


def test_hostile_words_stay_words(opened):
    codes = opened.evaluate("[...document.querySelectorAll('.wb-code')].length")
    assert codes
    one = {**FIRST, "id": HOSTILE, "code": f"pain:{HOSTILE}", "strength": HOSTILE, "words": [HOSTILE],
           "like": [{"who": HOSTILE, "where": HOSTILE, "words": HOSTILE}]}  # fmt: skip
    say(opened, one)
    press(opened, "n")
    assert HOSTILE in opened.locator(".wb-card").inner_text()
    press(opened, "Enter")
    assert decided(opened)["suggestion"] == HOSTILE
    assert opened.evaluate("window.flags") == []
    assert opened.locator(".wb-coder img, .wb-coder script").count() == 0


def test_a_coding_and_a_suggestion_on_the_same_words_are_both_there(on):
    coding = {"id": "m1", "code": "stage:purchase", "coder": "maria", "mine": True, "model": False, "parts": [[3, 0, 12]],
              "valence": None, "stance": "for", "memo": "", "at": "2026-01-01T00:00:00Z"}  # fmt: skip
    on.evaluate("(m) => window.say(m)", {"op": "patch", "set": [coding], "gone": []})
    assert on.locator(".wb-hinted mark").text_content() == "I put it in "
    assert "".join(on.locator(".wb-turn[data-turn='3'] .wb-hinted").all_text_contents()) == "I put it in a spreadsheet first."


def test_tab_goes_in_and_out_of_the_card(on):
    press(on, "n")
    seen = []
    for _ in range(12):
        press(on, "Tab")
        seen.append(on.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))
    assert {"Suggestions", "Accept Onboarding", "Reject Onboarding", "Next suggestion", "Find or add a code"} <= set(seen)


def test_a_blind_coder_is_told_what_it_is_learned_from(page, harness, folder):
    what = view(folder)
    what["head"]["blind"] = True
    show(page, harness, what)
    assert "your own codings only" in page.get_by_role("switch", name="Suggestions").get_attribute("title")


@pytest.mark.parametrize("height", [520, 700])
def test_the_card_leaves_room_for_the_rest(page, harness, folder, height):
    page.set_viewport_size({"width": 1200, "height": height})
    show(page, harness, view(folder))
    say(page, {**FIRST, "valence": -1, "felt": "words", "like": [{"who": "P09", "where": "p09", "words": "y z " * 40}] * 2})
    page.locator(".wb-text").focus()
    press(page, "n")
    low = page.locator(".wb-foot").bounding_box()["y"]
    for part in (".wb-feelrow", ".wb-panel textarea", ".wb-sugacts"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= low + 1, part


@pytest.mark.parametrize("width", [320, 900])
def test_the_card_fits_any_width(page, harness, folder, width):
    page.set_viewport_size({"width": width, "height": 800})
    show(page, harness, view(folder))
    say(page, {**FIRST, "like": [{"who": "P09", "where": "x" * 90, "words": "y" * 160}]})
    page.locator(".wb-text").focus()
    press(page, "n")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Accept Onboarding", "Reject Onboarding"):
        button = page.get_by_role("button", name=name)
        button.wait_for()
        box = button.bounding_box()
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= width


def test_the_card_names_the_rule_and_what_suggestions_of_the_code_were_worth(opened):
    ruled = {
        **FIRST,
        "strength": "by your rule",
        "rule": "sheet <b>",
        "right": 3,
        "judged": 4,
        "accepted": 2,
        "decided": 5,
        "kappa": -0.25,
    }
    say(opened, ruled)
    press(opened, "n")
    card = opened.locator(".wb-card").inner_text()
    assert "by your rule" in card
    assert "your rule says “sheet <b>”: right in 3 of 4 passages read" in card
    assert "2 of 5 accepted so far, agreement with people κ −0.25" in card
    say(opened, {**ruled, "judged": 0, "decided": 0, "kappa": None})
    press(opened, "n")
    card = opened.locator(".wb-card").inner_text()
    assert "not judged yet" in card
    assert "accepted so far" not in card
    assert "κ" not in card
