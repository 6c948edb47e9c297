"""Two shares beside each other: reference values, and rates that are summed over every outcome."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey import stats
from workbench.journey.change import contrasts


@pytest.mark.parametrize(
    ("table", "mid", "fisher", "boschloo"),
    [((3, 12, 8, 12), 0.0559, 0.0995, 0.0640), ((2, 10, 6, 10), 0.0948, 0.1698, 0.0894)],
)
def test_three_p_values_of_the_same_table(table, mid, fisher, boschloo):
    """EVIDENCE D2."""
    k1, n1, k2, n2 = table
    assert contrasts.p_table(n1, n2)[k1, k2] == pytest.approx(mid, abs=5e-5)
    assert contrasts.p_table(n1, n2, mid=False)[k1, k2] == pytest.approx(fisher, abs=5e-5)
    assert contrasts.boschloo(*table) == pytest.approx(boschloo, abs=5e-5)


def test_scipy_takes_the_groups_of_boschloo_as_columns():
    """EVIDENCE D2: with groups as rows the same table gives .0494, and a change is claimed that is none."""
    from scipy.stats import boschloo_exact

    assert boschloo_exact([[3, 8], [9, 4]]).pvalue == pytest.approx(contrasts.boschloo(3, 12, 8, 12), abs=1e-6)
    assert boschloo_exact([[3, 9], [8, 4]]).pvalue == pytest.approx(0.0494, abs=5e-5)


@given(st.integers(1, 14), st.integers(1, 14), st.data())
def test_the_table_is_the_mid_p_test_of_every_outcome(n1, n2, data):
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    assert contrasts.p_table(n1, n2)[k1, k2] == pytest.approx(stats.fisher_mid_p(k1, n1, k2, n2), abs=1e-12)


@pytest.mark.parametrize(("n", "rise"), [(8, 0.90), (12, 0.77), (20, 0.64), (30, 0.55), (50, 0.47), (100, 0.38)])
def test_the_smallest_rise_that_shows(n, rise):
    """EVIDENCE D3: from .20 with 80 % power."""
    _, up = contrasts.smallest_change(0.2, n, n)
    assert 0.2 + up == pytest.approx(rise, abs=0.0075)


def test_from_a_small_share_no_fall_shows():
    fall, rise = contrasts.smallest_change(0.2, 12, 12)
    assert fall is None
    assert rise > 0.5
    assert contrasts.smallest_change(0.5, 3, 3) == (None, None)


def test_large_groups_are_near_their_approximation():
    exact, near = contrasts.smallest_change(0.3, 190, 200), contrasts.smallest_change(0.3, 210, 200)
    assert contrasts.laid_out(190, 200)
    assert not contrasts.laid_out(210, 200)
    assert near == pytest.approx(exact, abs=0.015)


def test_the_same_people_show_smaller_changes_the_more_they_repeat_themselves():
    loose, tight = (contrasts.smallest_change_of_the_same(0.4, 40, link)[1] for link in (0.0, 0.7))
    assert tight < loose
    assert contrasts.smallest_change_of_the_same(0.4, 400, 0.7)[1] < tight


@pytest.mark.parametrize(("n1", "n2"), [(10, 25), (12, 20), (25, 30), (40, 40)])
def test_a_cut_keeps_false_alarms_at_their_rate_whatever_the_share(n1, n2):
    table, cut = contrasts.p_table(n1, n2), contrasts.safe_cut(n1, n2)
    assert contrasts._false_alarms(table <= 0.05, n1, n2) > 0.055  # the mid-p test alone
    assert contrasts._false_alarms(table <= cut + 1e-9, n1, n2) <= 0.05
    assert cut > 0.03


def test_where_the_rate_is_kept_anyway_the_cut_costs_nothing():
    table = contrasts.p_table(20, 20)
    assert np.array_equal(table <= 0.05, table <= contrasts.safe_cut(20, 20) + 1e-9)
    assert contrasts.safe_cut(500, 500) == 0.05
    assert contrasts.safe_cut(1, 1) == 0.0


def test_the_same_within_a_margin_takes_many_people():
    assert contrasts.tost(60, 300, 62, 310, 0.1) < 0.05
    assert contrasts.tost(6, 30, 6, 30, 0.1) > 0.05
    assert contrasts.tost(60, 300, 100, 310, 0.1) == 1.0


def test_the_same_within_a_margin_is_the_90_per_cent_interval():
    """Schuirmann 1987: both one-sided tests at .05 are the interval of 1 - 2(.05)."""
    for k2 in range(40, 90):
        d = stats.newcombe(60, 300, k2, 310, z=1.6448536269514722)
        inside = d.lo > -0.1 and d.hi < 0.1
        assert (contrasts.tost(60, 300, k2, 310, 0.1) <= 0.05) == inside


def test_pairs_that_agree_and_voices_that_are_one_change_what_is_the_same():
    plain = contrasts.tost(30, 150, 30, 150, 0.1)
    assert contrasts.tost(30, 150, 30, 150, 0.1, correlation=0.6) < plain
    assert contrasts.tost(30, 150, 30, 150, 0.1, effective=(60.0, 60.0)) > plain


def test_what_a_machine_gets_wrong_is_taken_out():
    """Rogan and Gladen 1978; EVIDENCE D1: .30 with sensitivity .8 and specificity .9 is .2857."""
    assert contrasts.rogan_gladen(0.30, 0.8, 0.9) == pytest.approx(0.2857, abs=5e-5)
    assert contrasts.rogan_gladen(0.30, 1, 1) == pytest.approx(0.30)
    assert contrasts.rogan_gladen(0.05, 0.8, 0.9) == 0.0  # fewer than it finds by mistake
    assert contrasts.rogan_gladen(0.9, 0.8, 0.9) == 1.0


@pytest.mark.parametrize("rates", [(0.3, 0.5, 0.5), (0.3, 0.1, 0.8), (1.2, 0.9, 0.9), (0.3, float("nan"), 0.9)])
def test_a_machine_no_better_than_a_coin_says_nothing(rates):
    with pytest.raises(ValueError, match=r"no better than a coin|from 0 to 1"):
        contrasts.rogan_gladen(*rates)
