from __future__ import annotations

from workbench.themes.words import content, keywords, stop_words


def test_small_words_say_nothing():
    assert content("I don't know, it was really, like, the payroll's fault!") == ["payroll", "fault"]
    assert {"the", "just", "yeah"} <= stop_words()


def test_what_a_transcriber_writes_for_silence_says_nothing():
    assert content("xxxx [unintelligible] the invoice (laughs) XXX") == ["invoice"]


def test_words_that_set_a_group_apart_come_first():
    texts = ["payroll week", "payroll week", "price week", "price week"]
    found = keywords(texts, ["a", "b", "c", "d"], [0, 0, 1, 1])
    assert found[0][0] == "payroll"
    assert found[1][0] == "price"


def test_a_word_of_one_person_comes_after_words_of_several():
    found = keywords(["Ptolemy Ptolemy Ptolemy payroll", "payroll"], ["a", "b"], [0, 0])
    assert found[0] == ("payroll", "ptolemy")


def test_nothing_said_nothing_found():
    assert keywords([], [], []) == {}
    assert keywords(["the", "it"], ["a", "b"], [0, 0]) == {0: ()}
