"""One JupyterLab and one Chromium for all end-to-end tests; a fresh page, notebook and study for each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "widgets"), str(TESTS / "e2e")]  # for sample.py and lab.py

from lab import Lab, running  # noqa: E402 (needs the path above)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def lab(browser_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001 (no browser, no server)
    with running(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("served")) as lab:
        yield lab


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("dialog", lambda dialog: dialog.accept())  # leaving a page with unsaved changes
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not [error for error in broken if "wb" in error or "coder" in error.lower()], broken
