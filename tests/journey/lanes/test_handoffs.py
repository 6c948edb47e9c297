"""Handoffs: from one channel to the next in the order of telling, and what that does to people."""

from __future__ import annotations

import pytest

from workbench.journey.lanes.contradictions import contradictions
from workbench.journey.lanes.handoffs import handoff_lane, handoffs, switches
from workbench.study.settings import Touchpoint


@pytest.fixture
def calls(made):
    made.interview(
        "P01", "I wrote in the chat.", "Then I rang them and had to explain it all again.", "What did they say?", "They wrote."
    )
    made.interview("P02", "The chat was fine.", "On the phone it was quick.")
    for name in ("chat", "phone"):
        made.define(f"channel:{name}", family="channel", label=name.title())
    for words in ("I wrote in the chat", "Then I rang them", "The chat was fine", "On the phone it was quick"):
        made.code(words, "stage:retention")
    made.code("I wrote in the chat", "channel:chat", valence=0)
    made.code("Then I rang them", "channel:phone", valence=-2)
    made.code("The chat was fine", "channel:chat", valence=1)
    made.code("On the phone it was quick", "channel:phone", valence=1)
    return made


def test_a_pair_is_counted_in_people_with_the_change_of_feeling(calls, told):
    (row,) = handoffs(told(calls))
    assert (row["from"], row["to"], row["label"]) == ("chat", "phone", "Chat → Phone")
    assert (row["k"], row["n"], row["m"], row["stage"], row["from_stage"]) == (2, 2, 2, "retention", "retention")
    assert row["change"] == {"mean": -1.0, "lo": None, "hi": None, "n": 2}


def test_who_had_to_say_it_again_is_told_by_their_words_near_the_switch(calls, told):
    (row,) = handoffs(told(calls))
    assert (row["repeated"], row["marks"], row["note"]) == (1, ["had to repeat"], "1 of 2 had to say it again")


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ("I had to explain everything again", True),
        ("they asked me the same questions twice", True),
        ("I started from scratch", True),
        ("I re-entered my number", True),
        ("I had to repeat my name", True),
        ("we were back to square one", True),
        ("I would ring again any time", False),
        ("she explained it well", False),
        ("I told her about it", False),
        ("the lesson starts from nine", False),
    ],
)
def test_cues_of_having_to_repeat(made, told, words, again):
    made.interview("P01", "First the chat.", f"Then the phone, {words}.")
    for name, said in (("chat", "First the chat"), ("phone", "Then the phone")):
        made.define(f"channel:{name}", family="channel", label=name).code(said, f"channel:{name}")
    (switch,) = switches(told(made))
    assert switch.repeated is again


def test_what_the_interviewer_says_between_is_not_theirs(made, told):
    made.interview("P01", "First the chat.", "Did you have to explain it all again?", "Then the phone.")
    for name, said in (("chat", "First the chat"), ("phone", "Then the phone")):
        made.define(f"channel:{name}", family="channel", label=name).code(said, f"channel:{name}")
    assert [s.repeated for s in switches(told(made))] == [False]


def test_what_is_said_long_before_the_switch_is_of_something_else(made, told):
    made.interview(
        "P01", "First the chat.", f"I explained it all again to my son. {'We went for a walk. ' * 20}", "Then the phone."
    )
    for name, said in (("chat", "First the chat"), ("phone", "Then the phone")):
        made.define(f"channel:{name}", family="channel", label=name).code(said, f"channel:{name}")
    assert [s.repeated for s in switches(told(made))] == [False]


def test_the_same_channel_again_is_no_handoff(made, told):
    made.interview("P01", "The chat first.", "The chat again.").define("channel:chat", family="channel", label="Chat")
    for words in ("The chat first", "The chat again"):
        made.code(words, "channel:chat")
    assert handoffs(told(made)) == []


def test_on_the_same_words_nobody_tells_what_came_first(made, told):
    made.interview("P01", "Chat and phone at once.")
    for name in ("chat", "phone"):
        made.define(f"channel:{name}", family="channel", label=name).code("Chat and phone at once", f"channel:{name}")
    assert handoffs(told(made)) == []


@pytest.mark.parametrize(("to", "found"), [("retention", 1), ("advocacy", 1), ("purchase", 0), ("awareness", 0)])
def test_only_within_a_stage_or_to_a_neighbour(made, told, to, found):
    made.interview("P01", "The chat first.", "The phone then.")
    for name, stage, words in (("chat", "retention", "The chat first"), ("phone", to, "The phone then")):
        made.define(f"channel:{name}", family="channel", label=name).code(words, f"channel:{name}", f"stage:{stage}")
    rows = handoffs(told(made))
    assert len(rows) == found
    assert all(r["stage"] == to for r in rows)


def test_two_texts_have_no_order(made, told):
    made.interview("P01", "The chat first.", name="one").interview("P01", "The phone then.", name="two")
    made.survey({"R1": "by mail"}, name="s")
    for name, words in (("chat", "The chat first"), ("phone", "The phone then"), ("mail", "by mail")):
        made.define(f"channel:{name}", family="channel", label=name).code(words, f"channel:{name}")
    assert handoffs(told(made)) == []


def test_two_people_in_one_talk_are_not_one_path(made, told):
    made.interview("P01", "The chat first.", name="one")
    made.define("channel:chat", family="channel", label="Chat").define("channel:phone", family="channel", label="Phone")
    made.code("The chat first", "channel:chat")
    made.interview("P02", "The phone then.", name="two").code("The phone then", "channel:phone")
    assert handoffs(told(made)) == []


def test_between_touchpoints(field, told):
    made = field(touchpoints=(Touchpoint("shop", "Shop", channel="street"), Touchpoint("till", "Till", channel="street")))
    made.interview("P01", "The shop was nice.", "The till was slow.")
    for name, words in (("shop", "The shop was nice"), ("till", "The till was slow")):
        made.define(f"touchpoint:{name}", family="touchpoint", label=name).code(words, f"touchpoint:{name}")
    assert handoffs(told(made)) == []  # the same channel
    (row,) = handoffs(told(made), "touchpoint")
    assert (row["id"], row["label"]) == ("handoff:touchpoint:shop>touchpoint:till", "Shop → Till")


def test_the_lane_has_it_where_people_arrive(calls, told):
    assert [i["id"] for i in handoff_lane(told(calls))["retention"]] == ["handoff:chat>phone"]


# Contradictions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def promised(field):
    made = field(touchpoints=(Touchpoint("advert", "Advert"), Touchpoint("till", "Till")))
    made.interview("P01", "The advert said a month.", "At the till it was two weeks.")
    made.define("touchpoint:advert", family="touchpoint", label="Advert").define(
        "touchpoint:till", family="touchpoint", label="Till"
    )
    made.define("expectation:trial", family="expectation", label="A month", stage="consideration")
    made.define("delivered:trial", family="delivered", label="Two weeks", stage="consideration")
    made.code("The advert said a month", "touchpoint:advert", "expectation:trial")
    made.code("At the till it was two weeks", "touchpoint:till")
    return made


def test_expected_at_one_and_delivered_badly_at_another(promised, told):
    assert contradictions(told(promised)) == []
    promised.code("At the till it was two weeks", "delivered:trial", valence=-1)
    (row,) = contradictions(told(promised))
    assert (row["label"], row["between"], row["k"]) == ("Advert and Till", ["touchpoint:advert", "touchpoint:till"], 1)
    quotes = {m.id: m.quote for ms in told(promised).material.mentions.values() for m in ms}
    (pair,) = row["pairs"]
    assert (quotes[pair["first"]], quotes[pair["second"]], pair["rule"]) == (
        "The advert said a month", "At the till it was two weeks", "expected",
    )  # fmt: skip


@pytest.mark.parametrize("valence", [0, 2])
def test_who_is_content_with_what_came_was_told_no_contradiction(promised, told, valence):
    promised.code("At the till it was two weeks", "delivered:trial", valence=valence)
    assert contradictions(told(promised)) == []


def test_coded_as_one_on_words_that_tell_of_both(field, told):
    made = field()
    made.interview("P01", "The chat said yes and the phone said no.")
    for name, words in (("chat", "The chat said yes"), ("phone", "the phone said no")):
        made.define(f"channel:{name}", family="channel", label=name.title()).code(words, f"channel:{name}")
    made.define("free:contradiction", family="free", label="Contradiction")
    made.code("The chat said yes and the phone said no", "free:contradiction")
    (row,) = contradictions(told(made))
    assert (row["label"], row["k"], row["pairs"][0]["rule"]) == ("Chat and Phone", 1, "coded")
