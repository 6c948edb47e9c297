"""The topic board in a real browser with the real Python behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe import violations
from bridge import Bridge
from topics import SAID, study, told

from workbench.study.errors import NotSaved
from workbench.themes import board as themes
from workbench.widgets.board import Board

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"
SAVED = "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')"
FEE, WALL, SICK = "fee, hidden", "print, because", "sick, somebody, phone"


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Board] = []

    def open_(folder, fit=None) -> Bridge:
        made.append(Board(folder, "ana", fit or told(folder, changed=True)))
        bridge = Bridge(page, made[-1])
        bridge.open(f"{widget_harness}?board", ".wb-quote p, .wb-empty:not([hidden])")
        page.locator(".wb-bcards").focus()
        return bridge

    yield open_
    for one in made:
        one.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def on(page: Page, name: str) -> None:
    """Go to a card, as a click does, and wait until its segments are there."""
    page.locator(".wb-bcard", has=page.locator(f".wb-bname:text-is('{name}')")).click()
    page.wait_for_function("(n) => document.querySelector('.wb-bpage .wb-btitle').textContent === n", arg=name)
    page.wait_for_selector(".wb-quote p")


def names(page: Page, group: str) -> list[str]:
    return page.locator(f"[data-group={group}] .wb-bname").all_text_contents()


def wait(page: Page, group: str, *expected: str) -> None:
    page.wait_for_function(
        "([g, names]) => { const there = [...document.querySelectorAll(`[data-group=${g}] .wb-bname`)].map((x) => x.textContent);"
        " return JSON.stringify(there.sort()) === JSON.stringify(names); }", arg=[group, sorted(expected)])  # fmt: skip


def say(page: Page, words: str) -> None:
    page.wait_for_function("(w) => document.querySelector('.wb-say').textContent.includes(w)", arg=words)


def theme(page: Page, topic: str, name: str) -> None:
    """Make a theme of a topic by keyboard."""
    there = names(page, "theme")
    on(page, topic)
    press(page, "t")
    page.keyboard.type(name)
    press(page, "Enter")
    wait(page, "theme", *there, name)


def test_a_topic_is_read_named_confirmed_and_undone_by_keyboard_alone(page, opened, folder):
    opened(folder)
    press(page, "End", "Home")
    assert page.locator(".wb-bcard[aria-selected=true]").get_attribute("data-card").startswith("t-")
    theme(page, FEE, "Hidden fees")
    page.wait_for_function(SAVED)
    say(page, "It is a theme now")
    assert names(page, "topic") == [WALL, SICK]
    page.wait_for_selector(".wb-quote .wb-bstate")
    press(page, "Enter")
    page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'Segments'")
    assert page.locator(".wb-quote .wb-bstate").all_inner_texts() == ["proposed"] * 2 + ["✓ confirmed"] * 3
    press(page, "c")
    say(page, "Confirmed 1 segment")
    made = folder.state().themes["theme:hidden-fees"]
    assert (made.name, made.coder, len(folder.state().placed)) == ("Hidden fees", "ana", 4)
    press(page, "Escape", "Control+z", "Control+z")
    wait(page, "topic", FEE, WALL, SICK)
    assert not folder.state().themes
    press(page, "Control+Shift+z")
    wait(page, "theme", "Hidden fees")


def test_segments_are_ticked_moved_split_off_and_taken_out_by_keyboard(page, opened, folder):
    opened(folder)
    theme(page, FEE, "Fees")
    theme(page, WALL, "Wall")
    on(page, "Fees")
    press(page, "Enter", "Space", "ArrowDown", "Space", "m")
    assert page.get_by_role("dialog").get_attribute("aria-label") == "Move 2 segments to…"
    page.keyboard.type("wal")
    press(page, "Enter")
    assert "2 segments are confirmed in “Wall”." in page.get_by_role("dialog").inner_text()
    press(page, "Enter")
    say(page, "Moved 2 segments")
    on(page, "Wall")
    assert page.locator(".wb-bfacts", has_text="5 confirmed").count() == 1
    press(page, "Enter", "Control+a")
    say(page, "6 segments ticked")
    press(page, "s")
    page.keyboard.type("All of it")
    press(page, "Enter")
    wait(page, "theme", "Fees", "Wall", "All of it")
    page.locator(".wb-bcard", has=page.locator(".wb-bname:text-is('All of it')")).click()
    press(page, "x")  # at once: its segments are still on their way
    wait(page, "tray", "Nobody else speaks of the like: worth a look", "Too few for a topic", "In no theme")
    assert [p.theme for p in folder.state().placed.values()].count("") == 1


def test_a_card_is_dragged_onto_another_and_a_segment_onto_a_theme(page, opened, folder):
    opened(folder)
    theme(page, FEE, "Fees")
    theme(page, WALL, "Wall")
    card = lambda name: page.locator(".wb-bcard", has=page.locator(f".wb-bname:text-is('{name}')"))  # noqa: E731
    on(page, SICK)
    page.locator(".wb-quote").first.drag_to(card("Wall"))
    say(page, "Moved 1 segment")
    page.wait_for_function("document.querySelectorAll('.wb-quote').length === 3")
    card("Fees").drag_to(card("Wall"))
    dialog = page.get_by_role("dialog").inner_text()
    assert "“Fees” goes on as “Wall”: its 3 confirmed segments of 3 people follow." in dialog
    press(page, "Tab")
    page.get_by_role("button", name="Merge").last.click()
    wait(page, "theme", "Wall")
    assert folder.state().themes["theme:fees"].into == "theme:wall"
    card(SICK).drag_to(page.locator("[data-group=theme] .wb-bhead"))
    page.keyboard.type("Sick calls")
    press(page, "Enter")
    wait(page, "theme", "Wall", "Sick calls")


def test_who_sorts_the_segments_of_a_topic_goes_on_where_the_rest_of_it_is(page, opened, folder):
    opened(folder)
    on(page, SICK)
    press(page, "s")
    page.keyboard.type("Sick calls")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-bpage .wb-btitle').textContent === 'Sick calls'")
    page.wait_for_selector(".wb-quote .wb-bstate")
    assert page.locator(".wb-quote .wb-bstate").all_inner_texts() == ["proposed"] * 3 + ["✓ confirmed"]


def test_two_topics_become_a_theme_once_it_has_a_name(page, opened, folder):
    opened(folder)
    on(page, FEE)
    press(page, "g")
    page.keyboard.type("print")
    press(page, "Enter", "Tab")
    assert page.locator(".wb-go").is_disabled()
    page.get_by_label("Name of the theme they become").fill("Both")
    assert "All 9 segments of both are confirmed" in page.get_by_role("dialog").inner_text()
    press(page, "Enter")
    wait(page, "theme", "Both")
    assert len(folder.state().placed) == 9


def test_name_meaning_codes_and_stage_of_a_theme(page, opened, folder):
    folder.act("ben", ("code.define", {"code": "pain:fee", "label": "hidden fee"}))
    opened(folder)
    theme(page, FEE, "Fees")
    press(page, "r")
    page.keyboard.press("Control+a")
    page.keyboard.type("Fees nobody sees")
    page.locator("textarea").fill("Not how much it is.")
    press(page, "Control+Enter")
    page.wait_for_function("document.querySelector('.wb-bsaid')?.textContent === 'Not how much it is.'")
    press(page, "l")
    page.keyboard.type("hidden")
    press(page, "ArrowDown")
    page.get_by_label("Stage", exact=True).last.select_option("purchase")
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("document.querySelector('.wb-bcardhead').textContent.includes('Purchase')")
    made = folder.state().themes["theme:fees"]
    assert (made.name, made.codes, made.stage) == ("Fees nobody sees", ("pain:fee",), "purchase")
    press(page, "Delete", "Enter")
    wait(page, "theme")
    assert folder.state().themes["theme:fees"].retired


def test_finding_filtering_and_more_topics(page, opened, folder):
    opened(folder)
    press(page, "/")
    page.keyboard.type("phone people")
    wait(page, "topic", SICK)
    assert "Nothing here fits" in page.locator("[data-group=theme]").inner_text()
    press(page, "Escape")
    wait(page, "topic", FEE, WALL, SICK)
    page.get_by_label("Round").select_option("r2")
    wait(page, "topic", SICK)
    assert "4 of 6" in page.locator(".wb-btopics .wb-bpeople").inner_text()
    page.get_by_label("Round").select_option("")
    wait(page, "topic", FEE, WALL, SICK)
    page.locator(".wb-bcards").focus()
    theme(page, FEE, "Fees")
    press(page, "u")
    page.wait_for_function("[...document.querySelectorAll('.wb-quote')].length === 2")
    press(page, "u", "+")
    say(page, "4 topics; what is confirmed stayed")
    assert "3 confirmed" in page.locator(".wb-bcard.wb-btheme").inner_text()


def test_what_changed_since_the_round_before_is_accepted_or_left_for_later(page, opened, folder):
    opened(folder)
    assert "1 change to look at" in page.locator(".wb-bnews").inner_text()
    press(page, "w")
    new, grew = page.get_by_role("list", name="Wants a look"), page.get_by_role("list", name="Went on")
    assert f"“{SICK}” is new, heard from 4 people" in new.inner_text()
    assert "grew: 3 → 5 people" in grew.inner_text()
    new.get_by_role("button", name="Decide later").click()
    assert new.get_by_role("button", name="Decide later").count() == 0
    new.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.wb-bdone small')?.textContent === 'accepted by ana'")
    assert "What changed" in page.locator(".wb-bnews").inner_text()
    assert [k for k in folder.state().memos if k[0] == "topics"]
    page.get_by_role("button", name="Keep these topics").click()
    say(page, "Kept")
    assert len(folder.state().kept) == 1
    page.get_by_role("button", name=f"read “{SICK}”").click()
    page.wait_for_function("(n) => document.querySelector('.wb-bpage .wb-btitle').textContent === n", arg=SICK)


def test_what_a_colleague_does_appears_and_nothing_jumps(page, opened, folder):
    opened(folder)
    on(page, WALL)
    fit = told(folder)(1.0)
    themes.mark(folder, next(t for t in fit.topics.topics if t.keywords[0] == "sick"), "Sick calls", coder="ben")
    wait(page, "theme", "Sick calls")
    assert page.locator(".wb-bpage .wb-btitle").first.inner_text() == WALL
    assert "ben is working too" in page.locator(".wb-presence").inner_text()


def test_a_full_disk_is_said_and_retried_and_a_refusal_says_why(page, opened, folder, monkeypatch):
    bridge = opened(folder)
    real = bridge.widget._folder.act

    def full(*_args, **_options):
        raise NotSaved("not saved: no space left on device")

    monkeypatch.setattr(bridge.widget._folder, "act", full)
    press(page, "t")
    page.keyboard.type("Fees")
    press(page, "Enter")
    page.wait_for_selector(".wb-saved.wb-failed")
    assert "no space left" in page.locator(".wb-saved").inner_text()
    monkeypatch.setattr(bridge.widget._folder, "act", real)
    page.get_by_role("button", name="Retry").click()
    wait(page, "theme", "Fees")
    on(page, WALL)
    press(page, "t")
    page.keyboard.type("fees")
    press(page, "Enter")
    page.wait_for_selector(".wb-saved.wb-refused")
    assert "is called 'Fees' already" in page.locator(".wb-saved").inner_text()
    assert len(folder.state().themes) == 1


def test_hostile_words_names_and_rounds_never_become_markup(page, opened, tmp_path):
    said = [(p, t.replace("fee", HOSTILE), g, r) for p, t, g, r in SAID]
    folder = study(tmp_path / "hostile", said)
    opened(folder, told(folder, said))
    press(page, "t")
    page.locator(".wb-newlabel").fill(HOSTILE)
    press(page, "Enter")
    page.wait_for_selector(".wb-bcard.wb-btheme")
    press(page, "g", "Escape", "r", "Escape", "w")
    assert "<img src=x" in page.locator(".wb-bcards").inner_text()
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-board img, .wb-board script").count() == 0


def test_of_many_segments_only_those_to_be_seen_are_in_the_page(page, opened, tmp_path):
    said = [(f"P{n % 40}", f"The fee, time {n}", "fee", "r1") for n in range(1_200)]
    folder = study(tmp_path / "large", said)
    bridge = opened(folder, told(folder, said))
    assert bridge.bytes < 60_000
    page.locator("[aria-label=Segments]").focus()
    press(page, "End")
    page.wait_for_function("document.querySelector('.wb-row:last-child .wb-quote, .wb-row.wb-quote:last-child p')")
    assert page.locator(".wb-row").count() < 40
    assert page.locator(".wb-row").last.get_attribute("aria-posinset") == "1200"


@pytest.mark.parametrize(("said", "words"), [((), "No text yet."), (SAID[-3:], "Too little text for topics yet: 3 segments.")])
def test_a_board_without_topics_says_what_to_do(page, opened, tmp_path, said, words):
    folder = study(tmp_path / "bare", said)
    opened(folder, told(folder, said))
    assert words in page.locator(".wb-empty").inner_text()
    assert violations(page) == []


def test_a_card_that_is_pressed_brings_its_segments_into_sight_where_they_stand_below(page, opened, folder):
    page.set_viewport_size({"width": 560, "height": 640})
    opened(folder)
    page.locator("[data-card]").nth(1).click()
    page.wait_for_selector(".wb-bpage .wb-quote")
    assert page.locator(".wb-bpage:visible").bounding_box()["y"] < 520


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(page, opened, folder, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(folder)
    if scheme == "dark":
        page.evaluate("document.body.classList.add('wb-dark')")
    theme(page, FEE, "Hidden fees, and what they do to people who are in the middle of paying")
    found = {"board": violations(page)}
    for key in ("l", "m", "w", "?"):
        press(page, key)
        page.wait_for_selector("[role=dialog]" if key != "w" else ".wb-bchange")
        found[key] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, key
        press(page, "Escape")
    assert not any(found.values()), found
