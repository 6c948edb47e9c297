"""Plans and results of tests, against numbers that others have printed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.plan.experiments import (
    WORDS,
    arms,
    difference,
    outcome,
    people_for_means,
    people_for_shares,
    people_needed,
    welch,
)
from workbench.study.cards import Arm
from workbench.study.errors import UserError


def test_fleiss_worked_example():
    """Fleiss, Levin and Paik 2003, section 4.2: .60 against .70 at alpha .01 and power .95 needs 827 people in each group."""
    assert people_for_shares(0.6, 0.7, alpha=0.01, power=0.95) == 827


def test_without_the_continuity_correction_it_is_the_number_of_r():
    """R, help page of power.prop.test: p1 = .50, p2 = .75, power = .90 gives n = 76.7."""
    assert people_for_shares(0.5, 0.75, power=0.9, continuity=False) == 77


@pytest.mark.parametrize(("d", "n"), [(0.2, 394), (0.5, 64), (0.8, 26)])
def test_means_need_as_many_as_g_power_says(d, n):
    """G*Power 3 (Faul et al. 2007), t test of two means, alpha .05, power .80; Cohen 1988, table 2.4.1 has 393, 64, 26."""
    assert people_for_means(d, 1) == n


def test_means_need_as_many_as_r_says():
    """R, help page of power.t.test: power = .90, delta = 1, sd = 1 gives n = 22.02."""
    assert people_for_means(1, 1, power=0.9) == 23


@given(
    st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(0.01, 0.2), st.floats(0.5, 0.95),
)  # fmt: skip
def test_more_power_needs_more_people_and_the_order_of_arms_nothing(p, q, alpha, power):
    if abs(p - q) < 0.01:
        return
    n = people_for_shares(p, q, alpha=alpha, power=power)
    assert n == people_for_shares(q, p, alpha=alpha, power=power)
    assert n <= people_for_shares(p, q, alpha=alpha, power=power + 0.04)
    assert n >= people_for_shares(p, q, alpha=alpha, power=power, continuity=False)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"kind": "share", "baseline": 0.2, "effect": 0}, "both shares are the same"),
        ({"kind": "share", "baseline": 0.9, "effect": 0.2}, "from 0 to 1"),
        ({"kind": "share", "baseline": math.nan, "effect": 0.2}, "from 0 to 1"),
        ({"kind": "share", "baseline": 0.2, "effect": 0.1, "power": 1.0}, "power below 1"),
        ({"kind": "share", "baseline": 0.5, "effect": 1e-9}, "more than 10,000,000 people"),
        ({"kind": "mean", "baseline": 3, "effect": 1}, "standard deviation"),
        ({"kind": "mean", "baseline": 3, "effect": 1, "sd": 0}, "above 0"),
        ({"kind": "mean", "baseline": 3, "effect": 0, "sd": 1}, "looks for a difference"),
        ({"kind": "median", "baseline": 3, "effect": 1}, "of a share or of a mean"),
    ],
)
def test_what_makes_no_test_is_said(numbers, said):
    with pytest.raises(UserError, match=said):
        people_needed(**numbers)


def share(name, k, n):
    return Arm(name, n, k=k)


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2", "direction", "hoped", "word"),
    [
        (48, 80, 56, 70, "up", None, "supported"),  # Newcombe 1998b: .2 (.0524 to .3339)
        (56, 70, 48, 80, "up", None, "not supported"),
        (56, 70, 48, 80, "down", None, "supported"),
        (0, 29, 5, 56, "up", None, "too few to tell"),  # the same: .0893 (-.0381 to .1926)
        (0, 29, 5, 56, "up", 0.3, "not supported"),  # .3 is left out
        (0, 29, 5, 56, "up", 0.1, "too few to tell"),
        (0, 2, 2, 2, "up", None, "too few to tell"),  # two people say nothing, however they agree
        (0, 5, 5, 5, "up", None, "supported"),
        (500, 1000, 500, 1000, "up", 0.1, "not supported"),
    ],
)
def test_a_result_is_one_of_three_words(k1, n1, k2, n2, direction, hoped, word):
    said = outcome(share("as it is", k1, n1), share("changed", k2, n2), direction=direction, hoped=hoped)
    assert said.word == word
    assert said.text.startswith(f"{word}: as it is {k1} of {n1}; changed {k2} of {n2}")
    assert "prove" not in said.text
    assert "cause" not in said.text


def test_what_was_hoped_for_is_said_where_it_is_missed():
    said = outcome(share("a", 480, 1000), share("b", 560, 1000), hoped=0.3)
    assert said.text.endswith("less than the 30 points hoped for")
    assert outcome(share("a", 100, 1000), share("b", 500, 1000), hoped=0.3).text.endswith("at least the 30 points hoped for")


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_every_result_has_a_word_and_its_mirror_the_mirrored_one(n1, n2, data):
    a, b = share("a", data.draw(st.integers(0, n1)), n1), share("b", data.draw(st.integers(0, n2)), n2)
    up, down = outcome(a, b), outcome(b, a, direction="down")
    assert up.word in WORDS
    assert up.word == down.word


def test_welch_as_the_textbook_has_it():
    """R, t.test(extra ~ group, data = sleep): difference -1.58, 95 % interval -3.3654832 to 0.2054832 (Student 1908)."""
    one = Arm("1", 10, mean=0.75, sd=1.789010)
    two = Arm("2", 10, mean=2.33, sd=2.002249)
    found = welch(two, one)
    assert (found.value, found.lo, found.hi) == pytest.approx((-1.58, -3.3654832, 0.2054832), abs=1e-5)


def test_values_that_do_not_vary_do_not_tell():
    said = outcome(Arm("a", 5, mean=1, sd=0), Arm("b", 5, mean=2, sd=0))
    assert said.word == "too few to tell"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ([{"name": "a", "n": 3, "k": 1}], "two arms"),
        ([{"name": "a", "n": 3, "k": 1}] * 2, "both arms are called 'a'"),
        ([{"name": "a", "n": 3, "k": 4}, {"name": "b", "n": 3, "k": 1}], "from 0 to 3; given: 4"),
        ([{"name": "a", "n": 3, "k": -1}, {"name": "b", "n": 3, "k": 1}], "from 0 to 3"),
        ([{"name": "a", "n": 2.5, "k": 1}, {"name": "b", "n": 3, "k": 1}], "n is a number of people"),
        ([{"name": "a", "n": True, "k": 1}, {"name": "b", "n": 3, "k": 1}], "n is a number of people"),
        ([{"name": "a", "n": 3}, {"name": "b", "n": 3, "k": 1}], "either k of n people, or mean and sd"),
        ([{"name": "a", "n": 3, "mean": 1}, {"name": "b", "n": 3, "k": 1}], "mean and sd are numbers"),
        ([{"name": "a", "n": 3, "mean": math.nan, "sd": 1}, {"name": "b", "n": 3, "k": 1}], "mean and sd are numbers"),
        ([{"name": "a", "n": 3, "mean": 1, "sd": 1}, {"name": "b", "n": 3, "k": 1}], "one arm is a mean, the other a share"),
        ([{"name": " ", "n": 3, "k": 1}, {"name": "b", "n": 3, "k": 1}], "an arm has a name"),
    ],
)
def test_numbers_that_cannot_be_are_refused(given_, said):
    with pytest.raises(UserError, match=said):
        arms(given_)


@pytest.mark.parametrize(("n", "most"), [(5, 0.031), (8, 0.039), (12, 0.033), (20, 0.027)])
def test_where_nothing_differs_a_hypothesis_is_hardly_ever_supported(n, most):
    """Summed over all outcomes: the interval is two-sided, so about one in forty comes out on the side that was foretold."""

    def chances(p):
        return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]

    words = {(i, j): outcome(share("a", i, n), share("b", j, n)).word for i in range(n + 1) for j in range(n + 1)}
    for p in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7):
        line = chances(p)
        assert math.fsum(line[i] * line[j] for (i, j), word in words.items() if word == "supported") <= most


def test_a_test_planned_with_another_alpha_is_judged_by_it():
    """200 of 1,000 against 240 of 1,000: p .031, so at a planned alpha of .01 it leaves both open."""
    first, second = Arm("as it is", 1000, k=200), Arm("changed", 1000, k=240)
    assert outcome(first, second).word == "supported"
    strict = outcome(first, second, alpha=0.01)
    assert strict.word == "too few to tell"
    assert "; 99 % interval)" in strict.text
    wide = difference(Arm("a", 30, mean=0.0, sd=1.0), Arm("b", 30, mean=0.6, sd=1.0), 0.01)
    assert (wide.lo, wide.hi) == pytest.approx((-0.0877, 1.2877), abs=1e-3)  # t(.995, 58) = 2.6633 times the root of 2/30
