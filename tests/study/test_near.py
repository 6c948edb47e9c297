"""A name that is not there: what is spelled like it, else some of what is there."""

from __future__ import annotations

import pytest

from workbench.study.near import instead

PEOPLE = [f"P{n:02}" for n in range(1, 12)]


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("p03", PEOPLE, "did you mean P03?"),
        ("long-wiat", ["long-wait", "price"], "did you mean long-wait?"),
        ("Priya", PEOPLE, "there are: P01, P02, P03, P04, P05, P06, P07, P08 and 3 more"),
        ("x", ["b", "a"], "there are: a, b"),
        ("x", [], "there are none yet"),
    ],
)
def test_what_is_said(name, known, said):
    assert instead(name, known) == said


def test_of_very_many_only_the_same_name_in_other_letters_is_near():
    many = [f"R{n:06}" for n in range(6000)]
    assert instead("r000012", many) == "did you mean R000012?"
    assert instead("R00012", many).endswith("R000007 and 5,992 more")
