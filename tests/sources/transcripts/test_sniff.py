from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.sources.transcripts.read import FORMATS, parse
from workbench.sources.transcripts.sniff import content
from workbench.study.errors import Refused

STARTS = [
    b"",
    b"{\\rtf1\\ansi ",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"WEBVTT\n\n",
    b"1\n00:00:01,000 --> 00:00:02,000\n",
    b'{"segments": [',
    b"[00:01.00]",
]


@pytest.mark.parametrize(
    ("raw", "suffix", "kind"),
    [
        (b"WEBVTT\n", ".txt", "vtt"),
        (b"\xef\xbb\xbfWEBVTT\n", ".txt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nhi\n", ".vtt", "srt"),
        (b"1\n00:00:01.000 --> 00:00:02.000\nhi\n", ".vtt", "vtt"),
        (b"Dana: hi", ".doc", "txt"),
        (b"[Dana] hi", ".txt", "txt"),
        (b"[laughter] well\n[Dana] hi", ".md", "md"),
        (b'[{"text": "hi"}]', ".txt", "json"),
        (b"{note: this} is no JSON", ".txt", "txt"),
        (b"<v Dana>hi", ".txt", "txt"),
        (b"\n <!doctype html>", ".txt", "html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx", "doc"),
        (b"speaker,text\n", ".csv", "csv"),
    ],
)
def test_the_bytes_say_what_a_file_is_and_its_name_where_they_do_not(raw, suffix, kind):
    assert content(raw, suffix) == kind


@given(st.sampled_from(STARTS), st.binary(max_size=80), st.sampled_from(FORMATS))
def test_any_bytes_under_any_name_are_read_or_refused(start, rest, suffix):
    try:
        draft = parse(start + rest, name="a" + suffix, suffix=suffix)
    except Refused:
        return
    assert all(u.text.strip() for u in draft.utterances)


KEYS = ["text", "speaker", "start", "end", "elements", "x"]
TREE = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(TREE)
def test_any_json_is_read_or_refused(tree):
    try:
        draft = parse(json.dumps(tree).encode(), name="a.json", suffix=".json")
    except Refused:
        return
    assert draft.utterances


ODD = ["10:30", "well:", "(hm)", "[laughs]", "–", "https://a.example/c", "1.", "|", "&amp;", "<b>", "Note:", "Yes.", "12", "**so**"]
WORD = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=8) | st.sampled_from(ODD)
TURN = st.tuples(st.sampled_from(["Ana", "Ben", "Interviewer"]), st.lists(WORD, min_size=1, max_size=12))


@given(
    st.lists(TURN, min_size=4, max_size=20), st.sampled_from([": ", " : ", ":\n", "："]), st.sampled_from(["\n", "\n\n", "\r\n"])
)
def test_no_word_of_a_labelled_text_is_lost_or_said_by_another(turns, colon, end):
    labels = {who for who, _ in turns}
    assume(len(labels) > 1)
    assume(
        colon != ":\n" or not any(w.endswith(":") for _, words in turns for w in words)
    )  # nobody can tell such a line from a label
    raw = end.join(f"{who}{colon}{' '.join(words)}" for who, words in turns).encode()
    draft = parse(raw, name="a.txt", suffix=".txt")
    for who in labels:
        mine = [w for u in draft.utterances if u.speaker == who for w in u.text.split()]
        assert mine == [w for label, words in turns if label == who for w in words]
