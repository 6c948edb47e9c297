"""What changed between rounds: words from a closed set, claimed only where the people bear it out."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey import stats
from workbench.journey.change import contrasts, verdicts
from workbench.journey.change.rounds import CHANGES, WORDS, Q, compare
from workbench.journey.change.verdicts import RULES
from workbench.journey.evidence import Evidence


def heard(code, said, exposed, *, stage="onboarding", only_asked=0):
    """Evidence: these people say so, of those exposed."""
    return Evidence(code, stage, {p: [None] for p in said}, {}, frozenset(exposed), only_asked)


def crowd(first, count):
    return [f"P{n}" for n in range(first, first + count)]


def sides(k0, n0, k1, n1, code="need:a"):
    """The evidence of two rounds of different people."""
    a, b = crowd(0, n0), crowd(10_000, n1)
    return [heard(code, a[:k0], a)], [heard(code, b[:k1], b)]


def apart(k0, n0, k1, n1, code="need:a"):
    """Two rounds of different people, compared."""
    return compare(*sides(k0, n0, k1, n1, code))[0]


def apart_claimed(k0, n0, k1, n1):
    """Say whether one comparison alone is called a change."""
    pairs = verdicts.apart(k0, n0, k1, n1)
    p, test = verdicts.p_value(pairs)
    return verdicts.claimed(pairs, p, p, test)


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ((3, 20, 15, 20), "up"),
        ((15, 20, 3, 20), "down"),
        ((0, 20, 9, 20), "new"),
        ((9, 20, 0, 20), "not heard"),
        ((3, 12, 5, 12), "no detectable change"),
        ((0, 8, 1, 12), "no detectable change"),  # heard once, after silence of eight
        ((1, 12, 0, 3), "no detectable change"),  # silence of three
        ((0, 0, 5, 9), "not comparable"),
        ((2, 3, 0, 0), "not comparable"),
    ],
)
def test_words(table, word):
    assert apart(*table).verdict == word


def test_different_people_are_compared_by_fisher_mid_p_and_newcombe():
    """EVIDENCE D2: 3/12 against 8/12 gives mid-p .0559 and, later minus earlier, .2 around (.0218, .6697)."""
    change = apart(3, 12, 8, 12)
    assert (change.test, change.people_in_both) == ("Fisher mid-p", 0)
    assert change.p == pytest.approx(0.0559, abs=5e-5)
    assert (change.difference, change.lo, change.hi) == pytest.approx((5 / 12, 0.0218, 0.6697), abs=5e-5)


def test_the_same_people_are_compared_by_mcnemar():
    """EVIDENCE D2: six gained and one lost give .125."""
    people = crowd(0, 20)
    change = compare([heard("a", people[:1], people)], [heard("a", people[1:7], people)])[0]
    assert (change.test, change.people_in_both) == ("McNemar exact", 20)
    assert change.p == pytest.approx(0.125)


def test_some_people_in_both_are_compared_by_z8():
    """Derrick et al. 2015: pairs 3, 5, 1, 3; 4 of 8 only before, 2 of 9 only now: p .0353."""
    pairs, before, now = crowd(0, 12), crowd(100, 8), crowd(200, 9)
    a = heard("a", pairs[:8] + before[:4], pairs + before)
    b = heard("a", pairs[:3] + pairs[8:9] + now[:2], pairs + now)
    change = compare([a], [b])[0]
    assert (change.test, change.people_in_both) == ("partly paired z8", 12)
    assert change.p == pytest.approx(0.0353, abs=1e-4)


@pytest.mark.parametrize(
    ("shared", "only", "test"),
    [(1, 11, "Fisher mid-p"), (1, 60, "Fisher mid-p"), (4, 6, "Fisher mid-p"), (8, 2, "McNemar exact, people in both")],
)
def test_with_few_people_or_a_single_pair_the_test_is_exact(shared, only, test):
    """EVIDENCE D3: at n = 8 a z test raises .077 false alarms, not .05."""
    pairs, before, now = crowd(0, shared), crowd(100, only), crowd(200, only)
    a = heard("a", before[:1], pairs + before)
    b = heard("a", pairs[:1] + now[:2], pairs + now)
    change = compare([a], [b])[0]
    assert change.test == test
    assert 0 <= change.p <= 1


def test_pairs_make_the_interval_shorter_if_people_stay_as_they_are():
    people = crowd(0, 40)
    a, b = heard("a", people[:20], people), heard("a", people[:25], people)
    paired, loose = compare([a], [b])[0], apart(20, 40, 25, 40)
    assert paired.difference == loose.difference
    assert paired.hi - paired.lo < loose.hi - loose.lo


def test_rounds_that_asked_differently_are_not_compared():
    """Who is asked and has nothing to say is among the n; a round that waits for people to bring it up has no such people."""
    a, b = crowd(0, 20), crowd(100, 60)
    change = compare([heard("a", a[:10], a)], [heard("a", b[:10], b, only_asked=40)])[0]
    assert (change.verdict, change.p, change.q, change.difference) == ("not comparable", None, None, None)
    assert "asked about this stage in one round more than in the other" in change.text


def test_a_claim_without_a_stage_is_not_compared():
    a, b = crowd(0, 20), crowd(100, 20)
    change = compare([heard("a", a[:1], a, stage="")], [heard("a", b, b, stage="")])[0]
    assert change.verdict == "not comparable"


def test_what_nobody_says_in_either_round_is_not_listed():
    assert compare([heard("a", [], crowd(0, 9))], [heard("a", [], crowd(100, 9))]) == []


def test_looking_at_many_claims_costs():
    """One change of p ≈ .03 alone is a change; among twenty that did not change it is worth watching."""
    a, b = crowd(0, 20), crowd(100, 20)
    one = ([heard("need:0", a[:4], a)], [heard("need:0", b[:11], b)])
    alone = compare(*one)[0]
    assert alone.verdict == "up"
    still = [[heard(f"need:{n}", p[:8], p) for n in range(1, 20)] for p in (a, b)]
    among = next(c for c in compare(one[0] + still[0], one[1] + still[1]) if c.code == "need:0")
    assert among.p == alone.p
    assert among.q > Q
    assert among.verdict == "no detectable change"
    assert "worth watching" in among.text


def test_no_change_stands_beside_an_interval_that_holds_zero():
    """0 of 40 and 9 of 100: mid-p .038, under the cut at which its rate is kept; Newcombe's interval from −.7 to 16.2 points."""
    change = apart(0, 40, 9, 100)
    assert change.p < contrasts.safe_cut(40, 100)
    assert change.lo < 0 < change.hi
    assert (change.verdict, change.watch) == ("no detectable change", True)
    assert change.text.endswith("; worth watching (p ≤ .05 but its interval holds zero)")


def test_an_interval_beside_zero_without_a_change_says_why():
    """EVIDENCE D2: 3/12 against 8/12, Newcombe's interval leaves out zero and mid-p is .0559."""
    assert apart(3, 12, 8, 12).text.endswith("; its interval leaves out zero and the test does not (p .056)")
    assert not apart(3, 12, 8, 12).watch


def test_a_change_has_the_places_that_show_that_it_is_one():
    """The lower end is .36 points: +0 would say that there may be none."""
    change = apart(200, 4000, 242, 4000)
    assert change.verdict == "up"
    assert "(+1.1 points, +0.0" not in change.text
    assert "(+1.0 points, +0.0 to" not in change.text
    assert re.search(r"\(\+1\.\d+ points, \+0\.\d*[1-9]\d* to \+2\.\d+\)", change.text), change.text


def test_who_changed_among_the_same_people_must_go_the_way_that_is_shown():
    """Ten people in both, of whom six took it up; nine before who all said so, and nine now who do not."""
    pairs = verdicts.Pairs(0, 0, 6, 4, 9, 9, 0, 9)
    p, test = verdicts.p_value(pairs, expected=20)
    assert test == "McNemar exact, people in both"
    assert p <= RULES.p
    assert verdicts.around(pairs).value < 0
    assert not verdicts.claimed(pairs, p, p, test, interval=stats.Interval(-0.2, -0.3, -0.1))
    assert "went the other way" in verdicts.hindrance(pairs, p, test, RULES, verdicts.around(pairs))


@given(st.tuples(*[st.integers(0, 9)] * 4), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_whoever_is_in_both_rounds_a_change_leaves_out_zero_and_goes_one_way(cells, k0, more0, k1, more1):
    pairs = verdicts.Pairs(*cells, k0, k0 + more0, k1, k1 + more1)
    if not pairs.before[1] or not pairs.now[1]:
        return
    p, test = verdicts.p_value(pairs)
    if verdicts.claimed(pairs, p, p, test):
        shown = verdicts.around(pairs)
        assert shown.lo > 0 or shown.hi < 0
        assert not test.startswith("McNemar") or (pairs.gained > pairs.lost) == (shown.value > 0)


def test_nothing_is_called_a_change_above_p_05_even_if_q_allows_it():
    assert 0.05 < apart(3, 12, 8, 12).p <= apart(3, 12, 8, 12).q <= Q
    assert apart(3, 12, 8, 12).verdict == "no detectable change"


SHARES = st.integers(0, 14).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.tuples(SHARES, SHARES, st.integers(0, 14)), min_size=1, max_size=6))
def test_whatever_is_compared_the_words_are_closed_and_small_rounds_are_told_in_people(rounds):
    earlier, later = [], []
    for number, ((k0, n0), (k1, n1), shared) in enumerate(rounds):
        a = crowd(0, n0)
        b = crowd(min(n0, shared), n1)
        earlier.append(heard(f"need:{number}", a[:k0], a))
        later.append(heard(f"need:{number}", b[:k1], b))
    for change in compare(earlier, later):
        assert change.verdict in WORDS
        assert f"{change.k1} of {change.n1}" in change.text or change.verdict == "not comparable"
        if min(change.n0, change.n1) < 10:
            assert "%" not in change.text or change.n0 >= 10 or change.n1 >= 10
            assert not re.search(r"\d points", change.text)
        if change.verdict in CHANGES:
            assert change.p <= 0.05
            assert change.q <= Q
            assert change.lo - 1e-9 <= change.difference <= change.hi + 1e-9
            assert change.lo > 0 or change.hi < 0


def test_silence_of_few_is_told_in_people():
    assert apart(0, 8, 1, 12).text == (
        "no detectable change (could see +6 of 12 people, no fall): 1 of 12 now, 0 of 8 before; "
        "nobody before, but up to 2 of 8 could have said so and the silence be chance"
    )  # Wilson's upper limit for 0 of 8 is .324


@pytest.mark.parametrize(
    ("table", "could"),
    [
        ((7, 8, 8, 8), "could see \u22126 of 8 people, no rise"),
        ((2, 9, 3, 9), "could see +6 of 9 people, no fall"),
        ((1, 3, 2, 3), "could see none with so few people"),
        ((4, 12, 5, 12), "could see +54 points, no fall"),
        ((20, 50, 22, 50), "could see \u00b128 points"),
    ],
)
def test_what_could_have_been_seen_is_always_said(table, could):
    """A word of `no change` without it would be worth nothing."""
    assert apart(*table).said == f"no detectable change ({could})"


def test_a_change_says_it_too():
    assert apart(3, 20, 15, 20).text == ("up: 15 of 20 now, 3 of 20 before (+60 points, +30 to +77); could see +42 points, no fall")


def test_new_and_not_heard_say_what_silence_leaves_open():
    """EVIDENCE D5; C2: Wilson's upper bound of 0 of 20 is .1611."""
    assert apart(0, 20, 9, 20).said == "new (9 of 20; earlier 0 of 20, upper bound 16 %)"
    assert apart(9, 20, 0, 20).said == "not heard (upper bound 16 %)"


def test_the_same_takes_a_margin_and_people_enough():
    """Two one-sided tests: with 400 people a difference of nothing is within 10 points, with 40 it may be anything."""
    assert apart(80, 400, 82, 400).said == "equivalent within \u00b110 points"
    assert apart(8, 40, 8, 40).verdict == "no detectable change"
    assert compare(*sides(80, 400, 82, 400), rules=RULES._replace(margin=0.01))[0].verdict == "no detectable change"


def test_a_change_smaller_than_the_margin_is_still_a_change():
    change = apart(200, 4000, 300, 4000)
    assert change.verdict == "up"
    assert "yet within \u00b110 points, which counts as the same" in change.text


def test_a_stage_about_which_rounds_asked_differently_is_not_compared():
    found = compare(*sides(3, 20, 15, 20), unlike={"onboarding": "the question changed: \u201cA?\u201d, now \u201cB?\u201d"})[0]
    assert found.said == "not comparable (the question changed: \u201cA?\u201d, now \u201cB?\u201d)"
    assert compare(*sides(3, 20, 15, 20), unlike={"purchase": "x"})[0].verdict == "up"


def openly(k0, k1, *, asked=(45, 45), beside=(0, 0)):
    """Two rounds of 8 interviews about a stage and a survey of one open question: who writes of the stage is among its n by that.

    `beside` is how many write of something else at the same stage.
    """
    found = []
    for first, k, other, people in ((0, k0, beside[0], asked[0]), (10_000, k1, beside[1], asked[1])):
        talked, wrote = crowd(first, 8), crowd(first + 100, people)
        e = heard("pain:a", wrote[:k], {*talked, *wrote[:k], *wrote[::-1][:other]})
        found.append([Evidence(e.code, e.stage, e.supporters, {}, e.exposed, openly=frozenset(wrote))])
    return compare(*found)[0]


def test_that_more_people_bring_something_up_is_a_change():
    """8 of 16 before and 20 of 28 now: of those who wrote of the stage all said so in both rounds, and nothing had changed."""
    found = openly(8, 22)
    assert (found.k0, found.n0, found.k1, found.n1, found.verdict) == (8, 53, 22, 53, "up")
    assert "22 of 53 now, 8 of 53 before, of all who could say so (" in found.text


def test_what_others_say_at_the_same_stage_makes_nothing_rarer():
    """A tyre that went flat put twenty people among the n of the lamps, which were praised as often as before."""
    found = openly(9, 9, beside=(2, 25))
    assert (found.n0, found.n1, found.difference) == (53, 53, 0)
    assert found.verdict == "no detectable change"


def test_a_round_that_asked_few_openly_is_compared_among_those_who_spoke_of_the_stage():
    found = openly(6, 1, asked=(45, 1))
    assert (found.n0, found.n1) == (14, 9)
    assert "of all who could say so" not in found.text


def test_a_code_that_did_not_exist_when_the_earlier_round_was_coded_is_not_new():
    found = compare(*sides(0, 20, 15, 20), late={"need:a"})[0]
    assert found.verdict == "not comparable"
    assert "nobody has looked for it there since" in found.text
    assert compare(*sides(1, 20, 15, 20), late={"need:a"})[0].verdict == "up"  # somebody has


def test_what_else_is_compared_on_the_page_is_of_the_same_family():
    alone = compare(*sides(4, 20, 11, 20))[0]
    among = compare(*sides(4, 20, 11, 20), beside=[0.9] * 9)[0]
    assert alone.p == among.p
    assert (alone.verdict, among.verdict, among.watch) == ("up", "no detectable change", True)
    assert among.q == pytest.approx(10 * among.p)


@pytest.mark.parametrize(("n0", "n1"), [(10, 25), (25, 30), (40, 40), (5, 60)])
def test_a_change_is_claimed_too_often_at_no_share(n0, n1):
    """The mid-p test alone would claim up to .061 at these sizes (summed over every outcome)."""
    said = np.array([[apart_claimed(a, n0, b, n1) for b in range(n1 + 1)] for a in range(n0 + 1)])
    assert contrasts._false_alarms(said, n0, n1) <= 0.05


def test_the_map_of_a_round_carries_the_verdicts_of_its_claims(made):
    made.define("need:calm", stage="onboarding").define("need:never", stage="onboarding")
    for n in range(12):
        for round_ in ("2026-Q1", "2026-Q3"):
            words = f"Calm or not, says {n} in {round_}"
            made.interview(f"P{n}{round_}", words, round_=round_).code(words, "stage:onboarding")
            if round_ == "2026-Q3":
                made.code(words, "need:calm")
    model = made.map(round="2026-Q3")
    assert model["previous"] == "2026-Q1"
    assert model["claims"]["need:calm"]["verdict"]["word"] == "new"
    assert model["claims"]["need:never"]["verdict"] is None  # silence in both rounds says nothing
    assert made.map(round="2026-Q1")["previous"] is None
    assert made.map()["claims"]["need:calm"]["verdict"] is None


def test_the_changes_planted_in_the_sample_are_found_and_no_others(sample, planted):
    import workbench as wb

    found = {c.code: c.verdict for c in wb.Study(sample).compare().changes if c.code.startswith("need:")}
    assert {code: word for code, word in found.items() if word in CHANGES} == planted


def test_what_is_planted_to_have_risen_has_risen_and_what_fell_has_fallen(sample, planted):
    """Each planted change has its verdict, with an interval that leaves out zero on the right side."""
    import workbench as wb

    found = {c.code: c for c in wb.Study(sample).compare().changes}
    for code, word in planted.items():
        assert found[code].verdict == word, found[code].text
        assert (found[code].lo > 0) if word == "up" else (found[code].hi < 0)
        assert found[code].q <= Q
        assert "could see ±" in found[code].text
    still = [c for code, c in found.items() if code.startswith("need:") and code not in planted]
    assert len(still) == 5
    assert {c.verdict for c in still} <= {"no detectable change", "equivalent"}
    assert all("could see ±" in c.text for c in still)


def test_adjusted_p_values_refuse_what_is_no_p_value():
    with pytest.raises(ValueError, match="from 0 to 1"):
        stats.benjamini_hochberg([0.1, float("nan")])
