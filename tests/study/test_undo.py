"""Undo, redo, gestures, and everything since a mark: what is taken back is as if it had never been."""

from __future__ import annotations

import pytest

from workbench.study.errors import UserError
from workbench.study.fold import fold
from workbench.study.folder import Folder

MEMO = {"kind": "source", "about": "p01", "text": "later"}
ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
NEW = ("code.define", {"code": "pain:fee", "label": "Fees nobody named"})
ADD = ("coding.add", {"code": "pain:fee", "anchor": ANCHOR})


def memo(text):
    return ("memo.set", {**MEMO, "text": text})


def shown(folder):
    return folder.state().memos.get(("source", "p01"))


def test_a_gesture_goes_and_comes_back_as_one(folder):
    before = folder.state()
    define, add = folder.act("ana", NEW, ADD, together=True)
    assert (define.body.get("with"), add.body["with"]) == (None, define.id)
    assert (define.v, add.v) == (1, 2)
    after = folder.state()
    assert folder.undo("ana").body == {"target": define.id}
    assert folder.state() == before
    assert folder.undo("ana") is None
    folder.redo("ana")
    assert folder.state() == after
    assert Folder(folder.root).state() == after


def test_acts_that_are_no_gesture_go_one_by_one(folder):
    folder.act("ana", NEW, ADD)
    folder.undo("ana")
    assert folder.state().codings == {}
    assert "pain:fee" in folder.state().codes


def test_one_act_of_a_gesture_may_be_taken_back_alone(folder):
    first, second, third = folder.act("ana", memo("one"), ADD, memo("three"), together=True)
    folder.act("ben", ("undo", {"target": second.id}))
    assert folder.state().codings == {}
    assert shown(folder) == "three"
    folder.undo("ana")  # the rest of it
    assert (shown(folder), folder.acts()[0].id) == (None, first.id)
    folder.redo("ana")
    assert shown(folder) == "three"
    assert folder.state().codings == {}  # what ben took back stays so
    assert third.body["with"] == first.id


def test_a_gesture_of_undos_is_undone_as_one(folder):
    one, two = folder.act("ana", memo("one"), ("memo.set", {**MEMO, "about": "p02"}))
    head, _ = folder.act("ana", ("undo", {"target": two.id}), ("undo", {"target": one.id}), together=True)
    assert folder.state().memos == {}
    folder.act("ana", ("undo", {"target": head.id}))
    assert len(folder.state().memos) == 2


def test_everything_since_a_mark_is_as_if_it_had_never_been_and_comes_back_as_one(folder):
    folder.act("ana", memo("before"))
    folder.act("ben", ("memo.set", {**MEMO, "about": "p02"}))
    mark = folder.mark("ana")
    before = folder.state()
    folder.undo("ana")  # reaches behind the mark
    folder.act("ana", NEW, ADD, together=True)
    folder.act("ana", memo("after"))
    folder.undo("ana")
    folder.redo("ana")
    folder.act("ben", ("memo.set", {**MEMO, "about": "p03"}))
    after = folder.state()
    done = folder.undo_since("ana", mark)
    without = fold(a for a in folder.acts() if not (a.coder == "ana" and a.id != mark))
    assert folder.state() == without
    assert set(without.memos) == set(before.memos) | {("source", "p03")}  # ben's stays
    assert done.v == 2
    assert folder.undo_since("ana", mark) is None
    assert folder.redo("ana").body == {"target": done.id}
    assert folder.state() == after


def test_since_the_beginning(folder):
    assert folder.mark("ana") == ""
    assert folder.undo_since("ana", "") is None
    folder.act("ana", NEW, ADD)
    assert folder.undo_since("ana", "") is not None
    assert folder.state() == fold([])


def test_since_a_mark_with_nothing_but_an_undo_of_something_older(folder):
    folder.act("ana", memo("old"))
    mark = folder.mark("ana")
    folder.undo("ana")
    mark_after = folder.mark("ana")
    assert folder.undo_since("ana", mark_after) is None
    folder.undo_since("ana", mark)
    assert shown(folder) == "old"


def test_what_was_done_and_undone_since_is_nothing(folder):
    folder.act("ana", memo("old"))
    mark = folder.mark("ana")
    folder.act("ana", memo("new"))
    folder.undo("ana")
    assert folder.undo_since("ana", mark) is None


@pytest.mark.parametrize("mark", ["nothing", None])
def test_a_mark_must_be_an_act_of_theirs(folder, mark):
    (theirs,) = folder.act("ben", memo("x"))
    with pytest.raises(UserError, match="ana has no act"):
        folder.undo_since("ana", mark or theirs.id)


def test_undo_passes_over_what_somebody_else_took_back(folder):
    folder.act("ana", memo("one"))
    (two,) = folder.act("ana", memo("two"))
    folder.act("ben", ("undo", {"target": two.id}))
    folder.undo("ana")
    assert shown(folder) is None


def test_who_somebody_is_is_not_undone(folder):
    folder.act("mini", ("coder.join", {"kind": "model"}))
    assert folder.undo("mini") is None
    folder.act("mini", ADD)
    folder.undo("mini")
    assert folder.state().coders == {"mini": "model"}
