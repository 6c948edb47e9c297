"""The real BERTopic of a fit: what it draws and finds is about the topics the study shows."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from workbench.study.errors import UserError
from workbench.themes.topics import Topics, fit_topics


class Axes:
    """Embeds a word where the fixture's group with that word lies."""

    def encode(self, texts):
        places = {"rota": 0, "price": 1, "phone": 2, "staff": 3}
        return np.array([sum((np.eye(8)[n] for w, n in places.items() if w in t), np.full(8, 0.01)) for t in texts], np.float32)


@pytest.fixture(scope="module")
def texts(study_of):
    segments, _, _ = study_of
    return [s.text for s in sorted(segments, key=lambda s: s.id)]


@pytest.fixture(scope="module")
def topics(study_of):
    return fit_topics(study_of[0], study_of[1])


@pytest.fixture(scope="module")
def fitted(study_of, topics):
    return topics.bertopic(study_of[0], study_of[1], Axes())


def test_its_topics_are_those_of_the_fit(study_of, topics, fitted):
    names = [s.id for s in sorted(study_of[0], key=lambda s: s.id)]
    pairs = {(number, topics.assignment[name]) for number, name in zip(fitted.topics_, names, strict=True)}
    assert len(pairs) == len(topics.topics) == 4
    labels = dict(zip(fitted.get_topic_info()["Topic"], fitted.custom_labels_, strict=True))
    assert {labels[number] for number, _ in pairs} == {t.label for t in topics.topics}


@pytest.mark.parametrize("drawing", ["visualize_barchart", "visualize_heatmap", "visualize_hierarchy", "visualize_term_rank"])
def test_it_draws(fitted, drawing):
    assert getattr(fitted, drawing)().data


def test_it_draws_documents(texts, study_of, fitted):
    assert fitted.visualize_documents(texts, reduced_embeddings=np.asarray(study_of[1])[:, :2]).data


def test_it_finds_topics_by_words(fitted):
    (number, *_), _ = fitted.find_topics("the yearly price")
    assert "price" in dict(fitted.get_topic(number))


def test_it_places_new_text(texts, fitted):
    assert fitted.transform(["another yearly price"])[0][0] == fitted.topics_[next(n for n, t in enumerate(texts) if "price" in t)]


def test_topics_over_time_take_dates(texts, fitted):
    """Not strings: BERTopic 0.17.4 asks pandas for an option that pandas 3 has no more."""
    months = [datetime(2026, 1 + n % 4, 1, tzinfo=UTC).replace(tzinfo=None) for n in range(len(texts))]
    assert fitted.topics_over_time(texts, months)["Timestamp"].nunique() == 4


def test_without_the_encoder_it_says_what_is_missing(study_of, topics):
    with pytest.raises(UserError, match="needs the encoder"):
        topics.bertopic(study_of[0], study_of[1]).find_topics("price")


def test_without_topics_or_words_there_is_none(make):
    with pytest.raises(UserError, match="no topic"):
        Topics().bertopic([], np.zeros((0, 4)))
    rows = [make(f"s{n}", "!!! ???", f"P{n}") for n in range(8)]
    found = fit_topics(rows, np.ones((8, 4)))
    with pytest.raises(UserError, match="no words"):
        found.bertopic(rows, np.ones((8, 4)))
