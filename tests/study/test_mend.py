"""A damaged log is mended: what is whole stays or is made again, what is not is set aside, nothing is deleted."""

from __future__ import annotations

import pytest

from workbench.study.check import check
from workbench.study.errors import Refused, UserError
from workbench.study.folder import Folder
from workbench.study.logfile import line
from workbench.study.mend import Mended, mend

ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
MEMO = {"kind": "source", "about": "p01", "text": "later"}
LOG = "ana-test.jsonl"


@pytest.fixture
def damaged(folder):
    """Line 2 of 8 was changed; what follows speaks of what comes before, in and behind the damage."""
    folder.act("ana", ("coding.add", {"code": "pain:a", "anchor": ANCHOR}))
    folder.act("ana", ("memo.set", MEMO))
    (third,) = folder.act("ana", ("coding.add", {"code": "pain:b", "anchor": ANCHOR}))
    folder.act("ana", ("coding.edit", {"coding": third.id, "valence": -1}))
    (note,) = folder.act("ana", ("card.note", {"text": "n"}))
    folder.act("ana", ("note.sort", {"note": note.id}))
    folder.act("ana", ("need.confirm", {"need": "need:q", "statement": "S", "anchors": [ANCHOR]}))
    need = folder.acts()[-1]
    folder.act("ana", ("coding.edit", {"coding": f"{need.id}.0", "valence": 2}), ("memo.set", {**MEMO, "text": "x"}), together=True)
    folder.undo("ana")
    path = folder.root / "log" / LOG
    before = folder.state()
    path.write_bytes(path.read_bytes().replace(b'"later"', b'"LATER"'))
    return Folder(folder.root), before


def shown(state):
    """What a person sees: codings without their ids, memos, needs."""
    return [(c.code, c.valence, c.at) for c in state.codings.values()], state.memos, list(state.needs)


def test_what_is_behind_the_damage_is_made_again_and_says_what_it_was(damaged):
    folder, before = damaged
    raw = (folder.root / "log" / LOG).read_bytes()
    assert len(folder.state().codings) == 1
    done = mend(folder, LOG)
    assert (done.log, done.kept, done.again, done.lost) == (LOG, 1, 8, 1)
    assert [note.sorted for note in folder.state().notes.values()] == [True]
    codings, memos, needs = shown(Folder(folder.root).state())
    assert (codings, memos, needs) == (shown(before)[0], {}, ["need:q"])  # only the memo in the damaged line is lost
    assert Folder(folder.root).problems() == []
    assert raw.endswith((folder.root / "log" / done.aside).read_bytes())
    assert folder.redo("ana") is not None  # also of an undo that was made again
    assert folder.state().memos == {("source", "p01"): "x"}


def test_a_copy_with_brackets_in_its_name_is_mended_like_any(damaged):
    """What was set aside from it was not found again: the acts behind the damage were not made again."""
    folder, _ = damaged
    path = folder.root / "log" / LOG
    path.rename(path.with_name("ana-test [2].jsonl"))
    assert mend(Folder(folder.root), "ana-test [2].jsonl").again == 8


def test_mending_again_adds_nothing(damaged):
    folder, _ = damaged
    mend(folder, LOG)
    state = folder.state()
    assert mend(folder, f"log/{LOG}") == Mended(LOG, len(folder.acts()), 0, 0)
    assert folder.state() == state
    assert [f.level for f in check(folder) if f.where.startswith("log")] == ["note"]


def test_mending_that_was_interrupted_goes_on(damaged, monkeypatch):
    folder, before = damaged
    real, left = type(folder).logs, [4]

    def interrupted(self):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(self)

    with monkeypatch.context() as patched:
        patched.setattr(type(folder), "logs", interrupted)
        with pytest.raises(KeyboardInterrupt):
            mend(folder, LOG)
    again = Folder(folder.root)
    assert again.problems() == []
    mend(again, LOG)
    assert shown(again.state())[0] == shown(before)[0]


def test_a_first_line_that_is_damaged(damaged):
    folder, _ = damaged
    path = folder.root / "log" / LOG
    path.write_bytes(path.read_bytes().replace(b"pain:a", b"pain:z", 1))
    done = mend(Folder(folder.root), LOG)
    assert (done.kept, done.again, done.lost) == (0, 8, 2)
    assert Folder(folder.root).act("ana", ("memo.set", MEMO))


def test_a_log_that_a_copy_has_whole_is_better_merged_and_then_is_not_mended(damaged, tmp_path):
    folder, before = damaged
    copy = Folder.create(tmp_path / "copy", folder.settings)
    raw = (folder.root / "log" / LOG).read_bytes().replace(b'"LATER"', b'"later"')
    (copy.root / "log").mkdir()
    (copy.root / "log" / LOG).write_bytes(raw)
    folder.merge(copy)
    assert folder.state() == before
    assert mend(folder, LOG).again == 0
    assert folder.state() == before


def test_a_log_that_is_whole_newer_or_not_there(folder):
    folder.act("ana", ("memo.set", MEMO))
    raw = (folder.root / "log" / LOG).read_bytes()
    assert mend(folder, LOG) == Mended(LOG, 1, 0, 0)
    assert (folder.root / "log" / LOG).read_bytes() == raw
    with pytest.raises(UserError, match=r"There are: ana-test\.jsonl"):
        mend(folder, "ben-test.jsonl")
    (folder.root / "log" / LOG).write_bytes(raw + line({"v": 9})[1])
    with pytest.raises(Refused, match="not damaged"):
        mend(Folder(folder.root), LOG)


@pytest.mark.parametrize("zeros", [b"\0" * 512, b"\0" * 40 + b"\n", b'{"id":"ab\0\0\0\0","x":1}\n', b'\0\0"v":1}\n\0\0\n\0'])
def test_zeros_that_a_power_cut_left_at_the_end_are_a_torn_tail(folder, zeros):
    folder.act("ana", ("memo.set", MEMO))
    path = folder.root / "log" / LOG
    path.write_bytes(path.read_bytes() + zeros)
    fresh = Folder(folder.root)
    assert "torn" in fresh.problems()[0]
    fresh.act("ana", ("memo.set", MEMO))
    assert len(Folder(folder.root).acts()) == 2
    assert [p.read_bytes() for p in (folder.root / "log").glob("*.torn")] == [zeros]


def test_zeros_before_an_act_that_was_saved_are_damage(folder):
    folder.act("ana", ("memo.set", MEMO), ("memo.set", MEMO), ("memo.set", MEMO))
    path = folder.root / "log" / LOG
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b"\0" * len(second) + third)
    with pytest.raises(Refused, match="line 2"):
        Folder(folder.root).act("ana", ("memo.set", MEMO))
    path.write_bytes(first + b"\0" * (len(second) - 1) + b"\n" + third)
    done = mend(Folder(folder.root), LOG)
    assert (done.kept, done.again, done.lost) == (1, 1, 0)


def test_what_is_said_of_acts_that_were_made_again_names_them_by_their_new_ids(folder):
    anchor = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
    (_, one, task) = folder.act(
        "ana", ("memo.set", MEMO), ("coding.add", {"code": "pain:a", "anchor": anchor}),
        ("assignment.make", {"coders": ["ana", "ben"], "sources": ["p01"], "purpose": "double"}),
    )  # fmt: skip
    folder.act("ana", ("assignment.reveal", {"assignment": task.id}))
    folder.act("ana", ("adjudication.make", {"anchor": anchor, "stands": [], "falls": [one.id]}))
    path = folder.root / "log" / LOG
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first.replace(b"memo.set", b"memo.sat") + b"\n" + rest)
    mend(Folder(folder.root), LOG)
    state = Folder(folder.root).state()
    assert state.fallen == set(state.codings) != {one.id}
    assert [made.revealed for made in state.assignments.values()] == [True]
