"""A widget's Python behind a page, without a notebook: what the browser sends is handled, what Python says is fetched."""

from __future__ import annotations

import json
import time
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import late as kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from workbench.widgets._base import Base

#: Keeps what Python says of some kinds from the page, until it is let go.
_HOLD = """(ops) => {
  const say = window.say;
  window.held = [];
  window.say = (m) => { if (ops.includes(m.op)) window.held.push(m); else say(m); };
  window.let_go = () => { window.say = say; window.held.splice(0).forEach(say); };
}"""

#: The bridge of each page.
_BEHIND: WeakKeyDictionary[Page, Bridge] = WeakKeyDictionary()


def _call(page: Page, what: Callable[..., Any], *arguments: Any) -> Any:
    return what(_BEHIND[page], *arguments)


def until(page: Page, holds: Callable[[], bool], seconds: float = 30) -> None:
    """Let the page go on until something holds that is not in it."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        page.wait_for_timeout(10)


class Bridge:
    """Puts `widget` behind `page`; `silent` messages are heard and not handled, as by a kernel that is gone."""

    def __init__(self, page: Page, widget: Base) -> None:
        self.widget, self.page, self.silent = widget, page, False
        self.said: SimpleQueue[str] = SimpleQueue()
        self.bytes = self.heard = 0  # of what Python said, and of what it was told
        widget.send = self._send  # type: ignore[method-assign, assignment]
        if page not in _BEHIND:  # tests may have one page, one after the other, and what is exposed stays exposed
            page.expose_function("to_python", partial(_call, page, Bridge._hear))
            page.expose_function("from_python", partial(_call, page, Bridge._fetch))
        _BEHIND[page] = self

    def _send(self, message: dict[str, Any], *_: Any) -> None:
        text = json.dumps(message)  # as it would go over the wire
        self.bytes += len(text)
        self.said.put(text)

    def _hear(self, message: dict[str, Any]) -> None:
        self.heard += len(json.dumps(message))
        if not self.silent:
            self.widget._receive(self.widget, message, [])

    def _fetch(self) -> list[str]:
        """Return what Python has said, as text: ten thousand codes are one value then."""
        out = []
        try:
            while True:
                out.append(self.said.get_nowait())
        except Empty:
            return out

    def open(self, url: str, there: str, call: str = "open_widget", *, late: str = "") -> None:
        """Show the widget and wait until that is there; `late`: Python answers as late as that, see late.py."""
        self.page.goto(url)
        if late:
            self.page.evaluate(kernel.script(late))
        self.page.wait_for_function("window.ready")
        self.page.evaluate(f"window.{call}()")
        self.page.wait_for_function("(there) => document.querySelector(there)", arg=there)

    def hold(self, *ops: str) -> None:
        """Let the page wait for such messages of Python."""
        self.page.evaluate(_HOLD, list(ops))

    def let_go(self, at_least: int = 1) -> None:
        """Let the page have what was held back, once it is there."""
        self.page.wait_for_function("(n) => window.held.length >= n", arg=at_least)
        self.page.evaluate("window.let_go()")
