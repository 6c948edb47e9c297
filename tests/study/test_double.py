"""Double coding in the fold: who codes blind until when, what falls, and what anything else does to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study.test_fold import ANCHOR, Writer

from workbench.study.codings import counts
from workbench.study.double import standings
from workbench.study.fold import fold, grow
from workbench.study.records import Adjudication, Anchor, Assignment

TASK = {"coders": ["ana", "ben"], "sources": ["p01", "p02"], "purpose": "double"}
PLACE = Anchor(**ANCHOR)


@pytest.fixture
def write():
    return Writer()


@pytest.fixture
def two(write):
    """A writer, and a coding of each of two coders."""
    ours = write("coding.add", code="pain:fee", anchor=ANCHOR), write("coding.add", coder="ben", code="pain:price", anchor=ANCHOR)
    return write, *ours


def test_an_assignment_until_it_is_revealed(write):
    made = write("assignment.make", **TASK)
    expected = Assignment(made, ("ana", "ben"), ("p01", "p02"), "double", "ana", "2026-09-01T10:00:01Z")
    assert write.state().assignments == {made: expected}
    reveal = write("assignment.reveal", coder="ben", assignment=made)
    assert write.state().assignments[made].revealed
    write("undo", target=reveal)
    assert write.state().assignments == {made: expected}


def test_a_reveal_of_nothing_says_nothing_and_names_twice_are_names_once(write):
    write("assignment.reveal", assignment="x")
    assert write.state().assignments == {}
    made = write("assignment.make", coders=["ana", "ben", "ana"], sources=["p01", "p01"], purpose="recode", anchors=[ANCHOR])
    (task,) = write.state().assignments.values()
    assert (task.coders, task.sources, task.anchors) == (("ana", "ben"), ("p01",), (PLACE,))
    write("undo", target=made)
    assert write.state().assignments == {}


def test_a_coding_that_falls_is_kept_and_is_no_evidence(two):
    write, ours, theirs = two
    key = write("adjudication.make", coder="cem", anchor=ANCHOR, stands=[ours], falls=[theirs], reason="fee is the narrower")
    state = write.state()
    assert state.adjudications == {
        key: Adjudication(key, PLACE, (ours,), (theirs,), "cem", "2026-09-01T10:00:03Z", "fee is the narrower")
    }
    assert set(state.codings) == {ours, theirs}
    assert state.fallen == {theirs}
    assert [state.counts(state.codings[name]) for name in (ours, theirs)] == [True, False]
    assert standings(state) == {ours: "stands", theirs: "falls"}


def test_of_two_decisions_the_later_one_counts_until_it_is_taken_back(two):
    write, ours, theirs = two
    write("adjudication.make", anchor=ANCHOR, stands=[ours], falls=[theirs])
    later = write("adjudication.make", coder="ben", anchor=ANCHOR, stands=[theirs], falls=[ours])
    assert write.state().fallen == {ours}
    undo = write("undo", coder="ben", target=later)
    assert write.state().fallen == {theirs}
    write("undo", coder="ben", target=undo)
    assert write.state().fallen == {ours}


def test_what_is_said_to_stand_and_to_fall_falls(two):
    write, ours, _ = two
    write("adjudication.make", anchor=ANCHOR, stands=[ours], falls=[ours])
    assert write.state().fallen == {ours}


def test_what_an_adjudicator_adds_in_the_same_gesture_stands_and_goes_with_it(two):
    write, ours, theirs = two
    key = write("adjudication.make", coder="cem", anchor=ANCHOR, stands=[], falls=[ours, theirs])
    third = write("coding.add", coder="cem", code="pain:bill", anchor=ANCHOR, **{"with": key})
    state = write.state()
    assert standings(state)[third] == "stands"
    assert [k for k in state.codings if state.counts(state.codings[k])] == [third]
    write("undo", coder="cem", target=key)
    state = write.state()
    assert (set(state.codings), state.fallen, standings(state)) == ({ours, theirs}, frozenset(), {})


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"code": "pain:other"}, True), ({"stance": "against"}, True), ({"anchor": {**ANCHOR, "end": 12}}, True),
     ({"memo": "look"}, False), ({"valence": 1}, False)],
)  # fmt: skip
def test_a_coding_that_says_something_else_since_is_known_until_somebody_decides_again(two, change, expected):
    write, ours, theirs = two
    write("adjudication.make", anchor=ANCHOR, stands=[ours], falls=[theirs])
    edit = write("coding.edit", coder="ben", coding=theirs, **change)
    assert (theirs in write.state().revised) == expected
    assert write.state().fallen == {theirs}  # it falls until somebody decides again
    write("adjudication.make", anchor=ANCHOR, stands=[theirs], falls=[])
    assert not write.state().revised
    write("undo", target=write.acts[-1].id)
    write("undo", coder="ben", target=edit)
    assert not write.state().revised


def test_an_undo_of_a_decision_lets_an_edit_from_before_it_be_seen_again(two):
    write, ours, _ = two
    write("coding.edit", coding=ours, code="pain:other")
    key = write("adjudication.make", anchor=ANCHOR, stands=[ours], falls=[])
    state = write.state()
    write("undo", target=key)
    assert write.state().revised == {ours}
    assert grow(state, write.acts[-1:]) is None  # all acts must be folded again: the state does not know


def test_an_undo_of_a_decision_about_codings_nobody_touched_takes_it_out_alone(two):
    write, ours, theirs = two
    write("assignment.make", **TASK)
    write("adjudication.make", anchor=ANCHOR, stands=[ours], falls=[theirs])
    for made in list(write.acts[-2:]):
        state = write.state()
        write("undo", target=made.id)
        assert grow(state, write.acts[-1:]) == write.state()


def test_a_state_that_grows_leaves_the_one_before_as_it_was(two):
    write, ours, theirs = two
    made = write("assignment.make", **TASK)
    before, kept = write.state(), len(write.acts)
    write("assignment.reveal", assignment=made)
    write("assignment.make", **TASK)
    write("adjudication.make", anchor=ANCHOR, stands=[], falls=[theirs])
    write("coding.edit", coding=ours, code="pain:other")
    after = grow(before, write.acts[kept:])
    assert after == write.state()
    assert before == fold(write.acts[:kept])


@pytest.mark.parametrize(
    ("kind", "standing", "expected"),
    [("human", "", True), ("human", "stands", True), ("human", "falls", False), ("model", "", False), ("model", "stands", False),
     ("again", "", False), ("again", "stands", False)],
)  # fmt: skip
def test_what_counts(kind, standing, expected):
    assert counts(kind, standing) == expected


def test_a_second_coding_of_the_same_person_is_of_its_own_kind_from_the_first_on(write):
    key = write("coding.add", coder="ana (again)", code="pain:fee", anchor=ANCHOR)
    write("coder.join", coder="ana (again)", kind="again")
    state = write.state()
    assert state.codings[key].coder_kind == "again"
    assert not state.counts(state.codings[key])


@given(st.permutations(range(7)), st.data())
def test_any_order_of_logs_gives_one_state_and_no_decision_about_nothing_can_crash(order, data):
    write = Writer()
    ours, theirs = write("coding.add", code="pain:a", anchor=ANCHOR), write("coding.add", coder="ben", code="pain:b", anchor=ANCHOR)
    names = st.lists(st.sampled_from([ours, theirs, "x", "y.0"]), max_size=3)
    for coder in ("ana", "ben"):
        write("adjudication.make", coder=coder, anchor=ANCHOR, stands=data.draw(names), falls=data.draw(names))
    made = write("assignment.make", **TASK)
    write("assignment.reveal", coder="ben", assignment=data.draw(st.sampled_from([made, "x"])))
    write("coding.edit", coding=data.draw(st.sampled_from([ours, "x"])), code="pain:c")
    state = write.state()
    assert fold([write.acts[n] for n in order]) == state
    assert fold([write.acts[n] for n in order] + write.acts) == state
    last = write.acts[3].body
    assert set(last["falls"]) <= state.fallen
    assert not (set(last["stands"]) - set(last["falls"])) & state.fallen
