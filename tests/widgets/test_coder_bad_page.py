"""What goes wrong around the coder, in a browser with the real Python behind it: a clear word, nothing lost, nothing doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bridge import Bridge, until
from sample import INTERVIEW, study, transcript
from test_coder_page import press, sent

from workbench.sources.text import clean
from workbench.study.errors import NotSaved
from workbench.widgets.coder import Coder

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from workbench.study.folder import Folder

pytestmark = pytest.mark.browser
SCRIPT = "</script><script>window.flags.push(1)</script>"
BIDI, JOINED, HALF = "\u202eevil\u202c \u2066in\u2069", "a\u200db\u200c\u200bc\ufeff", "\ud800 half \udfff"


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, harness) -> Callable[..., tuple[Coder, Bridge]]:
    made: list[Coder] = []

    def open_(folder: Folder, there: str = ".wb-turn", source: str = "p01-first") -> tuple[Coder, Bridge]:
        coder = Coder(folder, source, "maria")
        made.append(coder)
        bridge = Bridge(page, coder)
        bridge.open(f"{harness}?python", there, "open_coder")
        page.locator(".wb-text").focus()
        return coder, bridge

    yield open_
    for coder in made:
        coder.close()


def saved(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-pending')"
    )


def mine(folder: Folder):
    return [c for c in folder.state().codings.values() if c.coder == "maria"]


def said(page: Page) -> str:
    return page.locator(".wb-saved").inner_text()


@pytest.mark.parametrize("name", [f"pain: {SCRIPT}", f"pain: {BIDI}", f"pain: {JOINED}", "pain: x" * 60])
def test_a_code_of_any_name_is_words_and_nothing_else(page, opened, folder, name):
    opened(folder)
    press(page, "j", "s", "/")
    page.locator(".wb-find").evaluate("(box, name) => { box.value = name; box.dispatchEvent(new Event('input')); }", name)
    press(page, "Enter")
    saved(page)
    (made,) = mine(folder)
    code = folder.state().codes[made.code]
    assert made.code.startswith("pain:")
    assert not set("\u202e\u202c\u2066\u2069\u200b\ufeff") & set(code.label), "what nobody sees is in no name"
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-coder script").count() == 0
    press(page, "f")
    page.keyboard.type(f"code: {code.label}")
    assert page.locator(".wb-found").inner_text() == "1 of 1"


def test_half_a_character_in_a_name_or_memo_is_kept_out_and_the_rest_is_saved(page, opened, folder):
    opened(folder)
    press(page, "j", "s", "/")
    page.locator(".wb-find").evaluate(
        "(box) => { box.value = 'pain: \\ud800 half \\udfff'; box.dispatchEvent(new Event('input')); }"
    )
    press(page, "Enter")
    saved(page)
    (made,) = mine(folder)
    assert folder.state().codes[made.code].label.strip("\ufffd ") == "half"
    page.locator("textarea").focus()
    page.locator("textarea").evaluate("(box) => { box.value = 'so \\ud83d it is'; }")
    press(page, "Escape")
    saved(page)
    page.wait_for_function("document.querySelector('.wb-tag').dataset.label.includes('✎')")
    assert mine(folder)[0].memo == "so \ufffd it is"


def test_marks_of_direction_and_joiners_in_a_text_shift_nothing(page, opened, tmp_path):
    words = f"He said {BIDI} and {JOINED} then the end."
    folder = study(tmp_path / "s", transcript([("P01", "P01", words)]))
    opened(folder)
    press(page, "f")
    page.keyboard.type("abc then")
    assert page.locator(".wb-found").inner_text() == "1 of 1", "what nobody sees is not looked for"
    press(page, "Escape", "4")
    saved(page)
    assert folder.quote(mine(folder)[0].anchor) == f"{JOINED} then"
    assert page.evaluate("getComputedStyle(document.querySelector('.wb-turn p')).unicodeBidi") in {"isolate", "plaintext"}


def test_half_characters_in_a_file_are_replaced_before_they_get_here(page, opened, tmp_path):
    words, replaced = clean(f"one {HALF} two")
    assert replaced == 2
    folder = study(tmp_path / "s", transcript([("P01", "P01", words)]))
    opened(folder)
    press(page, "t", "4")
    saved(page)
    assert folder.quote(mine(folder)[0].anchor) == words


def test_a_turn_of_a_megabyte_can_be_read_searched_and_coded(page, opened, tmp_path):
    words = "And so it went on and on, für immer. " * 28_000 + "Then the needle came. " + "Nobody asked. " * 500
    assert len(words.encode()) > 1_000_000
    folder = study(tmp_path / "s", transcript([("P01", "P01", words)]))
    opened(folder)
    press(page, "f")
    page.locator(".wb-seek").fill("needle")
    assert page.locator(".wb-found").inner_text() == "1 of 1"
    press(page, "Escape", "s", "4")
    saved(page)
    assert folder.quote(mine(folder)[0].anchor) == "Then the needle came."
    box, mark = page.locator(".wb-text").bounding_box(), page.locator("mark").bounding_box()
    assert box["y"] <= mark["y"] <= box["y"] + box["height"], "what was found is on the screen"


def test_a_text_without_turns_says_so(page, opened, tmp_path):
    folder = study(tmp_path / "s", transcript([]))
    opened(folder, ".wb-text .wb-empty")
    assert "no turns" in page.locator(".wb-text").inner_text()
    press(page, "j", "d", "s", "t", "4", "Enter", ">", "f", "Escape", "?", "Escape", "Delete")
    assert page.locator(".wb-error").count() == 0
    assert not mine(folder)


def test_ten_thousand_codes_are_found_by_typing_and_one_more_costs_little(page, opened, folder):
    folder.act("ben", *(("code.define", {"code": f"free:c{n}", "label": f"Code number {n}"}) for n in range(10_000)))
    _coder, bridge = opened(folder)
    assert page.locator(".wb-code").count() < 200
    assert "more: type to find them" in page.locator(".wb-free").inner_text()
    press(page, "j", "s", "/")
    page.keyboard.type("number 7777")
    press(page, "Enter")
    saved(page)
    assert mine(folder)[0].code == "free:c7777"
    before = bridge.bytes
    press(page, "s", "/")
    page.keyboard.type("pain: one more")
    press(page, "Enter")
    saved(page)
    assert bridge.bytes - before < 4000, "of a codebook only what is new goes over the wire"
    assert page.locator(".wb-pain .wb-code").inner_text().endswith("1")


def test_a_full_disk_is_told_and_the_act_goes_through_on_retry(page, opened, folder, monkeypatch):
    coder, _bridge = opened(folder)
    real = coder._folder.act

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on the disk")

    monkeypatch.setattr(coder._folder, "act", full)
    press(page, "j", "s", "4", "o")
    page.wait_for_selector(".wb-saved.wb-failed")
    assert said(page).startswith("2 acts not saved: no space left on the disk")
    assert page.locator("mark.wb-failed").count() == 1, "what is not saved looks so"
    monkeypatch.setattr(coder._folder, "act", real)
    page.get_by_role("button", name="Retry").click()
    saved(page)
    assert sorted(c.code for c in mine(folder)) == ["emotion:frustrated", "stage:onboarding"]


def test_a_kernel_killed_in_the_middle_loses_nothing_and_doubles_nothing(page, opened, folder):
    """One act was done and its answer lost; two were never heard. After reopening all are there, once."""
    coder, bridge = opened(folder)
    coder.send = lambda *_: None
    press(page, "j", "s", "4")
    until(page, lambda: len(mine(folder)) == 1)  # done, and nobody was told
    bridge.silent = True
    press(page, "o", ",")
    page.evaluate("window.close_coder(); document.querySelector('#here').replaceChildren()")
    coder.close()
    again = Coder(folder, "p01-first", "maria")
    bridge.widget, bridge.silent = again, False
    again.send = bridge._send
    page.evaluate("window.open_coder()")
    page.wait_for_selector(".wb-turn")
    saved(page)
    assert sorted((c.code, c.valence) for c in mine(folder)) == [("emotion:frustrated", -2), ("stage:onboarding", None)]
    assert page.locator(".wb-tag").count() == 2
    again.close()


def test_a_silent_kernel_is_named_and_asked_again(page, clock, opened, folder):
    _coder, bridge = opened(folder)
    bridge.silent = True
    press(page, "j", "s", "4")
    clock.run_for(9000)
    assert "the kernel has not answered" in said(page)
    bridge.silent = False
    page.get_by_role("button", name="Retry").click()
    clock.run_for(500)
    saved(page)
    assert len(mine(folder)) == 1


CORRECTED = [*INTERVIEW[:3], ("P01", "P01", "I put it in a spread sheet first. Nobody told me what to bring."), *INTERVIEW[4:]]


def test_a_text_corrected_under_the_open_widget_is_shown_as_it_is_now_with_all_that_was_coded(page, opened, folder):
    coder, _bridge = opened(folder)
    press(page, "j", "s", "4", "m")
    page.keyboard.type("a memo that is being written")
    folder.add_transcript(transcript(CORRECTED))
    coder.poll()  # sooner than it would by itself
    page.wait_for_function("document.querySelectorAll('.wb-turn')[3].innerText.includes('spread sheet')")
    page.wait_for_function("!document.querySelector('.wb-pending') && document.querySelector('.wb-tag')?.title.includes('written')")
    assert page.locator("mark").inner_text() == "I put it in a spread sheet first."
    assert [(folder.quote(c.anchor), c.memo) for c in mine(folder)] == [
        ("I put it in a spread sheet first.", "a memo that is being written")
    ]
    assert "look whether they still fit" in page.locator(".wb-notices").inner_text()
    assert page.evaluate("document.activeElement.className") == "wb-text", "and the keys go on where they were"
    assert page.locator(".wb-now").get_attribute("data-turn") == "3"
    press(page, "j", "s", "1")
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 2 && !document.querySelector('.wb-pending')")
    assert len(mine(folder)) == 2
    assert len(sent(page, "add")) == 2, "one press is one act: nothing listens twice"


def test_a_key_pressed_before_the_corrected_text_is_seen_is_done_where_the_words_are_the_same(page, opened, folder):
    opened(folder)
    press(page, "j", "s")
    folder.add_transcript(transcript([*INTERVIEW, ("P01", "P01", "More.")]))
    press(page, "4")
    page.wait_for_function("document.querySelectorAll('.wb-turn').length === 6")
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 1 && !document.querySelector('.wb-pending')")
    assert [folder.quote(c.anchor) for c in mine(folder)] == ["I put it in a spreadsheet first."]


def test_what_waited_for_a_kernel_is_sent_to_the_corrected_text_and_what_no_longer_fits_is_named(page, opened, folder):
    coder, bridge = opened(folder)
    bridge.silent = True
    press(page, "j", "s", "4", "j", "s", "1")
    page.evaluate("window.close_coder(); document.querySelector('#here').replaceChildren()")
    coder.close()
    folder.add_transcript(transcript(CORRECTED))
    again = Coder(folder, "p01-first", "maria")
    bridge.widget, bridge.silent = again, False
    again.send = bridge._send
    page.evaluate("window.open_coder()")
    page.wait_for_selector(".wb-refused")
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 1 && !document.querySelector('.wb-pending')")
    assert "they were corrected; select again" in said(page)
    assert [c.code for c in mine(folder)] == ["stage:awareness"]
    again.close()


def test_a_source_that_is_gone_takes_no_more_and_says_so(page, opened, folder):
    opened(folder)
    for path in (folder.root / "sources").rglob("p01-first.*"):
        path.unlink()
    press(page, "j", "s", "4")
    page.wait_for_selector(".wb-refused")
    assert "not in the study any more" in said(page)
    assert not mine(folder)
