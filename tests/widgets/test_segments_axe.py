"""What axe-core finds wrong with the segments browser: nothing, in any tab, in both themes, narrow and wide."""

from __future__ import annotations

import pytest
from axe import violations
from bridge import Bridge
from passages import bare, coded

from workbench.widgets.segments import Segments

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(page, widget_harness):
    made = []

    def open_(folder, query=""):
        made.append(Segments(folder, query, "maria"))
        Bridge(page, made[-1]).open(f"{widget_harness}?segments&grid", ".wb-passage mark, .wb-empty:not(:empty)")

    yield open_
    for widget in made:
        widget.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_in_any_tab(page, opened, tmp_path, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(coded(tmp_path / "study"))
    if scheme == "dark":
        page.evaluate("document.body.classList.add('wb-dark')")
    found = {}
    page.locator(".wb-rows").focus()
    page.keyboard.press("Enter")
    page.locator(".wb-around").wait_for()
    found["passages"] = violations(page)
    for key, there in (("2", "#" + page.evaluate("document.querySelector('.wb-matrix-tab').id") + " .wb-matrix"),
                       ("3", ".wb-matrix:visible"), ("4", ".wb-memo")):  # fmt: skip
        page.keyboard.press(key)
        page.locator(there).first.wait_for()
        found[key] = violations(page)
    page.keyboard.press("1")
    page.locator(".wb-query").fill("role")
    found["offers"] = violations(page)
    for key in ("Escape", "Escape", "r"):  # the offers, then the bar
        page.keyboard.press(key)
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("price")
    page.keyboard.press("Enter")
    page.locator(".wb-like").first.wait_for()
    found["recode"] = violations(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("query", ["", "pain and ("])
def test_axe_finds_nothing_where_there_is_nothing(page, opened, tmp_path, query):
    opened(bare(tmp_path / "study"))
    page.locator(".wb-query").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-wrong p" if query else ".wb-empty b")
    assert violations(page) == []
