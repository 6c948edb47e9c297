"""One JupyterLab and one tab for all end-to-end tests; a fresh notebook, kernel and study for each.

Loading JupyterLab is most of what such a test takes: in the tab that has loaded it before it comes from the browser's cache.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "widgets"), str(TESTS / "e2e")]  # for sample.py and lab.py

from lab import PATIENCE, Lab, running  # noqa: E402 (needs the path above)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from tabs import Tab


@pytest.fixture(scope="session")
def lab(browser_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001 (no browser, no server)
    with running(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("served")) as lab:
        yield lab


@pytest.fixture
def browser_tab(browser_tab: Tab, lab: Lab) -> Iterator[Tab]:
    yield browser_tab
    browser_tab.leave()
    lab.end_kernels()


@pytest.fixture
def page(browser_tab: Tab) -> Iterator[Page]:
    page = browser_tab.page(1400, 950)
    page.set_default_timeout(PATIENCE)
    browser_tab.on(page, "dialog", lambda dialog: dialog.accept())  # leaving a page with unsaved changes
    broken: list[str] = []
    browser_tab.on(page, "pageerror", lambda error: broken.append(str(error)))
    yield page
    browser_tab.leave()
    assert not [error for error in broken if "wb" in error or "coder" in error.lower()], broken
