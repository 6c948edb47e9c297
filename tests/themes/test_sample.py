"""Topics of a sample, and the nearest of them for everybody else."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.themes.sample import Trained, chosen, fit_large, nearest_of, train
from workbench.themes.topics import Topics, fit_topics


def test_who_is_in_the_sample_does_not_depend_on_the_order():
    keys = [f"answer-{n}" for n in range(500)]
    mixed = keys[::-1]
    assert {keys[i] for i in chosen(keys, 50)} == {mixed[i] for i in chosen(mixed, 50)}
    assert len(chosen(keys, 50)) == 50


def test_few_are_all_taken():
    assert chosen(["b", "a"], 5) == [0, 1]


def test_few_segments_are_fitted_as_ever(study):
    segments, vectors, _ = study
    topics, model = fit_large(segments, vectors)
    assert topics == fit_topics(segments, vectors)
    assert (model.sampled, model.of) == (48, 48)


def test_those_outside_the_sample_get_the_topic_of_their_like(study):
    segments, vectors, truth = study
    topics, model = fit_large(segments, vectors, most=24)
    assert (model.sampled, model.of) == (24, 48)
    assert set(topics.assignment) == {s.id for s in segments}
    together = {}
    for segment in segments:
        together.setdefault(topics.assignment[segment.id], set()).add(truth[segment.id])
    assert all(len(said) == 1 for topic, said in together.items() if topic)
    assert sum(t.size for t in topics.topics) == sum(bool(t) for t in topics.assignment.values())
    assert {t.id: t.people for t in topics.topics} == {
        t.id: len({s.participant for s in segments if topics.assignment[s.id] == t.id}) for t in topics.topics
    }


def test_the_sample_says_how_far_cluster_and_nearest_centre_agree(study):
    segments, vectors, _ = study
    assert train(segments, vectors).agree == 1.0  # four groups far from each other
    muddle = np.random.default_rng(1).standard_normal((len(segments), 8))
    assert (train(segments, muddle, topics=6).agree or 0) < 1.0


def test_what_is_like_nothing_in_the_sample_is_off_topic(study, make):
    segments, vectors, _ = study
    # Three of forty-eight are alone, so the cut lies where three of the sample fall.
    alone = [make(f"zz-{n}", f"Entirely other matters: {n}.", f"X{n}") for n in range(3)]
    own = np.eye(8, dtype=np.float32)[[5, 6, 7]]
    model = train([*segments, *alone], np.vstack([vectors, own]), encoder=None)
    assert model.cut > -1
    _, cosine = nearest_of(np.eye(8, dtype=np.float32)[[4, 0]], model.centres())
    assert cosine[0] < model.cut < cosine[1]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_too_few_for_a_topic(study, n):
    segments, vectors, _ = study
    model = train(segments[:n], vectors[:n])
    assert model.ids() == []
    assert nearest_of(vectors, model.centres())[0].tolist() == [-1] * len(vectors)


def test_a_sample_without_topics_leaves_everybody_without(study):
    segments, vectors, _ = study
    topics, _ = fit_large(segments, vectors, most=2)
    assert set(topics.assignment.values()) == {""}
    assert isinstance(topics, Topics)
    assert Trained(topics, -1.0, 2, 48, None).centres().size == 0
