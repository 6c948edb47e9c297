from __future__ import annotations

import pytest

from workbench.sources.people.key import KeyFile
from workbench.sources.transcripts.cast import assign
from workbench.sources.transcripts.read import read_transcript

TALK = "Interviewer: How do you hand over?\nParticipant: On paper.\nInterviewer: And then?\nParticipant: Nothing.\n"


@pytest.fixture
def cast(tmp_path):
    def cast(text, name="talk.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        draft = read_transcript(path)
        held = KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")
        return draft, assign(draft, held, called=path.stem, file=name), held

    return cast


@pytest.mark.parametrize(
    "head",
    [
        "Participant: Ottoline Szabó, 44, nurse\nInterviewer: Ewan Tadros\n\n",
        "Interviewer: Ewan Tadros\nDate: 12.03.2026\nParticipant: Ottoline Szabó\n\n",
        "Participant: Ottoline Szabó\nInterviewer: Ewan Tadros\n",
    ],
)
def test_a_head_in_the_labels_of_the_talk_is_nobodys_words_and_its_names_are_known(cast, head):
    """The participant's name and age were their first words, and no key knew the name."""
    draft, made, held = cast(head + TALK)
    assert [u.text for u in draft.utterances] == ["How do you hand over?", "On paper.", "And then?", "Nothing."]
    assert made.participants == ("P01",)
    assert (held.find("Ottoline Szabó"), held.find("Ewan Tadros")) == ("P01", "I01")


@pytest.mark.parametrize(
    "head",
    [
        "Interviewer: Jonas Weidlich\nBefragte Person: Frau Roswitha Haberkorn, 61 Jahre\n\n",
        "JW = Jonas Weidlich (Interviewer)\nRH = Roswitha Haberkorn\n\n",
    ],
)
def test_initials_are_those_of_the_names_in_the_head(cast, head):
    _, made, held = cast(f"{head}JW: Wie lief der Umzug?\nRH: Schlecht.\nJW: Und dann?\nRH: Hab ich gekündigt.\n")
    assert made.shown == ("Interviewer", "P01")
    assert "Roswitha Haberkorn" in held.entries["P01"].name
    assert held.find("Jonas Weidlich") == "I01"


@pytest.mark.parametrize(
    "first", ["Interviewer: Good Morning\nParticipant: Hello There\n", "Interviewer: Ready\nParticipant: Yes\n"]
)
def test_a_greeting_is_no_head(cast, first):
    draft, made, _ = cast(first + TALK)
    assert len(draft.utterances) == 6
    assert made.shown == ("Interviewer", "P01")


def test_a_list_in_an_answer_makes_no_people(cast):
    """*Screws: none* was a participant, and the study counted four people instead of one."""
    draft, made, _ = cast(
        "INTERVIEWER: How was it?\n\nMRS. ABEL: Late. And missing were:\nScrews: none\nManual: in Chinese\n\n"
        "INTERVIEWER: What then?\n\nMRS. ABEL: I went to the shop.\n"
    )
    assert made.participants == ("P01",)
    assert draft.utterances[1].text == "Late. And missing were: Screws: none Manual: in Chinese"


def test_who_speaks_once_in_a_talk_without_blank_lines_is_somebody(cast):
    assert cast("Moderator: So?\nAda: Yes.\nBen: No.\nModerator: Why?\nAda: Well.\n")[1].participants == ("P01", "P02")


def test_a_label_may_be_long_by_titles_and_particles(cast):
    """Her turns were the interviewer's words, with her name in them."""
    draft, _, _ = cast(
        "Ms. Abel: What does it look like?\nDr. med. Anna-Lena Freiherr von Stetten: Eleven pages.\nMs. Abel: Who reads it?\n"
        "Dr. med. Anna-Lena Freiherr von Stetten: Here is what we all said about it: nobody.\n"
    )
    assert [u.speaker for u in draft.utterances] == ["Ms. Abel", "Dr. med. Anna-Lena Freiherr von Stetten"] * 2
