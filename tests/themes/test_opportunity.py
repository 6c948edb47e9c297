"""Opportunity scores: the published values, how wide they are, who is counted, and what is never called important."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study.makers import survey

from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Round, Settings
from workbench.themes.opportunity import from_surveys, odi, rated


def share(high, n, *, every=1):
    """Return ratings of `n` people, `high` of them a 5: the first ones, or every so many-th."""
    ones = set(range(0, n, every)) if every > 1 else set(range(high))
    return {f"P{i:03}": 5 if i in ones else 2 for i in range(n)}


# Ulwick's worked values, as EVIDENCE B of this project has them.
@pytest.mark.parametrize(("i", "s", "score"), [(9, 3, 15), (9, 9, 9), (6, 8, 6), (7, 5, 9)])
def test_the_published_scores(i, s, score):
    assert odi(i, s) == score
    (found,) = rated({"need:a": share(i, 10)}, {"need:a": share(s, 10)})
    assert (found.weight.value, found.met.value, found.score.value) == (i, s, score)


# 10 of 12 important, 4 of 12 satisfied, independent of each other: reference 9.2-17.5; five times as many: 11.3-15.2.
@pytest.mark.parametrize(("n", "lo", "hi", "give"), [(12, 9.2, 17.5, 0.05), (60, 11.3, 15.2, 0.2)])
def test_few_people_make_a_wide_score(n, lo, hi, give):
    (found,) = rated({"a": share(10 * n // 12, n)}, {"a": share(0, n, every=3)})
    assert found.score.value == pytest.approx(13.333, abs=1e-3)
    assert found.score.lo == pytest.approx(lo, abs=give)
    assert found.score.hi == pytest.approx(hi, abs=give)


def test_two_equal_needs_are_first_half_of_the_time():
    importance, satisfaction = {n: share(8, 12) for n in "ab"}, {n: share(4, 12) for n in "ab"}
    found = rated(importance, satisfaction, top=1)
    assert [o.top for o in found] == [pytest.approx(0.5, abs=0.05)] * 2
    assert [(o.need, o.rank, o.rank_lo, o.rank_hi) for o in found] == [("a", 1, 1, 2), ("b", 2, 1, 2)]


def test_a_need_that_is_surely_first_is_and_three_of_five_share_the_top():
    high = {n: share(57 - 9 * k, 60) for k, n in enumerate("abcde")}
    found = rated(high, {n: share(6, 60) for n in "abcde"})
    assert [o.need for o in found] == list("abcde")
    assert (found[0].rank_lo, found[0].top) == (1, 1.0)
    assert found[-1].top < 0.01
    assert sum(o.top for o in found) == pytest.approx(3)


def test_only_who_rated_it_both_ways_counts_and_a_need_nobody_did_is_left_out():
    found = rated({"a": {"P1": 5, "P2": 5, "P3": 1}, "b": {"P1": 5}, "c": {"P1": 5}}, {"a": {"P1": 1, "P3": 5}, "b": {"P2": 5}})
    assert [(o.need, o.n, o.weight.value, o.met.value) for o in found] == [("a", 2, 5, 5)]


@pytest.mark.parametrize("wrong", [0, 6, 5.5, float("nan")])
def test_a_rating_beyond_the_scale_is_refused(wrong):
    with pytest.raises(UserError, match="from 1 to 5"):
        rated({"a": {"P1": wrong}}, {"a": {"P1": 3}})


def test_nothing_gives_nothing():
    assert rated({}, {}) == []


@pytest.mark.parametrize(("rating", "ends"), [(5, (7.5, 10)), (1, (0, 2.5))])
def test_all_alike_is_no_certainty(rating, ends):
    """Nine of nine who rate it 5 leave open that one in four would not: Jeffreys' 95 % interval of 9 of 9 begins at .76."""
    found = rated(*({n: {f"P{i}": rating for i in range(9)} for n in "abcd"} for _ in range(2)))
    assert [o.need for o in found] == list("abcd")
    for o in found:
        assert (o.weight.lo, o.weight.hi) == pytest.approx(ends, abs=0.3)
        assert o.weight.lo <= o.weight.value <= o.weight.hi
        assert 0 <= o.score.lo < o.score.hi <= 20
    assert sum(o.top for o in found) == pytest.approx(3)


def test_one_person_is_no_error_and_leaves_nearly_everything_open():
    (found,) = rated({"a": {"P1": 5}}, {"a": {"P1": 1}})
    assert (found.score.value, found.n, found.rank, found.top) == (20, 1, 1, 1.0)
    assert found.score.lo < 8


def test_a_group_of_one_mind_is_one_voice():
    alone, together = (
        rated({"a": {f"P{i}": 5 for i in range(12)}}, {"a": {f"P{i}": 1 for i in range(12)}}, together=t)[0].weight
        for t in ({}, {f"P{i}": f"g{i // 4}" for i in range(12)})
    )
    assert together.lo < alone.lo - 2


def test_groups_are_drawn_as_a_whole_so_what_they_say_is_less_sure():
    importance, satisfaction = {"a": share(20, 40)}, {"a": share(0, 40, every=4)}
    alone = rated(importance, satisfaction)[0].score
    grouped = rated(importance, satisfaction, together={f"P{i:03}": f"g{i // 10}" for i in range(40)})[0].score
    assert alone.value == grouped.value
    assert grouped.hi - grouped.lo > 1.5 * (alone.hi - alone.lo)


@pytest.fixture
def two_rounds(tmp_path):
    """A study whose two rounds ask for two ratings; R001 answers both rounds, and a ticket has a rating too."""
    folder = Folder.create(tmp_path / "study", Settings(rounds=(Round("b", "First"), Round("a", "Second"))))
    for round_, kind, values in (("b", "survey", (5, 4)), ("a", "survey", (1, None)), ("a", "ticket", (2, 2))):
        made = survey(f"{kind}-{round_}", ("one", "two"), round_)
        frame = made.answers.assign(participant=["R001", "R002"] if kind == "survey" else ["T1", "T2"])
        frame["rating.price matters"], frame["rating.price clear"] = values, (3, 3)
        folder.add_survey(dataclasses.replace(made, kind=kind, answers=frame))
    return folder


def test_ratings_are_read_from_surveys_the_latest_of_each_person(two_rounds):
    importance, satisfaction = from_surveys(two_rounds, {"need:price": ("price matters", "rating.price clear")})
    assert importance == {"need:price": {"R001": 1, "R002": 4}}
    assert satisfaction == {"need:price": {"R001": 3, "R002": 3}}
    assert rated(importance, satisfaction)[0].weight.value == 5


def test_a_rating_that_is_not_there_is_named_with_those_that_are(two_rounds):
    with pytest.raises(UserError, match="'price counts'; there are: price clear, price matters"):
        from_surveys(two_rounds, {"need:price": ("price counts", "price clear")})


@given(st.randoms(use_true_random=False), st.integers(1, 4), st.integers(1, 8))
def test_laws_of_the_score(random, needs, people):
    """Whatever people answer: between 0 and 20, inside its interval, and the same for any order of the input."""
    cells = [(f"n{i}", f"P{j}", random.randint(1, 5), random.randint(1, 5)) for i in range(needs) for j in range(people)]
    found = rated(*tables(cells), draws=50)
    random.shuffle(cells)
    assert found == rated(*tables(cells), draws=50)
    for o in found:
        assert 0 <= o.score.lo <= o.score.hi <= 20
        assert o.score.value == pytest.approx(odi(o.weight.value, o.met.value), abs=1e-5)
        assert 1 <= o.rank_lo <= o.rank_hi <= needs
    assert sum(o.top for o in found) == pytest.approx(min(3, needs), abs=1e-4)


def tables(cells):
    importance, satisfaction = {}, {}
    for need, person, i, s in cells:
        importance.setdefault(need, {})[person] = i
        satisfaction.setdefault(need, {})[person] = s
    return importance, satisfaction
