from __future__ import annotations

import pandas as pd
import pytest

from workbench.sources.columns import iso_dates, number
from workbench.sources.survey import find_columns, guess_roles, headed
from workbench.sources.tables import parse

WHY = [
    "The planner shows an empty week",
    "I could not find the fees at all",
    "It just works, and support is kind",
    "Too many e-mails about nothing",
]


def frame(**columns):
    return pd.DataFrame({k.replace("_", " "): pd.Series(v, dtype="str") for k, v in columns.items()})


def test_roles_are_guessed_by_name_and_content():
    roles = guess_roles(
        frame(
            respondent_id=["a1", "a2", "a3", "a4"],
            email=["a@x.org", "b@x.org", "c@x.org", "d@x.org"],
            submitted_at=["2026-02-10 10:00:00"] * 4,
            how_likely_are_you_to_recommend_us=["10 - Extremely likely", "0 - Not at all", "7", ""],
            satisfaction=["4/5", "2/5", "5/5", "1/5"],
            segment=["Team", "Solo", "Team", "Team"],
            tools=["Mail, Chat", "Chat", "Mail, Chat", "Mail"],
            why=WHY,
            empty=["", "", " ", ""],
            how_many_seats=["3", "5", "3", "8"],
        )
    )
    assert (roles.participant, roles.date, roles.text) == ("respondent id", "submitted at", ("why",))
    assert roles.ratings == ("how likely are you to recommend us", "satisfaction")
    assert roles.attributes == ("segment", "tools", "how many seats")
    assert set(roles.ignored) == {"email", "empty"}


def test_an_address_is_the_id_if_there_is_no_other():
    assert guess_roles(frame(email=["a@x.org", "b@x.org", "c@x.org", "d@x.org"], why=WHY)).participant == "email"


def test_without_any_id_each_row_is_somebody():
    assert guess_roles(frame(segment=["A", "B", "A", "B"], why=WHY)).participant is None


def test_columns_that_differ_by_a_space_only_are_two_columns():
    """Both were named, and one of them was lost (a real export had "that\\nyou" and "that \\nyou")."""
    frame = headed(parse(b'"Tell us\nmore","Tell us \nmore"\na,b\n', name="x.csv", suffix=".csv"))[0]
    assert find_columns(frame, ["Tell us\nmore", "Tell us \nmore"], file="x.csv") == ("Tell us more", "Tell us more (2)")
    assert find_columns(frame, ["tell us more"], file="x.csv") == ("Tell us more",)
    assert find_columns(frame, ["Tell us more (2)", "Tell us more (2)"], file="x.csv") == ("Tell us more (2)",)


def test_the_three_headers_of_qualtrics_become_one():
    ids = '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"'
    text = f"ResponseId,Q1,Q2\nResponse ID,How likely?,Why is that?\n{ids}\nR_1,9,Because\n"
    found, rows, notes = headed(parse(text.encode(), name="a.csv", suffix=".csv"))
    assert list(found.columns) == ["Response ID", "How likely?", "Why is that?"]
    assert found.to_numpy().tolist() == [["R_1", "9", "Because"]]
    assert rows == [4]
    assert "Qualtrics" in notes[0]


def test_the_two_headers_of_surveymonkey_become_one():
    text = "Respondent ID,Why do you stay?,Which do you use?,,Rate us\n,Open-Ended Response,Mail,Chat,Response\n"
    text += "11,The people,Mail,,5\n"
    found, rows, notes = headed(parse(text.encode(), name="a.csv", suffix=".csv"))
    assert list(found.columns) == [
        "Respondent ID",
        "Why do you stay?",
        "Which do you use? – Mail",
        "Which do you use? – Chat",
        "Rate us",
    ]
    assert found.to_numpy().tolist() == [["11", "The people", "Mail", "", "5"]]
    assert rows == [3]
    assert any("SurveyMonkey" in n for n in notes)


def test_an_ordinary_first_answer_is_no_header():
    found, rows, _ = headed(parse(b"id,why\n1,Response\n2,x\n", name="a.csv", suffix=".csv"))
    assert len(found) == 2
    assert rows == [2, 3]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("7", 7.0),
        ("10 - Extremely likely", 10.0),
        ("(2) Minor", 2.0),
        ("4/5", 4.0),
        ("3,5", 3.5),
        ("-1", -1.0),
        ("often", None),
        ("2026-02-10", None),
        ("5 of 9 9", None),
    ],
)
def test_numbers_of_a_scale(cell, found):
    assert number(cell) == found


@pytest.mark.parametrize(
    ("cells", "found", "noted"),
    [
        (["2026-02-10", "2026/2/1 10:00", "", "soon"], ["2026-02-10", "2026-02-01", "", ""], False),
        (["13/02/2026", "01/02/2026"], ["2026-02-13", "2026-02-01"], False),
        (["2/13/2026 9:00", "1/2/2026"], ["2026-02-13", "2026-01-02"], False),
        (["1/2/2026", "3/4/2026"], ["", ""], True),
        (["13/02/2026", "2/14/2026", "1/2/2026"], ["2026-02-13", "2026-02-14", ""], True),
    ],
)
def test_dates_are_read_by_the_whole_column(cells, found, noted):
    dates, note = iso_dates(pd.Series(cells, dtype="str"))
    assert dates.tolist() == found
    assert (note is not None) == noted
