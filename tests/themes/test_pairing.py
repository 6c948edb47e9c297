from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from workbench.themes.pairing import greatest


@pytest.mark.parametrize(
    ("worth", "expected"),
    [
        ([[0.9, 0.8], [0.8, 0.1]], [(0, 1), (1, 0)]),  # the best of each alone would be worth less
        ([[1.0, 0.0, 0.0]], [(0, 0)]),
        ([[0.0], [1.0], [0.5]], [(1, 0)]),
        ([[0.0, 0.0], [0.0, 0.0]], [(0, 0), (1, 1)]),
        (np.zeros((0, 3)), []),
        (np.zeros((3, 0)), []),
    ],
)
def test_known_pairings(worth, expected):
    assert greatest(np.asarray(worth)) == expected


SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 7))


@given(SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.integers(-20, 20).map(lambda n: n / 10))))
def test_the_sum_is_that_of_another_solver_and_nobody_is_taken_twice(worth):
    pairs = greatest(worth)
    assert len(pairs) == min(worth.shape)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    theirs = worth[linear_sum_assignment(worth, maximize=True)].sum()
    assert sum(worth[pair] for pair in pairs) == pytest.approx(theirs, abs=1e-9)
