from __future__ import annotations

import pytest

from workbench.sources.transcripts.read import parse

HEADINGS = {
    "Participant {}": ".txt", "## Interview {}: Berlin": ".md", "INTERVIEW {} - Oslo": ".txt", "**P0{}**": ".md",
    "Teilnehmerin {} (Bern)": ".txt", "Transcript #{}": ".txt",
}  # fmt: skip


def read(text, suffix=".txt"):
    draft = parse(text.encode(), name=f"a{suffix}", suffix=suffix)
    return [(u.speaker, u.text) for u in draft.utterances], draft.notes


def talk(numbers, heading, answers="P"):
    return "\n\n".join(f"{heading.format(n)}\n\nI: How was it?\n\n{answers}: It took {n} weeks.\n\nI: Why?" for n in numbers)


@pytest.mark.parametrize("heading", HEADINGS)
def test_who_answers_is_somebody_else_in_each_interview_of_a_file(heading):
    """Three people were one, of whom each claim was then said."""
    said, notes = read(talk((1, 2, 3), heading), HEADINGS[heading])
    assert [(who, words) for who, words in said if who != "I"] == [(f"Participant {n}", f"It took {n} weeks.") for n in (1, 2, 3)]
    assert "3 interviews in one file: whoever answers is somebody else under each heading; better is a file each" in notes


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (talk((7, 7), "Interview {}"), {"I", "P"}),  # the head of each page
        (talk((1, 2), "Task {}"), {"I", "P"}),
        (talk((1, 2), "Interview {}", answers="Mia Lund"), {"I", "Mia Lund"}),  # twice with the same person
        ("I: How?\n\nP1: So\n\nP2: And so\n\nP: Hm\n\nP1: Yes", {"I", "P1", "P2", "P"}),
    ],
)
def test_other_headings_and_labels_with_numbers_make_nobody_else(text, people):
    assert {who for who, _ in read(text)[0]} == people
