from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from workbench.themes.hierarchy import hierarchy
from workbench.themes.near import unit
from workbench.themes.topics import Topic, Topics, fit_topics


def leaves(branches):
    return [leaf for branch in branches for leaf in (leaves(branch.under) if branch.under else [branch])]


def made(rows, sizes=None):
    """Topics with these centres."""
    sizes = sizes or [4] * len(rows)
    found = tuple(Topic(f"t-{n:02}", f"word{n}", (f"word{n}",), size, 0, ()) for n, size in enumerate(sizes))
    return Topics(found, centroids={t.id: tuple(map(float, row)) for t, row in zip(found, unit(rows), strict=True)})


def test_alike_topics_are_under_one_roof(study):
    """Payroll and price lean on each other, night and praise do."""
    segments, vectors, truth = study
    lean = {"print": 4, "price": 4, "night": 5, "fine": 5}
    close = vectors + np.stack([np.eye(8)[lean[truth[s.id]]] for s in segments])
    topics = fit_topics(segments, close, topics=4)
    tree = hierarchy(topics, segments, [2])
    of = {t: {truth[s] for s, its in topics.assignment.items() if its == t} for t in topics.assignment.values()}
    assert {frozenset().union(*(of[t] for t in b.topics)) for b in tree} == {
        frozenset({"print", "price"}),
        frozenset({"night", "fine"}),
    }
    assert {(b.size, b.people, b.unasked, len(b.under)) for b in tree} == {(24, 24, 0, 2)}
    assert all("no words" not in b.label for b in tree)


def test_a_person_in_two_topics_is_one_person_above_them(make):
    rows = [make(f"{t}{n}", f"{t} hours", f"P{n}") for t in ("import", "export") for n in range(5)]
    vectors = np.repeat([[1.0, 0.3], [1.0, -0.3]], 5, axis=0) + 0.001 * np.arange(20).reshape(10, 2)
    topics = fit_topics(rows, vectors, topics=2)
    (top,) = hierarchy(topics, rows, [1])
    assert (len(top.under), top.size, top.people) == (2, 10, 5)


@pytest.mark.parametrize(("count", "top"), [(0, 0), (1, 1), (3, 3), (9, 3), (39, 6), (64, 4)])
def test_there_are_about_as_many_broad_topics_as_the_root_and_two_layers_of_many(count, top):
    topics = made(np.random.default_rng(1).standard_normal((count, 6)) if count else np.zeros((0, 6)))
    tree = hierarchy(topics, [])
    assert len(tree) == top
    assert sorted(leaf.id for leaf in leaves(tree)) == sorted(t.id for t in topics.topics)


@given(st.integers(5, 14), st.integers(0, 9), st.integers(2, 4))
def test_the_linkage_is_that_of_scipy(count, seed, groups):
    """Ward's, all topics of one size: `scipy.cluster.hierarchy.linkage(method="ward")`."""
    rows = unit(np.random.default_rng(seed).standard_normal((count, 5)))
    tree = hierarchy(made(rows), [], [groups])
    known = fcluster(linkage(rows.astype(np.float64), "ward"), groups, "maxclust")
    expected = {frozenset(f"t-{n:02}" for n in np.flatnonzero(known == label)) for label in set(known)}
    assert {frozenset(b.topics) for b in tree} == expected


def test_layers_are_nested():
    tree = hierarchy(made(np.random.default_rng(3).standard_normal((50, 6))), [])
    assert any(b.under and b.under[0].under for b in tree)

    def whole(branch):
        assert not branch.under or sorted(branch.topics) == sorted(t for part in branch.under for t in part.topics)
        for part in branch.under:
            assert part.alike >= branch.alike
            whole(part)

    for branch in tree:
        whole(branch)
