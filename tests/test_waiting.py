"""What is shown while something takes long: nothing at first, a bar then, a sentence at the end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbench.api import waiting
from workbench.api.waiting import Waiting


class Shown:
    """A notebook's output area."""

    def __init__(self):
        self.said = []

    def update(self, what):
        self.said.append(what.data)


@pytest.fixture
def notebook(monkeypatch):
    import IPython.display

    area = Shown()

    def display(what, display_id):
        assert display_id
        area.update(what)
        return area

    monkeypatch.setattr(waiting, "_in_notebook", lambda: True)
    monkeypatch.setattr(IPython.display, "display", display)
    return area


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by half a second at every look."""
    ticks = iter(n / 2 for n in range(1000))
    monkeypatch.setattr(waiting, "time", SimpleNamespace(monotonic=lambda: next(ticks)))  # not for other threads


@pytest.mark.usefixtures("clock")
def test_nothing_is_shown_in_the_first_second(notebook):
    with Waiting("Reading", "passages") as tell:
        tell(1, 10)
    assert notebook.said == []


@pytest.mark.usefixtures("clock")
def test_a_bar_then_and_a_sentence_at_the_end(notebook):
    with Waiting("Reading", "passages") as tell:
        for done in (500, 1000, 1500):
            tell(done, 1500)
    assert "value='1000' max='1500'" in notebook.said[0]
    assert "aria-label='Reading: 1,000 of 1,500 passages'" in notebook.said[0]
    assert notebook.said[-1] == "<div>Reading: 1,500 passages, done.</div>"


@pytest.mark.usefixtures("clock")
def test_who_stops_it_is_told_what_is_kept(notebook):
    def interrupted():
        with Waiting("Reading", "passages") as tell:
            for done in range(10):
                tell(done, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert notebook.said[-1] == "<div>Reading: stopped after 9 of 10 passages. What was done is kept.</div>"


@pytest.mark.usefixtures("clock")
def test_words_are_escaped(notebook):
    with Waiting("<b>", "'") as tell:
        for done in range(4):
            tell(done, 4)
    assert "<b>" not in "".join(notebook.said)
    assert "aria-label='&lt;b&gt;: 2 of 4 &#x27;'" in notebook.said[1]


@pytest.mark.usefixtures("clock")
def test_a_terminal_gets_a_line(monkeypatch, capsys):
    monkeypatch.setattr(waiting.sys.stderr, "isatty", lambda: True, raising=False)
    with Waiting("Reading", "passages") as tell:
        for done in range(6):
            tell(done, 6)
    assert "Reading" in capsys.readouterr().err


@pytest.mark.usefixtures("clock")
def test_a_pipe_gets_nothing(capsys):
    with Waiting("Reading", "passages") as tell:
        for done in range(6):
            tell(done, 6)
    assert capsys.readouterr() == ("", "")


def test_what_takes_its_time_and_cannot_say_how_far_it_is_says_so_at_once(notebook):
    with Waiting("Finding topics", "passages", 200_000):
        assert "Finding topics: 200,000 passages" in notebook.said[0]
    assert notebook.said[-1] == "<div>Finding topics: 200,000 passages, done.</div>"


def test_of_few_nothing_is_said(notebook):
    with Waiting("Finding topics", "passages", 200):
        pass
    assert notebook.said == []


def test_off_a_terminal_there_is_a_line_now_and_then(monkeypatch, capsys):
    """`workbench themes study > log 2>&1` said nothing for a quarter of an hour."""
    now = [0.0]
    monkeypatch.setattr(waiting, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with Waiting("Reading", "passages") as tell:
        for done in range(200):
            now[0] += 1
            tell(done * 100, 20_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"Reading: {done} of 20,000 passages" for done in ("5,900", "11,900", "17,900")]


def test_so_there_is_of_a_command(monkeypatch, capsys):
    from workbench.cli import base

    now = [0.0]
    monkeypatch.setattr(base, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with base.Bars() as move:
        for done in range(130):
            now[0] += 1
            move("bring in", done, 130)
    assert capsys.readouterr().err.splitlines() == ["workbench: bring in, 59 of 130", "workbench: bring in, 119 of 130"]
