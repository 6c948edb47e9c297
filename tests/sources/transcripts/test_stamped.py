from __future__ import annotations

import pytest

from workbench.sources.transcripts.plain import read_plain


def said(text):
    utterances, notes = read_plain(text, name="a.txt")
    return [(u.speaker, u.text, u.start_s) for u in utterances], notes


def test_a_time_of_maxqda_may_stand_before_the_name():
    """All of it was read as one participant, names and questions with it."""
    found, _ = said("#00:00:02-3# Dana: Was nervt?\n#00:00:07-4# Ben: Das Passwort.\n#00:01:12-0# Dana: Und dann?\n")
    assert found == [("Dana", "Was nervt?", 2.0), ("Ben", "Das Passwort.", 7.0), ("Dana", "Und dann?", 72.0)]


@pytest.mark.parametrize(
    "stamp",
    [
        "[12.03.26, 14:02:31] ",
        "\u200e[3/12/26, 2:02:31\u202fPM] ",
        "12/03/2026, 14:02 - ",
        "2026-03-12 14:02 - ",
        "12.03.2026, 14:02 Uhr - ",
    ],
)
def test_a_chat_has_speakers_and_no_days(stamp):
    text = "".join(
        f"{stamp}{words}\n"
        for words in ("Messages are end-to-end encrypted.", "Nina: Und heute?", "Ben Ek: Nur geschaut 😀\nund zu.", "Nina: Oh?")
    )
    found, notes = said(text)
    assert found == [("Nina", "Und heute?", None), ("Ben Ek", "Nur geschaut 😀 und zu.", None), ("Nina", "Oh?", None)]
    assert notes[0] == "a chat: its days and times of day are left out"


def test_times_of_day_are_counted_from_the_first_words():
    found, notes = said("[14:03:20] Dana: So?\n[14:03:25] Ben: Well.\n[14:04:20] Dana: Why?\n")
    assert [at for *_, at in found] == [0.0, 5.0, 60.0]
    assert notes == ("the file has times of day: they are counted from the first words on",)


def test_a_long_talk_keeps_its_times():
    found, notes = said("[2:03:20] Dana: So?\n[2:03:25] Ben: Well.\n[2:04:20] Dana: Why?\n")
    assert [at for *_, at in found] == [7400.0, 7405.0, 7460.0]
    assert notes == ()
