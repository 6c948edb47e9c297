from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.themes.communities import fuzzy
from workbench.themes.grain import (
    RESOLUTIONS,
    Grain,
    Levels,
    apart,
    by_size,
    clearest,
    cut,
    joined,
    middles,
    readable,
    sized,
    wanted,
)
from workbench.themes.near import nearest, unit


def study(groups, each, spread, seed=2):
    """Groups around random middles, so many rows each."""
    random = np.random.default_rng(seed)
    return unit(
        np.repeat(unit(random.standard_normal((groups, 24))), each, axis=0) + spread * random.standard_normal((groups * each, 24))
    )


def levels(points):
    return Levels(fuzzy(nearest(points, 10)))


@pytest.mark.parametrize(("groups", "each"), [(6, 40), (30, 20), (60, 12)])
def test_as_many_topics_are_found_as_there_are(groups, each):
    """Few or many: nobody says how many."""
    points = study(groups, each, 0.08)
    labels, _, tried = cut(points, levels(points), 4)
    assert int(labels.max()) + 1 == groups
    assert {len(set(labels[n : n + each].tolist())) for n in range(0, groups * each, each)} == {1}
    assert [g.resolution for g in tried] == list(RESOLUTIONS)


def test_a_resolution_is_relative_to_what_the_data_suggest():
    points = study(12, 30, 0.3)
    plain, grain, _ = cut(points, levels(points), 4)
    finer, twice, _ = cut(points, levels(points), 4, 4.0)
    assert twice == 4 * grain
    assert finer.max() > plain.max()


@pytest.mark.parametrize("topics", [1, 2, 5, 9, 12])
def test_a_wanted_number_is_met_exactly(topics):
    points = study(12, 30, 0.2)
    labels, _ = wanted(points, levels(points).at, 4, topics)
    assert int(labels.max()) + 1 == topics


def test_more_topics_than_there_can_be_are_not_invented():
    points = study(3, 10, 0.05)
    labels, _ = wanted(points, levels(points).at, 4, 50)
    assert 3 <= int(labels.max()) + 1 <= 7


def test_the_most_alike_are_put_together():
    points = unit(np.repeat([[1.0, 0.0, 0.0], [0.9, 0.4, 0.0], [0.0, 0.0, 1.0]], 4, axis=0))
    assert joined(points, np.repeat([0, 1, 2], 4), 2).tolist() == [0] * 8 + [1] * 4


def test_the_largest_is_first_and_the_small_are_dissolved():
    assert by_size(np.array([7, 7, 2, 2, 2, 9]), 2).tolist() == [1, 1, 0, 0, 0, -1]


def test_of_a_small_group_those_that_fit_elsewhere_go_there():
    points = unit(np.array([[1, 0.1], [1, -0.1], [1, 0.2], [1, -0.2], [1, 0.0], [-1, 0.2]], np.float32))
    assert sized(points, np.array([0, 0, 0, 0, 1, 1]), 3).tolist() == [0, 0, 0, 0, 0, -1]


def test_apart_is_the_silhouette_on_centroids():
    """Two pairs at right angles, by hand: without itself, a row's own centroid is the other row of the pair."""
    points = unit(np.array([[1, 0.1], [1, -0.1], [0.1, 1], [-0.1, 1]], np.float32))
    within = 1 - float(points[0] @ points[1])
    beyond = 1 - points @ np.array([[1, 0], [0, 1]]).T
    other = [beyond[0, 1], beyond[1, 1], beyond[2, 0], beyond[3, 0]]
    assert apart(points, np.array([0, 0, 1, 1])) == pytest.approx(np.mean([(b - within) / max(b, within) for b in other]), abs=1e-6)


@pytest.mark.parametrize(("labels", "value"), [([0, 0, 0], 0.0), ([-1, -1, -1], -1.0)])
def test_nothing_is_apart_without_a_second_topic(labels, value):
    assert apart(unit(np.eye(3)), np.array(labels)) == value


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=30))
def test_middles_are_unit_means(labels):
    labels = by_size(np.array(labels), 1)
    points = unit(np.random.default_rng(1).standard_normal((len(labels), 4)))
    for label, middle in enumerate(middles(points, labels)):
        assert np.allclose(middle, unit(points[labels == label].mean(0, keepdims=True))[0], atol=1e-5)


def test_topics_are_not_as_many_as_sentences_that_come_back():
    """Eighteen sentences in three subjects, each said in four ways: clear by themselves, and more than so few ways bear."""
    random = np.random.default_rng(4)
    sentences = unit(np.repeat(study(3, 1, 0), 6, axis=0) + 0.14 * random.standard_normal((18, 24)))
    points = unit(np.repeat(sentences, 4, axis=0) + 0.03 * random.standard_normal((72, 24)))
    _, chosen, tried = cut(points, levels(points), 4)
    assert clearest(tried).topics == 18
    assert next(g for g in tried if g.resolution == chosen).topics == 12


@pytest.mark.parametrize(("statements", "kept"), [(100, [5, 15]), (400, [5, 15, 40]), (4, [5])])
def test_a_grain_that_nobody_reads_is_not_chosen(statements, kept):
    tried = [Grain(float(n), n, 0.5) for n in (5, 15, 40)]
    assert [g.topics for g in readable(tried, statements)] == kept
