"""The emotion curve: one value a person, an interval over people, no line where there are too few."""

import pytest

from workbench.journey import stats

PEOPLE = ["P01", "P02", "P03"]


def trio(made, *valences):
    """People who each showed one emotion about onboarding."""
    for number, valence in enumerate(valences, 1):
        words = f"It felt so, says {number}"
        made.interview(f"P{number:02}", words).code(words, "stage:onboarding")
        made.code(words, "emotion:frustrated", valence=valence)
    return made


def test_a_talkative_person_has_one_point(made):
    """EVIDENCE C3: an interval over mentions is far too short; ten bad words of one person are one bad mood."""
    trio(made, 1, 2, -2)
    made.interview("P04", *(f"Bad, number {n}." for n in range(10)))
    for n in range(10):
        made.code(f"Bad, number {n}", "emotion:angry", "stage:onboarding", valence=-2)
    emotion = made.stage("onboarding")["emotion"]
    expected = stats.t_interval([1, 2, -2, -2])
    assert (emotion["n"], emotion["mean"], emotion["lo"], emotion["hi"]) == (4, expected.value, expected.lo, expected.hi)
    assert emotion["labels"] == [{"label": "frustrated", "k": 3}, {"label": "angry", "k": 1}]


def test_every_point_resolves_to_the_persons_own_quotes(made):
    model = trio(made, 1, 2, -2).map()
    for point in next(s for s in model["stages"] if s["id"] == "onboarding")["emotion"]["people"]:
        assert point["codings"]
        assert {model["quotes"][q]["participant"] for q in point["codings"]} == {point["participant"]}


@pytest.mark.parametrize("valences", [(), (1,), (1, -2)])
def test_below_three_people_there_are_points_and_no_line(made, valences):
    emotion = trio(made, *valences).stage("onboarding")["emotion"]
    assert [p["mean"] for p in emotion["people"]] == list(valences)
    assert (emotion["n"], emotion["mean"], emotion["lo"], emotion["hi"]) == (len(valences), None, None, None)


@pytest.mark.parametrize(("least", "hollow", "mean", "shown"), [(3, 5, True, True), (4, 5, False, True), (2, 3, True, False)])
def test_from_how_many_people_on_is_for_the_study_to_say(field, least, hollow, mean, shown):
    made = field(thresholds={"interval_people": least, "hollow_people": hollow})
    emotion = trio(made, 1, 2, -2).stage("onboarding")["emotion"]
    assert (emotion["mean"] is not None, emotion["hollow"]) == (mean, shown)


def test_a_passage_two_people_named_differently_is_one_passage(made):
    made.interview("P01", "Glad it was done.", "Then a bad surprise.")
    made.code("Glad it was done", "emotion:delighted", valence=2, by="ana")
    made.code("Glad it was done", "emotion:content", valence=1, by="ben")
    made.code("Glad it was done", "stage:onboarding")
    made.code("a bad surprise", "emotion:angry", "stage:onboarding", valence=-2)
    (point,) = made.stage("onboarding")["emotion"]["people"]
    assert point["mean"] == (1.5 - 2) / 2


def test_an_emotion_without_a_number_takes_the_usual_one_of_study_toml(made):
    made.interview("P01", "Hm, so so.").code("Hm, so so", "emotion:angry", "stage:onboarding")
    assert made.stage("onboarding")["emotion"]["people"][0]["mean"] == -2


def test_an_emotion_of_unknown_valence_is_left_out_and_named(made):
    made.interview("P01", "Hm, so so.").code("Hm, so so", "emotion:saudade", "stage:onboarding")
    assert made.stage("onboarding")["emotion"]["n"] == 0
    assert "emotions without a valence, left out of the curve: emotion:saudade" in made.map()["notices"]


def test_a_coding_against_an_emotion_is_not_that_emotion(made):
    made.interview("P01", "Not angry at all.").code("Not angry at all", "emotion:angry", stance="against")
    made.code("Not angry at all", "stage:onboarding")
    assert made.stage("onboarding")["emotion"]["n"] == 0


def test_an_emotion_belongs_to_the_stage_whose_passage_it_overlaps(made):
    made.interview("P01", "Paying was odd. Setting up was fine.")
    made.code("Paying was odd.", "stage:decision")  # an alias of purchase
    made.code("Setting up was fine", "stage:Onboarding")
    made.code("odd", "emotion:confused")
    assert made.stage("purchase")["emotion"]["n"] == 1
    assert made.stage("onboarding")["emotion"]["n"] == 0


def test_the_round_before_stands_beside_it(made):
    trio(made, 1, 2, -2)
    made.interview("P01", "Now it is fine.", round_="2026-Q3").code("Now it is fine", "emotion:content", "stage:onboarding")
    emotion = made.stage("onboarding", round="2026-Q3")["emotion"]
    assert (emotion["n"], emotion["previous"]["n"], emotion["previous"]["mean"]) == (1, 3, pytest.approx(1 / 3))


def test_a_gap_is_what_people_felt_about_what_they_got(made):
    made.define("expectation:import", label="Bring my list").define("delivered:import", label="Names only", stage="onboarding")
    made.interview("P01", "I hoped to bring my list.", "I got names only.")
    made.interview("P02", "Only the names came.")
    made.code("I hoped to bring my list", "expectation:import")
    made.code("I got names only", "delivered:import", valence=-2)
    made.code("Only the names came", "delivered:import", valence=-1)
    model = made.map()
    (gap,) = next(s for s in model["stages"] if s["id"] == "onboarding")["gap"]
    assert (gap["name"], gap["statement"]) == ("import", "expected: Bring my list – got: Names only")
    assert (gap["k"], gap["expected"], gap["delivered"], gap["difference"]) == (2, 0.0, -1.5, -1.5)
    assert [model["quotes"][q]["text"] for q in gap["quotes"]] == [
        "I hoped to bring my list", "I got names only", "Only the names came",
    ]  # fmt: skip
