"""The map in the fold: what people say of cards is kept with who and why, changes no coding, and goes and comes back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study.test_fold import ANCHOR, Writer

from workbench.study import mapped
from workbench.study.cards import Arm, Card, CardChange, Comment, Estimate, Future, Note, Plan, Result, Signed
from workbench.study.fold import fold, grow

D = "d" * 64
SAID = {
    "change": "Name all fees first",
    "who": "owners",
    "effect": "fewer leave",
    "measure": "share who finish",
    "claims": ["pain:a"],
}


@pytest.fixture
def write():
    return Writer()


def at(second):
    return f"2026-09-01T10:00:{second:02}Z"


def test_each_change_of_a_card_is_kept_with_what_was_before_and_why(write):
    write("card.set", claim="pain:a", stage="purchase", owner="Ana", reason="they say so at the till")
    write("card.set", coder="ben", claim="pain:a", stage="", hidden=True, reason="no")
    card = write.state().cards["pain:a"]
    assert (card.stage, card.owner, card.hidden, card.status) == ("", "Ana", True, "open")
    assert card.changes == (
        CardChange("stage", "", "purchase", "ana", at(1), "they say so at the till"),
        CardChange("owner", "", "Ana", "ana", at(1), "they say so at the till"),
        CardChange("stage", "purchase", "", "ben", at(2), "no"),
        CardChange("hidden", old=False, new=True, by="ben", at=at(2), why="no"),
    )


def test_what_is_said_of_a_card_makes_no_code_and_no_coding(write):
    write("coding.add", code="pain:a", anchor=ANCHOR)
    before = write.state()
    write("card.set", claim="pain:none", title="T", reason="r")
    write("card.comment", about="pain:none", text="who said this?")
    write("grade.sign", claim="pain:a", grade="Low", digest=D, reason="two people only", round="r1")
    state = write.state()
    assert (state.codes, state.codings) == (before.codes, before.codings)
    assert state.cards["pain:none"].title == "T"
    assert state.problems == []
    assert state.comments["pain:none"] == (Comment("ana3", "ana", at(3), "who said this?"),)
    assert state.signed["pain:a"] == (Signed("Low", D, "r1", "", "ana", at(4), "two people only"),)


def test_a_card_never_ends_up_under_itself(write):
    for claim, under in [("pain:a", "pain:b"), ("pain:b", "pain:c"), ("pain:c", "pain:a"), ("pain:d", "pain:d")]:
        write("card.set", claim=claim, under=under, owner="x", reason="alike")
    state = write.state()
    assert {claim: card.under for claim, card in state.cards.items()} == {
        "pain:a": "pain:b", "pain:b": "pain:c", "pain:c": "", "pain:d": "",
    }  # fmt: skip
    assert state.cards["pain:c"].owner == "x"  # the rest of the act counts
    assert state.problems == [
        "act ana3 of ana: pain:c stays where it is, since pain:a is below it",
        "act ana4 of ana: pain:d stays where it is, since pain:d is below it",
    ]
    write("undo", target="ana1")
    state = write.state()
    assert state.cards["pain:c"].under == "pain:a"
    assert len(state.problems) == 1


def test_notes_are_caught_and_sorted(write):
    one, two = write("card.note", text="ask about the invoice", stage="purchase"), write("card.note", text="?")
    write("note.sort", coder="ben", note=one, claim="pain:a")
    write("note.sort", note=two)
    write("note.sort", note="no-such-note", claim="pain:a")
    assert write.state().notes == {
        one: Note(one, "ask about the invoice", "purchase", "ana", at(1), sorted=True, claim="pain:a"),
        two: Note(two, "?", "", "ana", at(2), sorted=True),
    }


def test_moments_and_causes_are_the_last_word(write):
    write("moment.decide", stage="purchase", moment=True, reason="here they leave")
    write("moment.decide", coder="ben", stage="purchase", moment=False, reason="only two did")
    write("cause.link", claim="pain:a", because="pain:b")
    write("cause.link", claim="pain:a", because="pain:c")
    write("cause.cut", claim="pain:a", because="pain:b")
    write("cause.link", claim="pain:a", because="pain:a")
    state = write.state()
    assert (state.moments["purchase"].moment, state.moments["purchase"].by) == (False, "ben")
    assert list(state.causes) == [("pain:a", "pain:c")]


def test_a_hypothesis_with_its_experiment(write):
    write("hypothesis.make", hypothesis="hypothesis:fees", **SAID, direction="up")
    write("hypothesis.edit", coder="ben", hypothesis="hypothesis:fees", claims=["pain:a", "pain:b", "pain:a"], by="May")
    write("experiment.plan", hypothesis="hypothesis:fees", kind="share", baseline=0.2, effect=0.1, n=200)
    write(
        "experiment.result", hypothesis="hypothesis:fees", arms=[{"name": "old", "n": 9, "k": 2}, {"name": "new", "n": 8, "k": 5}]
    )
    write("hypothesis.edit", hypothesis="hypothesis:none", by="May")
    (one,) = write.state().hypotheses.values()
    assert (one.change, one.claims, one.direction, one.by, one.coder) == (SAID["change"], ("pain:a", "pain:b"), "up", "May", "ana")
    assert one.plan == Plan("share", 0.2, 0.1, 200, 0.05, 0.8, None, "ana", at(3))
    assert one.result == Result((Arm("old", 9, 2), Arm("new", 8, 5)), "", "", "ana", at(4))
    write("hypothesis.retire", hypothesis="hypothesis:fees")
    assert write.state().hypotheses["hypothesis:fees"].retired
    write("hypothesis.make", coder="ben", hypothesis="hypothesis:fees", **{**SAID, "change": "None at all"})
    one = write.state().hypotheses["hypothesis:fees"]
    assert (one.change, one.retired, one.coder, one.plan.n) == ("None at all", False, "ana", 200)


def test_an_experiment_for_a_hypothesis_nobody_made_is_named(write):
    write("experiment.plan", hypothesis="hypothesis:x", kind="mean", baseline=3, effect=0.5, n=20, sd=1)
    state = write.state()
    assert (state.hypotheses, state.problems) == ({}, ["act ana1 of ana: nobody made hypothesis:x"])


def test_estimates_and_the_future_change_only_what_they_name(write):
    write("estimate.set", claim="pain:a", effort=3, reason="asked the team")
    write("estimate.set", coder="ben", claim="pain:a", impact=2.5, reason="as for the others")
    write("future.set", about="pain:a", becomes="One price, seen first", hypotheses=["hypothesis:fees"])
    write("future.set", about="pain:a", valence=1.5)
    write("future.set", about="purchase", valence=2)
    write("future.drop", about="purchase")
    state = write.state()
    assert state.estimates == {"pain:a": Estimate(3, 2.5, None, "ben", at(2), "as for the others")}
    assert state.future == {"pain:a": Future("One price, seen first", 1.5, ("hypothesis:fees",), "ana", at(4), "")}


def test_a_merge_of_codes_carries_all_that_was_said_to_the_one_that_stays(write):
    write("card.set", claim="pain:b", owner="Ben", reason="r")
    write("card.set", claim="pain:a", stage="purchase", owner="Ana", title="A", hidden=True, under="pain:c", reason="r")
    write("card.comment", about="pain:a", text="one")
    write("card.comment", about="pain:b", text="two")
    note = write("card.note", text="n")
    write("note.sort", note=note, claim="pain:a")
    write("grade.sign", claim="pain:a", grade="Low", digest=D, reason="r")
    write("cause.link", claim="pain:c", because="pain:a")
    write("cause.link", claim="pain:b", because="pain:a")
    write("hypothesis.make", hypothesis="hypothesis:h", **SAID)
    write("estimate.set", claim="pain:a", reach=9, reason="r")
    write("future.set", about="pain:a", becomes="gone")
    write("card.set", claim="pain:d", under="pain:a", reason="r")
    before = write.state()
    merge = write("code.merge", code="pain:a", into="pain:b")
    state = write.state()
    card = state.cards["pain:b"]
    assert (card.stage, card.owner, card.title, card.hidden, card.under) == ("purchase", "Ben", "", False, "")
    assert {c.text for c in state.comments["pain:b"]} == {"one", "two"}
    assert (state.notes[note].claim, state.signed["pain:b"][0].grade) == ("pain:b", "Low")
    assert list(state.causes) == [("pain:c", "pain:b")]  # none is its own cause
    assert (state.hypotheses["hypothesis:h"].claims, state.cards["pain:d"].under) == (("pain:b",), "pain:b")
    assert "pain:a" not in {*state.cards, *state.comments, *state.signed, *state.estimates, *state.future}
    write("undo", target=merge)
    assert write.state() == before


def test_a_claim_that_stood_under_the_one_it_is_merged_into_is_not_under_itself(write):
    write("card.set", claim="pain:a", under="pain:b", reason="alike")
    write("card.set", claim="pain:b", under="pain:c", reason="alike")
    write("code.merge", code="pain:c", into="pain:a")
    state = write.state()
    assert {claim: card.under for claim, card in state.cards.items()} == {"pain:a": "pain:b"}
    assert len(state.problems) == 1


def test_a_state_that_grows_takes_only_these_acts_again(write, monkeypatch):
    write("card.set", claim="pain:a", stage="purchase", reason="r")
    write("coding.add", code="pain:a", anchor=ANCHOR)
    before, kept = write.state(), len(write.acts)
    second = write("card.set", claim="pain:a", stage="onboarding", reason="r", coder="ben")
    write("card.note", text="n")
    grown = grow(before, write.acts[kept:])
    assert grown == write.state()
    assert before == fold(write.acts[:kept])
    undo = write("undo", target=second)
    taken = []
    monkeypatch.setattr(mapped, "settle", lambda state, fresh=None, real=mapped.settle: (taken.append(fresh), real(state, fresh)))
    back = grow(grown, write.acts[-1:])
    assert (back.cards["pain:a"].stage, taken) == ("purchase", [None])
    write("undo", target=undo)
    forth = grow(back, write.acts[-1:])
    assert forth == write.state()
    assert list(forth.codings.items()) == list(before.codings.items())


REACH = st.integers(0, 3)
NOTES = st.sampled_from(["ana1", "ben1", "ana2"])
CLAIMS = st.sampled_from(["pain:a", "pain:b", "need:c"])
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("card.set"),
            st.fixed_dictionaries(
                {"claim": CLAIMS, "reason": st.just("r")},
                optional={"stage": st.sampled_from(["", "s"]), "hidden": st.booleans(), "under": CLAIMS | st.just(""),
                          "owner": st.sampled_from(["", "Ana"])},
            ),
        ),
        st.tuples(st.just("card.comment"), st.fixed_dictionaries({"about": CLAIMS, "text": st.just("t")})),
        st.tuples(st.just("card.note"), st.just({"text": "n"})),
        st.tuples(st.just("note.sort"), st.fixed_dictionaries({"note": NOTES, "claim": CLAIMS})),
        st.tuples(st.just("cause.link"), st.fixed_dictionaries({"claim": CLAIMS, "because": CLAIMS})),
        st.tuples(st.just("cause.cut"), st.fixed_dictionaries({"claim": CLAIMS, "because": CLAIMS})),
        st.tuples(st.just("hypothesis.make"), st.just({"hypothesis": "hypothesis:h", **SAID})),
        st.tuples(st.just("hypothesis.retire"), st.just({"hypothesis": "hypothesis:h"})),
        st.tuples(st.just("estimate.set"), st.fixed_dictionaries({"claim": CLAIMS, "reason": st.just("r"), "reach": REACH})),
        st.tuples(st.just("future.set"), st.fixed_dictionaries({"about": CLAIMS, "valence": st.sampled_from([-2, 0.5])})),
        st.tuples(st.just("future.drop"), st.fixed_dictionaries({"about": CLAIMS})),
        st.tuples(st.just("code.merge"), st.fixed_dictionaries({"code": CLAIMS, "into": CLAIMS})),
    ),
    max_size=12,
)  # fmt: skip


@given(ACTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_of_logs_gives_one_state_and_no_card_is_above_itself(acts, chance):
    write = Writer()
    for number, (kind, body) in enumerate(acts):
        write(kind, coder=("ana", "ben")[number % 2], **body)
    state = write.state()
    mixed = [*write.acts, *write.acts]
    chance.shuffle(mixed)
    assert fold(mixed) == state
    assert fold(mixed).problems == state.problems
    assert not any(mapped.above(state.cards, claim, card.under) for claim, card in state.cards.items())
    assert not {*state.cards, *state.comments, *state.future} & state.merged.keys()
    assert sum(map(len, state.comments.values())) == sum(kind == "card.comment" for kind, _ in acts)  # nothing said is lost


@given(ACTS, st.data())
@settings(max_examples=60, deadline=None)
def test_undo_is_as_if_it_had_never_been_and_redo_as_if_nothing_had_happened(acts, data):
    write = Writer()
    for kind, body in acts:
        write(kind, **body)
    before = write.state()
    taken = data.draw(st.sets(st.sampled_from(write.acts).map(lambda act: act.id)) if acts else st.just(set()))
    state = before
    undos = []
    for target in sorted(taken):
        undos.append(write("undo", target=target))
        state = grow(state, write.acts[-1:]) or write.state()
        assert state == write.state()
    without = fold(act for act in write.acts if act.id not in taken and act.act != "undo")
    assert (state, state.problems) == (without, without.problems)
    for undo in reversed(undos):
        write("undo", target=undo)
        state = grow(state, write.acts[-1:]) or write.state()
    assert state == before


def test_a_card_as_it_is_derived_says_nothing():
    assert Card() == Card(stage="", lane="", title="", owner="", status="open", hidden=False, under="", changes=())
