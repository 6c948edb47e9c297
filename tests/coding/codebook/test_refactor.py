"""Refactorings of a codebook: codings follow, counts are kept, one undo restores the exact state before."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from workbench.coding.codebook.codes import codebook, codebook_frame, tree
from workbench.coding.codebook.edit import define, rename, retire
from workbench.coding.codebook.refactor import merge, move, split
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Settings


def used(folder):
    return Counter(c.code for c in folder.state().codings.values())


def passages(folder):
    """Who coded what passage how: all of a coding but its code."""
    return sorted((c.anchor, c.coder, c.stance, c.valence) for c in folder.state().codings.values())


def below(folder, *pairs):
    for code, parent in pairs:
        folder.act("ana", ("code.define", {"code": code, "parent": parent}))


@pytest.fixture
def coded(folder, code):
    """``pain:fee`` with three codings of two coders, ``pain:slow`` with one."""
    for coder, words in (("ana", "dear"), ("ana", "I left."), ("ben", "dear")):
        code(coder, "pain:fee", "one", words)
    code("ana", "pain:slow", "one", "Slow", valence=-2)
    return folder


# Split and merge -------------------------------------------------------------------------------------------------------


def test_a_part_takes_its_codings_the_rest_stays(coded):
    define(coded, "pain:fee", coder="ana", stage="purchase", valence=-1, definition="Money")
    of_ben = [c.id for c in coded.state().codings.values() if c.coder == "ben"]
    done = split(coded, "pain:fee", {"Hidden fee": of_ben}, coder="ana", reason="two things")
    new = coded.state().codes["pain:hidden-fee"]
    assert done.codes == ("pain:hidden-fee", "pain:fee")
    assert (done.before, done.after) == ({"pain:fee": 3, "pain:hidden-fee": 0}, {"pain:fee": 2, "pain:hidden-fee": 1})
    assert (new.stage, new.valence, new.definition) == ("purchase", -1, "")
    assert repr(done) == "<pain:fee: 3 → 2 codings; pain:hidden-fee: 0 → 1 codings; one undo takes it back>"


def test_splitting_and_merging_again_keeps_every_count(coded):
    before, said = used(coded), passages(coded)
    frame = codebook_frame(coded).set_index("code").loc["pain:fee", ["codings", "people"]].tolist()
    ids = [c.id for c in coded.state().codings.values() if c.code == "pain:fee"]
    parts = split(coded, "pain:fee", {"A": ids[:1], "B": ids[1:]}, coder="ana").codes[:2]
    assert used(coded) == {"pain:a": 1, "pain:b": 2, "pain:slow": 1}
    done = merge(coded, parts, "pain:fee", coder="ana")
    assert used(coded) == before
    assert passages(coded) == said
    assert codebook_frame(coded).set_index("code").loc["pain:fee", ["codings", "people"]].tolist() == frame
    assert sum(done.before.values()) == sum(done.after.values()) == 3


def test_a_label_that_was_merged_away_gets_a_new_id(coded):
    merge(coded, ["pain:slow"], "pain:fee", coder="ana")
    ids = [c.id for c in coded.state().codings.values() if c.code == "pain:fee"]
    split(coded, "pain:fee", {"Slow": ids[:1]}, coder="ana")
    assert used(coded) == {"pain:slow-2": 1, "pain:fee": 3}


def test_memos_and_what_stands_below_go_along(coded):
    memo = {"kind": "code"}
    coded.act("ana", ("memo.set", {**memo, "about": "pain:fee", "text": "one"}))
    coded.act("ana", ("memo.set", {**memo, "about": "pain:slow", "text": "two"}))
    below(coded, ("pain:very-slow", "pain:slow"))
    merge(coded, ["pain:slow"], "pain:fee", coder="ana")
    assert coded.state().memos["code", "pain:fee"] == "one\n\ntwo"
    assert coded.state().codes["pain:very-slow"].parent == "pain:fee"


def test_merging_a_code_into_one_below_it_turns_nothing_over(coded):
    """slow > a > fee and slow > b: when slow goes into fee, a stays above fee, b comes below it."""
    below(coded, ("pain:a", "pain:slow"), ("pain:fee", "pain:a"), ("pain:b", "pain:slow"))
    merge(coded, ["pain:slow"], "pain:fee", coder="ana")
    codes = coded.state().codes
    assert (codes["pain:a"].parent, codes["pain:fee"].parent, codes["pain:b"].parent) == ("", "pain:a", "pain:fee")
    assert coded.problems() == []


# Move ------------------------------------------------------------------------------------------------------------------


def test_another_family_is_a_new_id_and_codings_follow(coded):
    define(coded, "pain:slow", coder="ana", definition="Waiting", key="z", owner="Web")
    below(coded, ("pain:very-slow", "pain:slow"))
    done = move(coded, "Slow", family="effort", coder="ana")
    codes = coded.state().codes
    assert done.codes == ("effort:slow", "effort:very-slow")
    assert (codes["effort:slow"].definition, codes["effort:slow"].key, codes["effort:slow"].owner) == ("Waiting", "z", "Web")
    assert codes["effort:very-slow"].parent == "effort:slow"
    assert used(coded) == {"pain:fee": 3, "effort:slow": 1}
    assert coded.state().merged == {"pain:slow": "effort:slow", "pain:very-slow": "effort:very-slow"}


def test_the_name_in_the_id_goes_along_whatever_the_label(coded):
    rename(coded, "pain:slow", "Waiting for the list", coder="ana")
    assert move(coded, "pain:slow", family="effort", coder="ana").codes == ("effort:slow",)
    assert coded.state().codes["effort:slow"].label == "Waiting for the list"


def test_there_and_back_again(coded):
    move(coded, "pain:slow", family="effort", coder="ana")
    move(coded, "effort:slow", family="pain", coder="ana")
    assert used(coded) == {"pain:fee": 3, "pain:slow-2": 1}
    assert codebook_frame(coded).query("label == 'slow'")["code"].tolist() == ["pain:slow-2"]


def test_a_parent_of_another_family_takes_the_code_there(coded):
    define(coded, "effort: Waiting", coder="ana")
    move(coded, "pain:slow", parent="effort: Waiting", coder="ana")
    assert coded.state().codes["effort:slow"].parent == "effort:waiting"


def test_below_and_to_the_top(coded):
    move(coded, "pain:slow", parent="pain:fee", coder="ana")
    assert [(c.id, d) for c, d in tree(codebook(coded.settings, coded.state())) if c.family == "pain"] == [
        ("pain:fee", 0), ("pain:slow", 1),
    ]  # fmt: skip
    move(coded, "pain:slow", parent="", coder="ana")
    assert coded.state().codes["pain:slow"].parent == ""


@pytest.mark.parametrize(
    ("refactoring", "message"),
    [
        (lambda f: merge(f, ["pain:fee"], "pain:fee", coder="ana"), "not that one itself"),
        (lambda f: merge(f, [], "pain:fee", coder="ana"), "at least one"),
        (lambda f: merge(f, ["pain:none"], "pain:fee", coder="ana"), "no code 'pain:none'"),
        (lambda f: merge(f, ["Onboarding"], "Retention", coder="ana"), "Change the stages in study.toml"),
        (lambda f: merge(f, ["pain:fee"], "Retention", coder="ana"), "stages are merged with stages only"),
        (lambda f: split(f, "pain:fee", {}, coder="ana"), "Say what to split"),
        (lambda f: split(f, "pain:fee", {"Slow": []}, coder="ana"), "pain:slow is called"),
        (lambda f: split(f, "pain:fee", {"A": [], "a": []}, coder="ana"), "Two parts are called 'a'"),
        (lambda f: split(f, "pain:fee", {"A": ["x" * 32]}, coder="ana"), "1 of the codings are not of pain:fee"),
        (lambda f: split(f, "pain:fee", {"A": [one(f)], "B": [one(f)]}, coder="ana"), "named twice"),
        (lambda f: split(f, "Onboarding", {"A": []}, coder="ana"), "A stage cannot be split"),
        (lambda f: move(f, "pain:fee", coder="ana"), "Say where to"),
        (lambda f: move(f, "pain:fee", parent="pain:slow", coder="ana"), "would stand below itself"),
        (lambda f: move(f, "pain:fee", parent="pain:fee", coder="ana"), "would stand below itself"),
        (lambda f: move(f, "pain:fee", family="zeal", coder="ana"), "no family 'zeal'"),
        (lambda f: move(f, "pain:fee", family="stage", coder="ana"), "Stages come from study.toml"),
        (lambda f: move(f, "Onboarding", family="pain", coder="ana"), "Stages come from study.toml"),
        (lambda f: move(f, "pain:fee", family="free", parent="pain:slow", coder="ana"), "not of the family free"),
        (lambda f: move(f, "pain:fee", family="free", coder="ana"), "free:fee is called 'fee' already"),
    ],
)
def test_what_is_refused_says_what_to_do_and_writes_nothing(coded, refactoring, message):
    define(coded, "free: fee", coder="ana")
    below(coded, ("pain:slow", "pain:fee"))
    before = coded.acts()
    with pytest.raises(UserError, match=message):
        refactoring(coded)
    assert coded.acts() == before


def one(folder):
    return next(c.id for c in folder.state().codings.values() if c.code == "pain:fee")


# Laws ------------------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["fee", "slow", "queue", "noise"])
FAMILIES = st.sampled_from(["pain", "free", "effort"])
CODERS = st.sampled_from(["ana", "ben"])


class Refactorings(RuleBasedStateMachine):
    """Any refactorings in any order, by two coders; each is undone and done again once it is made."""

    @initialize()
    def start(self):
        self.base = tempfile.TemporaryDirectory()
        self.folder = Folder.create(Path(self.base.name) / "study", Settings())
        for number, name in enumerate(["fee", "slow", "queue", "noise"]):
            anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": number, "end": number + 1}
            for coder in ("ana", "ben"):
                self.folder.act(coder, ("coding.add", {"code": f"pain:{name}", "anchor": anchor}))

    def teardown(self):
        if hasattr(self, "base"):
            self.base.cleanup()

    def codes(self):
        return [c.id for c in codebook(self.folder.settings, self.folder.state()) if not c.retired and c.family != "emotion"]

    def gesture(self, coder, refactoring):
        """Do it; see that no coding is lost; take it back; do it again."""
        before, counted = self.folder.state(), sum(used(self.folder).values())
        try:
            done = refactoring()
        except UserError:
            assert self.folder.state() == before
            return
        after = self.folder.state()
        assert sum(used(self.folder).values()) == counted
        assert sum(done.before.values()) == sum(done.after.values())
        if done.acts:
            self.folder.undo(coder)
            assert self.folder.state() == before
            self.folder.redo(coder)
            assert self.folder.state() == after

    @rule(data=st.data(), coder=CODERS)
    def merge(self, data, coder):
        codes = st.sampled_from(self.codes())
        gone, into = data.draw(st.lists(codes, min_size=1, max_size=3)), data.draw(codes)
        self.gesture(coder, lambda: merge(self.folder, gone, into, coder=coder))

    @rule(data=st.data(), coder=CODERS, label=NAMES)
    def split(self, data, coder, label):
        codings = self.folder.state().codings
        code = data.draw(st.sampled_from(sorted({c.code for c in codings.values()})))
        ids = data.draw(st.lists(st.sampled_from([i for i, c in codings.items() if c.code == code]), unique=True))
        self.gesture(coder, lambda: split(self.folder, code, {f"{label} {len(codings)}": ids}, coder=coder))

    @rule(data=st.data(), coder=CODERS, family=st.none() | FAMILIES)
    def move(self, data, coder, family):
        code = data.draw(st.sampled_from(self.codes()))
        parent = data.draw(st.none() | st.sampled_from(["", *self.codes()]))
        self.gesture(coder, lambda: move(self.folder, code, family, parent, coder=coder))

    @rule(data=st.data(), coder=CODERS, label=NAMES)
    def rename_or_retire(self, data, coder, label):
        code = data.draw(st.sampled_from(self.codes()))
        if data.draw(st.booleans()):
            self.gesture(coder, lambda: rename(self.folder, code, label, coder=coder))
        else:
            self.gesture(coder, lambda: retire(self.folder, code, coder=coder))

    @invariant()
    def every_code_in_use_stands_in_the_tree_once(self):
        if hasattr(self, "folder"):
            codes = codebook(self.folder.settings, self.folder.state())
            assert sorted(c.id for c, _ in tree(codes)) == sorted(c.id for c in codes if not c.retired)
            assert self.folder.problems() == []


TestRefactorings = Refactorings.TestCase
TestRefactorings.settings = settings(max_examples=20, stateful_step_count=12, deadline=None)
