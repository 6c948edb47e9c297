"""How people who say so rate, beside those who could have and do not: an association, never an effect."""

from __future__ import annotations

import re

import pytest
from rated import answered, rated

from workbench.journey.figures.outcomes import ASSOCIATION, measures, outcomes
from workbench.journey.look import look
from workbench.study.folder import Folder
from workbench.study.records import Participant

# Student 1908, the sleep data as two groups; R: t.test(extra ~ group) gives -3.3654832 to 0.2054832
FIRST = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SECOND = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)


def study(made, values, say, *, outcome="extra", group=""):
    """People who all spoke about paying, of whom the first `say` say that there were fees."""
    made.define("stage:purchase", label="Purchase").define("pain:fees", label="Fees", stage="purchase")
    codes = [["stage:purchase", *(["pain:fees"] if i < say else [])] for i, _ in enumerate(values)]
    answered(made, {f"P{i:02}": (f"About paying, {i}.", c) for i, c in enumerate(codes)})
    people = [Participant(f"P{i:02}", outcomes={} if v is None else {outcome: float(v)}, group=group) for i, v in enumerate(values)]
    made.people(*people)
    return made


def of(made, what="claims", **options):
    return outcomes(look(Folder(made.folder.root), **options))[what]


def test_a_mean_is_compared_by_shuffling_people(made):
    (row,) = of(study(made, (*SECOND, *FIRST), 10))
    assert (row["with"]["n"], row["without"]["n"], row["p"]) == (10, 10, pytest.approx(0.08145, abs=5e-6))
    assert row["lo"] <= -0.2054832  # at least as wide as Welch's
    assert row["hi"] >= 3.3654832
    assert row["word"] == "no detectable difference"


def test_yes_or_no_is_compared_by_newcombes_interval(made):
    # Newcombe 1998b: 56/70 - 48/80 is .0524 to .3339; here 9/10 - 3/10 of the same paper: .1705 to .8090
    (row,) = of(study(made, [1] * 9 + [0] + [1] * 3 + [0] * 7, 10, outcome="churn"))
    assert (row["difference"], row["lo"], row["hi"]) == (
        pytest.approx(0.6), pytest.approx(0.1705, abs=1e-4), pytest.approx(0.8090, abs=1e-4),
    )  # fmt: skip
    assert (row["word"], row["better"], row["share"]) == ("higher", "down", True)
    assert row["text"].startswith("churn higher by 60 points (+17 to +81; 10 people who say so, 10 who do not)")


def test_every_comparison_is_called_an_association(made):
    rows = [*of(study(made, (*(9, 9, 9, 8), *(1, 2, 1, 2, 1)), 4))]
    assert [r["word"] for r in rows] == ["higher"]
    for row in rows:
        assert ASSOCIATION in row["text"]
        assert not re.search(r"\b(cause|caus(?:es|ed)|prove[sd]?|because|due to|leads? to)\b", row["text"])


@pytest.mark.parametrize("say", [1, 2, 6, 8])
def test_with_fewer_than_three_on_a_side_nothing_is_compared(made, say):
    (row,) = of(study(made, (1, 2, 3, 4, 5, 6, 7, 8), say))
    assert (row["word"], row["lo"], row["p"], row["q"]) == ("too few people", None, None, None)


def test_a_claim_nobody_makes_has_no_sides(made):
    assert of(study(made, (1, 2, 3, 4, 5, 6, 7, 8), 0)) == []


def test_who_has_no_value_is_on_neither_side(made):
    (row,) = of(study(made, (1, 2, 3, None, 4, 5, 6, None), 4))
    assert (row["with"]["n"], row["without"]["n"]) == (3, 3)


def test_somebody_whose_words_nobody_coded_is_no_silence(made):
    study(made, (1, 2, 3, 4, 5, 6), 3)
    made.survey({"R1": "Hm.", "R2": "Ha.", "R3": "Ho."}, stages=["purchase"])
    rated(made, "nps", {"R1": 1, "R2": 1, "R3": 1, "P00": 9}, name="ratings")
    row = next(r for r in of(made) if r["measure"] == "NPS rating")
    assert (row["with"]["n"], row["without"]["n"]) == (1, 0)


def test_people_of_a_focus_group_are_one_voice(made):
    (row,) = of(study(made, (9, 8, 9, 1, 2, 1), 3, group="g1"))
    assert row["word"] == "too few people"


@pytest.mark.parametrize(("outcome", "values"), [("churn", (0, 1, 1, 1, 0, 1, 0, 0)), ("nps", (9, 2, 3, 2, 8, 1, 9, 7))])
def test_beside_a_focus_group_the_difference_is_that_of_the_people_shown_and_possible(made, outcome, values):
    """Three who say so are one voice: that widens the interval, and moves no mean. A share differs by 100 points at most."""
    study(made, values, 5, outcome=outcome)
    people = [Participant(f"P{i:02}", outcomes={outcome: float(v)}, group="g1" * (i < 3)) for i, v in enumerate(values)]
    made.people(*people)
    (row,) = of(made)
    assert row["difference"] == pytest.approx(row["with"]["mean"] - row["without"]["mean"])
    assert row["lo"] < row["difference"] < row["hi"]
    if outcome == "churn":
        assert (row["lo"], row["hi"]) == (pytest.approx(-1.0, abs=0.35), 1.0)


def test_an_interval_without_zero_that_is_no_difference_says_why(made):
    """Of many comparisons one leaves out zero by chance: the row says so, instead of seeming to contradict itself."""
    study(made, (5, 5, 5, 4, 1, 2, 3, 3), 4, outcome="nps")
    people = {f"P{i:02}": v for i, v in enumerate((5, 5, 5, 4, 1, 2, 3, 3))}
    noise = {f"other{n}": {p: float((7 * i + n * i * i) % 5) for i, p in enumerate(people)} for n in range(9)}
    made.people(*(Participant(p, outcomes={"nps": float(v)} | {n: of_[p] for n, of_ in noise.items()}) for p, v in people.items()))
    row = next(r for r in of(made) if r["measure"] == "nps")
    assert (row["word"], row["lo"] > 0) == ("no detectable difference", True)
    assert "; of 10 comparisons some intervals leave out zero by chance; an association" in row["text"]


def test_of_many_rows_one_that_differs_by_chance_is_not_called_different(made):
    study(made, (*SECOND, *FIRST), 10)
    row = of(made)[0]
    assert row["p"] <= row["q"]


def test_a_rating_is_the_persons_newest_and_of_a_round_that_rounds(made):
    made.interview("P1", "Hm.").code("Hm.", "emotion:content")
    rated(made, "satisfied (1-5)", {"P1": 2, "P2": 3}, name="first")
    rated(made, "satisfied (1-5)", {"P1": 5}, name="second", round_="2026-Q3")
    (all_,) = measures(look(Folder(made.folder.root)))
    (first,) = measures(look(Folder(made.folder.root), round="2026-Q1"))
    assert (all_.values, first.values) == ({"P1": 5, "P2": 3}, {"P1": 2, "P2": 3})
    assert (all_.name, all_.source) == ("CSAT rating", "satisfied (1-5)")


def test_a_touchpoint_is_compared_likewise(made):
    study(made, (1, 2, 1, 2, 8, 9, 9, 8, 9), 0)
    made.define("touchpoint:till", label="Till")
    for i in range(4):
        made.code(f"About paying, {i}.", "touchpoint:till")
    (row,) = of(made, "touchpoints")
    assert (row["id"], row["word"], row["with"]["n"]) == ("touchpoint:till", "lower", 4)
    assert "few people" in row["text"]


def test_without_outcomes_there_is_nothing_to_compare(made):
    study(made, (None, None, None), 1)
    assert outcomes(look(Folder(made.folder.root))) == {"measures": [], "claims": [], "touchpoints": []}
