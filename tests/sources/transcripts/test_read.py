from __future__ import annotations

import contextlib

import pytest
from pace import within

from workbench.sources.transcripts.read import Utterance, parse, read_transcript
from workbench.study.errors import Refused


def read(name, text):
    return parse(text.encode(), name=name, suffix="." + name.rsplit(".", 1)[1])


def test_whispers_table_counts_milliseconds():
    said = read("a.tsv", "start\tend\ttext\n43810\t47850\tHello.\n48350\t54570\tSo.\n").utterances
    assert said == (Utterance("", "Hello. So.", 43.81, 54.57),)


def test_a_table_with_speakers_is_a_transcript():
    said = read("a.csv", "Time,Speaker,Text\n0:01,Dana,How?\n0:02,Mia,Well\n0:04,Mia,so.\n").utterances
    assert said == (Utterance("Dana", "How?", 1.0), Utterance("Mia", "Well so.", 2.0))


def test_a_table_without_words_is_refused_with_the_way_out():
    with pytest.raises(Refused, match="add_survey"):
        read("a.csv", "id,nps\n1,2\n")


def test_title_and_date_come_from_the_head_or_the_name():
    draft = read("a.md", "# Talk\n\nHeld on Dec 6, 2022.\n\nAna: hi, see you on 2026-01-01\nBen: yes\n")
    assert (draft.title, draft.date, draft.format) == ("Talk", "2022-12-06", "md")
    assert read("call 2026-02-10.txt", "Ana: hi\nBen: yes\n").date == "2026-02-10"
    assert read("call.txt", "Ana: hi, see you on 2026-01-01\nBen: yes\n").date is None


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"x")
    with pytest.raises(Refused, match="not read as transcripts"):
        read_transcript(path)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_001,
        "a " * 60_000 + ":",
        "* " * 50_000,
        " " * 200_000 + "x",
        "[" * 50_000,
        "00:00 " * 30_000,
        "**" * 20_000 + ":",
        "# " + " " * 100_000 + "#",
        "00:01.000 --> 00:02.000\n" + "<v " * 50_000,
        "00:01.000 --> 00:02.000\n" + "&#" * 50_000 + "<" * 50_000,
        ("1:00 -" * 200 + "\n") * 20,
    ],
)
def test_no_text_takes_long(text):
    with within(100):
        for name in ("a.txt", "a.md", "a.vtt"):
            with contextlib.suppress(Refused):
                read(name, text)


def test_what_no_text_may_hold_is_replaced_wherever_it_comes_from(tmp_path):
    """JSON writes NUL and half a pair as escapes, which no check of the bytes sees."""
    path = tmp_path / "a.json"
    path.write_text(
        '[{"speaker": "Jo\\u0000", "text": "I \\ud83d paid \\ud83d\\ude80"}, {"speaker": "Al", "text": "Why?"}]', encoding="utf-8"
    )
    draft = read_transcript(path)
    assert draft.utterances[0].speaker == "Jo\ufffd"
    assert draft.utterances[0].text == "I \ufffd paid 🚀"
    assert any("no text may hold" in note for note in draft.notes)


def test_a_time_of_five_thousand_digits_is_no_time(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(f"start\tend\ttext\n0\t{'9' * 5000}\tHello there.\n10\t20\tGood morning.\n", encoding="utf-8")
    draft = read_transcript(path)
    assert "1 lines have no times" in draft.notes
