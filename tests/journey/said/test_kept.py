"""What is kept between two looks never shows: the map is the one a fresh look gives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.journey.look import Look, look
from workbench.journey.map import build, model
from workbench.journey.said.kept import Kept
from workbench.journey.said.memory import once
from workbench.study.canon import canonical_json
from workbench.study.records import Participant

WORDS = ("the week was empty", "we typed it all again", "support was quick", "it cost too much", "I told a friend")
WRITERS = ("P01", "P02", "R1", "R2")
CODES = ("pain:empty", "pain:typed", "delight:quick", "need:price", "emotion:angry", "stage:purchase", "stage:advocacy")


def fresh(folder, **how):
    """Return the map as somebody sees it who has never looked before."""
    known = look(folder, **how)
    mine = Kept()
    whole = mine.whole(folder, folder.state())
    return model(Look(folder, known.settings, known.state, whole, known.rounds, known.persona, known.rule, known.round,
                      cuts=known.cuts, kept=mine))  # fmt: skip


def talk(field):
    for who in ("P01", "P02", "P03"):
        field.interview(who, "How was it?", *(f"{w}, said {who}." for w in WORDS))
    for round_ in ("2026-Q1", "2026-Q3"):  # P01 and P02 answer what they were talked to about, too
        field.survey({who: f"{w}, wrote {who} in {round_}" for who, w in zip(WRITERS, WORDS, strict=False)}, round_=round_)
    return field


def coding(field, code, words, **more):
    return "coding.add", {"code": code, "anchor": field.anchor(words), **more}


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("code"), st.sampled_from(CODES), st.sampled_from(WORDS), st.sampled_from(("P01", "P02", "P03")),
                  st.sampled_from(("ana", "ben")), st.sampled_from(("for", "for", "against"))),
        st.tuples(st.just("answer"), st.sampled_from(CODES), st.sampled_from(range(4)), st.sampled_from(("2026-Q1", "2026-Q3"))),
        st.tuples(st.just("place"), st.sampled_from(CODES[:4]), st.sampled_from(("purchase", "advocacy", "retention"))),
        st.tuples(st.just("undo"), st.sampled_from(("ana", "ben"))),
        st.tuples(st.just("retire"), st.sampled_from(CODES[:4])),
        st.tuples(st.just("merge"), st.sampled_from(CODES[:2]), st.sampled_from(CODES[:2])),
        st.tuples(st.just("model"), st.sampled_from(CODES)),
    ),
    max_size=12,
)  # fmt: skip


@given(acts=ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_acts_the_map_is_that_of_a_fresh_look(acts, field):
    made = talk(field())
    folder = made.folder
    for act in acts:
        if act[0] == "code":
            _, code, words, who, coder, stance = act
            folder.act(coder, coding(made, code, f"{words}, said {who}", stance=stance))
        elif act[0] == "answer":
            words = f"{WORDS[act[2]]}, wrote {WRITERS[act[2]]} in {act[3]}"
            folder.act("ana", coding(made, act[1], words))
        elif act[0] == "place":
            folder.act("ana", ("code.define", {"code": act[1], "stage": act[2]}))
        elif act[0] == "undo":
            folder.undo(act[1])
        elif act[0] == "retire":
            folder.act("ana", ("code.retire", {"code": act[1]}))
        elif act[0] == "merge" and act[1] != act[2]:
            folder.act("ana", ("code.merge", {"code": act[1], "into": act[2]}))
        elif act[0] == "model":
            folder.act("bot", ("coder.join", {"kind": "model"}), coding(made, act[1], f"{WORDS[0]}, said P01"))
        for round_ in (None, "2026-Q3"):
            assert canonical_json(build(folder, round=round_)) == canonical_json(fresh(folder, round=round_))


def test_what_changes_beside_the_codings_is_seen_too(made):
    folder = talk(made).folder
    folder.act("ana", coding(made, "pain:empty", f"{WORDS[0]}, said P01"), coding(made, "pain:empty", f"{WORDS[0]}, said P02"))
    assert build(folder)["claims"]["pain:empty"]["k"] == 2
    folder.act("ana", ("code.define", {"code": "pain:empty", "label": "An empty week", "stage": "onboarding"}))
    assert build(folder)["claims"]["pain:empty"]["statement"] == "An empty week"
    assert build(folder)["stages"][3]["coverage"]["spoke"] == 2
    folder.save_participants([Participant("P01", consent_quote=False)])
    assert not next(q for q in build(folder)["quotes"].values() if q["participant"] == "P01")["consent"]
    made.interview("P09", "How was it?", "The week was empty for me too.")
    assert build(folder)["people"]["N"] == 6
    assert canonical_json(build(folder)) == canonical_json(fresh(folder))


def test_an_answer_is_given_again_only_if_made_from_the_same():
    memory, made = {}, []

    def ask(*made_from):
        return once(memory, "sum", made_from, lambda: made.append(made_from) or sum(made_from))

    assert [ask(1, 2), ask(1, 2), ask(1, 3), ask(1, 2)] == [3, 3, 4, 3]
    assert made == [(1, 2), (1, 3), (1, 2)]


@pytest.mark.parametrize("without", ["P01", "P02"])
def test_leaving_somebody_out_changes_nothing_that_is_kept(made, without):
    talk(made).folder.act("ana", coding(made, "pain:empty", f"{WORDS[0]}, said P01"))
    before = canonical_json(build(made.folder))
    assert build(made.folder, without=[without])["people"]["N"] == 4
    assert canonical_json(build(made.folder)) == before


def test_a_person_heard_about_a_stage_in_another_kind_of_source_is_seen(made):
    folder = talk(made).folder
    folder.act("ana", coding(made, "stage:purchase", f"{WORDS[0]}, said P01"), coding(made, "pain:empty", f"{WORDS[0]}, said P01"))
    folder.act("ana", ("code.define", {"code": "pain:empty", "stage": "purchase"}))
    folder.act("ana", coding(made, "emotion:angry", f"{WORDS[3]}, wrote R2 in 2026-Q1"))  # the newest day is that of the survey
    assert build(folder)["claims"]["pain:empty"]["people_by_kind"] == {"interview": {"k": 1, "n": 1}}
    folder.act("ana", coding(made, "stage:purchase", f"{WORDS[0]}, wrote P01 in 2026-Q1"))  # nobody more is exposed
    assert build(folder)["claims"]["pain:empty"]["people_by_kind"]["survey"] == {"k": 0, "n": 1}


def test_the_placebo_goes_by_where_claims_belong_now(made):
    folder = talk(made).folder
    for who in ("P01", "P02", "P03"):
        folder.act(
            "ana", coding(made, "stage:purchase", f"{WORDS[1]}, said {who}"), coding(made, "pain:typed", f"{WORDS[1]}, said {who}")
        )
    folder.act("ana", coding(made, "stage:advocacy", f"{WORDS[4]}, said P01"))
    build(folder, round="2026-Q3")
    folder.act("ana", ("code.define", {"code": "pain:typed", "stage": "advocacy"}))
    assert canonical_json(build(folder, round="2026-Q3")) == canonical_json(fresh(folder, round="2026-Q3"))
