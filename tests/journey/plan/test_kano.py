"""Kano: the table, the two shares, and how sure a class is."""

import itertools

import pytest

from workbench.journey.plan.kano import ANSWERS, CLASSES, answer, better_worse, kano, letter, summed
from workbench.study.errors import UserError


def test_better_and_worse_of_berger():
    """Berger et al. 1993: A 12, O 8, M 6, I 4 give .667 and -.467."""
    better, worse = better_worse({"A": 12, "O": 8, "M": 6, "I": 4, "R": 3, "Q": 1})
    assert (round(better.value, 3), round(worse.value, 3)) == (0.667, -0.467)
    assert better.lo < better.value < better.hi <= 1
    assert -1 <= worse.lo < worse.value < worse.hi


def test_the_answer_table():
    """Berger et al. 1993, evaluation table: like/dislike is one-dimensional, the diagonal ends are questionable."""
    table = ["".join(letter(f, d) for d in range(1, 6)) for f in range(1, 6)]
    assert table == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]


def test_asking_the_other_way_round_turns_pleasing_into_reverse():
    mirror = {"A": "R", "O": "R", "M": "R", "I": "I", "R": "AOM", "Q": "Q"}
    for f, d in itertools.product(range(1, 6), repeat=2):
        assert letter(d, f) in mirror[letter(f, d)]


@pytest.mark.parametrize(
    ("said", "number"),
    [(1, 1), (5.0, 5), ("3", 3), ("I like it that way.", 1), ("Must-be", 2), ("I don\u2019t care", 3), (" live  with ", 4),
     ("", None), (None, None), (float("nan"), None), *((word, n) for n, word in enumerate(ANSWERS, 1))],
)  # fmt: skip
def test_an_answer_is_a_number_or_a_word(said, number):
    assert answer(said) == number


@pytest.mark.parametrize("said", [0, 6, 2.5, "meh, Maria", True])
def test_any_other_answer_is_refused_without_naming_it(said):
    with pytest.raises(UserError, match="from 1 to 5") as stopped:
        answer(said)
    assert "Maria" not in str(stopped.value)


def test_only_who_answered_both_counts_once():
    found = kano("Quiet hours", {"P1": 1, "P2": 1, "P3": 1, "P4": ""}, {"P1": 5, "P2": 3, "P4": 5, "P5": 1})
    assert found.n == 2
    assert (found.counts["O"], found.counts["A"]) == (1, 1)
    assert found.letter == "O", "of equals the one that is missed more"
    assert found.sure is None, "two people do not tell"


def test_a_class_is_as_sure_as_its_people():
    few, many = summed("f", {"A": 4, "M": 3}), summed("f", {"A": 400, "M": 300})
    assert few.letter == many.letter == "A"
    assert 0.5 < few.sure < 0.75 < many.sure
    assert summed("f", {"A": 50, "M": 50}).sure == pytest.approx(0.5, abs=0.05)


def test_nobody_and_only_reverse():
    assert (summed("f", {}).letter, summed("f", {}).word, summed("f", {}).better) == ("", "", None)
    assert (summed("f", {"R": 3}).word, summed("f", {"R": 3}).worse) == (CLASSES["R"], None)
