"""Alignments: exact where the edits are known; where texts are compared, only what is beyond doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study.edits import Case, cases

from workbench.study.align import Alignment, Edit, apply_edits, between, chained, from_record, inverse
from workbench.study.canon import sha256_text

# Known edits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "edits", "new", "kept"),
    [
        ("The weak was empty.", [(4, 8, "week")], "The week was empty.", ((0, 4, 0), (8, 19, 8))),
        ("ab", [(1, 1, "-")], "a-b", ((0, 1, 0), (1, 2, 2))),
        ("ab", [(2, 2, "c"), (0, 0, "_")], "_abc", ((0, 0, 0), (0, 2, 1), (2, 2, 4))),
        ("abc", [(0, 3, "")], "", ((0, 0, 0), (3, 3, 0))),
        ("abc", [(1, 2, "b")], "abc", ((0, 3, 0),)),
        ("abc", [], "abc", ((0, 3, 0),)),
        ("👩\u200d👩\u200d👧 e\u0301 x", [(6, 8, "é")], "👩\u200d👩\u200d👧 é x", ((0, 6, 0), (8, 10, 7))),
    ],
)
def test_edits_say_what_stayed(old, edits, new, kept):
    made, alignment = apply_edits(old, edits)
    assert made == new
    assert alignment == Alignment(sha256_text(old), sha256_text(new), kept, "edits")


@pytest.mark.parametrize("edits", [[(0, 2, "x"), (1, 3, "y")], [(2, 9, "")], [(-1, 1, "")], [(2, 1, "")]])
def test_edits_that_overlap_or_lie_outside_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another, or lies outside"):
        apply_edits("abcd", edits)


@given(cases)
def test_what_is_kept_is_the_same_in_both_texts_and_everything_else_was_edited(case: Case):
    new, alignment = apply_edits(case.old, case.edits)
    assert new == case.new
    kept = {at + n: start + n for start, end, at in alignment.kept for n in range(end - start)}
    assert [kept.get(n, -1) for n in range(len(new))] == case.ids
    assert alignment.lengths == (len(case.old), len(new))


@given(cases, st.randoms(use_true_random=False))
def test_alignments_can_be_turned_round_and_put_after_one_another(case: Case, chance):
    _, first = apply_edits(case.old, case.edits)
    assert inverse(inverse(first)) == first
    cut = chance.randint(0, len(case.new))
    newer, second = apply_edits(case.new, [Edit(cut, min(len(case.new), cut + 3), "…")])
    both = chained(first, second)
    assert (both.before, both.after) == (first.before, sha256_text(newer))
    assert all(case.old[s:e] == newer[at : at + e - s] for s, e, at in both.kept)
    there_and_back = chained(first, inverse(first))
    assert all(start == at for start, _, at in there_and_back.kept)


@given(cases)
def test_the_record_of_an_alignment_says_all_of_it_and_no_word(case: Case):
    import json

    for alignment in (apply_edits(case.old, case.edits)[1], between(case.old, case.new)):
        written = json.dumps(alignment.record())
        assert from_record(json.loads(written)) == alignment
        assert not set(written) - set('0123456789abcdef"{}[],: beforatwhkpids')


@pytest.mark.parametrize(
    "kept", [[], [[1, 2, 0]], [[0, 2, 1]], [[0, 3, 0], [2, 4, 5]], [[0, 2, 0], [3, 4, 1]], [[0, -1, 0]]],
)  # fmt: skip
def test_a_record_that_is_no_alignment_is_refused(kept):
    with pytest.raises(ValueError, match="alignment"):
        from_record({"before": "a", "after": "b", "how": "edits", "kept": kept})


def test_alignments_that_do_not_follow_one_another_are_refused():
    with pytest.raises(ValueError, match="do not follow"):
        chained(between("a", "b"), between("c", "d"))
