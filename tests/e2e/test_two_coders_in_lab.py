"""A team without a server: two coders, each with a window and a kernel of their own, and one folder that both can write to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sample import study

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page
    from tabs import Tab

from lab import PATIENCE, command

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Coder
coder = Coder(Folder("{name}"), "P01", "{me}", blind={blind})
coder"""
MOST = PATIENCE  # looking is every 0.7 seconds (tests/widgets), the rest is for slow machines


@pytest.fixture
def windows(browser_tab: Tab) -> tuple[Page, Page]:
    pages = [browser_tab.page(1300, 900) for _ in range(2)]  # the second in a context of its own
    for page in pages:
        page.set_default_timeout(PATIENCE)
        browser_tab.on(page, "dialog", lambda dialog: dialog.accept())
    return pages[0], pages[1]


def start(page: Page, lab: Lab, name: str, me: str, *, blind: bool = False) -> None:
    lab.open(page, lab.notebook(f"{name}-{me}.ipynb", CELL.format(name=name, me=me, blind=blind)))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-coder .wb-text")
    page.locator(".wb-coder .wb-text").focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")


def test_each_sees_what_the_other_codes_without_a_server(windows, lab):
    ana, ben = windows
    folder = study(lab.root / "shared")
    start(ana, lab, "shared", "ana")
    start(ben, lab, "shared", "ben")

    press(ana, "j", "s", "4")
    saved(ana)
    ben.wait_for_selector(".wb-coder mark.wb-theirs", timeout=MOST)
    assert "ana is coding here too" in ben.locator(".wb-presence").inner_text()

    press(ben, "j", "s", "o")  # the very same words, by both, while the other looks
    press(ana, "Escape", "s", "2")
    saved(ben)
    saved(ana)
    ana.wait_for_selector('.wb-tag.wb-theirs[data-who^="ben"]', timeout=MOST)
    ben.wait_for_function("document.querySelectorAll('.wb-tag.wb-theirs').length === 2", timeout=MOST)

    press(ana, "Control+z")  # takes back what was ana's, and nothing of ben's
    ben.wait_for_function("document.querySelectorAll('.wb-tag.wb-theirs').length === 1", timeout=MOST)
    folder.refresh()
    assert sorted((c.coder, c.code) for c in folder.state().codings.values()) == [
        ("ana", "stage:onboarding"), ("ben", "emotion:frustrated"),
    ]  # fmt: skip
    logs = sorted((folder.root / "log").glob("*.jsonl"))
    assert {json.loads(line)["coder"] for path in logs for line in path.read_text("utf-8").splitlines()} == {"ana", "ben"}
    assert len(logs) == 2, "everybody writes only their own log"
    assert folder.problems() == []


def test_who_codes_blind_sees_nothing_of_the_other_and_is_seen(windows, lab):
    ana, ben = windows
    study(lab.root / "blind")
    start(ana, lab, "blind", "ana")
    start(ben, lab, "blind", "ben", blind=True)
    press(ben, "j", "s", "4")
    saved(ben)
    ana.wait_for_selector(".wb-coder mark.wb-theirs", timeout=MOST)
    press(ana, "j", "s", "o")
    saved(ana)
    ben.wait_for_timeout(2_000)
    assert ben.locator(".wb-theirs").count() == 0
    assert "ana" not in ben.locator(".wb-coder").inner_text()
