from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from workbench.sources.ingest import add_survey, read_again
from workbench.sources.tables.answers import same, versioned
from workbench.study.errors import Refused
from workbench.study.records import Survey

LONG = (
    "Comment ID,Respondent ID,FFT question,FFT answer\n"
    "c1,r-a,Why?,The nurse was kind to me\nc2,r-a,What could be better?,Nothing at all\n"
    "c3,r-b,Why?,I waited for three hours\nc4,r-b,What could be better?,\n"
)


@pytest.fixture
def add(folder, tmp_path):
    def adder(table, name="a.csv", /, **options):
        (tmp_path / name).write_text(table, encoding="utf-8", newline="")
        return add_survey(folder, tmp_path / name, **({"round": "2026-Q1"} | options))

    return adder


def rows(folder, *columns):
    return folder.surveys()[0].answers[list(columns)].to_numpy().tolist()


# One row a comment


def test_one_row_a_comment_is_a_survey_of_its_questions(folder, add):
    report = add(LONG, question="FFT question", text=["FFT answer"])
    assert rows(folder, "answer", "question", "text") == [
        ["R0001:what-could-be-better", "what-could-be-better", "Nothing at all"],
        ["R0001:why", "why", "The nurse was kind to me"],
        ["R0002:why", "why", "I waited for three hours"],
    ]
    assert [q.text for q in folder.surveys()[0].questions] == ["Why?", "What could be better?"]
    assert "the question is in 'FFT question': one row an answer" in report.notes
    assert "1 of 4 rows hold no open answer" in report.notes
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add(LONG, question="FFT question", text=["FFT answer"]).status == "unchanged"


@pytest.mark.parametrize(
    ("silent", "said"),
    [(0, None), (1, "1 person rated and wrote nothing in any row: their rating counts"),
     (3, "3 people rated and wrote nothing in any row: their ratings count")],
)  # fmt: skip
def test_who_rates_and_writes_in_no_row_of_a_table_of_comments_is_kept_too(folder, add, silent, said):
    """An NPS of 30 people was one of the 20 who wrote, and said to be of everybody who rated."""
    lines = ["who,question,answer,nps"]
    lines += [
        f"r{n},{q},{'' if n < silent or (n == 5 and q == 'Why?') else f'Said so {n}'},{n}"
        for n in range(9)
        for q in ("Why?", "And?")
    ]
    lines += ["r20,,,7"] * bool(silent)  # says no question, so nothing was put
    report = add("\n".join(lines) + "\n", question="question", text=["answer"], ratings=["nps"], participant="who")
    there = folder.surveys()[0]
    assert sorted(set(there.blank["participant"])) == [f"R{n:04}" for n in range(silent)]
    assert dict(zip(there.answers["participant"], there.answers["rating.nps"], strict=True)) == {f"R{n:04}": n for n in range(9)}
    told = [note for note in report.notes if "wrote nothing" in note]
    assert told == ([] if said is None else [f"{said} in scores (NPS, CSAT, …) and nowhere else"])
    assert [r.status for r in read_again(folder)] == ["identical"]


@pytest.mark.parametrize(
    ("kind", "silent", "said"),
    [
        ("survey", 2, "2 of these have ratings: they count"),
        ("survey", 1, "1 of these has a rating: it counts"),
        ("survey", 0, ""),
        ("review", 2, ""),  # their authors are in no score of the study
    ],
)
def test_who_rates_and_writes_nothing_is_kept_for_the_score_and_that_is_said(folder, add, kind, silent, said):
    """A score of those who wrote is not that of the dashboard: who writes is less content than who does not."""
    rates = "".join(f"r{n},{n},  ,\n" for n in range(silent))
    report = add(
        f"id,Recommend (0-10),Why?,More?\na,9,,Quick and kind people\nb,,,\n{rates}c,2,A fee at the very end,\n", kind=kind
    )
    assert f"{silent + 1} of {silent + 3} rows hold no open answer" in report.notes
    told = [note for note in report.notes if "scores" in note]
    assert [note.partition(" in scores")[0] for note in told] == [said] * bool(said)
    assert report.rows == 2
    kept = silent if kind == "survey" else 0
    assert sorted(map(tuple, rows(folder, "text", "rating.recommend-0-10"))) == [
        *(("", float(n)) for n in range(kept)), ("A fee at the very end", 2.0), ("Quick and kind people", 9.0),
    ]  # fmt: skip
    survey = folder.surveys()[0]
    assert survey.written["text"].tolist() == [t for t in survey.answers["text"] if t]
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_a_survey_taken_in_without_those_who_only_rated_is_known_again_and_brought_up_to_date(folder, add):
    """As a study has it that was made before these rows were kept."""
    table = "id,Recommend (0-10),Why?\nq-1,9,Quick and kind people\nq-2,10,\nq-3,2,A fee at the very end\n"
    add(table)
    survey = folder.surveys()[0]
    folder.add_survey(versioned(replace(survey, answers=survey.written)))
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add(table).status == "new version"
    assert rows(folder, "answer", "rating.recommend-0-10") == [["R0001:why", 9.0], ["R0002:why", 10.0], ["R0003:why", 2.0]]


def test_without_being_told_the_refusal_says_which_column_may_be_the_question(add):
    with pytest.raises(Refused, match="give question='FFT question'"):
        add(LONG, text=["FFT answer"])


def test_a_second_answer_of_one_person_to_one_question_is_refused(folder, add):
    """Which of the two holds is not ours to say, and two would count one person twice. An author of tickets may have many."""
    twice = LONG + "c5,R-A ,why?,Again and again\n"
    with pytest.raises(Refused, match=r"'r-a' and 'R-A ' .*Why\?.* lines 2 and 6") as error:
        add(twice, question="FFT question", text=["FFT answer"])
    assert folder.surveys() == []
    assert "kind='ticket'" in error.value.remedy
    add(twice, question="FFT question", text=["FFT answer"], kind="ticket")
    assert [a for (a,) in rows(folder, "answer")][-2:] == ["R0001:why#2", "R0002:why"]


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        (LONG.replace("c3,r-b,Why?", "c3,r-b, "), {}, "1 rows with an answer have no 'FFT question'"),
        (LONG, {"text": ["FFT answer", "Comment ID"]}, "one column holds the answers"),
        (LONG, {"stages": {"Who?": ["purchase"]}}, "no question is called 'Who\\?'"),
        (LONG, {"same_as": {"Why?": "reason"}}, "no earlier survey asks 'reason'"),
    ],
)
def test_questions_that_are_not_clear_are_refused(folder, add, text, options, found):
    with pytest.raises(Refused, match=found):
        add(text, **({"question": "FFT question", "text": ["FFT answer"]} | options))
    assert folder.surveys() == []


# Waves and stages


def test_a_question_worded_anew_can_be_the_one_of_an_earlier_wave(folder, add):
    add(
        "id,What helps you most?\nu-a,The planner is quick\nu-b,Nothing so far\n",
        "w1.csv",
        round="2025",
        text=["What helps you most?"],
    )
    new = "id,What has helped you most this year?,What else?\nu-a,The calendar,Fees\nu-c,The people there,No\n"
    told = {"What has helped you most this year?": "what helps you MOST?"}
    report = add(new, "w2.csv", round="2026", text=["What has helped you most this year?", "What else?"], same_as=told)
    second = folder.surveys()[1]
    assert [(q.id, q.text) for q in second.questions] == [
        ("what-helps-you-most", "What has helped you most this year?"), ("what-else", "What else?"),
    ]  # fmt: skip
    assert second.origin["options"]["same_as"] == {"What has helped you most this year?": "what-helps-you-most"}
    assert any("is the question 'what-helps-you-most' of an earlier survey" in n for n in report.notes)
    assert [r.status for r in read_again(folder)] == ["identical", "identical"]
    # said once, it holds when the file comes again
    assert add(new, "w2.csv", round="2026", text=["What has helped you most this year?", "What else?"]).status == "unchanged"


def test_two_questions_cannot_be_one_earlier_question(add):
    add("id,Why?\nu-a,One\n", "w1.csv", round="2025", text=["Why?"])
    with pytest.raises(Refused, match="two of its questions would be 'why'"):
        add("id,A,B\nu-a,One,Two\n", "w2.csv", text=["A", "B"], same_as={"A": "why", "B": "why"})


def test_stages_are_kept_with_the_question(folder, add):
    stage = folder.settings.stages[0]
    add("id,Why?\nu-a,One thing\n", text=["Why?"], stages={"why?": [stage.label, stage.id]})
    assert folder.surveys()[0].questions[0].stages == (stage.id,)
    add("id,Why?\nu-a,One thing\nu-b,Another\n", text=["Why?"])
    assert folder.surveys()[0].questions[0].stages == (stage.id,)
    with pytest.raises(Refused, match="no stage is called 'nowhere'"):
        add("id,Why?\nu-a,One thing\n", "b.csv", text=["Why?"], stages={"Why?": ["nowhere"]})
    assert [r.status for r in read_again(folder)] == ["identical"]


# Ids that differ by case or space


def test_ids_that_differ_by_case_or_space_are_one_person_and_shown_as_they_are(add):
    with pytest.raises(Refused) as error:
        add("respondent,why\nAnn@x.org,words\nbob@x.org,more\n ann@X.org,again\nBOB@x.org,and again\n", text=["why"])
    assert "2 rows repeat a respondent" in error.value.found
    assert "'Ann@x.org' and ' ann@X.org' in lines 2 and 4" in error.value.found


def test_ids_with_zeros_in_front_stay_different(folder, add):
    add("respondent,why\n007,words\n7,more words\n0007,most words\n", text=["why"], participant="respondent")
    assert folder.surveys()[0].answers["participant"].nunique() == 3


# Versions


def test_a_survey_of_format_1_is_the_same_when_it_comes_again(folder, add):
    """Its version was reckoned over one more column; that is no reason to write it anew."""
    add("id,why,nps\nu-a,words,3\nu-b,more,\n", text=["why"], ratings=["nps"])
    (made,) = folder.surveys()
    old = "62b6ba3b1c1a3c7b"  # any other version
    path = folder.root / "surveys" / "2026-q1" / "a-2026-q1.json"
    record = json.loads(path.read_text())
    from workbench.sources.tables import answers

    record["version"] = answers._version_1(made.answers)
    assert record["version"] not in {made.version, old}
    path.write_text(json.dumps(record))
    folder.store.add_survey(
        Survey(made.id, made.kind, made.round, made.title, record["version"], made.questions, made.answers, made.origin)
    )
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add("id,why,nps\nu-a,words,3\nu-b,more,\n", text=["why"], ratings=["nps"]).status == "unchanged"


@pytest.mark.parametrize(("format_", "there"), [(1, True), (2, False)])
def test_a_study_of_format_1_keeps_the_versions_of_texts_in_its_file(folder, add, format_, there):
    """So that whoever reads format 1 only can read it; a reader of format 2 sees the same answers either way."""
    toml = folder.root / "study.toml"
    toml.write_text(toml.read_text().replace("format = 2", f"format = {format_}"))
    folder.settings = type(folder)(folder.root).settings
    add("id,why\nu-a,words\nu-b,more\n", text=["why"])
    (path,) = folder.root.rglob("*.parquet")
    assert ("version" in pd.read_parquet(path).columns) == there
    assert [len(v) for v in folder.surveys()[0].answers["version"]] == [64, 64]
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add("id,why\nu-a,words\nu-b,more\n", text=["why"]).status == "unchanged"


def test_the_version_sees_where_one_cell_ends():
    def survey(*cells):
        from workbench.sources.tables.answers import _version

        frame = pd.DataFrame({"answer": pd.Series(cells, dtype="str")})
        return Survey("s", "survey", "r", "", _version(frame), (), frame)

    assert not same(survey("ab", "c"), survey("a", "bc"))
    assert same(survey("ab", "c"), survey("ab", "c"))
