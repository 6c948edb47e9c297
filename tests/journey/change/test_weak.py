"""Weak signals: what is new or rising, how sure, and never a forecast."""

from __future__ import annotations

import pytest
from rated import answered

from workbench.journey.change.weak import NOT_A_FORECAST, WORDS, weak
from workbench.journey.look import look
from workbench.study.folder import Folder
from workbench.themes.identity import TopicChange


def said(made, code, before, now):
    """Let the first so many of 20 people say so, in each of two rounds."""
    made.define(code, label=code.split(":")[1].title(), stage="purchase")
    made.define("stage:purchase", label="Purchase")
    for round_, date, say in (("2026-Q1", "2026-03-01", before), ("2026-Q3", "2026-09-01", now)):
        words = {f"P{round_}-{i:02}": (f"{round_}, {i}.", ["stage:purchase", *([code] if i < say else [])]) for i in range(20)}
        answered(made, words, round_=round_, date=date)
    return made


def of(made, **options):
    return weak(look(Folder(made.folder.root)), **options)


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (2, 12, "rising"),
        (4, 8, "perhaps rising"),
        (0, 9, "new"),
        (0, 2, "perhaps new"),
        (0, 1, "one person"),
        (4, 5, None),  # nothing to see yet
        (5, 5, None),
        (12, 2, None),  # falls
    ],
)
def test_how_sure_a_signal_is_is_said_in_one_word(made, before, now, word):
    found = of(said(made, "need:quiet", before, now))
    assert [s["word"] for s in found] == ([word] if word else [])
    for signal in found:
        assert (signal["k0"], signal["k1"], signal["n1"]) == (before, now, 20)
        assert signal["lo"] <= signal["difference"] <= signal["hi"]
        assert signal["text"].endswith(NOT_A_FORECAST)
        assert signal["word"] in WORDS


def test_what_delights_is_no_need(made):
    assert of(said(made, "delight:quiet", 2, 12)) == []


def test_in_the_first_round_nothing_can_rise(made):
    said(made, "need:quiet", 2, 12)
    assert weak(look(Folder(made.folder.root), round="2026-Q1")) == []
    assert weak(look(Folder(made.folder.root), round="2026-Q3")) == of(made)


def test_authors_of_tickets_stand_beside_and_are_not_added(made):
    said(made, "need:quiet", 2, 12)
    for round_, who in (("2026-Q1", "A"), ("2026-Q3", "BC")):
        made.survey({p: f"Ticket of {p}." for p in who}, kind="ticket", round_=round_)
        for p in who:
            made.code(f"Ticket of {p}.", "need:quiet")
    (signal,) = of(made)
    assert signal["elsewhere"] == {"ticket": [1, 2]}
    assert (signal["k1"], signal["n1"]) == (12, 20)


def test_a_topic_of_the_new_round_is_listed_and_judged_by_nobody(made):
    said(made, "need:quiet", 5, 5)
    topics = [
        TopicChange("new", (), ("t7",), None, 0, 0, 4),
        TopicChange("new", (), ("t8",), None, 0, 0, 1),
        TopicChange("grew", ("t1",), ("t1",), 1.0, 9, 5, 9),
    ]
    found = of(made, topics=topics, names={"t7": "night, phone"})
    assert [(s["label"], s["word"], s["kind"]) for s in found] == [
        ("night, phone", "perhaps new", "topic"),
        ("t8", "one person", "topic"),
    ]


def test_in_the_sample_both_planted_needs_that_rose_are_the_only_sure_ones(sample, planted):
    found = weak(look(sample))
    needs = {s["id"] for s in found if s["word"] in {"new", "rising"} and s["id"].startswith("need:")}
    assert needs == {n for n, change in planted.items() if change == "up"}
