"""What a grade rests on besides who says so: machines, leading questions, personas, saturation."""

from dataclasses import replace

import pytest

from workbench.journey.look import look
from workbench.journey.strength.backing import Backings
from workbench.journey.strength.leading import leads
from workbench.journey.strength.saturation import saturation
from workbench.study.folder import Folder
from workbench.study.records import Question

SAID = "I waited for a week"


def backing(made, code="pain:wait", **options):
    seen = look(Folder(made.folder.root), **options)
    return Backings(seen, saturation(seen)).of(next(e for e in seen.evidence if e.code == code))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("It was slow, wasn't it?", True),
        ("You would rather have paid by card, right?", True),
        ("So didn't you find that odd?", True),  # Heritage 2002: a negative question wants a yes
        ("How annoying was that?", True),
        ("Tell me about it. How frustrated were you?", True),
        ("How much did you love the new page?", True),
        ("That must have been frustrating.", True),
        ("Wouldn’t you agree that it is slow?", True),
        ("Wasn't it slow? Tell me what happened.", False),  # people answer the last sentence
        ("How easy was it to pay?", False),  # a question of degree
        ("What happened next?", False),
        ("How did that feel?", False),
        ("Why didn't you call?", False),  # asks for a reason
        ("And how many of you, was it five?", False),
        ("", False),
        ("?!", False),
    ],
)
def test_leading_questions_by_rule(question, expected):
    assert leads(question) is expected


def test_who_only_answered_a_leading_question(made):
    made.interview("P1", "That was slow, wasn't it?", f"Yes, {SAID}, one.", "What else?", "Nothing.")
    made.interview("P2", "How was it?", f"Well, {SAID}, two.")
    made.interview("P3", "How annoying was it?", f"Yes, {SAID}, three.", "What happened then?", "And again, three waited.")
    for n in ("one", "two", "three"):
        made.code(f"{SAID}, {n}", "pain:wait", "stage:onboarding")
    made.code("again, three waited", "pain:wait")
    assert backing(made).leading == {"P1"}  # P3 said it again, unasked for


def test_a_persons_word_about_a_question_goes_before_the_rule(made):
    made.define("free:leading", label="leading question")
    made.interview("P1", "That was slow, wasn't it?", f"Yes, {SAID}, one.")
    made.interview("P2", "And the week of waiting?", f"Yes, {SAID}, two.")
    for n in ("one", "two"):
        made.code(f"{SAID}, {n}", "pain:wait", "stage:onboarding")
    made.code("That was slow", "free:leading", stance="against")
    made.code("the week of waiting", "free:leading")
    assert backing(made).leading == {"P2"}


@pytest.mark.parametrize(("question", "led"), [("How annoying was the wait?", {"P1"}), ("How was it?", set())])
def test_a_leading_question_of_a_survey_leads_all_its_answers(made, question, led):
    (survey,) = made.survey({"P1": f"{SAID}, one"}).folder.surveys()
    made.folder.add_survey(replace(survey, questions=(Question("why", question),)))
    made.code(f"{SAID}, one", "pain:wait")
    assert backing(made).leading == led


def test_who_was_heard_only_where_a_suggestion_was_taken_over(made):
    for n in range(3):
        made.interview(f"P{n}", f"{SAID}, {n}.", f"Later {SAID}, again {n}.").code(f"{SAID}, {n}", "pain:wait", "stage:onboarding")
    body = {"code": "pain:wait", "decision": "accepted", "model": "m", "score": 0.9}
    for n in (0, 1, 2):
        made.folder.act("ana", ("suggestion.decide", {**body, "anchor": made.anchor(f"{SAID}, {n}")}))
    made.code(f"{SAID}, 1", "pain:wait", by="ben")  # ben saw it too, with nobody's help
    made.code(f"{SAID}, again 2", "pain:wait")  # and here ana did
    assert backing(made).machine == {"P0"}


def test_a_suggestion_that_was_rejected_is_nobodys_support(made):
    made.interview("P0", f"{SAID}.").code(SAID, "pain:wait", "stage:onboarding")
    body = {"code": "pain:wait", "anchor": made.anchor(SAID), "decision": "rejected", "model": "m", "score": 0.9}
    made.folder.act("ana", ("suggestion.decide", body))
    assert backing(made).machine == frozenset()


@pytest.fixture
def two_personas(field):
    made = field(personas={"New": {"since": "<6"}, "Few": {"since": ">90"}})
    made.people(*((f"P{n}", {"since": "2" if n < 6 else "40" if n < 18 else "99"}) for n in range(20)))
    for n in range(20):
        made.interview(f"P{n}", f"{SAID}, says {n}." if n < 5 else f"All was well, says {n}.")
        made.code(f"says {n}", "stage:onboarding") if n >= 5 else made.code(f"{SAID}, says {n}", "pain:wait", "stage:onboarding")
    return made


def test_a_claim_inside_and_outside_each_persona(two_personas):
    (split,) = backing(two_personas).splits  # "Few" has two people: too few to compare
    assert (split.persona, split.k, split.n, split.k_other, split.n_other) == ("New", 5, 6, 0, 14)
    assert split.lo > 0
    assert "'New' says so more often than others (5 of 6 against 0 of 14)" in split.words


def test_a_persona_that_spoke_in_one_group_is_one_voice(two_personas):
    """Five of six in one conversation against two others: three voices, of whom nobody knows whether personas differ."""
    records = two_personas.folder.participants().values()
    two_personas.people(*(replace(p, group=f"G{min(2, int(p.id[1:]) // 6)}") for p in records))
    (split,) = backing(two_personas).splits
    assert (split.k, split.n, split.k_other, split.n_other) == (5, 6, 0, 14)
    assert split.lo < 0


def test_on_the_map_of_a_persona_everybody_else_is_the_measure(two_personas):
    found = backing(two_personas, persona="New")
    assert found.splits == ()
    assert (found.own.k, found.own.n, found.own.k_other, found.own.n_other) == (5, 6, 0, 14)


@pytest.mark.parametrize(("count", "expected"), [(3, "3 interviews about the stage: too few to say"), (7, "saturated at 4 + 2")])
def test_saturation_of_the_stage(made, count, expected):
    for n in range(count):
        made.interview(f"P{n}", f"{SAID}, says {n}.").code(f"{SAID}, says {n}", "pain:wait", "stage:onboarding")
    enough, said = backing(made).saturated
    assert (enough, expected in said) == (count == 7, True)


def test_a_survey_alone_says_nothing_of_saturation(made):
    made.survey({f"S{n}": f"{SAID}, {n}" for n in range(9)})
    for n in range(9):
        made.code(f"{SAID}, {n}", "pain:wait", "stage:onboarding")
    assert backing(made).saturated is None
