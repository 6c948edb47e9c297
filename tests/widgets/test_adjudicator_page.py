"""The adjudicator in a real browser with the real Python behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe import violations
from bridge import Bridge
from double import GIVEN, study

from workbench.study.errors import NotSaved
from workbench.widgets.adjudicator import Adjudicator

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Adjudicator] = []

    def open_(folder, coders=("ana", "ben"), coder="carla") -> Bridge:
        made.append(Adjudicator(folder, coders, coder))
        bridge = Bridge(page, made[-1])
        bridge.open(f"{widget_harness}?adjudicator", ".wb-adjcard, .wb-empty")
        page.locator(".wb-adjrows").focus()
        return bridge

    yield open_
    for one in made:
        one.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page, decided: int) -> None:
    page.wait_for_function("(n) => document.querySelector('.wb-adjtabs').textContent.includes(`${n} decided`)", arg=decided)
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")


def test_one_key_a_reason_and_enter_decide_and_the_next_case_is_there(page, opened, folder):
    opened(folder)
    press(page, "1")
    page.keyboard.type("she says so herself")
    press(page, "Enter", "2")  # at once: the next case is still on its way, and 2 is about that one
    page.keyboard.type("only what was felt")
    press(page, "Enter")
    saved(page, 2)
    made = sorted((m.reason, len(m.stands), len(m.falls)) for m in folder.state().adjudications.values())
    assert made == [("only what was felt", 1, 1), ("she says so herself", 1, 1)]
    state = folder.state()
    assert [state.codings[k].coder for m in state.adjudications.values() for k in m.stands] == ["ana", "ben"]
    press(page, "Control+z")
    saved(page, 1)
    press(page, "Control+Shift+z")
    saved(page, 2)


def test_nothing_is_decided_without_a_choice_and_a_reason(page, opened, folder):
    opened(folder)
    press(page, "Enter")
    assert "First say what stands" in page.locator(".wb-say").inner_text()
    press(page, "b", "Enter")
    assert "needs its reason" in page.locator(".wb-say").inner_text()
    assert not folder.state().adjudications


def test_all_that_differ_in_this_way_are_shown_and_decided_at_once(page, opened, folder):
    opened(folder)
    press(page, "1")
    assert "2 other open cases" in page.locator(".wb-adjlike").inner_text()
    page.locator(".wb-adjlike button").click()
    assert page.locator(".wb-adjrow").count() == 3
    page.locator(".wb-adjlike input").check()
    page.locator("textarea").fill("one rule for all")
    assert page.locator(".wb-adjgo").inner_text() == "Decide 3 cases"
    press(page, "Control+Enter")
    saved(page, 3)
    assert len(folder.state().fallen) == 3
    page.locator(".wb-adjrows").focus()
    press(page, "Control+z")
    saved(page, 0)
    assert not folder.state().fallen


def test_another_code_is_found_or_made_by_typing(page, opened, folder):
    opened(folder)
    press(page, "/")
    page.keyboard.type("emotion: lost")
    press(page, "Enter")
    page.keyboard.type("neither word is right")
    press(page, "Enter")
    saved(page, 1)
    assert ("carla", "emotion:lost") in {(c.coder, c.code) for c in folder.state().codings.values()}
    assert len(folder.state().fallen) == 2


def test_a_full_disk_is_said_and_nothing_is_lost_when_there_is_room_again(page, opened, folder):
    bridge = opened(folder)
    real = bridge.widget._folder.act

    def full(*_args, **_options):
        raise NotSaved("not saved: no space left on device")

    bridge.widget._folder.act = full
    press(page, "1")
    page.keyboard.type("because")
    press(page, "Enter")
    page.wait_for_selector(".wb-saved.wb-failed")
    assert "no space left" in page.locator(".wb-saved").inner_text()
    assert not folder.state().adjudications
    bridge.widget._folder.act = real
    page.get_by_role("button", name="Retry").click()
    saved(page, 1)
    assert [m.reason for m in folder.state().adjudications.values()] == ["because"]


def test_what_a_colleague_codes_or_decides_appears(page, opened, folder):
    opened(folder)
    case = page.locator(".wb-adjrow").first
    mine = next(c for c in folder.state().codings.values() if c.code == "delight:invoice")
    folder.act("ana", ("coding.remove", {"coding": mine.id}))
    page.wait_for_function("document.querySelectorAll('.wb-adjrow').length === 3")
    assert case.is_visible()


def test_hostile_codes_coders_and_words_never_become_markup(page, opened, tmp_path):
    folder = study(tmp_path / "hostile", [*GIVEN[:2], ("ben</script>", "pain:x", "The invoice was fine.")])
    folder.act("ana", ("code.define", {"code": "pain:x", "label": HOSTILE}))
    opened(folder, ("ana", "ben</script>"))
    page.keyboard.press("1")
    assert HOSTILE.replace("\u202e", "").replace("\u200d", "")[:20] in page.locator(".wb-adjrows").inner_text()
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-adjudicator img, .wb-adjudicator script").count() == 0


def test_where_there_is_nothing_to_decide_the_page_says_what_would_be(page, opened, tmp_path):
    opened(study(tmp_path / "same", [("ana", "pain:x", "The invoice was fine."), ("ben", "pain:x", "The invoice was fine.")]))
    assert "agree on everything" in page.locator(".wb-empty").inner_text()


@pytest.mark.parametrize("width", [320, 760, 1200])
def test_it_fits_its_place(page, opened, folder, width):
    page.set_viewport_size({"width": width, "height": 800})
    opened(folder)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".wb-adjcard").count() == 2


def test_everything_has_a_name_and_can_be_reached_by_tab(page, opened, folder):
    opened(folder)
    seen = set()
    page.keyboard.press("1")
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert {"Another code in place of these", "Cases", "Family"} <= seen
    names = {"listbox": "Cases", "group": "What stands", "combobox": "Another code in place of these", "textbox": "Reason"}
    for role, name in names.items():
        assert page.get_by_role(role, name=name).count() >= 1, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, opened, folder, scheme):
    page.emulate_media(color_scheme=scheme)
    bridge = opened(folder)
    page.keyboard.press("1")
    page.wait_for_selector(".wb-adjcard.wb-stands")
    assert violations(page, ".wb-adjudicator") == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector(".wb-sheet")
    assert violations(page, ".wb-adjudicator") == []
    page.set_content(f'<html lang="en"><title>Twin</title><main><h1>Twin</h1>{bridge.widget.twin()}</main></html>')
    assert violations(page, ".wb-twin") == []
