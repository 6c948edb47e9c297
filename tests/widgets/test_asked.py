"""What the browser sends is looked at before it is believed."""

from __future__ import annotations

import pytest
from sample import INTERVIEW, transcript

from workbench.study.errors import UserError
from workbench.widgets import asked


@pytest.mark.parametrize(("turn", "words"), [(3, "spreadsheet"), (1, "now what?"), (4, "one line with the yearly price.")])
def test_an_anchor_points_at_the_words_that_were_selected(turn, words):
    text = transcript()
    start = INTERVIEW[turn][2].index(words)
    anchor = asked.anchor(text, {"turn": turn, "start": start, "end": start + len(words), "quote": words})
    assert text.text[anchor["start"] : anchor["end"]] == words
    assert (anchor["source"], anchor["version"]) == (text.id, text.version)


@pytest.mark.parametrize(
    ("span", "why"),
    [
        ({"turn": 9, "start": 0, "end": 3, "quote": "And"}, "no words"),
        ({"turn": 2, "start": 3, "end": 3, "quote": ""}, "no words"),
        ({"turn": 2, "start": -1, "end": 3, "quote": "And"}, "no words"),
        ({"turn": 2, "start": 0, "end": 99, "quote": "And"}, "no words"),
        ({"turn": 2, "start": 0, "end": 3, "quote": "and"}, "not the words on the disk"),
    ],
)
def test_a_span_of_other_words_is_refused(span, why):
    with pytest.raises(UserError, match=why):
        asked.anchor(transcript(), span)


@pytest.mark.parametrize("value", [None, -2, 0, 2])
def test_a_feeling_is_none_or_a_whole_number_of_the_scale(value):
    assert asked.valence(value) == value


@pytest.mark.parametrize("value", [-3, 3, 1.0, True, "1", [1]])
def test_another_feeling_is_refused(value):
    with pytest.raises(UserError, match="from -2 to"):
        asked.valence(value)


def test_a_stance_is_for_or_against():
    assert [asked.stance(s) for s in ("for", "against")] == ["for", "against"]
    with pytest.raises(UserError, match="for or against"):
        asked.stance("maybe")
