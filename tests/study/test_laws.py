"""Laws of the ground, for any history of two coders working in copies of one study.

The fold does not depend on the order of acts; merging is commutative, associative and idempotent; undo of anything
restores the state before it, redo the state before the undo; nothing acknowledged is ever lost.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from strategies import spans

from workbench.study.fold import fold
from workbench.study.folder import Folder
from workbench.study.settings import Settings

CODES = st.sampled_from(["pain:fee", "pain:fees", "need:quiet", "stage:onboarding", "emotion:angry"])
CODERS = st.sampled_from(["ana", "Ana", "ben"])
COPIES = st.integers(0, 1)


def ids(folder):
    return {act.id for act in folder.acts()}


class TwoCopies(RuleBasedStateMachine):
    """Two copies of a study; each coder may act in each."""

    @initialize()
    def start(self):
        self.base = Path(tempfile.mkdtemp())
        self.copies = [Folder.create(self.base / str(n), Settings()) for n in range(2)]
        self.acknowledged = [set(), set()]

    def teardown(self):
        shutil.rmtree(self.base)

    def act(self, copy, coder, *items):
        done = self.copies[copy].act(coder, *items)
        self.acknowledged[copy] |= {a.id for a in done}
        return done

    def some_coding(self, copy, data):
        known = sorted(self.copies[copy].state().codings)
        return data.draw(st.sampled_from(known)) if known else "no-such-coding"

    @rule(copy=COPIES, coder=CODERS, code=CODES, span=spans(40), valence=st.none() | st.integers(-2, 2))
    def add(self, copy, coder, code, span, valence):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": span[1]}
        self.act(copy, coder, ("coding.add", {"code": code, "anchor": anchor, "valence": valence}))

    @rule(copy=COPIES, coder=CODERS, data=st.data())
    def remove(self, copy, coder, data):
        self.act(copy, coder, ("coding.remove", {"coding": self.some_coding(copy, data)}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, data=st.data())
    def edit(self, copy, coder, code, data):
        self.act(copy, coder, ("coding.edit", {"coding": self.some_coding(copy, data), "code": code, "memo": "m"}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, label=st.sampled_from(["A", "B"]))
    def define(self, copy, coder, code, label):
        memo = {"kind": "code", "about": code, "text": label}
        self.act(copy, coder, ("code.define", {"code": code, "label": label}), ("memo.set", memo))

    @rule(copy=COPIES, coder=CODERS, code=CODES, into=CODES)
    def merge_codes(self, copy, coder, code, into):
        self.act(copy, coder, ("code.merge", {"code": code, "into": into}))

    @rule(copy=COPIES, coder=CODERS, span=spans(40))
    def confirm(self, copy, coder, span):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": span[1]}
        self.act(copy, coder, ("need.confirm", {"need": "need:quiet", "statement": "Quiet", "anchors": [anchor]}))

    @rule(copy=COPIES, coder=CODERS, kind=st.sampled_from(["human", "model"]))
    def join(self, copy, coder, kind):
        self.act(copy, coder, ("coder.join", {"kind": kind}))

    @rule(copy=COPIES, coder=CODERS)
    def undo_and_redo(self, copy, coder):
        folder = self.copies[copy]
        with_it = folder.state()
        undone = folder.undo(coder)
        if undone is None:
            return
        without = fold(a for a in folder.acts() if a.id not in {undone.id, undone.body["target"]} | with_it.undone)
        assert folder.state() == without
        redone = folder.redo(coder)
        assert redone is not None
        assert folder.state() == with_it
        self.acknowledged[copy] |= {undone.id, redone.id}

    @rule(copy=COPIES, coder=CODERS)
    def undo(self, copy, coder):
        if act := self.copies[copy].undo(coder):
            self.acknowledged[copy].add(act.id)

    @rule(copy=COPIES, coder=CODERS, code=CODES)
    def undo_of_the_last_act_restores_the_state_before_it(self, copy, coder, code):
        folder = self.copies[copy]
        before = folder.state()
        for item in (("code.merge", {"code": code, "into": "pain:other"}), ("code.retire", {"code": code})):
            self.act(copy, coder, item)
            self.acknowledged[copy].add(folder.undo(coder).id)
            assert folder.state() == before

    @rule(copy=COPIES)
    def reopen(self, copy):
        self.copies[copy] = Folder(self.copies[copy].root)

    @rule(copy=COPIES)
    def merge(self, copy):
        ours, theirs = self.copies[copy], self.copies[1 - copy]
        before, union = ids(ours), ids(ours) | ids(theirs)
        assert ours.merge(theirs) == len(union) - len(before)
        assert ids(ours) == union
        assert ours.merge(theirs) == 0
        self.acknowledged[copy] |= self.acknowledged[1 - copy]

    @invariant()
    def nothing_acknowledged_is_lost_and_nothing_is_wrong(self):
        if not hasattr(self, "copies"):
            return
        for folder, said in zip(self.copies, self.acknowledged, strict=True):
            assert said <= ids(folder)
            assert folder.problems() == []

    @invariant()
    def the_order_of_acts_does_not_matter(self):
        if not hasattr(self, "copies"):
            return
        for folder in self.copies:
            acts = folder.acts()
            random.Random(3).shuffle(acts)  # noqa: S311
            assert fold(acts) == folder.state()
            assert fold(acts + acts) == folder.state()


TestTwoCopies = TwoCopies.TestCase
TestTwoCopies.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def three_copies(tmp_path):
    memo = {"kind": "source", "about": "p01"}
    made = []
    for name in "abc":
        folder = Folder.create(tmp_path / name, Settings())
        folder.act("ana", ("memo.set", {**memo, "text": name}))  # one coder, one device, three copies: logs that part
        folder.act(name, ("memo.set", {**memo, "text": name * 2}))
        made.append(folder)
    return made


def test_merging_is_associative_and_commutative(tmp_path):
    results = []
    for number, steps in enumerate([[(0, 1), (0, 2)], [(1, 2), (0, 1)], [(2, 0), (1, 2), (0, 1)], [(0, 2), (0, 1)]]):
        copies = three_copies(tmp_path / str(number))
        for ours, theirs in steps:
            copies[ours].merge(copies[theirs])
        results.append((sorted(a.body["text"] for a in copies[0].acts()), copies[0].state().memos))
    assert all(result == results[0] for result in results)
    assert results[0][0] == ["a", "aa", "b", "bb", "c", "cc"]
