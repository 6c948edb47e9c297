"""What axe-core finds wrong with a widget on a page: nothing, or which rule, where and why.

Labels that CSS draws from attributes are no text to axe; their contrast has a test of its own.
"""

from __future__ import annotations

import functools
import importlib.resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: The rules that say what WCAG 2.2 A and AA want, and what axe's makers hold to be good practice.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async ([scope, tags]) => {
  const found = await axe.run(scope, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return [found.passes.length, found.violations.flatMap((v) => v.nodes.map((n) =>
    `${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replace(/\\s+/g, ' ')}`))]; }"""


@functools.cache
def script() -> str:
    """Return axe-core as the package of that name for Playwright carries it."""
    return importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, scope: str = ".wb-coder") -> list[str]:
    """Return what is wrong within `scope`, one line for each element.

    Parameters
    ----------
    page
        With the widget on it, as a person would see it.
    scope
        A selector: what stands around the widget is not ours.

    Raises
    ------
    LookupError
        If nothing is there, or no rule applied: then nothing was checked.
    """
    if not page.locator(scope).count():
        raise LookupError(scope)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(script())
    passed, found = page.evaluate(RUN, [scope, list(TAGS)])
    if not passed and not found:
        message = f"axe checked nothing in {scope}"
        raise LookupError(message)
    return list(found)
