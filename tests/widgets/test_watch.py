"""The thread that looks for colleagues' acts: whoever comes or goes, nobody waits for ever."""

from __future__ import annotations

import threading

import pytest

from workbench.study.errors import Refused
from workbench.widgets import watch


class Widget:
    """Something that can be watched."""

    def poll(self) -> None:
        """Look once."""


def test_a_widget_that_is_collected_while_another_comes_blocks_nobody(monkeypatch):
    watcher, gone, one, thread = watch.Watcher(pause=0.01), Widget(), Widget(), threading.Thread

    class Collecting(thread):  # memory is collected while the thread is made, and what is collected leaves
        def __init__(self, **how):
            watcher.leave(gone)
            super().__init__(**how)

    monkeypatch.setattr(watch.threading, "Thread", Collecting)
    coming = thread(target=watcher.watch, args=(one,), daemon=True)
    coming.start()
    coming.join(60)
    assert not coming.is_alive()
    watcher.leave(one)


def test_a_widget_that_is_collected_in_the_thread_that_begins_blocks_nobody(monkeypatch):
    """`Thread.start` waits for the new thread; a widget that is collected there leaves before anybody goes on."""
    watcher, gone, one, thread = watch.Watcher(pause=0.01), Widget(), Widget(), threading.Thread
    left = []

    class Collecting(thread):
        def start(self):
            leaving = thread(target=watcher.leave, args=(gone,), daemon=True)
            leaving.start()
            leaving.join(60)
            left.append(not leaving.is_alive())
            super().start()

    monkeypatch.setattr(watch.threading, "Thread", Collecting)
    watcher.watch(one)
    assert left == [True]
    assert watcher.running
    watcher.leave(one)


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), Refused("log/ben.jsonl", "cannot be read", "Wait.")])
def test_a_drive_that_was_away_for_a_moment_is_looked_at_again(error):
    """A colleague's acts were never shown again after one look that went wrong."""
    watcher, looks, enough = watch.Watcher(pause=0.001), [], threading.Event()

    class Away(Widget):
        def poll(self) -> None:
            looks.append(1)
            if len(looks) > 2:
                enough.set()
            raise error

    widget = Away()
    watcher.watch(widget)
    assert enough.wait(60)
    watcher.leave(widget)
