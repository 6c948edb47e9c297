"""Phrases in all their forms, where they are meant: what a codebook's cues are found by."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from workbench.reading.language import Language, load_language
from workbench.reading.phrases import MOST_WORDS, Phrases


def found(phrase, text, language=None):
    """Return the words that were found."""
    return [text[hit.start : hit.end] for hit in Phrases([phrase], language).find([text])]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("wait", "I waited and waited.", ["waited", "waited"]),
        ("waiting", "She waits for it.", ["waits"]),
        ("go", "They went home, gone they are.", ["went", "gone"]),
        ("child", "My CHILDREN loved it", ["CHILDREN"]),
        ("easy", "easier than the easiest", ["easier", "easiest"]),
        ("wait", "The waiter came.", []),
        ("charge", "It charges; I lost my charger.", ["charges"]),
        ("type * name", "I typed in all the names.", ["typed in all the names"]),
        ("type * name", "I typed. Then came one, two, three, four, names.", []),
        ("slow|sluggish", "Slow, then sluggish.", ["Slow", "sluggish"]),
        ("doesn't work", "It doesn\u2019t work today.", ["doesn\u2019t work"]),
        ("copy by hand", "We copied by hand.", ["copied by hand"]),
        ("emoji 🐌", "An emoji 🐌 here", ["emoji"]),
    ],
)
def test_forms(phrase, text, words):
    assert found(phrase, text) == words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("It is easy.", True),
        ("It is not easy.", False),
        ("It isn't very easy.", False),
        ("It was never really that easy.", False),
        ("I don't find it easy.", False),
        ("Nothing is easy here.", False),
        ("No problems, it was easy.", True),
        ("It was not fast but easy.", True),
        ("Not only easy, also nice.", True),
        ("It could not be easier.", True),
        ("Without an easy way in.", False),
        ("I cannot log in; easy enough before.", True),
    ],
)
def test_what_is_denied_is_not_found(text, meant):
    assert bool(found("easy", text)) is meant


def test_a_phrase_that_denies_itself_is_taken_as_it_is():
    assert found("not work", "It did not work.") == ["not work"]
    assert found("not work", "It did work.") == []


def test_a_longer_quotation_is_no_phrase():
    words = ["one", "two", "three", "four", "five", "six", "seven"]
    assert found(" ".join(words[:MOST_WORDS]), " ".join(words))
    assert not found(" ".join(words), " ".join(words))


@pytest.mark.parametrize("phrase", ["", "*", "* wait", "wait *", "!?", "|", "..."])
def test_what_names_no_word_finds_nothing(phrase):
    assert found(phrase, "wait ... | !? wait") == []


def test_without_a_model_regular_forms_are_found():
    blank = Language(spacy.blank("en"), "blank", full=False)
    assert found("stop", "stopped, stops, stopping", blank) == ["stopped", "stops", "stopping"]
    assert found("go", "They went.", blank) == []


PARTS = ["wait", "not ", "easy", " ", ". ", "\n\n", "🐌", "n't", "ed", "Waits", "*", "\u200d"]


@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_a_hit_is_always_a_stretch_of_the_text(parts):
    text = "".join(parts)
    for hit in Phrases(["wait", "easy", "wait * easy"]).find(["", text]):
        assert hit.text == 1
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end].strip()


@pytest.mark.parametrize("phrase", ["wait", "\ud800", "wait \ud800", "a|" * 40, "wait * * * wait", "\x00"])
@pytest.mark.parametrize("text", ["\ud800 we wait", "x\x00 wait", "\u202ewait\u202c now", "wait" * 5000, "wait\u200d"])
def test_no_text_and_no_phrase_breaks_it(phrase, text):
    for hit in Phrases([phrase]).find([text]):
        assert text[hit.start : hit.end]


def test_only_phrases_that_may_be_there_are_looked_for(monkeypatch):
    """Thousands of phrases cost no more than those whose words a text has."""
    phrases = Phrases([f"word{n} thing" for n in range(300)])
    made = []
    real = phrases._speech.matcher
    monkeypatch.setattr(phrases._speech, "matcher", lambda *given: made.append(given) or real(*given))
    texts = ["nothing here", "a word7 things", "word7 thing"]
    assert [hit.text for hit in phrases.find(texts)] == [1, 2]
    assert len(made) == 1


def test_forms_of_a_word_have_its_lemma():
    speech = load_language()
    (doc,) = speech.docs(["She buys, he bought, they are buying."])
    forms = {t.lower_ for t in doc if t.lemma_ == "buy"}
    assert forms == {"buys", "bought", "buying"}
    assert forms <= speech.forms("buy")
    assert speech.forms("BUYING") == speech.forms("buying")
