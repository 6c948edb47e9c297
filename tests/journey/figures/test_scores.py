"""NPS, CSAT and CES from the study's own surveys: who counts, and how wide the interval is."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest
from rated import rated

import workbench as wb
from workbench.journey.figures.scores import net, scores
from workbench.journey.look import look
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.settings import DEFAULT_STAGES


def of(made, round_="2026-Q1", **options):
    return {s.name: s for s in scores(look(Folder(made.folder.root), **options), round_)}


def test_the_net_promoter_score_is_reichhelds():
    assert net(50, 20, 100).value == pytest.approx(30)  # Reichheld 2003: per cent of promoters less per cent of detractors


def test_its_variance_is_that_of_a_difference_of_two_shares_of_one_sample():
    # Var = p + d - (p - d)^2, over n: with 50 promoters, 30 passives and 20 detractors 0.61; the interval is Bonett and
    # Price's (2012), on 51, 30 and 21 of 102: 0.29412 +- 1.95996 * sqrt((0.70588 - 0.29412^2) / 102)
    found = net(50, 20, 100)
    assert (found.lo, found.hi) == (pytest.approx(14.139, abs=1e-3), pytest.approx(44.685, abs=1e-3))


def test_where_everybody_promotes_the_interval_is_not_nothing():
    found = net(4, 0, 4)
    assert found.value == found.hi == 100
    assert found.lo < 40


@pytest.mark.parametrize(("n", "least", "mean"), [(5, 0.92, 0.95), (10, 0.89, 0.95), (20, 0.92, 0.95)])
def test_the_interval_covers_what_it_says(n, least, mean):
    """Exact, over every share of promoters and detractors in tenths: the chance of all samples whose interval holds it."""
    found = {(k, j): net(k, j, n) for k in range(n + 1) for j in range(n - k + 1)}
    covered = []
    for p in range(11):
        for d in range(11 - p):
            true, rest = 10 * (p - d), (10 - p - d) / 10
            chance = (
                comb(n, k) * comb(n - k, j) * (p / 10) ** k * (d / 10) ** j * rest ** (n - k - j)
                for (k, j), i in found.items()
                if i.lo - 1e-9 <= true <= i.hi + 1e-9
            )
            covered.append(sum(chance))
    assert min(covered) >= least
    assert sum(covered) / len(covered) >= mean


def test_people_outside_of_the_sample_make_no_score():
    with pytest.raises(ValueError, match="3 promoters and 1 detractors are not among 3"):
        net(3, 1, 3)


@pytest.mark.parametrize(
    ("column", "answers", "kind", "value"),
    [
        ("how likely are you to recommend us (0-10)", [10, 9, 7, 6], "NPS", 25),
        ("nps", [10, 9, 7, 6], "NPS", 25),
        ("likely to recommend (1-5)", [5, 4, 1], "rating", pytest.approx(10 / 3)),  # no promoters on this scale
        ("how satisfied are you (1-5)", [5, 4, 3, 1], "CSAT", 0.5),
        ("csat", [7, 6, 5, 1], "CSAT", 0.5),
        ("how easy was it (1-7)", [7, 6, 5], "CES", 6),
        ("how much effort was it (1-7)", [7, 6, 5], "CES", 6),
        ("importance", [5, 4, 3], "rating", 4),
        ("Wie wahrscheinlich würden Sie uns weiterempfehlen? (0-10)", [10, 9, 7, 6], "NPS", 25),
        ("Wie zufrieden sind Sie? (1-5)", [5, 4, 3, 1], "CSAT", 0.5),
    ],
)
def test_what_a_rating_is_is_told_from_its_name_and_scale(made, column, answers, kind, value):
    rated(made, column, dict(zip("ABCD", answers, strict=False)))
    (score,) = of(made).values()
    assert (score.kind, score.value) == (kind, value)


@pytest.mark.parametrize(("column", "way"), [("how easy was it", "up"), ("how much effort", "down"), ("nps", "up"), ("tempo", "")])
def test_which_way_is_good(made, column, way):
    rated(made, column, {"A": 1, "B": 10})
    (score,) = of(made).values()
    assert score.better == way


def test_a_person_counts_once_in_a_round_with_their_newest_answer(made):
    rated(made, "nps", {"A": 2, "B": 10}, name="first", date="2026-03-01")
    rated(made, "nps", {"A": 9}, name="second", date="2026-03-09")
    rated(made, "nps", {"A": 1}, name="later", round_="2026-Q3", date="2026-09-01")
    assert of(made)["nps"].ratings == {"A": 9, "B": 10}
    assert of(made, "2026-Q3")["nps"].ratings == {"A": 1}


def test_authors_of_reviews_are_no_people_of_the_study(made):
    rated(made, "nps", {"A": 2}, kind="review")
    assert of(made) == {}


def test_an_answer_outside_of_the_scale_is_left_out_and_counted(made):
    rated(made, "how satisfied (1-5)", {"A": 5, "B": 4, "C": 50})
    (score,) = of(made).values()
    assert (score.n, score.odd) == (2, 1)


@pytest.mark.parametrize(
    ("column", "stage"),
    [("How satisfied are you with onboarding?", "onboarding"), ("the decision itself", "purchase"), ("all in all", ""),
     ("purchase and onboarding", "")],
)  # fmt: skip
def test_a_question_belongs_to_the_one_stage_it_names(made, column, stage):
    assert any("decision" in s.aliases for s in DEFAULT_STAGES)
    rated(made, column, {"A": 5})
    (score,) = of(made).values()
    assert score.stage == stage


def test_below_three_people_there_is_no_interval(made):
    rated(made, "nps", {"A": 9, "B": 10})
    assert of(made)["nps"].interval({}) is None


def test_people_who_spoke_together_are_one_voice(made):
    rated(made, "nps", dict.fromkeys("ABCDEF", 9.0) | {"G": 1.0, "H": 8.0})
    score = of(made)["nps"]
    alone, joint = score.interval({}), score.interval(dict.fromkeys("ABCDEF", "A"))
    assert joint.hi - joint.lo > alone.hi - alone.lo


def test_staff_are_no_people_of_the_study(made):
    rated(made, "nps", {"A": 2, "B": 9})
    made.people(("B", {"actor": "employee"}))
    assert of(made)["nps"].ratings == {"A": 2}


def test_people_left_out_of_a_look_are_left_out_of_its_scores(made):
    rated(made, "nps", {"A": 2, "B": 9})
    assert of(made, without=("B",))["nps"].ratings == {"A": 2}


def test_who_rates_and_writes_nothing_is_in_the_score_and_nowhere_else(made):
    """Who writes is less content than who does not: NPS of the two who wrote is -100."""
    rated(made, "nps", {"A": 2, "B": 3, "C": 10, "D": 9, "E": 9}, texts=dict.fromkeys("CDE", " "))
    score = of(made)["nps"]
    assert score.ratings == {"A": 2, "B": 3, "C": 10, "D": 9, "E": 9}
    assert score.value == pytest.approx(20)
    model = made.map()
    assert model["people"]["N"] == 2
    assert {c["silent"] for c in (stage["coverage"] for stage in model["stages"])} == {2}
    assert model["numbers"][0]["n"] == 5


def test_who_only_rates_is_of_a_persona_by_the_table_or_by_what_the_row_tells(field):
    made = field(personas={"Pro": {"plan": "pro"}})
    rated(made, "nps", {"A": 2, "B": 10, "C": 9, "D": 0, "E": 1}, texts=dict.fromkeys("BCDE", ""))
    survey = made.folder.surveys()[0]
    frame = survey.answers.assign(**{"attr.plan": ["pro", "pro", "free", "", "pro"]})
    made.folder.add_survey(replace(survey, answers=frame, version=sha256_text("with plans")))
    made.people(("D", {"plan": "pro"}), ("E", {"plan": "pro", "actor": "employee"}))
    assert of(made)["nps"].ratings == {"A": 2, "B": 10, "C": 9, "D": 0}
    assert of(made, persona="Pro")["nps"].ratings == {"A": 2, "B": 10, "D": 0}
    assert of(made, persona="Pro", without=("B",))["nps"].ratings == {"A": 2, "D": 0}


def test_staff_who_were_talked_to_are_in_no_score_though_they_only_rate(made):
    rated(made, "nps", {"A": 2, "S": 10}, texts={"S": ""})
    made.interview("S", "We ship on Mondays", kind="staff-interview")
    assert of(made)["nps"].ratings == {"A": 2}


def test_staff_rate_nothing_in_opportunities_and_kano_either(made):
    """Eight employees made an opportunity of 13.3 one of 5: they were left out of NPS, and counted in these."""
    customers, staff = [f"P{n}" for n in range(12)], [f"E{n}" for n in range(8)]
    made.people(*((who, {"actor": "employee", "size": "big"}) for who in staff), *((c, {"size": "small"}) for c in customers[:6]))
    for name, theirs, ours in (("importance", [5] * 10 + [2] * 2, 1), ("satisfaction", [4] * 4 + [2] * 8, 5), ("has", [1] * 12, 5),
                               ("lacks", [5] * 12, 1)):  # fmt: skip
        rated(made, name, dict(zip(customers, theirs, strict=True)) | dict.fromkeys(staff, ours), name=name)
    (made.folder.root / "study.toml").write_text(
        (made.folder.root / "study.toml").read_text() + '\n[personas."Small"]\nsize = "small"\n'
    )
    study = wb.open(made.folder.root)
    columns = {"print": ("importance", "satisfaction")}
    (row,) = study.opportunities(columns).frame("rated").to_dict("records")
    assert (row["n"], round(row["score"], 2)) == (12, 13.33)  # Ulwick: 10/12 and 4/12
    features = study.kano({"print": "has"}, {"print": "lacks"}).frame().to_dict("records")
    assert [(f["n"], f["class"]) for f in features] == [(12, "one-dimensional")]
    (of_one,) = study.priorities(persona="Small", ratings=columns).rated
    assert (of_one.n, of_one.weight.value, round(of_one.met.value, 2)) == (6, 10, 6.67)
