"""The codebook editor in JupyterLab, from the key to the disk and back: nothing here is a stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import study
from lab import ask, command

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

    from workbench.study.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """import workbench as wb
editor = wb.open("{name}").codebook().editor(me="ana")
editor"""
#: What JupyterLab does with single keys while a cell is not edited; none of these is bound to an act without a code.
SINGLE_KEYS = ("b", "a", "x", "c", "v", "y", "r", "z", "j", "k", "Shift+z", "Shift+Enter")
SAVED = "document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved') && !document.querySelector('.wb-dot')"


def start(page: Page, lab: Lab, name: str) -> Folder:
    """Make a study and a notebook of that name, open it and run it; return the study."""
    folder = study(lab.root / name)
    lab.open(page, lab.notebook(f"{name}.ipynb", CELL.format(name=name)))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-editor .wb-label")
    page.locator(".wb-editor [role=tree]").focus()
    page.wait_for_function("document.querySelector('.wb-label').value === 'Fee'")
    return folder


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_codebook_edited_by_keyboard_is_on_the_disk_with_a_colleague_beside(page, lab):
    folder = start(page, lab, "codebook-keys")
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    press(page, "m", "Control+a")
    page.keyboard.type("m b x 1 2 3: not commands")
    press(page, "Control+Enter", "Escape")
    page.wait_for_function(SAVED)
    assert folder.state().memos["code", "pain:fee"] == "m b x 1 2 3: not commands"

    press(page, "g")
    page.keyboard.type("slow")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-plan').textContent.includes('3 codings of 2 people move')")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-label').value === 'slow'")
    assert folder.state().merged == {"pain:fee": "pain:slow"}
    press(page, "Control+z")
    page.wait_for_function("document.querySelector('.wb-editor [role=tree]').textContent.includes('Fee')")
    assert not folder.state().merged

    press(page, *SINGLE_KEYS, "Escape", "?", "Escape", "3")  # the last list is made in a thread of the kernel
    page.wait_for_function("document.querySelector('.wb-tabpage:not([hidden])').textContent.includes('Nothing to look at')")
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"

    folder.act("ben", ("code.define", {"code": "pain:loud", "label": "Loud"}))
    page.wait_for_function("document.querySelector('.wb-editor [role=tree]').textContent.includes('Loud')")
    assert ask(page, "print(sum(c.label == 'Loud' for c in editor.codebook()))") == "1"


def test_a_saved_notebook_shows_the_codebook_without_a_kernel(page, lab):
    start(page, lab, "codebook-saved")
    press(page, "n")
    page.keyboard.type("need: know it first")
    page.wait_for_selector(".wb-deed .wb-go:not([disabled])")
    press(page, "Enter")
    page.wait_for_function(SAVED)
    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('know it first')")
    page.wait_for_selector(".wb-twin", state="attached")
    page.wait_for_selector(".wb-twin", state="hidden")  # it stands behind a live widget
    command(page, "docmanager:save")
    written = (lab.root / "codebook-saved.ipynb").read_text(encoding="utf-8")
    assert "widget-state" not in written
    (lab.root / "their-codebook.ipynb").write_text(written, encoding="utf-8")  # a colleague's copy: not trusted, no such widget
    lab.open(page, "their-codebook.ipynb")
    page.wait_for_selector(".wb-twin", state="visible")
    assert "know it first" in page.locator(".wb-twin").inner_text()
