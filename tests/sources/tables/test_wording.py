"""Words added keep a question; words exchanged, a *not*, another number make another one. The pairs are from real surveys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.tables.waves import THRESHOLD
from workbench.sources.tables.wording import Weights, alike, parts, stem

NEEDS = "Workflow Need #1:What needs in your workflow does Jupyter Notebook address?"
ASKED = [
    "What about Spack helps you the most?",
    "What are the biggest pain points in Spack for your workflow?",
    "How many software installations have you done with Spack in the past year?",
    "Which GPUs do you expect to use with Spack in the next year?",
    "How bad would it be if Spack dropped support for Python 2.6?",
    "Rank these features by importance [Autodetection of system packages]",
    "Rank these features by importance [Better error messages]",
    NEEDS,
    "What kind of user are you?",
]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ASKED[0], "What about Spack has helped you the most in the past year?"),
        (ASKED[1], "7. What are the biggest pain points in Spack for your workflow? (feel free to link to issues)"),
        (ASKED[5], "Rank these features by importance [Better autodetection of system packages]"),
        (ASKED[8], "what kind of user are you"),
        ("What is the main reason for your score?", "What was the main reason for that score?"),  # small words only
        ("In 2020, what did you use most?", "In 2021, what did you use most?"),
        (
            "What did the whole trip cost you (not counting tax)?",
            "What did the whole trip cost you?",
        ),  # an aside does not turn the sense
    ],
)
def test_a_question_that_drifted_is_still_it(old, new):
    assert alike(new, old, Weights([*ASKED, old, new]))[0] >= THRESHOLD


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (NEEDS, NEEDS.replace("address", "not address"), "one says not"),
        (ASKED[4], "How bad would it be if Spack ONLY worked with Python 3?", "other numbers"),
        (ASKED[4], "How bad would it be if Spack dropped support for Python 3?", "other numbers: 3 and 2.6"),
        (ASKED[3], "Which compilers do you expect to use with Spack in the next year?", "words exchanged: compiler / gpu"),
        (ASKED[5], ASKED[6], "words exchanged"),
        (NEEDS, NEEDS.replace("#1", "#2"), "other numbers"),
        ("What makes it pleasant to use?", "What makes it difficult to use?", "words exchanged: difficult / pleasant"),
        ("7a. Writing code. - Has it met your needs?", "7a. Writing code. - Have other tools met your needs?", ""),
    ],
)
def test_a_question_that_only_looks_alike_is_another(old, new, why):
    score, said = alike(new, old, Weights([*ASKED, old, new]))
    assert score < THRESHOLD
    assert why in said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rank these [Speed]", ("Rank these", "Speed")),
        ("Which do you use? – Mail", ("Which do you use?", "Mail")),
        ("Aspect #1:What makes it pleasant?", ("What makes it pleasant?", "Aspect #1")),
        ("12b. Why?", ("Why?", "")),
    ],
)
def test_a_column_is_a_question_and_a_part_of_it(text, found):
    assert parts(text) == found


@pytest.mark.parametrize("words", [("helps", "helped", "help"), ("installations", "installs", "install"), ("uses", "used", "use")])
def test_forms_of_a_word_meet(words):
    assert len({stem(w) for w in words}) == 1


def test_names_of_products_do_not_meet():
    assert stem("JupyterLab") != stem("JupyterHub")


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_from_0_to_1_the_same_both_ways_and_1_with_itself(one, other):
    weights = Weights([one, other])
    score = alike(one, other, weights)[0]
    assert 0 <= score <= 1
    assert score == pytest.approx(alike(other, one, weights)[0])
    assert alike(one, one, weights)[0] == 1
