"""The thread that looks for colleagues' acts: whoever comes or goes, nobody waits for ever."""

from __future__ import annotations

import threading

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
    coming.join(5)
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
            leaving.join(5)
            left.append(not leaving.is_alive())
            super().start()

    monkeypatch.setattr(watch.threading, "Thread", Collecting)
    watcher.watch(one)
    assert left == [True]
    assert watcher.running
    watcher.leave(one)
