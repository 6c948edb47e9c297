"""Percentages are shown only when they hold for people nothing was learned from."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.coding.calibrate import COLD, LABELS, Trust, calibration_error, kappa, trust


def said(cases, *, honest=True, seed=1):
    """Scores of three codes, of which one fits each case; `honest`: a higher score is more often right."""
    random = np.random.default_rng(seed)
    labels = np.zeros((cases, 3), dtype=bool)
    labels[np.arange(cases), random.integers(0, 3, cases)] = True
    scores = random.normal(0.3, 0.25, (cases, 3)).astype(np.float32)
    return scores + 0.5 * labels * honest, labels, [f"P{n % 25:02}" for n in range(cases)]


def test_few_cases_give_words_and_no_percentage():
    scores, labels, people = said(12)
    found = trust(scores, labels, people)
    assert found.terms == COLD
    assert not found.shown
    assert math.isnan(found.error)


def test_enough_cases_and_a_small_error_give_percentages():
    scores, labels, people = said(1500)
    found = trust(scores, labels, people)
    assert found.error < 0.05
    assert found.shown


@pytest.mark.parametrize("labels", [LABELS - 1, LABELS])
def test_both_conditions_must_hold(labels):
    assert Trust((0, 1, 1), labels, 0.01).shown is (labels >= LABELS)
    assert not Trust((0, 1, 1), labels, 0.06).shown
    assert not Trust((0, 1, 1), labels, math.nan).shown


def test_scores_that_mean_nothing_are_not_called_likely():
    scores, labels, people = said(900, honest=False)
    chances = trust(scores, labels, people).chances(scores)
    assert chances.max() < 0.5


@pytest.mark.parametrize(
    ("chance", "word"), [(0.95, "very likely"), (0.8, "very likely"), (0.6, "likely"), (0.4, "perhaps"), (0.1, "a guess")]
)
def test_chances_in_words(chance, word):
    assert Trust.words(chance) == word


def test_calibration_error_by_hand():
    """Twenty cases at .9 of which half are right: .4 off. Exactly right: 0."""
    assert calibration_error(np.full(20, 0.9), np.arange(20) % 2 == 0) == pytest.approx(0.4)
    assert calibration_error(np.array([1.0, 0.0] * 10), np.array([True, False] * 10)) == 0


def test_one_code_has_no_lead_over_others():
    scores, labels, people = said(60)
    assert np.isfinite(trust(scores[:, :1], labels[:, :1], people).chances(scores[:, :1])).all()


def test_kappa_is_cohen_s_and_says_when_it_is_none():
    """Cohen 1960 by hand: 20 + 15 of 50 alike, 25 and 30 said yes: chance .5, so (.7 - .5) / .5 = .4."""
    one = np.array([True] * 20 + [True] * 5 + [False] * 10 + [False] * 15)
    other = np.array([True] * 20 + [False] * 5 + [True] * 10 + [False] * 15)
    assert kappa(one, other) == pytest.approx(0.4)
    never = np.zeros(9, dtype=bool)
    assert math.isnan(kappa(never, never))
    assert math.isnan(kappa(never[:0], never[:0]))
