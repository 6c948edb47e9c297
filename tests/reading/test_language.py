from __future__ import annotations

import pytest

from workbench.reading import language as module
from workbench.reading.language import load_language
from workbench.reading.notices import Notice


def test_a_model_is_there_and_knows_grammar():
    language = load_language()
    assert language.full
    (doc,) = language.docs(["I had to copy the hours."])
    assert [t.lemma_ for t in doc][:3] == ["I", "have", "to"]
    assert not doc.ents


def test_names_are_looked_for_on_request():
    (doc,) = load_language().docs(["Yesterday Peter Miller called."], names=True, grammar=False)
    assert [e.text for e in doc.ents if e.label_ == "PERSON"] == ["Peter Miller"]


def test_the_same_names_are_seen_without_what_only_grammar_needs():
    speech = load_language()
    texts = ["Yesterday Peter Miller called Acme from Lagos.", "and oksana hrytsenko laughed", "Nobody did.", ""]
    seen = [[[(e.text, e.label_) for e in doc.ents] for doc in speech.docs(texts, names=True, grammar=g)] for g in (True, False)]
    assert seen[0] == seen[1]
    (bare,) = speech.docs(texts[:1], names=True, grammar=False)
    assert not bare.tensor.size, "what tagger and parser stand on was not computed"


def test_without_a_model_words_remain_and_a_person_is_told(monkeypatch):
    monkeypatch.setattr(module, "_loaded", {})
    with pytest.warns(Notice, match="No English model"):
        language = load_language("no_such_model")
    assert not language.full
    (doc,) = language.docs(["I wish it did."], names=True)
    assert [t.text for t in doc] == ["I", "wish", "it", "did", "."]


def test_patterns_match_by_rule():
    language = load_language()
    matcher = language.matcher("test", {"WISH.wish": [[{"LOWER": "i"}, {"LOWER": "wish"}]]})
    (doc,) = language.docs(["Honestly, I wish."])
    assert [(language.rule(r), s, e) for r, s, e in matcher(doc)] == [("WISH.wish", 2, 4)]
