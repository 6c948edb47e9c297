"""Interval arithmetic equals sets of code points."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from strategies import spans

from workbench.coding.spans import clipped, joined, overlap, overlapping, size

lists = st.lists(spans(40), max_size=8)


def points(intervals):
    return {i for start, end in intervals for i in range(start, end)}


@given(lists)
def test_joined_is_the_union_without_overlap_sorted(given_spans):
    union = joined(given_spans)
    assert points(union) == points(given_spans)
    assert size(union) == len(points(given_spans))
    assert all(a[1] < b[0] for a, b in pairwise(union))
    assert joined([*given_spans, (5, 5)]) == union


@given(lists, lists)
def test_clipped_and_overlap_are_the_intersection(one, other):
    assert points(clipped(joined(one), joined(other))) == points(one) & points(other)
    assert overlap(joined(one), joined(other)) == len(points(one) & points(other))


@given(lists, lists)
def test_overlapping_names_the_units_that_share_a_code_point(units, marked):
    expected = {n for n, unit in enumerate(units) if points([unit]) & points(marked)}
    assert overlapping(units, joined(marked)) == expected
