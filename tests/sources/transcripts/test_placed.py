"""A text that was coded already: its turns are found in it, labels give way, and everything else stays where it was."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sources.transcripts import placed
from workbench.sources.transcripts.cast import order

LINES = ("Anna: hi", "Dan: yo", "Anna: so")
CAPTIONS = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{said}\n\n" for n, said in enumerate(LINES, 1))


def laid(text):
    """Return the text with pseudonyms for labels, its turns as pairs, and where places went."""
    draft, spots = placed.read(text, "talk")
    labels = order(draft.utterances)
    shown = [label if not label or "Interviewer" in label else f"P{n:02}" for n, label in enumerate(labels, 1)]
    return placed.assemble(text, draft.utterances, spots, shown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Interviewer: And then?\n\nBo Lind: It broke.\n", ["And then?", "It broke."]),
        (
            "Jenny Mith  00:10\nHello there all\n\nBo  00:20\nYes I am.\n\nJenny Mith  00:30\nOk then\n",
            ["Hello there all", "Yes I am.", "Ok then"],
        ),
        ("[00:01] Anna: hi you\n[00:04] Dan: yo what?\n[00:09] Anna: mm\n", ["hi you", "yo what?", "mm"]),
        ("**Anna:** hi\nthere\n\nAnna: more\n\nDan: what? why?\n\n", ["hi\nthere", "more", "what? why?"]),
        ("Notes of a day.\n\nNobody is named here.\n", ["Notes of a day.", "Nobody is named here."]),
        ("{ this is not JSON", ["{ this is not JSON"]),
        (CAPTIONS, ["hi", "yo", "so"]),
    ],
    ids=["labels", "names and times", "times before", "stars and lines", "nobody", "nothing of a kind", "captions"],
)  # fmt: skip
def test_turns_are_found_where_they_stand(text, said):
    new, turns, _ = laid(text)
    assert [new[t.start : t.end] for t in turns] == said
    assert new.count("\n") == text.count("\n")
    assert not {"Bo Lind", "Jenny Mith", "Anna", "Dan"} & {word for word in ("Bo Lind", "Jenny Mith", "Anna", "Dan") if word in new}


def test_only_labels_give_way_and_never_a_name_that_is_said():
    new, _, _ = laid("Anna: I am Anna, and Anna: is how I sign.\n\nDan: Hello Anna.\n\nAnna: Hi.\n\nDan: What?\n")
    assert new.startswith("P01: I am Anna, and Anna: is how I sign.\n\nP02: Hello Anna.")


def test_times_stay_with_their_turns():
    _, turns, _ = laid("[00:01] Anna: hi you\n[00:04] Dan: yo what?\n[00:09] Anna: mm\n")
    assert [t.start_s for t in turns] == [1.0, 4.0, 9.0]


LABELS = ("Jenny Mith", "Interviewer", "Bo", "Ana-Maria O'Neil")
SAID = ("well", "Bo", "yes.", "no,", "😀", "cafe\u0301", "ש", "it's", "Jenny")
words = st.lists(st.sampled_from(SAID), min_size=1, max_size=8).map(" ".join)
talks = st.lists(st.tuples(st.sampled_from(LABELS), words), min_size=2, max_size=8)


@settings(max_examples=60)
@given(talks, st.data())
def test_every_place_that_is_no_label_keeps_its_words(talk, data):
    text = "\n\n".join(f"{who}: {said}" for who, said in talk) + "\n"
    new, turns, moved = laid(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = moved.span(start, end)
    assert 0 <= first < last <= len(new)
    if not any(a < end and start < b for a, b, _ in moved.edits):
        assert new[first:last] == text[start:end]
    assert all(0 <= t.start < t.end <= len(new) for t in turns)
    assert all(a.end <= b.start for a, b in pairwise(turns))


def test_a_place_inside_a_label_takes_all_of_the_pseudonym():
    text = "Jenny Mith: hi.\n\nBo: yo.\n\nJenny Mith: so.\n"
    new, _, moved = laid(text)
    for start, end, found in ((0, 15, "P01: hi."), (6, 15, "P01: hi."), (0, 3, "P01"), (12, 15, "hi."), (0, 0, ""), (10, 12, ": ")):
        a, b = moved.span(start, end)
        assert new[a:b] == found
