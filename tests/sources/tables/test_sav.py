"""SPSS files. The fixtures are written with pyreadstat itself, so what is read is what SPSS would have saved."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sources.ingest import add_survey
from workbench.sources.tables.read import parse, read_table
from workbench.sources.tables.survey import guess_roles
from workbench.study.errors import Refused

CRASH = 284  # where a label's length stands in the file below
ANSWERS = ["The planner shows an empty week", "", "Ünïcode 🎈 — “quotes”", "Nobody answers the phone"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return the path of a small survey as SPSS has it."""
    frame = pd.DataFrame(
        {
            "ResponseId": ["R_1a", "R_2b", "R_3c", "R_4d"],
            "Q1": [10.0, 0.0, 7.0, None],
            "Q2": [1.0, 2.0, 9.0, 1.0],
            "Q3": [4.0, 1.0, 2.0, 3.0],
            "Q4": ANSWERS,
            "when": [dt.date(2026, 2, 10), None, dt.date(2026, 2, 11), dt.date(2026, 2, 12)],
            "at": [dt.datetime(2026, 2, 10, 10, 3, tzinfo=None)] * 4,  # noqa: DTZ001 (SPSS knows no time zones)
            "share": [0.25, 1e6, -3.0, None],
        }
    )
    path = tmp_path_factory.mktemp("sav") / "spring.sav"
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={
            "Q1": "How likely are you to recommend us?",
            "Q2": "Which do you use?",
            "Q3": "How satisfied are you?",
            "Q4": "Why is\n that?",
        },
        variable_value_labels={
            "Q1": {0: "Not at all likely", 10: "Extremely likely"},
            "Q2": {1: "Mail", 2: "Chat", 9: "Rather not say"},
            "Q3": {1: "Not at all", 2: "A little", 3: "Fairly", 4: "Very"},
        },
        missing_ranges={"Q2": [9]},
    )
    return path


@pytest.fixture(scope="module")
def frame(saved):
    return read_table(saved).frame


def test_questions_are_the_labels_of_the_variables_and_answers_those_of_the_values(frame):
    assert list(frame.columns)[:5] == [
        "ResponseId",
        "How likely are you to recommend us?",
        "Which do you use?",
        "How satisfied are you?",
        "Why is that?",
    ]
    assert frame["Which do you use?"].tolist() == ["Mail", "Chat", "", "Mail"]  # what the file declares missing is empty
    assert frame["Why is that?"].tolist() == ANSWERS


def test_a_scale_keeps_its_numbers_beside_the_labels(frame):
    assert frame["How likely are you to recommend us?"].tolist() == ["10 - Extremely likely", "0 - Not at all likely", "7", ""]
    assert frame["How satisfied are you?"].tolist() == ["4 - Very", "1 - Not at all", "2 - A little", "3 - Fairly"]
    assert guess_roles(frame).ratings == ("How likely are you to recommend us?", "How satisfied are you?")


def test_dates_are_iso_and_numbers_lose_nothing(frame):
    assert frame["when"].tolist() == ["2026-02-10", "", "2026-02-11", "2026-02-12"]
    assert frame["at"][0] == "2026-02-10 10:03:00"
    assert frame["share"].tolist() == ["0.25", "1000000", "-3", ""]


def test_the_table_says_what_was_read(saved):
    table = read_table(saved)
    assert (table.format, table.rows) == ("sav", [1, 2, 3, 4])
    assert "4 of 8 variables have a label, read as the question; 3 have labelled values" in table.notes
    assert "values that the file declares missing are left empty: in Q2" in table.notes


def test_a_survey_of_spss_is_a_survey(saved, folder):
    report = add_survey(folder, saved, round="2026-Q1")
    assert (report.status, report.rows) == ("added", 3)
    (survey,) = folder.surveys()
    assert [q.text for q in survey.questions] == ["Why is that?"]
    assert sorted(survey.answers["rating.how-satisfied-are-you"]) == [1.0, 2.0, 3.0, 4.0], "also of who wrote nothing"
    assert add_survey(folder, saved, round="2026-Q1").status == "unchanged"


def test_a_compressed_file_is_read_too(tmp_path):
    pyreadstat.write_sav(pd.DataFrame({"a": ["x", "y"]}), tmp_path / "a.zsav", compress=True)
    assert read_table(tmp_path / "a.zsav").frame["a"].tolist() == ["x", "y"]


@pytest.mark.parametrize(
    ("hurt", "why"),
    [
        (lambda _: b"garbage", "not readable as a file of SPSS"),
        (lambda raw: raw[: len(raw) // 2], "not readable as a file of SPSS"),
        (lambda raw: raw[:-20], "expected number of rows"),
        # the number of cases, 2,000 million: the reader sets memory aside for them
        (lambda raw: raw[:80] + (2_000_000_000).to_bytes(4, "little") + raw[84:], "2,000,000,000 cases"),
        # the length of a label: read in this process, it would end the process
        (lambda raw: raw[:CRASH] + bytes([202]) + raw[CRASH + 1 :], "it brings the reader down"),
    ],
    ids=["garbage", "half", "torn", "claims too much", "crashes the reader"],
)
def test_a_file_that_is_not_whole_is_refused(saved, hurt, why, folder, tmp_path, tree):
    path = tmp_path / "hurt.sav"
    path.write_bytes(hurt(saved.read_bytes()))
    before = tree(folder)
    with pytest.raises(Refused, match=why):
        add_survey(folder, path, round="2026-Q1")
    assert tree(folder) == before


@given(st.data())
@settings(max_examples=5, deadline=None)
def test_any_bytes_are_a_table_or_refused(saved, data):
    raw = bytearray(saved.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        table = parse(bytes(raw), name="x.sav", suffix=".sav")
    except Refused:
        return
    assert all(isinstance(cell, str) for row in table.frame.to_numpy().tolist() for cell in row)


def test_a_file_of_stata_is_read_as_one_of_spss(tmp_path):
    path = tmp_path / "spring.dta"
    frame = pd.DataFrame({"id": [1.0, 2.0], "sex": [1.0, 2.0], "why": ["It took weeks – too long", "Nobody answers"]})
    labels = {"variable_value_labels": {"sex": {1: "Female", 2: "Male"}}, "column_labels": ["Number", "Sex", "Why is that?"]}
    pyreadstat.write_dta(frame, path, **labels)
    found = read_table(path)
    assert found.format == "dta"
    assert found.frame.to_dict("list") == {
        "Number": ["1", "2"], "Sex": ["Female", "Male"], "Why is that?": ["It took weeks – too long", "Nobody answers"]
    }  # fmt: skip


def test_a_portable_file_of_spss_is_read(tmp_path):
    path = tmp_path / "spring.por"
    pyreadstat.write_por(pd.DataFrame({"ID": [1.0, 2.0], "WHY": ["So", "Because"]}), path)
    assert read_table(path).frame.to_dict("list") == {"ID": ["1", "2"], "WHY": ["So", "Because"]}


@pytest.mark.parametrize("suffix", [".dta", ".por"])
def test_garbage_that_is_called_so_is_refused(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"garbage" * 50)
    with pytest.raises(Refused, match="not readable as a file of"):
        read_table(path)
