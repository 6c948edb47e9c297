"""Find a Chromium and start it, for every test that looks at something in a browser."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# No sandbox: tests run in containers as root. The rest keeps the browser from calling home.
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


def executable() -> str | None:
    """Return the browser to use: $CHROME, one on the PATH, else the one Playwright brought; None if there is none."""
    if given := os.environ.get("CHROME"):
        return given
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as tools:
            own = tools.chromium.executable_path
    except Exception:  # noqa: BLE001 (whatever Playwright lacks, there is no browser then)
        return None
    return own if Path(own).exists() else None


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium; skip the test plainly if there is none."""
    path = executable()
    if path is None:
        pytest.skip("no Chromium here: install one, or name it in $CHROME")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=path, headless=True, args=ARGS)
        try:
            yield browser
        finally:
            browser.close()
