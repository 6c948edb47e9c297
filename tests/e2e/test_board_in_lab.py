"""The topic board in JupyterLab, from the key to the disk, with the packaged model behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab import command
from topics import study

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Board
Board(Folder("rota"), "ana")"""
#: What JupyterLab does with single keys while a cell is not edited; none of these writes anything here without a name.
SINGLE_KEYS = (
    "b",
    "a",
    "z",
    "v",
    "y",
    "k",
    "d",
    "Shift+z",
    "Shift+Enter",
    "m",
    "Escape",
    "r",
    "Escape",
    "t",
    "Escape",
    "?",
    "Escape",
)


def test_a_topic_is_made_a_theme_by_keyboard_and_the_saved_notebook_says_so(page: Page, lab: Lab) -> None:
    folder = study(lab.root / "rota")
    lab.open(page, lab.notebook("rota.ipynb", CELL))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-quote p", timeout=90_000)
    page.locator(".wb-bcards").focus()
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    for key in SINGLE_KEYS:
        page.keyboard.press(key)
    page.keyboard.press("Home")
    page.keyboard.press("t")
    page.keyboard.type("What they told us")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    page.wait_for_function("document.querySelector('[data-group=theme]').textContent.includes('What they told us')")
    assert [t.name for t in folder.state().themes.values()] == ["What they told us"]
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"

    folder.act("ben", ("theme.make", {"theme": "theme:loud", "name": "Too loud"}))
    page.wait_for_function("document.querySelector('[data-group=theme]').textContent.includes('Too loud')")

    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('What they told us')")
    command(page, "docmanager:save")
    written = (lab.root / "rota.ipynb").read_text(encoding="utf-8")
    assert "wb-twin" in written
    assert "What they told us" in written
    assert "widget-state" not in written
