"""Enough interviews? Guest, Namey & Chen 2020, Chao 1987, and what a study says of itself (EVIDENCE C8)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.journey.look import look
from workbench.journey.strength.saturation import accumulated, chao2, expected, guest, heard_once, people_to_hear, saturation
from workbench.study.folder import Folder


def test_guest_namey_and_chen_2020():
    """EVIDENCE C8: 16, 9, 7, … new themes an interview; base 37, reached at 8 + 2."""
    found = guest([16, 9, 7, 5, 4, 3, 2, 1, 1, 0, 0])
    assert found.base == 37
    assert found.ratios == pytest.approx((0.189, 0.135, 0.081, 0.054, 0.027, 0.000), abs=5e-4)
    assert found.reached == 8


def test_the_published_example_of_a_first_run():
    """Guest, Namey & Chen 2020: 7 new in the run over 37 in the base is 19 %."""
    assert guest([16, 9, 7, 5, 4, 3]).ratios[0] == pytest.approx(7 / 37)
    assert f"{7 / 37:.1%}" == "18.9%"


@pytest.mark.parametrize(
    ("new", "stop", "reached"),
    [
        ([10, 5, 3, 2, 1, 0], 0.05, 4),  # 1 of 20 is five per cent: reached
        ([10, 5, 3, 2, 1, 0], 0.0, None),
        ([10, 5, 3, 2, 0, 0], 0.0, 4),
        ([10, 5, 3, 2, 1], 0.05, None),  # no run yet
        ([0, 0, 0, 0, 1, 0], 0.05, None),  # nothing in the base
        ([], 0.05, None),
    ],
)
def test_where_saturation_is_reached(new, stop, reached):
    assert guest(new, stop=stop).reached == reached


@pytest.mark.parametrize(
    ("seen", "once", "twice", "n", "expected"),
    [
        (40, 10, 5, 12, 49.1667),  # EVIDENCE C8
        (40, 0, 5, 12, 40),
        (40, 10, 0, 12, 40 + 11 / 12 * 45),  # nobody twice: Chao 2005
        (3, 3, 0, 1, 3),  # one interview says nothing of others
        (0, 0, 0, 0, 0),
    ],
)
def test_chao2(seen, once, twice, n, expected):
    assert chao2(seen, once, twice, n) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("share", "for80", "for95"), [(0.5, 3, 5), (0.3, 5, 9), (0.2, 8, 14), (0.1, 16, 29), (0.05, 32, 59)])
def test_how_many_people_it_takes_to_hear_something(share, for80, for95):
    """EVIDENCE C8: P(heard at least once) = 1 − (1 − p)ⁿ."""
    for chance, people in ((0.8, for80), (0.95, for95)):
        assert people_to_hear(share, chance) == people
        assert heard_once(share, people) >= chance > heard_once(share, people - 1)


@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 12))))
def test_every_order_ends_with_everything_and_never_loses_anything(heard):
    heard = heard[:, heard.any(axis=0)]
    if not heard.shape[1]:
        return
    curves = accumulated(heard, orders=20, seed=1)
    assert (np.diff(curves, axis=1) >= 0).all()
    assert (curves[:, -1] == heard.shape[1]).all()
    assert set(curves[:, 0]) <= set(heard.sum(axis=1))


def test_the_mean_over_orders_is_what_drawing_without_replacement_expects():
    """The expected curve is known: claim c is heard among i of n interviews with 1 − C(n−k, i)/C(n, i)."""
    from math import comb

    times = [1, 2, 3, 5, 8]
    heard = np.array([[row < t for t in times] for row in range(10)])
    means = accumulated(heard, orders=4000, seed=3).mean(axis=0)
    known = [sum(1 - comb(10 - t, i) / comb(10, i) for t in times) for i in range(1, 11)]
    assert means == pytest.approx(known, abs=0.06)
    assert expected(times, 10) == pytest.approx(known)


def test_when_it_is_reached_is_no_matter_of_the_seed(field):
    """The mean over all orders is known; of 500 drawn ones it said 6 with one seed and 7 with another, and so did the grade."""
    reached = set()
    for seed in range(6):
        made = field(seed=seed)
        said = [["wait"]] * 7 + [["price"]] * 3 + [["wait", "price"]] * 2 + [[]] * 4
        reached.add(interviews(made, *said)["stages"]["onboarding"]["reached"])
    assert len(reached) == 1


def test_who_spoke_about_a_stage_in_one_round_makes_no_interview_about_it_of_the_next(made):
    """A second talk with the same people about something else would bring nothing new, and say that the first were enough."""
    for n in range(6):
        for round_, stage in (("2026-Q1", "onboarding"), ("2026-Q3", "retention")):
            words = f"Own {n} in {round_}."
            made.interview(f"P{n}", words, round_=round_).code(words, f"stage:{stage}", f"pain:own-{n}-{stage}")
            made.define(f"pain:own-{n}-{stage}", stage=stage)
    found = saturation(look(Folder(made.folder.root)))["stages"]
    assert {stage: found[stage]["interviews"] for stage in ("onboarding", "retention")} == {"onboarding": 6, "retention": 6}
    assert not found["onboarding"]["enough"]


def interviews(made, *said):
    """One interview each: the pains named in it."""
    for n, pains in enumerate(said):
        words = [f"About {p}, says {n}." for p in pains] or [f"Nothing to say, {n}."]
        made.interview(f"P{n:02}", *words)
        for p, w in zip(pains, words, strict=False):
            made.code(w, f"pain:{p}", "stage:onboarding")
        if not pains:
            made.code(words[0], "stage:onboarding")
    return saturation(look(Folder(made.folder.root)))


def test_what_stays_new_is_not_saturated(made):
    found = interviews(made, *([f"own-{n}"] for n in range(8)))["study"]
    assert (found["interviews"], found["codes"], found["enough"]) == (8, 8, False)
    assert found["ratio"] == pytest.approx(2 / 4)  # each interview brings one, whatever the order
    assert found["unseen"] == pytest.approx(7 / 8 * 8 * 7 / 2)
    assert found["text"].startswith("8 interviews, 8 claims heard; not saturated: on average over orders the last 2 bring 50% new")


def test_what_everybody_says_is_saturated_at_once_in_the_stage_where_it_is_said(made):
    found = interviews(made, *(["wait", "price"] for _ in range(7)))
    here, elsewhere = found["stages"]["onboarding"], found["stages"]["advocacy"]
    assert (here["reached"], here["enough"], here["orders"], here["unseen"]) == (4, True, 1.0, 0)
    assert (elsewhere["interviews"], elsewhere["enough"]) == (0, None)
    assert elsewhere["text"] == "no interview is coded: nothing to say about saturation"


@pytest.mark.parametrize("count", range(6))
def test_few_interviews_are_too_few_and_no_wrong_number(made, count):
    found = interviews(made, *(["wait"] for _ in range(count)))["study"]
    assert (found["interviews"], found["enough"], found["ratio"], found["reached"]) == (count, None, None, None)
    assert "nothing to say" in found["text"] if not count else "too few to say" in found["text"]


def test_an_interview_nobody_coded_is_no_interview_without_news(made):
    made.interview("P99", "Never read.")
    assert interviews(made, *(["wait"] for _ in range(6)))["study"]["interviews"] == 6


def test_surveys_are_no_interviews(made):
    made.survey({f"S{n}": f"I waited for long, {n}" for n in range(9)})
    for n in range(9):
        made.code(f"I waited for long, {n}", "pain:wait", "stage:onboarding")
    assert saturation(look(Folder(made.folder.root)))["study"]["interviews"] == 0


def test_a_persona_has_its_own_interviews(field):
    made = field(personas={"Owner": {"role": "owner"}})
    made.people(*((f"P{n:02}", {"role": "owner" if n < 2 else "cook"}) for n in range(7)))
    found = interviews(made, *(["wait"] for _ in range(7)))
    assert found["personas"]["Owner"]["text"].startswith("2 interviews: too few to say, it takes at least 6")
    assert found["study"]["enough"]


def test_the_cut_offs_are_those_of_the_study(field):
    made = field(thresholds={"saturation_base": 2, "saturation_run": 1, "saturation_stop": 0})
    found = interviews(made, *(["wait"] for _ in range(3)))["study"]
    assert (found["base"], found["run"], found["reached"], found["enough"]) == (2, 1, 2, True)


def test_the_sample_study_says_the_same_twice(sample):
    assert saturation(look(sample)) == saturation(look(Folder(sample.root)))
