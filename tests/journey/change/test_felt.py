"""Feelings between rounds: people are shuffled, and a word is claimed only where they bear it out."""

import math
import random
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.change.felt import _told, as_plain, felt
from workbench.journey.change.shuffles import cliffs_delta, permutation
from workbench.journey.change.verdicts import RULES
from workbench.journey.look import look
from workbench.study.folder import Folder
from workbench.study.records import Participant


def people(*values, first=0):
    return {f"P{first + n:03}": float(v) for n, v in enumerate(values)}


def test_how_much_more_often_later_people_felt_better():
    """Cliff 1993; EVIDENCE D2 gives -.55 for the first against the second."""
    earlier, later = [-1, -0.5, 0, 0.5], [-0.5, 0, 0.5, 1, 1.5]
    assert cliffs_delta(earlier, later) == pytest.approx(0.55)
    assert cliffs_delta(later, earlier) == pytest.approx(-0.55)


def test_different_people_are_shuffled_in_every_way():
    """All C(6, 3) = 20 ways by hand: only the two extreme ones are as far apart."""
    found = permutation(people(-2, -1, -1), people(1, 1, 2, first=10))
    assert found == (pytest.approx(2 / 20), True, 20)


def test_the_same_people_exchange_their_two_answers():
    """Fisher's sign flips: of 2^5 ways those with all signs alike are as far apart."""
    found = permutation(people(-1, -1, 0, 0, -2), people(0, 1, 1, 2, 0))
    assert found == (pytest.approx(2 / 32), True, 32)


VALUES = st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.0, 1.0, 2.0]), min_size=1, max_size=4)


@given(VALUES, VALUES, st.lists(st.tuples(*[st.sampled_from([-2.0, -0.5, 1.0])] * 2), max_size=3))
def test_people_in_both_and_people_in_one_are_never_mixed(alone0, alone1, pairs):
    """Against every way, one by one: flips of those in both with shuffles of the others."""
    before = people(*alone0) | {f"B{n}": a for n, (a, _) in enumerate(pairs)}
    now = people(*alone1, first=50) | {f"B{n}": b for n, (_, b) in enumerate(pairs)}

    def apart(zero, one):
        return abs(sum(one) / len(one) - sum(zero) / len(zero))

    pool, seen, hits, ways = [*alone0, *alone1], apart([*before.values()], [*now.values()]), 0, 0
    for flips in product((False, True), repeat=len(pairs)):
        kept = [(b, a) if flip else (a, b) for (a, b), flip in zip(pairs, flips, strict=True)]
        for later in combinations(range(len(pool)), len(alone1)):
            zero = [v for n, v in enumerate(pool) if n not in later] + [a for a, _ in kept]
            one = [pool[n] for n in later] + [b for _, b in kept]
            hits += apart(zero, one) >= seen - 1e-9
            ways += 1
    assert permutation(before, now) == (pytest.approx(hits / ways), True, ways)


def test_with_too_many_ways_some_are_drawn_and_say_nearly_the_same():
    draw = random.Random(5)  # noqa: S311 (made-up people)
    a = people(*(draw.gauss(0, 1) for _ in range(9)))
    b = people(*(draw.gauss(0.9, 1) for _ in range(9)), first=50)
    every = permutation(a, b, seed=1)
    assert not every.exact
    again = permutation(dict(reversed(a.items())), b, seed=1)
    assert every == again  # whatever order people come in
    assert every != permutation(a, b, seed=2)
    values = [*a.values(), *b.values()]
    seen, total = abs(sum(b.values()) / 9 - sum(a.values()) / 9), sum(values)
    exact = [abs(s / 9 - (total - s) / 9) >= seen - 1e-9 for s in (sum(c) for c in combinations(values, 9))]
    assert every.p == pytest.approx(sum(exact) / len(exact), abs=4 * math.sqrt(every.p / 5000))


def test_people_who_spoke_together_move_as_one():
    """Two groups of four are two voices: nothing can be said of them, however many people they are."""
    a, b = people(-1, -1, -1, -2), people(1, 1, 2, 1, first=10)
    together = dict.fromkeys(a, "P000") | dict.fromkeys(b, "P010")
    assert permutation(a, b).p < 0.05
    assert permutation(a, b, together=together).p == 1.0


def rounds_of(made, earlier, later, *, unlike=None, beside=()):
    """Two rounds in which people felt so at onboarding: person to valence."""
    made.define("emotion:felt").define("stage:onboarding")
    for round_, side in (("2026-Q1", earlier), ("2026-Q3", later)):
        for who, valence in side.items():
            words = f"Well, says {who} in {round_}"
            made.interview(who, words, round_=round_).code(words, "stage:onboarding")
            made.code(words, "emotion:felt", valence=valence)
    found = look(Folder(made.folder.root), round="2026-Q3")
    return felt(found.before, found.material, found.codes, unlike=unlike).told(beside)["onboarding"]


def test_a_rise_is_said_with_its_size_and_what_could_have_been_seen(made):
    change = rounds_of(made, dict.fromkeys("ABCDEF", -1), dict.fromkeys("UVWXYZ", 1) | {"Q": 0})
    assert (change.verdict, change.n0, change.n1, change.people_in_both) == ("up", 6, 7, 0)
    assert change.p == pytest.approx(2 / math.comb(13, 6), rel=1)
    assert (change.before, change.now) == (-1, pytest.approx(6 / 7))
    assert change.text.startswith("up: mean +0.9 of 7 people now, \u22121.0 of 6 before (+1.9, ")
    assert "could see ±" in change.text
    assert change.delta == 1.0


def test_a_change_that_many_people_make_certain_and_that_is_hardly_one_says_both():
    """With thousands of people nearly every difference is known: "up, +0.0" would be read as news."""
    before = {f"P{n}": -1.0 for n in range(400)}
    after = {f"R{n}": -1.0 + (n < 12) for n in range(400)}
    change = _told("onboarding", before, after, {}, (0.0005, 0.001), RULES)
    assert change.verdict == "up"
    assert "(+0.03, +0.01 to +0.05); could see ±0.03;" in change.text
    assert change.text.endswith("; yet within ±0.5, which counts as the same")
    loud = _told("onboarding", before, {p: v + 1.5 for p, v in after.items()}, {}, (0.0005, 0.001), RULES)
    assert "yet within" not in loud.text


def test_the_same_people_are_compared_with_themselves(made):
    before = {"A": -2, "B": -1, "C": 0, "D": 1, "E": -1, "F": -2}
    change = rounds_of(made, before, {p: v + 1 for p, v in before.items()})
    assert (change.people_in_both, change.p) == (6, pytest.approx(2 / 64))
    assert change.test == "permutation: flips of people in both"
    assert change.verdict == "up"


def test_two_people_are_not_compared(made):
    change = rounds_of(made, {"A": -1, "B": -1}, {"U": 1, "V": 1, "W": 1})
    assert change.text == "not comparable (2 people showed a feeling here before, and it takes 3)"
    assert (change.p, change.difference) == (None, None)


def test_two_groups_are_not_compared_with_ten_people(made):
    """Shuffling two voices and ten would give a p of 1/66, and no interval to hold it against."""
    a, b = people(-2, -2, -2, -2), people(*[1] * 10, first=50)
    together = {"P000": "P000", "P001": "P000", "P002": "P002", "P003": "P002"}
    assert permutation(a, b, together=together).p < 0.05
    made.people(*(Participant(p, {}, group=g) for p, g in zip("ABCD", "XXYY", strict=True)))
    change = rounds_of(made, dict.fromkeys("ABCD", -2), {f"N{n}": 1 for n in range(10)})
    assert change.verdict == "not comparable"
    assert "the 4 people who showed a feeling here before spoke in groups and are 2 voices, and it takes 3" in change.text


def test_a_feeling_that_changed_has_an_interval_without_zero():
    """Shuffles call it a change and the t interval does not: seven of ten who did not change and three who rose."""
    before, after = people(*[0] * 12), people(*[0] * 9, 2, 2, 2, first=50)
    change = _told("onboarding", before, after, {}, (0.04, 0.04), RULES)
    assert change.lo < 0 < change.hi or change.lo > 0
    assert (change.verdict == "up") is (change.lo > 0)
    wide = _told("onboarding", people(-2, -2, -1), people(2, 2, -2, first=50), {}, (0.04, 0.04), RULES)
    assert (wide.verdict, wide.watch) == ("no detectable change", True)
    assert wide.text.endswith("; worth watching (p ≤ .05 but its interval holds zero)")
    assert wide.hi == 4.0  # from one end of the scale to the other


def test_where_the_question_changed_nothing_is_compared(made):
    change = rounds_of(made, dict.fromkeys("ABCDEF", -1), dict.fromkeys("UVWXYZ", 1), unlike={"onboarding": "the question changed"})
    assert change.said == "not comparable (the question changed)"


def test_one_family_with_everything_on_the_page(made):
    earlier, later = {"A": -1, "B": -1, "C": 0, "D": -1}, {"U": 1, "V": 1, "W": 1, "X": 1}
    change = rounds_of(made, earlier, later, beside=[0.5] * 30)
    assert change.p <= 0.05 < change.q
    assert (change.verdict, change.watch) == ("no detectable change", True)
    assert "worth watching" in change.text


def test_feelings_of_the_sample_are_plain_data(sample):
    found = look(sample, round="2026-Q3")

    def plain():
        changes = felt(found.before, found.material, found.codes, seed=sample.settings.seed).told()
        return {stage: as_plain(change) for stage, change in changes.items()}

    told = plain()
    assert set(told) == {s.id for s in sample.settings.stages}
    for change in told.values():
        assert {"word", "text", "difference", "lo", "hi"} <= change.keys()
        assert change["lo"] <= change["difference"] <= change["hi"]
    assert told == plain()
