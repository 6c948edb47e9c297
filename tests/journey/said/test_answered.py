"""Who answers what was asked about paying speaks about paying, unless the coding or the codebook says otherwise."""

from __future__ import annotations

import pytest

from workbench.journey.look import look
from workbench.journey.map import build
from workbench.journey.said.material import gather
from workbench.journey.said.people import asked_about
from workbench.study.folder import Folder

ANSWERS = {"R1": "The fee was a shock.", "R2": "A fee, at the end.", "R3": "All fine."}


def told(made, *, stages=("decision",), kind="survey"):
    """Three answers, two of which are coded as a pain and as a feeling that no stage is known of."""
    made.define("pain:fee", label="Fee").define("emotion:angry", label="angry", valence=-2)
    made.survey(ANSWERS, stages=stages, kind=kind)
    for words in (ANSWERS["R1"], ANSWERS["R2"]):
        made.code(words, "pain:fee", "emotion:angry")
    return made


def stage(made, name):
    return next(s for s in build(Folder(made.folder.root))["stages"] if s["id"] == name)


def test_what_is_said_in_answer_to_a_question_about_a_stage_stands_there(made):
    paying = stage(told(made, stages=["purchase"]), "purchase")
    assert (paying["coverage"]["spoke"], paying["coverage"]["asked"]) == (2, 1)
    assert paying["lanes"]["pain"] == ["pain:fee"]
    assert paying["emotion"]["n"] == len(("R1", "R2"))
    claim = build(Folder(made.folder.root))["claims"]["pain:fee"]
    assert (claim["stage"], claim["k"], claim["n"]) == ("purchase", 2, 3)


@pytest.mark.parametrize(("stages", "kind"), [((), "survey"), (("purchase", "retention"), "survey"), (("purchase",), "ticket")])
def test_of_no_stage_or_several_nobody_knows_which_is_meant_and_nobody_asked_authors(made, stages, kind):
    told(made, stages=stages, kind=kind)
    assert asked_about(made.folder) == {}
    assert look(made.folder).material.homes["pain:fee"] == ""


def test_a_stage_on_the_words_and_that_of_the_code_go_before_the_question(made):
    told(made, stages=["purchase"])
    made.define("need:chat", label="Chat", stage="retention").code(ANSWERS["R3"], "need:chat")
    made.code(ANSWERS["R2"], "stage:onboarding")
    mentions = look(Folder(made.folder.root)).material.mentions
    assert [m.stages for m in mentions["pain:fee"]] == [("purchase",), ("onboarding",)]
    assert [m.stages for m in mentions["need:chat"]] == [("retention",)]


def test_when_somebody_says_later_what_a_question_asks_about_the_next_look_knows(made):
    told(made, stages=())
    assert look(made.folder).material.homes["pain:fee"] == ""
    made.folder.act("ana", ("question.about", {"source": "survey-2026-q1", "question": "why", "stages": ["advocacy"]}))
    seen = look(made.folder)
    assert seen.material.homes["pain:fee"] == "advocacy"
    assert gather(made.folder, seen.everyone) == seen.whole
