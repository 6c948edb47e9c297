"""Where coders differ and what is decided: every difference is a case once, and a decision holds until a coding changes."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from coding.conftest import talk
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import spans

from workbench.coding.adjudicate import added, adjudicate, independent, open_cases
from workbench.coding.assign import assign, reveal
from workbench.coding.frame import codings_frame, counted
from workbench.study.codings import anchor_of
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Settings


def told(folder, *coders):
    """Return the cases in short: the words, the family, the codes of each side, and whether it is decided."""
    codings = folder.state().codings
    return [
        (case.quote, case.family, {who: [codings[k].code for k in keys] for who, keys in case.sides.items()},
         case.decided is not None)
        for case in open_cases(folder, coders or None)
    ]  # fmt: skip


@pytest.fixture
def differ(code):
    """ana says fee, ben says price, of words that overlap; both say the same elsewhere."""
    ours, theirs = code("ana", "pain:fee", "one", "dear"), code("ben", "pain:price", "one", "and dear")
    for who in ("ana", "ben"):
        code(who, "pain:left", "one", "left")
    return ours, theirs


# Cases ---------------------------------------------------------------------------------------------------------------


def test_overlapping_codings_of_a_family_that_differ_are_a_case(folder, differ):
    ours, theirs = differ
    (case,) = open_cases(folder, ["ana", "ben"])
    assert (case.quote, case.participant, case.turn, case.family, case.decided) == ("and dear", "P01", 1, "pain", None)
    assert case.sides == {"ana": (ours,), "ben": (theirs,)}
    assert case.codings == {ours, theirs}
    assert folder.quote(case.anchor) == "and dear"
    assert case.id == f"one//{case.anchor.start}-{case.anchor.end}/pain"


def test_the_same_code_at_other_ends_is_no_case_nor_is_another_family_or_the_same_turn_elsewhere(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "and dear")
    code("ana", "pain:slow", "one", "Slow")
    code("ben", "pain:slow", "one", "🐌")  # the same turn, other words: they agree about the turn
    assert open_cases(folder, ["ana", "ben"]) == []
    code("ben", "emotion:angry", "one", "dear")
    assert told(folder) == [("dear", "emotion", {"ana": [], "ben": ["emotion:angry"]}, False)]


def test_what_one_gave_and_another_did_not_is_a_case_where_both_opened_the_text(folder, code):
    code("ana", "pain:fee", "one", "dear")
    assert open_cases(folder) == [], "ben has not opened it"
    code("ben", "pain:left", "one", "left")
    assert told(folder) == [
        ("dear", "pain", {"ana": ["pain:fee"], "ben": []}, False), ("left", "pain", {"ana": [], "ben": ["pain:left"]}, False),
    ]  # fmt: skip


def test_codings_that_overlap_one_after_the_other_are_one_passage_those_that_touch_are_two(folder, code):
    code("ana", "pain:a", "one", "Slow 🐌 and")
    code("ben", "pain:b", "one", "low")
    code("ben", "pain:c", "one", "and dear")  # overlaps the first, not the one before it
    assert [quote for quote, *_ in told(folder)] == ["Slow 🐌 and dear"]
    code("ana", "pain:d", "one", ".")
    assert [quote for quote, *_ in told(folder)] == [".", "Slow 🐌 and dear"]


def test_of_equally_frequent_ways_the_most_lopsided_stands_first(folder, code):
    for who, word, codes in (("ana", "Slow", "a"), ("ben", "Slow", "b"), ("ana", "dear", "xyz"), ("ben", "dear", "q")):
        for name in codes:
            code(who, f"pain:{name}", "one", word)
    assert [quote for quote, *_ in told(folder)] == ["dear", "Slow"]


def test_for_and_against_are_two_things_to_say(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear", stance="against")
    assert told(folder) == [("dear", "pain", {"ana": ["pain:fee"], "ben": ["pain:fee"]}, False)]


@pytest.mark.usefixtures("differ")
def test_of_three_coders_those_who_opened_it_are_sides(folder, code):
    code("cem", "pain:fee", "one", "dear")
    code("dan", "pain:fee", "two", "Fine")
    assert told(folder) == [
        ("left", "pain", {"ana": ["pain:left"], "ben": ["pain:left"], "cem": []}, False),
        ("and dear", "pain", {"ana": ["pain:fee"], "ben": ["pain:price"], "cem": ["pain:fee"]}, False),
    ]
    assert told(folder, "ana", "cem") == [("left", "pain", {"ana": ["pain:left"], "cem": []}, False)]


@pytest.mark.usefixtures("differ")
def test_models_and_people_coding_again_are_no_sides_unless_they_are_named(folder, code):
    folder.act("mini", ("coder.join", {"kind": "model"}))
    code("mini", "pain:other", "one", "dear")
    assert [set(case.sides) for case in open_cases(folder)] == [{"ana", "ben"}]


def test_an_answer_left_blank_counts_once_an_assignment_of_it_is_revealed(folder, code):
    made = assign(folder, ["nps"], ["ana", "ben"], coder="lea")
    code("ana", "pain:fee", "nps", "dear", item="nps-0")
    code("ana", "pain:fee", "nps", "Nothing", item="nps-1")
    code("ben", "pain:fee", "nps", "Nothing", item="nps-1")
    assert open_cases(folder) == []
    reveal(folder, made, coder="lea")
    assert told(folder) == [("dear", "pain", {"ana": ["pain:fee"], "ben": []}, False)]


@pytest.mark.usefixtures("differ")
def test_what_is_coded_blind_is_no_case_until_it_is_revealed(folder):
    made = assign(folder, ["one"], ["ben", "cem"], coder="lea")
    assert open_cases(folder, ["ana", "ben"]) == []
    reveal(folder, made, coder="lea")
    assert len(open_cases(folder, ["ana", "ben"])) == 1


def test_one_coder_is_refused_and_nobody_has_no_cases(folder):
    assert open_cases(folder) == []
    with pytest.raises(UserError, match="name two different coders; there are: none"):
        open_cases(folder, ["ana", "ana"])


def test_the_family_and_the_way_most_cases_differ_in_stand_first(folder):
    """Three of fee against price and one of fee against nothing; of another family one, with more on one side."""
    folder.add_transcript(talk("long", *[("P05", f"Words number {n}.") for n in range(6)]))
    source = folder.store.source("long")

    def mark(who, turn, *codes):
        anchor = {"source": "long", "item": "", "version": source.version, "start": source.turns[turn].start,
                  "end": source.turns[turn].end}  # fmt: skip
        folder.act(who, *[("coding.add", {"code": code, "anchor": anchor}) for code in codes])

    mark("ana", 0, "emotion:angry", "emotion:anxious")
    mark("ana", 1, "pain:fee")
    for turn in (5, 4, 3):
        mark("ana", turn, "pain:fee")
        mark("ben", turn, "pain:price")
    found = open_cases(folder)
    assert [(case.family, case.turn) for case in found] == [("pain", 3), ("pain", 4), ("pain", 5), ("pain", 1), ("emotion", 0)]
    adjudicate(folder, found[0], found[0].sides["ana"], found[0].sides["ben"], coder="lea", reason="narrower")
    assert [(c.turn, c.decided is None) for c in open_cases(folder)] == [(4, True), (5, True), (1, True), (0, True), (3, False)]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["pain:x", "pain:y", "need:z"]), spans(30)), max_size=12))
@settings(max_examples=15, deadline=None)
def test_there_is_a_case_in_a_turn_exactly_where_what_they_say_of_it_differs(tmp_path_factory, marks):
    folder = Folder.create(tmp_path_factory.mktemp("any") / "study", Settings())
    folder.add_transcript(talk("one", ("P01", "a" * 10), ("P01", "b" * 10)))
    source = folder.store.source("one")
    length = len(source.text)
    anchors = [{"source": "one", "item": "", "version": source.version, "start": s, "end": min(e, length)} for *_, (s, e) in marks]
    given_to = [(who, ("coding.add", {"code": c, "anchor": a})) for (who, c, _), a in zip(marks, anchors, strict=True)]
    for coder in "ab":
        folder.act(coder, *[item for who, item in given_to if who == coder])
    cases = open_cases(folder, ["a", "b"])
    frame = codings_frame(folder)
    expected = set()
    if set(frame["coder"]) == {"a", "b"}:
        for key, rows in frame.groupby(["turn", "family"]):
            given_ = [set(rows.loc[rows["coder"] == who, "code"]) for who in "ab"]
            expected |= {key} if given_[0] != given_[1] else set()
    assert {(c.turn, c.family) for c in cases} == expected
    ids = [key for case in cases for key in case.codings]
    assert len(ids) == len(set(ids)), "no coding is in two cases"
    for case in cases:
        assert all(case.anchor.start <= folder.state().codings[key].anchor.start for key in case.codings)
        assert all(folder.state().codings[key].anchor.end <= case.anchor.end for key in case.codings)


# Decide --------------------------------------------------------------------------------------------------------------


def test_a_decision_says_what_stands_what_falls_and_why(folder, differ):
    ours, theirs = differ
    (case,) = open_cases(folder)
    made = adjudicate(folder, case, [ours], [theirs], coder="lea", reason="fee is the narrower")
    assert (made.stands, made.falls, made.coder, made.reason) == ((ours,), (theirs,), "lea", "fee is the narrower")
    (again,) = open_cases(folder)
    assert again.decided == made
    assert "pain:price" not in set(counted(codings_frame(folder))["code"])
    assert set(folder.state().codings) >= {ours, theirs}
    folder.undo("lea")
    assert open_cases(folder) == [case]


def test_a_code_that_neither_gave_comes_in_the_same_gesture(folder, differ):
    (case,) = open_cases(folder)
    place = asdict(case.anchor) | {"end": case.anchor.end - 1}
    more = ["pain:bill", {"code": "pain:sum", "anchor": place, "valence": -2}]
    adjudicate(folder, case, [], differ, coder="ana", reason="neither", add=more)
    state = folder.state()
    both = [state.codings[key] for key in added(state)]
    assert {(c.code, c.coder, c.valence, c.anchor.end - case.anchor.end) for c in both} == {
        ("pain:bill", "ana", None, 0), ("pain:sum", "ana", -2, -1),
    }  # fmt: skip
    assert [c.decided is not None for c in open_cases(folder)] == [True], "what ana added as the decider is no side of hers"
    folder.undo("ana")
    assert added(folder.state()) == frozenset()
    assert open_cases(folder) == [case]


@pytest.mark.parametrize(
    "change",
    [
        lambda ours, _: ("coding.edit", {"coding": ours, "code": "pain:other"}),
        lambda ours, _: ("coding.edit", {"coding": ours, "stance": "against"}),
        lambda _, theirs: ("coding.remove", {"coding": theirs}),
        lambda _, theirs: ("undo", {"target": theirs}),
    ],
    ids=["code", "stance", "removed", "undone"],
)
def test_a_case_is_open_again_once_a_coder_changed_a_coding(folder, differ, change):
    (case,) = open_cases(folder)
    adjudicate(folder, case, [differ[0]], [differ[1]], coder="lea", reason="narrower")
    (act,) = folder.act("ana", change(*differ))
    (again,) = open_cases(folder)
    assert again.decided is None
    folder.act("ana", ("undo", {"target": act.id}))
    assert [c.decided is not None for c in open_cases(folder)] == [True]


def test_a_new_coding_in_the_passage_opens_it_a_memo_does_not(folder, code, differ):
    (case,) = open_cases(folder)
    adjudicate(folder, case, [differ[0]], [differ[1]], coder="lea", reason="narrower")
    folder.act("ben", ("coding.edit", {"coding": differ[1], "memo": "really?", "valence": -1}))
    assert [c.decided is not None for c in open_cases(folder)] == [True]
    new = code("ben", "pain:third", "one", "dear")
    (case,) = open_cases(folder)
    assert case.decided is None
    made = adjudicate(folder, case, [new], differ, coder="ana", reason="third")
    assert [c.decided for c in open_cases(folder)] == [made]
    assert folder.state().fallen == set(differ)


@pytest.mark.usefixtures("differ")
def test_after_a_merge_of_the_two_codes_there_is_nothing_to_decide(folder):
    assert len(open_cases(folder)) == 1
    folder.act("lea", ("code.merge", {"code": "pain:price", "into": "pain:fee"}))
    assert open_cases(folder) == []


def test_refused_and_nothing_written(folder, code, differ):
    ours, theirs = differ
    (case,) = open_cases(folder)
    elsewhere = code("ana", "pain:fee", "two", "Fine")
    folder.act("mini", ("coder.join", {"kind": "model"}))
    machine = code("mini", "pain:fee", "one", "dear")
    before = folder.acts()
    for stands, falls, reason, what in [
        ([ours], [theirs], " ", "say why"),
        ([], [], "r", "name the codings"),
        ([ours], [ours, theirs], "r", "not both"),
        ([ours], [], "r", "say of each coding of the case"),
        ([ours], [theirs, "gone"], "r", "are not there any more"),
        ([ours], [theirs, elsewhere], "r", "codings of one text"),
        ([ours], [theirs, machine], "r", "only what people coded"),
    ]:
        with pytest.raises(UserError, match=what):
            adjudicate(folder, case, stands, falls, coder="lea", reason=reason)
    with pytest.raises(UserError, match="Not an act"):
        adjudicate(folder, case, [ours], [theirs], coder="lea", reason="r", add=[{"code": "", "valence": 9}])
    assert folder.acts() == before
    assign(folder, ["one"], ["ben", "cem"], coder="lea")
    with pytest.raises(UserError, match="reveal the assignment first"):
        adjudicate(folder, case, [ours], [theirs], coder="lea", reason="r")


def test_a_passage_instead_of_a_case_needs_not_name_every_coding(folder, differ):
    (case,) = open_cases(folder)
    adjudicate(folder, case.anchor, [differ[0]], [], coder="lea", reason="right")
    assert [c.decided for c in open_cases(folder)] == [None]
    made = adjudicate(folder, anchor_of(asdict(case.anchor)), [], [differ[1]], coder="lea", reason="wrong")
    assert [c.decided for c in open_cases(folder)] == [made]


# What agreement is about ---------------------------------------------------------------------------------------------


def test_agreement_is_about_what_coders_gave_on_their_own(folder, code, differ):
    (case,) = open_cases(folder)
    adjudicate(folder, case, [differ[0]], [differ[1]], coder="ana", reason="narrower", add=["pain:bill"])
    code("ben", "pain:fee", "two", "Fine")
    assign(folder, ["two"], ["ben", "cem"], coder="lea")
    frame = independent(codings_frame(folder), folder.state(), ["ana", "ben"])
    assert sorted(frame["code"]) == ["pain:fee", "pain:left", "pain:left", "pain:price"]
    assert frame.attrs["unrevealed"] == ["two"]
    assert independent(codings_frame(folder), folder.state(), ["ana"]).attrs["unrevealed"] == []
