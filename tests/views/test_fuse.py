"""What, why, agree: the table that puts numbers beside words."""

from __future__ import annotations

import workbench as wb
from workbench.views.fuse import RULE

HEAD = "stage,date,metric,n,value,source\n"


def test_each_number_stands_beside_what_people_say(study):
    (study.folder.root / "metrics.csv").write_text(HEAD + "onboarding,2026-03-31,drop-off,200,0.4,s\n")
    view = wb.open(study.folder.root).fuse()
    row = view.frame().set_index("stage").loc["onboarding"]
    assert row["what"].startswith("drop-off 40\u00a0%")
    assert "Typing every name in (" in row["why"]
    assert (row["agree"], row["text"]) == ("", "one value says nothing about better or worse")
    page = view._repr_html_()
    assert RULE in page
    assert "cannot be told" in page


def test_a_conflict_is_shown_in_words_not_by_colour_alone(study):
    view = wb.open(study.folder.root).fuse()
    row = {"stage": "onboarding", "metric": "m", "what": "m 1", "why": [], "agree": "conflicts", "text": "t"}
    shown = type(view)([row], view.labels, view.masks)
    assert "≠ conflicts" in shown._repr_html_()
    assert repr(shown) == "<1 number beside talk: 0 agree, 1 conflict>"
