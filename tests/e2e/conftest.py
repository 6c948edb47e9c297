"""One JupyterLab, one Chromium and one tab for all end-to-end tests; a fresh notebook, kernel and study for each.

Loading JupyterLab is most of what such a test takes: in the tab that has loaded it before it comes from the browser's cache.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsers import started
from tabs import Tab

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "widgets"), str(TESTS / "e2e")]  # for sample.py and lab.py

from lab import Lab, running  # noqa: E402 (needs the path above)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page


class Kept:
    """The tab that outlives a file, but not this folder: Playwright's event loop must not be there for other tests."""

    def __init__(self) -> None:
        self.tab: Tab | None = None
        self.end = ExitStack()

    def start(self, program: Path) -> Tab:
        if self.tab is None:
            self.tab = Tab(self.end.enter_context(started(program)))
        return self.tab

    def stop(self) -> None:
        self.tab = None
        self.end.close()


KEPT = Kept()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    try:
        yield
    finally:
        if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
            KEPT.stop()


@pytest.fixture(scope="session")
def lab(browser_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001 (no browser, no server)
    with running(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("served")) as lab:
        yield lab


@pytest.fixture
def browser_tab(browser_path: Path, lab: Lab) -> Iterator[Tab]:
    tab = KEPT.start(browser_path)
    yield tab
    tab.leave()
    lab.end_kernels()


@pytest.fixture
def page(browser_tab: Tab) -> Iterator[Page]:
    page = browser_tab.page(1400, 950)
    page.set_default_timeout(30_000)
    browser_tab.on(page, "dialog", lambda dialog: dialog.accept())  # leaving a page with unsaved changes
    broken: list[str] = []
    browser_tab.on(page, "pageerror", lambda error: broken.append(str(error)))
    yield page
    browser_tab.leave()
    assert not [error for error in broken if "wb" in error or "coder" in error.lower()], broken
