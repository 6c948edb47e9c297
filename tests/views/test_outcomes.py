"""Outcomes by claim: what is shown, what is left to the frame, and the one word that is always there."""

from __future__ import annotations

import re

import workbench as wb
from workbench.study.records import Participant


def test_ratings_and_outcomes_stand_beside_claims(study):
    people = sorted({p for s in study.folder.surveys() for p in s.answers["participant"]})
    study.folder.save_participants([Participant(p, outcomes={"churn": float(i % 2)}) for i, p in enumerate(people)])
    view = wb.open(study.folder.root).outcomes()
    frame = view.frame()
    assert set(frame["measure"]) >= {"churn"}
    assert set(frame["word"]) <= {"higher", "lower", "no detectable difference", "too few people"}
    assert len(view.frame("touchpoints")) == 0
    page = view._repr_html_()
    assert "Associations, not effects" in page
    assert not re.search(r"\b(proves?|causes?|leads? to)\b", page)
    assert "with too few people on a side" in page


def test_a_long_table_says_how_much_more_there_is(study):
    view = wb.open(study.folder.root).outcomes()
    row = {
        "id": "pain:a", "label": "A", "kind": "pain", "stage": "", "measure": "m", "source": "s", "share": False, "better": "",
        "with": {"n": 5, "mean": 1.0}, "without": {"n": 5, "mean": 2.0}, "difference": -1.0, "lo": -2.0, "hi": -0.1, "p": 0.0001,
        "q": 0.0002, "word": "lower", "text": "m lower by 1",
    }  # fmt: skip
    found = {"measures": [{"name": "m"}], "claims": [row] * 43, "touchpoints": []}
    page = type(view)(found, view.labels, view.masks)._repr_html_()
    assert page.count("<tr>") == 41
    assert "3 more in <code>.frame()</code>" in page
    assert "&lt; 0.001" in page
