"""What bears a need, and what is said where there is too little of it."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.reading.gaps import Gap
from workbench.reading.signals import Signal
from workbench.themes.bearing import cautions, strengths, unmet
from workbench.themes.needs import candidates

ENOUGH = [f"I wish the hours of week {n} went straight into payroll" for n in range(60)]


@pytest.mark.parametrize(
    ("texts", "people", "says"),
    [
        ([], 1, []),
        (ENOUGH, 60, []),
        (ENOUGH[:12], 12, ["Only 12 segments bear"]),
        (ENOUGH, 1, ["One person speaks"]),
        (["I wish it printed the rota"] * 60, 60, ["All 60 segments say the same"]),
        (["", " ", ""], 3, ["All 3 segments say", "No segment says more than a word"]),
        (["\U0001f600", "\U0001f44d\U0001f3fd"], 2, ["No segment says more than a word"]),
        (["The staff were lovely and kind", "The soup tasted of the sea"], 2, ["No words ask for, miss or get round"]),
        (
            ["Das ist nicht gut für die Kunden", "Ich habe mir eine Liste gemacht, weil es nicht geht"],
            2,
            ["What asks for, misses or gets round"],
        ),
    ],
)
def test_thin_material_is_no_error_and_is_named(make, texts, people, says):
    """A dozen segments, one person, all alike, empty, emoji only, praise only."""
    rows = [make(f"s{n:02}", text, f"P{n % people:02}") for n, text in enumerate(texts)]
    wishes = [Signal(s.id, 0, 6, "WISH", "WISH.00") for s in rows if s.text.startswith("I wish")]
    vectors = np.random.default_rng(2).standard_normal((len(rows), 6)) if len(set(texts)) > 1 else np.ones((len(rows), 6))
    found = candidates(rows, vectors, wishes)
    assert bool(found) == bool(wishes)
    said = cautions(rows, wishes)
    assert [line[: len(start)] for line, start in zip(said, says, strict=True)] == says


def test_a_gap_that_came_out_better_is_no_need():
    found = [Signal(s, 0, 3, kind, f"{kind}.00") for s in "abc" for kind in ("EXPECT-GAP", "WISH")]
    gaps = [Gap("a", (0, 1), (2, 3), "better", "R"), Gap("b", None, None, "better", "R"), Gap("b", None, None, "worse", "R")]
    assert [s.segment for s in unmet(found, gaps) if s.kind == "EXPECT-GAP"] == ["b", "c"]
    assert [s.segment for s in unmet(found, gaps) if s.kind == "WISH"] == ["a", "b", "c"]


def test_two_classes_are_surer_than_one_and_a_word_is_nothing(make):
    rows = [make("a", "we print the weekly rota"), make("b", "we print the weekly rota"), make("c", "print")]
    found = [
        Signal("a", 0, 3, "EFFORT", "X"),
        Signal("b", 0, 3, "EFFORT", "X"),
        Signal("b", 4, 6, "ABSENCE", "X"),
        Signal("c", 0, 3, "WISH", "X"),
    ]
    once, twice, word = strengths(rows, found, {"c": 0.9})
    assert (once < twice, word) == (True, 0.0)


@pytest.mark.parametrize(("weight", "alone", "beside"), [(0.5, 0.0, 0.5), (0.8, 0.8, 0.8), (0.0, 0.0, 0.3)])
def test_a_low_rating_lifts_what_bears_a_signal_and_bears_none_itself(make, weight, alone, beside):
    rows = [make("a", "we print the weekly rota"), make("b", "we print the weekly rota")]
    assert strengths(rows, [Signal("b", 0, 3, "COMPARE", "X")], dict.fromkeys("ab", weight)) == [alone, beside]
