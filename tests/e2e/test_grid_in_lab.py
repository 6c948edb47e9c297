"""The answer grid in JupyterLab, from the key to the disk and back: nothing here is a stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from answers import SAID, study
from lab import ask, command

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

    from workbench.study.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Grid
grid = Grid(Folder("{name}"), "", "maria")
grid"""
SINGLE_KEYS = ("m", "b", "a", "x", "c", "v", "y", "r", "d", "d", "z", "j", "k", "Shift+z", "Shift+Enter")


def start(page: Page, lab: Lab, name: str) -> Folder:
    """Make a study and a notebook of that name, open it and run it; return the study."""
    folder = study(lab.root / name)
    lab.open(page, lab.notebook(f"{name}.ipynb", CELL.format(name=name)))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-grid .wb-answer-row")
    page.locator(".wb-grid .wb-rows").focus()
    return folder


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    page.wait_for_function(
        "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-pending')"
    )


def quotes(folder: Folder) -> list[str]:
    return sorted(folder.quote(c.anchor) for c in folder.state().codings.values())


def test_answers_coded_by_keyboard_are_on_the_disk_and_come_back(page, lab):
    folder = start(page, lab, "grid-keys")
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    press(page, "Home", "Space", "Shift+ArrowDown", "4")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")
    assert quotes(folder) == sorted([SAID[0][1], SAID[1][1]])
    press(page, "Control+z")
    page.wait_for_function("!document.querySelector('.wb-mark')")
    assert not quotes(folder), "one undo takes both back"
    press(page, "Control+y")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")

    page.locator(".wb-words").fill("price")  # a list is made in a thread of the kernel
    page.wait_for_function("document.querySelectorAll('.wb-answer-row').length === 2")
    page.locator(".wb-rows").focus()
    press(page, "Home", "=")
    page.get_by_role("dialog").wait_for()
    press(page, "5")
    page.wait_for_function("document.querySelectorAll('.wb-mark').length === 2")
    saved(page)
    assert len(quotes(folder)) == 4
    press(page, *SINGLE_KEYS, "?", "Escape")
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"
    press(page, "Control+s")
    assert "docmanager:save" in page.evaluate("window.ran")
    assert ask(page, "print(len(grid.codings))") == str(len(folder.state().codings))


def test_a_saved_notebook_reads_without_a_kernel(page, lab):
    start(page, lab, "grid-saved")
    press(page, "Home", "4")
    saved(page)
    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('[Onboarding]')")
    page.wait_for_selector(".wb-twin", state="attached")
    page.wait_for_selector(".wb-twin", state="hidden")  # it stands behind a live widget
    command(page, "docmanager:save")
    written = (lab.root / "grid-saved.ipynb").read_text(encoding="utf-8")
    assert "widget-state" not in written
    (lab.root / "theirs.ipynb").write_text(written, encoding="utf-8")  # a colleague's copy: not trusted, no such widget
    lab.open(page, "theirs.ipynb")
    page.wait_for_selector(".wb-twin", state="visible")
    assert "[Onboarding]" in page.locator(".wb-twin").inner_text()


def test_a_colleagues_act_shows_while_the_grid_is_open(page, lab):
    folder = start(page, lab, "grid-team")
    row = folder.surveys()[0].answers.iloc[1]
    anchor = {"source": "nps", "item": row["answer"], "version": row["version"], "start": 0, "end": len(row["text"])}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    page.wait_for_selector(".wb-grid .wb-mark.wb-theirs")
