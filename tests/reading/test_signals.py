from __future__ import annotations

import pytest
from pace import within

from workbench.reading import language as language_module
from workbench.reading.language import load_language
from workbench.reading.notices import Notice
from workbench.reading.segments import segments_of_transcript
from workbench.reading.signals import KINDS, by_segment, signals
from workbench.study.records import Anchor, Segment, Transcript, Turn


def segment(text, name="s1"):
    return Segment(name, Anchor("s", "a", "v", 0, len(text)), text, "P01", "r", "interview")


def kinds(text, **how):
    return {s.kind for s in signals([segment(text)], **how)}


MEANT = {
    "WISH": [
        "I wish it told me what to do first.", "If only there was a list.",
        "It would be nice if it came with roles.", "I'd love to see the price.", "Ideally the hours come out as a file.",
    ],
    "SUGGEST": [
        "They should show the price.", "Please add a dark mode.", "Why can't it just ask them for me?",
        "Give me a switch for that.", "cant it just take a file", "Is there an option to hide it?",
        "Perhaps put the cost on the front?",
        "It needs to work on a phone.",
        "Could you let us decide when it rings?", "Better error messages please.",
    ],
    "WORKAROUND": [
        "I had to type them all in again.", "We ended up ringing everybody.", "So I just copy it out by hand.",
        "Lewis takes a picture of it for the group.", "I keep a little notebook behind the till.", "I screenshot it into WhatsApp.",
    ],
    "EXPECT-GAP": [
        "I expected a month and got a fortnight.", "I thought they would come to me.", "It was supposed to bring the hours.",
        "Turns out they go through by themselves.",
    ],
    "ABSENCE": [
        "There is no way to print it.", "I couldn't find the price.", "Nobody told us where to begin.",
        "I didn't know what came next.",
    ],
    "EFFORT": [
        "It took me three hours.", "Six calls I made, over and over.", "Every single time I log in.",
        "It kept asking for my details.",
    ],
    "AVOID": ["In the end I gave up.", "We went back to Excel.", "I didn't bother.", "I stopped using it."],
    "NORMALISED": ["You get used to it.", "That's just how it is.", "It's part of the job.",
        "I print it again, it's no bother."],
    "COMPARE": ["Unlike the other one, it shows the price.", "In ShiftPal you can swap.", "It's easier than the old way."],
    "GOAL-NEG": ["I tried to swap but it never went through.", "We wanted to send her one and there was nothing to send."],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in MEANT.items() for t in texts])
def test_a_signal_is_found(kind, text):
    assert kind in kinds(text)


FALSE_FRIENDS = {
    "negated": [
        ("I didn't have to type anything.", "WORKAROUND"), ("I never had to ring anybody.", "WORKAROUND"),
        ("We no longer copy it by hand.", "WORKAROUND"), ("I don't wish for anything.", "WISH"),
        ("They shouldn't change it.", "WISH"), ("It hasn't taken hours.", "EFFORT"),
        ("There's no copying by hand any more.", "WORKAROUND"), ("I don't think they should change it.", "SUGGEST"),
        ("There is nothing they could have done better.", "SUGGEST"),
    ],
    "supposed": [
        ("If I had to type them in again, I'd leave.", "WORKAROUND"), ("You might have to ring round, I imagine.", "WORKAROUND"),
        ("I would have gave up.", "AVOID"), ("You could copy the whole week over.", "WORKAROUND"),
        ("Whether we gave up, I can't say.", "AVOID"),
    ],
    "said by somebody else": [
        ("She said 'I wish it was easier'.", "WISH"), ('My manager goes, "why can\'t it just ring them?"', "SUGGEST"),
        ("He told me \u201cyou should print it\u201d and left.", "SUGGEST"), ("She said I should print it.", "SUGGEST"),
        ("My sister says they should add a map.", "SUGGEST"), ("He wishes it was bigger.", "WISH"),
    ],
    "addressed to somebody else": [
        ("I should have known.", "SUGGEST"), ("She should be here by now.", "SUGGEST"), ("It should be fine.", "SUGGEST"),
        ("Let me see.", "SUGGEST"), ("Could you repeat that?", "SUGGEST"),
    ],
    "little": [
        ("It only took five minutes.", "EFFORT"), ("One or two calls and it was done.", "WORKAROUND"),
    ],
    "praise": [
        ("I love that I can copy the week.", "WISH"), ("I wish every app was like this.", "WISH"),
        ("I wish I'd found it sooner.", "WISH"), ("I would like to thank the team.", "WISH"), ("You should be proud.", "SUGGEST"),
        ("I couldn't fault it.", "ABSENCE"), ("No problems getting started.", "ABSENCE"), ("Best wishes.", "WISH"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("why", "text", "kind"), [(w, t, k) for w, rows in FALSE_FRIENDS.items() for t, k in rows])
def test_a_false_friend_is_left_alone(why, text, kind):
    assert kind not in kinds(text), why


def test_one_quotes_oneself():
    assert "SUGGEST" in kinds("I said, 'why can't it just ring them?'")


@pytest.mark.parametrize(
    "text",
    [
        "It's a café by the river, nine of us, and Lewis is my right arm.", "Lovely staff, very friendly and efficient.",
        "We open at seven and close at four.", "Yes, that was in August, the advert was on the back of the catalogue.",
        "Everything was explained and I felt safe.", "I use it on my phone on the bus.", "The team is great and so is the food.",
        "She came from Carlisle with two scones.", "Quick, clear and kind.",
    ],
)  # fmt: skip
def test_neutral_talk_is_silent(text):
    assert kinds(text) == set()


@pytest.mark.parametrize("text", ["", "   ", "?", "\x00", "👩🏽‍🍳" * 50, "\u202ewish I", "wish " * 500])
def test_any_text_is_read(text):
    for s in signals([segment(text)]):
        assert 0 <= s.start < s.end <= len(text)


def test_a_signal_keeps_its_place_and_rule():
    text = "Nice. But I had to type them again."
    found = [s for s in signals([segment(text)]) if s.kind == "WORKAROUND"]
    assert [text[s.start : s.end] for s in found] == ["had to type"]
    assert found[0].rule.startswith("WORKAROUND.")


def test_ratings_make_a_signal_without_words():
    found = signals([segment("Fine.", "a"), segment("Fine.", "b")], dissatisfied={"b"})
    assert [(s.segment, s.kind) for s in found] == [("b", "IMP-DISSAT")]


def test_a_resigned_remark_counts_only_beside_something_to_be_resigned_to():
    talk = ["I had to type every name in again.", "It's no bother.", "The weather was good.", "It's no bother."]
    places = [(0, 40), (41, 60), (61, 90), (91, 110)]
    rows = [
        Segment(f"s{n}", Anchor("s", "", "v", *at), t, "P01", "r", "interview")
        for n, (t, at) in enumerate(zip(talk, places, strict=True))
    ]
    assert [s.segment for s in signals(rows) if s.kind == "NORMALISED"] == ["s1"]
    other = [rows[0], Segment("s1", Anchor("t", "", "v", 41, 60), talk[1], "P02", "r", "interview")]
    assert not any(s.kind == "NORMALISED" for s in signals(other)), "somebody else's"


def test_what_an_interviewer_says_is_no_segment_and_so_no_signal():
    asked, answered = "I wish it printed, would you say?", "It is a shop by the river."
    turns = (Turn(0, "Interviewer", None, 0, len(asked)), Turn(1, "P01", "P01", len(asked) + 1, len(asked) + 1 + len(answered)))
    transcript = Transcript("s", "interview", "r", "", None, f"{asked}\n{answered}", "v", turns)
    assert kinds(asked)
    assert signals(segments_of_transcript(transcript)) == []


def test_classes_of_a_segment_are_gathered():
    found = by_segment(signals([segment("I wish it did, I gave up and had to type it again.")]))
    assert {"WISH", "AVOID", "WORKAROUND"} <= found["s1"]
    assert found["s1"] <= set(KINDS)


def test_the_rules_run_on_a_bare_tokenizer(monkeypatch):
    monkeypatch.setattr(language_module, "_loaded", {})
    with pytest.warns(Notice, match="No English model"):
        bare = load_language("no_such_model")
    assert kinds("I wish I didn't have to type it.", language=bare) == kinds("I wish I didn't have to type it.")


def test_three_hundred_short_texts_take_no_longer_than_a_person_waits():
    many = [segment(f"I had to copy the hours of {n} people into payroll by hand, honestly.", f"s{n}") for n in range(300)]
    signals(many[:5])
    with within(50):
        signals(many)


def test_a_lone_cue_of_trouble_amid_praise_is_by_the_way():
    assert kinds("They were lovely, so caring, and I felt silly having to phone everyone.") == set()
    assert "WORKAROUND" in kinds("They were lovely, so caring, but I felt silly having to phone everyone.")
    assert kinds("There was no one who could have been kinder or better.") == set()
