"""Paths: the order of telling, with loops and re-entries; stories; customers' own words."""

from __future__ import annotations

import math

import pytest

from workbench.journey.lanes.items import Told
from workbench.journey.lanes.paths import flow, paths, returns, stretches
from workbench.journey.lanes.story import story
from workbench.journey.lanes.words import LEAST, log_odds, words
from workbench.journey.look import look
from workbench.study.errors import UserError
from workbench.study.folder import Folder


@pytest.fixture
def told():
    return lambda made, **options: Told(look(Folder(made.folder.root), **options))


@pytest.fixture
def trip(made):
    made.interview("P01", "First I paid.", "Then I set it up.", "Later I paid more.", "And told a friend.")
    made.interview("P02", "We paid.", "I used it.")
    for words_, stage, *valence in (
        ("First I paid", "purchase", -1), ("Then I set it up", "onboarding", 1), ("Later I paid more", "purchase", -2),
        ("And told a friend", "advocacy"), ("We paid", "purchase", 0), ("I used it", "retention", 2),
    ):  # fmt: skip
        made.code(words_, f"stage:{stage}")
        for v in valence:
            made.code(words_, "emotion:neutral", valence=v)
    return made


def shown(found):
    return [(p.participant, [(s.stage, s.valence) for s in p.stops]) for p in found]


def test_a_path_keeps_its_order_its_loops_and_how_each_stop_felt(trip, told):
    assert shown(paths(told(trip))) == [
        ("P01", [("purchase", -1.0), ("onboarding", 1.0), ("purchase", -2.0), ("advocacy", None)]),
        ("P02", [("purchase", 0.0), ("retention", 2.0)]),
    ]
    assert shown(paths(told(trip), "P02")) == [("P02", [("purchase", 0.0), ("retention", 2.0)])]


def test_stretches_of_one_stage_that_follow_each_other_are_one_stop(trip, told):
    trip.interview("P03", "I paid here.", "Really?", "I paid there.")
    trip.code("I paid here", "stage:purchase")
    trip.code("I paid there", "stage:purchase")
    assert [len(p.stops) for p in paths(told(trip), "P03")] == [1]


def test_two_coders_who_cut_a_little_otherwise_make_no_loops(made, told):
    made.interview("P01", "I paid and then I set it all up.")
    made.code("I paid and then", "stage:purchase")
    made.code("I set it all up", "stage:onboarding")
    made.code("I paid and", "stage:purchase", by="ben")
    made.code("then I set it all up", "stage:onboarding", by="ben")
    assert [[s.stage for s in p.stops] for p in paths(told(made))] == [["purchase", "onboarding"]]


def test_most_coders_decide_and_of_equals_the_stage_before_stays(made, told):
    made.interview("P01", "One thing.", "Another thing.")
    made.code("One thing", "stage:retention")
    made.code("Another thing", "stage:purchase", by="ana")
    made.code("Another thing", "stage:retention", by="ben")
    assert [[s.stage for s in p.stops] for p in paths(told(made))] == [["retention"]]
    made.code("Another thing", "stage:purchase", by="cem")
    assert [[s.stage for s in p.stops] for p in paths(told(made))] == [["retention", "purchase"]]


def test_an_interviewers_words_are_no_stop_and_answers_have_no_order(made, told):
    made.interview("P01", "How did you pay?", "By card.").survey({"R1": "I paid."}, stages=("purchase",))
    made.code("How did you pay?", "stage:purchase")
    assert paths(told(made)) == []
    assert [(s.participant, s.stage, s.item != "") for s in stretches(told(made))] == [("R1", "purchase", True)]


def test_flows_are_counted_in_people_and_know_their_way(trip, told):
    rows = {(r["from"], r["to"]): r for r in flow(told(trip))}
    assert {pair: (r["way"], r["k"], r["n"]) for pair, r in rows.items()} == {
        ("start", "purchase"): ("start", 2, 2),
        ("purchase", "onboarding"): ("on", 1, 2),
        ("onboarding", "purchase"): ("back", 1, 2),
        ("purchase", "advocacy"): ("skip", 1, 2),
        ("purchase", "retention"): ("skip", 1, 2),
        ("advocacy", "end"): ("end", 1, 2),
        ("retention", "end"): ("end", 1, 2),
    }
    assert rows["onboarding", "purchase"]["change"]["mean"] == -3.0
    assert rows["purchase", "advocacy"]["change"] is None


def test_every_path_that_begins_ends(sample):
    rows = flow(Told(look(sample)))
    begun, ended = (sum(r["m"] for r in rows if r["way"] == way) for way in ("start", "end"))
    assert begun == ended == len(paths(Told(look(sample))))
    for stage in {r["from"] for r in rows} - {"start"}:  # who comes to a stage leaves it
        assert sum(r["m"] for r in rows if r["to"] == stage) == sum(r["m"] for r in rows if r["from"] == stage)


def test_who_comes_round_again_is_counted_among_those_who_were_there(trip, told):
    found = returns(told(trip))
    assert {s: (r["k"], r["n"]) for s, r in found.items()} == {
        "purchase": (1, 2), "onboarding": (0, 1), "retention": (0, 1), "advocacy": (0, 1),
    }  # fmt: skip


def test_a_round_has_its_own_paths(trip, told):
    trip.interview("P01", "I left at last.", round_="2026-Q3").code("I left at last", "stage:retention")
    assert [p.round for p in paths(told(trip), "P01")] == ["2026-Q1", "2026-Q3"]
    assert [p.round for p in paths(told(trip, round="2026-Q3"))] == ["2026-Q3"]


# Stories ---------------------------------------------------------------------------------------------------------------


def test_a_story_has_the_stops_with_what_was_said_and_the_group_beside(trip, told):
    trip.define("pain:fee", family="pain", label="The fee", stage="purchase").code("Later I paid more", "pain:fee")
    found = story(told(trip), "P01")
    assert [(c.stage, c.again, [m.quote for m in c.said]) for c in found.chapters] == [
        ("purchase", False, ["First I paid"]),
        ("onboarding", False, ["Then I set it up"]),
        ("purchase", True, ["Later I paid more"]),
        ("advocacy", False, []),
    ]
    group = found.group["purchase"]
    assert (group["spoke"], group["N"], group["felt"]["n"]) == (2, 2, 2)
    assert [(c["label"], c["k"], c["n"]) for c in group["claims"]] == [("The fee", 1, 2)]


def test_a_story_quotes_no_words_twice_and_the_strongest_only(made, told):
    said = [f"Thing number {n}." for n in range(6)]
    made.interview("P01", " ".join(said)).code(" ".join(said), "stage:purchase")
    for n, words_ in enumerate(said):
        made.code(words_, "emotion:neutral", valence=(n % 3) - 1)
        made.define("pain:p", family="pain", label="P").code(words_, "pain:p")
    (chapter,) = story(told(made), "P01").chapters
    quotes = [m.quote for m in chapter.said]
    assert len(quotes) == len(set(quotes)) == 3
    assert quotes == sorted(quotes)
    assert "Thing number 1." not in quotes  # neither good nor bad


def test_who_only_wrote_has_a_story_in_the_order_of_the_journey(made, told):
    made.survey({"R1": "I told a friend."}, stages=("advocacy",), name="b").survey(
        {"R1": "I paid."}, stages=("purchase",), name="c"
    )
    assert [(c.stage, c.written) for c in story(told(made), "R1").chapters] == [("advocacy", True), ("purchase", True)]


def test_a_story_says_which_personas_mean_them(field, told):
    made = field(personas={"Owners": {"role": "owner"}, "Others": {"role": "!=owner"}, "Ghosts": {"haunts": "yes"}})
    made.interview("P01", "Yes.").people(("P01", {"role": "owner"}))
    assert story(told(made), "P01").personas == ("Owners",)
    assert story(told(made), "P01").alike == {"Owners": 1}


def test_nobody_of_that_name(trip, told):
    with pytest.raises(UserError, match="nobody here is called 'P9'; there are: P01, P02"):
        story(told(trip), "P9")


# Words -----------------------------------------------------------------------------------------------------------------


def test_keyness_is_the_weighted_log_odds_of_monroe_colaresi_and_quinn():
    """Equations 15 to 22 of Monroe et al. 2008, worked by hand: 30 of 1000 words here, 10 of 2000 there, prior 20 of 500."""
    one, other = 50 / (1500 - 50), 30 / (2500 - 30)
    expected = (math.log(one) - math.log(other)) / math.sqrt(1 / 50 + 1 / 30)
    assert log_odds(30, 1000, 10, 2000, 20) == pytest.approx(expected)
    assert log_odds(30, 1000, 10, 2000, 20) == pytest.approx((4.41078 - 3.36730) / 0.23094, abs=5e-4)


def test_a_word_said_as_often_in_both_is_typical_of_neither_and_turning_them_round_turns_the_sign():
    assert log_odds(10, 100, 10, 100, 5) == 0.0
    assert log_odds(7, 100, 3, 90, 5) == pytest.approx(-log_odds(3, 90, 7, 100, 5))


@pytest.fixture
def speech(made):
    for n in range(1, 5):
        made.interview(f"P0{n}", f"The invoice was wrong, number {n}.", f"The holiday was lovely, number {n}.")
        made.code(f"The invoice was wrong, number {n}", "stage:purchase")
        made.code(f"The holiday was lovely, number {n}", "stage:advocacy")
    made.interview("P05", "Parrot parrot parrot parrot parrot.").code("Parrot parrot parrot parrot parrot", "stage:purchase")
    return made


def test_words_are_those_of_people_and_not_of_one_who_repeats_it(speech, told):
    found = words(told(speech), "decision")
    assert {w.word for w in found} == {"invoice", "wrong"}
    assert {(w.stage, w.k, w.n, w.other_k, w.other_n) for w in found} == {("purchase", 4, 5, 0, 4)}
    assert all(w.z > 0 for w in found)
    assert LEAST == 3


def test_words_stand_in_sentences_of_different_people(speech, told):
    found = told(speech)
    texts = {t.id: t.text for t in found.look.folder.transcripts()}
    word = next(w for w in words(found, "purchase") if w.word == "invoice")
    assert len({p["participant"] for p in word.places}) == len(word.places) == 3
    assert all("invoice" in texts[p["source"]][p["start"] : p["end"]] for p in word.places)


def test_without_a_stage_there_are_the_words_of_each_and_limit_says_how_many(speech, told):
    assert [w.stage for w in words(told(speech), limit=1)] == ["purchase", "advocacy"]


@pytest.mark.parametrize(
    ("options", "said"), [({"stage": "bliss"}, "no stage is called 'bliss'"), ({"limit": 0}, "at least one word")]
)
def test_what_cannot_be_meant_is_said(speech, told, options, said):
    with pytest.raises(UserError, match=said):
        words(told(speech), **options)


def test_in_a_study_of_one_stage_nothing_is_typical(made, told):
    for n in range(4):
        made.interview(f"P0{n}", f"The invoice, {n}.").code(f"The invoice, {n}", "stage:purchase")
    assert words(told(made)) == []
