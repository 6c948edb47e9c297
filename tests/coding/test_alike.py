"""Answers that say the same, in the same words or nearly; and words folded in bulk as one by one."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import within

from workbench.coding import folded
from workbench.coding.alike import NEAR, Alike, fold, same, similarity, turned

#: Letters whose lower case is one letter in every version of Unicode: older tables than Python's know no newer letters.
LETTERS = st.characters(max_codepoint=0x24FF, exclude_categories=["Cs", "Cn"])
TEXTS = st.lists(st.text(st.sampled_from("abC dé.,!\u2019Ως 1") | LETTERS, max_size=24), max_size=30)
SHORT = st.lists(st.text(st.sampled_from("abcd "), min_size=1, max_size=14), min_size=1, max_size=40)


@given(TEXTS)
def test_folding_in_bulk_is_folding_one_by_one(texts):
    assert folded.searchable(texts).to_pylist() == [folded.find(t) for t in texts]
    assert folded.bare(texts).to_pylist() == [folded.strip(t) for t in texts]


@pytest.mark.parametrize("cut", [(0, 3), (1, 4), (2, 2)])
def test_a_slice_of_an_arrow_array_is_folded_as_itself(cut):
    texts = pa.array(["Été, oui", None, "B.c", "«Non»"], type=pa.large_string())
    part = texts.slice(*cut)
    assert folded.searchable(part).to_pylist() == [folded.find(t or "") for t in part.to_pylist()]


def test_finding_minds_neither_case_nor_accents():
    assert folded.find("CAFÉ Über") == "cafe uber"
    assert folded.find("ΟΔΟΣ") == folded.find("οδοσ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Too slow!", "too  slow"),
        ("It's fine.", "its fine"),
        ("It’s fine", "IT'S FINE"),
        ("“No idea…”", "no idea"),
        ("ﬁne", "fine"),
    ],
)
def test_case_punctuation_and_spaces_do_not_matter(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fine :)", "fine :("), ("1.5", "15"), ("-1", "1"), ("great 👍", "great 👎"), ("50%", "50"), ("to day", "today"), ("a", "b")],
)
def test_what_changes_the_meaning_stays(one, other):
    assert fold(one) != fold(other)


def test_groups_of_the_same_words_leave_out_what_has_none():
    texts = ["Too slow", "too slow.", "...", "!!", "", "fast", "TOO SLOW"]
    assert same(texts) == [(0, 1, 6)]


def test_the_same_come_first_then_the_nearest():
    texts = ["too slow", "to slow", "Too slow!", "slow", "nothing of the kind", "too slow for me"]
    found = Alike(texts).to(0)
    assert [(one.place, one.score == 1.0) for one in found[:2]] == [(2, True), (1, False)]
    assert all(one.score == pytest.approx(similarity(texts[0], texts[one.place])) for one in found)
    assert 4 not in [one.place for one in found]
    assert [one.place for one in Alike(texts).to(0, near=2)] == [2]


def test_similarity_is_jaccard_of_shingles():
    # Shingles of ^abcd$: ^ab abc bcd cd$; of ^abce$: ^ab abc bce ce$. Two of six are shared.
    assert similarity("abcd", "abce") == pytest.approx(2 / 6)
    assert similarity("...", "!") == 0.0 or similarity("...", "!") == 1.0
    assert similarity("A b-c d", "abcd") == 1.0


@pytest.mark.parametrize(
    ("one", "other", "turns"),
    [("it was good", "it was not good", True), ("it was good", "it was so good", False),
     ("it wasn't good", "it wasn’t good", False), ("5 of 10", "6 of 10", True), ("war nicht gut", "war gut", True)],
)  # fmt: skip
def test_a_negation_or_a_number_in_one_of_the_two_is_told(one, other, turns):
    assert turned(one, other) is turns


@given(SHORT)
def test_no_near_text_is_missed_and_none_is_made_up(texts):
    alike = Alike(texts)
    expected = {
        n for n, t in enumerate(texts) if n and fold(texts[0]) and (fold(t) == fold(texts[0]) or similarity(texts[0], t) >= NEAR)
    }
    assert {one.place for one in alike.to(0)} == expected


@given(SHORT)
def test_every_group_is_like_its_head_and_nobody_is_in_two(texts):
    groups = Alike(texts).groups()
    places = [place for group in groups for place in group]
    assert len(places) == len(set(places))
    for group in groups:
        assert any(all(fold(texts[h]) == fold(texts[p]) or similarity(texts[h], texts[p]) >= NEAR for p in group) for h in group)
    for words in same(texts):
        assert any(set(words) <= set(group) for group in groups)
    assert groups == Alike(texts).groups()


def test_one_is_compared_with_a_hundred_thousand_before_one_can_wait():
    words = [a + b for a in ("page", "fees", "team", "plan", "login", "phone") for b in ("", "less", " slow")]
    say = [" ".join(words[(n * k) % 18] for k in (1, 5, 7, 11, 13)) + f" {words[n % 18]}{n // 7 % 4001}" for n in range(100_000)]
    with within(200):
        found = Alike(say).to(0)
    assert all(similarity(say[0], say[one.place]) >= NEAR for one in found)
