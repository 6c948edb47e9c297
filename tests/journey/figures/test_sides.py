"""Two sides of different people: p by shuffling, summed exactly, and an interval that a few people cannot make too short."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.journey.figures.sides import shuffled, sides

# Student 1908, the sleep data as two groups
FIRST = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SECOND = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)


def named(values, prefix):
    return {f"{prefix}{i}": float(v) for i, v in enumerate(values)}


def every_way(one, other):
    pool, seen = [*one, *other], abs(sum(one) / len(one) - sum(other) / len(other))
    apart = []
    for chosen in combinations(range(len(pool)), len(one)):
        mine = [pool[i] for i in chosen]
        rest = [v for i, v in enumerate(pool) if i not in chosen]
        apart.append(abs(sum(mine) / len(mine) - sum(rest) / len(rest)) >= seen - 1e-9)
    return sum(apart) / len(apart)


def test_the_sleep_data_have_the_p_that_is_known_of_them():
    # R, coin: oneway_test(extra ~ group, sleep, distribution = "exact") gives p = 0.08145
    assert shuffled(FIRST, SECOND) == pytest.approx(0.08145, abs=5e-6)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10), min_size=2, max_size=5), st.lists(st.integers(0, 10), min_size=2, max_size=6))
def test_it_is_the_share_of_all_ways(one, other):
    if len({*one, *other}) > 1:
        assert shuffled(one, other) == pytest.approx(every_way(one, other))


def test_which_side_comes_first_makes_no_difference():
    assert shuffled(FIRST, SECOND[:5]) == shuffled(SECOND[:5], FIRST)


def test_with_many_people_the_sum_and_the_normal_curve_agree(monkeypatch):
    rng = random.Random(1)  # noqa: S311 (no secret)
    one, other = [rng.randint(0, 10) for _ in range(40)], [rng.randint(0, 9) for _ in range(120)]
    exact = shuffled(one, other)
    monkeypatch.setattr("workbench.journey.figures.sides._LAID_OUT", 0)
    assert shuffled(one, other) == pytest.approx(exact, abs=0.01)


def test_three_who_all_say_the_same_are_not_taken_for_certain():
    # Welch's test, whose error here comes from the many alone, gives p = .04
    found = sides(named([10] * 36 + [0] * 4, "a"), named([10, 10, 10], "b"))
    assert found.p > 0.5
    assert found.lo < 0 < found.hi


@pytest.mark.parametrize(("people", "share"), [((3, 12), 0.5), ((3, 40), 0.9), ((5, 40), 0.9)])
def test_it_is_wrong_no_more_often_than_it_says(people, share):
    """Both sides from one source of promoters and others, 200 times; Welch's test is wrong in 13 to 47 of 100."""
    rng, alarms = random.Random(7), 0  # noqa: S311 (no secret)
    for _ in range(200):
        one, other = ([10.0 * (rng.random() < share) for _ in range(n)] for n in people)
        found = sides(named(one, "a"), named(other, "b"))
        alarms += bool(found and found.p <= 0.05 and not found.lo <= 0 <= found.hi)
    assert alarms / 200 <= 0.055


@pytest.mark.parametrize(("one", "other"), [([1, 2], [3, 4, 5]), ([1, 1, 1], [1, 1, 1])], ids=["two people", "nothing varies"])
def test_where_chance_cannot_be_told_there_is_no_answer(one, other):
    assert sides(named(one, "a"), named(other, "b")) is None
