from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.transcripts.draft import Utterance, date_in, merged, seconds, tidy


@pytest.mark.parametrize(
    ("stamp", "found"),
    [
        ("1:02", 62.0),
        ("00:01:02.500", 62.5),
        ("[00:00:03,25]", 3.25),
        ("0:03", 3.0),
        ("3", None),
        ("a:b", None),
        ("1:2:3:4", None),
        ("-1:02", None),
        ("inf:00", None),
        ("nan:00", None),
    ],
)
def test_times(stamp, found):
    assert seconds(stamp) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GMT20260210-101500", "2026-02-10"),
        ("call 2026-02-10", "2026-02-10"),
        ("Dec 6, 2022", "2022-12-06"),
        ("6th of December 2022", "2022-12-06"),
        ("19 November, 2020", "2020-11-19"),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("meeting 0022", None),
        ("in May 2020", None),
    ],
)
def test_a_date_is_read_only_if_it_can_be_read_one_way(text, found):
    assert date_in(text) == found


def test_neighbours_of_one_speaker_become_a_turn_with_its_times():
    said = [Utterance("A", "one", 0, 1), Utterance("A", " two ", 2, 3), Utterance("A", " ", 3, 4), Utterance("B", "three", 4, 5)]
    assert merged(said) == (Utterance("A", "one two", 0, 3), Utterance("B", "three", 4, 5))


def test_captions_of_nobody_break_at_sentences_and_pauses():
    said = [
        Utterance("", "word " * 30 + "end.", 0, 1),
        Utterance("", "word " * 40 + "end.", 1, 2),
        Utterance("", "More.", 2, 3),
        Utterance("", "Later.", 9, 10),
    ]
    assert [len(u.text.split()) for u in merged(said)] == [72, 1, 1]


@given(st.text(st.characters()))
def test_tidy_words_stay_tidy(text):
    assert tidy(tidy(text)) == tidy(text)
