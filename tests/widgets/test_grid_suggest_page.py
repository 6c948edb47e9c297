"""Suggestions of the answer grid in a real browser with the real Python behind it: seen, gone through, decided."""

from __future__ import annotations

import pytest
from answers import study, survey
from axe import violations
from bridge import Bridge
from test_grid_page import codings, press, quotes, saved

from workbench.widgets import learning
from workbench.widgets.grid import Grid

pytestmark = pytest.mark.browser
CODES = [
    ("pain:slow", "Slow: it takes long to load", 'any "slow" or "wait"'),
    ("pain:hidden-price", "Price: the price is hidden", ""),
]
HINTS = ".wb-hintmark"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(learning, "_ON", set())


@pytest.fixture
def folder(tmp_path):
    folder = study(tmp_path / "study")
    for code, label, include in CODES:
        folder.act("maria", ("code.define", {"code": code, "label": label, "include": include}))
    return folder


@pytest.fixture
def opened(page, widget_harness):
    made = []

    def open_(folder):
        grid = Grid(folder, "", "maria")
        made.append(grid)
        Bridge(page, grid).open(f"{widget_harness}?grid", ".wb-answer-row, .wb-empty:not(:empty)")
        page.locator(".wb-rows").focus()

    yield open_
    for grid in made:
        grid._suggesting.wait()
        grid.close()


@pytest.fixture
def _on(page, opened, folder):
    opened(folder)
    page.get_by_role("switch", name="Suggestions").click()
    page.wait_for_selector(HINTS, timeout=30_000)  # the first loads models
    page.wait_for_function("document.querySelector('.wb-sugmuch').textContent.includes('answer')")
    page.wait_for_function(
        "document.querySelector('.wb-say').textContent.includes('with a suggestion')"
    )  # the last it says by itself


def status(page):
    return page.locator(".wb-say").inner_text()


def now(page):
    """Return the words of the answer one is on."""
    return page.locator(".wb-answer-row.wb-now .wb-said p").inner_text()


def test_off_at_first_and_a_chip_is_visibly_no_coding(page, opened, folder):
    opened(folder)
    assert page.locator(HINTS).count() == 0
    press(page, "n")
    assert "are off" in status(page)
    page.get_by_role("switch", name="Suggestions").click()
    page.wait_for_selector(HINTS, timeout=30_000)
    chip = page.locator(HINTS).first
    assert "suggested:" in chip.inner_text()
    assert "dotted" in chip.locator("span").first.evaluate("(e) => getComputedStyle(e).borderBottom")
    assert page.locator(".wb-mark.wb-mine").count() == 0
    assert codings(folder) == []
    page.get_by_role("switch", name="Suggestions").click()
    page.wait_for_function(f"!document.querySelector('{HINTS}')")


@pytest.mark.usefixtures("_on")
def test_n_goes_to_the_next_enter_accepts_and_it_counts_from_then_on(page, folder):
    press(page, "n")
    page.wait_for_function("document.querySelector('.wb-why')?.textContent.includes('your rule says')")
    page.wait_for_function("document.querySelector('.wb-say').textContent.includes('Enter accepts')")
    words = now(page)
    assert codings(folder) == []
    press(page, "Enter")
    assert "Accepted" in status(page)  # soon it says what it learned from that
    saved(page)
    assert quotes(folder) == [words]
    press(page, "Control+z")
    saved(page)
    page.wait_for_function("!document.querySelector('.wb-mark.wb-mine')")
    assert quotes(folder) == []


@pytest.mark.usefixtures("_on")
def test_shift_n_rejects_and_another_key_corrects(page, folder):
    press(page, "n")
    page.wait_for_function("document.querySelector('.wb-say').textContent.includes('corrects')")  # one is there
    first = now(page)
    press(page, "Shift+N")
    saved(page)
    assert codings(folder) == []
    press(page, "n")
    page.wait_for_function("(words) => document.querySelector('.wb-now .wb-said p')?.textContent !== words", arg=first)
    page.wait_for_function("document.querySelector('.wb-say').textContent.includes('corrects')")
    press(page, "o")  # frustrated
    saved(page)
    (one,) = codings(folder)
    assert one.code == "emotion:frustrated"
    assert [d.decision for d in folder.state().decisions.values()] == ["rejected", "corrected"]


@pytest.mark.usefixtures("_on")
def test_another_code_on_an_answer_one_did_not_go_to_is_just_a_code(page, folder):
    row = page.locator(f".wb-answer-row:has({HINTS})").first
    row.locator("p").click()
    press(page, "o")
    saved(page)
    assert [c.code for c in codings(folder)] == ["emotion:frustrated"]
    assert not folder.state().decisions
    assert row.locator(HINTS).count() == 1


@pytest.mark.usefixtures("_on")
def test_a_click_on_the_chip_takes_it_up_and_the_card_decides(page, folder):
    page.locator(HINTS).first.click()
    assert "corrects" in status(page)
    page.get_by_role("button", name="Accept").click()
    saved(page)
    assert len(codings(folder)) == 1
    assert page.locator(".wb-rows").evaluate("(e) => e === document.activeElement")


@pytest.mark.usefixtures("_on")
def test_several_selected_are_coded_not_decided(page, folder):
    press(page, "Control+a", "o")
    saved(page)
    assert len(codings(folder)) == 8
    assert not folder.state().decisions


def test_names_and_words_that_are_markup_stay_words(page, opened, tmp_path):
    hostile = "<img src=x onerror=\"flags.push('ran')\"></script><script>flags.push(1)</script>\u202e slow"
    folder = study(tmp_path / "hostile", survey([("P1", hostile, hostile, 3, ""), ("P2", f"{hostile} again", "", 4, "")]))
    include = f'"slow" {hostile}'.replace('"flags', "flags")
    folder.act("maria", ("code.define", {"code": "pain:x", "label": hostile[:60], "include": include}))
    opened(folder)
    page.get_by_role("switch", name="Suggestions").click()
    page.wait_for_selector(HINTS, timeout=30_000)
    press(page, "n")
    page.wait_for_selector(".wb-why")
    page.wait_for_function("!document.querySelector('.wb-why').textContent.includes('…')")
    assert page.evaluate("window.flags") == []
    assert page.locator("#here img, #here script").count() == 0


@pytest.mark.usefixtures("_on")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 1200), ("light", 320)])
def test_axe_finds_nothing_and_all_of_it_has_a_name(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    if scheme == "dark":
        page.evaluate("document.body.classList.add('wb-dark')")
    press(page, "n")
    page.wait_for_selector(".wb-sugacts")
    for name in ("Accept", "Reject", "Next suggestion"):
        assert page.get_by_role("button", name=name).count() == 1
    assert page.get_by_role("group", name="Why").count() == 1
    assert violations(page) == []
