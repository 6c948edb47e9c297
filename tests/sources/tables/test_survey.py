from __future__ import annotations

import pandas as pd
import pytest

from workbench.sources.ingest import add_survey, read_again
from workbench.sources.tables import scales
from workbench.sources.tables.columns import is_date, iso_dates, number, on_scale
from workbench.sources.tables.read import parse
from workbench.sources.tables.survey import find_columns, guess_roles, headed

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


SAID = [
    f"{who} a {what} of class {c}" for who in ("I wish for", "We miss") for what in ("search", "print", "list") for c in "ABCDEF"
]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param([*["Good"] * 25, *["Very nice, thank you"] * 20, *SAID * 2], ("What is missing?",), id="what many say alike"),
        pytest.param(SAID[:3] * 40, (), id="one of three choices"),
        pytest.param(["Mail, Chat", "Chat", "Calendar, Chat", "Mail, Calendar, Chat, Wiki"] * 25, (), id="ticked options"),
    ],
)
def test_own_words_stay_own_words_though_many_say_the_same(cells, found):
    assert guess_roles(frame(**{"What_is_missing?": cells})).text == found


def test_a_column_that_was_named_is_not_said_to_be_left_out(folder, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("date,second date,code\n2026-01-02,2026-01-03,a\n2026-01-02,2026-02-03,a b\n")
    told = add_survey(folder, file, round="2026-Q1", text=["code"], date="second date").notes
    assert "date: 'second date'" in told
    assert not [t for t in told if t.startswith("left out")]


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
    assert list(rows) == [4]
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
    assert list(rows) == [3]
    assert any("SurveyMonkey" in n for n in notes)


def test_an_ordinary_first_answer_is_no_header():
    found, rows, _ = headed(parse(b"id,why\n1,Response\n2,x\n", name="a.csv", suffix=".csv"))
    assert len(found) == 2
    assert list(rows) == [2, 3]


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


# What the tools export

QUALTRICS = """StartDate,EndDate,Status,Progress,Finished,ResponseId,DistributionChannel,Q1,Q2_1,Q2_2,Q3,Q3_4_TEXT,Q4,plan
Start Date,End Date,Response Type,Progress,Finished,Response ID,Distribution Channel,How satisfied are you with the planner?,"Please rate: - Speed","Please rate: - Price","Which do you use? - Selected Choice","Which do you use? - Other (please specify) - Text",Why is that?,plan
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""progress""}","{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}","{""ImportId"":""QID3""}","{""ImportId"":""QID3_4_TEXT""}","{""ImportId"":""QID4_TEXT""}","{""ImportId"":""plan""}"
2026-02-01 10:00:00,2026-02-01 10:05:00,Survey Preview,100,True,R_0aaaaaaaaaaaaa1,preview,Very satisfied,Good,Poor,"Mail,Chat",,Just testing this before it goes out,Team
2026-02-10 10:00:00,2026-02-10 10:05:00,IP Address,100,True,R_1aaaaaaaaaaaaa1,anonymous,Very dissatisfied,Poor,Very poor,Mail,,The planner shows an empty week,Team
2026-02-10 11:00:00,2026-02-10 11:02:00,IP Address,60,False,R_2aaaaaaaaaaaaa2,anonymous,Neither satisfied nor dissatisfied,Good,Fair,"Mail,Other (please specify)",A notebook of my own,I could not find the fees at all,Solo
2026-02-11 11:00:00,2026-02-11 11:02:00,IP Address,100,True,R_3aaaaaaaaaaaaa3,anonymous,Satisfied,Very good,,Chat,,"It just works, and support is kind",Solo
"""  # noqa: E501 (as the tool writes it)

SURVEYMONKEY = """Respondent ID,Collector ID,Start Date,IP Address,How likely is it that you would recommend us?,Which do you use?,,,Please say how far you agree,,What should we change?
,,,,Response,Mail,Chat,Other (please specify),The planner is easy,Support is quick,Open-Ended Response
118000000001,40001,02/13/2026 10:00:01 AM,203.0.113.7,9,Mail,,,Strongly agree,Agree,Show the fees before I sign up
118000000002,40001,02/14/2026 10:00:01 AM,203.0.113.8,3,,Chat,Paper calendar,Disagree,Strongly disagree,Nobody answered my mail for a week
118000000003,40001,02/15/2026 10:00:01 AM,203.0.113.9,10,Mail,Chat,,Neither agree nor disagree,Agree,The empty week should not be empty
"""  # noqa: E501 (as the tool writes it)

FORMS = """Timestamp,How easy was it to set up? ,"Which of these do you use? (tick all)",How likely are you to recommend it to a colleague?,How did it go? [Sign-up],How did it go? [First week],What was hardest?
2026/02/13 10:00:01 am GMT+1,Very easy,"Mail;Chat",8,Good,Bad,Finding where the calendar is kept
2026/02/14 10:00:01 am GMT+1,Difficult,Mail,2,OK,Horrible,The fees came as a surprise to us
2026/02/15 10:00:01 am GMT+1,Easy,,7,Excellent,Good,Nothing was hard about it at all
"""  # noqa: E501 (as the tool writes it)


def imported(folder, tmp_path, text, name):
    (tmp_path / name).write_text(text, encoding="utf-8-sig", newline="")
    report = add_survey(folder, tmp_path / name, round="2026-Q1")
    assert [r.status for r in read_again(folder)] == ["identical"]
    (found,) = folder.surveys()
    return report, found


def test_a_qualtrics_export(folder, tmp_path):
    report, found = imported(folder, tmp_path, QUALTRICS, "q.csv")
    assert found.answers["participant"].nunique() == 3
    assert "Just testing this before it goes out" not in set(found.answers["text"])
    assert "1 rows are the researchers' own and were left out: 'Response Type' is 'Survey Preview'" in report.notes
    assert "1 of 3 rows were not finished ('Finished'); their answers are kept" in report.notes
    why = found.answers[found.answers["question"] == "why-is-that"].set_index("participant")
    assert why["rating.how-satisfied-are-you-with-the-planner"].tolist() == [1.0, 3.0, 4.0]
    assert why["rating.please-rate-speed"].tolist() == [2.0, 4.0, 5.0]
    assert why["attr.plan"].tolist() == ["Team", "Solo", "Solo"]
    assert set(why["date"]) == {"2026-02-10", "2026-02-11"}
    assert found.origin["options"]["participant"] == "Response ID"


def test_a_surveymonkey_export(folder, tmp_path):
    report, found = imported(folder, tmp_path, SURVEYMONKEY, "sm.csv")
    change = found.answers[found.answers["question"] == "what-should-we-change"]
    assert len(change) == 3
    assert change["rating.how-likely-is-it-that-you-would-recommend-us"].tolist() == [9.0, 3.0, 10.0]
    assert change["rating.please-say-how-far-you-agree-the-planner-is-easy"].tolist() == [5.0, 2.0, 3.0]
    assert change["rating.please-say-how-far-you-agree-support-is-quick"].tolist() == [4.0, 1.0, 4.0]
    assert change["attr.which-do-you-use-mail"].tolist() == ["Mail", "", "Mail"]
    assert change["date"].tolist() == ["2026-02-13", "2026-02-14", "2026-02-15"]
    assert "203.0.113.7" not in found.answers.to_csv()
    assert any("Strongly agree = 5" in n for n in report.notes)


def test_a_google_forms_export(folder, tmp_path):
    report, found = imported(folder, tmp_path, FORMS, "forms.csv")
    assert [q.text for q in found.questions] == ["What was hardest?"]
    ratings = {c: found.answers[c].tolist() for c in found.answers.columns if c.startswith("rating.")}
    assert ratings == {
        "rating.how-easy-was-it-to-set-up": [5.0, 2.0, 4.0],
        "rating.how-likely-are-you-to-recommend-it-to-a-colleague": [8.0, 2.0, 7.0],
        "rating.how-did-it-go-sign-up": [4.0, 3.0, 5.0],
        "rating.how-did-it-go-first-week": [2.0, 1.0, 4.0],
    }
    assert found.origin["options"]["scales"]["How did it go? [First week]"] == {"Bad": 2, "Good": 4, "Horrible": 1}
    assert found.answers["date"].tolist() == ["2026-02-13", "2026-02-14", "2026-02-15"]
    assert any("a scale in words, Horrible = 1, Bad = 2, Good = 4, for 'How did it go? [First week]'" in n for n in report.notes)


# Scales in words


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["Very satisfied", "Satisfied", "Neutral", "N/A"], [5, 4, 3, None]),
        (["STRONGLY AGREE", "agree", "Disagree."], [5, 4, 2]),
        (["Not at all likely", "Extremely likely", "Somewhat likely"], [1, 5, 3]),
        (["Extremely dissatisfied", "Slightly dissatisfied", "Moderately satisfied"], [1, 3, 6]),
        (["Strongly disagree", "Somewhat disagree", "Disagree", "Agree"], [1, 3, 2, 6]),
        (["Poor", "Fair", "Good", "Very good", "Excellent"], [1, 2, 3, 4, 5]),
        (["Yes", "No"], None),
        (["Never", "Often", "Always"], None),
        (["Not important", "Very important"], None),
        (["Good", "Team"], None),
        (["Good"], None),
        (["Poor", "Fair", "Good"], None),  # of two scales, which number them differently
    ],
)
def test_words_of_known_scales_are_numbers(labels, found):
    assert scales.find(labels) == (found if found is None else {x: n for x, n in zip(labels, found, strict=True) if n is not None})


def test_a_column_named_an_attribute_stays_one(folder, tmp_path):
    (tmp_path / "forms.csv").write_text(FORMS, encoding="utf-8")
    add_survey(folder, tmp_path / "forms.csv", round="2026-Q1", attributes=["How easy was it to set up?"])
    assert "attr.how-easy-was-it-to-set-up" in folder.surveys()[0].answers.columns


def test_a_rating_that_is_no_scale_is_left_empty_and_said(folder, tmp_path):
    rows = [("a1", "Very good"), ("a2", "Poor"), ("a3", "Don't know"), ("a4", "purple")]
    text = "id,rating,why\n" + "".join(
        f"{i},{r},{w}\n" for (i, r), w in zip(rows, ["one thing", "two", "three", "four"], strict=True)
    )
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    report = add_survey(folder, tmp_path / "s.csv", round="r", text=["why"], ratings=["rating"], attributes=[])
    assert "4 cells of 'rating' are no numbers of a scale: left empty" in report.notes


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["1", "3", "5", "99", "-9"], [1, 3, 5, None, None]),
        (["0", "7", "10", "88 - Don't know"], [0, 7, 10, None]),
        (["-2", "-1", "0", "1", "2"], [-2, -1, 0, 1, 2]),
        (["12", "64", "99", "88"], [12, 64, 99, 88]),
        (["99", "5"], [99, 5]),
    ],
)
def test_a_code_for_no_answer_is_no_step_of_a_scale(cells, found):
    """SoSci writes -9, SPSS files 99: as ratings they would move every mean."""
    assert on_scale(cells) == found


def test_codes_for_no_answer_are_left_empty_and_said(folder, tmp_path):
    path = tmp_path / "nps.csv"
    path.write_text(
        "id,Preis,why\n" + "".join(f"x{n},{r},it is slow for {n} of us\n" for n, r in enumerate([1, 2, 3, 4, 5, 99, 99]))
    )
    report = add_survey(folder, path, round="r")
    (survey,) = folder.surveys()
    assert survey.answers["rating.preis"].dropna().tolist() == [1, 2, 3, 4, 5]
    assert "2 cells of 'Preis' are no numbers of a scale: left empty" in report.notes


@pytest.mark.parametrize("column", ["Email", "username", "Reviewer Name"])
def test_who_comes_twice_is_said_before_two_people_are_counted(folder, tmp_path, column):
    path = tmp_path / "nps.csv"
    path.write_text(f"{column},Why?\n" + "".join(f"m{n % 5}@x.org,it is slow for {n} of us\n" for n in range(6)))
    notes = add_survey(folder, path, round="r").notes
    way = f"each row is counted as a person: keep one a person, or say participant={column!r}"
    assert f"1 rows repeat a value of {column!r}, and {way}" in notes


@pytest.mark.parametrize(
    "labels",
    [
        ("sehr unzufrieden", "eher unzufrieden", "teils/teils", "eher zufrieden", "sehr zufrieden"),
        ("Stimme gar nicht zu", "Stimme eher nicht zu", "Weder noch", "Stimme eher zu", "Stimme voll zu"),
        ("trifft nicht zu", "trifft eher nicht zu", "teils/teils", "trifft eher zu", "trifft zu"),
        ("Pas du tout d’accord", "Plutôt pas d’accord", "Neutre", "Plutôt d’accord", "Tout à fait d’accord"),
        ("Muy insatisfecho", "Insatisfecho", "Neutral", "Satisfecho", "Muy satisfecho"),
        ("Discordo totalmente", "Discordo", "Neutro", "Concordo", "Concordo totalmente"),
        ("とても不満", "不満", "普通", "満足", "とても満足"),
    ],
)
def test_scales_in_words_of_other_languages_are_ratings(labels):
    assert scales.find([*labels, "Keine Angabe", ""]) == {label: number for number, label in enumerate(labels, 1)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Was hat Sie geärgert?", ["Zu teuer", "Die App ist langsam", "Wartezeit zu lang", "Alles kam dreimal"]),
        ("Kommentar", ["Zu teuer", "Die App ist langsam", "Wartezeit zu lang", "Alles kam dreimal"]),
        (
            "ご意見をお聞かせください",
            ["アプリが遅いです。", "文字が小さくて読めません。", "ログインできませんでした。", "値段が高いと思います。"],
        ),
    ],
)
def test_short_answers_in_other_languages_are_answers(name, said):
    """A survey in German or Japanese was refused: *no column holds open answers*."""
    assert guess_roles(pd.DataFrame({"id": ["a1", "a2", "a3", "a4"], name: said}, dtype="str")).text == (name,)


@pytest.mark.parametrize(
    "name", ["Geschlecht", "Anzahl Personen im Haushalt", "Wie viele Kinder haben Sie?", "Combien d'enfants ?", "Sexo"]
)
def test_what_counts_or_sorts_is_no_rating_in_other_languages(name):
    assert guess_roles(pd.DataFrame({"id": list("abcdef"), name: list("123123"), "Why": WHY + WHY[:2]}, dtype="str")).ratings == ()


@pytest.mark.parametrize(
    "cell",
    [
        "02/Mar/26 10:00 AM",
        "2 March 2026",
        "Mar 2, 2026",
        "Mon, Mar 2nd, 2026 10:00",
        "2. März 2026",
        "2 de março de 2026",
        "02-mars-2026",
    ],
)
def test_dates_with_the_name_of_a_month_are_dates(cell):
    """Jira's own dates were an attribute with one value a ticket."""
    column = pd.Series([cell, cell], dtype="str", name="Created")
    assert iso_dates(column)[0].tolist() == ["2026-03-02"] * 2
    assert guess_roles(pd.DataFrame({"Created": column, "Why": WHY[:2]})).date == "Created"


@pytest.mark.parametrize("cell", ["12 people 2026", "2 Maybe 26", "March", "31 February 2026"])
def test_words_between_numbers_are_no_date(cell):
    assert iso_dates(pd.Series([cell], dtype="str"))[0].tolist() == [""]


def test_tags_in_answers_are_kept_and_said(folder, tmp_path):
    path = tmp_path / "nps.csv"
    path.write_text("id,Why?\n" + "".join(f"x{n},<p>it is slow for {n} of us</p>\n" for n in range(6)))
    assert (
        "answers in 'Why?' hold HTML: it is kept as written; export plain text to be rid of the tags"
        in add_survey(folder, path, round="r").notes
    )
    path.write_text("id,Why?\n" + "".join(f"x{n},it is <3 for {n} of us > all\n" for n in range(6)))
    assert not any("HTML" in n for n in add_survey(folder, path, round="r").notes)


@pytest.mark.parametrize(
    "name", ["thumbsUpCount", "Helpful votes", "Text iQ - Sentiment Score", "Q_RecaptchaScore", "Q_RelevantIDFraudScore"]
)
def test_what_a_program_reckoned_or_others_clicked_is_no_rating(name):
    values = [str(n % 5) for n in range(40)]
    frame = pd.DataFrame({name: values, "Why?": [f"It is slow when {n} of us log in" for n in range(40)]}, dtype="str")
    assert guess_roles(frame).ratings == ()


@pytest.mark.parametrize("name", ["id. Response ID", "Nr", "Lfd. Nr.", "Interview-Nummer (fortlaufend)", "CASE", "Consumer Id"])
def test_who_answered_is_found_under_the_names_that_programs_give_it(name):
    frame = pd.DataFrame(
        {name: [str(n + 7) for n in range(40)], "Why?": [f"It is slow when {n} of us log in" for n in range(40)]}, dtype="str"
    )
    assert guess_roles(frame).participant == name


@pytest.mark.parametrize(
    ("name", "cell", "found"),
    [
        ("Rider number", "V{:04d}", True),
        ("patient_code", "C-{:05d}", True),
        ("Mitgliedsnummer", "{}9911", True),
        ("Guest number", "{}", False),  # how many came
        ("Staff no", "E10{}", False),  # who served: several rows name one
        ("Badge", "K-{:03d}", False),  # of anything
    ],
)
def test_a_number_of_a_rider_or_a_patient_says_who_answered(name, cell, found):
    """Each was left out or made an attribute with one person a group, and nobody was known again in the next round."""
    numbers = range(1, 13) if name != "Staff no" else [1, 2] * 6
    why = [f"It took {n} tries until it let me in" for n in range(12)]
    table = pd.DataFrame({name: [cell.format(n) for n in numbers], "Why?": why}, dtype="str")
    roles = guess_roles(table)
    assert (roles.participant == name) is found
    assert (name in roles.attributes) is (name in {"Staff no", "Guest number"})


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Ticket ID,Created,Requester,Description", "ticket"),
        ("Issue key,Summary,Description", "ticket"),
        ("Nr,Priority,Assignee,Description", "ticket"),
        ("Review title,Stars,Description", "review"),
        ("Version,App version,Star rating,Description", "review"),
        ("Case number,Rating,Description", ""),  # of a survey
        ("Respondent ID,Priority,Description", ""),
    ],
)
def test_a_table_of_what_nobody_was_asked_is_said_to_look_so(folder, tmp_path, head, kind):
    """Fifteen tickets came in as fifteen more people of the survey, and every share of the round was of 44 and not of 29."""
    file = tmp_path / "export.csv"
    cells = ",".join(["{0}7{0}"] * head.count(","))
    file.write_text("\n".join([head, *(f"{cells.format(n)},It took {n} tries until it let me in" for n in range(4))]) + "\n")
    told = add_survey(folder, file, round="2026-Q1", text=["Description"]).notes
    assert [note.split(",")[0] for note in told if "looks like" in note] == ([f"it looks like {kind}s"] if kind else [])
    if kind:
        again = add_survey(folder, file, round="2026-Q1", text=["Description"], kind=kind)
        assert not [note for note in again.notes if "looks like" in note]
        assert [survey.kind for survey in folder.surveys()] == [kind]


def test_a_column_that_may_say_who_answered_is_offered(folder, tmp_path):
    rows = "\n".join(f"K-{n:03d},It took {n} tries until it let me in" for n in range(12))
    file = tmp_path / "answers.csv"
    file.write_text(f"Badge,Why?\n{rows}\n")
    told = "\n".join(add_survey(folder, file, round="2026-Q1").notes)
    assert "'Badge' is another one in each row" in told
    assert "--participant 'Badge'" in told
    again = add_survey(folder, file, round="2026-Q1", participant="Badge")
    assert "another one in each row" not in "\n".join(again.notes)


@pytest.mark.parametrize(("name", "value"), [("Issue key", "VOL-{}"), ("Ticket ID", "{}"), ("Reference", "CASE-{}")])
def test_what_says_something_else_of_each_row_is_no_attribute(name, value):
    frame = pd.DataFrame(
        {
            "respondent": [f"m{n}" for n in range(40)],
            name: [value.format(1000 + n) for n in range(40)],
            "Why?": [f"It is slow when {n} of us log in" for n in range(40)],
        },
        dtype="str",
    )
    assert guess_roles(frame).attributes == ()


@pytest.mark.parametrize(
    "name",
    [
        "How satisfied are you with … - Display Order - Price", "FL_12 - Block Randomizer - Display Order - Block1", "Q3_DO_1",
        "Timing - Click Count", "Q4_Page Submit",
    ],
)  # fmt: skip
def test_what_a_program_wrote_beside_the_answers_is_no_rating_and_no_attribute(name):
    """In which order choices were shown was a rating from 1 to 3."""
    frame = pd.DataFrame({name: list("123123123"), "Why?": [f"It was slow {n} times for us" for n in range(9)]}, dtype="str")
    roles = guess_roles(frame)
    assert (roles.ratings, roles.attributes, roles.ignored) == ((), (), (name,))


@pytest.mark.parametrize("name", ["_index", "Number", "row_id"])
def test_a_number_of_rows_is_no_rating(name):
    roles = guess_roles(
        pd.DataFrame({name: list("123456"), "Why?": [f"It was slow {n} times for us" for n in range(6)]}, dtype="str")
    )
    assert roles.ratings == roles.attributes == ()


@pytest.mark.parametrize(
    ("there", "left"),
    [
        (["1", "2", "3", "4", "5", "-1"], {"-1"}), (["1", "3", "5", "7", "-1", "-2", "-9"], {"-1", "-2", "-9"}),
        (["-2", "-1", "0", "1", "2"], set()), (["-1", "0", "1"], set()), (["-3", "-1", "1", "3"], set()),
    ],
)  # fmt: skip
def test_below_a_scale_from_one_on_are_codes(there, left):
    """SoSci writes -1 for *don't know*: the mean of a scale from 1 to 5 counted it as a step."""
    assert {c for c, n in zip(there, on_scale(there), strict=True) if n is None} == left


def test_the_day_is_that_of_saying_it():
    """*Updated at* holds *date*, and came before *Created at*."""
    days = {"Updated at": "2026-03-09", "Closed Date": "2026-03-08", "Created at": "2026-03-01"}
    why = {"Why?": [f"It was slow {n} times for us" for n in range(6)]}
    assert guess_roles(pd.DataFrame({c: [d] * 6 for c, d in days.items()} | why, dtype="str")).date == "Created at"


@pytest.mark.parametrize(
    ("name", "there", "days"),
    [
        ("日付", ["26/03/01", "26/03/02", "26/03/14"], ["2026-03-01", "2026-03-02", "2026-03-14"]),
        ("Date", ["26/03/26", "27/03/26", "28/03/26"], ["2026-03-26", "2026-03-27", "2026-03-28"]),
        ("Datum", ["1.3.2026 14:02", "2.3.2026 09:00"], ["2026-03-01", "2026-03-02"]),
        ("Date", ["3/1/2026", "3/2/2026"], ["", ""]),
        ("Date", ["1.3.2026", "2.14.2026"], ["2026-01-03", "2026-02-14"]),
        ("created", ["1770728400", "", "1770814800.5"], ["2026-02-10", "", "2026-02-11"]),
        ("updated_at", ["1770728400000", "1770814800000"], ["2026-02-10", "2026-02-11"]),
        ("Datum", ["46082,375", "46083"], ["2026-03-01", "2026-03-02"]),
    ],
)
def test_days_are_read_by_the_whole_column_and_its_name(name, there, days):
    """*26/03/01* was the 26th of March 2001; German days were left empty; times in seconds and days of workbooks no dates."""
    column = pd.Series(there, name=name, dtype="str")
    assert is_date(column)
    assert iso_dates(column)[0].tolist() == days


@pytest.mark.parametrize(("name", "cell"), [("Income", "46082"), ("Order number", "1770728400"), ("Date", "20"), ("Date", "99999")])
def test_other_numbers_are_no_days(name, cell):
    assert not is_date(pd.Series([cell] * 3, name=name, dtype="str"))


@pytest.mark.parametrize(
    ("cell", "found"),
    [("4 out of 5 stars", 4), ("3 von 5 Sternen", 3), ("★★★☆☆", 3), ("⭐️⭐️", 2), ("☆ new", None)],
)
def test_stars_are_numbers(cell, found):
    assert number(cell) == found


def test_whoever_has_no_name_is_not_whoever_else_has_none(folder, tmp_path):
    """Four reviews of *A Google user* were one person's."""
    names = ["A Google user", "Mia Lund", "a google user", "Ben Oak", "Mia Lund", "Anonymous"]
    rows = [f"{who},{n % 5 + 1},It was slow {n} times for us all" for n, who in enumerate(names)]
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(["userName,score,content", *rows, ""]), encoding="utf-8")
    report = add_survey(folder, path, round="r", kind="review")
    (survey,) = folder.surveys()
    assert survey.answers["participant"].nunique() == 5
    (note,) = [n for n in report.notes if "name nobody" in n]
    assert note.startswith("3 rows of 'userName' name nobody ('A Google user', 'Anonymous', 'a google user')")
    assert add_survey(folder, path, round="r", kind="review").status == "unchanged"
