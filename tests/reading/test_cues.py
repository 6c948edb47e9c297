from __future__ import annotations

from workbench.reading.checks import CHECKS
from workbench.reading.cues import NONE, fingerprint, pattern, possible, rules, sections, sets, words
from workbench.reading.signals import KINDS


def test_a_line_of_words_is_a_pattern_of_tokens():
    assert pattern("so|thus * wish?") == [
        {"LOWER": {"IN": ["so", "thus"]}},
        {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"},
        {"LOWER": {"IN": ["wish"]}, "OP": "?"},
    ]


def test_words_in_capitals_are_sets():
    assert pattern("ME") == [{"LOWER": {"IN": ["i", "we"]}}]


def test_every_rule_uses_known_sets_known_checks_and_words_in_small_letters():
    for rule in rules().values():
        found = {w for token in rule.line.split() for w in token.removesuffix("?").split("|")}
        assert {w for w in found if w != w.lower()} <= set(sets()), rule
        assert set(rule.checks) <= {*CHECKS, "beside"}, rule


def test_every_check_is_used():
    assert {check for rule in rules().values() for check in rule.checks} == {*CHECKS, "beside"}


def test_a_rule_is_named_by_class_and_place():
    assert set(sections()) == {"sets", "obstacles", "better", "worse", "praise", "turn", "improve", "contrast", NONE, *KINDS} - {
        "IMP-DISSAT"
    }
    assert "WISH.00" in rules()
    assert {rule.rpartition(".")[0] for rule in rules()} == {NONE, *KINDS} - {"IMP-DISSAT"}
    assert "never" in words("obstacles")


def test_rules_know_nothing_of_the_sample_study():
    """They must hold for any product: what the sample is about (an app for shifts) is in none of them."""
    known = {w for lines in sections().values() for line in lines for w in line.replace("|", " ").split()}
    sample = "tern rota rotas shift shifts payroll wages timesheet staffroom roster swaps seat seats cook carer barista rotaboard"
    assert known.isdisjoint(sample.split())


def test_the_rules_have_a_name_of_their_own():
    assert len(fingerprint()) == 16
    assert set(fingerprint()) <= set("0123456789abcdef")


def test_only_rules_whose_words_all_stand_in_a_text_are_tried():
    signs, none = possible({"i", "wish", "it", "was", "shorter"})
    assert "WISH.00" in signs
    assert len(signs) < 20
    assert all(name.startswith(NONE) for name in none)
    assert possible({"lovely", "staff"}) == ([], [])
