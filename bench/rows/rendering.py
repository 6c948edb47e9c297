"""What a rendered page asks for, weighs and costs: the report of the sample study, and its executed notebooks."""

from __future__ import annotations

import functools
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Row

if TYPE_CHECKING:
    from workbench.api import Study

PAIRS = 5
MOST_MIB = 2
MOST_RATIO = 1.5


@functools.cache
def made() -> tuple[Study, tuple[Path, ...]]:
    """Return the sample study and its executed notebooks, as `workbench demo` leaves them."""
    import workbench as wb
    from workbench.demo import run

    study = wb.open(ROOT / "corpus" / "study")
    folder = study.folder.root / "out" / "notebooks"
    if not any(folder.glob("*.ipynb")):
        run(study.folder.root)
    return study, tuple(sorted(folder.glob("*.ipynb")))


@functools.cache
def page() -> str:
    """Return the report of the sample study: the map, then all notebooks."""
    from workbench.share.page import report

    study, books = made()
    return report(study.folder.settings.title, study.journey().model, books, redactor=study.redactor)


def requests() -> Row:
    """Open the report in Chromium, read it to its end, search it, open a card, print it; count what it asks the network for."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page(), encoding="utf-8")
        found = [p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()]
        browser = play.chromium.launch(executable_path=found[0] if found else None, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        tab.mouse.wheel(0, 100_000)
        tab.locator(".wb-card").first.click()
        tab.keyboard.press("Escape")
        tab.get_by_role("searchbox").first.fill("price")
        tab.locator(".wb-hits button").first.wait_for()
        tab.pdf(path=Path(folder) / "report.pdf")
        browser.close()
    outside = [url for url in asked if not url.startswith(("file:", "data:"))]
    how = "requests beyond the file itself, in Chromium: opened, read to its end, a card, a search, printed"
    return Row(len(outside), "requests", "0", how, [len(outside), len(outside)])


def mebibytes() -> Row:
    """Weigh the report."""
    size = len(page().encode()) / 2**20
    return Row(size, "MiB", f"{MOST_MIB} MiB", "report of the sample study: the map and six notebooks in one file", [size, size])


def ratio() -> Row:
    """Compare the report, masked and sanitised, with what nbconvert takes to make a page of each notebook."""
    import nbformat
    from nbconvert import HTMLExporter

    from workbench.share.page import report

    study, books = made()
    model = study.journey().model

    def ours() -> None:
        report(study.folder.settings.title, model, books, redactor=study.redactor)

    def bare() -> None:
        for book in books:
            HTMLExporter().from_notebook_node(nbformat.read(book, as_version=4))

    ours()
    bare()
    ratios = []
    for pair in range(PAIRS):
        took = {}
        for work in (ours, bare) if pair % 2 else (bare, ours):
            began = time.process_time()
            work()
            took[work] = time.process_time() - began
        ratios.append(took[ours] / took[bare])
    how = f"the masked report of six executed notebooks over nbconvert's HTML of the same, processor time; median of {PAIRS} pairs"
    return Row(statistics.median(ratios), "times", f"{MOST_RATIO}", how, [min(ratios), max(ratios)])


ROWS = {"share_requests": requests, "share_mib": mebibytes, "render_ratio": ratio}
