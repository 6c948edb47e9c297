"""Where a survey is too large to be read whole, suggestions look at what people are at and at a sample of the rest."""

from __future__ import annotations

import pytest

from workbench.coding.pool import large, pooled
from workbench.coding.suggester import Suggester
from workbench.reading.segments import segments
from workbench.study.folder import Folder
from workbench.study.settings import Settings

ANSWERS = 60


@pytest.fixture
def many(tmp_path, folder, survey_of):
    """A study with a survey of sixty answers and the interviews of the small one."""
    study = Folder.create(tmp_path / "many", Settings(title="Many"))
    study.add_transcript(folder.transcripts()[0])
    study.add_survey(survey_of("wave", *((f"R{n:02}", f"Answer number {n} about the rota") for n in range(ANSWERS))))
    return study


def items(found):
    return [s.anchor.item for s in found if s.anchor.item]


def test_a_study_that_is_small_enough_is_read_whole(many):
    assert pooled(many, None, ()) == pooled(many, ANSWERS, ()) == segments(many)
    assert large(many, ANSWERS) == large(many, None) == frozenset()


def test_of_a_large_one_a_sample_and_what_is_wanted(many):
    assert large(many, 10) == {"wave"}
    found = pooled(many, 10, {("wave", "wave-7"), ("other", "wave-8")})
    assert len(items(found)) in {10, 11}
    assert "wave-7" in items(found)
    assert found == pooled(many, 10, {("wave", "wave-7")})
    assert [s.id for s in found] == sorted(s.id for s in found)
    assert {s.id for s in found} < {s.id for s in segments(many)}
    assert [s for s in found if not s.anchor.item] == [s for s in segments(many) if not s.anchor.item]


def test_what_somebody_coded_or_looks_at_is_among_them_from_then_on(many):
    suggester = Suggester(many, most=5)
    suggester.learn()
    there = set(items(suggester.segments))
    rest = sorted({f"wave-{n}" for n in range(ANSWERS)} - there)
    assert suggester.look_at("wave", rest[:2])
    assert not suggester.look_at("wave", rest[:2])
    suggester.learn()
    assert set(items(suggester.segments)) == there | set(rest[:2])
    answer = many.surveys()[0].answers.set_index("answer").loc[rest[5]]
    anchor = {"source": "wave", "item": rest[5], "version": answer["version"], "start": 0, "end": len(answer["text"])}
    many.act("ana", ("coding.add", {"code": "free:x", "anchor": anchor}))
    suggester.learn()
    assert rest[5] in items(suggester.segments)
    assert not Suggester(many).look_at("wave", rest)
