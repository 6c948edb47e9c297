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


COPIED = {
    "Slack": ("Dana Fox  2:05 PM\n{}", "Mia  2:06 PM\n{}"),
    "Slack, time below": ("Dana Fox\n  2:05 PM\n{}", "Mia\n  2:06 PM\n{}"),
    "Discord": ("Dana Fox — Today at 2:05 PM\n{}", "Mia — 03/12/2026 2:06 PM\n{}"),
    "Teams": ("[3/12/2026 2:05 PM] Dana Fox\n{}\n", "[2:06 PM] Mia\n{}\n"),
}


@pytest.mark.parametrize("program", COPIED)
def test_a_chat_that_was_copied_off_the_screen_says_who_wrote(program):
    dana, mia = COPIED[program]
    lines = [dana.format("How was it?"), mia.format("Long."), dana.format("Why?"), mia.format("No idea\nreally.")]
    found, notes = said("\n".join(lines))
    assert [(who, " ".join(words.split())) for who, words, _ in found] == [
        ("Dana Fox", "How was it?"), ("Mia", "Long."), ("Dana Fox", "Why?"), ("Mia", "No idea really.")
    ]  # fmt: skip
    assert "a chat: its days and times of day are left out" in notes


def test_what_somebody_says_of_times_of_day_is_no_chat():
    text = "I: When?\n\nP: It was like that:\n\nbreakfast - 8:30 AM\n\nbus — 9:15 AM\n\nbed — 10:00 PM"
    assert {who for who, _, _ in said(text)[0]} == {"I", "P"}
