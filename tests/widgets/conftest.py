"""The pages the browser tests run on, served from the checkout: the coder on a stand-in for the kernel, the grid on Python."""

from __future__ import annotations

import functools
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "widgets"))  # for sample.py

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Clock, Page
    from tabs import Tab


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def harness() -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(TESTS.parent / "widgets"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/harness.html"
        server.shutdown()
        thread.join()


@pytest.fixture
def widget_harness(harness: str) -> str:
    return harness.replace("harness.html", "widget_harness.html")


@pytest.fixture
def page(browser_tab: Tab) -> Iterator[Page]:
    page = browser_tab.page()
    broken: list[str] = []
    browser_tab.on(page, "pageerror", lambda error: broken.append(str(error)))
    yield page
    browser_tab.leave()
    assert not broken, broken


@pytest.fixture
def clock(page: Page, browser_tab: Tab) -> Clock:
    """The page's time, in the test's hands."""
    browser_tab.spoil()
    page.clock.install()
    return page.clock
