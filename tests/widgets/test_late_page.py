"""The essential gestures while Python is far away: every answer a third of a second late, keys as fast as they can be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import answers
import pytest
import sample
from bridge import Bridge
from test_grid_page import listed, press, saved, shown

from workbench.widgets.coder import Coder
from workbench.widgets.grid import Grid
from workbench.widgets.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LATE = "300"


@pytest.fixture
def made() -> Iterator[list]:
    made: list = []
    yield made
    for widget in made:
        widget.close()


def codes(folder) -> list[tuple[str, str]]:
    return sorted((folder.quote(c.anchor), c.code) for c in folder.state().codings.values())


def test_answers_are_filtered_coded_undone_and_gone_through(page: Page, widget_harness, tmp_path, made):
    folder = answers.study(tmp_path / "study")
    made.append(Grid(folder, "", "maria"))
    Bridge(page, made[0]).open(f"{widget_harness}?grid", ".wb-answer-row", late=LATE)
    page.locator(".wb-words").fill("price")
    page.locator(".wb-words").press("Enter")
    press(page, "Home", "4", "ArrowDown", "o", ",")  # on what is shown: the list is not here yet
    listed(page)
    page.wait_for_function("document.querySelectorAll('.wb-answer-row').length === 2")
    first, _ = shown(page)
    press(page, "Home", "4", "ArrowDown", "w", "Control+z", "j", "5")
    page.wait_for_function("window.sent.filter((m) => m.op === 'undo').length === 1")
    saved(page)
    said = [words for _, words, *_ in answers.SAID]
    assert [pair for pair in codes(folder) if pair[0] in said[:2]] == sorted(
        [(said[0], "stage:onboarding"), (said[1], "emotion:frustrated")]
    )
    assert (first, "stage:onboarding") in codes(folder)
    assert "emotion:worried" not in {code for _, code in codes(folder)}, "undone"


def test_a_turn_is_selected_coded_felt_and_undone(page: Page, harness, tmp_path, made):
    folder = sample.study(tmp_path / "study")
    made.append(Coder(folder, "p01-first", "maria"))
    Bridge(page, made[0]).open(f"{harness}?python", ".wb-turn", "open_coder", late=LATE)
    page.locator(".wb-text").focus()
    press(page, "j", "s", "4", "o", ",", "j", "s", "1", "Control+z", "Control+y")
    saved(page)
    assert sorted(c.code for c in folder.state().codings.values()) == ["emotion:frustrated", "stage:awareness", "stage:onboarding"]


def test_passages_are_asked_for_and_coded(page: Page, widget_harness, tmp_path, made):
    folder = answers.study(tmp_path / "study")
    made.append(Segments(folder, '"price"', "maria"))
    Bridge(page, made[0]).open(f"{widget_harness}?segments&grid", ".wb-passage mark", late=LATE)
    page.locator(".wb-query").fill('"slow"')
    page.locator(".wb-query").press("Enter")
    page.wait_for_function("document.querySelector('.wb-passage mark').textContent.includes('slow')")
    page.wait_for_function("document.querySelector('.wb-segs').ariaBusy !== 'true'")
    press(page, "c")
    page.keyboard.type("pain: too slow")
    press(page, "Enter", "Space", "ArrowDown", "Space", "r")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("onboarding")
    press(page, "Enter", "Control+Enter")
    page.wait_for_selector(".wb-recode .wb-go:not([disabled])")
    press(page, "Control+Enter")
    saved(page)
    assert {code for _, code in codes(folder)} == {"stage:onboarding"}
