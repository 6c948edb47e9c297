"""A known name that was mistyped or heard wrong is found; words, and names far from it, are not."""

from __future__ import annotations

import pytest

from workbench.reading.alike import alike
from workbench.reading.personal import find_personal
from workbench.sources.people.key import KeyEntry


def found(text, *names, kind="participant"):
    return [text[s:e] for s, e in alike(text, [KeyEntry(f"P{n:02d}", name, (), kind) for n, name in enumerate(names)])]


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("Katherine Fitzgerald", "Kathrine rang.", "Kathrine"),
        ("Katherine Fitzgerald", "Then Fitzgerlad rang.", "Fitzgerlad"),
        ("Katherine Fitzgerald", "fitzgerad rang me again", "fitzgerad"),
        ("Aleksandra Wojciechowska", "Wojcechowska called.", "Wojcechowska"),
        ("Stephen Macallister", "MacAlister signed.", "MacAlister"),
        ("Sunil Bhattacharya", "Mr Batacharya", "Batacharya"),
        ("Oluwaseun Adeyemi", "Adayemi said so.", "Adayemi"),
        ("Matthias Hoffmann", "Hofman sagte das auch.", "Hofman"),
    ],
)
def test_a_name_with_a_wrong_letter_or_two_is_found(name, text, wrong):
    assert found(text, name) == [wrong]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Marc Weber", "The Wetter was bad. Das Wetter, das Leder."),
        ("Torsten Schneider", "Wir schneiden, das Schneiden dauert."),
        ("Marina Stone", "Marine life, and Storage."),
        ("Ida Priceton", "The Princeton review of a prince."),
        ("Katherine Fitzgerald", "See katherina@x.example and the fitzgerlads in small letters."),
    ],
)
def test_words_are_left_alone(name, text):
    assert found(text, name) == []


def test_firms_are_not_heard_wrong():
    assert found("Bluegaite", "Bluegate", kind="employer") == []


def test_what_is_like_a_name_is_masked_as_somebody_and_the_name_itself_as_who_it_is():
    roster = [KeyEntry("P01", "Katherine Fitzgerald")]
    text = "Fitzgerald and Fitzgerlad were there."
    assert [(text[s.start : s.end], s.replacement) for s in find_personal(text, roster)] == [
        ("Fitzgerald", "P01"), ("Fitzgerlad", "[name]"),
    ]  # fmt: skip


def test_a_word_that_is_said_to_be_no_name_is_no_form_of_one():
    """A product called Max stands beside a participant called Maximilian; the participant does not."""
    roster = [KeyEntry("P01", "Maximilian Jung")]
    found = find_personal("Ask Max or Maximilian.", roster, keep=frozenset({"max", "maximilian"}))
    assert [s.replacement for s in found] == ["P01"]
