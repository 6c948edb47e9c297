from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.themes.graph import GraphTopics, by_size, centroids, each_nearest, grains, match, neighbours, unit


@pytest.mark.parametrize(("n", "k"), [(0, 5), (40, 5), (100, 5), (200, 10), (300, 15), (9000, 15)])
def test_neighbours_grow_with_the_study(n, k):
    assert neighbours(n) == k


def test_clear_groups_are_found(study):
    segments, vectors, truth = study
    labels = GraphTopics().fit_predict(vectors)
    found = {(label, truth[s.id]) for label, s in zip(labels, segments, strict=True)}
    assert len(found) == 4
    assert {label for label, _ in found} == {0, 1, 2, 3}


def test_the_largest_is_first_and_the_small_are_dissolved():
    assert by_size(np.array([7, 7, 2, 2, 2, 9]), 2).tolist() == [1, 1, 0, 0, 0, -1]


def test_a_stranger_has_no_near_neighbours(study):
    _, vectors, _ = study
    graph = GraphTopics().fit(np.vstack([vectors, np.eye(8)[7]]))
    assert graph.nearness_[-1] < 0.45 < graph.nearness_[:-1].min()


def test_new_rows_go_to_the_nearest_centre(study):
    _, vectors, _ = study
    graph = GraphTopics().fit(vectors)
    assert graph.predict(vectors).tolist() == graph.labels_.tolist()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_few_rows_are_no_error(n):
    graph = GraphTopics().fit(np.eye(8)[:n])
    assert len(graph.labels_) == n
    assert graph.predict(np.eye(8)[:2]).shape == (2,)


@given(hnp.arrays(np.float32, st.tuples(st.integers(1, 30), st.just(4)), elements=st.floats(-1, 1, width=32)))
def test_any_rows_have_labels_without_gaps(rows):
    labels = GraphTopics().fit_predict(rows)
    assert sorted(set(labels.tolist()) - {-1}) == list(range(int(labels.max()) + 1))
    assert np.isfinite(centroids(unit(rows), labels)).all()


def test_equal_input_equal_output(study):
    _, vectors, _ = study
    assert GraphTopics().fit_predict(vectors).tolist() == GraphTopics().fit_predict(vectors.copy()).tolist()


def test_all_grains_at_once_are_those_one_by_one(study):
    _, vectors, _ = study
    alone = [GraphTopics(k=k, resolution=r, min_size=2).fit_predict(vectors).tolist() for k in (5, 8) for r in (3.0, 6.0)]
    assert [labels.tolist() for labels in grains(vectors, (5, 8), (3.0, 6.0), min_size=2)] == alone


def test_many_rows_are_not_compared_pair_by_pair(monkeypatch):
    rows = unit(np.random.default_rng(5).standard_normal((400, 16)))
    every = each_nearest(rows, [5, 8])
    monkeypatch.setattr("workbench.themes.graph.EXACT", 300)
    looked_up = each_nearest(rows, [5, 8])
    assert [near.rows.shape for near in looked_up] == [(400, 5), (400, 8)]
    for one, other in zip(every, looked_up, strict=True):
        assert (one.rows == other.rows).mean() > 0.99


def test_topics_of_two_fits_are_matched_by_their_centres():
    old = np.eye(4)[:3]
    new = np.array([[0.0, 1.0, 0.1, 0.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.1]])
    assert match(old, new) == {0: 1, 2: 0}
    assert match(old, np.zeros((0, 4))) == {}
    assert match([], new) == {}


def test_no_old_topic_is_claimed_twice():
    assert match(np.eye(2)[:1], np.array([[1.0, 0.0], [0.99, 0.1]])) == {0: 0}
