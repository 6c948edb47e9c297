from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from workbench.study.errors import UserError
from workbench.themes.topics import ENGINES, fit_topics

NEEDS = {"umap": ("umap", "hdbscan"), "evoc": ("evoc",)}
THERE = {name: all(map(importlib.util.find_spec, NEEDS.get(name, ()))) for name in ENGINES}


@pytest.mark.parametrize("engine", [name for name, there in THERE.items() if there])
def test_every_engine_finds_the_groups_and_fills_the_same_records(study, make, engine):
    segments, vectors, truth = study
    odd = make("zz", "My cat is called Ptolemy and reads.", "R9")
    found = fit_topics([*segments, odd], np.vstack([vectors, np.eye(8)[6]]), engine=engine)
    assert len({(found.assignment[s.id], truth[s.id]) for s in segments}) == len(found.topics) == 4
    assert found.off_topic == {"zz"}
    assert found.engine == engine
    assert found.grain is not None
    assert set(found.centroids) == {t.id for t in found.topics}
    assert all(len(t.segments) == 12 for t in found.topics)


@pytest.mark.parametrize("engine", [name for name, there in THERE.items() if there])
@pytest.mark.parametrize("n", [0, 1, 3, 5, 12])
def test_every_engine_takes_a_few_segments(study, engine, n):
    found = fit_topics(study[0][:n], study[1][:n], engine=engine)
    assert len(found.assignment) == n
    assert len(found.topics) <= n // 4


@pytest.mark.parametrize("engine", [name for name, there in THERE.items() if there])
def test_a_wanted_number_of_topics(study, engine):
    assert len(fit_topics(study[0], study[1], engine=engine, topics=3).topics) == 3


@pytest.mark.parametrize("engine", [name for name, there in THERE.items() if not there])
def test_what_is_not_installed_is_named(study, engine):
    with pytest.raises(UserError, match=r"needs .*, which is not installed\. Run: pip install"):
        fit_topics(study[0], study[1], engine=engine)


def test_kmeans_takes_the_number_that_is_clearest_apart(study):
    found = fit_topics(study[0], study[1], engine="kmeans")
    assert max(found.grains, key=lambda g: g.apart).topics == 4


def test_a_refit_of_the_same_grain_chooses_nothing_anew(study):
    first = fit_topics(study[0], study[1])
    again = fit_topics(study[0], study[1], grain=first.grain)
    assert again.grains == ()
    assert (again.topics, again.grain) == (first.topics, first.grain)
