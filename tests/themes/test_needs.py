from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reading import signals as reading
from workbench.themes.needs import candidates, is_latent, shortened, wilson

_READ = {}


def signals(rows):
    """Return the signals of need; texts of these tests are parsed once, not once a test."""
    key = frozenset((s.id, s.text) for s in rows)
    if key not in _READ:
        _READ[key] = reading.signals(rows)
    return _READ[key]


@pytest.fixture
def found(study):
    return candidates(study[0], study[1], signals(study[0]))


def test_needs_are_found_and_praise_is_not(study, found):
    truth = study[2]
    assert [{truth[s] for s in c.segments} for c in found] != []
    assert {frozenset(truth[s] for s in c.segments) for c in found} == {frozenset({n}) for n in ("print", "price", "night")}


def test_people_are_counted(found):
    assert {(c.people, c.n) for c in found} == {(12, 48)}
    assert all((round(c.lo, 4), round(c.hi, 4)) == tuple(round(v, 4) for v in wilson(12, 48)) for c in found)


def test_ranks_follow_scores_and_start_at_one(found):
    assert [c.rank for c in found] == [1, 2, 3]


def test_who_gets_by_is_latent_and_who_asks_is_not(study, found):
    latent = {study[2][c.segments[0]]: c.latent for c in found}
    assert latent == {"print": True, "price": False, "night": False}
    statements = {study[2][c.segments[0]]: c.statement for c in found}
    assert statements["print"].startswith("People get by on their own: \u201c")
    assert statements["price"].startswith("People ask: \u201cI wish")


def test_a_statement_is_words_somebody_said(study, found):
    texts = {s.id: s.text for s in study[0]}
    for c in found:
        quote = c.statement.split("\u201c")[1].rstrip("\u201d\u2026")
        assert any(quote in texts[s] for s in c.segments)


def test_the_same_for_any_order(study, found):
    order = list(range(len(study[0])))[::-1]
    rows = [study[0][i] for i in order]
    assert candidates(rows, study[1][order], signals(rows)) == found


def test_one_loud_person_is_one_person(make):
    rows = [make(f"s{n}", f"I wish the price was shown earlier, say {n}.", "P01") for n in range(20)]
    rows += [make(f"t{n}", f"I wish the hours went into payroll, say {n}.", f"P{n}") for n in range(2, 7)]
    vectors = np.repeat(np.eye(4)[:2], [20, 5], axis=0) + 0.05 * np.random.default_rng(1).standard_normal((25, 4))
    found = candidates(rows, vectors, signals(rows))
    assert all(s.startswith("t") for c in found for s in c.segments)
    assert {c.people for c in found} == {5}


def test_other_words_come_before_the_same_words_again(make):
    rows = [make(f"s{n}", f"I wish I could pay by card{'!' * n}" if n < 8 else "I wish for a card", f"P{n}") for n in range(9)]
    (found,) = candidates(rows, np.ones((9, 4)), signals(rows))
    assert found.segments[:3] == ("s0", "s8", "s1")


def test_quotes_give_everybody_a_turn_first(make):
    rows = [make(f"s{n}", f"I wish the price was shown earlier, say {n}.", f"P{n % 3}") for n in range(9)]
    (found,) = candidates(rows, np.ones((9, 4)), signals(rows))
    people = {s.id: s.participant for s in rows}
    assert {people[s] for s in found.segments[:3]} == {"P0", "P1", "P2"}


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_little_material_is_no_error(study, n):
    found = candidates(study[0][:n], study[1][:n], signals(study[0][:n]))
    assert len(found) <= 1
    assert all(c.people == n for c in found)


def test_praise_alone_gives_nothing(study):
    rows, vectors = study[0][36:], study[1][36:]
    assert candidates(rows, vectors, signals(rows)) == []


def test_an_answer_to_what_to_improve_counts_without_a_cue(make):
    rows = [make(f"s{n}", "Sandwich selection, vegetarian lunches", f"P{n}") for n in range(6)]
    assert candidates(rows, np.ones((6, 4)), signals(rows)) == []
    (found,) = candidates(rows, np.ones((6, 4)), [], weights={s.id: 0.8 for s in rows})
    assert found.people == 6


def test_never_more_than_the_limit(study):
    assert len(candidates(study[0], study[1], signals(study[0]), limit=2)) == 2


# Wilson 1927; values of statsmodels.stats.proportion.proportion_confint(method="wilson").
@pytest.mark.parametrize(
    ("k", "n", "lo", "hi"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 10, 0.0179, 0.4042)]
)
def test_wilson(k, n, lo, hi):
    assert wilson(k, n) == (pytest.approx(lo, abs=1e-4), pytest.approx(hi, abs=1e-4))


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share(n, data):
    k = data.draw(st.integers(0, n))
    lo, hi = wilson(k, n)
    assert 0 <= lo <= k / n + 1e-12
    assert k / n - 1e-12 <= hi <= 1


@pytest.mark.parametrize(
    ("kinds", "latent"),
    [
        ({"WORKAROUND": "abcd", "NORMALISED": "ab"}, True),
        ({"WORKAROUND": "abcd"}, False),  # one class is not enough
        ({"WORKAROUND": "abcd", "NORMALISED": "a"}, False),  # nor one person
        ({"WORKAROUND": "abcd", "NORMALISED": "ab", "WISH": "ef"}, False),  # a third ask
        ({"WORKAROUND": "ab", "GOAL-NEG": "ab"}, False),  # most say nothing of the kind
    ],
)
def test_latent(kinds, latent):
    assert is_latent({k: set(v) for k, v in kinds.items()}, set("abcdef")) is latent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Um, well, I carry a little book.", "I carry a little book."),
        ("You know, so\u2026 it spins.", "it spins."),
        ("So I carry a book", "So I carry a book"),
        ("Well, ", "Well,"),
        ("Yes, yes, ok.", "ok."),
    ],
)
def test_a_quote_in_a_statement_begins_where_something_is_said(text, shown):
    assert shortened(text, ()) == shown


def test_a_long_quote_is_cut_to_its_telling_sentence():
    text = "It was a Tuesday and we had the plumber in. " * 4 + "I copy the hours into payroll."
    assert shortened(text, ["payroll", "hours"]) == "I copy the hours into payroll."
    assert shortened("one  two\nthree", []) == "one two three"
    assert len(shortened("word " * 100, [])) <= 140


def test_who_wrote_of_their_own_accord_is_read_and_in_no_share(study):
    rows, vectors, _ = study
    tickets = [replace(s, kind="ticket") if n % 3 == 0 else s for n, s in enumerate(rows)]
    asked = {s.participant for s in tickets if s.kind != "ticket"}
    of = {s.id: s.participant for s in tickets}
    found = candidates(tickets, vectors, signals(tickets))
    for candidate in found:
        who = {of[s] for s in candidate.segments}
        assert (candidate.people, candidate.unasked, candidate.n) == (len(who & asked), len(who - asked), len(asked))
        assert all(people <= candidate.people for people in candidate.signals.values())
    assert any(candidate.unasked for candidate in found)
    # Where nobody else is there, they are the people.
    every = candidates([replace(s, kind="review") for s in rows], vectors, signals(rows))
    assert [(c.people, c.n, c.unasked) for c in every] == [(c.people, c.n, 0) for c in candidates(rows, vectors, signals(rows))]
