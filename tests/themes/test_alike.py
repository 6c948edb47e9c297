from __future__ import annotations

import numpy as np
import pytest

from workbench.themes.alike import FEWEST, copied, statements, voices
from workbench.themes.near import nearest, neighbours, unit
from workbench.themes.topics import fit_topics


def around(centres, each, *, spread=0.05, seed=3):
    """Return so many unit rows about each of so many places."""
    rng = np.random.default_rng(seed)
    middle = rng.normal(size=(centres, 64))
    return unit(np.repeat(unit(middle), each, axis=0) + spread * rng.normal(size=(centres * each, 64)))


def test_the_same_letters_are_one_statement():
    points = around(4, 1)
    told = statements(["Good", "good!", "  GOOD ", "Too dear"], points)
    assert told.of.tolist() == [0, 0, 0, 1]
    assert told.near.rows.tolist() == [[1], [0]]


def test_signs_alone_are_told_apart():
    assert statements(["👍", "👍", "😡", "…"], around(4, 1)).of.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("places", "encoder", "found"),
    [
        pytest.param(FEWEST, "", FEWEST, id="nearly the same is the same"),
        pytest.param(FEWEST, "all-MiniLM-L6-v2-int8-8199be6f", FEWEST, id="of the packaged model"),
        pytest.param(FEWEST, "somebody-else", 3 * FEWEST, id="of a model whose cosines nobody knows it is not"),
        pytest.param(FEWEST // 3, "", FEWEST // 3 * 3, id="nor where too little would be left"),
    ],
)
def test_what_is_nearly_the_same_is_one_statement(places, encoder, found):
    points = around(places, 3, spread=0.02)
    texts = [f"text {n}" for n in range(len(points))]
    told = statements(texts, points, encoder=encoder)
    assert len(told.near.rows) == found
    assert len(set(told.of.tolist())) == found


def test_where_nobody_repeats_anybody_nothing_changes():
    points = around(30, 4, spread=0.3)
    told = statements([f"text {n}" for n in range(len(points))], points)
    near = nearest(points, neighbours(len(points)))
    assert (told.near.rows == near.rows).all()
    assert (told.nearness == near.nearness()).all()


def test_who_says_what_others_say_is_not_alone():
    points = unit(np.eye(12)[[0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5]])
    told = statements([*["no pen"] * 6, *["no ink"] * 2, "a", "b", "c", "d"], points)
    assert told.nearness.tolist() == [1.0] * 6 + [0.5] * 2 + [0.0] * 4


def test_a_hundred_who_say_the_same_are_one_topic(make):
    points = np.tile(around(1, 1), (100, 1))
    rows = [make(f"s{n:03}", "I wish I could pay by card", f"R{n:03}") for n in range(100)]
    (topic,) = fit_topics(rows, points).topics
    assert (topic.people, topic.size) == (100, 100)


def test_of_few_statements_each_is_a_topic(make):
    points = np.repeat(unit(around(1, 1) + 0.1 * np.eye(64)[:3]), 20, axis=0)
    rows = [make(f"s{n:03}", ("cash", "card", "neither")[n // 20], f"R{n:03}") for n in range(60)]
    assert [topic.people for topic in fit_topics(rows, points).topics] == [20, 20, 20]


def test_many_who_say_one_sentence_do_not_make_topics_of_sentences(make):
    """Six themes of ten sentences each; every sentence comes from one to thirty people."""
    sentences = around(6, 10, spread=0.09)
    said = np.repeat(np.arange(60), np.random.default_rng(5).integers(1, 30, 60))
    rows = [make(f"s{n:04}", f"sentence {which}", f"R{n:04}") for n, which in enumerate(said)]
    found = fit_topics(rows, sentences[said])
    assert len(found.topics) == 6
    assert sum(topic.people for topic in found.topics) == len(said)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param(["Use my code XK2J9 for a free month!"] * 8, (8, 1), id="one text of eight people"),
        pytest.param(["Use my code XK2J9 for a free month!"] * 5, (0, 0), id="five people are few"),
        pytest.param(["too dear"] * 30, (0, 0), id="what is short comes to many minds"),
        pytest.param([f"I could not find the {n} in the list" for n in range(9)], (0, 0), id="each says it differently"),
    ],
)
def test_many_people_in_few_wordings_are_told(make, said, found):
    assert copied(make(f"s{n}", text, f"R{n}") for n, text in enumerate(said)) == found


def test_a_copy_counts_little_in_a_rank(make):
    spam = [make(f"s{n}", "Use my code XK2J9 for a free month!", f"R{n}") for n in range(80)]
    assert voices(spam) == 3
    assert voices([*spam, make("x", "too dear", "X"), make("y", "I would not pay that every month", "R1")]) == 7


def test_one_person_who_says_it_often_is_one(make):
    assert copied(make(f"s{n}", "I told you to add a search field", "R1") for n in range(20)) == (0, 0)
