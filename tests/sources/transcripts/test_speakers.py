from __future__ import annotations

import pytest

from workbench.sources.transcripts.speakers import candidate, drift, labels, role


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Dana Fox: hello", "Dana Fox"),
        ("[00:01:02] Dana: hello", "Dana"),
        ("**Dana:** hello", "Dana"),
        ("**Dana**: hello", "Dana"),
        ("Dana (00:01): hello", "Dana"),
        ("SPEAKER_00: hello", "SPEAKER_00"),
        ("[SPEAKER_00]: hello", "SPEAKER_00"),
        ("P1: hello", "P1"),
        ("Jürgen: hallo", "Jürgen"),
        ("Q: how?", "Q"),
        ("- Lane: yes", "Lane"),
        ("https://x.org/a", None),
        ("Note: this is one", None),
        ("so what I said to them then was: no", None),
        ("Time is 10:30", None),
        ("Really?: yes", None),
    ],
)
def test_what_could_be_a_label(line, label):
    assert candidate(line) == label


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Interviewer 2", "asks"),
        ("moderator", "asks"),
        ("Q", "asks"),
        ("I", "asks"),
        ("Speaker 1", "answers"),
        ("SPEAKER_00", "answers"),
        ("Particpant", "answers"),
        ("Unknown Speaker", "unknown"),
        ("Dana", ""),
        ("Ian", ""),
        ("Ryan Arndt", ""),
    ],
)
def test_roles(label, found):
    assert role(label) == found


def test_words_before_a_colon_in_prose_are_no_speakers():
    prose = [
        "I thought about it for a while.",
        "My point: it is slow.",
        "Then we tried again.",
        "It worked.",
        "Another thing: the fees.",
    ]
    assert labels(prose) == frozenset()


def test_one_turn_each_is_enough_when_all_lines_are_labelled():
    assert labels(["Ana: hi", "Ben: hello"]) == {"Ana", "Ben"}


def test_the_shorter_label_is_read_as_the_one_that_extends_it():
    into, notes = drift(["Jenny", "Jenny Mith", "brittany", "Brittany (Stacks.org)", "Dan"])
    assert into == {"Jenny": "Jenny Mith", "brittany": "Brittany (Stacks.org)"}
    assert len(notes) == 2


def test_nothing_is_merged_if_two_labels_extend_it():
    into, notes = drift(["Dan", "Dan Trevino", "Dan Brown"])
    assert into == {}
    assert "kept apart" in notes[0]


def test_words_must_be_whole():
    assert drift(["Jen", "Jenny Mith"]) == ({}, ())


def test_case_alone_is_one_person():
    into, _ = drift(["ANA", "Ana"])
    assert len(into) == 1
