from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.themes.near import Near, in_order, nearest, neighbours, unit


def mixture(n, kinds=40, dimensions=32, seed=3):
    """Rows around `kinds` middles, each middle near another, as themes of one study are."""
    random = np.random.default_rng(seed)
    middles = unit(random.standard_normal((kinds, dimensions)) + 1.5 * random.standard_normal(dimensions))
    return unit(middles[random.integers(0, kinds, n)] + 0.12 * random.standard_normal((n, dimensions)))


@pytest.mark.parametrize(("n", "k"), [(0, 5), (40, 5), (100, 5), (200, 10), (300, 15), (9000, 15)])
def test_neighbours_grow_with_the_study(n, k):
    assert neighbours(n) == k


def test_many_rows_are_made_of_length_one_like_few():
    rows = np.random.default_rng(1).standard_normal((40_000, 3)).astype(np.float32)
    assert np.array_equal(unit(rows), np.concatenate([unit(part) for part in np.array_split(rows, 7)]))
    assert not np.shares_memory(unit(rows), rows)


def test_rows_that_are_in_order_are_not_copied():
    rows = np.eye(3, dtype=np.float32)
    assert in_order(rows, [0, 1, 2]) is rows
    assert in_order(rows, [2, 0, 1]).tolist() == rows[[2, 0, 1]].tolist()


@given(hnp.arrays(np.float32, st.tuples(st.integers(2, 25), st.just(3)), elements=st.floats(-1, 1, width=32)), st.integers(1, 6))
def test_the_nearest_are_those_of_a_full_sort(rows, k):
    points = unit(rows)
    found = nearest(points, k)
    cosines = np.round((points @ points.T).astype(np.float64), 6)
    for n, (who, near) in enumerate(zip(found.rows, found.cosines, strict=True)):
        others = sorted((c for i, c in enumerate(cosines[n]) if i != n), reverse=True)
        assert n not in who
        assert near.tolist() == pytest.approx(others[: len(near)], abs=2e-6)


def test_equal_rows_are_ordered_by_number():
    found = nearest(np.tile(unit([[1.0, 2.0]]), (6, 1)), 5).rows
    assert found.tolist() == [[i for i in range(6) if i != n] for n in range(6)]


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_is_nearest_where_there_is_nobody(n):
    found = nearest(np.ones((n, 3), np.float32), 5)
    assert found.rows.shape == (n, 0)
    assert found.nearness().tolist() == [1.0] * n


@pytest.mark.parametrize(("n", "counted"), [(12, 2), (36, 3), (60, 5), (600, 5)])
def test_in_a_small_study_fewer_neighbours_decide_who_is_alone(n, counted):
    near = Near(np.zeros((n, 8), np.int64), np.tile([1.0] * counted + [0.0] * (8 - counted), (n, 1)))
    assert near.nearness().tolist() == [1.0] * n


def test_all_pairs_are_compared_up_to_the_limit_and_beyond_it_most_neighbours_are_found():
    points = mixture(3000)
    full = nearest(points, 10, exact=3000)
    part = nearest(points, 10, exact=600)
    hits = np.mean([len(np.intersect1d(a, b)) / 10 for a, b in zip(full.rows, part.rows, strict=True)])
    assert full.recall is None
    assert hits > 0.8  # having compared a fifth of the pairs
    assert part.recall == pytest.approx(hits, abs=0.05)


def test_at_the_limit_both_ways_find_the_same():
    """No jump in quality where one way takes over from the other: just above the limit nearly all pairs are still compared."""
    points = mixture(2000)
    assert nearest(points, 10, exact=1999).recall == pytest.approx(1.0, abs=0.01)


def test_looking_up_does_work_in_proportion_to_the_rows(monkeypatch):
    """Counted, not timed: pairs compared grow with the rows where they were the square of them."""
    from workbench.themes import near

    pairs = []
    seen = near._seen
    monkeypatch.setattr(
        near, "_seen", lambda points, own, a, b, *found: pairs.append(len(own) * (b - a)) or seen(points, own, a, b, *found)
    )

    def compared(n):
        pairs.clear()
        nearest(mixture(n), 5, exact=1024)
        return sum(pairs)

    assert compared(8000) / compared(2000) < 5


_SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from test_near import mixture
from workbench.themes.near import nearest
found = nearest(mixture(2500), 8, exact=600)
json.dump([found.rows.tolist(), found.recall], sys.stdout)
"""


@pytest.mark.slow
def test_threads_and_processes_change_nothing():
    def run(threads, seed):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        command = [sys.executable, "-c", _SCRIPT, str(Path(__file__).parent)]
        return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)

    assert run("1", "0") == run("2", "4711")
