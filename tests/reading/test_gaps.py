from __future__ import annotations

import pytest

from workbench.reading.gaps import gaps
from workbench.study.records import Anchor, Segment


def found(text):
    return gaps([Segment("s1", Anchor("s", "a", "v", 0, len(text)), text, "P01", "r", "interview")])


def words(text, span):
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("text", "expected", "delivered", "direction"),
    [
        ("I thought it would sync by itself, but nothing happened.", "I thought it would sync by itself",
         "but nothing happened", "worse"),
        ("I expected a struggle but it was lovely.", "I expected a struggle", "but it was lovely", "better"),
        ("The reply came quicker than I expected.", None, "The reply came quicker", "better"),
        ("Setting it up was harder than expected.", None, "Setting it up was harder", "worse"),
        ("It was supposed to bring the names. It brought nothing.",
         "was supposed to bring the names", "It brought nothing", "worse"),
        ("I was expecting days. Four minutes, wow.", "I was expecting days", "Four minutes, wow", "better"),
        ("I'd hoped it would export the list.", "I'd hoped it would export the list", None, "worse"),
    ],
)  # fmt: skip
def test_what_was_expected_what_came_and_which_was_better(text, expected, delivered, direction):
    (gap,) = found(text)
    assert words(text, gap.expected) == expected
    assert (words(text, gap.delivered) or "").rstrip(".") == (delivered or "")
    assert gap.direction == direction
    assert gap.rule.startswith("EXPECT-GAP.")


def test_what_cannot_be_told_is_unclear():
    (gap,) = found("I expected that, to be truthful.")
    assert gap.direction == "unclear"


@pytest.mark.parametrize("text", ["We expect rain.", "It was good.", "", "I think it is fine.", "She is expecting a baby."])
def test_talk_without_a_gap_has_none(text):
    assert found(text) == []


def test_spans_lie_in_the_text():
    text = "I thought it would. But! It turned out: no; than expected."
    for gap in found(text):
        for span in (gap.expected, gap.delivered):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
