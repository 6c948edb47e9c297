"""Real tables of answers: each answer of each column that was named came in once, as it was written.

The answers that go in are counted with the csv module. Which columns hold answers is what a researcher would say.
"""

from __future__ import annotations

import contextlib
import csv
from collections import Counter

import pytest

from workbench.sources import ingest
from workbench.study.errors import Refused
from workbench.study.folder import Folder
from workbench.study.settings import Settings

pytestmark = pytest.mark.slow

UX = "jupyter_ux_survey_2015_2020"


@pytest.fixture
def folder(tmp_path):
    return Folder.create(tmp_path / "study", Settings())


def rows(path, delimiter=",", skip=0):
    """Return header and rows that hold anything, as the standard library reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=delimiter))[skip:]
    header, *body = found
    return [" ".join(h.split()) for h in header], [r for r in body if any(c.strip() for c in r)]


def columns(header, body, wanted):
    return {h: sorted(r[i] for r in body if i < len(r) and r[i].strip()) for i, h in enumerate(header) if h in wanted}


def kept(survey):
    asked = {q.id: " ".join(q.text.split()) for q in survey.questions}
    return {text: sorted(survey.written.loc[survey.written["question"] == q, "text"]) for q, text in asked.items()}


def same(mine, theirs):
    """Compare answers by question, with line ends as the study writes them."""
    clean = {q: sorted(a.replace("\r\n", "\n").replace("\r", "\n") for a in answers) for q, answers in theirs.items()}
    assert {q: Counter(a) for q, a in mine.items()} == {q: Counter(a) for q, a in clean.items() if a}
    return sum(len(t.split()) for a in mine.values() for t in a), sum(len(t.split()) for a in clean.values() for t in a)


@pytest.mark.parametrize(
    ("file", "starts", "count"),
    [
        (
            "2015_survey_export.csv",
            ("What, if anything, hinders", "Tool / Application", "What needs in your workflow", "What aspects"),
            0,
        ),
        ("2020_text_fields.csv", ("Open feedback for problems", "Comments about collaboration", "Do you have challenges"), 0),
    ],
)
def test_waves_of_the_jupyter_survey_keep_their_open_answers(real_data, folder, file, starts, count):
    path = real_data / UX / file
    header, body = rows(path)
    wanted = [h for h in header if h.startswith(starts)]
    assert wanted
    report = ingest.add_survey(folder, path, round=file[:4], text=wanted)
    (survey,) = folder.surveys()
    words_out, words_in = same(kept(survey), columns(header, body, wanted))
    assert words_out == words_in > count
    assert report.rows == len(survey.answers)
    people = {i for i, r in enumerate(body) if any(r[header.index(w)].strip() for w in wanted)}
    assert survey.answers["participant"].nunique() == len(people)


def test_two_waves_with_different_questions_are_two_rounds(real_data, folder):
    ingest.add_survey(folder, real_data / UX / "2015_survey_export.csv", round="2015")
    ingest.add_survey(folder, real_data / UX / "2020_text_fields.csv", round="2020")
    first, second = sorted(folder.surveys(), key=lambda s: s.round)
    assert {q.text for q in first.questions} & {q.text for q in second.questions} == set()
    assert set(first.answers["participant"]) & set(second.answers["participant"]) == set()


@pytest.mark.parametrize("name", ["hinderances_themes", "workflow_needs_not_addressed_themes", "difficult_aspects_themes"])
def test_files_with_semicolons_are_read_by_their_columns(real_data, folder, name):
    """A naive reader sees one column; themes and keywords are two."""
    path = real_data / UX / "2015_themes" / f"{name}.csv"
    header, body = rows(path, ";")
    assert len(header) == 3
    wanted = [header[2]]
    ingest.add_survey(folder, path, round="2015", text=wanted)
    (survey,) = folder.surveys()
    words_out, words_in = same(kept(survey), columns(header, body, wanted))
    assert words_out == words_in > 100


@pytest.mark.parametrize(("year", "answers"), [("2021", 108)])
def test_dask_keeps_its_long_answers(real_data, folder, year, answers):
    path = real_data / "dask_user_survey" / f"dask_{year}.csv"
    header, body = rows(path)
    question = "How else can Dask improve?"
    ingest.add_survey(folder, path, round=year)
    (survey,) = folder.surveys()
    assert [q.text for q in survey.questions] == [question], "guessed"
    words_out, words_in = same(kept(survey), columns(header, body, [question]))
    assert words_out == words_in
    assert len(survey.written) == answers


@pytest.mark.parametrize("year", ["2019", "2020"])
def test_a_wave_of_closed_questions_is_refused_with_a_way_out_or_guessed(real_data, folder, year):
    path = real_data / "dask_user_survey" / f"dask_{year}.csv"
    header, body = rows(path)
    before = folder.surveys()
    with contextlib.suppress(Refused):
        ingest.add_survey(folder, path, round=year)
    after = folder.surveys()
    if after == before:
        with pytest.raises(Refused) as error:
            ingest.add_survey(folder, path, round=year)
        assert "text=[" in error.value.remedy
        return
    same(kept(after[0]), columns(header, body, {" ".join(q.text.split()) for q in after[0].questions}))


def test_an_experiment_keeps_its_answers_and_its_two_groups(real_data, folder):
    path = real_data / "gadarian_open_ended" / "gadarian.csv"
    header, body = rows(path)
    ingest.add_survey(folder, path, round="r", text=["open.ended.response"], attributes=["treatment", "pid_rep"], ratings=[])
    (survey,) = folder.surveys()
    words_out, words_in = same(kept(survey), columns(header, body, ["open.ended.response"]))
    assert words_out == words_in
    assert len(survey.answers) == 341
    groups = Counter(float(r[header.index("treatment")]) for r in body)
    column = next(c for c in survey.answers.columns if c.endswith("treatment"))
    assert sorted(Counter(survey.answers[column]).values()) == sorted(groups.values())


@pytest.mark.parametrize(
    ("file", "question", "skip", "notes"),
    [
        ("jupyterlab-ux-data.csv", "Notes: where they got confused, interesting things users said", 1, 268),
        ("phosphor-ux-data.csv", "Notes", 0, 106),
    ],
)
def test_observers_notes_of_a_usability_test_under_a_blank_first_line(real_data, folder, file, question, skip, notes):
    path = real_data / "jupyterlab_usability_2018" / file
    header, body = rows(path, skip=skip)
    ingest.add_survey(folder, path, round="2018", text=[question], kind="ticket", participant=header[0])
    (survey,) = folder.surveys()
    words_out, words_in = same(kept(survey), columns(header, body, [question]))
    assert words_out == words_in
    assert len(survey.answers) == notes
    people = {r[0] for r in body if r[header.index(question)].strip()}
    assert survey.answers["participant"].nunique() == len(
        {p.casefold().strip() for p in people if p.strip()} | {p for p in people if not p.strip()}
    )


def test_reviews_have_their_authors_as_people(real_data, folder):
    path = real_data / "app_reviews_features_dev" / "sentences_features.csv"
    header, body = rows(path)
    ingest.add_survey(folder, path, round="r", kind="review", text=["Sentence content"], participant="Review id")
    (survey,) = folder.surveys()
    words_out, words_in = same(kept(survey), columns(header, body, ["Sentence content"]))
    assert words_out == words_in
    assert len(survey.answers) == 946
    assert survey.answers["participant"].nunique() == len({r[header.index("Review id")] for r in body})
