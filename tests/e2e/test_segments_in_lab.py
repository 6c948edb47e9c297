"""The segments browser in JupyterLab, from the query to the disk and back: nothing here is a stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab import ask, command
from passages import code as give
from passages import coded

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

    from workbench.study.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """import workbench as wb
found = wb.open("{name}").segments("{query}", me="maria")
found"""
SLOW = ["Too slow to load.", "too slow to load", "Way too slow to load"]
SINGLE_KEYS = ("m", "Escape", "b", "a", "x", "x", "v", "y", "d", "d", "z", "j", "k", "Shift+z", "Shift+Enter")


def start(page: Page, lab: Lab, name: str, query: str = "pain:slow") -> Folder:
    """Make a study and a notebook of that name, open it and run it; return the study."""
    folder = coded(lab.root / name)
    lab.open(page, lab.notebook(f"{name}.ipynb", CELL.format(name=name, query=query)))
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-segs .wb-passage mark")
    page.locator(".wb-segs .wb-rows").focus()
    return folder


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def codes(folder: Folder) -> list[str]:
    return sorted(c.code for c in folder.state().codings.values() if c.coder == "maria" and folder.quote(c.anchor) in SLOW)


def test_passages_are_found_recoded_counted_and_come_back(page, lab):
    folder = start(page, lab, "segs-keys")
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    press(page, "Control+a", "r")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("slow start")
    press(page, "Enter")
    page.wait_for_function("document.querySelector('.wb-go')?.textContent.startsWith('Replace in 3')")
    press(page, "Control+Enter")
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
    assert codes(folder) == ["pain:slow-start"] * 3
    press(page, "Control+z")
    page.wait_for_function("![...document.querySelectorAll('.wb-mark')].some((m) => m.textContent.includes('slow start'))")
    assert codes(folder) == ["pain:slow"] * 3, "one undo takes all back"
    press(page, "Escape", *SINGLE_KEYS)
    assert page.evaluate("window.ran") == [], "no key became a command of JupyterLab"
    press(page, "2")
    page.locator(".wb-matrix button[data-r]").first.wait_for()
    page.locator(".wb-choose:visible", has_text="Columns").locator("select").select_option("role")
    page.get_by_role("button", name="pain: slow, staff: 2 people of 3").click()
    page.wait_for_function("document.querySelectorAll('.wb-passage').length === 2")
    press(page, "Control+s")
    assert "docmanager:save" in page.evaluate("window.ran")
    assert ask(page, "print(found.query, len(found.frame))") == "pain:slow and role=staff 2"
    give(folder, "ben", SLOW[1], "emotion:angry")
    page.wait_for_selector(".wb-segs .wb-mark.wb-theirs:has-text('angry')")


def test_a_saved_notebook_reads_without_a_kernel(page, lab):
    start(page, lab, "segs-saved", "pain")
    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('[pain: Empty first page]')")
    page.wait_for_selector(".wb-twin", state="attached")
    page.wait_for_selector(".wb-twin", state="hidden")  # it stands behind a live widget
    command(page, "docmanager:save")
    written = (lab.root / "segs-saved.ipynb").read_text(encoding="utf-8")
    assert "widget-state" not in written
    (lab.root / "theirs-segs.ipynb").write_text(written, encoding="utf-8")  # a colleague's copy: not trusted, no such widget
    lab.open(page, "theirs-segs.ipynb")
    page.wait_for_selector(".wb-twin", state="visible")
    assert "[pain: Empty first page]" in page.locator(".wb-twin").inner_text()
