"""Names told by their spelling, where capital letters say nothing."""

import pytest

from workbench.reading.personal import find_personal, find_personal_in
from workbench.reading.spelling import is_slip, is_word, known_names, listed, spelled


def seen(text, how=listed, keep=frozenset()):
    return [text[start:end] for start, end in how(text, keep)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tash is great", ["Tash"]),
        ("then tash rang", ["tash"]),
        ("so peter miller rang and then siobhan", ["peter miller", "siobhan"]),
        ("Magda's rota, MAREK said", ["Magda", "MAREK"]),
        ("Chloe Greaves and chloe kowalska", ["Chloe Greaves", "chloe kowalska"]),
        ("jean-pierre came", ["jean-pierre"]),
        ("Zoë and José", ["Zoë", "José"]),
    ],
)
def test_a_listed_name_is_found_in_any_capitals(text, names):
    assert seen(text) == names


@pytest.mark.parametrize(
    "text",
    ["will you mark the rose", "may i see", "it is my hope and joy", "summer in the city", "the manager may go",
     "the grace period", "a peter.miller@x.example", "/home/tash/x", "sue them", "the bill came"],
)  # fmt: skip
def test_words_that_are_names_too_are_left_alone_and_so_are_parts_of_addresses(text):
    assert seen(text) == []


def test_a_verb_behind_a_first_name_is_not_the_surname():
    assert seen("tash may go and peter will see") == ["tash", "peter"]


def test_the_product_is_no_name():
    assert seen("we asked Marek about tash", keep=frozenset({"tash"})) == ["Marek"]


@pytest.mark.parametrize(
    "word", ["rescheduling", "thankfully", "timeliness", "timesheet", "unhelpfully", "overbooked", "invoices", "rota"]
)
def test_words_that_are_inflected_or_put_together_are_words(word):
    assert is_word(word)


@pytest.mark.parametrize("word", ["yusra", "babatunde", "wisniewska", "sukhwinder"])
def test_what_no_english_text_spells_so_is_none(word):
    assert not is_word(word)


def test_a_strange_word_counts_where_capitals_say_nothing():
    assert seen("Yusra went home. Thankfully it worked. We met Yusra.", spelled) == ["Yusra"]
    assert seen("then we went home with sukhwinder and it was late again", spelled) == ["sukhwinder"]
    assert seen("ask sukhwinder", spelled) == [], "a few words without capitals are a note, not a recogniser's text"
    assert seen("Then we went home with sukhwinder, and it was late again", spelled) == [], "here a capital would have told"


def test_every_listed_name_is_folded_and_none_is_a_common_word():
    names = known_names()
    assert len(names) > 20_000
    assert all(name == name.lower() and len(name) > 2 for name in names)
    common = "the rota invoice mark rose will may price julia london berlin excel python"
    assert not names & set(common.split())


def test_tash_at_the_start_of_a_sentence_is_masked():
    (span,) = find_personal("Tash never opens the app.", [])
    assert span.kind == "person"


def test_a_text_without_capitals_is_masked_and_its_words_are_not():
    text = "so i asked chidinma whether the import was done and then peter miller rang about the invoice"
    found = [text[s.start : s.end] for s in find_personal_in(["We met on Monday and it was fine.", text], [])[1]]
    assert found == ["chidinma", "peter miller"]


@pytest.mark.parametrize("word", ["pasword", "freinds", "battry", "evning", "docter"])
def test_a_slip_of_one_letter_is_nobody(word):
    assert is_slip(word)
    assert seen(f"so i lost my {word} again and then it was all gone for good", spelled) == []


@pytest.mark.parametrize("word", ["sukhwinder", "chidinma", "babatunde"])
def test_a_name_is_no_slip(word):
    assert not is_slip(word)


def test_a_contraction_is_no_name():
    assert seen("i daren't ask") == []
