from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import OxmlElement

from workbench.sources.transcripts.docx import read_docx
from workbench.study.errors import Refused


def made(build):
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return [(u.speaker, u.text, u.start_s) for u in read_docx(out.getvalue(), name="a.docx")[0]]


def test_paragraphs_with_names():
    assert made(lambda d: [d.add_paragraph(p) for p in ("Dana: How was it?", "Mia: Good.", "It lasted.")]) == [
        ("Dana", "How was it?", None),
        ("Mia", "Good.\nIt lasted.", None),
    ]


def test_the_layout_of_teams_puts_name_and_time_before_a_line_break():
    def build(d):
        d.add_heading("Call", 1)
        for head, words in (("Dana Fox   0:03", "How was it?"), ("Mia Lund   1:05", "Good & <fast>."), ("Dana Fox   1:09", "Why?")):
            run = d.add_paragraph().add_run(head)
            run.add_break()
            run.add_text(words)

    assert made(build) == [("Dana Fox", "How was it?", 3.0), ("Mia Lund", "Good & <fast>.", 65.0), ("Dana Fox", "Why?", 69.0)]


@pytest.mark.parametrize(
    "rows",
    [
        [("Time", "Speaker", "Text"), ("0:01", "Dana", "How was it?"), ("0:02", "Mia", "Good.")],
        [("0:01", "Dana", "How was it, all in all, for you?"), ("0:02", "Mia", "Good."), ("0:03", "Dana", "Why?")],
    ],
)
def test_a_table_of_time_speaker_and_words(rows):
    def build(d):
        table = d.add_table(len(rows), 3)
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text

    found = made(build)
    assert [f[0] for f in found][:2] == ["Dana", "Mia"]
    assert found[1] == ("Mia", "Good.", 2.0)


def test_lists_are_notes_with_the_nesting_of_the_document():
    def build(d):
        d.add_paragraph("What is your role?", style="List Bullet")
        d.add_paragraph("I run the shop", style="List Bullet 2")

    assert made(build) == [("Interviewer", "What is your role?", None), ("", "I run the shop", None)]


def test_tracked_insertions_count_and_deletions_do_not():
    def build(d):
        d.add_paragraph("Dana: hello")
        paragraph = d.add_paragraph("Mia: old ")
        for tag, inner, words in (("w:ins", "w:t", "new"), ("w:del", "w:delText", "gone")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    assert made(build)[1][1] == "old new"


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 half", b"hello"])
def test_what_is_no_word_file_is_refused(raw):
    with pytest.raises(Refused):
        read_docx(raw, name="a.docx")


def test_a_form_at_the_head_is_nobodys_words():
    """The name of the participant was the first thing said, and four people took part."""

    def build(d):
        for rows in (
            [("Participant", "Mia Lund"), ("Date", "12 March 2026"), ("Interviewer", "Dana Fox")],
            [("Speaker", "Utterance"), ("Dana", "How was it?"), ("Mia", "Good."), ("Dana", "Why?"), ("Mia", "Fast.")],
        ):
            table = d.add_table(rows=0, cols=2)
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text

    assert made(build) == [("Dana", "How was it?", None), ("Mia", "Good.", None), ("Dana", "Why?", None), ("Mia", "Fast.", None)]


def test_who_stopped_the_transcription_said_nothing():
    def build(d):
        for name, words in (("Dana", ": Why?"), ("Mia", ": So."), ("Dana", ": Thanks."), ("Dana", " stopped transcription")):
            paragraph = d.add_paragraph()
            paragraph.add_run(name).bold = True
            paragraph.add_run(words)

    assert made(build) == [("Dana", "Why?", None), ("Mia", "So.", None), ("Dana", "Thanks.", None)]
