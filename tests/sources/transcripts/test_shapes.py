"""Every shape people have transcripts in gives the same turns, the interviewer known as such, the times and the day there are."""

from __future__ import annotations

import random

import pytest
from pace import cpu, within
from sources.transcripts.shapes import COLUMNS, COLUMNS_SAY, SHAPES, STARTS, WORDS

from workbench.sources.again import read_again
from workbench.sources.ingest import add_transcript
from workbench.sources.people.key import KeyFile
from workbench.sources.transcripts import cast
from workbench.sources.transcripts.read import parse, read_transcript
from workbench.study.errors import Refused


@pytest.fixture
def held(tmp_path):
    return KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")


def read(shape):
    suffix = "." + shape.file.rsplit(".", 1)[1] if "." in shape.file else ""
    return parse(shape.raw, name=shape.file, suffix=suffix)


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_gives_the_same_turns(name, held):
    shape = SHAPES[name]
    draft = read(shape)
    made = cast.assign(draft, held, called="file", file=shape.file)
    text, turns = cast.assemble(draft.utterances, made.shown)
    assert [(t.speaker, " ".join(text[t.start : t.end].split())) for t in turns] == [
        ("Interviewer", WORDS[0]), ("P01", WORDS[1]), ("Interviewer", WORDS[2]), ("P01", WORDS[3])
    ]  # fmt: skip
    assert [t.participant for t in turns] == [None, "P01", None, "P01"], "an interviewer's words are never evidence"
    if shape.times:
        assert [t.start_s for t in turns] == list(STARTS)
    assert draft.date == shape.date
    title = cast.title("interview", made.participants, draft.date, "2026")
    assert "Dana" not in title
    assert "Mia" not in title


def said(name, text, **options):
    raw = text if isinstance(text, bytes) else text.encode()
    draft = parse(raw, name=name, suffix="." + name.rsplit(".", 1)[1], **options)
    return [(u.speaker, u.text) for u in draft.utterances], draft


@pytest.mark.parametrize("order", COLUMNS)
def test_two_columns_of_a_pdf_are_read_one_after_the_other_however_they_were_written(order):
    assert tuple(said("a.pdf", COLUMNS[order])[0]) == COLUMNS_SAY


def test_times_of_day_are_counted_from_the_first_words():
    draft = read(SHAPES["zoom closed captions"])
    assert [u.start_s for u in draft.utterances] == [0, 4, 12, 13]
    assert "times of day" in draft.notes[-1]


def test_f4_stamps_end_a_paragraph_and_begin_the_next():
    draft = read(SHAPES["f4"])
    assert [(u.start_s, u.end_s) for u in draft.utterances] == [(None, 6), (6, 14), (14, 16), (16, 21)]


FOCUS = """Moderator: Who uses it?
Anna (f, 34): I do.
Ben: Me too.
Carla: (laughs) Never.
Moderator 2: Why?
Dev: Because.
Eve: Hm.
Farid: I like it.
All: [laughter]
Unknown Speaker: So do I.
Observer: Tape off.
Ben: Well.
Anna (f, 34): Yes.
"""


def test_a_focus_group_has_its_moderators_its_people_and_those_who_are_nobodys_evidence(held):
    _, draft = said("group.txt", FOCUS)
    made = cast.assign(draft, held, called="group", file="group.txt")
    assert made.participants == ("P01", "P02", "P03", "P04", "P05", "P06")
    _, turns = cast.assemble(draft.utterances, made.shown)
    assert [t.speaker for t in turns if t.participant is None] == ["Interviewer", "Interviewer", "Several", "Unknown", "Observer"]
    (note,) = [n for n in made.notes if "nobody's evidence" in n]
    assert "'Unknown Speaker'" in note
    assert "speakers={'All': 'the name'}" in note


def test_who_is_unknown_answers_if_nobody_else_does(held):
    _, draft = said("a.txt", "Interviewer: How?\nUnknown Speaker: So.\nInterviewer: Why?\nUnknown Speaker: Because.")
    assert cast.assign(draft, held, called="a", file="a.txt").shown == ("Interviewer", "P01")


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("I: How?\nP: I went (I: mhm) home [I: really?] late.\nI: Why?", ["I", "P", "I", "P", "I", "P", "I"]),
        ("Dana: How?\nMia: I went home. Dana: And then? Mia: To bed.\nDana: Why?", ["Dana", "Mia", "Dana", "Mia", "Dana"]),
        ("Dana: How?\nMia: (Interviewer: go on) I went.\nDana: Why?", ["Dana", "Interviewer", "Mia", "Dana"]),
        ("Dana: How?\nMia: One thing (note: it is late) was odd.\nDana: Why?", ["Dana", "Mia", "Dana"]),
        ("Dana: How?\nMia: The error said: no file.\nDana: Why?", ["Dana", "Mia", "Dana"]),
    ],
)
def test_words_inside_the_turn_of_another_go_to_who_says_them(text, turns):
    assert [who for who, _ in said("a.txt", text)[0]] == turns


def test_words_inside_the_cue_of_another_go_to_who_says_them():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nDana: How?\nMia: Well.\n\n00:02.000 --> 00:04.000\nMia: It works. Dana: Why?\n"
    assert said("a.vtt", text)[0] == [("Dana", "How?"), ("Mia", "Well. It works."), ("Dana", "Why?")]


MEMO = "So I wanted to tell you about last week. We had the new tool on Monday and it was slow. " * 30


def test_a_voice_memo_is_cut_after_sentences_and_nothing_is_lost():
    turns, draft = said("memo.txt", MEMO)
    assert len(turns) > 5
    assert " ".join(words for _, words in turns).split() == MEMO.split()
    assert any("write their names before a colon" in n for n in draft.notes)


def test_whisper_text_of_one_line_a_segment_is_cut_the_same_way():
    assert len(said("a.txt", MEMO.replace(". ", ".\n"))[0]) > 5


def test_whispers_table_keeps_quotation_marks_and_its_other_lines():
    turns, _ = said("a.tsv", 'start\tend\ttext\n0\t1000\t"Well,\n1000\t2000\tshe said" and\n2000\t3000\tleft.\n')
    assert turns == [("", '"Well, she said" and left.')]


def test_lyrics_have_a_begin_and_an_end():
    text = "[ti:Talk]\n[00:01.50]One.\n[00:02.50]\n\n[00:09.00]Two.\n[00:10.00]\n[00:11.00]<00:11.00>Three.\n"
    _, draft = said("a.lrc", text)
    assert [(u.text, u.start_s, u.end_s) for u in draft.utterances] == [("One.", 1.5, 2.5), ("Two. Three.", 9.0, 10.0)]


@pytest.mark.parametrize(
    ("name", "raw", "remedy"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Save it as .docx"),
        ("a.txt", b"<!DOCTYPE html><html><body>Dana: hi</body></html>", "browser"),
        ("a.txt", b"ID3\x04\x00" + b"\0" * 100, "transcript"),
        ("a.vtt", b"\0\0\0 ftypM4A " + b"\0" * 100, "transcript"),
        ("a.json", b'{"answers": {"q1": 3}}', ".vtt, .srt or .txt"),
        ("a.json", b'{"segments": [{"text": ', "Export it again"),
        ("a.json", b"[" * 100_000, "Export"),
        ("a.rtf", rb"{\rtf1\ansi\ansicpg932 \'81}", "Save it as .docx"),
        ("a.rtf", bytes(range(256)) * 40, "Save it again as rich text"),
        ("a.txt", ("\ue000" * 500).encode(), "save it as .vtt"),
        ("a.txt", ("\u202e\u200f\u2066" * 500).encode(), "save it as .vtt"),
        ("a.txt", bytes(n % 31 + 1 for n in range(3000)), "save it as .vtt"),
        ("a.txt", b"\xff\xfe" + random.Random(1).randbytes(4000), "save it as .vtt"),  # noqa: S311 (chance)
        ("a.csv", b"id,score\n1,2\n", "add_survey"),
        ("a.txt", b"%PDF-1.4 broken", "Save it again"),
        ("a.txt", b"PK\x03\x04broken", "save a fresh copy"),
        ("a.txt", "\n".join(f"Person{n}x: hello" for n in range(500) for _ in "ab").encode(), "add_survey"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(name, raw, remedy):
    with pytest.raises(Refused) as error:
        said(name, raw)
    assert remedy in error.value.remedy


def test_heads_of_a_file_are_nobodys_words():
    turns, draft = said("a.txt", "Date: 1 May 2026\nProject: Rota\nCommit: abc\n\nA paragraph of what was seen.\n")
    assert {who for who, _ in turns} == {""}
    assert draft.date == "2026-05-01"


def test_a_name_that_lies_is_noted():
    assert said("a.txt", SHAPES["vtt called txt"].raw)[1].notes == ("its name says txt, its content is vtt: read as that",)
    assert said("a.txt", SHAPES["names"].raw)[1].notes == ()


@pytest.mark.parametrize(
    ("name", "unit", "least"),
    [
        ("a.txt", "Dana: And so it went on.\nMia: And on.\n", 6_000),
        ("a.txt", "and so it went on and on.\n", 4_000),
        ("a.txt", "Dana: hi.\nMia: hi. Dana: hi (I: mhm) there\n", 5_000),
        ("a.txt", "Dana  0:01\nAnd so it went on.\nMia  0:02\nAnd on.\n", 4_000),
        ("a.txt", "Dana\n0:01\nAnd so it went on.\nMia\n0:02\nAnd on.\n", 4_000),
        ("a.vtt", "00:01.000 --> 00:02.000\nMia: And so on.\n\n00:01.000 --> 00:02.000\nDana: And so on.\n\n", 3_000),
        ("a.vtt", "00:01.000 --> 00:02.000\n<v Mia>And so on.</v>\n\n", 5_000),
        ("a.lrc", "[00:01.00]And so on.\n[00:02.00]\n", 6_000),
        ("a.tsv", "1000\t2000\tAnd so on.\n", 4_000),
    ],
)
def test_twice_the_length_takes_about_twice_the_time(name, unit, least):
    head = "start\tend\ttext\n" if name == "a.tsv" else "WEBVTT\n\n" if name == "a.vtt" else ""

    def read(times):
        raw = (head + unit * times).encode()
        try:
            parse(raw, name=name, suffix=name[1:])
        except Refused as error:
            assert "limit" in error.found  # noqa: PT017 (a turn of a million characters is refused, in the same time)

    short, long = cpu(lambda: read(least // 4)), cpu(lambda: read(least))
    assert long < 4 * 3 * max(short, 0.02), "quadratic would be 16 times"


@pytest.mark.parametrize(
    "line", ["Dana{0}— 2:0x PM", "I: so [{0}12:3{0}]: yes", "Dana{0}; so", "({0}Dana) so", "P: it was 1{0}:02", "*PAR:\tso{0}."]
)
def test_a_line_of_any_length_costs_as_much_as_it_is_long(line):
    def read_line(length):
        raw = "\n".join([line.format(" " * length)] * 3).encode()
        parse(raw, name="a.txt", suffix=".txt")

    short, long = cpu(lambda: read_line(2_000)), cpu(lambda: read_line(8_000))
    assert long < 4 * 3 * max(short, 0.02), "quadratic would be 16 times"


def test_a_text_of_64_mb_is_refused_at_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Dana: hi\nMia: hello there\n" * (64 * 2**20 // 26))
    with within(100), pytest.raises(Refused, match="64 MB"):
        read_transcript(path)


AGAIN = (
    "zoom vtt", "teams docx", "meet txt", "otter docx", "webex vtt", "rev json", "markdown table", "rtf", "f4", "head",
    "pdf with heads and feet", "docx called doc", "text without an ending", "spanish letters",
)  # fmt: skip


@pytest.mark.parametrize("name", AGAIN)
def test_the_original_read_again_gives_what_the_study_keeps(name, folder, tmp_path):
    path = tmp_path / SHAPES[name].file
    path.write_bytes(SHAPES[name].raw)
    report = add_transcript(folder, path, round="r")
    assert report.rows == 4
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add_transcript(folder, path, round="r").status == "unchanged"
