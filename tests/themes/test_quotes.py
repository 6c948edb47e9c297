from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.themes.near import unit
from workbench.themes.quotes import MOST, quotes


def at(*angles):
    """Unit rows in the plane, in degrees."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_the_first_is_typical_and_the_next_are_other_corners_of_the_typical_half():
    names = ["middle", "close", "left", "right", "far1", "far2", "far3", "far4"]
    found = quotes(names, list("abcdefgh"), at(0, 1, 20, -20, 60, 61, -62, -63), at(0)[0])
    assert found[0] == "middle"
    assert set(found[1:3]) == {"left", "right"}
    assert found[3] == "close"
    assert set(found[4:6]) == {"far2", "far4"}


def test_nobody_speaks_twice_and_each_by_their_most_typical():
    assert quotes(["s1", "s2", "s3"], ["a", "a", "b"], at(30, 5, 10), at(0)[0]) == ("s2", "s3")


def test_equal_segments_are_taken_by_id():
    assert quotes(["z", "b", "a"], ["p", "q", "r"], at(0, 0, 0), at(0)[0]) == ("a", "b", "z")


@given(st.lists(st.sampled_from("abcdefghijklmnopqrst"), min_size=1, max_size=40), st.integers(0, 5))
def test_as_many_people_as_there_are_up_to_a_dozen(people, seed):
    points = unit(np.random.default_rng(seed).standard_normal((len(people), 4)))
    names = [f"s{n:02}" for n in range(len(people))]
    who = dict(zip(names, people, strict=True))
    found = quotes(names, people, points, points[0])
    assert len({who[s] for s in found}) == len(found) == min(MOST, len(set(people)))
    back = quotes(names[::-1], people[::-1], points[::-1], points[0])
    assert back == found
