from __future__ import annotations

import pytest

from workbench.themes.words import content, keywords, stem, stop_words, telling

BANK = ["the exchange rate was wrong", "what exchange rates do you use", "exchanging money at a rate", "a bad rate of exchange"]
OTHERS = ["my card is lost", "two cards were stolen", "send a card", "one card is enough"]
PEOPLE = list("abcdefgh")
HALVES = [0] * 4 + [1] * 4


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


@pytest.mark.parametrize(
    "forms",
    [
        "exchange exchanges exchanged exchanging",
        "currency currencies",
        "card cards",
        "box boxes boxed boxing",
        "stop stops stopped stopping",
        "rate rates rated rating",
        "add adds added adding",
        "pay pays paying",
        "try tries tried trying",
        "tie ties",
        "class classes",
    ],
)
def test_forms_of_a_word_are_one(forms: str):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["car care", "hop hope", "string strong", "statue status", "spied speed", "cafe caf\u00e9"])
def test_other_words_stay_apart(pair: str):
    one, other = pair.split()
    assert stem(one) != stem(other)


# Expected roots from the tables of Porter (1980, "An algorithm for suffix stripping"), steps 1a, 1b and 5a.
@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("cats", "cat"),
        ("feed", "feed"),
        ("plastered", "plaster"),
        ("bled", "bled"),
        ("motoring", "motor"),
        ("sing", "sing"),
        ("hopping", "hop"),
        ("falling", "fall"),
        ("hissing", "hiss"),
        ("filing", "file"),
        ("probate", "probat"),
        ("rate", "rate"),
        ("cease", "ceas"),
    ],
)
def test_stems_are_those_of_porter(word: str, root: str):
    assert stem(word) == root


def test_a_word_is_named_once_in_the_form_that_most_use():
    found = telling(BANK + OTHERS, PEOPLE, HALVES)
    assert found == {0: ("exchange rate", "bad", "money"), 1: ("card", "lost", "send")}


def test_words_that_come_together_are_a_phrase_and_are_not_named_again():
    cards = ["a disposable card", "one disposable card", "disposable cards", "disposable virtual cards", "disposable virtual one"]
    assert telling([*cards, "money"], list("abcdef"), [0] * 5 + [1])[0] == ("disposable card", "virtual")


def test_what_few_of_many_say_is_left_out_where_three_words_are_found_without():
    texts = [f"direct debit, payment, fee, {'lounge' if n < 3 else ''}" for n in range(40)] + ["nothing here"]
    people = [f"P{n}" for n in range(41)]
    assert telling(texts, people, [0] * 40 + [1])[0] == ("direct debit", "fee", "payment")


def test_what_is_as_common_elsewhere_is_left_out_where_three_words_are_found_without():
    texts = ["bank, invoice, ledger, audit"] * 5 + ["bank, holiday, weekend, travel"] * 5
    found = telling(texts, [f"P{n}" for n in range(10)], [0] * 5 + [1] * 5)
    assert found == {0: ("audit", "invoice", "ledger"), 1: ("holiday", "travel", "weekend")}


def test_what_one_person_says_makes_up_for_what_is_missing_up_to_three():
    assert telling(["payroll ptolemy sphinx nile delta", "payroll"], ["a", "b"], [0, 0]) == {0: ("payroll", "delta", "nile")}


def test_saying_a_word_often_in_one_text_counts_once():
    texts = ["fee fee fee fee card", "card", "fee", "card", "other"]
    assert telling(texts, list("abcde"), [0, 0, 0, 0, 1])[0][0] == "card"


def test_words_do_not_depend_on_the_order_of_texts():
    rows = list(zip(BANK + OTHERS, PEOPLE, HALVES, strict=True))
    forwards, backwards = (telling(*(list(column) for column in zip(*way, strict=True))) for way in (rows, rows[::-1]))
    assert forwards == backwards


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        pytest.param(["Good", "good!", "ok", " GOOD "], ("good", "ok"), id="small talk"),
        pytest.param(["n/a", "N/A", "-", "a"], ("n/a", "a"), id="no answers"),
        pytest.param(["👍👍", "👍", "😡"], ("👍", "😡"), id="signs"),
        pytest.param(["..", "?"], (), id="nothing at all"),
    ],
)
def test_a_group_without_words_is_called_what_it_says(texts, found):
    people = [f"P{n}" for n in range(len(texts))]
    assert telling(texts, people, [0] * len(texts))[0] == found


def test_marks_of_a_page_and_addresses_are_no_words():
    texts = [
        '<div class="review"><p>Palm rejection&nbsp;fails</p></div>',
        "palm rejection: see https://example.org/pen?id=3",
    ] * 3
    (words,) = telling(texts, [f"P{n}" for n in range(6)], [0] * 6).values()
    assert words == ("palm rejection", "fails")


def test_small_words_of_other_languages_are_no_keywords():
    """Said in German they are left out, also of an answer too short to tell; in English "die" is a word."""
    german = ["Die Gebühren sind zu hoch und das ist nicht gut", "Ich finde die Gebühren nicht gut", "Die Gebühren"] * 2
    english = ["My plants die in the office", "The plants die when it is cold", "All of my plants die"] * 2
    people = [f"P{n}" for n in range(12)]
    assert telling(german, people[:6], [0] * 6)[0] == ("gebühren", "finde")
    assert "die" in " ".join(telling(english, people[:6], [0] * 6)[0])
    both = telling([*german[:2] * 3, *english], people, [0] * 6 + [1] * 6)
    assert "die" not in both[0]
    assert "die" in " ".join(both[1])


def test_a_slip_of_one_person_is_no_keyword_beside_words_of_several():
    texts = [*["The door rattles"] * 10, "The door attles"]
    assert telling(texts, list("abcdefghijk"), [0] * 11)[0] == ("door rattles",)
    assert telling(["ptolemy"] * 11, ["a"] * 11, [0] * 11)[0] == ("ptolemy",)
