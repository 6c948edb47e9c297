"""Finding, filtering, differing in the coder: what one looks for is shown, and what is hidden is counted."""

from __future__ import annotations

import pytest
from sample import INTERVIEW, study
from test_coder_page import press, saved, sent, show, view

pytestmark = pytest.mark.browser


def coding(number, coder, code, part, **over):
    return {"id": number, "code": code, "coder": coder, "mine": coder == "maria", "model": False, "parts": [part], "valence": None,
            "stance": "for", "memo": "", "at": "2026-01-01T00:00:00Z", **over}  # fmt: skip


THERE = (
    coding("m1", "maria", "stage:onboarding", [1, 0, 9]),
    coding("m2", "maria", "stage:purchase", [4, 0, 20]),
    coding("b1", "ben", "stage:purchase", [1, 3, 20]),
    coding("b2", "ben", "emotion:angry", [1, 0, 9]),
    coding("b3", "ben", "stage:purchase", [4, 0, 20]),
)


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def open_page(page, harness, folder):
    what = view(folder)
    what["codings"] = list(THERE)
    what["people"] = [{"coder": "ben", "codings": 3, "last": "2026-01-01T00:00:00Z"}]
    show(page, harness, what)
    page.locator(".wb-text").focus()
    return page


def found(page):
    return page.locator(".wb-found").inner_text()


def washed(page, name="wb-found"):
    return page.evaluate("(name) => [...(CSS.highlights.get(name) ?? [])].map((r) => r.toString())", name)


def selected(page):
    return page.evaluate("getSelection().toString()")


def shown(page):
    return [row.get_attribute("data-turn") for row in page.locator(".wb-turn:not(.wb-hid)").all()]


@pytest.mark.parametrize("key", ["f", "Control+f"])
def test_words_are_found_washed_and_gone_through(open_page, key):
    press(open_page, "Control+ArrowUp", key)
    open_page.keyboard.type("THE")
    assert found(open_page) == "1 of 5"
    assert [words.lower() for words in washed(open_page)] == ["the"] * 5
    press(open_page, "Enter", "Enter", "Shift+Enter")
    assert found(open_page) == "2 of 5"
    assert washed(open_page, "wb-found-now") == ["the"]
    press(open_page, "Escape")
    assert open_page.evaluate("document.activeElement.className").startswith("wb-text")
    assert selected(open_page) == "the", "one goes on coding with what was found"
    press(open_page, "F3")
    assert found(open_page) == "3 of 5"
    press(open_page, "Escape", "Escape")
    assert washed(open_page) == []
    assert found(open_page) == ""


def test_what_was_found_stays_washed_where_a_code_is_added(open_page):
    press(open_page, "f")
    open_page.keyboard.type("spreadsheet")
    press(open_page, "Escape", "s", "3")
    saved(open_page)
    assert washed(open_page) == ["spreadsheet"]
    assert open_page.locator("mark", has_text="spreadsheet").count() == 1


def test_an_emoji_before_it_does_not_shift_what_is_found(open_page):
    press(open_page, "f")
    open_page.keyboard.type("yearly price")
    press(open_page, "Escape", "1")
    (span,) = sent(open_page, "add")[0]["spans"]
    assert INTERVIEW[4][2][span["start"] : span["end"]] == span["quote"] == "yearly price"


def test_the_passages_of_a_code_are_gone_through(open_page):
    press(open_page, "f")
    open_page.keyboard.type("code: purchase")
    assert found(open_page) == "1 of 2", "what two people coded is one passage"
    assert washed(open_page) == ["I paid, I clicked", "The invoice was fine"]
    press(open_page, "Enter", "Escape")
    assert selected(open_page) == "The invoice was fine"
    press(open_page, "J")
    assert selected(open_page) == "I paid, I clicked"
    assert "passage 1 of 2" in open_page.locator(".wb-say").inner_text()
    open_page.locator(".wb-code", has_text="Onboarding").locator("em").click()
    assert selected(open_page) == "So I paid", "a click on a code's number goes through them, and codes nothing"
    press(open_page, "/")
    open_page.keyboard.type("purch")
    press(open_page, "Control+Enter")
    assert selected(open_page) == "I paid, I clicked"
    assert not sent(open_page, "add")


def test_a_passage_more_is_counted_at_once(open_page):
    press(open_page, "f")
    open_page.keyboard.type("code: purchase")
    press(open_page, "Escape", "j", "s", "3")
    saved(open_page)
    assert found(open_page) == "1 of 3"
    press(open_page, "Delete")
    open_page.wait_for_function("document.querySelector('.wb-found').textContent === '1 of 2'")
    assert len(washed(open_page)) == 2


def test_nothing_found_says_so(open_page):
    press(open_page, "f")
    open_page.keyboard.type("zebra")
    assert found(open_page) == "not here"
    press(open_page, "Control+a")
    open_page.keyboard.type("code: zebra")
    assert found(open_page) == "no such code"


@pytest.mark.parametrize(
    ("pick", "value", "turns"),
    [("Only turns of", "P01", ["1", "3", "4"]), ("Only turns with the stage", "stage:onboarding", ["1"]),
     ("Only turns with the code", "emotion:angry", ["1"]), ("Only turns coded by", "maria", ["1", "4"])],
)  # fmt: skip
def test_a_filter_folds_what_does_not_fit_and_counts_it(open_page, pick, value, turns):
    press(open_page, "Shift+F")
    open_page.get_by_label(pick).select_option(value)
    assert shown(open_page) == turns
    hidden = 5 - len(turns)
    assert open_page.locator(".wb-hiding").inner_text() == f"{hidden} turns hidden"
    folded = [row.get_attribute("data-hidden") for row in open_page.locator(".wb-hid[data-hidden]").all()]
    assert sum(int(words.split()[0]) for words in folded) == hidden, "every turn is in a line that says so"
    open_page.locator(".wb-text").focus()
    press(open_page, "Escape")
    assert shown(open_page) == ["0", "1", "2", "3", "4"]
    assert open_page.locator(".wb-hiding").count() == 1
    assert not open_page.locator(".wb-hiding").inner_text()


def test_what_is_hidden_is_neither_coded_nor_lost(open_page):
    press(open_page, "Shift+F")
    open_page.get_by_label("Only turns with the stage").select_option("stage:onboarding")
    press(open_page, "Escape", "f")
    open_page.keyboard.type("the")
    assert found(open_page) == "1 of 1 · 4 more in hidden turns"
    press(open_page, "Escape", "Control+a", "o")
    assert {s["turn"] for s in sent(open_page, "add", 1)[0]["spans"]} == {1}
    open_page.locator(".wb-hid[data-hidden]").last.click()
    assert shown(open_page) == ["1", "2", "3", "4"]
    assert open_page.locator(".wb-hiding").inner_text() == "1 turn hidden"


def test_no_turn_fits(open_page):
    press(open_page, "Shift+F")
    open_page.get_by_label("Only turns of").select_option("Interviewer")
    open_page.get_by_label("Only turns with the stage").select_option("stage:purchase")
    assert shown(open_page) == []
    assert "No turn fits" in open_page.locator(".wb-say").inner_text()
    open_page.get_by_role("button", name="Show all").click()
    assert len(shown(open_page)) == 5


def test_the_next_difference_says_who_said_what(open_page):
    open_page.wait_for_selector(".wb-differing:visible")
    assert open_page.locator(".wb-differing").inner_text().startswith("1 difference")
    press(open_page, "d")
    assert selected(open_page) == "I paid"
    rows = open_page.locator(".wb-sides:visible dl > *").all_inner_texts()
    assert rows == ["you", "Onboarding", "ben", "Purchase"]
    press(open_page, "Shift+D")
    assert selected(open_page) == "I paid", "round the end to the only one"
    press(open_page, "s", "3")
    saved(open_page)
    open_page.wait_for_selector(".wb-differing:visible")
    assert open_page.locator(".wb-sides:visible dd").first.inner_text().split("\n") == ["Onboarding", "Purchase"]


def test_who_codes_blind_is_told_why_there_are_none(page, harness, folder):
    what = view(folder)
    what["head"]["blind"] = True
    show(page, harness, what)
    page.locator(".wb-text").focus()
    press(page, "d")
    assert "You code blind" in page.locator(".wb-say").inner_text()
    page.evaluate("(m) => window.say(m)", {"op": "patch", "set": [THERE[2]], "gone": [], "blind": False})
    assert "blind" not in page.locator(".wb-me").inner_text(), "it was revealed"
