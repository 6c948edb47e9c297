"""What to read next: half for rare codes, half by chance; the same again from the same study."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.order import mixed, rare_first
from workbench.coding.suggester import Suggester

SCORES = np.array([[0.9, 0.1, 0.2], [0.8, 0.7, 0.1], [0.1, 0.2, 0.3], [0.2, 0.6, 0.9]], dtype=np.float32)


def test_the_rarest_code_comes_first_with_the_passage_that_fits_it_best():
    """Code 2 was met never, code 1 once, code 0 often: its best passage, then theirs, none twice."""
    assert rare_first(SCORES, [9, 1, 0], 4) == [(3, 2), (1, 1), (0, 0), (2, 2)]


def test_half_is_there_for_a_rare_code_and_half_by_chance_in_turn():
    found = mixed(SCORES, [9, 1, 0], 4, seed=1)
    assert [code for _, code in found] == [2, None, 1, None]
    assert {passage for passage, _ in found} == {0, 1, 2, 3}


@given(st.integers(0, 12), st.integers(1, 5), st.integers(0, 20), st.integers(0, 3))
def test_none_comes_twice_none_is_made_up_and_as_many_come_as_there_are(passages, codes, number, seed):
    scores = np.random.default_rng(passages).random((passages, codes), dtype=np.float32)
    found = mixed(scores, [0] * codes, number, seed)
    assert found == mixed(scores, [0] * codes, number, seed)
    assert len({passage for passage, _ in found}) == len(found) == min(number, passages)
    assert all(0 <= passage < passages for passage, _ in found)


def test_in_a_study_it_is_what_nobody_has_read(study):
    suggester = Suggester(study.folder)
    read = {suggester.segments[n].id for n in suggester.learn().cases.read.tolist()}
    found = suggester.to_read(100)
    assert {one.segment for one in found} == {s.id for s in suggester.segments} - read
    assert found == Suggester(study.folder).to_read(100)
    assert any(one.code for one in found)
    assert any(not one.code for one in found)
    source = study.folder.surveys()[0].id
    assert {one.anchor.source for one in suggester.to_read(3, source)} <= {source}


@pytest.mark.parametrize("number", [0, 1])
def test_few_may_be_asked_for(study, number):
    assert len(Suggester(study.folder).to_read(number)) == number
