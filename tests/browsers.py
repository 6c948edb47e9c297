"""Find the browser the tests drive: $CHROME, a Chromium or Chrome of the system, or the one Playwright downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
# Headless, with no sandbox (CI runs as root), and with nothing that calls home.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def find_browser() -> Path | None:
    """Return the program to start, or None; $CHROME, when set, is the only one considered."""
    named = os.environ.get("CHROME")
    if named:
        found = shutil.which(named)
        return Path(found) if found else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in PLACES:
        if Path(place).is_file():
            return Path(place)
    return _playwright_own()


@contextmanager
def started(program: Path) -> Iterator[Browser]:
    """Start the browser headless, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), headless=True, args=list(ARGUMENTS))
        yield browser
        browser.close()


def _playwright_own() -> Path | None:
    """Ask Playwright where its own download would be, in a process of its own: it may not run beside an event loop."""
    question = "from playwright.sync_api import sync_playwright as p\nwith p() as w: print(w.chromium.executable_path)"
    from sys import executable

    try:
        answer = subprocess.run([executable, "-c", question], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    path = Path(answer.stdout.strip())
    return path if path.is_file() else None
