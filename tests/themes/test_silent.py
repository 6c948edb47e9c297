from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.themes.identity import by_rounds
from workbench.themes.sample import fit_large
from workbench.themes.silent import silent
from workbench.themes.topics import fit_topics

EMPTY = [
    "n/a",
    "Nothing.",
    "nothing to add",
    "see above",
    "OK",
    "idk",
    "don't know",
    "Keine Angabe",
    "weiß nicht",
    "rien",
    "sin comentarios",
]


@pytest.mark.parametrize("text", [*EMPTY, "", " ", "N / A", "I don\u2019t know!!", "None"])
def test_what_says_nothing_is_told_by_the_whole_answer(text):
    assert silent(text)


@pytest.mark.parametrize(
    "text",
    [
        "price",
        "good",
        "all fine",
        "Nothing works",
        "Nothing, I love it",
        "no parking",
        "ok but slow",
        "No, it is too dear",
        "Test results",
    ],
)
def test_a_word_that_says_something_is_an_answer(text):
    assert not silent(text)


@pytest.fixture
def with_empty(study, make):
    """Four groups, and eleven people who say nothing in words that a model finds alike."""
    segments, vectors, _ = study
    empty = [make(f"zz{n}", text, f"N{n}") for n, text in enumerate(EMPTY)]
    return [*segments, *empty], np.vstack([vectors, np.tile(np.eye(8)[7], (len(EMPTY), 1))])


@pytest.mark.parametrize("fit", [fit_topics, lambda *a: by_rounds(*a)[0], lambda *a: fit_large(*a, most=50)[0]])
def test_who_says_nothing_is_in_no_topic_and_lost_to_nobody(with_empty, fit):
    found = fit(*with_empty)
    names = {s.id for s in with_empty[0] if s.id.startswith("zz")}
    assert {found.assignment[s] for s in names} == {""}
    assert names <= found.off_topic
    assert len(found.topics) == 4


def test_a_fresh_answer_that_says_nothing_joins_no_topic(with_empty, make):
    """Few are fresh, so nothing is fitted anew."""
    segments, vectors = with_empty
    before, _ = by_rounds(segments, vectors, ["r"])
    late = [replace(make("z1", "nothing really", "Z1"), round="r2")]
    found, _ = by_rounds([*segments, *late], np.vstack([vectors, vectors[:1]]), ["r", "r2"], start=before)
    assert found.assignment["z1"] == ""
    assert "z1" in found.off_topic
