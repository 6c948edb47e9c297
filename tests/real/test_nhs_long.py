"""The NHS file as it is: one row a comment, a column says which question it answers (shared/data/nhs_fft_feedback_dev)."""

from __future__ import annotations

import csv

from workbench.sources.ingest import add_survey, read_again
from workbench.study.folder import Folder
from workbench.study.settings import Settings


def test_comments_come_in_as_a_survey_of_two_questions(real_data, tmp_path):
    path = real_data / "nhs_fft_feedback_dev" / "fft_comments.csv"
    with path.open(encoding="utf-8", newline="") as file:
        said = [r for r in csv.DictReader(file) if r["FFT answer"].strip()]
    folder = Folder.create(tmp_path / "study", Settings())
    report = add_survey(folder, path, round="2022", question="FFT question", participant="Respondent ID")
    (found,) = folder.surveys()
    assert report.rows == len(said)
    assert {q.text for q in found.questions} == {" ".join(r["FFT question"].split()) for r in said}
    assert found.written["participant"].nunique() == len({r["Respondent ID"] for r in said})
    assert sorted(found.written["text"]) == sorted(r["FFT answer"].replace("\r\n", "\n").replace("\r", "\n") for r in said)
    assert [r.status for r in read_again(folder)] == ["identical"]
