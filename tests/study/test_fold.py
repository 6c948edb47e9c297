"""The fold: what acts add up to, whatever their order, and what happens to those that say nothing sensible."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import json_values

from workbench.study.acts import SHAPES, fault
from workbench.study.fold import fold, grow, ordered
from workbench.study.records import Act, Anchor, Code, Correction, Decision, Example

ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}


class Writer:
    """Makes acts by hand: readable ids, and a lamport that may be set."""

    def __init__(self):
        self.acts, self.lamport, self.n = [], 0, {}

    def __call__(self, kind, /, coder="ana", lamport=None, **body):
        self.lamport = lamport or self.lamport + 1
        self.n[coder] = self.n.get(coder, 0) + 1
        at = f"2026-09-01T10:00:{self.lamport:02}Z"
        act = Act(f"{coder}{self.n[coder]}", self.n[coder], at, self.lamport, coder, "", kind, body)
        self.acts.append(act)
        return act.id

    def state(self):
        return fold(self.acts)


@pytest.fixture
def write():
    return Writer()


def codes(state):
    return {coding.code for coding in state.codings.values()}


def test_a_coding_makes_its_code(write):
    key = write("coding.add", code="pain:empty-week", anchor=ANCHOR, valence=-1)
    state = write.state()
    assert state.codes["pain:empty-week"] == Code("pain:empty-week", "pain", "empty week")
    assert dataclasses.asdict(state.codings[key].anchor) == ANCHOR
    assert (state.codings[key].valence, state.codings[key].stance, state.codings[key].coder_kind) == (-1, "for", "human")


@pytest.mark.parametrize(("code", "family"), [("pain:x", "pain"), ("zeal:x", "free"), ("fee", "free"), ("stage:a:b", "stage")])
def test_the_family_is_what_stands_before_the_colon_if_it_is_one(write, code, family):
    write("coding.add", code=code, anchor=ANCHOR)
    assert write.state().codes[code].family == family


def test_a_later_definition_changes_only_what_it_names(write):
    write("code.define", code="pain:fee", label="Fees", definition="Costs nobody named", key="q")
    write("code.define", code="pain:fee", label="Hidden fees")
    assert write.state().codes["pain:fee"] == Code("pain:fee", "pain", "Hidden fees", definition="Costs nobody named", key="q")


def test_edit_and_remove(write):
    key = write("coding.add", code="pain:fee", anchor=ANCHOR)
    write("coding.edit", coding=key, valence=-2, anchor={**ANCHOR, "end": 12}, memo="sharp")
    coding = write.state().codings[key]
    assert (coding.valence, coding.anchor.end, coding.memo, coding.code) == (-2, 12, "sharp", "pain:fee")
    write("coding.remove", coding=key)
    assert write.state().codings == {}


def test_a_memo_is_replaced_and_emptied(write):
    write("memo.set", kind="code", about="pain:fee", text="see P03")
    write("memo.set", kind="code", about="pain:fee", text="see P04")
    assert write.state().memos == {("code", "pain:fee"): "see P04"}
    write("memo.set", kind="code", about="pain:fee", text="")
    assert write.state().memos == {}


def test_a_need_is_confirmed_with_its_evidence(write):
    key = write("need.confirm", need="need:quiet", statement="Hear nothing after six", latent=True, anchors=[ANCHOR])
    state = write.state()
    assert state.needs["need:quiet"].confirmed_by == "ana"
    assert state.codes["need:quiet"].latent
    assert state.codings[f"{key}.0"].code == "need:quiet"
    write("undo", target=key)
    state = write.state()
    assert (state.needs, state.codes, state.codings) == ({}, {}, {})


def test_a_model_is_a_model_also_where_it_said_so_late(write):
    key = write("coding.add", coder="mini", code="pain:fee", anchor=ANCHOR)
    write("coder.join", coder="mini", kind="model")
    assert write.state().codings[key].coder_kind == "model"


# Merging codes ---------------------------------------------------------------------------------------------------


def test_codings_follow_a_merge_whether_made_before_or_after_it(write):
    write("coding.add", code="pain:fees", anchor=ANCHOR)
    merge = write("code.merge", code="pain:fees", into="pain:hidden-fees")
    write("coding.add", coder="ben", code="pain:fees", anchor=ANCHOR)
    state = write.state()
    assert codes(state) == {"pain:hidden-fees"}
    assert state.codes["pain:fees"].retired
    assert state.codes["pain:hidden-fees"].label == "hidden fees"
    write("undo", target=merge)
    state = write.state()
    assert codes(state) == {"pain:fees"}
    assert not state.codes["pain:fees"].retired


def test_merges_chain_and_never_go_in_circles(write):
    write("coding.add", code="pain:a", anchor=ANCHOR)
    write("code.merge", code="pain:a", into="pain:b")
    write("code.merge", code="pain:b", into="pain:c")
    write("code.merge", code="pain:c", into="pain:a")
    write("code.merge", code="pain:c", into="pain:c")
    state = write.state()
    assert codes(state) == {"pain:c"}
    assert state.resolve("pain:a") == "pain:c"
    assert not state.codes["pain:c"].retired


def test_an_edit_to_a_merged_code_follows_too_and_a_merged_need_leaves_the_ledger(write):
    key = write("coding.add", code="pain:x", anchor=ANCHOR)
    write("need.confirm", need="need:a", statement="A", anchors=[ANCHOR])
    write("need.confirm", need="need:b", statement="B")
    write("code.merge", code="need:a", into="need:b")
    write("coding.edit", coding=key, code="need:a")
    state = write.state()
    assert codes(state) == {"need:b"}
    assert set(state.needs) == {"need:b"}
    assert state.merged == {"need:a": "need:b"}


# Undo ------------------------------------------------------------------------------------------------------------


def test_undo_redo_undo(write):
    key = write("coding.add", code="pain:fee", anchor=ANCHOR)
    first = write("undo", target=key)
    assert write.state().codings == {}
    second = write("undo", target=first)
    assert set(write.state().codings) == {key}
    write("undo", target=second)
    assert write.state().codings == {}


@pytest.mark.parametrize("target", ["nobody1", "ana2", ""])
def test_an_undo_of_an_unknown_act_of_itself_or_of_nothing_changes_nothing(write, target):
    write("coding.add", code="pain:fee", anchor=ANCHOR)
    before = write.state()
    write("undo", target=target)
    assert write.state() == before


def test_what_another_coder_removed_or_edited_is_recorded_and_undone(write):
    key = write("coding.add", code="pain:fee", anchor=ANCHOR)
    edit = write("coding.edit", coder="ben", coding=key, valence=-1)
    removal = write("coding.remove", coder="ben", coding=key)
    state = write.state()
    assert (state.removed, state.edited, state.codings) == ({key: "ben"}, {key: "ben"}, {})
    write("undo", target=removal)
    write("undo", target=edit)
    state = write.state()
    assert (state.removed, state.edited) == ({}, {})
    assert state.codings[key].coder == "ana"


def test_an_edit_keeps_the_coder_whose_coding_it_is(write):
    key = write("coding.add", code="pain:fee", anchor=ANCHOR)
    write("coding.edit", coder="ben", coding=key, code="pain:price")
    assert write.state().codings[key].coder == "ana"


# Order -----------------------------------------------------------------------------------------------------------


def test_acts_at_the_same_time_are_ordered_by_coder_so_everybody_sees_the_same(write):
    write("code.define", coder="ben", code="pain:fee", label="Bens", lamport=5)
    write("code.define", coder="ana", code="pain:fee", label="Anas", lamport=5)
    assert write.state().codes["pain:fee"].label == "Bens"
    assert fold(reversed(write.acts)) == write.state()
    assert [a.id for a in ordered(write.acts * 3)] == ["ana1", "ben1"]


# Malformed -------------------------------------------------------------------------------------------------------


def test_an_act_that_says_nothing_sensible_is_skipped_and_named_the_others_count(write):
    good = write("coding.add", code="pain:fee", anchor=ANCHOR)
    write("coding.add", code="pain:fee", anchor={**ANCHOR, "start": "3"})
    write("need.confirm", need="need:x", statement="X", anchors=[ANCHOR, {}])
    write("undo")
    state = write.state()
    assert set(state.codings) == {good}
    assert state.needs == {}
    assert len(state.problems) == 3
    assert state.problems[0] == "act ana2 of ana is skipped: coding.add with 'anchor' not as docs/format.md has it"
    assert state.problems[2].endswith("undo without 'target'")


def test_an_unknown_kind_is_counted_and_left_alone(write):
    write("claim.sign", claim="pain:fee@onboarding")
    write("claim.sign", anything=1)
    assert write.state().unknown == {"claim.sign": 2}


@given(st.sampled_from(sorted(SHAPES)), st.data())
def test_no_body_can_crash_the_fold(kind, data):
    required, optional = SHAPES[kind]
    names = [*required, *optional, "kind", "extra"]
    good = {"code": "pain:fee", "into": "pain:x", "anchor": ANCHOR, "coding": "ana1", "target": "ana1", "need": "need:x",
            "statement": "X", "kind": "code", "about": "x", "theme": "theme:x", "name": "X", "anchors": [ANCHOR]}  # fmt: skip
    body = {k: v for k, v in good.items() if k in names}
    body |= data.draw(st.dictionaries(st.sampled_from(names), json_values, max_size=3))
    write = Writer()
    key = write("coding.add", code="pain:fee", anchor=ANCHOR)
    write.acts.append(Act("bad", 2, "", 2, "ana", "", kind, body))
    state = fold(write.acts)
    assert [key] == [k for k in state.codings if k == key] or kind in {"coding.remove", "undo", "coding.edit"}
    assert bool(fault(kind, body)) == bool(state.problems)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("coding.add", {"code": "pain:x", "anchor": {**ANCHOR, "start": 9}}),
        ("coding.add", {"code": "pain:x", "anchor": {**ANCHOR, "start": -1}}),
        ("coding.add", {"code": "pain:x", "anchor": {**ANCHOR, "end": True}}),
        ("coding.add", {"code": " ", "anchor": ANCHOR}),
        ("coding.add", {"code": "pain:x", "anchor": ANCHOR, "valence": 3}),
        ("coding.add", {"code": "pain:x", "anchor": ANCHOR, "valence": -1.0}),
        ("coding.add", {"code": "pain:x", "anchor": ANCHOR, "stance": "maybe"}),
        ("need.confirm", {"need": "pain:x", "statement": "X"}),
        ("coder.join", {"kind": "robot"}),
        ("undo", {"target": None}),
    ],
)
def test_faults(kind, body):
    assert fault(kind, body)


# Growing ---------------------------------------------------------------------------------------------------------


def test_growing_gives_what_folding_gives_and_leaves_the_old_state_alone(write):
    write("coding.add", code="pain:fees", anchor=ANCHOR)
    write("code.merge", code="pain:fees", into="pain:fee")
    old, before = write.state(), write.state()
    start = len(write.acts)
    key = write("coding.add", code="pain:fees", anchor=ANCHOR)
    write("coding.edit", coder="ben", coding=key, valence=1)
    write("memo.set", kind="coding", about=key, text="!")
    write("need.confirm", need="need:x", statement="X", anchors=[ANCHOR])
    write("code.define", code="pain:fee", label="Fee")
    assert grow(old, write.acts[start:]) == write.state()
    assert old == before


def test_growing_declines_what_reaches_back(write):
    key = write("coding.add", code="pain:fees", anchor=ANCHOR, lamport=5)
    state = write.state()
    for kind, body in [("undo", {"target": key}), ("code.merge", {"code": "a", "into": "b"}), ("coder.join", {"kind": "model"})]:
        late = Act("x", 2, "", 6, "ana", "", kind, body)
        assert grow(state, [late]) is None
    assert grow(state, [Act("x", 1, "", 4, "ben", "", "memo.set", {"kind": "code", "about": "x"})]) is None


# The codebook: what stands above what, examples ---------------------------------------------------------------------


def test_rules_and_what_stands_above(write):
    write("code.define", code="pain:fee", include="costs nobody named", exclude="prices", parent="pain:money")
    code = write.state().codes["pain:fee"]
    assert (code.include, code.exclude, code.parent) == ("costs nobody named", "prices", "pain:money")
    write("code.define", code="pain:fee", parent="")
    assert write.state().codes["pain:fee"].parent == ""


def test_a_code_never_stands_above_itself(write):
    write("code.define", code="pain:a", parent="pain:b")
    write("code.define", code="pain:b", parent="pain:c")
    write("code.define", code="pain:c", parent="pain:a", label="C")
    write("code.define", code="pain:d", parent="pain:d")
    state = write.state()
    assert [state.codes[f"pain:{x}"].parent for x in "abcd"] == ["pain:b", "pain:c", "", ""]
    assert state.codes["pain:c"].label == "C"  # the rest of it counts
    assert state.problems[0] == "act ana3 of ana: pain:c stays where it is, since pain:a is below it"
    assert len(state.problems) == 2


def test_codes_below_a_merged_code_follow_it_and_none_ends_below_itself(write):
    write("code.define", code="pain:b", parent="pain:a")
    write("code.define", code="pain:c", parent="pain:b")
    merge = write("code.merge", code="pain:a", into="pain:c")
    state = write.state()
    assert (state.codes["pain:b"].parent, state.codes["pain:c"].parent) == ("", "pain:b")
    write("undo", target=merge)
    assert write.state().codes["pain:b"].parent == "pain:a"
    write("code.merge", code="pain:b", into="pain:z")
    assert write.state().codes["pain:c"].parent == "pain:z"


def test_an_example_follows_a_merge_and_goes_with_an_undo(write):
    key = write("code.example", code="pain:fees", anchor=ANCHOR, stance="against")
    assert write.state().examples[key] == Example(key, "pain:fees", Anchor(**ANCHOR), "against", "ana")
    assert "pain:fees" in write.state().codes
    write("code.merge", code="pain:fees", into="pain:fee")
    assert write.state().examples[key].code == "pain:fee"
    write("undo", target=key)
    assert write.state().examples == {}


def test_a_decision_is_kept_adds_nothing_follows_a_merge_and_goes_with_its_gesture(write):
    said = {"code": "pain:fees", "anchor": ANCHOR, "model": "ridge-1", "score": 0.25}
    no = write("suggestion.decide", **said, decision="rejected")
    assert write.state().decisions[no] == Decision(
        no, "ana", "pain:fees", Anchor(**ANCHOR), "rejected", "ridge-1", 0.25, "", write.state().decisions[no].at
    )
    assert not write.state().codings
    assert not write.state().codes
    add = write("coding.add", code="pain:slow", anchor=ANCHOR)
    yes = write("suggestion.decide", **said, decision="corrected", instead="pain:slow", **{"with": add})
    write("code.merge", code="pain:slow", into="pain:fees")
    assert write.state().decisions[yes].instead == "pain:fees"
    write("undo", target=add)
    assert not write.state().codings
    assert set(write.state().decisions) == {no}


# Sources and people -------------------------------------------------------------------------------------------------


def test_what_a_question_asks_about_is_what_was_said_last(write):
    write("question.about", source="nps", question="q1", stages=["purchase"])
    last = write("question.about", source="nps", question="q1", stages=["purchase", "onboarding"])
    assert write.state().about == {("nps", "q1"): ("purchase", "onboarding")}
    write("undo", target=last)
    assert write.state().about == {("nps", "q1"): ("purchase",)}


def test_a_question_is_the_same_as_others_where_somebody_said_so(write):
    old = {"source": "spring", "question": "q"}
    write("question.same", source="autumn", question="q1", **{"as": old}, reason="a comma")
    last = write("question.same", source="autumn", question="q1", **{"as": {**old, "source": "last-year"}}, reason="as well")
    write("question.same", source="autumn", question="q1", **{"as": {"source": "autumn", "question": "q1"}}, reason="itself")
    assert write.state().same == {("autumn", "q1"): (("last-year", "q"), ("spring", "q"))}
    write("undo", target=last)
    assert write.state().same == {("autumn", "q1"): (("spring", "q"),)}


def test_corrections_are_kept_in_order_with_who_and_why(write):
    one = write("source.correct", source="p01", before="a" * 64, after="b" * 64, reason="a typing error")
    write("source.correct", coder="ben", source="p01", before="b" * 64, after="c" * 64)
    first, second = write.state().corrections
    assert first == Correction(one, "p01", "a" * 64, "b" * 64, "ana", "2026-09-01T10:00:01Z", "a typing error")
    assert (second.coder, second.before, second.reason) == ("ben", "b" * 64, "")


def test_who_withdrew_stays_withdrawn_with_all_their_originals(write):
    write("participant.withdraw", participant="P07", origins=["f1", "f0"])
    write("participant.withdraw", participant="P07", origins=["f2"])
    assert write.state().withdrawn == {"P07": ("f0", "f1", "f2")}


def test_no_undo_brings_back_who_withdrew(write):
    act = write("participant.withdraw", participant="P07", origins=["f0"])
    before = write.state()
    write("undo", target=act)
    assert write.state().withdrawn == {"P07": ("f0",)}
    assert (grow(before, write.acts[-1:]) or write.state()) == write.state()


def test_no_undo_fetches_back_what_went_out(write):
    body = {"file": "a.html", "sha256": "c" * 64, "found": {"name": 2}, "reason": "the client asked"}
    act = write("share.release", **body)
    before = write.state()
    write("undo", target=act)
    assert write.state().released == {act: body | {"coder": "ana", "at": "2026-09-01T10:00:01Z"}} == before.released
    assert (grow(before, write.acts[-1:]) or write.state()) == write.state()


# Gestures -----------------------------------------------------------------------------------------------------------


def test_an_undo_takes_back_its_target_what_is_with_it_and_what_else_it_names(write):
    head = write("coding.add", code="pain:a", anchor=ANCHOR)
    write("coding.add", code="pain:b", anchor=ANCHOR, **{"with": head})
    other = write("coding.add", code="pain:c", anchor=ANCHOR)
    write("coding.add", code="pain:d", anchor=ANCHOR, **{"with": other})
    write("coding.add", code="pain:e", anchor=ANCHOR)
    undo = write("undo", target=head, also=[other, "nobody"])
    assert codes(write.state()) == {"pain:e"}
    write("undo", target=undo)
    assert codes(write.state()) == {"pain:a", "pain:b", "pain:c", "pain:d", "pain:e"}


def test_an_act_that_joins_a_gesture_after_it_was_taken_back_is_taken_back_too(write):
    head = write("coding.add", code="pain:a", anchor=ANCHOR)
    write("undo", target=head)
    state = write.state()
    write("coding.add", code="pain:b", anchor=ANCHOR, **{"with": head})
    assert write.state().codings == {}
    assert grow(state, write.acts[-1:]) == write.state()


@pytest.mark.parametrize("body", [{"with": ""}, {"with": 3}, {"with": ["x"]}, {"reason": 3}])
def test_a_gesture_and_a_reason_are_texts(body):
    assert fault("memo.set", {"kind": "code", "about": "x", **body})
    assert not fault("claim.sign", body)
