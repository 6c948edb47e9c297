"""Learning codes: exact, honest about people left out, and useful before anybody coded much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding import learn as learning
from workbench.coding.learn import learn


def some(cases, columns, codes, seed=0):
    random = np.random.default_rng(seed)
    rows = random.normal(size=(cases, columns)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    meaning = random.normal(size=(columns, codes)).astype(np.float32)
    labels = rows @ meaning > 0.4
    prior = (meaning / np.linalg.norm(meaning, axis=0)).T
    return rows, labels, np.ascontiguousarray(prior)


@given(st.integers(6, 40), st.integers(2, 30), st.integers(1, 5), st.integers(2, 6), st.integers(0, 99))
def test_held_out_scores_are_those_of_a_fit_without_the_person(cases, columns, codes, people, seed):
    """Cook and Weisberg's identity, against the long way: learn again without each person."""
    rows, labels, prior = some(cases, columns, codes, seed)
    who = [f"P{n % people:02}" for n in range(cases)]
    found = learn(rows, labels, prior, who)
    for person in set(who):
        mine = np.array([w == person for w in who])
        rest = [w for w in who if w != person]
        without = learn(rows[~mine], labels[~mine], prior, rest)
        assert found.held_out[mine] == pytest.approx(without.scores(rows[mine]), abs=2e-3)


def test_many_cases_are_solved_among_columns_and_give_the_same(monkeypatch):
    rows, labels, prior = some(300, 20, 4)
    who = [f"P{n % 30:02}" for n in range(300)]
    exact = learn(rows, labels, prior, who)
    monkeypatch.setattr(learning, "_EXACT", 10)
    halves = learn(rows, labels, prior, who)
    assert halves.weights == pytest.approx(exact.weights, abs=1e-3)
    assert halves.held_out.shape == exact.held_out.shape
    assert not np.allclose(halves.held_out, halves.scores(rows)), "held-out scores must not have seen their own person"


def test_without_a_single_case_the_definition_decides():
    rows, labels, prior = some(50, 12, 3)
    found = learn(rows[:0], labels[:0], prior, [])
    scores = found.scores(rows)
    for code in range(3):
        best = np.argsort(-scores[:, code])[:5]
        assert labels[best, code].mean() > labels[:, code].mean()


def test_cases_outweigh_a_definition_that_misleads():
    rows, labels, prior = some(400, 12, 2)
    found = learn(rows, labels, -prior, [f"P{n % 40}" for n in range(400)])
    right = [labels[np.argsort(-found.scores(rows)[:, code])[:20], code].mean() for code in range(2)]
    assert min(right) > 0.9


def test_one_person_only_is_predicted_from_definitions_alone():
    rows, labels, prior = some(30, 12, 2)
    found = learn(rows, labels, prior, ["P01"] * 30)
    alone = learn(rows[:0], labels[:0], prior, []).scores(rows)
    assert found.held_out == pytest.approx(alone, abs=2e-3)


@pytest.mark.parametrize("exact", [True, False])
def test_a_number_is_learned_as_by_hand(monkeypatch, exact):
    """Weighted ridge in closed form (Hoerl and Kennard 1970): inv(X' W X + c I) X' W y."""
    monkeypatch.setattr(learning, "_EXACT", 1000 if exact else 0)
    random = np.random.default_rng(5)
    rows, names = random.normal(size=(30, 6)).astype(np.float32), random.normal(size=(3, 6)).astype(np.float32)
    values, named = random.normal(size=30).astype(np.float32), np.array([2, -2, 1], np.float32)
    x, y = np.vstack([rows, names]), np.append(values, named) - values.mean()
    w = np.diag([1.0] * 30 + [learning.DEFINITION] * 3)
    by_hand = np.linalg.solve(x.T @ w @ x + learning.RIDGE * np.eye(6), x.T @ w @ y)
    found = learning.learn_value(rows, values, names, named)
    assert found[:-1] == pytest.approx(by_hand, abs=1e-4)
    assert found[-1] == pytest.approx(values.mean(), abs=1e-6)
