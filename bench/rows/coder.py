"""The transcript coder in a browser: its first paint, from a key to the highlight, scrolling, and what goes over the wire."""

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

from measure import ROOT, Row, median_row

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "widgets")]  # the page, the bridge and the study of the tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from workbench.study.folder import Folder

TURNS, CODINGS = 600, 1500  # 30,000 words
PAIRS, KEYS, FRAMES = 9, 120, 240
SIZES = (100, 1000, 5000)
ACTS = 12
ASKED = "And then, what was it like for you? Tell me a little more of how that went on. "
SAID = (
    "I opened it on a Monday, and it dropped me on an empty page; nobody had told me what to bring. So I waited, and then I "
    "asked the girl at the desk, and she had no idea either, and that was when I went back to my own list, really. "
)

# A frame with it was painted: a message that is posted in an animation frame is heard after that frame's paint.
PAINTED = """const painted = () => new Promise((done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(0);
}));"""
CODER = f"""async (view) => {{ {PAINTED}
  const began = performance.now();
  window.open_coder(view);
  while (!document.querySelector('.wb-turn')) await new Promise((done) => setTimeout(done));
  await painted();
  const took = performance.now() - began, marks = document.querySelectorAll('mark').length;
  let before = -1;
  while (before !== document.querySelectorAll('mark').length) {{
    before = document.querySelectorAll('mark').length;
    await new Promise((done) => setTimeout(done, 120));
  }}
  return [took, marks, before]; }}"""
PLAIN = f"""async (view) => {{ {PAINTED}
  const text = view.turns.map((t) => t.text).join('\\n\\n');
  const began = performance.now();
  const pre = document.createElement('pre');
  pre.style.cssText = 'white-space:pre-wrap;height:700px;overflow:auto;margin:0';
  pre.textContent = text;
  document.querySelector('#here').append(pre);
  await painted();
  return [performance.now() - began, 0, 0]; }}"""
SCROLL = """async ([selector, frames]) => {
  const box = document.querySelector(selector), frame = () => new Promise((done) => requestAnimationFrame(done));
  box.scrollTop = 0;
  await frame(); await frame();
  let dropped = 0, last = await frame();
  for (let n = 0; n < frames; n++) {
    box.scrollTop += 90;
    const now = await frame();
    dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
    last = now;
  }
  return dropped; }"""
TYPE = f"""async (keys) => {{ {PAINTED}
  const text = document.querySelector('.wb-text'), took = [];
  const key = (key) => text.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true, cancelable: true}}));
  for (let n = 0; n < keys; n++) {{
    key('j');
    await painted();
    key('s');
    await new Promise((done) => setTimeout(done, 25));
    const there = document.querySelectorAll('.wb-now mark.wb-mine').length;
    const began = performance.now();
    key(String(1 + n % 6));
    await painted();
    took.push(performance.now() - began);
    if (document.querySelectorAll('.wb-now mark.wb-mine').length <= there) throw new Error('no highlight');
  }}
  return took; }}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def started() -> Iterator[tuple[Browser, str, Path]]:
    """Start a browser and serve the widgets; yields also a folder for studies."""
    from browsers import ARGUMENTS, find_browser
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        message = "no browser: nothing to measure"
        raise RuntimeError(message)
    handler = functools.partial(_Quiet, directory=str(ROOT / "widgets"))
    with (
        tempfile.TemporaryDirectory(prefix="bench-coder-") as home,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=str(path), headless=True, args=list(ARGUMENTS))
        try:
            yield browser, f"http://127.0.0.1:{server.server_port}/harness.html", Path(home)
        finally:
            browser.close()
            server.shutdown()


def long_study(root: Path, codings: int, *, every: int = 1) -> Folder:
    """Make a study of one transcript of 30,000 words with so many overlapping codings by two people.

    Parameters
    ----------
    root
        Where; must not exist.
    codings
        How many.
    every
        Only each so-manieth turn of the participant is coded.
    """
    from sample import study, transcript

    from workbench.coding.codebook.codes import codebook

    pair = [("Interviewer", None, ASKED * 2), ("P01", "P01", SAID * 2)]
    folder = study(root, transcript(pair * (TURNS // 2)))
    one = folder.transcripts()[0]
    codes = [c.id for c in codebook(folder.settings, folder.state())]
    turns = [t for t in one.turns if t.participant][::every]
    for coder in ("maria", "ben"):
        acts = []
        for n in range(codings):
            if (n % 3 == 0) is not (coder == "ben"):
                continue
            turn, at = turns[n % len(turns)], (n * 7) % 160
            anchor = {"source": one.id, "item": "", "version": one.version, "start": turn.start + at, "end": turn.start + at + 60}
            acts.append(("coding.add", {"code": codes[n % len(codes)], "anchor": anchor}))
        folder.act(coder, *acts)
    return folder


def _page(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    return page


def _shown(page: Page, url: str, view: dict[str, Any], script: str) -> list[float]:
    page.goto(f"{url}?auto")
    page.wait_for_function("window.ready")
    page.wait_for_timeout(150)
    found: list[float] = page.evaluate(script, view)
    return found


def paint_ratio_30k() -> Row:
    """Paint 30,000 words with 1,500 overlapping codings, and the same words in a `<pre>`; a pair at a time."""
    from workbench.widgets.coder import Coder

    ratios, ours, marks = [], [], (0.0, 0.0)
    with started() as (browser, url, home):
        widget = Coder(long_study(home / "study", CODINGS), "P01", "maria")
        view = widget.view()
        for pair in range(PAIRS + 1):
            took: dict[str, float] = {}
            for script in (CODER, PLAIN) if pair % 2 else (PLAIN, CODER):
                page = _page(browser)
                found = _shown(page, url, view, script)
                took[script] = found[0]
                marks = (found[1], found[2]) if script == CODER else marks
                page.close()
            if pair:  # the first warms up
                ratios.append(took[CODER] / took[PLAIN])
                ours.append(took[CODER])
        widget.close()
    how = (
        f"from opening to the end of the first frame with the text in it, over the same words in a wrapped <pre> of the same "
        f"height; {marks[0]:.0f} of {marks[1]:.0f} highlights (the screen and some below) are in that frame, the rest follow "
        f"a few at a time; ours took {statistics.median(ours):.0f} ms"
    )
    return median_row(ratios, "x", "<pre>: 2", how)


def key_p95_ms() -> Row:
    """Code one sentence after the other with a key, and take the slow end of how long the highlight took to be painted."""
    from bridge import Bridge

    from workbench.widgets.coder import Coder

    with started() as (browser, url, home):
        folder = long_study(home / "study", CODINGS, every=2)
        coder, page = Coder(folder, "P01", "maria"), _page(browser)
        Bridge(page, coder).open(f"{url}?python", ".wb-turn", "open_coder")
        page.locator(".wb-text").focus()
        page.wait_for_timeout(1500)
        page.evaluate(TYPE, 4)
        slow = [sorted(page.evaluate(TYPE, KEYS // 3))[int(0.95 * (KEYS // 3 - 1))] for _ in range(3)]
        page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
        coder.close()
    how = (
        f"from a code's key to the end of the frame with the highlight, {CODINGS} codings on 30,000 words, Python behind it; "
        f"{KEYS // 3} keys"
    )
    return median_row(slow, "ms", "50 ms", how)


def scroll_drop_gain() -> Row:
    """Scroll through the coder and through a `<pre>` of the same words, and count the frames that were not shown in time."""
    from workbench.widgets.coder import Coder

    drops: dict[str, list[int]] = {".wb-text": [], "pre": []}
    with started() as (browser, url, home):
        widget = Coder(long_study(home / "study", CODINGS), "P01", "maria")
        view = widget.view()
        for pair in range(PAIRS // 2 + 1):
            for script, box in ((CODER, ".wb-text"), (PLAIN, "pre"))[:: 1 if pair % 2 else -1]:
                page = _page(browser)
                _shown(page, url, view, script)
                drops[box].append(page.evaluate(SCROLL, [box, FRAMES]))
                page.close()
        widget.close()
    gains = [(FRAMES + ours) / (FRAMES + plain) for ours, plain in zip(drops[".wb-text"], drops["pre"], strict=True)]
    how = (
        f"frames due while {FRAMES} are shown, 90 pixels each, over the same in a <pre>; dropped "
        f"{statistics.median(drops['.wb-text']):.0f} and {statistics.median(drops['pre']):.0f}"
    )
    return median_row(gains, "x", "<pre>: 1.1", how)


def bytes_per_act_slope() -> Row:
    """Count what an act costs on the wire, both ways, with more and more codings there, and fit a line."""
    from bridge import Bridge

    from workbench.widgets.coder import Coder

    found: list[tuple[int, float]] = []
    with started() as (browser, url, home):
        for size in SIZES:
            coder, page = Coder(long_study(home / f"study-{size}", size, every=2), "P01", "maria"), _page(browser)
            bridge = Bridge(page, coder)
            bridge.open(f"{url}?python", ".wb-turn", "open_coder")
            page.locator(".wb-text").focus()
            page.wait_for_timeout(500)
            before = bridge.bytes + bridge.heard
            page.evaluate(TYPE, ACTS)
            page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")
            found.append((size, (bridge.bytes + bridge.heard - before) / ACTS))
            coder.close()
            page.close()
    slope = statistics.linear_regression([n for n, _ in found], [b for _, b in found]).slope
    how = "bytes both ways per act, per coding that is there: " + ", ".join(f"{b:.0f} with {n:,}" for n, b in found)
    return Row(slope, "bytes", "0", how, [slope, slope])


ROWS = {
    "paint_ratio_30k": paint_ratio_30k, "key_p95_ms": key_p95_ms, "scroll_drop_gain": scroll_drop_gain,
    "bytes_per_act_slope": bytes_per_act_slope,
}  # fmt: skip
