"""Looking for names in a study nobody looked through before takes a minute: no act waits for that, and no widget."""

from __future__ import annotations

import asyncio
import threading

import pytest
from answers import study as survey_study
from sample import INTERVIEW, study

from workbench.share.redact import Redactor
from workbench.widgets import _base
from workbench.widgets.coder import Coder
from workbench.widgets.grid import Grid

LONG = 10  # seconds that nobody here waits


class Looking:
    """Looks for names until it is told to stop."""

    def __init__(self) -> None:
        self.begun, self.enough, self.times = threading.Event(), threading.Event(), 0
        self.redactor = Redactor(names=self._look)

    def _look(self) -> dict:
        self.times += 1
        self.begun.set()
        self.enough.wait(LONG)
        return {}


@pytest.fixture
def looking():
    looking = Looking()
    yield looking
    looking.enough.set()


class Handle:
    """Plays the output that holds the twin."""

    def __init__(self) -> None:
        self.renewed, self.said = threading.Event(), ""

    def update(self, data, **_):
        self.said = data["text/html"]
        self.renewed.set()


def coded(coder, words, number):
    turn, text = next((n, text) for n, (_, _, text) in enumerate(INTERVIEW) if words in text)
    at = text.index(words)
    span = {"turn": turn, "start": at, "end": at + len(words), "quote": words}
    heard = []
    coder.send = heard.append
    coder._receive(coder, {"op": "add", "id": number, "code": "stage:onboarding", "spans": [span]}, [])
    return next((m for m in heard if m.get("id") == number), {})


def test_the_next_act_is_saved_while_names_are_looked_for(tmp_path, looking, monkeypatch):
    monkeypatch.setattr(_base, "_TWIN_SECONDS", 0)
    coder = Coder(study(tmp_path / "s"), "P01", "maria", redactor=looking.redactor)
    coder._twin_handle = handle = Handle()

    async def kernel():
        first = coded(coder, "it dropped me on an empty page", "1")
        await asyncio.to_thread(looking.begun.wait, LONG)
        return first, coded(coder, "empty page", "2"), looking.enough.is_set()

    first, second, known = asyncio.run(kernel())
    assert first["saved"]
    assert second["saved"]
    assert not known
    looking.enough.set()
    assert handle.renewed.wait(LONG)
    assert looking.times == 1


def test_where_somebody_sits_the_words_follow(tmp_path, looking, monkeypatch):
    handle, shown = Handle(), []

    def display(data, **_):
        shown.append(data)
        return handle

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(_base, "_somebody_there", lambda: True)
    grid = Grid(survey_study(tmp_path / "s"), "", "maria", redactor=looking.redactor)
    grid._ipython_display_()
    assert not looking.enough.is_set()
    assert "Names are being looked for" in shown[1]["text/html"]
    assert grid._table.text(0)[:20] not in shown[1]["text/html"]
    looking.enough.set()
    assert handle.renewed.wait(LONG)
    assert grid._table.text(0)[:20] in handle.said


def test_a_notebook_that_runs_by_itself_has_the_words_at_once(tmp_path, looking, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    looking.enough.set()
    grid = Grid(survey_study(tmp_path / "s"), "", "maria", redactor=looking.redactor)
    grid._ipython_display_()
    assert grid._table.text(0)[:20] in shown[1]["text/html"]
