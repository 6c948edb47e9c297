"""Laws of the ground, for any history of coders working in copies of one study.

The fold does not depend on the order of acts; merging is commutative, associative and idempotent; undo of anything
restores the state before it, redo the state before the undo, and everything since a mark goes as if it had never been;
what was true now is true as of now; a snapshot changes nothing; nothing acknowledged is ever lost.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from strategies import spans
from study.test_fold import ANCHOR, Writer

from workbench.study import snapshot
from workbench.study.fold import fold, grow, ordered
from workbench.study.folder import Folder
from workbench.study.settings import Settings

CODES = st.sampled_from(["pain:fee", "pain:fees", "need:quiet", "stage:onboarding", "emotion:angry"])
CODERS = st.sampled_from(["ana", "Ana", "ben"])
COPIES = st.integers(0, 1)
THEMES = st.sampled_from(["theme:fees", "theme:wait", "theme:calls"])


def ids(folder):
    return {act.id for act in folder.acts()}


def same(state, other):
    """Say whether two states are the same to a person: what is in them, and in which order it comes."""
    return state == other and all(
        list(getattr(state, part)) == list(getattr(other, part)) for part in ("codings", "codes", "themes", "placed", "kept")
    )


class TwoCopies(RuleBasedStateMachine):
    """Two copies of a study; each coder may act in each."""

    @initialize()
    def start(self):
        self.base = Path(tempfile.mkdtemp())
        self.copies = [Folder.create(self.base / str(n), Settings()) for n in range(2)]
        self.acknowledged = [set(), set()]
        self.small = mock.patch.object(snapshot, "FEWEST", 1)
        self.small.start()

    def teardown(self):
        if hasattr(self, "small"):
            self.small.stop()
            shutil.rmtree(self.base)

    def act(self, copy, coder, *items):
        done = self.copies[copy].act(coder, *items)
        self.acknowledged[copy] |= {a.id for a in done}
        return done

    def some_coding(self, copy, data):
        known = list(self.copies[copy].state().codings)
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

    @rule(copy=COPIES, coder=CODERS, claim=CODES, under=CODES)
    def put_on_the_map(self, copy, coder, claim, under):
        told = {"claim": claim, "under": under, "owner": coder, "reason": "alike"}
        self.act(copy, coder, ("card.set", told), ("card.comment", {"about": claim, "text": "so"}), ("card.note", {"text": "n"}))

    @rule(copy=COPIES, coder=CODERS, span=spans(40))
    def confirm(self, copy, coder, span):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": span[1]}
        self.act(copy, coder, ("need.confirm", {"need": "need:quiet", "statement": "Quiet", "anchors": [anchor]}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, parent=CODES, reason=st.sampled_from(["", "why"]))
    def place(self, copy, coder, code, parent, reason):
        self.act(copy, coder, ("code.define", {"code": code, "parent": parent, "include": "x", "reason": reason}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, span=spans(40), stance=st.sampled_from(["for", "against"]))
    def exemplify(self, copy, coder, code, span, stance):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": span[1]}
        self.act(copy, coder, ("code.example", {"code": code, "anchor": anchor, "stance": stance}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, instead=CODES, said=st.sampled_from(["accepted", "corrected", "rejected"]))
    def decide(self, copy, coder, code, instead, said):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
        told = {"code": code, "anchor": anchor, "decision": said, "model": "ridge-1", "score": 0.5, "instead": instead}
        folder = self.copies[copy]
        if said == "rejected":
            self.act(copy, coder, ("suggestion.decide", told))
        else:
            given_ = ("coding.add", {"code": instead, "anchor": anchor})
            self.acknowledged[copy] |= {a.id for a in folder.act(coder, given_, ("suggestion.decide", told), together=True)}

    @rule(copy=COPIES, coder=CODERS, stages=st.lists(st.sampled_from(["purchase", "onboarding"]), max_size=2))
    def say_of_sources(self, copy, coder, stages):
        self.act(copy, coder, ("question.about", {"source": "nps", "question": "q", "stages": stages}))
        self.act(copy, coder, ("source.correct", {"source": "p01", "before": "a", "after": "b"}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, into=CODES, span=spans(40))
    def gesture(self, copy, coder, code, into, span):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": span[1]}
        folder, before = self.copies[copy], self.copies[copy].state()
        items = [("code.define", {"code": code, "label": "G"}), ("coding.add", {"code": code, "anchor": anchor}),
                 ("code.merge", {"code": code, "into": into})]  # fmt: skip
        self.acknowledged[copy] |= {a.id for a in folder.act(coder, *items, together=True)}
        after = folder.state()
        self.acknowledged[copy].add(folder.undo(coder).id)
        assert same(folder.state(), before)
        self.acknowledged[copy].add(folder.redo(coder).id)
        assert same(folder.state(), after)

    @rule(copy=COPIES, coder=CODERS, data=st.data())
    def all_since_a_mark_goes_and_comes_back(self, copy, coder, data):
        folder = self.copies[copy]
        mine = [a for a in ordered(folder.acts()) if a.coder == coder]
        mark = data.draw(st.sampled_from(["", *(a.id for a in mine)]))
        since = {a.id for a in mine[[a.id for a in mine].index(mark) + 1 if mark else 0 :]}
        before = folder.state()
        undone = folder.undo_since(coder, mark)
        assert same(folder.state(), fold(a for a in folder.acts() if a.id not in since | {getattr(undone, "id", "")}))
        if undone is None:
            assert folder.state() == before
            return
        (back,) = folder.act(coder, ("undo", {"target": undone.id}))
        assert same(folder.state(), before)
        self.acknowledged[copy] |= {undone.id, back.id}

    @rule(copy=COPIES, coder=CODERS, data=st.data())
    def undo_of_any_act_by_anybody_is_as_if_it_had_never_been(self, copy, coder, data):
        folder = self.copies[copy]
        known = [a for a in ordered(folder.acts()) if a.act != "undo"]
        if not known:
            return
        target = data.draw(st.sampled_from(known))
        before = folder.state()
        (undone,) = folder.act(coder, ("undo", {"target": target.id}))
        gesture = {target.id} | {a.id for a in known if a.body.get("with") == target.id}
        assert same(folder.state(), fold(a for a in folder.acts() if a.id not in gesture | {undone.id}))
        (back,) = folder.act(coder, ("undo", {"target": undone.id}))
        assert same(folder.state(), before)
        self.acknowledged[copy] |= {undone.id, back.id}

    @rule(copy=COPIES, coder=CODERS, purpose=st.sampled_from(["double", "recode"]))
    def assign(self, copy, coder, purpose):
        self.act(copy, coder, ("assignment.make", {"coders": ["ana", "ben"], "sources": ["p01"], "purpose": purpose}))

    @rule(copy=COPIES, coder=CODERS, data=st.data())
    def reveal(self, copy, coder, data):
        known = list(self.copies[copy].state().assignments)
        named = data.draw(st.sampled_from(known)) if known else "no-such-assignment"
        self.act(copy, coder, ("assignment.reveal", {"assignment": named}))

    @rule(copy=COPIES, coder=CODERS, code=CODES, data=st.data())
    def adjudicate(self, copy, coder, code, data):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
        stands, falls = self.some_coding(copy, data), self.some_coding(copy, data)
        told = ("adjudication.make", {"anchor": anchor, "stands": [stands], "falls": [falls], "reason": "the rule"})
        given_ = ("coding.add", {"code": code, "anchor": anchor})
        self.acknowledged[copy] |= {a.id for a in self.copies[copy].act(coder, told, given_, together=True)}

    @rule(copy=COPIES, coder=CODERS, theme=THEMES, into=THEMES, span=spans(40), kind=st.sampled_from(range(6)))
    def theme(self, copy, coder, theme, into, span, kind):
        anchors = [{"source": "p01", "item": "", "version": "a" * 64, "start": span[0], "end": end} for end in (span[1], 41)]
        items = [
            ("theme.make", {"theme": theme, "name": coder, "anchors": anchors, "topic": "t-1"}),
            ("theme.edit", {"theme": theme, "name": into, "codes": ["pain:fee"], "stage": "purchase"}),
            ("theme.place", {"anchors": anchors[:1], "theme": theme}), ("theme.place", {"anchors": anchors, "theme": ""}),
            ("theme.merge", {"theme": theme, "into": into}), ("theme.retire", {"theme": theme}),
        ]  # fmt: skip
        self.act(copy, coder, items[kind])

    @rule(copy=COPIES, coder=CODERS, theme=THEMES, fit=st.sampled_from(["a", "b"]))
    def split_a_theme_and_keep_a_fit(self, copy, coder, theme, fit):
        anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
        make, place = ("theme.make", {"theme": theme, "name": "S"}), ("theme.place", {"anchors": [anchor], "theme": theme})
        done = self.copies[copy].act(coder, make, place, ("topics.keep", {"fit": fit * 64}), together=True)
        self.acknowledged[copy] |= {a.id for a in done}

    @rule(copy=COPIES, coder=CODERS, kind=st.sampled_from(["human", "model", "again"]))
    def join(self, copy, coder, kind):
        self.act(copy, coder, ("coder.join", {"kind": kind}))

    @rule(copy=COPIES, coder=CODERS)
    def undo_and_redo(self, copy, coder):
        folder = self.copies[copy]
        with_it = folder.state()
        undone = folder.undo(coder)
        if undone is None:
            return
        head = undone.body["target"]
        gesture = {undone.id, head} | {a.id for a in folder.acts() if a.body.get("with") == head}
        without = fold(a for a in folder.acts() if a.id not in gesture | with_it.undone)
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
        """What comes from a snapshot is what was folded, now and after whatever is done next."""
        state = self.copies[copy].state()
        self.copies[copy] = Folder(self.copies[copy].root)
        assert same(self.copies[copy].state(), state)

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
            assert all("stays where it is" in problem for problem in folder.problems())

    @invariant()
    def the_order_of_acts_does_not_matter(self):
        if not hasattr(self, "copies"):
            return
        for folder in self.copies:
            acts = folder.acts()
            random.Random(3).shuffle(acts)  # noqa: S311
            assert fold(acts) == folder.state()
            assert fold(acts + acts) == folder.state()

    @invariant()
    def now_is_as_of_now_and_the_history_is_whole(self):
        if not hasattr(self, "copies"):
            return
        for folder in self.copies:
            assert folder.as_of("9999-12-31") == folder.state()
            entries = folder.history()
            assert {e.id for e in entries} == ids(folder)
            assert {e.id for e in entries if e.undone_by} == folder.state().undone & ids(folder)


TestTwoCopies = TwoCopies.TestCase
TestTwoCopies.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def three_copies(tmp_path):
    memo = {"kind": "source", "about": "p01"}
    anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": 1, "end": 2}
    made = []
    for name in "abc":
        folder = Folder.create(tmp_path / name, Settings())
        at = "2026-09-01T00:00:00.000Z"
        folder.act("ana", ("memo.set", {**memo, "text": name}), at=at)  # one coder, one device, three copies: logs that part
        folder.act(name, ("memo.set", {**memo, "text": name * 2}), at=at)
        items = [
            ("code.define", {"code": f"pain:{name}", "parent": "pain:all"}),
            ("coding.add", {"code": "pain:a", "anchor": anchor}),
        ]
        (task,) = folder.act(name, ("assignment.make", {"coders": ["ana", name], "sources": ["p01"], "purpose": "double"}), at=at)
        (mine,) = folder.act(name, ("coding.add", {"code": "pain:a", "anchor": anchor}), at=at)
        folder.act("ana", ("assignment.reveal", {"assignment": task.id}), at=at)
        folder.act("ana", ("adjudication.make", {"anchor": anchor, "stands": [], "falls": [mine.id], "reason": name}), at=at)
        folder.act(name, *items, together=True, at=at)
        folder.act(name, ("code.merge", {"code": "pain:a", "into": f"pain:{name}"}), at=at)
        mark = folder.mark("ana")
        folder.act("ana", ("memo.set", {**memo, "about": name, "text": "gone"}), at=at)
        folder.undo_since("ana", mark)
        made.append(folder)
    return made


def pairs():
    return st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=8)


@given(steps=pairs())
@settings(max_examples=20, deadline=None)
def test_merging_in_any_order_any_number_of_times_gives_the_union(steps):
    """Commutative, associative, idempotent: after any merges, one round of all into the first gives the same study."""
    with tempfile.TemporaryDirectory() as base:
        copies = three_copies(Path(base))
        union = set().union(*map(ids, copies))
        expected = fold(a for copy in copies for a in copy.acts())
        for ours, theirs in [*steps, (0, 1), (0, 2)]:
            copies[ours].merge(copies[theirs])
        assert ids(copies[0]) == union
        assert same(copies[0].state(), expected)
        assert copies[0].problems() == []
        assert copies[0].merge(copies[1]) == copies[0].merge(copies[2]) == copies[0].merge(copies[0]) == 0


@given(data=st.data(), undone=st.booleans())
@settings(max_examples=60, deadline=None)
def test_growing_is_folding_for_any_parting_of_any_acts(data, undone):
    """The quick way, taken act by act or a few at a time, never shows anything else than the whole fold."""
    writer = Writer()
    for number in range(data.draw(st.integers(2, 14))):
        some = st.sampled_from([a.id for a in writer.acts] or ["none"])
        code, name, also = data.draw(CODES), data.draw(some), data.draw(some)
        kinds = {
            "coding.add": {"code": code, "anchor": ANCHOR},
            "code.define": {"code": code, "label": str(number)},
            "coding.edit": {"coding": name, "code": code, "valence": 1},
            "coding.remove": {"coding": name},
            "memo.set": {"kind": "coding", "about": name, "text": "x"},
            "need.confirm": {"need": "need:quiet", "statement": "S", "anchors": [ANCHOR]},
            "code.example": {"code": code, "anchor": ANCHOR},
            "suggestion.decide": {"code": code, "anchor": ANCHOR, "decision": "rejected", "model": "m", "score": 0.5},
            "assignment.make": {"coders": ["ana", "ben"], "sources": ["p01"], "purpose": "double"},
            "assignment.reveal": {"assignment": name},
            "adjudication.make": {"anchor": ANCHOR, "stands": [name], "falls": [also]},
            "theme.make": {"theme": f"theme:{number % 3}", "name": code, "anchors": [{**ANCHOR, "end": 10 + number % 4}]},
            "theme.edit": {"theme": f"theme:{number % 3}", "codes": [code]},
            "theme.place": {"theme": f"theme:{number % 2}", "anchors": [{**ANCHOR, "end": 10 + number % 3}, ANCHOR]},
            "theme.merge": {"theme": f"theme:{number % 2}", "into": "theme:2"},
            "theme.retire": {"theme": f"theme:{number % 3}"},
            "topics.keep": {"fit": "c" * 64},
            "need.edit": {"need": "need:quiet", "statement": f"T{number}", "who": "Owners"},
            "need.dismiss": {"candidate": "c-1", "anchors": [ANCHOR], "reason": "no"},
            "need.decide": {"round": "r", "kind": "same", "needs": ["need:quiet"], "into": ["need:quiet"]},
            "card.set": {"claim": code, "owner": str(number), "under": "pain:fee", "reason": "r"},
            "card.note": {"text": "n"},
            "note.sort": {"note": name, "claim": code},
            "cause.link": {"claim": code, "because": "pain:fee"},
            "code.merge": {"code": code, "into": "pain:fee"},
            "undo": {"target": name, "also": [also]},
        }
        kind = data.draw(st.sampled_from([*["coding.add"] * 3, *["undo"] * 4 * undone, *kinds]))
        writer(kind, **kinds[kind], **({"with": data.draw(some)} if number % 4 == 3 else {}))
    state, place = fold([]), 0
    while place < len(writer.acts):
        step = data.draw(st.integers(1, 3))
        grown = grow(state, writer.acts[place : place + step])
        place += step
        state = grown or fold(writer.acts[:place])
        assert same(state, fold(writer.acts[:place]))
