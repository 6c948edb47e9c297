"""The codebook editor in a real browser with the real Python behind it: what the hands do and what the eyes see."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from axe import violations
from books import anchor, study
from bridge import Bridge
from sample import study as talks

from workbench.study.errors import NotSaved
from workbench.widgets.editor import Editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"
SAVED = "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-dot')"

NAMELESS = """() => [...document.querySelectorAll('button,input,select,textarea,[role=tree],[role=listbox],[role=dialog]')]
  .filter((e) => e.checkVisibility() && !(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title))
  .map((e) => e.outerHTML)"""
SMALL = """() => [...document.querySelectorAll('.wb-editor button')]
  .filter((e) => e.checkVisibility() && !e.matches('.wb-link')).map((e) => e.getBoundingClientRect())
  .filter((r) => r.height < 23.5 || r.width < 23.5).length"""


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Editor] = []

    def open_(folder, coder="ana", code="Fee", **options) -> Bridge:
        editor = Editor(folder, coder, **options)
        made.append(editor)
        bridge = Bridge(page, editor)
        bridge.open(f"{widget_harness}?editor", "[role=treeitem]")
        if code:
            find(page, code)
        return bridge

    yield open_
    for editor in made:
        editor.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def find(page: Page, words: str) -> None:
    """Go to a code by typing, as a person does."""
    page.locator("[role=tree]").focus()
    press(page, "/")
    page.keyboard.type(words)
    press(page, "Enter")
    page.wait_for_function("(w) => document.querySelector('.wb-label')?.value.toLowerCase().startsWith(w.toLowerCase())", arg=words)
    page.locator(".wb-findbox input").fill("")
    page.locator("[role=tree]").focus()


def saved(page: Page) -> None:
    page.wait_for_function(SAVED)


def labels(page: Page) -> list[str]:
    return [e.inner_text() for e in page.locator("[role=treeitem] .wb-name").all()]


def deed(page: Page) -> None:
    """Wait until it is shown what would happen, and do it."""
    page.wait_for_selector(".wb-deed .wb-go:not([disabled])")
    press(page, "Enter")
    page.wait_for_selector(".wb-deed", state="detached")
    saved(page)


def test_a_code_is_defined_with_the_keyboard_alone(page, opened, folder):
    opened(folder)
    press(page, "d")
    page.keyboard.type("Speaks of what it costs. ")
    assert "listed under Look again" in page.locator(".wb-f-definition .wb-note").inner_text()
    press(page, "Tab")
    page.keyboard.type("ben asked")
    press(page, "Enter")
    saved(page)
    press(page, "Escape", "u")
    page.keyboard.type("a sum is named")
    press(page, "Control+Enter")
    saved(page)
    code = folder.state().codes["pain:fee"]
    assert code.definition.startswith("Speaks of")
    assert "what it costs" in code.definition
    assert code.include == "a sum is named"
    assert [a.body.get("reason") for a in folder.acts() if "costs" in a.body.get("definition", "")] == ["ben asked"]
    press(page, "Escape", "Control+z", "Control+z")
    page.wait_for_function("document.querySelector('.wb-f-definition textarea').value === 'Speaks of the price'")
    assert folder.state().codes["pain:fee"].include == ""
    press(page, "Control+y")
    page.wait_for_function("document.querySelector('.wb-f-definition textarea').value.includes('costs')")


def test_what_is_typed_for_a_code_that_is_still_coming_is_written_there(page, opened, folder):
    bridge = opened(folder)
    bridge.hold("detail")
    press(page, "ArrowDown")
    page.wait_for_function("window.held.length === 1")
    press(page, "m")
    page.keyboard.type("Wrrng")
    press(page, *["Backspace"] * 4)
    page.keyboard.type("ho asks?")
    bridge.let_go()
    press(page, "Control+Enter")
    saved(page)
    now = page.locator("[role=treeitem].wb-now .wb-name").inner_text()
    codes = folder.state().codes
    assert [(codes[code].label, words) for (kind, code), words in folder.state().memos.items() if words == "Who asks?"] == [
        (now, "Who asks?")
    ]
    assert now != "Fee"


def test_what_was_kept_does_not_come_back_with_an_answer_from_before(page, opened, folder):
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "Only hidden fees", "reason": "too wide"}))
    bridge = opened(folder)
    press(page, "3")
    page.wait_for_function("document.querySelectorAll('[id*=-a-].wb-quote p').length === 3")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    bridge.hold("again", "reply")
    press(page, "4", "3")  # asked again, before anything is kept
    page.wait_for_function("window.held.some((m) => m.op === 'again')")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    press(page, "k")
    bridge.let_go(2)
    assert page.locator("[id*=-a-].wb-quote p").count() == 2


def test_leaving_a_field_saves_it_and_saying_the_same_does_not(page, opened, folder):
    opened(folder)
    before = len(folder.acts())
    press(page, "d", "Escape", "Escape", "m", "Tab")
    page.locator(".wb-f-short input").last.click()
    page.keyboard.type("Finance")
    page.locator("[role=tree]").click(position={"x": 100, "y": 5})
    saved(page)
    assert folder.state().codes["pain:fee"].owner == "Finance"
    assert len(folder.acts()) == before + 1


def test_feeling_stage_colour_and_key_are_buttons_and_boxes(page, opened, folder):
    opened(folder)
    page.get_by_role("button", name="Usual feeling −2").click()
    page.get_by_role("button", name="Colour orange").click()
    page.locator("select").first.select_option("purchase")
    saved(page)
    page.wait_for_function("document.querySelector('[aria-label=\"Colour orange\"]').ariaPressed === 'true'")
    code = folder.state().codes["pain:fee"]
    assert (code.valence, code.colour, code.stage) == (-2, "#e69f00", "purchase")
    find(page, "slow")
    page.locator(".wb-keybox").fill("z")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-err')?.textContent.includes('pain:fee')")
    assert page.locator(".wb-keybox").input_value() == "z", "what was typed stays"
    press(page, "Escape")
    assert page.locator(".wb-keybox").input_value() == ""


def test_a_merge_is_shown_then_done_then_undone(page, opened, folder):
    opened(folder)
    press(page, "g")
    page.keyboard.type("slow")
    press(page, "Enter")
    page.wait_for_function(
        "document.querySelector('.wb-plan').textContent.includes('3 codings of 2 people move from “Fee” to “slow”.')"
    )
    assert not folder.state().merged
    press(page, "Tab")
    page.keyboard.type("one pain")
    deed(page)
    assert Counter(c.code for c in folder.state().codings.values()) == {"pain:slow": 4}
    assert [a.body.get("reason") for a in folder.acts() if "reason" in a.body] == ["one pain"]
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'slow'")
    press(page, "Control+z")
    page.wait_for_function(
        "[...document.querySelectorAll('[role=treeitem]')].some((e) => e.ariaLabel.startsWith('Fee, 3 codings'))"
    )
    assert not folder.state().merged


def test_dragging_one_code_on_another_asks_whether_to_merge_or_to_move(page, opened, folder):
    opened(folder)
    data = page.evaluate_handle("new DataTransfer()")  # a driven mouse loses drags on a busy machine
    for event, name in (("dragstart", "slow"), ("dragover", "Fee"), ("drop", "Fee"), ("dragend", "slow")):
        page.locator("[role=treeitem]", has_text=name).first.dispatch_event(event, {"dataTransfer": data})
    page.wait_for_selector(".wb-deed")
    page.get_by_role("button", name="Move below “Fee”").click()
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('moves below “Fee”')")
    page.locator(".wb-deed .wb-go").click()
    saved(page)
    assert folder.state().codes["pain:slow"].parent == "pain:fee"


def test_a_loop_of_parents_is_refused_in_words_and_nothing_can_be_done(page, opened, folder):
    opened(folder)
    press(page, "p")
    page.keyboard.type("hidden")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('below itself')")
    assert page.locator(".wb-deed .wb-go").is_disabled()
    press(page, "Enter", "Escape")
    page.wait_for_selector(".wb-deed", state="detached")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tree"


def test_a_code_is_split_from_its_quotes_with_the_keyboard(page, opened, folder):
    opened(folder)
    press(page, "s")
    page.wait_for_selector(".wb-quote p")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    press(page, "ArrowDown", "Space", "s")
    page.keyboard.type("Tricked")
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('1 coding of 1 person moves')")
    deed(page)
    assert {folder.quote(c.anchor) for c in folder.state().codings.values() if c.code == "pain:tricked"} == {"tricked by the fee"}
    press(page, "Control+z")
    page.wait_for_function("!document.querySelector('[role=tree]').textContent.includes('Tricked')")
    assert "pain:tricked" not in folder.state().codes


def test_a_quote_becomes_an_example_or_what_is_not_meant(page, opened, folder):
    opened(folder)
    press(page, "q")
    page.wait_for_selector(".wb-quote p")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    press(page, "e", "ArrowDown", "x")
    saved(page)
    press(page, "1")
    page.wait_for_selector(".wb-shown.wb-no")
    assert sorted(e.stance for e in folder.state().examples.values()) == ["against", "for"]
    assert "Looks like it and is not" in page.locator(".wb-examples").inner_text()
    page.locator(".wb-shown.wb-yes .wb-x").click()
    page.wait_for_selector(".wb-shown.wb-yes", state="detached")
    assert [e.stance for e in folder.state().examples.values()] == ["against"]


def test_new_codes_children_and_what_is_retired_and_brought_back(page, opened, folder):
    opened(folder)
    press(page, "n")
    page.keyboard.type("need: know the price first")
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('at the end of Needs')")
    deed(page)
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'know the price first'")
    press(page, "Shift+N")
    page.keyboard.type("in euros")
    deed(page)
    assert folder.state().codes["need:in-euros"].parent == "need:know-the-price-first"
    find(page, "slow")
    press(page, "Delete")
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('1 coding of 1 person stays coded')")
    deed(page)
    assert folder.state().codes["pain:slow"].retired
    page.wait_for_function("document.querySelector('.wb-acts').textContent.includes('Bring back')")
    press(page, "b")
    deed(page)
    assert not folder.state().codes["pain:slow"].retired


def test_the_tree_is_walked_closed_and_searched(page, opened, folder):
    opened(folder, code="")
    page.locator("[role=tree]").focus()
    press(page, "Home", "ArrowLeft", "ArrowDown", "ArrowLeft")
    page.wait_for_function("document.querySelectorAll('[aria-expanded=false]').length >= 2")
    assert labels(page) == ["Fee", "Hidden fee", "slow"]
    press(page, "/")
    page.keyboard.type("hid")
    page.wait_for_function("document.querySelectorAll('[role=treeitem]').length === 3")
    assert labels(page) == ["Fee", "Hidden fee"], "with the one above it"
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'Hidden fee'")
    press(page, "/", "Escape", "ArrowLeft")
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'Fee'")
    press(page, "?")
    assert page.get_by_role("dialog", name="All keys").is_visible()
    press(page, "Escape")


def test_what_was_coded_under_the_old_rule_is_gone_through(page, opened, folder):
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "Only hidden fees", "reason": "too wide"}))
    opened(folder)
    press(page, "3")
    page.wait_for_function("document.querySelectorAll('.wb-quote p').length === 3")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    assert "definition changed by ben" in page.locator(".wb-quote small").first.inner_text()
    press(page, "k")
    page.wait_for_function("document.querySelectorAll('[id*=-a-].wb-quote').length === 2")
    press(page, "r")
    page.keyboard.type("slow")
    press(page, "Enter")
    deed(page)
    press(page, "Delete")
    page.wait_for_function("document.querySelector('.wb-tabpage:not([hidden])').textContent.includes('Nothing to look at again')")
    saved(page)
    assert Counter(c.code for c in folder.state().codings.values()) == {"pain:fee": 1, "pain:slow": 2}


def test_a_colleagues_change_shows_and_never_takes_what_one_types(page, opened, folder):
    bridge = opened(folder)
    press(page, "d", "End")
    page.keyboard.type(", mine")
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "What ben says", "include": "ben's rule"}))
    bridge.widget.poll()
    page.wait_for_function("document.querySelector('.wb-met')?.textContent.includes('ben changed this meanwhile')")
    assert page.locator(".wb-f-definition textarea").input_value() == "Speaks of the price, mine"
    assert page.locator(".wb-f-include textarea").input_value() == "ben's rule", "what one does not type is brought up to date"
    page.locator("[role=tree]").focus()
    assert folder.state().codes["pain:fee"].definition == "What ben says", "leaving the field does not choose"
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert folder.state().codes["pain:fee"].definition == "Speaks of the price, mine"
    folder.act("ben", ("code.define", {"code": "pain:fee", "label": "Price"}))
    bridge.widget.poll()
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'Price'")
    assert "Price" in labels(page)


def test_the_race_is_met_on_the_disk_too(page, opened, folder):
    opened(folder)
    press(page, "d", "End")
    page.keyboard.type(", mine")
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "What ben says"}))  # nobody has looked since
    press(page, "Control+Enter")
    page.wait_for_function("document.querySelector('.wb-met')?.textContent.includes('What ben says')")
    page.get_by_role("button", name="Take theirs").click()
    page.wait_for_function("document.querySelector('.wb-f-definition textarea').value === 'What ben says'")
    assert folder.state().codes["pain:fee"].definition == "What ben says"


def test_a_full_disk_keeps_what_was_typed_until_it_is_saved(page, opened, folder, monkeypatch):
    bridge = opened(folder)
    with monkeypatch.context() as full:
        full.setattr(bridge.widget._folder, "act", lambda *_, **__: (_ for _ in ()).throw(NotSaved("not saved: the disk is full")))
        press(page, "m", "Control+a")
        page.keyboard.type("Two pains")
        press(page, "Control+Enter")
        page.wait_for_function("document.querySelector('.wb-saved').textContent.includes('the disk is full')")
        assert page.locator(".wb-f-memo textarea").input_value() == "Two pains"
        find(page, "slow")
        assert page.locator(".wb-dot").count() == 1, "the tree says where something is not saved"
    find(page, "Fee")
    assert page.locator(".wb-f-memo textarea").input_value() == "Two pains"
    page.get_by_role("button", name="Retry").click()
    saved(page)
    assert folder.state().memos["code", "pain:fee"] == "Two pains"


def test_a_kernel_that_is_gone_loses_nothing_that_was_typed(page, opened, folder):
    opened(folder)
    page.evaluate("window.gone = true")
    press(page, "m", "Control+a")
    page.keyboard.type("Not lost")
    page.evaluate("window.close_widget()")
    page.evaluate("window.gone = false")
    page.evaluate("document.querySelector('#here').replaceChildren(); window.open_widget()")
    saved(page)
    assert folder.state().memos["code", "pain:fee"] == "Not lost"


def test_names_of_every_kind_are_words_and_never_markup(page, opened, folder):
    for n, name in enumerate((HOSTILE, "\u202eevil", "x" * 900, "a\u200bb")):
        folder.act("ben", ("code.define", {"code": f"pain:h{n}", "label": name, "definition": name}))
    folder.act("ben", ("coding.add", {"code": "pain:h0", "anchor": asdict(anchor(folder, 2, "made tea"))}))
    opened(folder)
    find(page, "<img")
    assert page.locator(".wb-f-definition textarea").input_value() == HOSTILE
    press(page, "g", "Escape", "q", "4", "5", "1", "m")
    page.wait_for_timeout(300)
    assert page.evaluate("window.flags") == []
    assert page.locator("#here img, #here script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_ten_thousand_codes_are_a_few_rows_in_the_page(page, opened, folder):
    folder.act("ben", *(("code.define", {"code": f"pain:c{n:05d}", "label": f"Code number {n}"}) for n in range(10_000)))
    opened(folder, code="")
    page.locator("[role=tree]").focus()
    press(page, "End")
    page.wait_for_function("document.querySelector('.wb-label')?.value === 'Code number 9999'")
    assert page.locator("[role=treeitem]").count() < 60


def test_an_act_sends_what_changed_however_many_codes_there_are(page, opened, folder):
    folder.act("ben", *(("code.define", {"code": f"pain:c{n:05d}", "label": f"Code number {n}"}) for n in range(600)))
    bridge = opened(folder)
    before = bridge.bytes
    press(page, "m", "Control+a")
    page.keyboard.type("Short")
    press(page, "Control+Enter")
    saved(page)
    page.wait_for_timeout(150)
    assert bridge.bytes - before < 6_000


def test_thousands_of_quotes_are_never_all_in_the_page(page, opened, folder):
    place = asdict(anchor(folder, 2, "made tea"))
    folder.act("ben", *(("coding.add", {"code": "pain:slow", "anchor": place}) for _ in range(5_000)))
    opened(folder, code="slow")
    press(page, "q")
    page.wait_for_selector(".wb-quote p")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'listbox'")
    press(page, "End")
    page.wait_for_function("document.querySelector('.wb-quote.wb-now p:not(.wb-coming)')")
    assert page.locator(".wb-quote").count() < 60
    assert "5,001 quotes" in page.locator(".wb-extent").inner_text()


def test_a_study_without_own_codes_is_told_how_they_come(page, opened, tmp_path):
    opened(talks(tmp_path / "new"), code="")
    page.wait_for_selector(".wb-teach b")
    taught = page.locator(".wb-teach").inner_text()
    assert 'study.codebook().plan("codebook.qdc")' in taught
    assert "press n" in taught


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_every_control_has_a_name(page, opened, folder, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    opened(folder)
    for key in "12345":
        page.locator("[role=tree]").focus()
        press(page, key)
        page.wait_for_timeout(60)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), key
        assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SMALL) == 0, "every button is large enough for a finger"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_wrong_on_any_page_or_sheet(page, opened, folder, scheme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    folder.act("ben", ("code.define", {"code": "pain:fees", "label": "Fees"}))
    bridge = opened(folder)
    page.evaluate("(s) => { if (s === 'dark') document.body.style.background = '#0d1013'; }", scheme)
    press(page, "d", "End")
    page.keyboard.type(", mine")
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "What ben says"}))
    bridge.widget.poll()
    page.wait_for_selector(".wb-met")
    assert violations(page) == []
    page.get_by_role("button", name="Take theirs").click()
    for key, there in (("2", ".wb-quote p"), ("3", "[id*=-a-].wb-quote p"), ("4", ".wb-twocodes"), ("5", ".wb-changes li")):
        page.locator("[role=tree]").focus()
        press(page, key)
        page.wait_for_selector(there)
        assert violations(page) == [], key
    press(page, "1", "g")
    page.keyboard.type("hid")
    press(page, "Enter")
    page.wait_for_selector(".wb-plan li")
    assert violations(page) == []
    press(page, "Escape", "?")
    assert violations(page) == []
