"""A watched folder: files are taken once, when they stand still."""

from __future__ import annotations

import os
import time
from contextlib import suppress

import pytest

from workbench.sources.arrivals import arrivals
from workbench.study.errors import UserError


def aged(path, text, seconds):
    path.write_text(text, encoding="utf-8")
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


class Looks:
    """Does the next thing each time the watcher waits, and ends the watch when there is nothing left."""

    def __init__(self, *things):
        self._things = list(things)

    def __call__(self, _seconds):
        if not self._things:
            raise KeyboardInterrupt
        self._things.pop(0)()


def watch(folder, *things, **how):
    found = []
    with suppress(KeyboardInterrupt):
        found.extend([f.name for f in files] for files in arrivals(folder, sleep=Looks(*things), **how))
    return found


def test_a_file_is_taken_once_and_again_when_it_changes(tmp_path):
    aged(tmp_path / "a.csv", "one", 60)
    assert watch(tmp_path, lambda: None, lambda: aged(tmp_path / "a.csv", "two more", 30)) == [["a.csv"], ["a.csv"]]


def test_a_file_that_is_still_written_or_on_its_way_is_left(tmp_path):
    aged(tmp_path / "b.vtt", "WEBVTT", 0)
    for name in (".hidden", "c.csv.part", "~$d.docx", "e.crdownload"):
        aged(tmp_path / name, "x", 60)
    aged(tmp_path / "empty.csv", "", 60)
    assert watch(tmp_path, lambda: aged(tmp_path / "b.vtt", "WEBVTT", 60)) == [["b.vtt"]]


def test_a_file_from_a_machine_whose_clock_is_ahead_is_taken_too(tmp_path, monkeypatch):
    """It was taken when the clock here had caught up, hours later, and nothing said so."""
    clock = [time.time()]
    monkeypatch.setattr("workbench.sources.arrivals.time.time", lambda: clock[0])
    aged(tmp_path / "a.csv", "one", -7200)

    def later():
        clock[0] += 3

    assert watch(tmp_path, later, later) == [["a.csv"]]
    aged(tmp_path / "b.csv", "x", -7200)

    def written():
        later()
        aged(tmp_path / "b.csv", (tmp_path / "b.csv").read_text() + "x", -7200)

    assert watch(tmp_path, written, written, seen=[tmp_path / "a.csv"]) == []


def test_what_is_known_already_is_left(tmp_path):
    old = aged(tmp_path / "old.csv", "x", 60)
    assert watch(tmp_path, lambda: aged(tmp_path / "new.csv", "y", 60), seen=[old]) == [["new.csv"]]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UserError, match="no such folder to watch"):
        next(arrivals(tmp_path / "gone"))
