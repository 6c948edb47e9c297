"""Questions people ask: theirs, meant, and none of the interviewer's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.lanes.content import content_gaps
from workbench.journey.lanes.questions import asked, questions
from workbench.journey.lanes.thoughts import thoughts
from workbench.reading.segments import segments
from workbench.reading.signals import Signal


def found(text, **options):
    return [(text[start:end], form) for start, end, form in asked(text, 0, len(text), **options)]


@pytest.mark.parametrize(
    ("said", "question", "form"),
    [
        ("How do I undo this?", "How do I undo this?", "how"),
        ("Where’s the export button?", "Where’s the export button?", "where"),
        ("What do I do first?", "What do I do first?", "what"),
        ("Is it for teams of six?", "Is it for teams of six?", "whether"),
        ("When does the trial end?", "When does the trial end?", "when"),
        ("And, um, who decides that?", "who decides that?", "who"),
        ("I sat there thinking, how do I undo this?", "how do I undo this?", "how"),
        ("I asked, “where is the rota?”", "where is the rota?”", "where"),
        ("I asked support which column is the hours.", "I asked support which column is the hours.", "which"),
        ("I had no idea whether it had saved.", "I had no idea whether it had saved.", "whether"),
        ("I wonder if it saves on its own.", "I wonder if it saves on its own.", "whether"),
        ("We couldn't work out why it was billed.", "We couldn't work out why it was billed.", "why"),
        ("I wasn’t sure where to look.", "I wasn’t sure where to look.", "where"),
    ],
)
def test_questions_are_found(said, question, form):
    assert found(said) == [(question, form)]


@pytest.mark.parametrize(
    "said",
    [
        "Who knows?",
        "Why bother with it at all?",
        "How hard can it be?",
        "It is easy, isn't it?",
        "What can you do?",
        "Who wouldn't want that, really?",
        "When someone is ill I ring round, you know?",
        "Really?",
        "Why?",
    ],
)
def test_what_wants_no_answer_is_none(said):
    assert found(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "My boss asked, “where is the rota?”",
        "“Is the site down?” she said.",
        "She didn't know how to log in.",
        "Lewis goes, who is on tomorrow?",
        "They asked me where the rota is?",
    ],
)
def test_what_somebody_else_asked_is_not_theirs(said):
    assert found(said) == []


@pytest.mark.parametrize(
    "said", ["Do you want me to go on?", "Sorry, what was the question?", "Can I swear?", "Is that what you mean?"]
)
def test_questions_to_the_interviewer_are_none_in_a_talk_and_one_in_writing(said):
    assert found(said) == []
    assert len(found(said, spoken=False)) == 1


@given(st.text(max_size=200))
def test_whatever_is_said_a_question_lies_within_it(text):
    for start, end, form in asked(text, 0, len(text)):
        assert 0 <= start < end <= len(text)
        assert form


@pytest.mark.parametrize("odd", ["," + " " * 20_000 + "?", "and is " * 5_000 + "?", "i" + "!" * 20_000 + "?", "a" * 20_000 + "?"])
def test_what_nobody_says_takes_no_longer(odd):
    assert len(found(odd)) <= 1


@pytest.fixture
def talk(made):
    made.interview("P01", "Hello to you.", "Where is it?", "Where is the button?", "On the price page I asked: what does it cost?")
    made.survey({"R1": "How do I stop it?", "R2": "All well."}, stages=("retention",))
    made.define("touchpoint:page", family="touchpoint", label="Price page")
    return made


def test_an_interviewers_question_is_not_a_participants(talk, told):
    talk.interview("P02", "Where was the button?", "It was there.", name="p02")  # turns that end in "?" are the interviewer's
    assert {q.participant for q in questions(told(talk))} == {"R1"}


@pytest.fixture
def spoken(field):
    """A talk in which the participant asks: turns are made by hand, since Field takes a question for the interviewer's."""
    from workbench.study.canon import sha256_text
    from workbench.study.records import Transcript, Turn

    made = field()
    text = "P01: Where is the button? It was gone.\nP01: On the price page I thought, what does it cost? It did not say.\n"
    turns = (Turn(0, "P01", "P01", 5, 38), Turn(1, "P01", "P01", 44, len(text) - 1))
    made.folder.add_transcript(Transcript("t1", "interview", "2026-Q1", "t1", "2026-02-03", text, sha256_text(text), turns))
    made.define("touchpoint:page", family="touchpoint", label="Price page")
    return made


def test_small_talk_outside_all_stages_is_left_out(spoken, told):
    assert [q.text for q in questions(told(spoken))] == ["Where is the button?", "what does it cost?"]
    spoken.code("what does it cost", "stage:purchase")
    assert [(q.text, q.stage) for q in questions(told(spoken))] == [("what does it cost?", "purchase")]


def test_an_answer_lies_in_the_stage_its_question_asks_about(talk, told):
    assert [(q.participant, q.stage, q.form) for q in questions(told(talk))] == [("R1", "retention", "how")]


def test_the_thoughts_lane_has_codes_first_then_what_is_asked(talk, told):
    talk.define("thought:fine", family="thought", label="It is fine").code("All well.", "thought:fine", "stage:retention")
    items = thoughts(told(talk))["retention"]
    assert [(i["id"], i["k"], i["n"], i["marks"]) for i in items] == [("thought:fine", 1, 2, []), ("asks:how", 1, 2, ["question"])]
    (place,) = items[1]["places"]
    assert (place["participant"], place["start"], place["end"]) == ("R1", 0, 17)
    assert "stop" not in items[1]["label"]  # their words stay with their quotes


def test_the_questions_of_tickets_are_nobodys(made, told):
    made.survey({"T1": "How do I stop it?"}, kind="ticket", stages=("retention",))
    assert questions(told(made)) == []


# Content gaps --------------------------------------------------------------------------------------------------------


def test_a_question_is_open_where_no_touchpoint_is_told_of_in_the_same_turn(spoken, told):
    spoken.code("Where is the button? It was gone", "stage:purchase")
    spoken.code("what does it cost", "stage:purchase")
    (row,) = content_gaps(told(spoken))
    assert (row["stage"], row["asked"], row["open"], row["k"], row["n"]) == ("purchase", 1, 1, 1, 1)
    assert [p["open"] for p in row["places"]] == [True, True]
    spoken.code("On the price page", "touchpoint:page")
    assert [p["open"] for p in content_gaps(told(spoken))[0]["places"]] == [True, False]


def test_what_people_say_is_missing_stands_beside_what_they_ask(talk, told):
    cut = segments(talk.folder)
    (well,) = [s for s in cut if s.participant == "R2"]
    heard = [(well, Signal(well.id, 0, 3, "ABSENCE", "ABSENCE.00")), (well, Signal(well.id, 0, 3, "WISH", "WISH.00"))]
    rows = {r["stage"]: r for r in content_gaps(told(talk), heard)}
    row = rows["retention"]
    assert (row["asked"], row["open"], row["missing"], row["k"], row["n"]) == (1, 1, 1, 2, 2)


def test_nobody_asks_and_nothing_is_missing(made, told):
    made.interview("P01", "All is well here.")
    assert content_gaps(told(made)) == []
