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
