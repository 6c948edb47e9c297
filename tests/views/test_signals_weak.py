"""Weak signals as they are read: a word, people, where else, and that nobody forecasts."""

from __future__ import annotations

import pytest

import workbench as wb


def test_two_rounds_are_named_and_one_is_not_enough(study):
    view = study.weak_signals()
    assert view.rounds == ["2026-Q1", "2026-Q3"]
    assert study.weak_signals(round="2026-Q1").rounds == ["2026-Q1"]
    assert "there is one round" in study.weak_signals(round="2026-Q1")._repr_html_()
    assert "signals, not forecasts" in repr(view)


def test_authors_elsewhere_are_said_beside(study):
    view = study.weak_signals()
    row = {
        "id": "need:a", "label": "A", "kind": "need", "stage": "retention", "k0": 1, "n0": 9, "k1": 5, "n1": 9, "difference": 0.4,
        "lo": 0.1, "hi": 0.7, "word": "rising", "elsewhere": {"ticket": [1, 4]}, "text": "rising: 5 of 9; a signal, not a forecast",
    }  # fmt: skip
    page = type(view)([row], view.labels, view.masks, ["a", "b"])._repr_html_()
    assert "tickets: 4 authors, 1 before" in page
    assert "5 of 9; a signal, not a forecast" in page


def test_topics_that_are_new_are_listed_if_they_are_given(study):
    found = study.weak_signals(topics=study.themes()).frame()
    assert set(found["kind"]) <= {"need", "pain", "topic"}


def test_a_round_that_is_not_there_is_refused(study):
    with pytest.raises(wb.UserError, match="no round is called '1999'"):
        study.weak_signals(round="1999")
