from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from sources.transcripts.shapes import TURNS, long

from workbench.sources.transcripts.pdf import read_pdf
from workbench.study.errors import Refused


def page_of(*pages, password=None):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    for lines in pages:
        for i, line in enumerate(lines):
            canvas.drawString(50, 800 - 20 * i, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_furniture_goes_lines_join_and_hyphens_heal_over_pages():
    raw = page_of(
        [
            "Study 12 - Confidential",
            "Dana: How did it",
            "go with the plan-",
            "ner on day one?",
            "Mia: It was a well-",
            "thought tool and",
            "1",
        ],
        ["Study 12 - Confidential", "I liked it.", "Dana: Why?", "Mia: The fees.", "2"],
    )
    said, notes, _ = read_pdf(raw, name="a.pdf")
    assert [(u.speaker, u.text) for u in said] == [
        ("Dana", "How did it go with the planner on day one?"),
        ("Mia", "It was a well-thought tool and I liked it."),
        ("Dana", "Why?"),
        ("Mia", "The fees."),
    ]
    assert notes == ("4 lines of page heads, feet and numbers were left out",)


def test_a_scan_is_refused_with_the_way_out():
    with pytest.raises(Refused, match="scan"):
        read_pdf(page_of([]), name="a.pdf")


def test_a_locked_file_is_refused():
    with pytest.raises(Refused, match="password"):
        read_pdf(page_of(["Ana: hi"], password="secret"), name="a.pdf")  # noqa: S106 (of a file made here)


@given(st.binary(max_size=200))
def test_damaged_files_are_refused_in_one_sentence(junk):
    raw = page_of(["Ana: hi", "Ben: hello"])
    for bad in (junk, raw[: len(junk) * 3], raw[:300] + junk + raw[400:]):
        with suppress(Refused):  # anything else is a failure
            read_pdf(bad, name="a.pdf")


TALK = [(who, f"{words} {n}", a) for n, (who, words, a, _) in enumerate(TURNS * 12)]


def printed(tmp_path, columns, valign="TOP", *, head=True, above=()):
    """A table as programs print it: cells wrapped, names at the top, the middle or the foot of their row."""
    style = getSampleStyleSheet()["BodyText"]
    body = [
        [{"Time": long(a), "Speaker": who, "Text": Paragraph(words, style), "#": str(n)}[c] for c in columns]
        for n, (who, words, a) in enumerate(TALK, 1)
    ]
    wide = {"Time": 60, "Speaker": 70, "Text": 90, "#": 25}
    table = Table([[*columns], *body] if head else body, [wide[c] for c in columns], repeatRows=int(head))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), valign)]))
    path = tmp_path / "a.pdf"
    SimpleDocTemplate(str(path)).build([*(Paragraph(x, style) for x in above), table])
    said, notes, _ = read_pdf(path.read_bytes(), name="a.pdf")
    return [(u.speaker, u.text) for u in said], notes


@pytest.mark.parametrize(
    ("columns", "how"),
    [
        (("Time", "Speaker", "Text"), {}),
        (("Speaker", "Text"), {"valign": "MIDDLE"}),
        (("#", "Speaker", "Text", "Time"), {"valign": "BOTTOM"}),
        (("Text", "Speaker"), {}),
        (("Speaker", "Text"), {"head": False}),
        (("Speaker", "Text"), {"above": ["Interview 7", "Interviewer: Dana Fox"]}),
    ],
)
def test_a_printed_table_keeps_who_speaks(tmp_path, columns, how):
    """In the order of its text the names of a page come behind its words: all was one participant's."""
    said, notes = printed(tmp_path, columns, **how)
    assert said == [(who, words) for who, words, _ in TALK]
    assert notes[0] == "a table: read by its columns"


def test_a_report_with_a_small_table_is_no_table(tmp_path):
    prose = ["I went to the shop and it was closed, so I came back later. " * 12] * 8
    assert "a table: read by its columns" not in printed(tmp_path, ("Speaker", "Text"), above=prose)[1]
