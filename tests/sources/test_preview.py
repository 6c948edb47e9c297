"""What an import would do, for the researcher's own eyes: nothing is written, everything is escaped."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from bs4 import BeautifulSoup
from pace import within

from workbench.sources import preview as module
from workbench.sources.ingest import add_survey, add_transcript
from workbench.sources.preview import preview
from workbench.study.errors import Refused

RAW = Path(__file__).parents[2] / "corpus" / "raw"
SURVEY = """Respondent ID,Your e-mail,Submitted,How satisfied are you?,What do you run?,Why is that?,Empty
a1,a@x.org,2026-02-10,4,Café,The planner shows an empty week,
a2,b@x.org,2026-02-11,2,Shop,I could not find the fees at all,
a3,c@x.org,2026-02-12,5,Café,"It just works, and <b>support</b> is kind",
a4,d@x.org,2026-02-12,1,Clinic,Too many e-mails about nothing,
"""
TALK = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Jenny Mith: I do the rota on Sundays, at the kitchen table.

2
00:00:05.000 --> 00:00:06.000
Dana: And how long does that take?

3
00:00:07.000 --> 00:00:09.000
Jenny: Two hours, <i>easily</i>.

4
00:00:10.000 --> 00:02:00.000
Dana: What would help?
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def roles(seen):
    return {c.name: c.role for c in seen.columns}


# Tables -----------------------------------------------------------------------------------------------------------


def test_each_column_has_a_role_a_reason_and_its_first_cells(file):
    seen = preview(file(SURVEY, "spring.csv"))
    assert (seen.kind, seen.format, seen.rows, seen.read) == ("table", "csv", 4, 4)
    assert roles(seen) == {
        "Respondent ID": "respondent",
        "Your e-mail": "left out",
        "Submitted": "date",
        "How satisfied are you?": "rating",
        "What do you run?": "attribute",
        "Why is that?": "open question",
        "Empty": "left out",
    }
    why = {c.name: c.why for c in seen.columns}
    assert why["How satisfied are you?"] == "numbers from 1 to 5"
    assert why["Submitted"] == "2026-02-10 to 2026-02-12"
    assert (why["Your e-mail"], why["Empty"]) == ("its name says personal data", "blank")
    (text,) = (c for c in seen.columns if c.role == "open question")
    assert (text.filled, text.samples[0]) == (1.0, "The planner shows an empty week")
    assert len(text.samples) == 3


def test_nothing_is_written(folder, file, tree):
    before = tree(folder)
    preview(file(SURVEY, "spring.csv"), folder=folder)
    preview(file(TALK, "talk.vtt"), folder=folder)
    assert tree(folder) == before


def test_what_is_shown_is_what_the_import_then_does(folder, file):
    path = file(SURVEY, "spring.csv")
    seen = preview(path, folder=folder)
    report = add_survey(folder, path, round="2026-Q1")
    assert set(seen.notes) <= set(report.notes)
    assert "these bytes are in the study already, as spring-2026-q1 of round 2026-Q1" in preview(path, folder=folder).notes


def test_lines_of_header_that_were_joined_are_said(file):
    ids = '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"'
    text = f"ResponseId,Q1,Q2\nResponse ID,How likely?,Why is that?\n{ids}\nR_1,9,I like the calm of it\nR_2,3,It broke twice\n"
    seen = preview(file(text, "q.csv"))
    assert seen.taken == "three lines of header, as Qualtrics writes them"
    assert seen.rows == 2
    assert roles(seen)["Why is that?"] == "open question"


@pytest.mark.parametrize("name", ["tern-survey-2026-Q1.csv", "tern-survey-2026-Q3.xlsx", "support-tickets-2026-Q1.csv"])
def test_the_samples_tables(name):
    if not (RAW / name).is_file():
        pytest.skip("the sample is not built: run corpus/make.py")
    seen = preview(RAW / name)
    assert "open question" in roles(seen).values()
    assert all(c.why for c in seen.columns)


def test_an_spss_file(tmp_path):
    frame = pd.DataFrame({"Q1": ["I could not find the fees at all", "It just works"]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav", column_labels={"Q1": "Why is that?"})
    seen = preview(tmp_path / "a.sav")
    assert (seen.format, roles(seen)) == ("sav", {"Why is that?": "open question"})


def test_of_a_big_table_only_the_head_is_read(file, monkeypatch):
    monkeypatch.setattr(module, "BIG", 100_000)
    monkeypatch.setattr(module, "HEAD", 50_000)
    rows = "".join(
        f'a{n},"In week {n} the planner was empty again\nand nobody told number {7 * n} of us why"\n' for n in range(20_000)
    )
    path = file("Respondent ID,Why is that?\n" + rows, "big.csv")
    with within(100):
        seen = preview(path)
    assert seen.read < 2000
    assert seen.rows == pytest.approx(20_000, rel=0.1)
    assert re.search(r"about [\d,]+ rows; the first [\d,]+ were looked at", seen.summary)
    assert roles(seen)["Why is that?"] == "open question"


def test_what_is_wrong_with_a_big_table_is_said_with_its_line(file, monkeypatch):
    monkeypatch.setattr(module, "BIG", 1000)
    monkeypatch.setattr(module, "HEAD", 500)
    text = "Respondent ID,Why is that?\n" + "a1,Too many mails\n" * 10 + "a2,too,many,cells\n" + "a3,Too many mails\n" * 100
    with pytest.raises(Refused) as error:
        preview(file(text, "big.csv"))
    assert error.value.place == "line 12"


def test_a_table_without_open_answers_says_what_add_survey_would_say(file):
    seen = preview(file("colour,number\n" + "red,1\nblue,2\n" * 5, "a.csv"))
    assert any("as a survey it would be refused: no column holds open answers" in n for n in seen.notes)


def test_an_export_of_analytics_is_known_for_one(file):
    text = "# Funnel exploration 1\n# 20260101-20260331\n\nStep,Active users,Completion rate\n1. Visit,200,0.5\n2. Paid,100,\n"
    seen = preview(file(text, "funnel.csv"))
    assert (seen.kind, roles(seen)["Active users"]) == ("numbers", "number")
    assert "read by add_metrics as a funnel (shape='funnel')" in seen.notes
    assert "its numbers are for 2026-03-31" in seen.notes


# Transcripts --------------------------------------------------------------------------------------------------------


def test_speakers_have_a_role_and_their_first_words(file):
    seen = preview(file(TALK, "talk.vtt"))
    assert (seen.kind, seen.format, seen.rows) == ("transcript", "vtt", 4)
    jenny, dana, short = seen.speakers
    assert (jenny.label, jenny.role, jenny.shown, jenny.turns) == ("Jenny Mith", "participant", "P01", 1)
    assert (dana.role, dana.words) == ("interviewer", 9)
    assert short.shown == "P01"
    assert dana.first == "And how long does that take?"
    assert any("2 minutes" in n for n in seen.notes)


def test_speakers_who_may_be_one_person_are_offered(file):
    seen = preview(file(TALK, "talk.vtt"))
    (offer,) = seen.offers
    assert "'Jenny' is read as 'Jenny Mith'" in offer


def test_with_a_study_pseudonyms_are_those_of_its_key(folder, file):
    add_transcript(folder, file(TALK, "talk.vtt"), round="2026-Q1")
    other = TALK.replace("Jenny Mith", "Omar Said").replace("Jenny", "Omar")
    assert preview(file(other, "other.vtt"), folder=folder).speakers[0].shown == "P02"


def test_a_table_of_turns_is_a_transcript(file):
    rows = "speaker,text\n" + "Dana,How was it?\nAna,Slow at first.\nDana,And then?\nAna,Faster.\n"
    assert preview(file(rows, "talk.csv")).kind == "transcript"
    whisper = "start\tend\ttext\n0\t2300\tIt was slow at first.\n2300\t5000\tThen it was fine.\n"
    assert preview(file(whisper, "talk.tsv")).kind == "transcript"


def test_a_table_of_named_comments_is_none(file):
    rows = "name,content,time\n" + "".join(f"Person {n},I think it broke on day {n},2026-02-{n:02}\n" for n in range(1, 9))
    assert preview(file(rows, "comments.csv")).kind == "table"


# How it looks --------------------------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp"


def test_in_a_notebook_words_stay_words(file):
    text = SURVEY.replace("Too many e-mails about nothing", HOSTILE).replace("What do you run?", "What <b>do</b> you run?")
    page = BeautifulSoup(preview(file(text, "spring.csv"))._repr_html_(), "html.parser")
    assert not page.find_all(["img", "script", "b", "i"])
    assert len(page.find_all("tr")) == 8
    assert "What <b>do</b> you run?" in page.get_text()
    assert "\u202e" not in page.get_text()  # nothing turns the words around
    talk = BeautifulSoup(preview(file(TALK.replace("at the kitchen table", HOSTILE), "talk.vtt"))._repr_html_(), "html.parser")
    assert not talk.find_all(["img", "script", "i"])


def test_as_text_it_reads_from_top_to_bottom(file):
    shown = str(preview(file(TALK, "talk.vtt")))
    assert shown.startswith("talk.vtt: vtt, transcript, 4 turns. Nothing is written.")
    assert "Jenny Mith\n    participant, as P01; 1 turn, 10 words\n    “I do the rota on Sundays, at the kitchen table.”" in shown
    assert "One person?" in shown
    assert all(len(line) <= 110 for line in shown.splitlines())
    table = str(preview(file(SURVEY, "spring.csv")))
    assert "Why is that?\n    open question: own words: 4 of 4 differ" in table


def test_a_file_that_cannot_be_read_is_refused_as_the_import_would(file):
    with pytest.raises(Refused, match="not read as transcripts"):
        preview(file("x", "a.exe"))
