"""Known values: Newcombe 1998, Benjamini and Hochberg 1995, Derrick et al. 2015, and hand-checked tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey import stats


@pytest.mark.parametrize(
    ("k", "n", "lo", "hi"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998a, table I
        (15, 148, 0.0624, 0.1605),  # same
        (0, 20, 0.0, 0.1611),  # same
        (1, 29, 0.0061, 0.1718),  # same
        (3, 8, 0.1368, 0.6943), (8, 8, 0.6756, 1.0), (0, 12, 0.0, 0.2425), (2, 12, 0.0470, 0.4480),
        (5, 12, 0.1933, 0.6805), (7, 12, 0.3195, 0.8067), (13, 18, 0.4913, 0.8750), (10, 10, 0.7225, 1.0),
    ],
)  # fmt: skip
def test_wilson(k, n, lo, hi):
    found = stats.wilson(k, n)
    assert (found.lo, found.hi) == pytest.approx((lo, hi), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_share_and_mirrors(kn):
    k, n = kn
    found, mirrored = stats.wilson(k, n), stats.wilson(n - k, n)
    assert 0 <= found.lo <= found.value <= found.hi <= 1
    assert found.lo == pytest.approx(1 - mirrored.hi, abs=1e-12)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, 0)])
def test_wilson_refuses_what_is_no_share(k, n):
    with pytest.raises(ValueError, match="0 <= k <= n"):
        stats.wilson(k, n)


def agresti_coull(k, n):
    z2 = stats.Z95**2
    p = (k + z2 / 2) / (n + z2)
    half = stats.Z95 * math.sqrt(p * (1 - p) / (n + z2))
    return p - half, p + half


def clopper_pearson(k, n):
    from scipy.stats import beta

    return beta.ppf(0.025, k, n - k + 1) if k else 0.0, beta.ppf(0.975, k + 1, n - k) if k < n else 1.0


def wald(k, n):
    half = stats.Z95 * math.sqrt(k / n * (1 - k / n) / n)
    return k / n - half, k / n + half


def wilson_ends(k, n):
    return stats.wilson(k, n).lo, stats.wilson(k, n).hi


@pytest.mark.parametrize(
    ("interval", "n", "least", "average"),
    [
        (wald, 8, 0.149, 0.757), (wilson_ends, 8, 0.851, 0.954), (agresti_coull, 8, 0.921, 0.964),
        (clopper_pearson, 8, 0.970, 0.985), (wald, 20, 0.332, 0.867), (wilson_ends, 20, 0.925, 0.953),
    ],
)  # fmt: skip
def test_how_often_an_interval_of_a_share_holds_the_truth(interval, n, least, average):
    """EVIDENCE C2: exact coverage of 95 % intervals over p = .02 … .98 (compare Brown, Cai & DasGupta 2001). Hence Wilson."""
    ends = [interval(k, n) for k in range(n + 1)]
    found = []
    for p in (i / 100 for i in range(2, 99)):
        chances = (math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1))
        found.append(math.fsum(c for c, (lo, hi) in zip(chances, ends, strict=True) if lo <= p <= hi))
    assert min(found) == pytest.approx(least, abs=1e-3)
    assert stats.mean(found) == pytest.approx(average, abs=5e-4)


def test_emotion_interval_is_over_people():
    people = [-1.5, -1, -1, -0.5, -0.5, 0, 0, -2, -1, 0.5, -1, -0.5]
    found = stats.t_interval(people)
    assert (found.value, found.lo, found.hi) == pytest.approx((-0.7083, -1.1464, -0.2703), abs=5e-5)


@pytest.mark.parametrize(
    ("n", "value", "hi"),
    [(3, -2.0, 0.830393), (5, -2.0, 0.087295), (6, -2.0, -0.162967), (10, -1.0, -0.074509), (65, -2.0, -1.779313)],
)
def test_people_of_one_mind_are_no_certainty(n, value, hi):
    """Of n people none feels otherwise: at most 1 − .025^(1/n) of all do, who may be at the other end of the scale."""
    found = stats.t_interval([value] * n)
    assert (found.value, found.hi) == (value, pytest.approx(hi, abs=5e-6))
    others = (hi - value) / (2 - value)
    assert (1 - others) ** n == pytest.approx(0.025, rel=2e-3)  # so many would all be of one mind in one sample of forty
    assert found.lo == pytest.approx(value - others * (value + 2), abs=5e-4)


def test_people_of_one_mind_who_spoke_together_are_so_many_voices():
    alone, joint = stats.t_interval([1.0] * 9), stats.t_interval([1.0] * 9, clusters=["a"] * 4 + ["b"] * 3 + ["c"] * 2)
    assert joint == stats.t_interval([1.0] * 3)
    assert joint.lo < alone.lo
    assert stats.t_interval([1.0] * 9, clusters=["a"] * 5 + ["b"] * 4) is None


@pytest.mark.parametrize("people", [[], [1.0], [1.0, -2.0]])
def test_below_three_people_there_is_no_interval(people):
    assert stats.t_interval(people) is None


def test_emotion_interval_stays_on_the_scale():
    found = stats.t_interval([2, 2, -2])
    assert found.hi == 2.0
    assert found.lo == -2.0


@pytest.mark.parametrize(("mentions", "people"), [([10, 1, 1], 1.41), ([4, 4, 4], 3), ([12, 3, 2, 1, 1, 1], 2.5), ([], 0)])
def test_effective_people(mentions, people):
    assert stats.effective_people(mentions) == pytest.approx(people, abs=5e-3)


@pytest.mark.parametrize(
    ("table", "d", "lo", "hi"),
    [
        ((56, 70, 48, 80), 0.2, 0.0524, 0.3339),  # Newcombe 1998b, table II, method 10
        ((9, 10, 3, 10), 0.6, 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.5714, 0.0582, 0.8062),
        ((5, 56, 0, 29), 0.0893, -0.0381, 0.1926),
        ((3, 12, 8, 12), -0.4167, -0.6697, -0.0218),
    ],
)
def test_newcombe(table, d, lo, hi):
    found = stats.newcombe(*table)
    assert (found.value, found.lo, found.hi) == pytest.approx((d, lo, hi), abs=5e-5)


@pytest.mark.parametrize(("table", "p"), [((3, 12, 8, 12), 0.0559), ((2, 10, 6, 10), 0.0948)])
def test_fisher_mid_p(table, p):
    assert stats.fisher_mid_p(*table) == pytest.approx(p, abs=5e-5)


@pytest.mark.parametrize(("gained", "lost", "p"), [(6, 1, 0.125), (10, 2, 0.0386), (0, 0, 1.0)])
def test_mcnemar(gained, lost, p):
    assert stats.mcnemar_exact(gained, lost) == pytest.approx(p, abs=5e-5)


def test_partly_paired():
    """Derrick et al. 2015: pairs 3, 5, 1, 3; 4 of 8 only in the first round, 2 of 9 only in the second."""
    z, p = stats.partly_paired(3, 5, 1, 3, 4, 8, 2, 9)
    assert z == pytest.approx(2.105, abs=1e-3)
    assert p == pytest.approx(0.0353, abs=1e-4)


@pytest.mark.parametrize(("a", "b", "h"), [(0.5, 0.25, 0.5236), (0.6, 0.2, 0.8448)])
def test_cohens_h(a, b, h):
    assert stats.cohens_h(a, b) == pytest.approx(h, abs=5e-4)


def test_benjamini_hochberg_1995():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(q <= 0.05 for q in stats.benjamini_hochberg(p)) == 4


def test_smallest_visible_rise_shrinks_with_people():
    rises = [stats.smallest_visible_rise(0.2, n, n) for n in (8, 12, 20, 30, 100)]
    assert rises == sorted(rises, reverse=True)
    assert all(0 < r <= 0.8 and math.isfinite(r) for r in rises)


@pytest.mark.parametrize("table", [(3, 12, 8, 12), (0, 5, 5, 5), (400, 2000, 480, 2000), (1, 1, 0, 3), (0, 9, 0, 9), (7, 7, 5, 5)])
def test_fisher_mid_p_is_the_hypergeometric_sum(table):
    from scipy.stats import hypergeom

    k1, n1, k2, n2 = table
    chances = hypergeom(n1 + n2, k1 + k2, n1).pmf(range(max(0, k1 + k2 - n2), min(n1, k1 + k2) + 1))
    here = hypergeom(n1 + n2, k1 + k2, n1).pmf(k1)
    expected = sum(p if p < here * (1 - 1e-9) else p / 2 for p in chances if p <= here * (1 + 1e-9))
    assert stats.fisher_mid_p(*table) == pytest.approx(expected, rel=1e-6)


def test_fisher_mid_p_of_a_hundred_thousand_people_is_a_number():
    assert 0 <= stats.fisher_mid_p(90_000, 100_000, 10_000, 100_000) < 1e-12
    assert stats.fisher_mid_p(50_000, 100_000, 50_000, 100_000) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 1.0])
def test_the_more_alike_two_shares_the_shorter_their_difference(correlation):
    """Newcombe 1998c, Zou and Donner 2008: at correlation 0 the interval is that of different people."""
    loose, tight = stats.newcombe(9, 20, 5, 20), stats.newcombe(9, 20, 5, 20, correlation=correlation)
    assert loose.lo <= tight.lo <= tight.value == loose.value <= tight.hi <= loose.hi
    assert (tight == loose) == (correlation == 0)


def test_phi_of_derrick_2015():
    assert stats.phi(3, 5, 1, 3) == pytest.approx(0.125, abs=5e-4)
    assert stats.phi(5, 0, 0, 0) == 0  # nobody differs


@pytest.mark.parametrize(("n", "to"), [(12, 0.77), (20, 0.64), (30, 0.55), (50, 0.47), (100, 0.38)])
def test_smallest_visible_rise_against_exact_power(n, to):
    """EVIDENCE D3: from .20, with the exact power of mid-p; the approximation may promise up to 6 points too much."""
    assert to - 0.06 <= 0.2 + stats.smallest_visible_rise(0.2, n, n) <= to + 0.01


def test_a_rise_beyond_everybody_is_none():
    assert stats.smallest_visible_rise(0.9, 8, 8) is None
