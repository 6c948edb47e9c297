"""Whose a name in a text is, when somebody withdraws."""

from __future__ import annotations

import pytest

from workbench.sources.people.key import KeyEntry
from workbench.sources.people.traces import Traces

NAMES = {"P01": "Robert Hughes", "P02": "Katarzyna Nowak", "P03": "Tim Tanner", "P04": "Rob Oak"}
ROSTER = tuple(KeyEntry(pseudonym, name) for pseudonym, name in NAMES.items())


@pytest.mark.parametrize(
    ("who", "text", "names"),
    [
        ("P03", "Timmy, I said, and Tanner's wife.", ["Timmy", "Tanner"]),
        ("P01", "Rob said so, and Bobby.", []),
        ("P02", "Kasia, a potem Katarzynę i Nowaka.", ["Kasia", "Katarzynę", "Nowaka"]),
        ("P02", "Bob Hughes called.", []),
    ],
)
def test_short_and_inflected_forms_are_theirs_unless_they_are_somebody_elses(who, text, names):
    found = Traces(frozenset(), ROSTER, who).names_in(text)
    assert [text[start:end] for start, end in found] == names


def test_no_original_goes_for_a_form_that_may_be_somebody_elses(tmp_path):
    (tmp_path / "a.txt").write_text("Timmy said so.")
    (tmp_path / "b.txt").write_text("Tim said so.")
    traces = Traces(frozenset(), ROSTER, "P03")
    assert [traces.in_file(tmp_path / name) for name in ("a.txt", "b.txt")] == [False, True]
