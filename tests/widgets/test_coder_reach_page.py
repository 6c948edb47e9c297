"""How far a selection reaches, where a coding ends, and what a memo is about: in a browser with the real Python behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bridge import Bridge
from sample import INTERVIEW, study
from test_coder_page import press, sent

from workbench.widgets.coder import Coder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("coder")]
SAID = INTERVIEW[3][2]


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def coder(page, harness, folder):
    coder = Coder(folder, "P01", "maria")
    Bridge(page, coder).open(f"{harness}?python", ".wb-turn", "open_coder")
    page.locator(".wb-text").focus()
    yield coder
    coder.close()


def selected(page: Page) -> str:
    return page.evaluate("getSelection().toString()")


def saved(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-pending')"
    )


def mine(folder):
    return [c for c in folder.state().codings.values() if c.coder == "maria"]


def quotes(folder):
    return sorted(folder.quote(c.anchor) for c in mine(folder))


def test_word_by_word_and_sentence_by_sentence(page):
    press(page, "j", "Alt+ArrowRight", "Alt+ArrowRight")
    assert selected(page) == "I put"
    press(page, "Alt+ArrowDown")
    assert selected(page) == "I put it in a spreadsheet first."
    press(page, "Alt+ArrowRight")
    assert selected(page).endswith("first. Nobody")
    press(page, "Alt+ArrowLeft", "Alt+ArrowLeft")
    assert selected(page) == "I put it in a spreadsheet"
    press(page, "=", "Alt+ArrowRight")
    assert selected(page) == "put it in a spreadsheet", "the other end moves"
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    assert selected(page) == "I put it in a spreadsheet"
    assert "No further sentence" in page.locator(".wb-say").inner_text()


@pytest.mark.parametrize(("more", "less"), [(">", "<"), ("]", "[")])
def test_larger_and_smaller_wholes(page, more, less):
    press(page, "j", more)
    assert selected(page) == "I"
    press(page, more)
    assert selected(page) == "I put it in a spreadsheet first."
    press(page, more)
    assert selected(page) == SAID
    press(page, more)
    assert "the whole turn" in page.locator(".wb-say").inner_text()
    press(page, less)
    assert selected(page) == "I put it in a spreadsheet first."
    press(page, less)
    assert selected(page) == "I"


def test_the_edges_of_a_coding_are_moved_and_undone(page, folder):
    press(page, "j", "s", "4", "o")
    saved(page)
    before = {c.id: c.at for c in mine(folder)}
    press(page, "Enter")
    assert page.locator(".wb-edges").inner_text().startswith("Moving the edges of Onboarding, frustrated")
    press(page, "Alt+ArrowDown", "Enter")
    saved(page)
    assert quotes(folder) == [SAID, SAID], "what is on the same words moves together"
    assert {c.id for c in mine(folder)} == set(before), "the same codings"
    assert page.locator("mark").all_inner_texts() == [SAID]
    press(page, "Control+z")
    page.wait_for_function("document.querySelector('mark').textContent.length < 40")
    assert quotes(folder) == [SAID[:32]] * 2
    press(page, "Control+y")
    page.wait_for_function("document.querySelector('mark').textContent.length > 40")
    assert quotes(folder) == [SAID] * 2


def test_edges_that_are_let_go_stay(page):
    press(page, "j", "s", "4")
    saved(page)
    press(page, "Enter", "Alt+ArrowLeft", "Escape")
    assert not page.locator(".wb-edges").is_visible()
    assert selected(page) == SAID[:32]
    press(page, "Enter", "Enter")
    assert "where they were" in page.locator(".wb-say").inner_text()
    assert not sent(page, "edit")


def test_edges_never_make_the_same_coding_twice(page, folder):
    press(page, "j", "s", "4")
    saved(page)
    press(page, "s", "4")
    page.wait_for_function("document.querySelectorAll('mark').length === 2")
    saved(page)
    page.locator(".wb-tag").first.click()
    press(page, "Enter", "Alt+ArrowDown", "Enter")
    page.wait_for_selector(".wb-refused")
    assert "have this code already" in page.locator(".wb-saved").inner_text()
    assert quotes(folder) == [SAID[:32], SAID]


def test_one_box_for_every_memo_and_it_says_about_what(page, folder):
    about = page.get_by_label("What the memo is about")
    press(page, "j", "m")
    assert about.locator("option:checked").inner_text() == "this transcript"
    page.keyboard.type("Careful talker")
    press(page, "Escape", "s", "4")
    saved(page)
    words = [o.inner_text() for o in about.locator("option").all()]
    assert words == ["this coding: Onboarding", "this transcript ✎", "the code Onboarding", "participant P01"]
    for kind, text in (("the code", "Too wide?"), ("participant", "Call her again")):
        about.select_option(label=next(w for w in words if kind in w))
        page.keyboard.type(text)
        press(page, "Escape")
        saved(page)
    press(page, "m")
    page.keyboard.type("Latent")
    press(page, "Escape")
    page.wait_for_function("document.querySelector('.wb-tag').dataset.label.includes('✎')")
    saved(page)
    assert folder.state().memos == {
        ("source", "p01-first"): "Careful talker", ("code", "stage:onboarding"): "Too wide?",
        ("participant", "P01"): "Call her again",
    }  # fmt: skip
    assert mine(folder)[0].memo == "Latent"


def test_m_is_about_the_coding_again_even_if_the_browser_tells_late_where_the_caret_is(page, folder):
    press(page, "j", "s", "4")
    saved(page)
    page.evaluate("window.addEventListener('selectionchange', (e) => e.stopImmediatePropagation(), true)")
    page.get_by_label("What the memo is about").select_option(label="participant P01")
    page.keyboard.type("Call her again")
    press(page, "Escape", "m")
    page.keyboard.type("Latent")
    press(page, "Escape")
    page.wait_for_function("document.querySelector('.wb-tag').dataset.label.includes('✎')")
    saved(page)
    assert (mine(folder)[0].memo, folder.state().memos) == ("Latent", {("participant", "P01"): "Call her again"})


def test_a_colleagues_memo_comes_in(page, coder, folder):
    folder.act("ben", ("memo.set", {"kind": "source", "about": "p01-first", "text": "See P11"}))
    coder.poll()
    page.wait_for_function("document.querySelector('textarea').value === 'See P11'")


@pytest.mark.parametrize(
    "name", ["pain: nobody knows who is on duty once the rota is sent out and two people are ill at once", "C#", "Grüße: Ärger"]
)
def test_a_new_code_stands_in_the_list_once_whatever_its_id(page, folder, name):
    folder.act("ben", ("code.define", {"code": "free:c", "label": "C++"}))
    label = name.removeprefix("pain: ")
    press(page, "j", "s", "/")
    page.keyboard.type(name)
    page.locator(".wb-new").first.click()
    saved(page)
    page.wait_for_function("document.querySelector('.wb-tag')?.dataset.id.startsWith('wb') === false")
    entries = [e for e in page.locator(".wb-codes .wb-name").all_inner_texts() if e == label]
    assert entries == [label]
    press(page, "m")
    page.keyboard.type("first")
    press(page, "Escape")
    saved(page)
    assert [(folder.state().codes[c.code].label, c.memo) for c in mine(folder)] == [(label, "first")]


def test_a_name_that_was_refused_leaves_no_code_in_the_list(page, folder):
    press(page, "j", "s", "/")
    page.keyboard.type("pain: 🙂")
    page.locator(".wb-new").first.click()
    page.wait_for_selector(".wb-saved.wb-refused")
    assert not page.locator(".wb-pain").count()
    assert not mine(folder)
