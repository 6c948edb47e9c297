"""Coding the same text twice, as a notebook does it: assign, code blind, reveal, agree, decide."""

from __future__ import annotations

import pytest

import workbench as wb
from workbench.views import Notice

WORDS = "We found it in an advert"


@pytest.fixture
def team(tmp_path):
    """Return a study with one interview and two people who code."""
    file = tmp_path / "p01.txt"
    said = "Interviewer: How did you find it?\nP01: We found it in an advert. Then I had to type every name.\n"
    file.write_text(said, encoding="utf-8")
    study = wb.new(tmp_path / "study", title="Small")
    study.add(file, round="2026-Q1")
    return study


def test_from_assignment_to_decision(team):
    (source,) = (t.id for t in team.folder.transcripts())
    team.assign([source], ["ana", "ben"])
    assert team.coder(source, me="ana").blind
    assert team.coder(source, me="carla").blind is False
    team.code("emotion: hopeful", WORDS, me="ana")
    team.code("emotion: content", WORDS, me="ben")
    assert team.adjudicator(["ana", "ben"], me="carla").cases == []
    team.reveal()
    (case,) = team.adjudicator(["ana", "ben"], me="carla").cases
    assert case.quote == WORDS
    assert team.coder(source, me="ana").blind is False


def test_with_one_coder_there_is_nothing_to_decide(team):
    team.code("emotion: hopeful", WORDS, me="ana")
    assert isinstance(team.adjudicator(), Notice)
    with pytest.raises(wb.UserError, match="two different"):
        team.adjudicator(["ana"])


def test_what_is_coded_again_without_looking_tells_of_drift(team):
    team.code("emotion: hopeful", WORDS, me="ana")
    assert team.drift("ana").frame().empty, "nothing was coded again yet"
    team.recode("ana", share=1.0)
    team.code("emotion: content", WORDS, me="ana (again)")
    team.reveal()
    told = team.drift("ana").frame().set_index("code")
    assert told.loc["hopeful" if "hopeful" in told.index else "emotion:hopeful", "now"] == 0
    with pytest.raises(wb.UserError, match="no unit is called"):
        team.drift("ana", unit="page")
    with pytest.raises(wb.UserError, match="draw again"):
        team.drift("ana", by="moon")
