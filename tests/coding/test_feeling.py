"""How a passage may have felt: from words once enough was said, from what is usual for the code before."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.coding.features import Table
from workbench.coding.feeling import LEAST, Feelings, feelings
from workbench.study.fold import State
from workbench.study.records import Anchor, Code, Coding, Segment

GOOD, BAD = "lovely calm and quick, thank you", "awful rude and slow, never again"
ANGRY, PAIN = Code("emotion:angry", "emotion", "angry", valence=-1), Code("pain:wait", "pain", "wait")


def said(count, coder_kind="human"):
    """`count` passages in turn good and bad, each coded with what it is like."""
    texts = [f"{(GOOD, BAD)[n % 2]} {n}" for n in range(count)] + [GOOD, BAD]
    segments = [
        Segment(f"s/{n:03}/0", Anchor("s", f"{n:03}", "v", 0, len(t)), t, f"P{n}", "r", "survey") for n, t in enumerate(texts)
    ]
    state = State()
    for n, segment in enumerate(segments[:count]):
        state.codings[str(n)] = Coding(str(n), "pain:wait", segment.anchor, "ana", coder_kind, "", 2 - 4 * (n % 2))
    table = Table.of(texts, np.zeros((len(texts), 4), np.float32))
    return feelings(table, segments, [ANGRY, PAIN], state), count


def test_words_decide_once_enough_was_said():
    found, count = said(LEAST)
    assert found.of("pain:wait", count)[0] > 0 > found.of("pain:wait", count + 1)[0]
    assert found.of("pain:wait", count)[1] == "words"
    assert found.labels == LEAST


def test_before_that_it_is_what_is_usual():
    found, count = said(LEAST - 1)
    assert found.said is None
    assert found.of("emotion:angry", count) == (-1, "usual")
    assert found.of("pain:wait", count) == (0, "usual"), "the mean of what was given"


def test_no_words_make_anger_pleasant():
    found, count = said(LEAST)
    assert found.of("emotion:angry", count) == (-1, "words")
    assert found.of("emotion:angry", count + 1)[0] < 0


@pytest.mark.parametrize("code", ["stage:purchase", "free:aside", "channel:phone"])
def test_only_emotions_and_claims_feel(code):
    assert said(LEAST)[0].of(code, 0) == (None, "")


def test_nothing_known_is_nothing_said():
    assert Feelings().of("pain:new", 0) == (None, "")


def test_a_model_s_valences_teach_nothing():
    assert said(LEAST, "model")[0].labels == 0


def test_the_names_of_emotions_teach_what_words_feel_like():
    """Twenty passages say nothing of the matter; that joy is +2 and rage is -2 tells two new ones apart."""
    texts = [f"plain text number {n}" for n in range(LEAST)] + ["such joy", "such rage"]
    segments = [Segment(f"s/{n:03}/0", Anchor("s", f"{n:03}", "v", 0, 9), t, f"P{n}", "r", "survey") for n, t in enumerate(texts)]
    state = State()
    for n, segment in enumerate(segments[:LEAST]):
        state.codings[str(n)] = Coding(str(n), "pain:wait", segment.anchor, "ana", "human", "", (-1) ** n)
    codes = [Code("emotion:joy", "emotion", "joy", valence=2), Code("emotion:rage", "emotion", "rage", valence=-2), PAIN]
    table = Table.of(texts, np.zeros((len(texts), 4), np.float32))
    meant = table.features.rows([c.label for c in codes], np.zeros((len(codes), 4), np.float32))
    joy, rage = feelings(table, segments, codes, state, meant=meant).said[LEAST:]
    assert joy > 0.5 > -0.5 > rage
    plain = feelings(table, segments, codes, state).said[LEAST:]
    assert plain == pytest.approx([0, 0], abs=0.3)
