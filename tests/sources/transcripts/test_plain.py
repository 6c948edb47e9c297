from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.transcripts.draft import Utterance
from workbench.sources.transcripts.plain import head_of, read_plain
from workbench.study.errors import Refused

OTTER = """# Talk with somebody

Interview took place on Dec 6, 2022.

Dana Fox  0:03  \nSo, how did it go?

Mia Lund  1:04  \nWell. It
wrapped.

A second paragraph.

Dana Fox  1:00:09  \nThanks.
"""


def turns(text, **options):
    return [(u.speaker, u.text, u.start_s) for u in read_plain(text, name="a.txt", **options)[0]]


def test_otter_lines_name_speaker_and_time():
    assert turns(OTTER, headings=True) == [
        ("Dana Fox", "So, how did it go?", 3.0),
        ("Mia Lund", "Well. It wrapped.\nA second paragraph.", 64.0),
        ("Dana Fox", "Thanks.", 3609.0),
    ]
    assert "Dec 6, 2022" in head_of(OTTER)


@pytest.mark.parametrize(
    "text",
    [
        "Dana: How was it?\nMia: Good.\n",
        "**Dana:** How was it?\n\n**Mia:** Good.\n",
        "Dana:\nHow was it?\n\nMia:\nGood.\n",
        "DANA\n".title() + "How was it?\n\nMia\nGood.\n\nDana\nHow was it?\n\nMia\nGood.",
        "[00:01] Dana: How was it?\n[00:02] Mia: Good.",
        "00:01 Dana\nHow was it?\n\n00:02 Mia\nGood.",
        "Dana | 0:01\nHow was it?\nMia | 0:02\nGood.",
        "- Dana: How was it?\n- Mia: Good.",
    ],
)
def test_ways_to_write_a_dialogue(text):
    assert [(s, w) for s, w, _ in turns(text)][:2] == [("Dana", "How was it?"), ("Mia", "Good.")]


def test_notes_are_speakerless_and_questions_over_notes_are_the_interviewers():
    bullets = "* What is your role?\n    * I run the shop\n        * alone\n    * Why not?\n* A remark\n"
    text = f"# Interview 1\n\n{bullets}\nA paragraph\nthat wraps.\n"
    assert turns(text, headings=True) == [
        ("Interviewer", "What is your role?", None),
        ("", "I run the shop", None),
        ("", "alone", None),
        ("", "Why not?", None),
        ("", "A remark", None),
        ("", "A paragraph that wraps.", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Positiv: Die Beratung war freundlich.\n\nRezept: Es wurde nicht gefunden.\n\nPositiv: Alles da.\n\nRezept: Ging dann.",
        "Need: a clear price\nPain: hidden fees\nNeed: a person to call\nGain: an answer",
        "- Observation: scrolls twice\n- Severity: high\n\n- Observation: sighs\n- Severity: low",
        "良い点: 店員が親切だった。\n悪い点: 待ち時間が長い。\n良い点: 看板がある。\n悪い点: 席がない。",
    ],
)
def test_words_that_sort_notes_are_nobody_and_each_begins_a_note(text):
    """Each of them was read as a person: two to four people of whom nobody was there."""
    lines = [row.lstrip("- ") for row in text.split("\n") if row]
    assert turns(text) == [("", row, None) for row in lines]


def test_what_sorts_notes_among_speakers_is_no_participant():
    said = turns("Dana: How was it?\nMia: Slow.\nObservation: she sighs\nDana: Why?\nMia: The form.\n")
    assert [(s, w) for s, w, _ in said][1:3] == [("Mia", "Slow."), ("Observation", "she sighs")]


def test_captions_pasted_into_a_text_are_captions():
    text = "Call 22\n\n" + "".join(f"{i}\n00:00:0{i}.000 --> 00:00:0{i}.900\nAna: word {i}\n\n" for i in range(1, 5))
    assert turns(text) == [("Ana", "word 1 word 2 word 3 word 4", 1.0)]


def test_whisper_text_and_lyrics_have_times():
    assert turns("[00:01.000 --> 00:02.000]  one\n[00:02.000 --> 00:03.000]  two\n[00:03.000 --> 00:04.000]  three") == [
        ("", "one two three", 1.0)
    ]
    assert turns("[00:01.50]one\n[00:02.00]two\n[00:03.00]three") == [("", "one two three", 1.5)]


def test_what_stands_before_the_first_speaker_is_reported():
    assert read_plain("Recorded in Bonn\n\nAna: hi\nBen: hello", name="a.txt")[1] == (
        "1 lines before the first speaker were left out",
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_any_text_is_read_or_refused(text, headings):
    try:
        said, _ = read_plain(text, name="a.txt", headings=headings)
    except Refused:
        return
    assert all(isinstance(u, Utterance) and u.text == u.text.strip() and u.text for u in said)


def test_lines_that_end_in_a_time_of_day_are_no_names():
    text = "Dana: When?\nMia: I left at\nand came home 10:30\nDana: And then?\nMia: I slept and was\nback again 9:15\nDana: Why?\n"
    assert [(who, words) for who, words, _ in turns(text)] == [
        ("Dana", "When?"),
        ("Mia", "I left at and came home 10:30"),
        ("Dana", "And then?"),
        ("Mia", "I slept and was back again 9:15"),
        ("Dana", "Why?"),
    ]


def test_a_time_that_is_all_somebody_says_is_said():
    assert turns("Dana:\nWhen?\nMia:\n10:30\nDana:\nWhy?\nMia:\n9:15") == [
        ("Dana", "When?", None), ("Mia", "10:30", None), ("Dana", "Why?", None), ("Mia", "9:15", None),
    ]  # fmt: skip


def test_words_behind_a_time_are_nobodys_name():
    """Of a table printed to PDF the first words of a line became the name of who speaks."""
    rows = "00:03 Ewan How do you take\norders?\n00:09 Xiomara Because people change\ntheir mind.\n00:20 Ewan What then\nwas it?\n"
    assert {u.speaker for u in read_plain(rows, name="a.txt")[0]} == {""}
