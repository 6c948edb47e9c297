"""Four waves of a survey of users of a package manager (shared/data/spack_user_survey): columns drift from year to year."""

from __future__ import annotations

import csv

import pytest

pytestmark = pytest.mark.slow

WAVES = ("2020", "2021", "2022", "2025")
#: SOURCE.md, but for the hundred blank rows of 2025.
RESPONDENTS = {"2020": 170, "2021": 179, "2022": 182, "2025": 245}
PAIN = "What are the biggest pain points in Spack for your workflow?"
IMPROVE = "What's the biggest thing we could do to improve Spack over the next year?"


def rows(folder, wave):
    with (folder / f"spack_{wave}.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *found = csv.reader(file)
    return header, [r for r in found if any(c.strip() for c in r)]


@pytest.fixture(scope="module")
def guessed(real_data, bench):
    """All columns guessed, as by somebody who just tries it."""
    study = bench("spack", title="Spack, all columns guessed")
    for wave in WAVES:
        study.bring_in(real_data / "spack_user_survey" / f"spack_{wave}.csv", round=wave)
    return study


@pytest.fixture(scope="module")
def taken(real_data, bench):
    """Two questions that all waves ask, and what the researcher makes of the first candidates."""
    study = bench("spack-two", title="Spack, two questions", scenario="Somebody builds software for a supercomputer.")
    for wave in WAVES:
        header, _ = rows(real_data / "spack_user_survey", wave)
        asked = [next(h for h in header if h.startswith(q[:35])) for q in (PAIN, IMPROVE)]
        file = real_data / "spack_user_survey" / f"spack_{wave}.csv"
        study.bring_in(file, round=wave, text=asked, attribute=["Where do you work?"])
    opened = study.study
    opened.me = "jo"
    study.confirmed = list(opened.needs(limit=3))
    for n, candidate in enumerate(study.confirmed):
        opened.confirm_need(candidate, f"need:n{n}", f"Users need the thing numbered {n}", stage="retention")
    study.taken = study.take()
    return study


@pytest.mark.parametrize("wave", WAVES)
def test_every_open_answer_of_a_wave_came_in_as_it_was_written(guessed, real_data, wave):
    header, found = rows(real_data / "spack_user_survey", wave)
    assert len(found) == RESPONDENTS[wave]
    (survey,) = [s for s in guessed.study.folder.surveys() if s.round == wave]
    asked = {q.text: q.id for q in survey.questions}
    assert {q[:35] for q in asked} >= {PAIN[:35], IMPROVE[:35], "Do you have any other comments for "}
    for text, question in asked.items():
        column = header.index(text)
        written = [r[column] for r in found if r[column].strip()]
        kept = survey.written[survey.written["question"] == question]
        assert sorted(kept["text"]) == sorted(written)
        assert kept["participant"].is_unique
    some = {i for text in asked for i, r in enumerate(found) if r[header.index(text)].strip()}
    assert survey.written["participant"].nunique() == len(some)
    assert survey.answers["date"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()


def test_what_columns_were_taken_for_is_said(guessed):
    said = guessed.reports[-1]["notes"]
    assert any(note.startswith("open answers: ") for note in said)
    assert any("each row is a respondent of their own" in note for note in said)
    assert any("100 blank rows were left out" in note for note in said)


def test_respondents_without_an_id_are_different_people_in_every_wave(guessed):
    people = [set(s.answers["participant"]) for s in guessed.study.folder.surveys()]
    assert sum(map(len, people)) == len(set().union(*people))


def test_four_waves_make_four_rounds_a_map_each_and_a_comparison(taken):
    assert taken.study.rounds() == list(WAVES)
    assert {p.stem for p in (taken.root / "maps").glob("*.json")} >= {"journey", *WAVES}
    assert taken.taken.result.counts["sources"] == 4
    assert taken.taken.result.counts["needs"] == 3
    changes = taken.study.compare()
    assert (changes.earlier, changes.later) == ("2022", "2025")
    assert {c.code for c in changes.changes} <= {"need:n0", "need:n1", "need:n2"}


def test_confirmed_needs_count_the_people_their_candidate_named(taken):
    cards = taken.taken.model["claims"]
    assert {c: card["k"] for c, card in cards.items()} == {f"need:n{n}": c.people for n, c in enumerate(taken.confirmed)}
    assert all(card["n"] == taken.taken.model["people"]["N"] or card["n"] >= card["k"] for card in cards.values())


def test_topics_are_about_the_product(taken):
    words = " ".join(taken.study.themes().frame()["keywords"])
    assert {"concretizer", "packages", "build"} & set(words.replace(",", " ").split())
