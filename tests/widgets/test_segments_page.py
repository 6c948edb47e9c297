"""The segments browser in a real browser with the real Python behind it: what the hands do and what the eyes see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from answers import study, survey
from bridge import Bridge
from passages import EMPTY_PAGE, TOLD, anchor, bare, coded
from passages import code as give

from workbench.study.errors import NotSaved
from workbench.widgets.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\"></script><script>flags.push(1)</script>\u202e\u200d"
MANY = 50_000  # more rows than a page is tall
SLOW = ["Too slow to load.", "too slow to load", "Way too slow to load"]


@pytest.fixture
def folder(tmp_path):
    return coded(tmp_path / "study")


@pytest.fixture
def opened(page, widget_harness) -> Callable[..., Bridge]:
    made: list[Segments] = []

    def open_(folder, query="", coder="maria", **options) -> Bridge:
        widget = Segments(folder, query, coder, **options)
        made.append(widget)
        bridge = Bridge(page, widget)
        bridge.open(f"{widget_harness}?segments&grid", ".wb-passage, .wb-empty:not(:empty)")
        page.locator(".wb-rows").focus()
        return bridge

    yield open_
    for widget in made:
        widget.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def ask(page: Page, query: str, first: str = "") -> None:
    page.locator(".wb-query").fill(query)
    press(page, "Enter")
    page.wait_for_function("(q) => window.sent.at(-1) && document.querySelector('.wb-segs').ariaBusy !== 'true'", arg=query)
    if first:
        page.wait_for_function("(q) => document.querySelector('.wb-passage mark')?.textContent === q", arg=first)


def saved(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-pending')"
    )


def drawn(page: Page, tab: str) -> None:
    """Wait until what a tab shows has come."""
    there = {"1": ".wb-passage mark", "2": ".wb-matrix", "3": ".wb-matrix", "4": ".wb-memos > *"}[tab]
    page.wait_for_selector(f".wb-tab:not([hidden]) {there} >> nth=0")


def shown(page: Page) -> list[str]:
    return [e.inner_text() for e in page.locator(".wb-passage .wb-said mark").all()]


def found(page: Page) -> str:
    return " ".join(page.locator(".wb-result").inner_text().split())


def codes(folder, words, coder="maria"):
    a = anchor(folder, words)
    return sorted(c.code for c in folder.state().codings.values() if c.coder == coder and c.anchor == a)


# Asking ----------------------------------------------------------------------------------------------------------------


def test_a_query_shows_passages_people_and_rounds(page, opened, folder):
    opened(folder)
    assert "10 passages" in found(page)
    ask(page, "pain:slow", SLOW[0])
    assert shown(page) == SLOW
    assert found(page).startswith("3 passages 3 of 8 people Winter: 0 of 1 Spring: 3 of 7")
    assert page.evaluate("document.activeElement.classList.contains('wb-rows')"), "on to the passages"


def test_what_is_wrong_is_shown_under_the_bar_with_a_caret_at_the_place(page, opened, folder):
    opened(folder)
    page.locator(".wb-query").fill("pain:slow and 🙂 and rolle=staff")
    press(page, "Enter")
    box = page.locator(".wb-wrong")
    box.locator("[role=alert]").wait_for()
    assert "rolle" in box.locator("[role=alert]").inner_text()
    first, second = box.locator("pre").inner_text().split("\n")[:2]
    assert [*first][len([*second.rstrip("^")])] == "r", "the caret stands under the word"
    assert page.locator(".wb-query").evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "rolle=staff"
    assert len(shown(page)) >= 3, "what was found before stays"
    ask(page, "pain:slow", SLOW[0])
    assert box.inner_text() == ""


def test_names_are_offered_as_one_types(page, opened, folder):
    opened(folder)
    press(page, ";")
    page.keyboard.type("empty")
    page.locator(".wb-offer").first.wait_for()
    assert "pain: Empty first page" in page.locator(".wb-offer").first.inner_text()
    press(page, "ArrowDown", "Enter")
    assert page.locator(".wb-query").input_value() == "pain:empty-page "
    assert [e.inner_text() for e in page.locator(".wb-offer span").all()][:4] == ["and", "or", "and not", "near(20)"]
    page.keyboard.type("and rol")
    page.locator(".wb-offer", has_text="role").first.click()
    assert page.locator(".wb-query").input_value() == "pain:empty-page and role="
    press(page, "ArrowDown", "Enter", "Escape", "Enter")
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 1")
    assert shown(page) == [EMPTY_PAGE]


def test_what_was_asked_before_comes_back_with_arrow_up(page, opened, folder):
    opened(folder)
    ask(page, "pain:slow", SLOW[0])
    ask(page, "pain:empty-page", EMPTY_PAGE)
    press(page, ";", "ArrowUp")
    assert page.locator(".wb-query").input_value() == "pain:empty-page"
    press(page, "ArrowUp")
    assert page.locator(".wb-query").input_value() == "pain:slow"
    press(page, "ArrowDown", "ArrowDown")
    assert page.locator(".wb-query").input_value() == "pain:empty-page", "what stood there"


def test_an_empty_bar_offers_queries_that_find_something(page, opened, folder):
    opened(folder)
    button = page.locator(".wb-try").first
    query = button.inner_text()
    button.click()
    page.wait_for_function("(q) => document.querySelector('.wb-tries').hidden", arg=query)
    assert page.locator(".wb-query").input_value() == query
    page.wait_for_selector(".wb-passage mark")
    page.get_by_role("button", name="Clear the query").click()
    page.wait_for_function("!document.querySelector('.wb-tries').hidden")
    assert "10 passages" in found(page)


# Reading ---------------------------------------------------------------------------------------------------------------


def test_j_and_k_move_and_enter_shows_what_was_said_around(page, opened, folder):
    opened(folder, "pain:empty-page near(20) emotion:confused")
    press(page, "Enter")
    page.locator(".wb-around").wait_for()
    said = page.locator(".wb-around").inner_text()
    assert "Take me back" in said
    assert "spreadsheet" in said
    assert page.locator(".wb-around mark").all_inner_texts() == [EMPTY_PAGE, "and now what?"]
    press(page, "Enter")
    assert page.locator(".wb-around").count() == 0
    ask(page, "", SLOW[0])
    press(page, "j", "j", "k")
    assert page.locator(".wb-now mark").first.inner_text() == SLOW[1]


def test_beside_a_passage_stand_the_person_the_place_and_who_coded(page, opened, folder):
    opened(folder, "pain:empty-page")
    page.locator(".wb-facts-box").first.wait_for()
    told = page.locator(".wb-panel").inner_text()
    for part in ("P01", "owner", "2026-Q1", "00:00:07", "maria", "ben says so too"):
        assert part in told, part
    assert (
        "ben: the same" in " ".join(page.locator(".wb-chips").inner_text().split())
        or "ben:" in page.locator(".wb-chips").inner_text()
    )


def test_groups_open_and_close_and_orders_hold(page, opened, folder):
    opened(folder)
    page.locator("select[aria-label='Group passages']").select_option("source")
    page.wait_for_selector(".wb-heading")
    page.locator(".wb-rows").focus()
    press(page, "Home")
    assert "nps 6 passages · 6 people" in " ".join(page.locator(".wb-heading").first.inner_text().split())
    press(page, "ArrowLeft")
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 4")
    press(page, "ArrowRight")
    page.wait_for_function("document.querySelectorAll('.wb-passage').length > 4")
    page.locator("select[aria-label='Group passages']").select_option("")
    page.locator("select[aria-label='Order of passages']").select_option("newest")
    page.wait_for_function("document.querySelector('.wb-passage mark')?.textContent === 'Price is hidden'")


# Coding ----------------------------------------------------------------------------------------------------------------


def test_a_code_feeling_and_memo_by_keyboard_then_undone(page, opened, folder):
    opened(folder, "need")
    assert shown(page) == [TOLD]
    press(page, "c")
    page.keyboard.type("pain: nice café")
    press(page, "Enter")
    saved(page)
    assert "pain:nice-café" in codes(folder, TOLD)
    press(page, ",", ",", "m")
    page.keyboard.type("why 1 2 3?")
    press(page, "Escape")
    saved(page)
    page.locator(".wb-memo-line").wait_for()
    one = next(c for c in folder.state().codings.values() if c.code == "pain:nice-café")
    assert (one.valence, one.memo) == (-2, "why 1 2 3?")
    press(page, "Delete")
    page.wait_for_function("![...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('café'))")
    saved(page)
    assert "pain:nice-café" not in codes(folder, TOLD)
    press(page, "Control+z")
    page.wait_for_function("[...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('café'))")
    assert "pain:nice-café" in codes(folder, TOLD)


def test_the_same_code_again_takes_it_off(page, opened, folder):
    opened(folder, "need")
    press(page, "c")
    page.keyboard.type("onboarding")
    press(page, "Enter")
    page.wait_for_function("document.querySelectorAll('.wb-mark.wb-mine').length === 1")
    saved(page)
    assert codes(folder, TOLD) == ["need:know-what-to-bring"]


def test_many_are_recoded_as_one_step_that_is_seen_first(page, opened, folder):
    opened(folder, "pain:slow")
    press(page, "Control+a", "r")
    box = page.get_by_role("dialog", name="Recode 3 passages")
    box.wait_for()
    page.keyboard.type("slow start")
    assert "new pain: slow start" in box.locator(".wb-offer").first.inner_text(), "a new one of the same family first"
    press(page, "Enter")
    box.locator(".wb-like").first.wait_for()
    assert "3 passages of 3 people will change; 1 coding of others stays as it is." in box.locator(".wb-sum").inner_text()
    assert box.locator(".wb-changed").all_inner_texts()[:2] == ["pain: slow", "pain: slow start"]
    assert "pain:slow-start" not in folder.state().codes, "nothing happened yet"
    box.locator(".wb-like input").nth(1).uncheck()
    page.wait_for_function("document.querySelector('.wb-go').textContent.startsWith('Replace in 2')")
    press(page, "Control+Enter")
    saved(page)
    page.wait_for_function(
        "[...document.querySelectorAll('.wb-mark')].filter((m) => m.textContent.includes('pain: slow start')).length === 2"
    )
    assert [codes(folder, q) for q in SLOW] == [["pain:slow-start"], ["pain:slow"], ["pain:slow-start"]]
    assert page.locator(".wb-passage").count() == 3, "what was just recoded does not vanish under the fingers"
    page.wait_for_selector(".wb-tidy:not([hidden])")
    press(page, "Control+z")
    page.wait_for_function("![...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('pain: slow start'))")
    assert [codes(folder, q) for q in SLOW] == [["pain:slow"]] * 3, "one step"
    press(page, "Control+y")
    page.wait_for_function("[...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('pain: slow start'))")
    press(page, "Escape", "t")
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 2")  # one that was left out, one of ben's


def test_a_full_disk_says_not_saved_and_retry_saves(page, opened, folder):
    bridge = opened(folder, "need")
    real = bridge.widget._folder.act

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on device")

    bridge.widget._folder.act = full
    press(page, "c")
    page.keyboard.type("angry")
    press(page, "Enter")
    page.wait_for_selector(".wb-mark.wb-failed")
    assert "not saved: no space left" in page.locator(".wb-saved").inner_text()
    assert "emotion:angry" not in codes(folder, TOLD)
    bridge.widget._folder.act = real
    page.get_by_role("button", name="Retry").click()
    saved(page)
    assert "emotion:angry" in codes(folder, TOLD)


def test_a_kernel_that_is_gone_is_named_and_nothing_is_called_saved(page, clock, opened, folder):
    bridge = opened(folder, "need")
    bridge.silent = True
    press(page, "Delete")
    clock.run_for(9000)
    page.wait_for_function("document.querySelector('.wb-saved').textContent.includes('has not answered')")
    press(page, "t")
    clock.run_for(31_000)
    assert "has not answered" in found(page)
    bridge.silent = False
    page.get_by_role("button", name="Retry").click()
    clock.run_for(500)
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    assert len(codes(folder, TOLD)) == 1


def test_a_colleagues_coding_comes_in_named(page, opened, folder):
    opened(folder, "need")
    give(folder, "ben", TOLD, "stage:retention")
    page.wait_for_function("[...document.querySelectorAll('.wb-theirs')].some((m) => m.textContent.includes('Retention'))")
    assert "ben" in page.locator(".wb-presence").inner_text()
    assert page.locator(".wb-tidy").is_visible()


# Numbers and memos -----------------------------------------------------------------------------------------------------


def test_a_cell_of_the_matrix_opens_its_passages(page, opened, folder):
    opened(folder)
    press(page, "2")
    page.locator(".wb-matrix").wait_for()
    page.locator(".wb-choose:visible", has_text="Columns").locator("select").select_option("role")
    page.get_by_role("button", name="pain: slow, staff: 2 people of 3").click()
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 2")
    assert page.locator(".wb-query").input_value() == "pain:slow and role=staff"
    assert shown(page) == SLOW[1:]


def test_cells_are_walked_by_arrows_and_follow_what_is_coded(page, opened, folder):
    opened(folder)
    press(page, "3")
    page.locator(".wb-mcell button").first.wait_for()
    page.wait_for_function("document.activeElement.dataset.r === '0'")
    press(page, "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight")
    assert page.evaluate("[document.activeElement.dataset.r, document.activeElement.dataset.c]") == ["1", "3"]
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("Onboarding, frustrated: 1 people")
    give(folder, "maria", SLOW[0], "emotion:frustrated")
    give(folder, "maria", SLOW[0], "stage:onboarding")
    page.wait_for_function("document.activeElement.getAttribute('aria-label').startsWith('Onboarding, frustrated: 2 people')")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-query').value === 'stage:onboarding and emotion:frustrated'")
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 2")


def test_memos_are_found_changed_and_lead_to_their_passage(page, opened, folder):
    opened(folder)
    press(page, "4")
    page.locator(".wb-memo").first.wait_for()
    assert page.locator(".wb-memo").count() == 5
    page.locator(".wb-words:visible").fill("split")
    page.wait_for_function("document.querySelectorAll('.wb-memo').length === 1")
    press(page, "Enter", "m")
    page.locator(".wb-memo textarea").fill("split by start")
    press(page, "Control+Enter")
    saved(page)
    assert folder.state().memos["code", "pain:slow"] == "split by start"
    page.locator(".wb-words:visible").fill("week")
    page.wait_for_function("document.querySelector('.wb-memo p')?.textContent === 'the week again'")
    page.locator(".wb-memo").focus()
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-now mark')?.textContent === 'it dropped me on an empty page'")


# Bad input, any screen -------------------------------------------------------------------------------------------------


def test_hostile_words_codes_memos_and_queries_never_become_markup(page, opened, tmp_path):
    folder = study(tmp_path / "s", survey([(HOSTILE, HOSTILE, HOSTILE, 1, ""), ("P2", "a\u0000b \u2066 x" * 1000, "x", 2, "")]))
    folder.act("maria", ("code.define", {"code": "pain:x", "label": HOSTILE, "colour": f"red;}}</style>{HOSTILE}"}))
    give(folder, "maria", HOSTILE, "pain:x", memo=HOSTILE)
    give(folder, "maria", HOSTILE, "pain:</script>")
    folder.act("maria", ("memo.set", {"kind": "source", "about": "nps", "text": HOSTILE}))
    opened(folder)
    press(page, "Enter", "c", "Escape", "r")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("x")
    press(page, "Escape")
    for tab in "234":
        press(page, tab)
        drawn(page, tab)
    press(page, "1")
    for query in (HOSTILE, f'"{HOSTILE}"', "pain", '"script"'):
        ask(page, query)
        page.wait_for_function("document.querySelector('.wb-segs').ariaBusy !== 'true'")
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-segs img, .wb-segs script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200


def test_very_many_passages_are_reached_and_only_a_few_are_there(page, opened, tmp_path):
    folder = study(tmp_path / "s", survey([(f"P{n % 500}", f"Answer number {n} of many", "Team", n % 11, "") for n in range(MANY)]))
    opened(folder, "Answer")
    assert f"{MANY:,} passages" in found(page)
    for place in (0.5, 0.93, 0.0, 1.0):
        page.evaluate(
            "(p) => { const r = document.querySelector('.wb-rows'); r.scrollTop = p * (r.scrollHeight - r.clientHeight); }", place
        )
        page.wait_for_function(
            """([place, all]) => {
                const first = document.querySelector('.wb-passage');
                const near = first && Math.abs(Number(first.dataset.i) / all - place) < 0.02;
                return near && !document.querySelector('.wb-coming');
            }""",
            arg=[place, MANY],
        )
        first = page.locator(".wb-passage").first
        assert f"number {first.get_attribute('data-i')} of" in first.locator(".wb-said p").inner_text()
    assert page.locator(".wb-passage").count() < 40
    page.locator(".wb-rows").focus()
    press(page, "End")
    page.wait_for_function("document.querySelector('.wb-now .wb-said p')?.textContent.includes('number 49999 ')")


def test_ten_thousand_codes_are_offered_and_given(page, opened, folder):
    folder.act("maria", *(("code.define", {"code": f"free:p{n}", "label": f"Number {n}"}) for n in range(10_000)))
    opened(folder, "need")
    press(page, "c")
    page.keyboard.type("number 9876")
    press(page, "Enter")
    saved(page)
    assert "free:p9876" in codes(folder, TOLD)
    press(page, ";")
    page.locator(".wb-query").fill("number 9876")
    page.locator(".wb-offer").first.wait_for()
    assert page.locator(".wb-offer").count() < 12
    press(page, "ArrowDown", "Enter", "Escape", "Enter")
    page.wait_for_function("document.querySelector('.wb-query').value.trim() === 'free:p9876'")
    assert page.evaluate("document.querySelectorAll('.wb-segs *').length") < 2_000


def test_an_empty_study_teaches(page, opened, tmp_path):
    opened(bare(tmp_path / "s"))
    assert "study.coder()" in page.locator(".wb-empty").first.inner_text()
    for tab, words in (("2", "Nothing to count yet"), ("3", "Nothing to count yet"), ("4", "There are no memos yet")):
        press(page, tab)
        page.locator(".wb-empty:visible", has_text=words).wait_for()
    press(page, "1")
    ask(page, '"slow"', "slow")


def test_the_sheet_of_keys_opens_and_closes(page, opened, folder):
    opened(folder)
    press(page, "?")
    assert page.get_by_role("dialog", name="All keys").is_visible()
    press(page, "Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('wb-rows')")


def test_a_mistake_in_the_browser_is_shown_inside_the_widget(page, opened, folder):
    opened(folder)
    page.evaluate("window.say({op: 'patch', notices: 5})")
    assert "A mistake of the segments browser" in page.get_by_role("alert").first.inner_text()


@pytest.mark.parametrize("tab", ["1", "2", "4"])
def test_no_part_traps_the_focus(page, opened, folder, tab):
    opened(folder)
    press(page, tab)
    drawn(page, tab)
    outside = False
    for _ in range(80):
        press(page, "Tab")
        outside = outside or page.evaluate("document.activeElement === document.body")
        if outside:
            break
    assert outside, "Tab leads out"


@pytest.mark.parametrize("width", [320, 700, 1800])
def test_it_fits_any_width(page, opened, folder, width):
    page.set_viewport_size({"width": width, "height": 800})
    opened(folder)
    for tab in "2341":
        press(page, tab)
        drawn(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".wb-rows", ".wb-find", ".wb-feel", ".wb-query", ".wb-tabs"):
        box = page.locator(part).bounding_box()
        assert box["width"] > 60
        assert box["x"] + box["width"] <= width


def test_what_a_screen_reader_hears(page, opened, folder):
    opened(folder, "pain:slow")
    press(page, "Home", "Space")
    grid = page.get_by_role("grid")
    assert grid.get_attribute("aria-rowcount") == "3"
    now = page.locator(f"#{grid.get_attribute('aria-activedescendant')}")
    assert (now.get_attribute("aria-selected"), now.get_attribute("aria-rowindex")) == ("true", "1")
    assert "1 passage selected" in page.locator(".wb-say").inner_text()
    for role, name in (("combobox", "Query"), ("search", "Passages"), ("tab", "Matrix"), ("combobox", "Group passages")):
        assert page.get_by_role(role, name=name).count() >= 1, name
