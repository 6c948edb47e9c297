from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from workbench.study.errors import UserError
from workbench.themes.stability import overlaps, rand_index, stability
from workbench.themes.topics import fit_topics


def test_clear_topics_are_steady(study):
    segments, vectors, _ = study
    topics = fit_topics(segments, vectors)
    found = stability(segments, vectors, topics, runs=5)
    assert [s.topic for s in found.topics] == [t.id for t in topics.topics]
    assert {s.word for s in found.topics} == {"steady"}
    assert {(s.orders, s.back) for s in found.topics} == {(1.0, 1.0)}
    assert (found.orders, found.runs) == (1.0, 5)


def test_topics_cut_out_of_one_cloud_are_not(make):
    """Everybody talks of everything: four topics were asked for, and four are found, but each time others."""
    rows = [make(f"s{n:03}", f"payroll {n}", f"P{n}") for n in range(120)]
    vectors = np.random.default_rng(4).standard_normal((120, 5)) + 1.0
    topics = fit_topics(rows, vectors, topics=4)
    found = stability(rows, vectors, topics, runs=8)
    assert len(found.topics) == 4
    assert "steady" not in {s.word for s in found.topics}
    assert found.people < 0.7


def test_a_topic_of_one_person_stands_and_falls_with_them(study, make):
    segments, vectors, _ = study
    loud = [make(f"loud{n}", f"The tax office wrote again, letter {n}.", "L1") for n in range(8)]
    near = np.eye(8)[5] + 0.05 * np.random.default_rng(2).standard_normal((8, 8))
    rows, points = [*segments, *loud], np.vstack([vectors, near])
    topics = fit_topics(rows, points)
    found = {s.topic: s for s in stability(rows, points, topics, runs=6).topics}
    assert found[topics.assignment["loud0"]].people in {0.0, 1.0}  # there whole, or not at all


def test_the_same_for_any_order_and_another_for_another_seed(make):
    rows = [make(f"s{n:03}", f"payroll {n}", f"P{n % 30}") for n in range(120)]
    vectors = np.random.default_rng(4).standard_normal((120, 5)) + 1.0
    topics = fit_topics(rows, vectors)
    found = stability(rows, vectors, topics, runs=3)
    assert stability(rows[::-1], vectors[::-1], topics, runs=3) == found
    assert stability(rows, vectors, topics, runs=3, seed=7) != found


def test_other_engines_and_no_runs_are_refused(study):
    segments, vectors, _ = study
    with pytest.raises(UserError, match="engine 'graph'"):
        stability(segments, vectors, fit_topics(segments, vectors, engine="kmeans"))
    with pytest.raises(UserError, match="at least one run"):
        stability(segments, vectors, fit_topics(segments, vectors), runs=0)
    assert stability([], np.zeros((0, 4)), fit_topics([], np.zeros((0, 4)))).topics == ()


def test_overlap_is_the_best_jaccard():
    before, after = np.array([0, 0, 0, 0, 1, 1, -1]), np.array([3, 3, 3, 0, 0, -1, 0])
    assert overlaps(before, after, 3)[:2] == [3 / 4, 1 / 4]
    assert math.isnan(overlaps(before, after, 3)[2])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_the_rand_index_is_that_of_scikit_learn(pairs):
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    assert rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other))
