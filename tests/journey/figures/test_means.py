"""Means of people: the difference of two, also where some people are in both."""

from __future__ import annotations

import pytest

from workbench.journey.figures.means import difference, from_summary, voices


def named(values, prefix="p"):
    return {f"{prefix}{i}": float(v) for i, v in enumerate(values)}


def test_with_nobody_in_both_it_is_welchs_test():
    # Student 1908's sleep data as two groups; R: t.test(extra ~ group) gives t = -1.8608, df = 17.776, p = 0.07939
    one = named([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], "a")
    two = named([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], "b")
    found = difference(one, two)
    assert (found.p, found.df, found.shared) == (pytest.approx(0.07939, abs=5e-6), pytest.approx(17.776, abs=5e-4), 0)
    assert (found.lo, found.hi) == (pytest.approx(-0.2054832, abs=1e-6), pytest.approx(3.3654832, abs=1e-6))


def test_with_everybody_in_both_it_is_the_paired_test():
    # The same data as they were taken, on ten people twice; R: t.test(paired = TRUE) gives df = 9, p = 0.002833
    one = named([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    two = named([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    found = difference(one, two)
    assert (found.p, found.df, found.shared) == (pytest.approx(0.002833, abs=5e-7), pytest.approx(9), 10)
    assert (found.lo, found.hi) == (pytest.approx(0.7001142, abs=1e-6), pytest.approx(2.4598858, abs=1e-6))


def test_with_some_in_both_it_lies_between():
    one = named([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    two = named([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    half = {p if i < 5 else f"other {p}": v for i, (p, v) in enumerate(two.items())}
    apart, some, all_ = (difference(one, other) for other in ({f"x{p}": v for p, v in two.items()}, half, two))
    assert some.shared == 5
    assert all_.df < some.df < apart.df
    assert all_.hi - all_.lo < apart.hi - apart.lo


@pytest.mark.parametrize(("one", "two"), [([1, 2], [3, 4, 5]), ([1, 1, 1], [2, 2, 2])], ids=["two people", "nothing varies"])
def test_where_chance_cannot_be_told_there_is_no_answer(one, two):
    assert difference(named(one, "a"), named(two, "b")) is None


def test_a_summary_gives_what_its_people_give():
    one, two = named([1, 2, 3, 4], "a"), named([2, 4, 6, 9, 9], "b")
    from statistics import mean, stdev

    summary = [(mean(v.values()), stdev(v.values()), len(v)) for v in (one, two)]
    whole, short = difference(one, two), from_summary(*summary)
    assert (short.value, short.lo, short.hi, short.p) == pytest.approx((whole.value, whole.lo, whole.hi, whole.p))
    assert from_summary((1, 0, 5), (2, 0, 5)) is None


def test_people_of_a_focus_group_are_one_voice():
    assert voices({"a": 1, "b": 3, "c": 5}, {"a": "a", "b": "a"}) == {"a": 2, "c": 5}
