"""Models made by hand (share_models.py), people of an invented key file, and pages that tell what they did."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "widgets")]  # the latter for axe

import share_lanes  # noqa: E402 (needs the path above)
import share_models  # noqa: E402


@dataclass(frozen=True)
class Entry:
    pseudonym: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "participant"


ROSTER = (
    Entry("P01", "Maria Woźniak", ("Marysia",)),
    Entry("P02", "Siobhán O\u2019Connor"),
    Entry("P03", "Will Hartnoll"),
    Entry("E01", "Bluegate Café", (), "employer"),
)


@pytest.fixture
def roster():
    return ROSTER


@pytest.fixture
def rich():
    return share_models.rich()


@pytest.fixture
def full():
    return share_lanes.argued(share_lanes.full(share_models.rich()))


@pytest.fixture
def sparse():
    return share_models.sparse()


@pytest.fixture
def empty():
    return share_models.empty()


@pytest.fixture
def empty_with_people():
    return share_models.empty(9)


@dataclass
class Opened:
    """A page in the browser and what it did that it should not."""

    page: object
    requests: list
    dialogs: list
    errors: list


@pytest.fixture
def opened(browser_tab, tmp_path):
    """Open HTML from a file: ``opened(html, width=360, color_scheme="dark", java_script_enabled=False)``."""

    def open_(html, *, width=1400, height=1000, **options):
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        page = browser_tab.page(width, height, **options)
        seen = Opened(page, [], [], [])
        local = ("file:", "data:", "about:")
        browser_tab.on(page, "request", lambda r: seen.requests.append(r.url) if not r.url.startswith(local) else None)
        browser_tab.on(page, "dialog", lambda d: (seen.dialogs.append(d.message), d.dismiss()))
        browser_tab.on(page, "pageerror", lambda e: seen.errors.append(str(e)))
        browser_tab.on(page, "console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.goto(path.as_uri())
        return seen

    return open_
