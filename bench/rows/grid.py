"""The answer grid in a browser: from a key to its chip on 6,400 answers, and what a million rows cost the browser."""

from __future__ import annotations

import functools
import http.server
import statistics
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import ROOT, Row

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "widgets")]  # the page and the bridge of the tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ACTS, RUNS, JUMPS = 60, 3, 120
MILLION = 1_000_000
# The chip is there, and a frame with it was painted: the second animation frame begins after the first one's paint.
TIMES = """async (acts) => {
  const rows = document.querySelector('.wb-rows'), took = [];
  const key = (key) => rows.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  for (let n = 0; n < acts; n++) {
    key('ArrowDown');
    do await new Promise((done) => setTimeout(done, 30)); while (!document.querySelector('.wb-now .wb-said'));
    await frame();
    const t = performance.now();
    key(String(1 + n % 6));
    await frame(); await frame();
    if (!document.querySelector('.wb-now .wb-mark')) throw new Error('no chip after two frames');
    took.push(performance.now() - t);
  }
  return took; }"""
JUMP = """async (place) => {
  const rows = document.querySelector('.wb-rows');
  rows.scrollTop = place * (rows.scrollHeight - rows.clientHeight);
  const end = performance.now() + 20000;
  do await new Promise((done) => setTimeout(done, 20));
  while ((document.querySelector('.wb-coming') || !document.querySelector('.wb-answer-row')) && performance.now() < end);
  return document.querySelectorAll('.wb-answer-row').length; }"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def opened(answers: int) -> Iterator[tuple[Page, Any]]:
    """Show a grid of so many answers in a browser, with its Python behind it."""
    from answers import study, survey
    from bridge import Bridge
    from browsers import ARGUMENTS, find_browser
    from playwright.sync_api import sync_playwright

    from workbench.widgets.grid import Grid

    path = find_browser()
    if path is None:
        message = "no browser: nothing to measure"
        raise RuntimeError(message)
    handler = functools.partial(_Quiet, directory=str(ROOT / "widgets"))
    rows = [(f"P{n % 5000}", f"Answer number {n}: it was slow, {n % 97} times over, and nobody said why", "Team", n % 11, "")
            for n in range(answers)]  # fmt: skip
    with (
        tempfile.TemporaryDirectory(prefix="bench-grid-") as home,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=str(path), headless=True, args=list(ARGUMENTS))
        grid = Grid(study(Path(home, "study"), survey(rows)), "", "maria")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        Bridge(page, grid).open(
            f"http://127.0.0.1:{server.server_port}/widget_harness.html?grid", ".wb-answer-row, .wb-empty:not(:empty)"
        )
        page.locator(".wb-rows").focus()
        try:
            yield page, grid
        finally:
            grid.close()
            browser.close()
            server.shutdown()


def grid_act_p95_ms() -> Row:
    """Press a code's key on one answer after the other, and take the slow end of how long its chip took to be painted."""
    slow = []
    with opened(6400) as (page, grid):
        page.evaluate(TIMES, 5)  # once to warm up
        for _ in range(RUNS):
            took = sorted(page.evaluate(TIMES, ACTS))
            slow.append(took[int(0.95 * (len(took) - 1))])
        page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
        done = len(grid.codings)
    if done != 5 + RUNS * ACTS:
        message = f"{done} codings on the disk of {5 + RUNS * ACTS}"
        raise RuntimeError(message)
    how = (
        f"from the key to the second frame after it, {ACTS} acts on a grid of 6,400 answers with Python behind it; median of {RUNS}"
    )
    return Row(statistics.median(slow), "ms", "100 ms", how, [min(slow), max(slow)])


def grid_million_heap_mib() -> Row:
    """Scroll through a million answers by jumps, and take what the page's JavaScript holds afterwards."""
    with opened(MILLION) as (page, _grid):
        session = page.context.new_cdp_session(page)

        def heap() -> float:
            session.send("HeapProfiler.collectGarbage")
            return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20

        page.evaluate(JUMP, 0.5)
        before = heap()
        drawn = max(page.evaluate(JUMP, (n * 0.6180339887) % 1) for n in range(JUMPS))
        after = heap()
    how = (
        f"JavaScript heap after {JUMPS} jumps through {MILLION:,} answers, garbage collected; {before:.1f} MiB after one jump, "
        f"at most {drawn} rows drawn"
    )
    return Row(after, "MiB", "bounded: 32 MiB", how, [min(before, after), max(before, after)])


ROWS = {"grid_act_p95_ms": grid_act_p95_ms, "grid_million_heap_mib": grid_million_heap_mib}
