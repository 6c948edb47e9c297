"""The adjudicator in JupyterLab, from the key to the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from double import study
from lab import command

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Adjudicator
Adjudicator(Folder("double"), ["ana", "ben"], "carla")"""


def test_cases_are_decided_by_keyboard_and_the_saved_notebook_says_so(page: Page, lab: Lab) -> None:
    folder = study(lab.root / "double")
    lab.open(page, lab.notebook("double.ipynb", CELL))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-adjcard")
    page.locator(".wb-adjrows").focus()
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    for key in ("j", "k", "b", "0", "Escape", "r", "Escape", "o", "k", "1"):
        page.keyboard.press(key)
    page.keyboard.type("a better word for what she says")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    (made,) = folder.state().adjudications.values()
    assert (made.coder, made.reason) == ("carla", "a better word for what she says")
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"

    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('a better word for what she says')")
    command(page, "docmanager:save")
    written = (lab.root / "double.ipynb").read_text(encoding="utf-8")
    assert "3 open, 1 decided" in written
    assert "widget-state" not in written
