"""The answer grid in a real browser with the real Python behind it: what the hands do and what the eyes see."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from answers import SAID, study, survey
from bridge import Bridge, until

from workbench.study.errors import NotSaved
from workbench.widgets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"

#: What is in the rows, once they are those of a place in a long list.
THERE = """([place, size]) => {
  const rows = [...document.querySelectorAll('.wb-row[data-i]')];
  const there = Math.abs(Math.min(...rows.map((row) => row.dataset.i)) / size - place) < 0.02;
  if (!there || document.querySelector('.wb-coming')) return null;
  return Object.fromEntries(rows.map((row) => [row.dataset.i, row.querySelector('p').textContent]));
}"""


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Grid] = []

    def open_(folder, coder="maria", **options) -> Bridge:
        grid = Grid(folder, "", coder, **options)
        made.append(grid)
        bridge = Bridge(page, grid)
        bridge.open(f"{widget_harness}?grid", ".wb-answer-row, .wb-empty:not(:empty)")
        page.locator(".wb-rows").focus()
        return bridge

    yield open_
    for grid in made:
        grid.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-pending')"
    )


def shown(page: Page) -> list[str]:
    return [e.inner_text() for e in page.locator(".wb-answer-row .wb-said p").all()]


def rows_are(page: Page, number: int) -> None:
    page.wait_for_function("(n) => document.querySelectorAll('.wb-answer-row').length === n", arg=number)


def listed(page: Page) -> None:
    """Wait until the list that was asked for last is shown, with its rows."""
    page.wait_for_function("document.querySelector('.wb-grid').ariaBusy !== 'true' && !document.querySelector('.wb-coming')")


def said(page: Page, words: str) -> None:
    page.wait_for_function("(words) => document.querySelector('.wb-say').textContent.includes(words)", arg=words)


def codings(folder, coder="maria"):
    return [c for c in folder.state().codings.values() if c.coder == coder]


def quotes(folder):
    return sorted(folder.quote(c.anchor) for c in codings(folder))


def test_coding_with_the_keyboard_alone(page, opened, folder):
    opened(folder)
    press(page, "ArrowDown", "ArrowDown", "o", ",")
    saved(page)
    page.wait_for_function("document.querySelector('.wb-mark').textContent.includes('−2')")
    press(page, "j", "/")
    page.keyboard.type("delight: nice café")
    press(page, "Enter", "m")
    page.keyboard.type("why 1 2 3?")
    press(page, "Escape")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")
    page.wait_for_function("[...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('✎'))")
    found = {folder.quote(c.anchor): (c.code, c.valence, c.memo) for c in codings(folder)}
    assert found == {SAID[2][1]: ("emotion:frustrated", -2, ""), SAID[3][1]: ("delight:nice-café", None, "why 1 2 3?")}
    press(page, "Backspace")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 1")
    saved(page)
    assert len(codings(folder)) == 1


def test_several_answers_are_one_gesture_and_one_undo(page, opened, folder):
    opened(folder)
    press(page, "Home", "Space", "Shift+ArrowDown", "Shift+ArrowDown")
    assert page.locator(".wb-on").count() == 3
    press(page, "4", "w")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 6")
    assert "Onboarding × 3" in page.locator(".wb-here").inner_text()
    press(page, "Control+z")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 3")
    saved(page)
    assert {c.code for c in codings(folder)} == {"stage:onboarding"}
    assert len(codings(folder)) == 3
    press(page, "Control+z", "Control+y")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 3")
    saved(page)
    press(page, "Escape")
    assert page.locator(".wb-on").count() == 0


@pytest.mark.parametrize(("column", "words"), [("rating.score", ""), ("text", "slow"), ("participant", ""), ("date", "o")])
def test_what_is_coded_is_what_was_shown_after_sorting_and_filtering(page, opened, folder, column, words):
    opened(folder)
    page.locator(".wb-words").fill(words)
    page.locator(".wb-words").press("Enter")
    page.locator(f".wb-cols [data-column='{column}']").click()
    page.wait_for_function(
        "(c) => document.querySelector(`[data-column='${c}']`).closest('[aria-sort]').ariaSort !== 'none'", arg=column
    )
    listed(page)
    page.locator(".wb-rows").focus()
    press(page, "Home", "ArrowDown", "4", "End", "4")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")
    order = shown(page)
    assert quotes(folder) == sorted([order[1], order[-1]])


def test_rows_stay_where_they_are_until_the_list_is_brought_up_to_date(page, opened, folder):
    opened(folder)
    page.locator("select[aria-label='Filter by code']").select_option("none")
    page.wait_for_selector(".wb-limit")
    listed(page)
    page.locator(".wb-rows").focus()
    press(page, "Home", "4")
    saved(page)
    page.wait_for_selector(".wb-tidy:not([hidden])")
    assert len(shown(page)) == 8, "what was just coded does not vanish under the fingers"
    press(page, "t")
    rows_are(page, 7)
    listed(page)
    assert "7 of 8 answers · 7 of 7 people" in page.locator(".wb-extent").inner_text()
    assert SAID[0][1] not in shown(page)


def test_until_another_list_is_here_keys_act_on_the_one_that_is_shown(page, opened, folder):
    bridge = opened(folder)
    bridge.hold("look")
    page.locator(".wb-words").fill("price")
    page.locator(".wb-words").press("Enter")
    assert len(shown(page)) == 8
    press(page, "Home", "ArrowDown", "4")
    saved(page)
    assert quotes(folder) == [SAID[1][1]]
    press(page, "End")  # one of those that the list will have
    bridge.let_go()
    assert [SAID[6][1], SAID[7][1]] == shown(page), "all its rows are there with it"
    now = page.locator(f"#{page.get_by_role('grid').get_attribute('aria-activedescendant')}")
    assert now.get_attribute("aria-rowindex") == "3", "one stays on what one had moved to"


def test_codes_that_change_a_list_on_its_way_are_told_when_it_is_here(page, opened, folder):
    bridge = opened(folder)
    slow, made, told = bridge.widget._lists.slow, threading.Event(), threading.Event()
    look = slow["look"]

    def late(message):
        found = look(message)
        made.set()
        told.wait(30)
        return found

    slow["look"] = late
    page.locator("select[aria-label='Filter by code']").select_option("none")
    page.wait_for_function("window.sent.at(-1).op === 'look'")
    until(page, made.is_set)
    page.locator(".wb-rows").focus()
    press(page, "Home", "4")
    saved(page)
    told.set()
    page.wait_for_selector(".wb-limit")
    page.wait_for_selector(".wb-tidy:not([hidden])")
    page.wait_for_selector(".wb-mark:has-text('Onboarding')")


def test_what_is_not_here_yet_is_not_coded_and_no_code_is_made_of_it(page, opened, tmp_path):
    folder = study(tmp_path / "s", survey([(f"P{n}", f"Answer number {n}", "Team", n % 11, "") for n in range(300)]))
    bridge = opened(folder)
    bridge.hold("rows", "ids")
    press(page, "End")
    page.wait_for_selector(".wb-now.wb-coming")
    for key, what in (("4", "coded"), (" ", "selected"), (".", "changed"), ("Delete", "removed"), ("m", "opened")):
        press(page, key)
        said(page, f"This answer is still coming: nothing was {what}")
    press(page, "/")
    page.keyboard.type("delight: of what?")
    press(page, "Enter")
    said(page, "This answer is still coming: nothing was coded")
    press(page, "Control+a", "4")
    said(page, "Still selecting: nothing was coded")
    bridge.let_go(2)
    said(page, "300 answers selected")
    assert not codings(folder)
    assert "delight:of-what?" not in {c.id for c in bridge.widget.codebook()}
    press(page, "Escape", "4")
    saved(page)
    assert quotes(folder) == ["Answer number 299"]


def test_where_python_goes_nobody_is_taken_who_went_elsewhere(page, opened, folder):
    bridge = opened(folder)
    press(page, "Home", "4", "ArrowDown", "ArrowDown")
    saved(page)
    bridge.hold("seek", "reply")
    press(page, "Control+z", "ArrowDown")  # the undo was at the first
    bridge.let_go()
    saved(page)
    assert not codings(folder)
    press(page, "4")
    saved(page)
    assert quotes(folder) == [SAID[3][1]]


def test_a_group_that_is_closed_leaves_one_where_one_is(page, opened, folder):
    opened(folder)
    page.locator("select[aria-label='Group answers']").select_option("attr.plan")
    page.wait_for_selector(".wb-heading >> nth=1")
    page.locator(".wb-heading").nth(1).click()
    rows_are(page, 6)
    assert page.locator(".wb-now.wb-heading").inner_text().startswith("▸Solo")


def test_all_that_say_the_same_are_seen_before_they_are_coded(page, opened, folder):
    opened(folder)
    press(page, "Home", "=")
    box = page.get_by_role("dialog", name="Answers that say the same")
    box.wait_for()
    ticks = [(e.inner_text().split("\n")[0], e.locator("input").is_checked()) for e in box.locator(".wb-like").all()]
    assert ticks == [(SAID[1][1], True), (SAID[2][1], True), (SAID[5][1], False)], "what may mean the opposite is not ticked"
    assert not codings(folder)
    press(page, "ArrowDown", "Space")
    assert "2 answers" in box.locator(".wb-go").inner_text()
    press(page, "4")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")
    assert quotes(folder) == sorted([SAID[0][1], SAID[1][1]])
    press(page, "Control+z")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 0")
    assert not codings(folder), "one step"


def test_groups_open_and_close(page, opened, folder):
    opened(folder)
    page.locator("select[aria-label='Group answers']").select_option("attr.plan")
    page.wait_for_selector(".wb-heading")
    page.locator(".wb-rows").focus()
    press(page, "Home")
    assert "Team 4 answers · 3 people" in " ".join(page.locator(".wb-heading").first.inner_text().split())
    press(page, "ArrowLeft")
    rows_are(page, 4)
    press(page, "ArrowRight")
    rows_are(page, 8)


def test_filters_are_seen_and_taken_away(page, opened, folder):
    opened(folder)
    page.get_by_role("button", name="Filters").click()
    page.locator(".wb-pop label:has-text('plan') select").select_option("Solo")
    rows_are(page, 2)
    page.get_by_label("score, lowest").fill("6")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    rows_are(page, 1)
    page.keyboard.press("Escape")
    assert [e.inner_text() for e in page.locator(".wb-limit").all()] == ["plan: Solo ×", "score 6 to … ×"]
    page.get_by_role("button", name="Remove the filter plan: Solo").click()
    rows_are(page, 2)
    page.locator(".wb-words").fill("zzz")
    page.get_by_role("button", name="Show all answers").click()
    rows_are(page, 8)


def test_columns_are_chosen(page, opened, folder):
    opened(folder)
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("plan").uncheck()
    assert page.locator(".wb-cols [data-column='attr.plan']").count() == 0
    assert page.locator(".wb-answer-row").first.locator("[data-label]").count() == 2


def test_a_full_disk_says_not_saved_and_retry_saves(page, opened, folder):
    bridge = opened(folder)
    real = bridge.widget._folder.act

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on device")

    bridge.widget._folder.act = full
    press(page, "Home", "4")
    page.wait_for_selector(".wb-mark.wb-failed")
    assert "not saved: no space left" in page.locator(".wb-saved").inner_text()
    assert "Saved" not in page.locator(".wb-saved").inner_text()
    bridge.widget._folder.act = real
    page.get_by_role("button", name="Retry").click()
    saved(page)
    assert quotes(folder) == [SAID[0][1]]


def test_a_kernel_that_is_gone_is_named_and_nothing_is_called_saved(page, clock, opened, folder):
    bridge = opened(folder)
    bridge.silent = True
    press(page, "Home", "4")
    page.wait_for_selector(".wb-mark.wb-pending")
    clock.run_for(9000)
    page.wait_for_selector(".wb-mark.wb-failed")
    assert "the kernel has not answered" in page.locator(".wb-saved").inner_text()
    page.locator(".wb-words").fill("slow")
    clock.run_for(10_000)
    assert "has not answered" in page.locator(".wb-extent").inner_text()
    bridge.silent = False
    page.get_by_role("button", name="Retry").click()
    clock.run_for(500)
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    assert quotes(folder) == [SAID[0][1]]


def test_a_colleagues_coding_comes_in_named(page, opened, folder):
    opened(folder)
    state = {c["answer"]: c for c in folder.surveys()[0].answers.to_dict("records")}
    one = state["nps-000001"]
    anchor = {"source": "nps", "item": "nps-000001", "version": one["version"], "start": 0, "end": len(one["text"])}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    page.wait_for_selector(".wb-mark.wb-theirs")
    assert "ben: Purchase" in " ".join(page.locator(".wb-mark.wb-theirs").inner_text().split())
    assert "ben" in page.locator(".wb-presence").inner_text()


def test_hostile_answers_attributes_and_codes_never_become_markup(page, opened, tmp_path):
    rows = [
        (HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE),
        ("P2", "a\u0000b \u2066 x" * 1000, "x", 2, ""),
        ("P3", "y" * 1_000_000, "z", 3, ""),
    ]
    folder = study(tmp_path / "s", survey(rows))
    folder.act("maria", ("code.define", {"code": "pain:x", "label": HOSTILE, "colour": f"red;}}</style>{HOSTILE}", "key": "<"}))
    opened(folder)
    press(page, "Home", "h", "=", "Escape", "v", "Enter", "?", "Escape", "ArrowDown", "ArrowDown", "Enter")
    page.locator("select[aria-label='Group answers']").select_option("attr.plan")
    page.wait_for_selector(".wb-heading")
    page.get_by_role("button", name="Filters").click()
    page.wait_for_selector(".wb-pop:visible")
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-grid img, .wb-grid script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200


def test_ten_thousand_codes_open_and_are_found(page, opened, tmp_path):
    folder = study(tmp_path / "s")
    folder.act("maria", *(("code.define", {"code": f"pain:p{n}", "label": f"Pain number {n}"}) for n in range(10_000)))
    opened(folder)
    assert page.locator(".wb-code").count() < 200
    press(page, "Home", "/")
    page.keyboard.type("pain number 9876")
    press(page, "Enter")
    saved(page)
    assert [c.code for c in codings(folder)] == ["pain:p9876"]


def test_more_rows_than_a_page_is_tall_are_all_reached_and_only_a_few_are_there(page, opened, tmp_path):
    folder = study(
        tmp_path / "s", survey([(f"P{n % 5000}", f"Answer number {n} of many", "Team", n % 11, "") for n in range(100_000)])
    )
    bridge = opened(folder)
    table = bridge.widget._table
    for place in (0.1, 0.5, 0.93, 1.0, 0.0, 0.37):
        page.evaluate(
            "(p) => { const r = document.querySelector('.wb-rows'); r.scrollTop = p * (r.scrollHeight - r.clientHeight); }", place
        )
        texts = page.wait_for_function(THERE, arg=[place, table.size]).json_value()
        assert len(texts) > 5
        assert all(text == table.text(int(i)) for i, text in texts.items())
    assert page.locator(".wb-answer-row").count() < 60
    press(page, "End")
    page.wait_for_function("document.querySelector('.wb-now p')?.textContent === 'Answer number 99999 of many'")
    press(page, "4")
    saved(page)
    assert quotes(folder) == ["Answer number 99999 of many"]


def test_the_sheet_of_keys_opens_and_closes(page, opened, folder):
    opened(folder)
    press(page, "?")
    assert page.get_by_role("dialog", name="All keys").is_visible()
    press(page, "Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('wb-rows')")
    assert page.evaluate("document.activeElement.hasAttribute('data-lm-suppress-shortcuts')"), "JupyterLab does not see these keys"


def test_no_part_traps_the_focus(page, opened, folder):
    opened(folder)
    seen = []
    for _ in range(60):
        press(page, "Tab")
        where = page.evaluate(
            "document.activeElement === document.body ? '' : document.activeElement.className || document.activeElement.tagName"
        )
        if not where:
            break
        seen.append(where)
    assert not where, "Tab leads out"
    assert len(seen) < 60


def test_an_empty_survey_teaches(page, opened, tmp_path):
    opened(study(tmp_path / "s", survey([])))
    assert "study.add_survey(" in page.locator(".wb-empty").inner_text()


def test_a_mistake_in_the_browser_is_shown_inside_the_widget(page, opened, folder):
    opened(folder)
    page.evaluate("window.say({op: 'patch', set: {}, notices: 5})")
    assert "A mistake of the grid" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("width", [320, 700, 1800])
def test_it_fits_any_width(page, opened, folder, width):
    page.set_viewport_size({"width": width, "height": 800})
    opened(folder)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".wb-rows", ".wb-find", ".wb-feel", ".wb-words"):
        box = page.locator(part).bounding_box()
        assert box["width"] > 60
        assert box["x"] + box["width"] <= width


def test_what_a_screen_reader_hears(page, opened, folder):
    opened(folder)
    press(page, "Home", "Space")
    grid = page.get_by_role("grid")
    assert grid.get_attribute("aria-rowcount") == "9"
    now = page.locator(f"#{grid.get_attribute('aria-activedescendant')}")
    assert (now.get_attribute("aria-selected"), now.get_attribute("aria-rowindex")) == ("true", "2")
    assert "1 answer selected" in page.locator(".wb-say").inner_text()
    for role, name in (("toolbar", "Filter and group"), ("searchbox", "Filter by words"), ("combobox", "Filter by code"),
                       ("progressbar", "Answers with a code"), ("columnheader", "Answer")):  # fmt: skip
        assert page.get_by_role(role, name=name).count() >= 1, name


def test_a_key_is_seen_at_once(page, opened, tmp_path, record_property):
    folder = study(tmp_path / "s", survey([(f"P{n % 900}", f"Answer number {n}", "Team", n % 11, "") for n in range(6400)]))
    opened(folder)
    started = time.perf_counter()
    press(page, "Control+a")
    page.wait_for_function("document.querySelector('.wb-say').textContent.startsWith('6400')")
    press(page, "4")
    saved(page)
    record_property("seconds for 6,400 answers selected, coded and saved", time.perf_counter() - started)
    assert len(codings(folder)) == 6400


def test_the_words_one_filters_by_are_told_in_each_answer(page, opened, folder):
    opened(folder)
    page.locator(".wb-words").fill("PRICE")
    page.wait_for_selector(".wb-hit")
    page.wait_for_function("document.querySelectorAll('.wb-answer-row').length === document.querySelectorAll('.wb-hit').length")
    assert {e.inner_text().lower() for e in page.locator(".wb-hit").all()} == {"price"}
    page.locator(".wb-words").fill("")
    page.wait_for_function("!document.querySelector('.wb-hit')")
