"""In which order to read: new things first, new people first, the same in every run; and what that order is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reading.signals import Signal
from workbench.themes.order import found_curve, reading_order


def signals(rows):
    """Return a wish for each segment but praise, without reading a word."""
    return [Signal(s.id, 0, 3, "WISH", "WISH.00") for s in rows if not s.id.startswith("fine")]


@pytest.fixture
def order(study):
    return reading_order(study[0], study[1], signals(study[0]))


def test_every_segment_has_one_place(study, order):
    assert sorted(order) == sorted(s.id for s in study[0])


def test_the_first_segments_are_one_of_each_group_and_praise_comes_last_of_them(study, order):
    assert {study[2][s] for s in order[:4]} == {"print", "price", "night", "fine"}
    assert study[2][order[3]] == "fine"


def test_all_needs_are_met_sooner_than_by_chance(study, order):
    needs = {s: [group] for s, group in study[2].items() if group != "fine"}
    curve = found_curve(order, needs)
    assert curve.needs == 3
    assert curve.found[:3] == (1, 2, 3)
    assert curve.share() == 3 / 48 < curve.by_chance()


def test_the_same_for_any_order_of_the_input(study, order):
    back = list(range(len(study[0])))[::-1]
    rows = [study[0][i] for i in back]
    assert reading_order(rows, study[1][back], signals(rows)) == order


@pytest.mark.parametrize("done", [1, 5, 30])
def test_who_stops_goes_on_where_they_were(study, order, done):
    assert reading_order(study[0], study[1], signals(study[0]), read=order[:done]) == order[done:]


def test_only_the_next_few(study, order):
    assert reading_order(study[0], study[1], signals(study[0]), limit=5) == order[:5]
    assert reading_order(study[0], study[1], signals(study[0]), read=order, limit=5) == []


def test_somebody_not_heard_yet_goes_before_somebody_who_was(make):
    said = "I wish the {} had a list of every shift and who took it last"
    rows = [make(f"s{n}", said.format(word), who) for n, (word, who) in enumerate([("app", "P1"), ("page", "P1"), ("phone", "P2")])]
    vectors = np.eye(3, dtype=np.float32)
    assert reading_order(rows, vectors, signals(rows)) == ["s0", "s2", "s1"]


def test_what_says_little_waits(make):
    rows = [make("a", "ok then", "P1"), make("b", "Three colleagues copied all hours from paper into another program", "P2")]
    assert reading_order(rows, np.eye(2), []) == ["b", "a"]


@pytest.mark.parametrize("texts", [[], ["\U0001f600"], ["", ""], ["yes"] * 12])
def test_little_material_is_no_error(make, texts):
    rows = [make(f"s{n:02}", text) for n, text in enumerate(texts)]
    assert reading_order(rows, np.zeros((len(rows), 4)), []) == [s.id for s in rows]


def test_without_needs_there_is_no_share():
    curve = found_curve(["a", "b"], {})
    assert (curve.found, curve.chance, curve.needs, curve.share(), curve.by_chance()) == ((0, 0), (0, 0), 0, None, None)


# Of 4 segments 2 speak of a need: it is met with 1/2, 1 - (2·1)/(4·3) = 5/6, 1, 1 (Hurlbert 1971, by hand).
def test_chance_is_the_mean_over_all_orders():
    curve = found_curve("abcd", {"b": ["x"], "d": ["x"]})
    assert curve.chance == pytest.approx((1 / 2, 5 / 6, 1, 1))
    assert curve.found == (0, 1, 1, 1)
    assert (curve.share(), curve.by_chance()) == (0.5, 0.75)


@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=12))
def test_laws_of_the_curve(needs):
    """It never falls, ends at all needs whatever the order, and chance ends there too."""
    names = [str(n) for n in range(len(needs))]
    curve = found_curve(names, dict(zip(names, needs, strict=True)))
    assert list(curve.found) == sorted(curve.found)
    assert curve.found[-1] == curve.needs == len(set().union(*needs))
    assert curve.chance[-1] == pytest.approx(curve.needs)
