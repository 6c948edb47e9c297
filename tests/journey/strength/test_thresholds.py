"""One table of cut-offs: what may stand in it, and what a study may say instead."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.strength import thresholds as module
from workbench.journey.strength.thresholds import TABLE, THRESHOLDS, objection, thresholds, unread
from workbench.study.errors import UserError


@pytest.mark.parametrize("cut", TABLE, ids=lambda c: c.name)
def test_every_cut_off_says_what_it_decides_and_keeps_its_own_rule(cut):
    assert objection(cut, cut.values) is None
    assert len(cut.decides) > 20
    assert cut.source


def test_no_two_cut_offs_have_one_name():
    assert len(THRESHOLDS) == len(TABLE)


@pytest.mark.parametrize(
    ("name", "wrong", "why"),
    [
        ("adequacy", [3, 5, 8], "these contradict each other: each must be at most the one before"),
        ("coherence", [0.6, 0.75, 0.9], "contradict each other"),
        ("months", [24, 12, 6], "these contradict each other: each must be at least the one before"),
        ("alpha", [0.67, 0.8], "contradict each other"),
        ("alpha", [80, 67], "write a number from -1 to 1"),
        ("verdict_p", 5, "write a number from 0 to 1"),
        ("group_likeness", float("nan"), "write a number from 0 to 1"),
        ("months", [6, 12, float("inf")], "write a number from 0 upwards"),
        ("interval_people", 1, "write a number from 2 upwards"),  # a spread needs two
        ("adequacy", [8, 4.5, 3], "whole numbers"),
        ("adequacy", 3, "write 3 numbers like [8, 5, 3]"),
        ("adequacy", ["8", "5", "3"], "write 3 numbers"),
        ("passages", True, "write 1 number like 5"),
        ("hear", {"share": 0.1}, "write 2 numbers"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name, wrong, why):
    with pytest.raises(UserError, match=re.escape(why)) as refused:
        thresholds({name: wrong})
    assert f"study.toml, thresholds: {name} is" in str(refused.value)


def test_cut_offs_may_be_equal_so_that_a_level_is_never_used():
    assert thresholds({"adequacy": [5, 5, 3]})["adequacy"] == (5, 5, 3)


def test_what_is_not_said_keeps_its_default():
    assert thresholds({"passages": 9}) == {**THRESHOLDS, "passages": (9,)}


def test_a_name_nothing_reads_is_said_and_changes_nothing():
    assert thresholds({"alhpa": [0.9, 0.8]}) == THRESHOLDS
    assert unread({"alhpa": 1, "passages": 3, "zzz": 1}) == [
        "study.toml, thresholds: nothing reads 'alhpa'; was alpha meant?",
        "study.toml, thresholds: nothing reads 'zzz'",
    ]


@pytest.mark.parametrize(("share", "said"), [(0.5, True), (0.8, False)])
def test_a_map_of_guesses_says_so(field, share, said):
    made = field(thresholds={"assumption_share": share})
    for n in range(3):
        made.define(f"need:{n}", stage="onboarding")
    made.interview("P1", "I waited.").code("I waited", "pain:wait", "stage:onboarding")
    assert ("3 of 4 claims are assumptions: nobody here supports them" in made.map()["notices"]) == said


@given(st.sampled_from([c for c in TABLE if c.order]), st.data())
def test_whatever_is_taken_is_in_order(cut, data):
    top = min(cut.most, 100)
    numbers = st.integers(int(cut.least), int(top)) if cut.whole else st.floats(cut.least, top)
    said = data.draw(st.lists(numbers, min_size=len(cut.values), max_size=len(cut.values)))
    in_order = sorted(said, reverse=cut.order == "falling")
    try:
        assert list(thresholds({cut.name: said})[cut.name]) == in_order
    except UserError:
        assert said != in_order


@pytest.mark.parametrize("cut", TABLE, ids=lambda c: c.name)
def test_the_page_on_methods_has_every_cut_off_as_it_is(cut):
    methods = (Path(module.__file__).parents[3] / "docs" / "methods.md").read_text(encoding="utf-8")
    shown = ", ".join(f"{v:g}" for v in cut.values)
    shown = f"[{shown}]" if len(cut.values) > 1 else shown
    assert f"\n| `{cut.name}` | {shown} | {cut.decides} | {cut.source} |\n" in methods
