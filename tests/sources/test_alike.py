"""What says what another source says already is brought in and said: nothing is decided, nothing counts twice unseen."""

from __future__ import annotations

import pytest

from workbench.sources.ingest import add_survey, add_transcript
from workbench.study.errors import Refused

SAID = (
    "The motor cut out on a hill in the rain and the display said error five.",
    "I searched the whole app and could not find a phone number anywhere at all.",
    "They asked me for the same photographs again although I had sent them twice.",
)
OTHER = (
    "My lease ended in May and nobody could tell me what would happen then.",
    "The shop was kind but it sent me to a workshop sixty kilometres away.",
    "In the end I walked to work for two weeks, which was not so bad after all.",
)
QUESTION = "What should we improve first?"


def talk(path, said, who="Magda Oak"):
    path.write_text("".join(f"Interviewer: And then, if I may ask?\n\n{who}: {words}\n\n" for words in said), encoding="utf-8")
    return path


def table(path, answers, start=0):
    rows = "".join(f'a{start + number},"{text}"\n' for number, text in enumerate(answers))
    path.write_text(f"respondent_id,{QUESTION}\n{rows}", encoding="utf-8")
    return path


def said_again(report):
    return [note for note in report.notes if "says nearly the same" in note or "word for word" in note]


@pytest.mark.parametrize("who", ["Magda Oak", "Magda O."])
@pytest.mark.parametrize("round_", ["q1", "q3"])
def test_a_corrected_copy_under_another_name_is_told(folder, tmp_path, who, round_):
    add_transcript(folder, talk(tmp_path / "a.txt", SAID), round="q1")
    fixed = (SAID[0].replace("five", "six"), *SAID[1:])
    report = add_transcript(folder, talk(tmp_path / "b.txt", fixed, who), round=round_)
    assert report.status == "added"
    (note,) = said_again(report)
    assert "as p01-q1 (round q1)" in note
    assert f"remove {report.source}, and import the file with replaces='p01-q1'" in note


@pytest.mark.parametrize("said", [OTHER, ("Hm.", "Yes.", "No, thanks."), (SAID[0], *OTHER)])
def test_another_talk_is_no_copy(folder, tmp_path, said):
    """The questions are the same in every talk, and one sentence may be."""
    add_transcript(folder, talk(tmp_path / "a.txt", SAID), round="q1")
    assert said_again(add_transcript(folder, talk(tmp_path / "b.txt", said, "Ben Elm"), round="q1")) == []


def test_a_file_of_another_name_takes_the_place_of_the_source_it_is_said_to(folder, tmp_path):
    add_transcript(folder, talk(tmp_path / "a.txt", SAID), round="q1")
    fixed = talk(tmp_path / "b.txt", (SAID[0].replace("five", "six"), *SAID[1:]))
    report = add_transcript(folder, fixed, round="q3", replaces="p01-q1")
    assert (report.source, report.status) == ("p01-q1", "new version")
    assert [(t.id, t.round, "error six" in t.text) for t in folder.transcripts()] == [("p01-q1", "q1", True)]


def test_what_is_here_under_its_own_id_replaces_nothing(folder, tmp_path):
    add_transcript(folder, talk(tmp_path / "a.txt", SAID), round="q1")
    add_transcript(folder, talk(tmp_path / "b.txt", OTHER, "Ben Elm"), round="q1")
    with pytest.raises(Refused, match=r"it is in the study as p02-q1\. Remove p02-q1 first"):
        add_transcript(folder, tmp_path / "b.txt", round="q1", replaces="p01-q1")


def test_a_later_download_of_a_survey_is_told_and_another_wave_is_not(folder, tmp_path):
    answers = [f"{words} And that was week {week}." for words in (*SAID, *OTHER) for week in range(4)]
    first = add_survey(folder, table(tmp_path / "reviews.csv", answers), round="q1", text=[QUESTION])
    later = table(tmp_path / "reviews (1).csv", [*answers, "Nothing else comes to my mind right now."])
    report = add_survey(folder, later, round="q1", text=[QUESTION])
    (note,) = said_again(report)
    assert f"in {first.source} (round q1), and now count twice" in note
    assert f"remove {report.source}, and import the file with id={first.source!r}" in note
    wave = table(tmp_path / "wave.csv", [text.replace("week", "month number") for text in answers], start=100)
    assert said_again(add_survey(folder, wave, round="q3", text=[QUESTION])) == []
