from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import within

from workbench.reading.segments import (
    MOST_CHARACTERS,
    MOST_WORDS,
    cut,
    segments,
    segments_of_survey,
    segments_of_transcript,
    sentences,
)
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Question, Survey, Transcript, Turn
from workbench.study.settings import Settings


def pieces(text):
    return [text[s:e] for s, e in cut(text, 0, len(text))]


def transcript(*turns, name="p01"):
    text, made = "", []
    for i, (speaker, words) in enumerate(turns):
        start = len(text) + len(speaker) + 2
        text += f"{speaker}: {words}\n"
        made.append(Turn(i, speaker, speaker if speaker.startswith("P") else None, start, start + len(words)))
    return Transcript(name, "interview", "2026-Q1", name, None, text, sha256_text(text), tuple(made))


def survey(*answers, name="nps"):
    rows = [(f"a{i}", f"R{i:03}", "why", t, sha256_text(t)) for i, t in enumerate(answers)]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version"])
    return Survey(name, "survey", "2026-Q1", name, "v", (Question("why", "Why?"),), frame)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I asked Dr. Smith, who said no. Then we left.", 2),
        ("It cost 3.5 pounds. Fine.", 2),
        ("What?! Really... Yes", 3),
        ("J. R. Hartley wrote it.", 1),
        ("很好。不错！", 2),
        ("first line\n\nsecond block", 2),
        ("no full stop anywhere", 1),
        ('He said "stop." Then he went.', 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, count):
    assert len([s for s in sentences(text, 0, len(text)) if text[slice(*s)].strip()]) == count


def test_a_short_answer_is_one_segment():
    assert pieces("Too slow. And too dear.") == ["Too slow. And too dear."]


def test_sentences_are_joined_until_twelve_words():
    one = "The import only brought in names. So I typed the hours again. "
    two = "Then on the Monday nobody had got the invitation, and I rang all nine of them."
    assert pieces(one + two) == [one.strip(), two]


def test_a_recogniser_without_full_stops_is_cut_at_clauses():
    text = " ".join(["i rang them all up one by one and nobody came"] * 30)
    found = pieces(text)
    assert all(12 <= len(p.split()) <= MOST_WORDS for p in found)
    assert all(p.startswith(("i rang", "and nobody")) for p in found)


@pytest.mark.parametrize("text", ["字" * 2000, "e\u0301" * 900, "👩🏽\u200d🍳" * 400, "x" * 5000])
def test_text_without_spaces_is_cut_by_length_and_never_inside_a_character(text):
    found = pieces(text)
    assert "".join(found) == text
    assert all(len(p) <= MOST_CHARACTERS for p in found)
    assert not any(p[0] in "\u0301\u200d🏽" or p[-1] == "\u200d" for p in found)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=1500), st.integers(0, 40))
def test_spans_are_in_order_apart_trimmed_and_lose_nothing(text, start):
    start = min(start, len(text))
    spans = cut(text, start, len(text))
    at = start
    for begin, end in spans:
        assert at <= begin < end <= len(text)
        assert not text[at:begin].strip()
        assert text[begin:end] == text[begin:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from(["so", "we", "rang.", "them", "and,", "Tern!", "3.5"]), max_size=400))
def test_no_segment_is_longer_than_sixty_words(words):
    assert all(len(p.split()) <= MOST_WORDS for p in pieces(" ".join(words)))


def test_only_participants_speak_in_segments():
    talk = transcript(("Interviewer", "What did you do then?"), ("P01", "I rang them all."), ("P01", "Yeah."))
    found = segments_of_transcript(talk)
    assert [(s.text, s.participant, s.turn) for s in found] == [("I rang them all.", "P01", 1)]


def test_the_quote_is_the_span_of_the_source():
    source = transcript(("P01", "Ça va. " * 30), ("Interviewer", "Hm?"), ("P02", "Oh, “fine” — really 😀 quite fine."))
    for s in segments_of_transcript(source):
        assert source.text[s.anchor.start : s.anchor.end] == s.text
        assert s.anchor.version == source.version
        assert s.id == f"p01//{s.anchor.start}-{s.anchor.end}"


def test_answers_without_a_letter_are_no_segments():
    found = segments_of_survey(survey("price", "-", "???", "  ", "n/a", "7"))
    assert [s.text for s in found] == ["price", "n/a", "7"]
    assert found[0].id == "nps/a0/0-5"


def test_a_study_gives_segments_sorted_by_id(tmp_path):
    folder = Folder.create(tmp_path / "s", Settings(title="s", scenario=""))
    folder.add_transcript(transcript(("P02", "We never got the invitation."), name="zed"))
    folder.add_survey(survey("price", "speed"))
    found = segments(folder)
    assert [s.id for s in found] == sorted(s.id for s in found)
    assert {s.kind for s in found} == {"interview", "survey"}
    assert all(folder.quote(s.anchor) == s.text for s in found)


@pytest.mark.slow
def test_a_hundred_thousand_answers_take_seconds():
    many = survey(*(["Copying every hour into payroll by hand is maddening, honestly."] * 100_000))
    with within(100):
        assert len(segments_of_survey(many)) == 100_000
