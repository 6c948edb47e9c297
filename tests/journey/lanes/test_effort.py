"""Effort: from codes, else from ratings, else from signals; never mixed, and it says which."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.journey.lanes.effort import effort, effort_lane
from workbench.reading.segments import segments
from workbench.reading.signals import Signal
from workbench.study.canon import sha256_text
from workbench.study.records import Question, Survey


def rated(made, column, values, *, stages=("purchase",), name="ease", silent=()):
    """Add a survey in which people rated something."""
    rows = [
        (f"{name}-{n}", who, "why", said, sha256_text(said), "2026-03-01")
        for n, (who, said) in enumerate((who, "" if who in silent else f"Because of {who}") for who in values)
    ]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
    frame[f"rating.{column}"] = [float(v) for v in values.values()]
    made.folder.add_survey(
        Survey(name, "survey", "2026-Q1", name, sha256_text(name), (Question("why", "Why?", tuple(stages)),), frame)
    )
    return made


@pytest.fixture
def hard(made):
    made.interview("P01", "It took hours by hand.", "Paying was quick.").interview("P02", "Hours again, sadly.")
    made.define("effort:hours", family="effort", label="Hours by hand").define("effort:quick", family="effort", label="Quick")
    for words, code, stage, valence in (
        ("It took hours by hand", "effort:hours", "onboarding", -2),
        ("Hours again", "effort:hours", "onboarding", -1),
        ("Paying was quick", "effort:quick", "purchase", 2),
    ):
        made.code(words, f"stage:{stage}")
        made.code(words, code, valence=valence)
    return made


def test_by_codes_the_hardest_stage_is_the_one_that_felt_worst(hard, told):
    rows = effort(told(hard))
    assert [(r["rank"], r["stage"], r["basis"], r["k"], r["n"], r["score"]["mean"]) for r in rows] == [
        (1, "onboarding", "codes", 2, 2, -1.5),
        (2, "purchase", "codes", 1, 1, 2.0),
    ]
    assert effort_lane(told(hard))["onboarding"][0]["k"] == 2


def test_a_stage_without_a_feeling_has_no_rank(hard, told):
    hard.interview("P03", "Some effort.").code("Some effort", "effort:hours", "stage:advocacy")
    assert [(r["stage"], r["rank"]) for r in effort(told(hard))][-1] == ("advocacy", None)


def test_codes_go_before_ratings(hard, told):
    rated(hard, "ease", {"R1": 1})
    assert {r["basis"] for r in effort(told(hard))} == {"codes"}


@pytest.mark.parametrize(
    ("column", "hard", "first"),
    [
        ("ease", False, "purchase"),
        ("CES", False, "purchase"),
        ("effort score", True, "retention"),
        ("how_difficult", True, "retention"),
    ],
)
def test_by_ratings_the_name_says_which_way_is_hard(made, told, column, hard, first):
    rated(made, column, {"R1": 1, "R2": 2, "R3": 1}, name="one")
    rated(made, column, {"R4": 5, "R5": 4, "R6": 5}, stages=("retention",), name="two")
    rows = effort(told(made))
    assert {r["basis"] for r in rows} == {"ratings"}
    assert {r["hard"] for r in rows} == {hard}
    assert rows[0]["stage"] == first
    assert rows[0]["ends"] == [1.0, 5.0]
    assert all(r["score"]["lo"] <= r["score"]["mean"] <= r["score"]["hi"] for r in rows)


def test_a_stage_in_the_name_of_a_rating_goes_before_the_questions(made, told):
    rated(made, "ease of onboarding", {"R1": 7, "R2": 6, "R3": 7})
    (row,) = effort(told(made))
    assert (row["stage"], row["ends"]) == ("onboarding", [1.0, 7.0])


@pytest.mark.parametrize("column", ["nps", "release", "access", "hardware"])
def test_other_ratings_are_not_taken(made, told, column):
    rated(made, column, {"R1": 1})
    assert effort(told(made)) == []


def test_a_rating_repeated_on_several_answers_of_a_person_counts_once(made, told):
    rated(made, "ease", {"R1": 1, "R2": 5, "R3": 3})
    rated(made, "ease", {"R1": 1}, name="again")
    (row,) = effort(told(made))
    assert (row["k"], row["score"]["n"], row["score"]["mean"]) == (3, 3, 3.0)


def test_by_signals_where_there_is_nothing_else(made, told):
    made.interview("P01", "I spent three hours on it in the end.").code("I spent three hours on it", "stage:onboarding")
    (said,) = segments(made.folder)
    heard = [(said, Signal(said.id, 0, 10, "EFFORT", "EFFORT.00")), (said, Signal(said.id, 0, 5, "WISH", "WISH.00"))]
    (row,) = effort(told(made), heard)
    assert (row["basis"], row["stage"], row["k"], row["n"], row["score"], row["rank"]) == ("signals", "onboarding", 1, 1, None, 1)
    assert effort(told(made)) == []


def test_who_rates_and_writes_nothing_is_in_the_score_and_not_among_those_who_told(made, told):
    rated(made, "ease", {"R1": 1, "R2": 5, "R3": 3}, silent=("R2",))
    (row,) = effort(told(made))
    assert (row["k"], row["n"], row["score"]["n"], row["score"]["mean"]) == (2, 2, 3, 3.0)
