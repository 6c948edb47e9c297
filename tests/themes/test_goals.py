"""Goals with a bad feeling and no pain: what counts as one, and what does not."""

from __future__ import annotations

import pytest
from study.test_fold import Writer

from workbench.themes.goals import RULE, obstructed

TEXT = "I set out to plan the week and was at it until midnight."


def coded(make, *codings, stance="for", kind="human"):
    segment = make("s1", TEXT)
    a = segment.anchor
    write = Writer()
    write("coder.join", kind=kind)
    for code, start, end, valence in codings:
        anchor = {"source": a.source, "item": a.item, "version": a.version, "start": start, "end": end}
        write("coding.add", code=code, anchor=anchor, stance=stance, **({} if valence is None else {"valence": valence}))
    return write.state(), [segment]


GOAL, BAD = ("goal:plan", 2, 26, None), ("emotion:tired", 30, 56, -1)


def test_a_goal_told_with_a_bad_feeling(make):
    (signal,) = obstructed(*coded(make, GOAL, BAD))
    assert (signal.segment, signal.kind, signal.rule, TEXT[signal.start : signal.end]) == ("s1", "GOAL-NEG", RULE, TEXT[2:26])


@pytest.mark.parametrize("codings", [
    (), (GOAL,), (BAD,),
    (GOAL, ("emotion:glad", 30, 56, 1)), (GOAL, BAD, ("emotion:glad", 30, 40, 1)),  # on the whole it does not feel bad
    (GOAL, BAD, ("pain:slow", 30, 40, None)), (GOAL, BAD, ("need:help", 30, 40, None)),  # somebody saw it
])  # fmt: skip
def test_no_signal(make, codings):
    assert obstructed(*coded(make, *codings)) == []


@pytest.mark.parametrize("more", [{"stance": "against"}, {"kind": "model"}])
def test_only_what_counts_and_speaks_for_it(make, more):
    assert obstructed(*coded(make, GOAL, BAD, **more)) == []


def test_the_feeling_may_be_that_of_the_code(make):
    state, segments = coded(make, ("action:type", 0, 10, -2))
    assert len(obstructed(state, segments)) == 1
    assert obstructed(state, []) == []
