"""Drafts of statements: every word was said by somebody, what nobody said is left open."""

from __future__ import annotations

import pytest

from workbench.reading.signals import Signal
from workbench.themes.needs import Candidate
from workbench.themes.statements import EVERYBODY, Draft, Span, draft


def group(make, *said, keywords=("price", "year")):
    """Return a candidate of one segment a person, and its segments."""
    rows = {f"s{n}": make(f"s{n}", text, f"P{n}") for n, text in enumerate(said)}
    found = Candidate("c-1", "", tuple(keywords), tuple(rows), len(rows), 20, 0.1, 0.5, {}, latent=False, score=1, rank=1)
    return found, rows


def cue(rows, segment, words, kind):
    start = rows[segment].text.index(words)
    return Signal(segment, start, start + len(words), kind, f"{kind}.00")


def test_what_stands_behind_a_wish_and_because_of_what(make):
    found, rows = group(make, "I wish they would show the price for a year before I sign up, because I had to ask twice.")
    made = draft(found, rows, [cue(rows, "s0", "I wish they would", "WISH")])
    assert made == Draft(
        EVERYBODY, "I wish they would show the price for a year before I sign up", "I had to ask twice",
        (Span("what", "s0", 0, 60), Span("because", "s0", 70, 88)),
    )  # fmt: skip
    assert (
        made.sentence == "People ask: \u201cI wish they would show the price for a year before I sign up\u201d"
        " \u00b7 in the way: \u201cI had to ask twice\u201d"
    )


@pytest.mark.parametrize(
    ("text", "words", "kind", "what"),
    [
        ("Please add the yearly price to the page.", "Please add", "SUGGEST", "add the yearly price to the page"),
        ("You could save us an hour a week!", "could save", "SUGGEST", "could save us an hour a week"),
        ("I'd sooner get it as a table.", "d sooner", "WISH", "I'd sooner get it as a table"),  # never half a word
        ("There is no way to export the hours.", "There is no way to", "ABSENCE", "export the hours"),
        ("The price for a year is missing.", "is missing", "ABSENCE", ""),  # its words say the opposite of what is needed
        ("It'd be nice to see the price of a year, but fine.", "It'd be nice", "WISH", "see the price of a year"),
        # What is left would be no request: they stay.
        ("So I wish there was a price on the page", "I wish", "WISH", "I wish there was a price on the page"),
        ("Why can't it show the price of a year?", "Why can't", "WISH", "Why can't it show the price of a year"),
        ("I'd like it if the price was on the page.", "I'd like it if", "WISH", "I'd like it if the price was on the page"),
        ("I'd like that price for a year.", "I'd like", "WISH", "I'd like that price for a year"),
        ("I want the price of the whole year.", "I want", "WISH", "the price of the whole year"),
    ],
)
def test_words_that_only_ask_are_left_away_and_no_others(make, text, words, kind, what):
    found, rows = group(make, text)
    assert draft(found, rows, [cue(rows, "s0", words, kind)]).what == what


def test_a_barrier_is_the_clause_of_a_workaround(make):
    found, rows = group(make, "It looks fine but I had to copy all hours into a spreadsheet. Never mind.", keywords=["hours"])
    made = draft(found, rows, [cue(rows, "s0", "I had to copy", "WORKAROUND")])
    assert (made.what, made.because) == ("", "It looks fine but I had to copy all hours into a spreadsheet")
    assert made.sentence.startswith("People ask: \u2026 \u00b7 in the way: \u201c")


def test_a_long_sentence_gives_the_clause_alone(make):
    filler = "we have a shop and a cafe and on Fridays there are nine of us who come and go at all hours of the day"
    found, rows = group(make, f"As {filler}, but I had to copy all hours by hand when the month was over.", keywords=["hours"])
    made = draft(found, rows, [cue(rows, "s0", "I had to copy", "WORKAROUND")])
    assert made.because == "I had to copy all hours by hand"


def test_what_nobody_said_is_left_open(make):
    found, rows = group(make, "Price. Price!", "The price, the year, the price")
    assert draft(found, rows, []) == Draft(EVERYBODY, "", "", ())
    assert draft(found, rows, []).sentence == "People ask: \u2026 \u00b7 in the way: \u2026"


def test_of_several_wishes_the_one_with_the_words_of_the_group_counts(make):
    found, rows = group(make, "I wish the tea was warmer in winter.", "I wish the price of a year was on the page.")
    made = draft(found, rows, [cue(rows, s, "I wish", "WISH") for s in ("s0", "s1")])
    assert made.what == "I wish the price of a year was on the page"


def test_when_and_instead_of_what_is_part_of_a_wish(make):
    found, rows = group(make, "I wish the page told me the price instead of hiding it when I am in a shop, but fine.")
    made = draft(found, rows, [cue(rows, "s0", "I wish", "WISH")])
    assert made.what == "I wish the page told me the price instead of hiding it when I am in a shop"


def test_that_others_ask_for_it_too_is_not_in_the_way(make):
    found, rows = group(
        make,
        "Please show the yearly price on the page",
        "There is no yearly price on the page",
        "I rang them for the price of a year",
    )
    cues = [("s0", "Please", "SUGGEST"), ("s1", "There is no", "ABSENCE"), ("s2", "I rang them", "WORKAROUND")]
    made = draft(found, rows, [cue(rows, *one) for one in cues])
    assert (made.what, made.because) == ("show the yearly price on the page", "I rang them for the price of a year")


def test_who_is_not_to_be_quoted_is_not(make):
    found, rows = group(make, "I wish the price of a year was on the page.", "I wish the price was shown earlier.")
    wishes = [cue(rows, s, "I wish", "WISH") for s in ("s0", "s1")]
    assert draft(found, rows, wishes).what == "I wish the price of a year was on the page"
    assert draft(found, rows, wishes, hidden={"P0"}).what == "I wish the price was shown earlier"


@pytest.mark.parametrize("text", ["", "\U0001f600\U0001f600", "wish " * 200, "\n\n", "I wish"])
def test_odd_texts_are_no_error(make, text):
    found, rows = group(make, text)
    end = min(6, len(text))
    made = draft(found, rows, [Signal("s0", 0, end, kind, "X.00") for kind in ("WISH", "WORKAROUND") if end])
    assert all(rows[s.segment].text[s.start : s.end] for s in made.spans)


TEN = {f"P{n}": {"role": "owner" if n < 5 else "barista", "city": "Leeds"} for n in range(10)}


@pytest.mark.parametrize(
    ("own", "traits", "personas", "who"),
    [
        (5, TEN, {}, "People with role owner"),  # all five are owners, half of everybody is
        (5, TEN, {"Small teams": ["P0", "P1", "P2", "P3", "P4"]}, "Small teams"),  # as telling, and it has a name
        (10, TEN, {}, EVERYBODY),  # everybody is from Leeds: that tells nothing
        (2, TEN, {}, EVERYBODY),  # two people are no pattern
        (5, {}, {}, EVERYBODY),
        (5, {"P0": {"role": "owner"}}, {}, EVERYBODY),  # of most nothing is known
    ],
)
def test_who_is_what_its_people_share_and_others_do_not(make, own, traits, personas, who):
    _, rows = group(make, *["I wish it was so."] * 10)
    found, _ = group(make, *["I wish it was so."] * own)
    assert draft(found, rows, [], traits=traits, personas=personas).who == who


@pytest.mark.parametrize(
    ("other", "because"),
    [
        ("The lobby had me logged out every single time", ""),
        ("I had to ring twice for the price of a year", "I had to ring twice for the price of a year"),
        ("I had to ring twice, and then to write", "I had to ring twice, and then to write"),
    ],
)
def test_what_one_person_says_of_something_else_is_not_in_the_way(make, other, because):
    """It speaks of what is asked for, or somebody else says a word of it, too."""
    found, rows = group(make, f"Please show the yearly price on the page. {other}.", "Show a price, I always ring")
    cues = [("s0", "Please", "SUGGEST"), ("s0", other.split(" ", 3)[2], "WORKAROUND")]
    assert draft(found, rows, [cue(rows, *c) for c in cues]).because == because


def test_a_quote_is_not_chosen_for_its_slips(make):
    said = [f"I wish the price of a year was on the {word}" for word in ("page", "pgae", "page")]
    found, rows = group(make, *said, keywords=("price", "year", "pgae"))
    made = draft(found, rows, [cue(rows, s, "I wish", "WISH") for s in rows])
    assert made.what == said[0]
