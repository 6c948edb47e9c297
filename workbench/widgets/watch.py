"""One quiet thread for the whole process that looks whether a colleague has written to a log.

Every open widget is asked to look about every 0.7 seconds; looking is one ``stat`` a log file. The thread is a daemon,
so it never keeps a kernel alive, and it ends when the last widget is gone.
"""

from __future__ import annotations

import logging
import threading
from typing import Protocol
from weakref import WeakSet

from workbench.study.errors import UserError

logger = logging.getLogger(__name__)
PAUSE = 0.7


class Watched(Protocol):
    """What can be watched."""

    def poll(self) -> None:
        """Look once; anything raised but what the disk or a file says ends the watching."""


class Watcher:
    """Asks each of its widgets to look, again and again.

    Parameters
    ----------
    pause
        Seconds between two rounds.
    """

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._widgets: WeakSet[Watched] = WeakSet()
        # Re-entrant: memory may be collected anywhere in here, and a widget that is collected leaves.
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, widget: Watched) -> None:
        """Ask `widget` from now on."""
        fresh = None
        with self._lock:
            self._widgets.add(widget)
            if self._thread is None:
                self._wake.clear()
                self._thread = fresh = threading.Thread(target=self._run, name="workbench-watch", daemon=True)
        # Not under the lock: this waits for the new thread, and memory may be collected in that one too.
        if fresh is not None:
            fresh.start()

    def leave(self, widget: Watched) -> None:
        """Do not ask `widget` any more."""
        with self._lock:
            self._widgets.discard(widget)
            if not self._widgets:
                self._wake.set()

    @property
    def running(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None

    def _run(self) -> None:
        while True:
            self._wake.wait(self._pause)
            with self._lock:
                if not self._widgets:
                    self._thread = None
                    return
                self._wake.clear()
                try:
                    widgets = list(self._widgets)
                except RuntimeError:  # one was collected, and left, just then
                    continue
            for widget in widgets:
                try:
                    widget.poll()
                except (OSError, UserError):  # a drive that is away, a file half there: another look may go well
                    logger.debug("a widget could not look for new acts; it looks again", exc_info=True)
                except Exception:  # whatever it was, it would come again at every look
                    logger.exception("a widget could not look for new acts; it is not asked any more")
                    self.leave(widget)
            widget = None  # type: ignore[assignment] # hold on to nothing while asleep
            widgets = []


WATCHER = Watcher()
