"""The numbers lane: what gets an interval, what changed, and what does not get in."""

from __future__ import annotations

from math import sqrt

import pytest
from rated import rated

from workbench.journey.figures.numbers import every_number, funnel, numbers
from workbench.journey.figures.ways import better
from workbench.journey.look import look
from workbench.study.folder import Folder

HEAD = "stage,date,metric,n,value,source,unit,sd\n"


def measured(made, *rows):
    (made.folder.root / "metrics.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return made


def of(made, **options):
    return every_number(look(Folder(made.folder.root), **options))


@pytest.mark.parametrize(("unit", "interval"), [("", True), ("share", True), ("mean", False), ("score", False), ("ratio", False)])
def test_without_a_spread_only_a_share_gets_an_interval(made, unit, interval):
    measured(made, f"purchase,2026-02-01,m,200,0.42,s,{unit},")
    ((number,),) = numbers(made.folder)[0].values()
    assert (number["lo"] is not None) is interval
    if interval:
        # Wilson's interval of 84 of 200, by hand: centre (p + z²/2n) / (1 + z²/n) and half width of the score test
        assert (number["lo"], number["hi"]) == pytest.approx((0.3537, 0.4893), abs=1e-3)


def test_a_mean_with_its_standard_deviation_has_a_t_interval(made):
    measured(made, "purchase,2026-02-01,m,16,5.0,s,mean,2.0")
    ((number,),) = numbers(made.folder)[0].values()
    # t(0.975, 15) = 2.131450: 5 ± 2.131450 · 2 / √16
    assert (number["lo"], number["hi"]) == pytest.approx((3.934275, 6.065725), abs=1e-6)


@pytest.mark.parametrize(("name", "value", "n", "known"), [
    ("NPS", 30, 100, True), ("NPS", 0, 100, True), ("net promoter score", -12, 100, True), ("NPS", 0.3, 100, False),
    ("NPS answers", 30, 100, False),
    ("NPS", 30, "", False), ("NPS", 420, 500, False),
])  # fmt: skip
def test_a_net_promoter_score_is_known_by_its_name_if_no_unit_is_given(made, name, value, n, known):
    """A dashboard gives the score and how many answered, and neither unit nor spread."""
    measured(made, f"purchase,2026-02-01,{name},{n},{value},a,,")
    ((number,),) = numbers(made.folder)[0].values()
    assert ("widest" in number["note"]) is known
    assert known <= (number["lo"] is not None)


@pytest.mark.parametrize(("before", "now", "word"), [(-12, 15, "up"), (10, 15, "no detectable change")])
def test_the_change_of_a_score_without_its_groups_has_the_widest_interval_it_can_have(made, before, now, word):
    measured(made, f"purchase,2026-03-31,NPS,400,{before},a,,", f"purchase,2026-09-30,NPS,420,{now},a,,")
    ((number,),) = numbers(made.folder)[0].values()
    # Welch with nobody passive: sd = √(100² − score²), error √(sd₀²/400 + sd₁²/420)
    error = sqrt((1e4 - before**2) / 400 + (1e4 - now**2) / 420)
    change = number["change"]
    assert (change["word"], change["value"]) == (word, now - before)
    assert change["hi"] - change["lo"] == pytest.approx(2 * 1.96 * error, rel=0.01)


def test_nps_without_its_groups_has_the_widest_interval_it_can_have(made):
    measured(made, "purchase,2026-02-01,NPS,100,30,a,score,", "purchase,2026-02-01,NPS,100,30,b,score,78.1025")
    widest, known = numbers(made.folder)[0]["purchase"]
    assert widest["value"] == known["value"] == 30
    assert widest["hi"] - widest["lo"] > known["hi"] - known["lo"]
    assert "widest" in widest["note"]
    assert known["note"] == "50 promoters, 30 passives, 20 detractors"  # 78.1 = 100 · √(.5 + .2 − .3²)
    assert (known["lo"], known["hi"]) == pytest.approx((14.139, 44.685), abs=1e-3)  # as in test_scores


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("200,0.2", "200,0.4", "up"),
        ("200,0.4", "200,0.2", "down"),
        ("200,0.2", "200,0.22", "no detectable change"),
        (",3", ",4", ""),
    ],
)
def test_how_a_number_changed_is_said_in_a_closed_set_of_words(made, first, second, word):
    measured(made, f"purchase,2026-03-31,m,{first},s,,", f"purchase,2026-09-30,m,{second},s,,")
    ((number,),) = numbers(made.folder)[0].values()
    assert number["change"]["word"] == word
    assert number["previous"]["date"] == "2026-03-31"
    assert "2026-03-31" in number["change"]["text"]


def test_of_many_numbers_one_that_moves_by_chance_is_not_called_a_change(made):
    alone = ["purchase,2026-03-31,m,100,0.2,s,,", "purchase,2026-09-30,m,100,0.33,s,,"]  # z = 2.09, p = .037
    still = [f"purchase,2026-0{month}-01,m{i},100,0.3,s,," for i in range(9) for month in (3, 9)]
    assert numbers(measured(made, *alone).folder)[0]["purchase"][0]["change"]["word"] == "up"
    many = {n["metric"]: n["change"]["word"] for n in numbers(measured(made, *alone, *still).folder)[0]["purchase"]}
    assert set(many.values()) == {"no detectable change"}


def test_a_round_shows_the_number_of_its_time_and_compares_with_the_round_before(made):
    made.interview("P01", "Nothing.", date="2026-03-05").interview("P01", "Still.", round_="2026-Q3", date="2026-09-01")
    made.code("Nothing.", "pain:a")
    made.code("Still.", "pain:a")
    days = ("2026-01-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")
    measured(made, *(f"purchase,{day},m,,{i},s,," for i, day in enumerate(days)))
    (first,), (second,), (newest,) = (of(made, round=r)[0]["purchase"] for r in ("2026-Q1", "2026-Q3", None))
    assert [first["value"], second["value"], newest["value"]] == [1, 3, 4]
    assert second["previous"]["date"] == "2026-03-31"
    assert newest["previous"]["date"] == "2026-09-30"


def test_a_stage_that_is_not_there_is_named_and_its_numbers_are_not_shown(made):
    measured(made, "moon,2026-02-01,a,,1,s,,", "moon,2026-02-01,b,,1,s,,", "purchase,2026-02-01,c,,1,s,,")
    found, notices = of(made)
    assert list(found) == ["purchase"]
    assert notices == ["metrics.csv: no stage is called 'moon'; its 2 numbers are not shown"]


def test_scores_of_the_surveys_stand_beside_them_by_round_with_their_change(made):
    people = [f"R{i}" for i in range(40)]
    rated(made, "nps", dict.fromkeys(people, 3) | dict.fromkeys(people[:5], 9), date="2026-03-01")
    rated(made, "nps", dict.fromkeys(people, 9) | dict.fromkeys(people[:5], 3), round_="2026-Q3", date="2026-09-01")
    (now,) = of(made, round="2026-Q3")[0][""]
    assert (now["metric"], now["value"], now["n"]) == ("NPS", 75, 40)
    assert (now["change"]["word"], now["change"]["value"]) == ("up", 150)
    assert now["previous"] == {"value": -75, "n": 40, "date": "2026-03-01"}
    assert of(made, round="2026-Q1")[0][""][0]["previous"] is None
    assert of(made)[0][""][0]["value"] == 75  # of all rounds the newest: nobody is counted twice


def test_a_question_on_another_scale_is_not_compared(made):
    rated(made, "satisfied", {"A": 5, "B": 4, "C": 3})
    rated(made, "satisfied", {"A": 10, "B": 9, "C": 8}, round_="2026-Q3")
    found, notices = of(made)
    assert found[""][0]["change"] is None
    assert notices == ["satisfied: asked on another scale in 2026-Q1, so it is not compared"]


def test_numbers_do_not_depend_on_the_order_of_the_rows(made):
    rows = [f"purchase,2026-0{m}-01,m{i},100,0.{i}{m},s,," for i in range(1, 4) for m in (3, 9)]
    assert numbers(measured(made, *rows).folder) == numbers(measured(made, *reversed(rows)).folder)


@pytest.mark.parametrize(
    ("name", "way"),
    [("drop-off: 1. Visit", "down"), ("bounce rate", "down"), ("paid after trial", "up"), ("NPS", "up"), ("CSAT", "up"),
     ("support tickets", "down"), ("completed", "up"), ("rage clicks on Pay", "down"), ("average basket", ""), ("churn", "down")],
)  # fmt: skip
def test_which_way_is_good_is_told_from_the_name_or_not_at_all(name, way):
    assert better(name) == way


def test_from_stage_to_stage_a_share_is_lost(made):
    rows = [
        f"{stage},2026-03-31,entered,,{n},GA4,count," for stage, n in (("awareness", 200), ("purchase", 50), ("onboarding", 60))
    ]
    first, second = funnel(of(measured(made, *rows))[0])
    assert (first["from"], first["to"], first["drop"]) == ("awareness", "purchase", 0.75)
    assert first["lo"] < 0.75 < first["hi"]
    assert second["drop"] is None  # more came than had been there: an open funnel
    assert "elsewhere" in second["text"]


def test_a_table_that_cannot_be_read_is_said_on_the_map_and_nothing_else_is_lost(made):
    measured(made, "purchase,2026-02-01,m,200,many,s,,")
    rated(made, "nps", {"A": 9, "B": 10, "C": 3})
    found, notices = of(made)
    assert [row["metric"] for row in found[""]] == ["NPS"]
    (notice,) = notices
    assert notice.startswith("metrics.csv, row 2, column value: 'many' is no number.")
    assert notice.endswith("None of its numbers is shown.")
    assert made.map()["people"]["N"] == 3
