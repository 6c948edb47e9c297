"""The map widget in a real browser with the real Python behind it."""

from __future__ import annotations

from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from axe import violations
from bridge import Bridge
from maps import FAST, FEE, QUIET, TYPING, WAIT, study

from workbench.journey import edits
from workbench.study.errors import NotSaved
from workbench.study.folder import Folder
from workbench.widgets.map import Map

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"
SAVED = "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')"
WHY = "they say so at the till"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return study(tmp_path_factory.mktemp("made") / "study").root


@pytest.fixture
def folder(made, tmp_path):
    return Folder(copytree(made, tmp_path / "study"))


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Map] = []

    def open_(folder) -> Bridge:
        made.append(Map(folder, "ana"))
        bridge = Bridge(page, made[-1])
        bridge.open(f"{widget_harness}?map", ".wb-jcard")
        page.locator(".wb-jgrid").focus()
        return bridge

    yield open_
    for one in made:
        one.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def on(page: Page, claim: str) -> None:
    """Go to a card, as a click does, and wait until it is open."""
    page.locator(f"[data-claim='{claim}']").click()
    page.wait_for_selector(".wb-jtitle h3")
    page.locator(".wb-jgrid").focus()


def there(page: Page, claim: str, stage: str, lane: str) -> None:
    page.wait_for_selector(f"[data-stage='{stage}'][data-lane='{lane}'] [data-claim='{claim}']")


def state(bridge: Bridge):
    return bridge.widget._folder.state()


def box(page: Page, selector: str) -> tuple[float, float]:
    found = page.locator(selector).bounding_box()
    return found["x"] + found["width"] / 2, found["y"] + min(30, found["height"] / 2)


def drag(page: Page, claim: str, to: str) -> None:
    page.mouse.move(*box(page, f"[data-claim='{claim}']"))
    page.mouse.down()
    x, y = box(page, to)
    page.mouse.move(x - 20, y, steps=3)
    page.mouse.move(x, y, steps=3)


def test_a_card_is_moved_by_keyboard_with_a_reason_and_one_undo_puts_it_back(page, folder, opened):
    bridge = opened(folder)
    press(page, "ArrowDown", "m")
    assert page.evaluate("document.activeElement.value") == "purchase"  # where it is now
    press(page, "ArrowRight", "Enter")
    assert page.evaluate("document.activeElement.placeholder") == "kept in the history"
    press(page, "Enter")  # not without a reason
    assert page.locator(".wb-deed").count() == 1
    page.keyboard.type(WHY)
    press(page, "Enter")
    there(page, FEE, "onboarding", "pain")
    page.wait_for_function(SAVED)
    assert page.locator(f"[data-claim='{FEE}'] .wb-jmoved").inner_text() == "counted in Purchase"
    assert page.evaluate("document.activeElement.className") == "wb-jgrid"
    (change,) = state(bridge).cards[FEE].changes
    assert (change.field, change.new, change.why) == ("stage", "onboarding", WHY)
    press(page, "u")
    there(page, FEE, "purchase", "pain")
    press(page, "Shift+U")
    there(page, FEE, "onboarding", "pain")
    press(page, "Control+z")
    there(page, FEE, "purchase", "pain")


def test_a_card_is_dragged_to_another_cell_or_onto_another_card_and_escape_leaves_it(page, folder, opened):
    page.set_viewport_size({"width": 1200, "height": 1500})  # at an edge the map would scroll on
    bridge = opened(folder)
    drag(page, FEE, "[data-stage=retention][data-lane=delight]")
    assert page.locator(".wb-jover").get_attribute("data-lane") == "delight"
    press(page, "Escape")
    page.mouse.up()
    assert page.locator(".wb-deed, .wb-jghost, .wb-jtitle").count() == 0
    drag(page, FEE, "[data-stage=retention][data-lane=delight]")
    page.mouse.up()
    page.wait_for_selector(".wb-deed")
    press(page, "Enter")
    page.keyboard.type("dragged")
    press(page, "Enter")
    there(page, FEE, "retention", "delight")
    page.locator(f"[data-claim='{WAIT}']").scroll_into_view_if_needed()
    edits.move(folder, TYPING, stage="retention", reason="so", coder="ben")
    bridge.widget.poll()
    there(page, TYPING, "retention", "pain")
    drag(page, TYPING, f"[data-claim='{WAIT}']")
    page.mouse.up()
    page.wait_for_selector(".wb-deed")
    page.locator(".wb-joffers .wb-jchip", has_text="dragged").click()  # the last reason is offered
    press(page, "Enter")
    page.wait_for_selector(f".wb-jlower[data-claim='{TYPING}']")
    assert state(bridge).cards[TYPING].under == WAIT


def test_a_hand_that_rests_at_the_edge_scrolls_the_map_on_until_it_lets_go(page, folder, opened):
    page.set_viewport_size({"width": 420, "height": 1500})
    opened(folder)
    x, y = box(page, f"[data-claim='{FEE}']")
    edge = page.locator(".wb-jscroll").bounding_box()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y)
    page.mouse.move(edge["x"] + edge["width"] - 12, y)
    page.wait_for_function(
        "(() => { const map = document.querySelector('.wb-jscroll');"
        " return map.scrollLeft > 40 && map.scrollLeft + map.clientWidth >= map.scrollWidth - 2; })()"
    )
    press(page, "Escape")
    page.mouse.up()
    assert page.locator(".wb-deed, .wb-jghost").count() == 0


def test_a_card_opens_with_both_sides_and_says_what_is_left_without_somebody(page, folder, opened):
    opened(folder)
    press(page, "ArrowDown", "Enter")
    page.wait_for_selector(".wb-jquote.wb-jagainst")
    assert page.locator(".wb-jpart h4").all_inner_texts()[:2] == ["Heard from (6)", "Against (1)"]
    assert page.locator(".wb-jquote.wb-jagainst p").inner_text() == "The fee came last of all for me, number 7"
    assert "6 of 7 people" in page.locator(".wb-jopen").inner_text()
    page.get_by_label("Without this participant").select_option("P07")
    page.wait_for_selector("text=No claim would lose its grade.")
    assert "6 of 6 people" in page.locator(".wb-jpart", has_text="Without this participant").inner_text()
    page.locator(".wb-jgrid").focus()
    press(page, "Escape")
    assert page.locator(".wb-jtitle").count() == 0
    press(page, "Home", "Enter")
    page.wait_for_selector(".wb-jpart:has(h4:text-is('Moment of truth')) >> text=the lowest point")
    assert page.locator(".wb-jtitle h3").inner_text() == "Purchase"


def test_every_other_key(page, folder, opened):
    bridge = opened(folder)

    def say(*keys: str, why: bool = True) -> None:
        press(page, *keys)
        if why:
            page.locator(".wb-deed input[id$=why]").fill(WHY)
        press(page, "Enter")
        page.wait_for_selector(".wb-deed", state="detached")

    on(page, FEE)
    press(page, "r")
    page.keyboard.type("Fees come last")
    say("Tab")
    page.wait_for_selector(f"[data-claim='{FEE}'] >> text=Fees come last")
    say("s")
    page.wait_for_selector(f"[data-claim='{FEE}'] .wb-jsigned")
    say("t", "ArrowRight")
    page.wait_for_selector(f"[data-claim='{FEE}'] >> text=being worked on")
    press(page, "c")
    page.keyboard.type("who said so?")
    say(why=False)
    page.wait_for_selector(".wb-jsaid >> text=who said so?")
    press(page, "o")
    page.keyboard.type("Mara Kern")
    say()
    page.wait_for_selector(f"[data-claim='{FEE}'] >> text=MK")
    press(page, "b")
    page.locator(".wb-deed select").select_option(WAIT)
    say(why=False)
    page.wait_for_selector(".wb-jlink >> text=Nobody answers for days")
    press(page, "g")
    page.locator(".wb-deed select").select_option(QUIET)
    say()
    page.wait_for_selector(f".wb-jlower[data-claim='{FEE}']")
    on(page, FAST)
    say("h")
    page.wait_for_selector("text=hidden (1)")
    page.wait_for_selector(f"[data-claim='{FAST}']", state="detached")
    press(page, "Shift+H")
    page.wait_for_selector(f".wb-jhidden[data-claim='{FAST}']")
    press(page, "Home")
    say("t")
    page.wait_for_selector("[data-key='s:purchase']:not([aria-label*='moment of truth'])")  # the curve had made it one
    found = state(bridge)
    assert (found.cards[FEE].title, found.cards[FEE].owner, found.cards[FEE].under) == ("Fees come last", "Mara Kern", QUIET)
    assert (found.cards[FAST].hidden, found.signed[FEE][0].why, list(found.causes)) == (True, WHY, [(FEE, WAIT)])
    assert not found.moments["purchase"].moment
    press(page, "?")
    page.wait_for_selector(".wb-sheet >> text=put under another")
    press(page, "Escape")


def test_notes_are_caught_one_after_the_other_and_sorted(page, folder, opened):
    bridge = opened(folder)
    press(page, "n")
    for words in ("ask about the till", "phones at night"):
        page.keyboard.type(words)
        press(page, "Enter")
    page.wait_for_function("document.querySelectorAll('.wb-jnote').length === 2")
    press(page, "Escape", "End", "ArrowUp", *["ArrowDown"] * 4)
    assert page.locator(".wb-jnote[aria-selected=true]").inner_text().startswith("ask about the till")
    press(page, "Enter", "Enter")
    page.locator(".wb-deed select").select_option(FEE)
    press(page, "Enter")
    page.wait_for_function("document.querySelectorAll('.wb-jnote').length === 1")
    assert [n.claim for n in state(bridge).notes.values() if n.sorted] == [FEE]


def test_words_are_found_and_views_are_chosen(page, folder, opened):
    opened(folder)
    assert page.locator(".wb-jlane b").first.inner_text() == "Feeling", "as on the page and in every export"
    press(page, "/")
    page.keyboard.type("PHONE ring")
    page.wait_for_selector("text=1 found")
    press(page, "Enter")
    assert page.locator("[aria-selected=true]").get_attribute("data-claim") == QUIET
    press(page, "/")
    press(page, "Escape", "Escape")
    page.get_by_label("Persona").select_option("New")
    page.wait_for_selector(f"[data-claim='{FEE}'] >> text=4 of 4")
    page.get_by_label("Round").select_option("2026-Q3")
    page.wait_for_selector(f"[data-claim='{FEE}'].wb-jassumed")


def test_a_colleagues_gesture_is_shown_and_what_the_disk_refuses_is_not_called_saved(page, folder, opened, monkeypatch):
    bridge = opened(folder)
    on(page, FEE)
    edits.move(folder, FEE, stage="retention", reason="so", coder="ben")
    there(page, FEE, "retention", "pain")  # the watching thread saw it
    page.wait_for_selector(".wb-jlist >> text=so")

    def refuse(*_args, **_more):
        raise NotSaved("not saved: the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(bridge.widget._folder, "act", refuse)
        press(page, "h")
        page.keyboard.type(WHY)
        press(page, "Enter")
        page.wait_for_selector(".wb-saved.wb-failed >> text=the disk is full")
        assert page.locator(".wb-jpending").count() == 1
    page.locator(".wb-saved button", has_text="Retry").click()
    page.wait_for_selector("text=hidden (1)")
    assert state(bridge).cards[FEE].hidden


def test_what_people_write_is_text_and_never_markup(page, folder, opened):
    edits.rename(folder, FEE, HOSTILE, reason="r", coder="ben")
    edits.comment(folder, FEE, HOSTILE, coder="ben")
    edits.capture(folder, HOSTILE, coder="ben")
    folder.act("ben", ("code.define", {"code": f"pain:{HOSTILE}", "label": HOSTILE, "stage": "purchase"}))
    opened(folder)
    on(page, FEE)
    page.wait_for_selector(".wb-jsaid")
    page.locator(f"[data-claim='{TYPING}']").click()
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-jgrid img, .wb-jopen img, script:not([type=module])").count() == 0
    press(page, "g")
    assert HOSTILE.replace("\u202e", "⟦RLO⟧")[:20] in page.locator(".wb-deed select").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_for_those_who_hear_it_and_it_fits_a_phone(page, folder, opened, theme):
    edits.put_under(folder, WAIT, QUIET, reason="r", coder="ben")
    edits.capture(folder, "a note", coder="ben")
    edits.sign(Map(folder, "ben")._look, FEE, reason="r", coder="ben")
    opened(folder)
    page.evaluate("(theme) => { document.body.className = `wb-${theme}`; }", theme)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    on(page, FEE)
    page.wait_for_selector(".wb-jquote")
    assert violations(page) == []
    press(page, "m")
    assert violations(page) == []
    press(page, "Escape")
    if theme == "light":
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(page) == []


def test_where_the_panel_stands_below_the_map_what_opens_is_in_sight_and_lanes_have_names(page, folder, opened):
    page.set_viewport_size({"width": 560, "height": 640})
    opened(folder)
    on(page, FEE)
    page.wait_for_selector(".wb-jquote")
    title = page.locator(".wb-jopen h3").bounding_box()
    assert 0 <= title["y"] < 600
    press(page, "Escape")
    assert 0 <= page.locator(f"[data-claim='{FEE}']").bounding_box()["y"] < 600, "back to where one was"
    assert page.locator(".wb-jlane b", has_text="Pains").is_visible()
    lane, card = (page.locator(one).first.bounding_box() for one in (".wb-jlane:has-text('Pains') b", f"[data-claim='{FEE}']"))
    assert lane["y"] + lane["height"] <= card["y"]


def test_jupyterlab_sees_no_key_of_the_map_but_its_own(page, folder, opened):
    opened(folder)
    press(page, "x")
    assert page.evaluate("document.activeElement.hasAttribute('data-lm-suppress-shortcuts')")
    press(page, "Control+s")
    assert not page.evaluate("document.activeElement.hasAttribute('data-lm-suppress-shortcuts')")
    assert page.locator("[role=listbox]").get_attribute("aria-activedescendant") == page.locator(
        "[aria-selected=true]"
    ).get_attribute("id")
