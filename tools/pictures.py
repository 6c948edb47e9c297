"""Take the pictures in docs/images, in both themes: every widget in JupyterLab on a copy of the sample study, maps as pages.

Usage: ``.venv/bin/python tools/pictures.py [name ...]``. Needs a browser, as the browser tests do. Look at what it made
before you commit it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]
os.environ.setdefault("WORKBENCH_DEVICE", "pictures")

from lab import Lab, command, running  # noqa: E402 (needs the path above)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"
CELL = 'import workbench as wb\nstudy = wb.open("study")\n{}'
THEMES = {"": "JupyterLab Light", "-dark": "JupyterLab Dark"}


@dataclass(frozen=True)
class Picture:
    """What is shown, when it is there, and what hands do before it is taken."""

    cell: str
    ready: str
    do: Callable[[Page], None]


def keys(*names: str) -> Callable[[Page], None]:
    """Return something that presses keys one after the other."""

    def press(page: Page) -> None:
        for name in names:
            page.keyboard.press(name)
            page.wait_for_timeout(250)

    return press


def _coder(page: Page) -> None:
    page.locator(".wb-text").focus()
    keys("j", "s", "4", "o", "j", "s")(page)


def _suggestions(page: Page) -> None:
    page.locator(".wb-text").focus()
    page.get_by_role("switch").first.click()
    page.wait_for_selector(".wb-hinted", timeout=120_000)
    page.locator(".wb-text").focus()
    keys("n")(page)


def _grid(page: Page) -> None:
    page.locator(".wb-rows").focus()
    keys("Home", "ArrowDown", "Space", "Shift+ArrowDown", "Shift+ArrowDown")(page)


def _adjudicator(page: Page) -> None:
    page.locator(".wb-adjrows").focus()
    keys("1")(page)
    page.keyboard.type("She says what it did to her, not what she hoped for.")


def _passages(page: Page) -> None:
    page.wait_for_selector(".wb-passage mark")
    page.locator(".wb-passages").focus()
    keys("j", "Space", "Shift+ArrowDown")(page)


def _matrix(page: Page) -> None:
    page.wait_for_selector(".wb-passage mark")
    page.locator(".wb-passages").focus()
    keys("2")(page)
    page.wait_for_selector(".wb-matrix")
    keys("ArrowDown", "ArrowRight", "ArrowRight")(page)


def _editor(page: Page) -> None:
    page.locator(".wb-editor [role=tree]").focus()
    keys("/")(page)
    page.keyboard.type("invoice")
    keys("Enter")(page)
    page.locator(".wb-findbox input").fill("")
    page.locator(".wb-editor [role=tree]").focus()
    keys("d")(page)
    page.keyboard.type("The invoice does not say what accounts need to book it: an address, a VAT number, who ordered.")
    keys("Control+Enter", "Escape", "q")(page)
    page.wait_for_selector(".wb-quote p")
    keys("ArrowDown", "ArrowDown", "e", "1")(page)


def _merge(page: Page) -> None:
    _editor(page)
    keys("g")(page)
    page.keyboard.type("price")
    keys("Enter")(page)


def _board(page: Page) -> None:
    for words, name in (("spreadsheet", "Setting up means typing in again"), ("yearly", "The price shows up too late"),
                        ("rang", "One person phones round when somebody is ill")):  # fmt: skip
        page.locator("[data-group=topic] [data-card]", has_text=words).first.click()
        keys("t")(page)
        page.keyboard.type(name)
        keys("Enter")(page)
        page.wait_for_selector(f"[data-group=theme] [data-card]:has-text('{name}')")
        page.wait_for_selector(".wb-quote .wb-bstate")
        keys("Enter", "Space", *["Shift+ArrowDown"] * 11, "c", "Escape")(page)
    page.locator("[data-group=theme] [data-card]").first.click()
    keys("Enter", "Space", "ArrowDown")(page)


def _map(page: Page) -> None:
    page.locator("[data-claim='pain:price-hidden']").click()
    page.wait_for_selector(".wb-jquote", timeout=120_000)
    page.locator(".wb-jgrid").focus()


def _moved(page: Page) -> None:
    page.locator("[data-claim='pain:invites-lost']").click()
    page.locator(".wb-jgrid").focus()
    keys("m", "ArrowRight", "Enter")(page)
    page.keyboard.type("Most of them notice it when the second rota is out")


def _changed(page: Page) -> None:
    page.locator(".wb-bcards").focus()
    keys("w")(page)


PICTURES = {
    "coder": Picture('study.coder("P03", me="maria")', ".wb-coder .wb-text", _coder),
    "suggestions": Picture('study.coder("P04", me="maria")', ".wb-coder .wb-text", _suggestions),
    "grid": Picture('study.grid(me="maria")', ".wb-grid .wb-answer-row", _grid),
    "editor": Picture('study.codebook().editor(me="ana")', ".wb-editor .wb-label", _editor),
    "editor-merge": Picture('study.codebook().editor(me="ana")', ".wb-editor .wb-label", _merge),
    "segments": Picture('study.segments("pain near(20) emotion", me="ana")', ".wb-live .wb-frame", _passages),
    "matrix": Picture('study.segments("pain or need", me="ana")', ".wb-live .wb-frame", _matrix),
    "board": Picture('study.board(me="ana")', ".wb-quote p", _board),
    "board-changes": Picture('study.board(me="ana")', ".wb-quote p", _changed),
    "map-widget": Picture('study.map(me="ana")', ".wb-jcard", _map),
    "map-move": Picture('study.map(me="ana")', ".wb-jcard", _moved),
    "adjudicator": Picture('study.adjudicator(["ana", "ben"], me="carla")', ".wb-adjcard", _adjudicator),
}


def _presses(selector: str) -> Callable[[Page], None]:
    """Return something that presses one thing on a page."""
    return lambda page: page.locator(selector).first.click()


def _lanes(page: Page) -> None:
    page.get_by_label("More lanes").check()


def _nothing(_: Page) -> None:
    """Leave a page as it opens."""


#: Pages: what is called on the sample study, how high the window is (0: the whole page), what hands do.
PAGES = {
    "map": ('study.journey(round="2026-Q3")', 1560, _presses(".wb-l-pain [popovertarget]:has-text('Staff list typed')")),
    "map-lanes": ('study.journey(round="2026-Q3")', 2000, _lanes),
    "map-personas": ('study.journey(persona=["Owner of a small team", "Larger team"])', 0, _nothing),
}


def photograph(browser: Browser, name: str, theme: str) -> None:
    """Open a map as the page it is saved as, and take its picture."""
    import workbench

    call, height, do = PAGES[name]
    study = workbench.open(ROOT / "corpus" / "study")
    view = eval(call, {"study": study})  # noqa: S307 (written above)
    with tempfile.TemporaryDirectory() as folder:
        saved = view.save(Path(folder) / "page.html")
        size = {"width": 1400, "height": height or 900}
        context = browser.new_context(viewport=size, color_scheme="dark" if theme else "light")
        page = context.new_page()
        page.goto(saved.as_uri())
        do(page)
        page.wait_for_timeout(300)
        page.screenshot(path=IMAGES / f"{name}{theme}.png", full_page=not height)
        context.close()


def poster() -> None:
    """Draw the map as the picture it is saved as, small enough for a page: few colours, no browser."""
    import re
    from io import BytesIO

    import vl_convert as vlc
    from PIL import Image

    import workbench

    study = workbench.open(ROOT / "corpus" / "study")
    with tempfile.TemporaryDirectory() as folder:
        svg = study.journey(round="2026-Q3").save(Path(folder) / "map.svg").read_text(encoding="utf-8")
    light = re.sub(r"@media \(prefers[^<]*", "", svg)
    scale = 1640 / float(light.split('viewBox="0 0 ')[1].split()[0])
    drawn = Image.open(BytesIO(vlc.svg_to_png(light, scale=scale))).convert("RGB")
    few = drawn.quantize(160, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(IMAGES / "poster.png", optimize=True)


def take(page: Page, lab: Lab, name: str, theme: str) -> None:
    """Show one widget on a fresh copy of the study and take its picture."""
    study = lab.root / "study"
    shutil.rmtree(study, ignore_errors=True)
    shutil.copytree(ROOT / "corpus" / "study", study, ignore=shutil.ignore_patterns(".workbench", "out"))
    what = PICTURES[name]
    notebook = f"{name}{theme}.ipynb"
    lab.open(page, lab.notebook(notebook, CELL.format(what.cell)))
    command(page, "apputils:change-theme", {"theme": THEMES[theme]})
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(what.ready, timeout=120_000)
    page.wait_for_timeout(800)
    what.do(page)
    page.wait_for_timeout(800)
    page.locator(".wb-live").first.screenshot(path=IMAGES / f"{name}{theme}.png")


def main(names: list[str]) -> int:
    """Take the pictures named, or all."""
    from browsers import ARGUMENTS, find_browser
    from playwright.sync_api import sync_playwright

    there = {**PAGES, **PICTURES, "poster": poster}
    if unknown := [name for name in names if name not in there]:
        print(f"pictures: no such picture: {', '.join(unknown)}. There are: {', '.join(there)}", file=sys.stderr)
        return 2
    if not names or "poster" in names:
        poster()
        print("pictures: poster.png", flush=True)
    pages, widgets = ([name for name in names or there if name in those] for those in (PAGES, PICTURES))
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        for name in pages:
            for theme in THEMES:
                photograph(browser, name, theme)
                print(f"pictures: {name}{theme}.png", flush=True)
        if not widgets:
            browser.close()
            return 0
        with running(Path(home) / "home", Path(root)) as lab:
            for name in widgets:
                for theme in THEMES:
                    context = browser.new_context(viewport={"width": 1500, "height": 1000})
                    page = context.new_page()
                    page.set_default_timeout(60_000)
                    page.on("dialog", lambda dialog: dialog.accept())
                    take(page, lab, name, theme)
                    context.close()
                    print(f"pictures: {name}{theme}.png", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
