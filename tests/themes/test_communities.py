from __future__ import annotations

import numpy as np
import pytest

from workbench.themes.communities import fuzzy, grouped, louvain, within
from workbench.themes.near import nearest, unit


@pytest.fixture(scope="module")
def points():
    random = np.random.default_rng(5)
    middles = np.eye(16)[:9] + 0.4
    return unit(np.repeat(middles, 30, axis=0) + 0.15 * random.standard_normal((270, 16)))


@pytest.fixture(scope="module")
def graph(points):
    return fuzzy(nearest(points, 10))


def dense(graph):
    full = np.zeros((graph.nodes, graph.nodes))
    full[graph.heads, graph.ends] = graph.weights
    return full


def test_a_graph_is_symmetric_and_its_weights_sum_to_one(graph):
    full = dense(graph)
    assert np.allclose(full, full.T)
    assert full.sum() == pytest.approx(1.0)
    assert np.diag(full).sum() == 0


def test_weights_are_the_fuzzy_union_of_both_sides(points):
    """McInnes, Healy and Melville 2018, section 3: a + b - ab, each row's weights summing to log2 k."""
    near = nearest(points, 10)
    full = dense(fuzzy(near))
    own = np.zeros_like(full)
    for n, (rows, cosines) in enumerate(zip(near.rows, near.cosines, strict=True)):
        low, high = 0.0, 4.0
        for _ in range(60):
            scale = (low + high) / 2
            weights = np.exp(-(cosines[0] - cosines) / scale)
            low, high = (low, scale) if weights.sum() > np.log2(10) else (scale, high)
        own[n, rows] = weights
    union = own + own.T - own * own.T
    assert np.allclose(full, union / union.sum(), atol=1e-6)


def test_communities_are_those_of_the_whole_package(graph):
    """scikit-network's own Louvain, whose compiled moves these are, on the same graph."""
    from scipy import sparse
    from sknetwork.clustering import Louvain

    matrix = sparse.csr_matrix(dense(graph))
    for resolution in (0.5, 1.0, 2.0):
        known = Louvain(resolution=resolution, tol_optimization=1e-5, tol_aggregation=1e-5, sort_clusters=False).fit_predict(matrix)
        found = louvain(graph, resolution)
        assert len({(a, b) for a, b in zip(known, found, strict=True)}) == len(set(known)) == len(set(found.tolist()))


def test_a_higher_resolution_gives_more(graph):
    counts = [len(set(louvain(graph, r).tolist())) for r in (0.3, 1.0, 4.0, 16.0)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_another_order_of_visits_is_another_run_of_the_same(graph):
    labels = louvain(graph, 1.0, order=np.random.default_rng(1).permutation(270))
    assert {tuple(sorted(set(labels[n : n + 30].tolist()))) for n in range(0, 270, 30)} == {(n,) for n in range(9)}
    assert labels.tolist() == louvain(graph, 1.0, order=np.random.default_rng(1).permutation(270)).tolist()


def test_groups_keep_the_weight_of_their_members(graph):
    labels = louvain(graph, 1.0)
    small = grouped(graph, labels)
    full = dense(graph)
    expected = [[full[np.ix_(labels == a, labels == b)].sum() for b in range(small.nodes)] for a in range(small.nodes)]
    assert np.allclose(dense(small), expected)


def test_a_part_of_a_graph_is_what_lies_within_it(graph):
    kept = np.arange(270) % 3 > 0
    full = dense(graph)[np.ix_(kept, kept)]
    assert np.allclose(dense(within(graph, kept)), full / full.sum())


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_nodes_are_no_error(n):
    assert len(louvain(fuzzy(nearest(unit(np.eye(3)[:n]), 5)), 1.0)) == n


def test_only_the_compiled_moves_are_loaded():
    """Loading the package takes longer than a fit."""
    import subprocess
    import sys

    code = "import sys; from workbench.themes import communities as c; c._moves(); print({'sknetwork', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
