"""Numbers as programs and countries write them, and the question where two readings fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.numbers.figures import looks_numeric, read
from workbench.study.errors import Refused


def figures(*cells, counts=(), decimal=None, points_group=True):
    rows = list(range(2, 2 + len(cells)))
    return read({"c": list(cells)}, rows, counts=counts, file="f.csv", decimal=decimal, points_group=points_group)


def numbers(*cells, **how):
    return figures(*cells, **how).values["c"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["0.42", "12.5"], [0.42, 12.5]),
        (["0,42", "12,5"], [0.42, 12.5]),  # a decimal comma: no thousand is written like that
        (["1,234,567"], [1234567]),
        (["1.234.567"], [1234567]),
        (["1,234.5"], [1234.5]),
        (["1.234,5"], [1234.5]),
        (["1,234", "0.5"], [1234, 0.5]),  # the second cell tells how to read the first
        (["1.234", "0,5"], [1234, 0.5]),
        (["1 234", "1\u202f234", "1'234"], [1234, 1234, 1234]),
        (["42%", "42.5 %"], [0.42, 0.425]),
        (["", "-", "n/a", "7"], [None, None, None, 7]),
        (["€ 12", "−3"], [12, -3]),
        (["00:02:05", "1:30"], [125, 90]),
    ],
)
def test_numbers_are_read_by_the_convention_all_of_them_follow(cells, found):
    assert numbers(*cells) == pytest.approx(found)


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12.000"])
def test_a_number_that_can_be_read_two_ways_is_asked_about(cell):
    with pytest.raises(Refused, match=r'decimal="\."') as error:
        numbers("5", cell)
    assert error.value.place == "row 3, column c"
    assert numbers(cell, decimal=".") != numbers(cell, decimal=",")


def test_a_count_is_whole_and_that_tells():
    assert numbers("1.234", "42", counts=("c",)) == [1234, 42]  # an export in German
    assert numbers("1,234", "42", counts=("c",)) == [1234, 42]
    with pytest.raises(Refused, match="1 and as 1000"):
        numbers("1.000", counts=("c",))


def test_a_format_without_thousands_points_needs_no_question():
    assert numbers("1.234", points_group=False) == [1.234]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["soon"], "'soon' is no number"),
        (["1,2,3"], "'1,2,3' is no number"),
        (["1.2k"], "'1.2k' is no number"),
        (["< 10"], "'< 10' is no number"),
        (["inf"], "is no number"),
        (["0.5", "0,5"], "'0,5' has a decimal comma and '0.5'"),
        (["42%", "0.42"], "some numbers have a percent sign"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(cells, why):
    with pytest.raises(Refused, match=why) as error:
        numbers(*cells)
    assert error.value.place.startswith("row ")


@pytest.mark.parametrize("cell", ["1.5", "-3"])
def test_what_is_no_count_is_refused(cell):
    with pytest.raises(Refused, match="is no count"):
        numbers(cell, counts=("c",))


def test_columns_of_words_are_not_numeric():
    assert looks_numeric(["1,5", "", "7"])
    assert not looks_numeric(["a", "7"])
    assert not looks_numeric(["", "-"])


@given(st.floats(-1e9, 1e9), st.sampled_from([".", ","]))
def test_what_is_written_is_read(value, point):
    written = f"{value:.4f}"
    assert numbers(written.replace(".", point), "0.5".replace(".", point)) == [float(written), 0.5]


@given(st.lists(st.integers(0, 10**12), min_size=1), st.sampled_from(["", ",", ".", "\u202f", " ", "'"]))
def test_a_count_is_read_or_asked_about_but_never_misread(values, mark):
    try:
        found = numbers(*(f"{v:,}".replace(",", mark) for v in values), counts=("c",))
    except Refused:
        assert all(v < 10**6 for v in values)  # two marks in one number leave no doubt
        assert mark in {",", "."}
    else:
        assert found == values
