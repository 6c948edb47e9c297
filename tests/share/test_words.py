"""Numbers in words."""

from __future__ import annotations

import pytest

from workbench.share import words

PLAIN = {"k": 6, "n": 9, "x": 2, "both": 0, "lo": 0.3542, "hi": 0.8794}


def test_evidence_counts_people_and_says_the_interval():
    assert words.evidence(PLAIN, "Onboarding") == (
        "6 of 9 people who spoke about or were asked about Onboarding say so, 2 say the opposite;"
        " between 35\u00a0% and 88\u00a0% of people like these would."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": 0}, "say so; between"),
        ({"k": 1, "x": 1, "both": 1}, "says so, 1 says the opposite (1 says both)"),
        ({"hi": 1.0}, "at least 35\u00a0% of people like these would"),
        ({"lo": 0.0}, "at most 88\u00a0% of people like these would"),
        ({"k": 0, "x": 0}, "Nobody has said this yet: an assumption"),
        ({"k": 0, "x": 3}, "3 people said the opposite."),
        ({"lo": None, "hi": None}, "2 say the opposite."),
    ],
)
def test_evidence_at_the_edges(change, said):
    assert said in words.evidence({**PLAIN, **change}, "Onboarding")


def test_no_percentage_of_a_count_appears_below_ten_people():
    assert "67" not in words.evidence(PLAIN, "Onboarding")  # 6 of 9
    assert words.share_of_cards(1, 8) == "1 of 8"
    assert words.share_of_cards(1, 28) == "4\u00a0%"


@pytest.mark.parametrize(("value", "shown"), [(0.44, "+0.4"), (-1.1, "\u22121.1"), (0.0, "0.0"), (-0.04, "0.0"), (2, "+2.0")])
def test_feelings_have_a_sign_and_zero_has_none(value, shown):
    assert words.signed(value) == shown


@pytest.mark.parametrize(
    ("iso", "shown"), [("2026-09-03", "3 Sep 2026"), (None, ""), ("spring", "spring"), ("2026-99-01", "2026-99-01")]
)
def test_days(iso, shown):
    assert words.day(iso) == shown


def test_marks_that_turn_writing_around_are_made_visible():
    assert words.visible("pay \u202eme\u202c") == "pay \u27e6RLO\u27e7me\u27e6PDF\u27e7"


@pytest.mark.parametrize(
    ("kind", "word", "mark"),
    [
        ("pain", "up", ("\u25b2 more", "bad")),
        ("delight", "up", ("\u25b2 more", "good")),
        ("need", "down", ("\u25bc fewer", "good")),
        ("pain", "new", ("new", "")),
        ("pain", "no detectable change (could see \u00b137 points)", None),
        ("pain", "not comparable (other question)", None),
    ],
)
def test_a_verdict_is_a_chip_only_if_it_says_something(kind, word, mark):
    assert words.verdict({"kind": kind, "verdict": {"word": word, "text": ""}}) == mark


def test_footnotes_say_when_few_people_do_the_talking():
    claim = {
        "k": 6, "enp": 1.4, "kinds": ["interview"], "people_by_kind": {"interview": {"k": 6, "n": 9}}, "valence": None,
        "fragility": 1, "newest": "2026-05-02",
    }  # fmt: skip
    assert words.footnotes(claim) == [
        "One kind of source: 6 in interviews.",
        "Few people do most of the talking: it weighs like 1.4 people.",
        "The grade would change if one of these people withdrew.",
        "Newest evidence: 2 May 2026.",
    ]
