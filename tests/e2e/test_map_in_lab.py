"""The map in JupyterLab, from the key to the disk: what a colleague does is seen, and the saved notebook says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab import command
from maps import FEE, WAIT, study

from workbench.journey import edits

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Map
Map(Folder("journey"), "ana")"""
#: What JupyterLab does with single keys while a cell is not edited; each opens a sheet here that Escape closes, or does nothing.
SINGLE_KEYS = ("a", "z", "v", "y", "k", "d", "Shift+z", "Shift+Enter", "m", "Escape", "r", "Escape", "c", "Escape", "?", "Escape")


def test_a_card_is_moved_by_keyboard_and_the_saved_notebook_says_so(page: Page, lab: Lab) -> None:
    folder = study(lab.root / "journey")
    lab.open(page, lab.notebook("journey.ipynb", CELL))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-jcard", timeout=90_000)
    page.locator(".wb-jgrid").focus()
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    page.keyboard.press("ArrowDown")
    for key in SINGLE_KEYS:
        page.keyboard.press(key)
    page.keyboard.press("r")
    page.keyboard.type("Nobody told them the fee")
    page.keyboard.press("Enter")
    page.keyboard.type("their own words")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    page.wait_for_selector(".wb-jcard >> text=Nobody told them the fee")
    assert folder.state().cards[FEE].title == "Nobody told them the fee"
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"

    edits.move(folder, WAIT, stage="purchase", reason="so", coder="ben")
    page.wait_for_selector(f"[data-stage=purchase] [data-claim='{WAIT}']")

    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('Nobody told them the fee')")
    command(page, "docmanager:save")
    written = (lab.root / "journey.ipynb").read_text(encoding="utf-8")
    assert "wb-twin" in written
    assert "Nobody told them the fee" in written
    assert "widget-state" not in written
