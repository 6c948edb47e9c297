from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

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
