"""One browser, and one tab of it, for many tests: a new one starts processes each time, going elsewhere in it does not.

Between two tests it is left for an empty page, and what a test may have set (size, colours, motion, who listens, who answers
requests) is as at first again. What cannot be set back takes a tab of its own: see `Tab.page` and `Tab.spoil`.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

import late
from browsers import started

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

#: What can be set back; any other option of a context needs a context of its own.
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}

#: Milliseconds until a state has to be reached. Not how long anything takes: a machine may have other things to do.
PATIENCE = 30_000


class Tab:
    """The tab that is kept, and those that a test needed besides."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None
        self._used = self._spoilt = False  # by the test that runs
        self._others: list[BrowserContext] = []
        self._heard: set[str] = set()  # events of the shared page
        self._listeners: list[tuple[str, Callable[[Any], object]]] = []

    def page(self, width: int = 1200, height: int = 900, **options: Any) -> Page:
        """Return a page as new. The second one that a test asks for, or one with rare options, is in a tab of its own."""
        if self._used or not set(options) <= set(MEDIA):
            self._others.append(self._browser.new_context(viewport={"width": width, "height": height}, **options))
            return _ready(self._others[-1].new_page())
        self._used = True
        if self._page is None:
            self._page = _ready(self._browser.new_page(viewport={"width": width, "height": height}))
            self._page.on("dialog", partial(self._hear, "dialog"))
            self._heard = {"dialog"}
        self._page.set_viewport_size({"width": width, "height": height})
        media: Any = MEDIA | options
        self._page.emulate_media(**media)
        return self._page

    def on(self, page: Page, event: str, do: Callable[[Any], object]) -> None:
        """Hear an event of a page until the test is over."""
        if page is not self._page:
            page.on(event, do)  # type: ignore[call-overload]
            return
        self._listeners.append((event, do))
        if event not in self._heard:
            self._heard.add(event)
            page.on(event, partial(self._hear, event))  # type: ignore[call-overload]

    def _hear(self, event: str, what: Any) -> None:
        heard = [do(what) for kind, do in self._listeners if kind == event]
        if event == "dialog" and not heard:
            # Whether one wants to go while something is not saved: a page that is left is left.
            what.accept() if what.type == "beforeunload" else what.dismiss()

    def spoil(self) -> None:
        """After what cannot be taken back, as another clock: the next test gets another tab."""
        self._spoilt = True

    def leave(self) -> None:
        """Be as at first: what is open is left, and nobody hears it any more."""
        for context in self._others:
            context.close()
        self._others = []
        self._listeners = [(event, do) for event, do in self._listeners if event != "dialog"]
        if self._used and self._page is not None:
            if self._spoilt:
                self._page.context.close()
                self._page = None
            else:
                self._page.goto("about:blank")
                self._page.unroute_all()
                self._page.mouse.move(0, 0)
        self._used, self._spoilt, self._listeners = False, False, []


def _ready(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    if asked := late.asked():
        page.add_init_script(late.script(asked))
    return page


class Kept:
    """The browser of this process: from the first file that needs it to the last in a row that does.

    Not longer, since Playwright's event loop must not be there for other tests.
    """

    def __init__(self) -> None:
        self._end = ExitStack()
        self._browser: Browser | None = None
        self._tab: Tab | None = None

    def browser(self, program: Path) -> Browser:
        """Return the browser, started if it is not there."""
        if self._browser is None:
            self._browser = self._end.enter_context(started(program))
        return self._browser

    def tab(self, program: Path) -> Tab:
        """Return the tab."""
        if self._tab is None:
            self._tab = Tab(self.browser(program))
        return self._tab

    def stop(self) -> None:
        """End the browser, if it is there."""
        self._browser = self._tab = None
        self._end.close()
