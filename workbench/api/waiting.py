"""What is shown while something takes longer than a second: a bar in a notebook or terminal, else a line now and then."""

from __future__ import annotations

import html
import sys
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

#: Seconds before anything is shown, and between two looks.
_BEFORE, _BETWEEN = 1.0, 0.2
#: Seconds between two lines where no bar can be drawn: in a log, a pipe, a job on a server.
PATIENCE = 60.0
#: From so many passages on a fit takes seconds.
MANY = 10_000


class Waiting:
    """Show how far something is, from the second second on; to be used with ``with`` and called with (done, all).

    What is left in a notebook afterwards is a sentence without a widget, so a shared notebook reads well.

    Parameters
    ----------
    doing, noun
        Such as ``"Reading"`` and ``"passages"``.
    all_
        Of what cannot say how far it is: how many there are. Where these are `MANY` it is said at once that it takes its time.
    """

    def __init__(self, doing: str, noun: str, all_: int = 0) -> None:
        self._doing, self._noun, self._at_once = doing, noun, all_ if all_ >= MANY else 0
        self._done = self._all = 0
        self._handle: Any = None
        self._began = self._told = self._written = 0.0
        self._bar: Any = None

    def __enter__(self) -> Self:
        self._began = self._written = time.monotonic()
        if self._at_once:
            self._all = self._at_once
            self._show(_bar(f"{self._doing}: {self._all:,} {self._noun}", 0, self._all))
        return self

    def __call__(self, done: int, all_: int) -> None:
        """Take note of how far it is."""
        self._done, self._all = done, all_
        now = time.monotonic()
        if now - self._began >= _BEFORE and now - self._told >= _BETWEEN:
            self._told = now
            self._show(_bar(f"{self._doing}: {done:,} of {all_:,} {self._noun}", done, all_))

    def __exit__(self, error: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        if self._handle is not None:
            words = f"{self._doing}: {self._all:,} {self._noun}, done."
            if error is not None:
                words = f"{self._doing}: stopped after {self._done:,} of {self._all:,} {self._noun}. What was done is kept."
                words = f"{self._doing}: stopped." if self._at_once else words
            self._show(_sentence(words))
        if self._bar is not None:
            self._bar.close()

    def _show(self, markup: str) -> None:
        if _in_notebook():
            from IPython.display import HTML, display

            if self._handle is None:
                self._handle = display(HTML(markup), display_id=True)  # type: ignore[no-untyped-call]
            else:
                self._handle.update(HTML(markup))  # type: ignore[no-untyped-call]
        elif sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            if self._bar is None:
                self._bar = tqdm(total=self._all, desc=self._doing, unit=f" {self._noun}", leave=False)
            self._bar.update(self._done - self._bar.n)
        elif sys.stderr is not None and time.monotonic() - self._written >= PATIENCE:
            self._written = time.monotonic()
            sys.stderr.write(f"{self._doing}: {self._done:,} of {self._all:,} {self._noun}\n")


def _in_notebook() -> bool:
    """Say whether there is a kernel whose front end can show HTML; asks only what is loaded already."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _bar(words: str, done: int, all_: int) -> str:
    safe = html.escape(words)
    return f"<div><progress value='{done}' max='{max(1, all_)}' aria-label='{safe}'></progress> {safe}</div>"


def _sentence(words: str) -> str:
    return f"<div>{html.escape(words)}</div>"
