from __future__ import annotations

import pytest

from workbench.reading.grammar import Cue, clause, denied, reported, subject, supposed
from workbench.reading.language import load_language


def cue(text, words):
    """Return the place of some words in a parsed text."""
    (doc,) = load_language().docs([text])
    start = next(n for n in range(len(doc)) if [t.text for t in doc[n : n + len(words.split())]] == words.split())
    return Cue(doc, "WORKAROUND", start, start + len(words.split()))


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        ("We had to type it again.", "had to", "We"),
        ("My son typed it and printed it.", "printed", "son"),
        ("The app should ask them.", "should", "app"),
        ("Please add it.", "add", None),
    ],
)
def test_a_subject_is_ones_own_or_the_one_shared_with_the_verb_above(text, words, who):
    found = subject(cue(text, words).verb)
    assert (found and found.text) == who


def test_a_clause_goes_up_to_the_verb_that_rules_it():
    assert [t.text for t in clause(cue("We tried to print it.", "print").verb)] == ["print", "tried"]


@pytest.mark.parametrize(
    ("text", "words", "yes"),
    [
        ("I did not have to type it.", "type", True),
        ("I never typed it.", "typed", True),
        ("We no longer copy it.", "copy", True),
        ("I don't think they should add it.", "should add", True),
        ("Nobody copied it.", "copied", True),
        ("There is no copying by hand.", "by hand", True),
        ("There is nothing they could have done better.", "could have done", True),
        ("I had to type it because it did not load.", "type", False),
        ("We could not find it.", "could not find", False),  # its own
    ],
)
def test_how_far_a_negation_reaches(text, words, yes):
    assert denied(cue(text, words)) is yes


@pytest.mark.parametrize(
    ("text", "words", "yes"),
    [
        ("If I had to type it, I would leave.", "had to type", True),
        ("You might have to ring them.", "ring", True),
        ("Whether we gave up, I can't say.", "gave up", True),
        ("I had to type it, if you please.", "had to type", False),
        ("We gave up when it broke.", "gave up", False),
    ],
)
def test_what_is_only_supposed_did_not_happen(text, words, yes):
    assert supposed(cue(text, words)) is yes


@pytest.mark.parametrize(
    ("text", "words", "yes"),
    [
        ("She said they should add it.", "should add", True),
        ("My boss thinks we should print it.", "should print", True),
        ("I said they should add it.", "should add", False),
        ("We think they should add it.", "should add", False),
        ("They should add it.", "should add", False),
    ],
)
def test_whose_words_they_are(text, words, yes):
    assert reported(cue(text, words)) is yes
