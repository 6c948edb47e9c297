"""Anchors carried over edits: the same words at the place the edits put them, or a person is told. Never silently elsewhere."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import within
from study.edits import FRESH, by_chance, cases, first_found, is_right, passages, quotes, replaced, same_offsets, subsequence
from study.makers import coding, survey, talk

from workbench.study import carry as module
from workbench.study.align import apply_edits, between, inverse
from workbench.study.carry import carry
from workbench.study.folder import Folder
from workbench.study.orphans import changed, orphans
from workbench.study.records import Anchor


def carried(old, edits, start, end):
    _, alignment = apply_edits(old, edits)
    return carry(Anchor("p01", "", alignment.before, start, end), [alignment])


# By hand -------------------------------------------------------------------------------------------------------------

TEXT = "P01: The weak was empty, and Maria said so."


@pytest.mark.parametrize(
    ("words", "edit", "status", "now"),
    [
        ("Maria said so", ("weak", "week"), "exact", "Maria said so"),
        ("The weak was empty", ("weak", "week"), "changed", "The week was empty"),
        ("weak", ("weak", "week"), "changed", "week"),
        ("weak was empty", ("weak", "week"), "changed", "week was empty"),
        ("Maria said", ("Maria", "P07"), "changed", "P07 said"),
        ("ria said so", ("Maria", "P07"), "changed", " said so"),  # the name was cut: what was marked and is still there
        ("ria", ("Maria", "P07"), "orphan", None),
        ("weak", ("weak ", ""), "orphan", None),
        ("weak was", (" was empty, and Maria", ""), "changed", "weak"),
        ("weak was empty", (" was empty, and Maria", ""), "orphan", None),  # less than half is left
        ("empty", (" was", " was not"), "exact", "empty"),
        ("was empty", (" empty", " full, that is not empty"), "changed", "was full, that is not empty"),
    ],
)
def test_what_becomes_of_a_passage(words, edit, status, now):
    start = TEXT.index(edit[0])
    edits = [(start, start + len(edit[0]), edit[1])]
    new, _ = apply_edits(TEXT, edits)
    at = TEXT.index(words)
    found = carried(TEXT, edits, at, at + len(words))
    assert found.status == status
    assert (found.anchor and new[found.anchor.start : found.anchor.end]) == now


def test_over_many_versions_the_worst_that_happened_counts():
    first, a = apply_edits(TEXT, [(9, 13, "week")])
    second, b = apply_edits(first, [(0, 3, "P02")])
    third, c = apply_edits(second, [(5, 8, "A")])
    anchor = Anchor("p01", "", a.before, 9, 22)
    assert carry(anchor, [a, b]).status == "changed"
    found = carry(replace(anchor, start=18), [a, b, c])
    assert (found.status, third[found.anchor.start : found.anchor.end]) == ("exact", "empty"[:4])
    assert carry(Anchor("p01", "", a.before, 5, 8), [a, b, c]).status == "changed"
    with pytest.raises(ValueError, match="another version"):
        carry(anchor, [b])


# By chance -----------------------------------------------------------------------------------------------------------


@given(cases, st.integers(0, 10**6))
def test_known_edits_put_every_anchor_where_its_characters_are(case, number):
    _, alignment = apply_edits(case.old, case.edits)
    for start, end in passages(case, number):
        found = carry(Anchor("s", "", alignment.before, start, end), [alignment])
        stayed = [at for at, was in enumerate(case.ids) if start <= was < end]
        whole = stayed == list(range(stayed[0], stayed[0] + end - start)) if stayed else False
        assert (found.status == "exact") == whole
        if found.anchor is None:
            continue
        inside = range(found.anchor.start, found.anchor.end)
        assert all(case.ids[at] == FRESH or start <= case.ids[at] < end for at in inside), "holds what was never coded"
        assert all(at in inside for at in stayed), "lost what was coded and is still there"
        assert found.status == "changed" or is_right(case, (start, end), (found.anchor.start, found.anchor.end))


@given(cases, cases, st.integers(0, 10**6))
def test_known_edits_over_two_versions(case, other, number):
    new, first = apply_edits(case.old, case.edits)
    later = [(s, e, put) for s, e, put in other.edits if e <= len(new)]
    last, second = apply_edits(new, later)
    for start, end in passages(case, number):
        found = carry(Anchor("s", "", first.before, start, end), [first, second])
        if found.status == "exact":
            assert last[found.anchor.start : found.anchor.end] == case.old[start:end]
            assert carry(replace(found.anchor, version=second.after), [inverse(second), inverse(first)]).anchor.start == start


@given(cases, st.integers(0, 10**6))
def test_compared_texts_put_no_anchor_silently_elsewhere(case, number):
    alignment = between(case.old, case.new)
    can_tell = case.can_tell
    for start, end in passages(case, number):
        found = carry(Anchor("s", "", alignment.before, start, end), [alignment])
        if found.status == "exact":
            assert case.new[found.anchor.start : found.anchor.end] == case.old[start:end]
            assert not can_tell or is_right(case, (start, end), (found.anchor.start, found.anchor.end))


def test_thousands_of_edits_and_no_silent_misplacement():
    """Both ways, beside two ways that lose highlights: old offsets on the new text, and the first place with these words.

    The naive ways fail in more than every tenth passage, so the cases are hard enough to prove something.
    """
    edits = wrong = exact = naive_offsets = naive_find = tried = 0
    for number in range(700):
        case = by_chance(number)
        edits += len(case.edits)
        _, known = apply_edits(case.old, case.edits)
        ways = [known] + ([between(case.old, case.new)] if case.can_tell else [])
        for start, end in passages(case, number):
            tried += 1
            for way in ways:
                found = carry(Anchor("s", "", way.before, start, end), [way])
                if found.status == "exact":
                    exact += 1
                    wrong += not is_right(case, (start, end), (found.anchor.start, found.anchor.end))
            naive_offsets += not is_right(case, (start, end), same_offsets(case, start, end))
            there = first_found(case, start, end)
            naive_find += there is not None and not is_right(case, (start, end), there)
    assert edits > 2000
    assert exact > 5000
    assert wrong == 0
    assert naive_offsets > tried / 10
    assert naive_find > tried / 10


def test_where_the_texts_cannot_tell_an_exact_anchor_still_has_its_words():
    """Half a sentence deleted, the whole of it typed anew beside the rest: the comparison takes the whole one."""
    seen = 0
    for number in range(400):
        case = by_chance(number)
        if not case.can_tell:
            alignment = between(case.old, case.new)
            for start, end in passages(case, number):
                found = carry(Anchor("s", "", alignment.before, start, end), [alignment])
                if found.status == "exact":
                    seen += 1
                    assert case.new[found.anchor.start : found.anchor.end] == case.old[start:end]
    assert seen > 100


def test_the_truth_of_these_tests_is_told_by_hand():
    assert subsequence("yes, yes", "yes") == 3
    case = by_chance(3)
    assert [case.old[i] if i != FRESH else None for i in case.ids] == [
        c if i != FRESH else None for c, i in zip(case.new, case.ids, strict=True)
    ]


# In a study ----------------------------------------------------------------------------------------------------------


def test_codings_examples_and_needs_are_carried(folder):
    folder.add_transcript(talk(words="The weak was empty. I left."))
    at = coding(folder, "p01", 25, 32)[1]["anchor"]
    (added,) = folder.act("ana", coding(folder, "p01", 25, 32))
    (example,) = folder.act("ana", ("code.example", {"code": "pain:fee", "anchor": at}))
    (need,) = folder.act("ana", ("need.confirm", {"need": "need:a", "statement": "A", "anchors": [at]}))
    no = {"code": "pain:fee", "anchor": at, "decision": "rejected", "model": "ridge-1", "score": 0.5}
    (said,) = folder.act("ana", ("suggestion.decide", no))
    replaced(folder, "The week was quite empty. I left.")
    state = folder.state()
    assert folder.quote(state.decisions[said.id].anchor) == "I left."
    assert quotes(folder) == {added.id: "I left.", f"{need.id}.0": "I left."}
    assert folder.quote(state.examples[example.id].anchor) == "I left."
    assert {key: c.status for key, c in folder.carried().items()} == dict.fromkeys((added.id, f"{need.id}.0", example.id), "exact")
    assert folder.acts()[0].body["anchor"] == at  # the log says what was done, for ever


def test_decisions_of_coders_and_passages_to_code_again_or_dismissed_are_carried(folder):
    folder.add_transcript(talk(words="The weak was empty."))
    one = coding(folder, "p01", 5, 23)[1]["anchor"]
    folder.act("ana", ("adjudication.make", {"anchor": one, "stands": [], "falls": ["x"]}))
    gone = {**one, "version": "f" * 64}
    folder.act("ana", ("assignment.make", {"coders": ["ana"], "sources": ["p01"], "purpose": "recode", "anchors": [one, gone]}))
    folder.act("ana", ("need.dismiss", {"candidate": "c-1", "anchors": [one, gone], "reason": "no"}))
    folder.add_transcript(talk(words="Well, the week was empty."))
    state, now = folder.state(), folder.store.source("p01").version
    ((task,), (told,)) = state.assignments.values(), state.adjudications.values()
    assert told.anchor == task.anchors[0]
    assert told.anchor.version == now
    assert "was empty" in folder.quote(told.anchor)
    assert task.anchors[1].version == "f" * 64
    assert [d.anchors for d in state.dismissed.values()] == [task.anchors]


def test_a_version_that_came_back_is_as_it_was(folder):
    folder.add_transcript(talk(words="The weak was empty."))
    (act,) = folder.act("ana", coding(folder, "p01", 9, 13))
    replaced(folder, "Nothing.")
    assert [o.id for o in orphans(folder)] == [act.id]
    replaced(folder, "The weak was empty.")
    assert folder.carried() == {}
    assert quotes(folder) == {act.id: "weak"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_study_without_history_compares_the_texts_that_were_kept(folder, kept):
    """As studies of format 1 have it."""
    folder.add_transcript(talk(words="The weak was empty. I left."))
    (act,) = folder.act("ana", coding(folder, "p01", 25, 31))
    folder.add_transcript(talk(words="The week was empty. I left."))
    if not kept:
        for path in folder.root.glob("sources/*/old/*.txt"):
            path.unlink()
    again = Folder(folder.root)
    assert quotes(again) == {act.id: "I left" if kept else None}
    assert [o.why for o in orphans(again)] == ([] if kept else ["the text it was made on was not kept"])


def test_history_suffices_where_old_texts_were_removed(folder):
    folder.add_transcript(talk(words="The weak was empty. I left."))
    (act,) = folder.act("ana", coding(folder, "p01", 25, 31))
    replaced(folder, "The week was empty. I left.")
    for path in folder.root.glob("sources/*/old/*"):
        path.unlink()
    assert quotes(Folder(folder.root)) == {act.id: "I left"}


def known_by(survey_, who="id"):
    return replace(survey_, origin={"options": {"participant": who}})


def test_an_edited_answer_keeps_its_codings(folder):
    folder.add_survey(known_by(survey(answers=("It is to dear for us", "Nothing", "Gone soon"))))
    acts = folder.act("ana", coding(folder, "nps", 6, 20, "nps-0"), coding(folder, "nps", 14, 20, "nps-0"),
                      coding(folder, "nps", 0, 7, "nps-1"), coding(folder, "nps", 0, 4, "nps-2"))  # fmt: skip
    folder.add_survey(known_by(survey(answers=("It is too dear for us, really", "Something else"), version="v2")))
    again = Folder(folder.root)
    assert quotes(again) == {acts[0].id: "too dear for us", acts[1].id: "for us", acts[2].id: None, acts[3].id: None}
    assert [(o.words, o.why) for o in orphans(again)] == [
        ("Nothing", "its words were replaced or removed"), ("Gone", "this answer is not in the file any more"),
    ]  # fmt: skip
    assert [o.now_words for o in changed(again)] == ["too dear for us"]


@pytest.mark.parametrize("kind", ["survey", "ticket"])
def test_answers_that_are_told_apart_by_their_order_are_never_silently_the_same(folder, kind):
    """A row put in the middle shifts all after it: "R0003" may be somebody else who says some of the same."""
    made = replace(known_by(survey(answers=("yes, but dear",)), who=None if kind == "survey" else "author"), kind=kind)
    folder.add_survey(made)
    folder.act("ana", coding(folder, "nps", 5, 13, "nps-0"))
    edited = replace(made, answers=survey(answers=("no, but dear",)).answers, version="v2")
    folder.add_survey(edited)
    (one,) = changed(folder)
    assert one.now_words == "but dear"
    assert "only by their order" in one.why


def test_a_damaged_source_does_not_stop_the_others(folder):
    for name in ("p01", "p02"):
        folder.add_transcript(talk(name, words="The weak was empty. I left."))
    (mine, other) = folder.act("ana", coding(folder, "p01", 25, 31), coding(folder, "p02", 25, 31))
    replaced(folder, "The week was empty. I left.")
    replaced(folder, "The week was empty. I left.", "p02")
    path = folder.root / "sources" / "2026-q1" / "p01.txt"
    path.write_text("something else")
    again = Folder(folder.root)
    assert again.carried().keys() == {other.id}
    assert again.state().codings[mine.id].anchor.version == mine.body["anchor"]["version"]
    assert again.carried()[other.id].status == "exact"


def test_another_process_sees_anchors_move(folder):
    folder.add_transcript(talk(words="The weak was empty. I left."))
    (act,) = folder.act("ana", coding(folder, "p01", 25, 31))
    other = Folder(folder.root)
    assert quotes(other) == {act.id: "I left"}
    replaced(folder, "Yes. The week was empty. I left.")
    assert quotes(other) == {act.id: "I left"}
    assert other.state().codings[act.id] is other.state().codings[act.id]


def test_a_state_of_a_hundred_thousand_codings_is_not_carried_again_for_one_more(folder):
    words = " ".join(f"w{n}" for n in range(5000))
    folder.add_transcript(talk(words=words))
    chance = random.Random(2)  # noqa: S311 (not for secrets)
    starts = [chance.randrange(5, len(words)) for _ in range(3000)]
    folder.act("ana", *(coding(folder, "p01", s, s + 5) for s in starts[:1]))
    anchor = folder.acts()[0].body["anchor"]
    folder.act("ana", *(("coding.add", {"code": "pain:fee", "anchor": {**anchor, "start": s, "end": s + 4}}) for s in starts))
    replaced(folder, words.replace("w25 ", "w25! "))
    folder.state()
    calls = []
    real = module.carry
    try:
        module.carry = lambda *a: calls.append(a) or real(*a)
        folder.act("ben", ("coding.add", {"code": "pain:fee", "anchor": {**anchor, "start": 11, "end": 13}}))
        with within(20):
            assert len(folder.state().codings) == 3002
            assert len(calls) == 1
            for _ in range(200):
                folder.state()
    finally:
        module.carry = real
