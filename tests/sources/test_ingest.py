from __future__ import annotations

import pytest

from workbench.sources.ingest import add_survey, add_transcript, read_again
from workbench.study.folder import Folder
from workbench.study.settings import Settings

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Dana Fox: How did you hear about us?

2
00:00:03.500 --> 00:00:06.000
Mia Lund: From a friend &amp; a colleague.

3
00:00:06.500 --> 00:00:09.000
Mia Lund: They showed me the planner.
"""


@pytest.fixture
def folder(tmp_path):
    return Folder.create(tmp_path / "study", Settings())


def test_an_interview_becomes_a_transcript_under_pseudonyms(folder, tmp_path):
    path = tmp_path / "2026-02-10 Mia Lund.vtt"
    path.write_text(ZOOM)
    report = add_transcript(folder, path, round="2026-Q1")
    (found,) = folder.transcripts()
    assert (report.source, report.status, report.rows) == ("p01-2026-q1", "added", 2)
    assert found.text == "Interviewer: How did you hear about us?\n\nP01: From a friend & a colleague. They showed me the planner."
    assert [found.text[t.start : t.end] for t in found.turns][1] == "From a friend & a colleague. They showed me the planner."
    assert found.date == "2026-02-10"
    assert "Mia" not in (folder.root / "sources" / "2026-q1" / "p01-2026-q1.json").read_text()
    assert [r.status for r in read_again(folder)] == ["identical"]
    assert add_transcript(folder, path, round="2026-Q1").status == "unchanged"


def test_a_survey_becomes_one_row_an_answer(folder, tmp_path):
    path = tmp_path / "nps.csv"
    path.write_text("id,nps,why\nanna@x.org,9,NA\nben@x.org,3,00123\n")
    report = add_survey(folder, path, round="2026-Q1", text=["why"], ratings=["nps"], participant="id")
    (found,) = folder.surveys()
    assert (report.status, report.rows) == ("added", 2)
    assert found.answers["text"].tolist() == ["NA", "00123"]
    assert found.answers["answer"].tolist() == ["R0001:why", "R0002:why"]
    assert found.answers["rating.nps"].tolist() == [9.0, 3.0]
