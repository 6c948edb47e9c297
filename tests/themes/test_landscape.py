"""The landscape: near means alike, nothing overlaps, everybody has a turn, and the same comes out of the same."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.themes import landscape as module
from workbench.themes.landscape import Landscape, landscape
from workbench.themes.topics import fit_topics


@pytest.fixture
def fitted(study):
    return fit_topics(study[0], study[1]), study[0], study[1]


def test_every_passage_stands_in_the_disc_of_its_topic(fitted):
    topics, segments, _ = fitted
    found = landscape(*fitted)
    discs = {d.topic: d for d in found.discs}
    assert [p.segment for p in found.places] == sorted(s.id for s in segments)
    assert [d.topic for d in found.discs] == [t.id for t in topics.topics]
    for p in found.places:
        assert p.topic == topics.assignment[p.segment]
        assert math.hypot(p.x - discs[p.topic].x, p.y - discs[p.topic].y) <= discs[p.topic].radius + 1e-6


def test_no_dot_hides_another_and_no_disc_another(fitted):
    found = landscape(*fitted)
    assert min(math.dist((a.x, a.y), (b.x, b.y)) for a, b in combinations(found.places, 2)) > 0.9
    assert all(math.dist((a.x, a.y), (b.x, b.y)) >= a.radius + b.radius for a, b in combinations(found.discs, 2))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 80), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_discs_of_any_sizes_and_places_are_kept_apart(sizes, random):
    centres = np.asarray([[random.choice([0.0, random.random()]) for _ in range(2)] for _ in sizes])
    discs = module._spread(centres, np.asarray(sizes))
    overlaps = [math.dist(a[:2], b[:2]) - a[2] - b[2] for a, b in combinations(discs, 2)]
    assert min(overlaps, default=0.0) > -0.5


def test_topics_that_are_alike_are_neighbours(make):
    """Three pairs of groups, each pair apart from the others: the nearest disc is the other of the pair."""
    rng = np.random.default_rng(3)
    rows, vectors = [], []
    for group in range(6):
        for n in range(12):
            rows.append(make(f"g{group}-{n:02}", f"group{'abcdef'[group] * 3} word", f"P{group}{n}"))
            vectors.append(np.eye(12)[group // 2] * 2 + np.eye(12)[6 + group] + 0.05 * rng.standard_normal(12))
    topics = fit_topics(rows, np.asarray(vectors), engine="kmeans", topics=6)
    assert len(topics.topics) == 6
    own = {t: s[1] for s, t in topics.assignment.items()}
    found = {own[d.topic]: d for d in landscape(topics, rows, np.asarray(vectors)).discs}
    for name, disc in found.items():
        others = [n for n in found if n != name]
        nearest = min(others, key=lambda n, disc=disc: math.dist((disc.x, disc.y), (found[n].x, found[n].y)))
        assert int(nearest) // 2 == int(name) // 2


def test_what_is_like_no_other_stands_at_the_rim(study, make):
    segments, vectors = list(study[0]), list(study[1])
    segments.append(make("lone", "My cat is called Ptolemy and reads.", "R9"))
    vectors.append(np.eye(8)[0] + 3 * np.eye(8)[6])
    topics = fit_topics(segments, np.asarray(vectors))
    found = landscape(topics, segments, np.asarray(vectors))
    (lone,) = [p for p in found.places if p.segment == "lone"]
    disc = next(d for d in found.discs if d.topic == lone.topic)
    away = {p.segment: math.dist((p.x, p.y), (disc.x, disc.y)) for p in found.places if p.topic == lone.topic}
    assert away["lone"] == pytest.approx(max(away.values()), abs=0.01)
    assert lone.alone


def test_the_same_for_any_order_of_rows(fitted):
    topics, segments, vectors = fitted
    order = np.random.default_rng(1).permutation(len(segments))
    assert landscape(topics, [segments[i] for i in order], vectors[order]) == landscape(*fitted)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 12])
def test_little_material_is_no_error(study, n):
    rows, vectors = study[0][:n], study[1][:n]
    found = landscape(fit_topics(rows, vectors), rows, vectors)
    assert len(found.places) == n
    assert (found == Landscape()) is (n == 0)
    assert all(math.isfinite(p.x) and math.isfinite(p.y) for p in found.places)


def test_equal_answers_still_have_places_of_their_own(make):
    rows = [make(f"s{n:02}", "the same", f"P{n}") for n in range(30)]
    found = landscape(fit_topics(rows, np.ones((30, 4))), rows, np.ones((30, 4)))
    assert len({(p.x, p.y) for p in found.places}) == 30


def test_a_sample_gives_every_topic_its_part_and_everybody_a_turn_first(make):
    """300 and 100 segments, ten people each, 40 dots: 30 and 10, and all twenty people are seen."""
    rows = [make(f"a{n:03}", "alpha beta gamma", f"A{n % 10}") for n in range(300)]
    rows += [make(f"b{n:03}", "delta epsilon zeta", f"B{n % 10}") for n in range(100)]
    vectors = np.repeat(np.eye(6)[:2], [300, 100], axis=0) + 0.05 * np.random.default_rng(2).standard_normal((400, 6))
    found = landscape(fit_topics(rows, vectors, resolution=0.2), rows, vectors, most=40)
    assert sorted(sum(p.segment[0] == g for p in found.places) for g in "ab") == [10, 30]
    assert (found.segments, found.people, found.people_shown) == (400, 20, 20)
    assert found.sampled


def test_a_sample_does_not_hide_what_is_not_typical(make):
    rows = [make(f"a{n:03}", "alpha beta gamma", f"A{n}") for n in range(200)]
    vectors = np.eye(6)[0] + np.linspace(0, 0.6, 200)[:, None] * np.random.default_rng(2).standard_normal((200, 6))
    topics = fit_topics(rows, vectors, resolution=0.01)
    shown = [p.segment for p in landscape(topics, rows, vectors, most=20).places]
    assert sum(s < "a100" for s in shown) == pytest.approx(10, abs=4)


def test_segments_the_fit_does_not_know_are_left_out(fitted, make):
    topics, segments, vectors = fitted
    more = landscape(topics, [*segments, make("new", "words", "P0")], np.vstack([vectors, vectors[:1]]))
    assert more == landscape(*fitted)
