"""Texts to numbers: no vocabulary to outgrow, any text is fine, words can be named again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.features import COLUMNS, MEANING, Features

TEXTS = ["The bus was late again", "My bus never came", "The app is quick", "late late late"]


def unit(count, width=4):
    return np.eye(count, width, dtype=np.float32)


@pytest.fixture(scope="module")
def features():
    return Features.of(TEXTS)


def test_each_part_has_length_one_before_it_is_weighed(features):
    rows = features.rows(TEXTS, unit(4))
    parts = (rows[:, :COLUMNS], rows[:, COLUMNS : 2 * COLUMNS], rows[:, 2 * COLUMNS :])
    for part, length in zip(parts, (1, 1, MEANING), strict=True):
        assert np.linalg.norm(part, axis=1) == pytest.approx(np.full(4, length), abs=1e-5)


def test_a_word_that_few_texts_have_weighs_more(features):
    values = {word: abs(value) for word, _, value in features.words("the quick bus")}
    assert values["quick"] > values["bus"]


@given(st.text(max_size=60))
def test_any_text_becomes_finite_numbers(features, text):
    row = features.rows([text], unit(1))
    assert np.isfinite(row).all()
    assert all(np.isfinite(value) for _, _, value in features.words(text))


def test_words_name_the_columns_they_fill(features):
    row = features.rows(["quick bus"], unit(1))[0]
    for word, column, value in features.words("quick bus"):
        assert word in {"quick", "bus"}
        assert np.sign(row[column]) == np.sign(value)


def test_a_text_says_the_same_whoever_stands_beside_it(features):
    alone = features.rows(TEXTS[:1], unit(1))
    assert np.array_equal(features.rows(TEXTS, unit(4))[:1], alone)
