"""What two texts certainly have in common: only what every shortest account of the changes keeps."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within
from strategies import texts
from study.edits import Case, by_chance, is_right

from workbench.study import diff


def pieces(old, new):
    return [old[p.start : p.end] for p in diff.common(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("The weak was empty.", "The week was empty.", ["The w", "k was empty."]),  # the e could be either
        ("yes yes yes", "yes yes", []),  # which one went?
        ("yes. Then no.", "yes, yes. Then no.", [". Then no."]),
        ("ab ab", "ab", []),
        ("aaab", "aab", ["b"]),
        ("a c", "a b c", ["a", "c"]),
        ("same", "same", ["same"]),
        ("", "all new", []),
        ("all gone", "", []),
    ],
)
def test_only_what_is_beyond_doubt_is_kept(old, new, kept):
    assert pieces(old, new) == kept


def test_a_line_that_was_moved_is_not_taken_for_its_neighbours():
    old = "P01: yes\nP01: I put it in a spreadsheet first.\nP01: yes\nP01: Nobody told me what to bring at all.\nP01: end"
    lines = old.split("\n")
    new = "\n".join([lines[2], lines[3], lines[1], lines[4]])  # the first yes is gone, the spreadsheet went down
    kept = pieces(old, new)
    assert "Nobody told me what to bring at all" in "".join(kept)
    assert not any("yes" in piece for piece in kept)


@given(texts, texts)
def test_what_is_common_is_common_in_order_and_apart(old, new):
    found = diff.common(old, new)
    assert all(old[p.start : p.end] == new[p.at : p.to] for p in found)
    assert all(a.end <= b.start and a.to <= b.at for a, b in pairwise(found))
    assert diff.common(old, old) == ([diff.Piece(0, len(old), 0)] if old else [])


def brute_forced(a, b):
    """Try every longest common subsequence: which pairs do all of them have?"""
    from functools import cache

    @cache
    def all_of(i, j):
        if i == len(a) or j == len(b):
            return frozenset([()])
        found = set(all_of(i + 1, j)) | set(all_of(i, j + 1))
        if a[i] == b[j]:
            found |= {((i, j), *rest) for rest in all_of(i + 1, j + 1)}
        longest = max(map(len, found))
        return frozenset(f for f in found if len(f) == longest)

    return dict(frozenset.intersection(*map(frozenset, all_of(0, 0))))


@given(st.text("ab ", max_size=7), st.text("ab ", max_size=7))
def test_certain_pairs_are_those_of_every_longest_common_subsequence(a, b):
    assert diff.forced(a, b) == brute_forced(a, b)


@settings(max_examples=150)
@given(
    st.text("ab", min_size=1, max_size=30),
    st.text("abc\n", max_size=12),
    st.text("ab", min_size=1, max_size=30),
    st.text("abc\n", max_size=12),
)
def test_one_replacement_never_makes_a_letter_turn_up_elsewhere(before, gone, behind, put):
    """The law of the module: whatever is replaced by whatever, between what was left alone."""
    case = Case(before + gone + behind, ((len(before), len(before + gone), put),))
    for piece in diff.common(case.old, case.new):
        assert is_right(case, (piece.start, piece.end), (piece.at, piece.to))


def test_long_stretches_are_compared_by_a_few_words_in_a_row(monkeypatch):
    monkeypatch.setattr(diff, "_SMALL", 400)
    monkeypatch.setattr(diff, "_LARGE", 4000)
    chance = random.Random(5)  # noqa: S311 (not for secrets)
    words = [f"w{n}" for n in range(4000)]
    for _ in range(20):
        said = chance.choices([*words, "yes", "no"], k=400)
        cut = chance.randrange(390)
        case = Case(" ".join(said), ())
        start = len(" ".join(said[:cut])) + 1
        case = Case(case.old, ((start, start + len(" ".join(said[cut : cut + 5])), "somebody laughs"),))
        found = diff.common(case.old, case.new)
        assert sum(p.end - p.start for p in found) > 0.95 * len(case.old)
        assert all(is_right(case, (p.start, p.end), (p.at, p.to)) for p in found)


def test_a_megabyte_is_compared_in_a_few_seconds():
    chance = random.Random(1)  # noqa: S311 (not for secrets)
    words = [f"w{n}" for n in range(3000)] + ["yes", "no", "the", "a"] * 200
    turns = [f"P01: {' '.join(chance.choices(words, k=chance.randint(1, 60)))}" for _ in range(6000)]
    old = "\n\n".join(turns)
    assert len(old) > 900_000
    for _ in range(300):
        said = turns[at := chance.randrange(len(turns))].split()
        said[-1] = "typo"
        turns[at] = " ".join(said)
    with within(100):
        found = diff.common(old, "\n\n".join(turns))
    assert sum(p.end - p.start for p in found) > 0.99 * len(old)
    with within(100):
        assert diff.common("yes " * 250_000, "yes " * 249_990 + "no") == []  # nobody can tell


@pytest.mark.parametrize("block", range(4))
def test_comparing_agrees_with_the_edits_wherever_the_texts_can_tell(block):
    """Every piece that is kept, not only what happens to be coded."""
    checked = 0
    for number in range(block * 100, block * 100 + 100):
        case = by_chance(number)
        if case.can_tell:
            found = diff.common(case.old, case.new)
            checked += sum(p.end - p.start for p in found)
            wrong = [p for p in found if not is_right(case, (p.start, p.end), (p.at, p.to))]
            assert not wrong, (number, case, wrong)
    assert checked > 5000
