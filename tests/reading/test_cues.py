from __future__ import annotations

import pytest

from workbench.reading.cues import anchored, compiled, obstacles, pattern, rules, sections, sets
from workbench.reading.signals import KINDS


def test_a_line_of_words_is_a_pattern_of_tokens():
    assert pattern("so|thus * wish?") == [
        {"LOWER": {"IN": ["so", "thus"]}},
        {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"},
        {"LOWER": {"IN": ["wish"]}, "OP": "?"},
    ]


def test_words_in_capitals_are_sets():
    assert pattern("ME") == [{"LOWER": {"IN": ["i", "we"]}}]


@pytest.mark.parametrize(("rule", "line"), sorted({**rules(), **rules(goals=True)}.items()))
def test_every_rule_uses_known_sets_and_words_in_small_letters(rule, line):
    words = {w for token in line.removeprefix("^").split() for w in token.removesuffix("?").split("|")}
    assert {w for w in words if w != w.lower()} <= set(sets()), rule


def test_rules_are_named_by_class_and_place():
    assert set(sections()) == {"sets", "obstacles", *KINDS} - {"IMP-DISSAT"}
    assert "WISH.00" in compiled()
    assert set(compiled(goals=True)) == {f"GOAL-NEG.{n:02}" for n in range(len(sections()["GOAL-NEG"]))}
    assert anchored() < set(compiled())
    assert "never" in obstacles()
