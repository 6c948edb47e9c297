"""All widgets in one notebook that somebody was sent: JupyterLab shows what stands for them, trusted or not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from every import every, notebook

if TYPE_CHECKING:
    from pathlib import Path

    from lab import Lab
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: What stands right before a twin, and is not shown.
HIDDEN = """[...document.querySelectorAll('.jp-OutputArea-child:has(+ .jp-OutputArea-child .wb-twin)')].filter((output) =>
  getComputedStyle(output).display === 'none').length"""


def test_every_widget_reads_in_a_copy_that_is_not_trusted_and_in_one_that_is(page: Page, lab: Lab, tmp_path: Path) -> None:
    widgets = every(tmp_path)
    book = notebook(widgets)
    (lab.root / "sent.ipynb").write_text(json.dumps(book), encoding="utf-8")
    begins = [re.findall(r">([^<>]{9,})<", w._static()["text/html"].split("</style>", 1)[1])[0].strip() for w in widgets.values()]
    wanted = [*begins, *(f"printed before {name}" for name in widgets)]
    lab.open(page, "sent.ipynb")
    page.locator(".wb-twin").nth(len(widgets) - 1).wait_for(state="attached")
    assert missing(page, wanted) == []
    assert page.get_by_text("Loading widget").count() == 0

    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:trust')")  # it waits for an answer to its question
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function("window.jupyterapp.shell.currentWidget.content.widgets.every((cell) => cell.model.trusted)")
    page.wait_for_function(f"{HIDDEN} === {len(widgets)}")
    assert missing(page, wanted) == []
    assert page.get_by_text("printed before Coder").is_visible(), "a twin hides its widget's own line and nothing else"


def missing(page: Page, wanted: list[str]) -> list[str]:
    """Return what is not there; JupyterLab does not lay out cells below the window, so what is shown is asked for text."""
    said = page.locator(".jp-Notebook").text_content() or ""
    return [words for words in wanted if words not in said]
