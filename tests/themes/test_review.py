"""Candidates beside the ledger: the same need is known again, in part, in two, in one with another, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study.test_fold import Writer

from workbench.themes.needs import Candidate
from workbench.themes.review import SAME, Match, fitted, review

#: Four directions of meaning, and a segment in each for every person: rows 0-9 are of the first, and so on.
TOPICS, PEOPLE = 4, 10


@pytest.fixture
def study(make):
    rng = np.random.default_rng(3)
    rows = [make(f"s{t}{p}", f"text {t} {p}", f"P{p}") for t in range(TOPICS) for p in range(PEOPLE)]
    return rows, np.repeat(np.eye(TOPICS, 8), PEOPLE, axis=0) + 0.05 * rng.standard_normal((TOPICS * PEOPLE, 8))


def raw(segment):
    a = segment.anchor
    return {"source": a.source, "item": a.item, "version": a.version, "start": a.start, "end": a.end}


def group(name, topic, people):
    own = tuple(f"s{topic}{p}" for p in people)
    return Candidate(name, "", (), own, len(own), PEOPLE, 0.1, 0.5, {}, latent=False, score=1, rank=1)


def state_of(study, **needs):
    """Return a state with needs made of (topic, people)."""
    write, by_id = Writer(), {s.id: s for s in study[0]}
    for name, (topic, people) in needs.items():
        anchors = [raw(by_id[f"s{topic}{p}"]) for p in people]
        write("need.confirm", need=f"need:{name}", statement=name, anchors=anchors)
    return write


def test_what_is_found_again_is_new_evidence_and_no_new_candidate(study):
    write = state_of(study, price=(0, range(3)))
    found = review(write.state(), [group("c", 0, range(2, 9)), group("d", 1, range(4))], *study)
    assert [c.id for c in found.new] == ["d"]
    (match,) = found.matches
    assert (match.kind, match.needs, match.candidates, match.shared) == ("same", ("need:price",), ("c",), 1)
    assert match.people == tuple(f"P{p}" for p in range(3, 9))  # six more people since
    assert match.segments == tuple(f"s0{p}" for p in range(3, 9))
    assert match.similarity > 0.9
    assert found.about("need:price") == (match,)


def test_one_need_in_two_candidates_is_split(study):
    write = state_of(study, price=(0, range(10)))
    found = review(write.state(), [group("a", 0, range(5)), group("b", 0, range(5, 10))], *study)
    assert [(m.kind, m.candidates) for m in found.matches] == [("split", ("a", "b"))]
    assert found.new == ()


def test_two_needs_in_one_candidate_are_merged(study):
    write = state_of(study, price=(0, range(5)), cost=(0, range(5, 10)))
    found = review(write.state(), [group("a", 0, range(10))], *study)
    assert [(m.kind, m.needs, m.candidates) for m in found.matches] == [("merged", ("need:cost", "need:price"), ("a",))]


def test_a_need_nobody_speaks_of_any_more_is_gone_and_stays_in_the_ledger(study):
    write = state_of(study, price=(0, range(5)))
    found = review(write.state(), [group("a", 1, range(5))], *study)
    assert found.matches == (Match("gone", ("need:price",), (), None, 0),)
    assert [c.id for c in found.new] == ["a"]


def test_far_words_that_share_most_passages_are_the_same(study):
    write = state_of(study, price=(0, range(4)))
    assert review(write.state(), [group("a", 0, range(4))], *study, threshold=2.0).matches[0].kind == "same"


def test_a_retired_need_matches_nothing(study):
    write = state_of(study, price=(0, range(4)))
    write("code.retire", code="need:price")
    found = review(write.state(), [group("a", 0, range(4))], *study)
    assert (found.matches, [c.id for c in found.new]) == ((), ["a"])


@pytest.mark.parametrize(("own", "comes_back"), [(range(6), False), (range(9), False), (range(4, 10), True), (range(3, 9), True)])
def test_a_dismissed_candidate_does_not_come_back_while_it_is_mostly_the_same(study, own, comes_back):
    by_id = {s.id: s for s in study[0]}
    write = Writer()
    write("need.dismiss", candidate="x", anchors=[raw(by_id[f"s0{p}"]) for p in range(6)], reason="a joke")
    found = review(write.state(), [group("a", 0, own)], *study)
    assert (len(found.new), len(found.dismissed)) == ((1, 0) if comes_back else (0, 1))
    write("undo", target="ana1")
    assert len(review(write.state(), [group("a", 0, own)], *study).new) == 1


def test_an_empty_study_or_ledger_is_no_error(study):
    assert review(Writer().state(), [], [], np.zeros((0, 8))).matches == ()
    found = review(Writer().state(), [group("a", 0, range(3))], *study)
    assert ([c.id for c in found.new], found.matches, found.dismissed) == (["a"], (), ())


def test_a_need_without_a_passage_is_neither_found_nor_an_error(study):
    write = Writer()
    write("need.confirm", need="need:price", statement="S")
    assert [m.kind for m in review(write.state(), [group("a", 0, range(4))], *study).matches] == ["gone"]


def test_the_cut_is_fitted_where_there_are_needs_enough(study):
    evidence = {f"need:{t}": {f"s{t}{p}" for p in range(PEOPLE)} for t in range(TOPICS)}
    assert fitted({}, *study) == SAME
    assert fitted(dict(list(evidence.items())[:3]), *study) == SAME
    rows = study[0]
    unlike = fitted(evidence, rows, study[1])
    alike = fitted(evidence, rows, study[1] + 1.0)  # everything shares something: needs lie nearer together
    assert 0.0 < unlike < alike < 1.0


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_same_for_any_order_of_segments(random):
    from themes.conftest import segment

    rows = [segment(f"s{t}{p}", f"text {t} {p}", f"P{p}") for t in range(2) for p in range(PEOPLE)]
    vectors = np.repeat(np.eye(2, 8), PEOPLE, axis=0)
    state = state_of((rows, vectors), price=(0, range(3))).state()
    own = [group("a", 0, range(8)), group("b", 1, range(8))]
    order = list(range(len(rows)))
    random.shuffle(order)
    assert review(state, own, [rows[i] for i in order], vectors[order]) == review(state, own, rows, vectors)
