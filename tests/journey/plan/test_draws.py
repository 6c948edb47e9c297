"""People drawn again: ranks that hold the truth as often as they say, and the same draws for the same people."""

import numpy as np
import pytest

from workbench.journey.evidence import Evidence
from workbench.journey.plan.draws import drawn, ends, ranks


def claims(people, shares, rng, together=None):
    """Return claims that each person makes with the claim's own chance."""
    exposed = frozenset(people)
    said = [{p: [None] for p in people if rng.random() < share} for share in shares]
    return [Evidence(f"pain:{n}", "s", who, {}, exposed, together=together or {}) for n, who in enumerate(said)]


@pytest.mark.parametrize(("people", "least"), [(6, 0.93), (12, 0.93), (40, 0.93)])
def test_rank_intervals_hold_the_true_rank(people, least):
    """Forty studies of ten claims: the 95 % rank intervals hold the true rank about as often as they say."""
    rng, held, first = np.random.default_rng(7), [], []
    for study in range(40):
        shares = [rng.beta(1.2, 2.5) for _ in range(10)]
        found = claims([f"P{n}" for n in range(people)], shares, rng)
        lots = drawn(found, seed=study)
        told = ranks([lots.share(e, e.supporters.keys(), "say") for e in found], [e.k / e.n for e in found], seed=study)
        true = {at: rank for rank, at in enumerate(sorted(range(10), key=lambda i: -shares[i]), 1)}
        held += [r.lo <= true[n] <= r.hi for n, r in enumerate(told)]
        first += [(r.top, true[n] <= 3) for n, r in enumerate(told)]
    assert sum(held) / len(held) >= least
    likely = [came for top, came in first if top >= 0.8]
    unlikely = [came for top, came in first if top <= 0.2]
    assert sum(likely) / len(likely) > 0.7
    assert sum(unlikely) / len(unlikely) < 0.15


def test_the_same_people_give_the_same_draws_in_whatever_order():
    people = [f"P{n}" for n in range(9)]
    one = claims(people, [0.5, 0.2], np.random.default_rng(1))
    other = [Evidence(e.code, e.stage, dict(reversed(e.supporters.items())), {}, frozenset(reversed(people))) for e in one]
    for a, b in zip(one, other, strict=True):
        first, second = (drawn(found, seed=3).share(e, e.supporters.keys(), "x") for found, e in ((one, a), (other, b)))
        assert first.tolist() == second.tolist()


def test_more_people_than_are_drawn_one_by_one_are_as_sure():
    few, many = ([f"P{n}" for n in range(size)] for size in (4000, 4001))
    width = []
    for people in (few, many):
        (e,) = claims(people, [0.3], np.random.default_rng(1))
        lots = drawn([e], seed=3)
        assert (lots.times is None) == (len(people) > 4000)
        lo, hi = ends(lots.share(e, e.supporters.keys(), "x"))
        width.append(hi - lo)
    assert width[0] == pytest.approx(width[1], rel=0.1)


def test_nobody_is_drawn_where_there_is_nothing():
    assert ranks([], [], seed=1) == []
    assert drawn([], seed=1).times is None
