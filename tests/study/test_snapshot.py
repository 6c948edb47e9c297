"""The snapshot: opening is quicker and shows the same; whatever does not fit is as if it were not there."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from workbench.study import snapshot
from workbench.study.fold import fold
from workbench.study.folder import Folder

ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
MEMO = {"kind": "source", "about": "p01", "text": "later"}


def add(code="pain:fee", start=3, **more):
    return ("coding.add", {"code": code, "anchor": {**ANCHOR, "start": start}, **more})


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(snapshot, "FEWEST", 1)


@pytest.fixture
def study(folder):
    """A study with every kind of act, and a snapshot of it."""
    first, second, *_ = folder.act("ana", *[add(start=n) for n in range(8)])
    folder.act("mini", ("coder.join", {"kind": "model"}), add("need:a", valence=-2, stance="against", memo="Ü ⟦RLO⟧"))
    folder.act("ben", ("need.confirm", {"need": "need:q", "statement": "S", "anchors": [ANCHOR, {**ANCHOR, "item": "x"}]}))
    folder.act("ben", ("coding.edit", {"coding": first.id, "valence": 2}), ("coding.remove", {"coding": second.id}))
    folder.act("ana", ("code.define", {"code": "pain:fee", "label": "F", "parent": "pain:all"}), ("memo.set", MEMO), together=True)
    folder.act(
        "ana", ("code.example", {"code": "pain:fee", "anchor": ANCHOR}), ("code.merge", {"code": "need:a", "into": "need:q"})
    )
    folder.act("ana", ("question.about", {"source": "nps", "question": "q", "stages": ["purchase"]}), ("claim.sign", {}))
    same = {"source": "nps", "question": "q", "as": {"source": "old", "question": "q"}, "reason": "r"}
    folder.act("ana", ("question.same", same))
    folder.act("ana", ("source.correct", {"source": "p01", "before": "a", "after": "b"}), ("code.retire", {"code": "pain:z"}))
    folder.act("ana", ("participant.withdraw", {"participant": "P07", "origins": ["f0"]}), ("code.define", {"code": "pain:z"}))
    said = {"code": "need:a", "anchor": ANCHOR, "model": "ridge-1", "score": 0.25}
    folder.act("ben", ("suggestion.decide", {**said, "decision": "rejected"}))
    task = {"coders": ["ana"], "sources": ["p01"], "purpose": "recode", "anchors": [ANCHOR, {**ANCHOR, "item": "x"}]}
    (made,) = folder.act("ben", ("assignment.make", task))
    folder.act("ben", ("assignment.make", {"coders": ["ana", "ben"], "sources": ["p01", "nps"], "purpose": "double"}))
    decided = {"anchor": ANCHOR, "stands": [first.id], "falls": [list(folder.state().codings)[5]]}
    folder.act("ben", ("adjudication.make", {**decided, "reason": "the rule"}), add("pain:third"), together=True)
    folder.act("ben", ("assignment.reveal", {"assignment": made.id}), ("coding.edit", {"coding": first.id, "stance": "against"}))
    folder.act("ana (again)", ("coder.join", {"kind": "again"}), add("pain:fee"))
    folder.act(
        "ben", ("need.edit", {"need": "need:q", "who": "Owners"}),
        ("need.dismiss", {"candidate": "c-1", "anchors": [ANCHOR, {**ANCHOR, "item": "x"}], "reason": "no", "round": "r"}),
        ("need.decide", {"round": "r", "kind": "split", "needs": ["need:q"], "into": ["need:a", "need:b"], "similarity": 0.5}),
    )  # fmt: skip
    folder.act(
        "ben", ("theme.make", {"theme": "theme:a", "name": "A", "anchors": [ANCHOR, {**ANCHOR, "item": "x"}], "topic": "t-1"}),
        ("theme.edit", {"theme": "theme:a", "codes": ["pain:fee", "pain:x"]}), ("topics.keep", {"fit": "c" * 64, "name": "May"}),
        ("theme.place", {"anchors": [ANCHOR], "theme": ""}), ("theme.merge", {"theme": "theme:b", "into": "theme:a"}),
    )  # fmt: skip
    folder.act(
        "ben", ("card.set", {"claim": "pain:fee", "stage": "purchase", "reason": "r"}), ("card.note", {"text": "n"}),
        ("cause.link", {"claim": "pain:fee", "because": "need:a"}), ("future.set", {"about": "purchase", "valence": 1.5}),
        ("hypothesis.make", {"hypothesis": "hypothesis:h", "change": "c", "who": "w", "effect": "e", "measure": "m", "claims": []}),
        ("experiment.result", {"hypothesis": "hypothesis:h", "arms": [{"name": "old", "n": 9, "mean": 2.5, "sd": 1}]}),
        ("card.set", {"claim": "pain:fee", "under": "pain:fee", "reason": "r"}),
        ("share.release", {"file": "a.html", "sha256": "c" * 64, "found": {"name": 1}, "reason": "r"}),
    )  # fmt: skip
    folder.undo("ana")
    folder.redo("ana")
    folder.undo("ana")
    Folder(folder.root).state()
    assert (folder.cache / snapshot.FILE).is_file()
    return folder


def resumed(folder):
    """Open a study, and say whether the snapshot was believed."""
    fresh = Folder(folder.root)
    state = fresh.state()
    return state, fresh._snapped > 0


def whole(state):
    """Everything in a state, also what two equal states may differ in, and the order of the codings."""
    fields = {f.name: getattr(state, f.name) for f in dataclasses.fields(state)}
    return {**fields, "codings": list(state.codings.items()), "codes": list(state.codes.items())}


def test_the_state_of_a_snapshot_is_the_folded_state_in_every_part(study):
    state, believed = resumed(study)
    assert believed
    assert whole(state) == whole(fold(study.acts()))
    assert all((state.assignments, state.adjudications, state.fallen, state.revised, state.themes, state.placed, state.kept))
    assert all((state.dismissed, state.rulings, state.needs["need:q"].who))
    assert all((state.cards["pain:fee"].stage, state.notes, state.causes, state.future, state.hypotheses["hypothesis:h"].result))
    assert list(state.placed) == list(fold(study.acts()).placed)


def test_opening_makes_no_act_and_no_coding_until_somebody_asks(study):
    fresh = Folder(study.root)
    state = fresh.state()
    assert state.codings._pending
    assert len(state.codings) == len(study.state().codings)
    logs = fresh.logs().values()
    assert all(log.acts._raw and not log.acts._made for log in logs)
    assert fresh.acts() == study.acts()
    assert not any(log.acts._raw for log in logs)


@pytest.mark.parametrize(
    "item",
    [add(), ("memo.set", MEMO), ("code.merge", {"code": "pain:fee", "into": "pain:x"}), ("coder.join", {"kind": "model"})],
    ids=lambda item: item[0],
)
def test_what_was_appended_since_counts(study, item):
    study.act("ben", item)
    state, believed = resumed(study)
    assert state == fold(study.acts())
    assert believed == (item[0] not in {"code.merge", "coder.join"})


def test_undo_redo_and_marks_in_a_study_opened_from_a_snapshot(study):
    for number in range(12):
        fresh = Folder(study.root)
        fresh.state()
        if number % 4 == 3:
            assert fresh.redo("ana")
        else:
            assert fresh.undo("ana")
        assert fresh.state() == fold(fresh.acts())
        assert list(fresh.state().codings) == list(fold(fresh.acts()).codings)
    fresh = Folder(study.root)
    assert fresh.mark("ana") == max((a for a in study.acts() if a.coder == "ana"), key=lambda a: a.n).id
    fresh.undo_since("ana", "")
    assert fresh.state() == fold(fresh.acts())


def test_a_coding_of_long_ago_is_taken_back_without_making_the_others(study):
    key = list(study.state().codings)[4]
    study.act("ana", ("undo", {"target": key}))
    state, believed = resumed(study)
    assert believed
    assert key not in state.codings
    assert whole(state)["codings"] == whole(fold(study.acts()))["codings"]


@pytest.mark.parametrize("name", ["ana-test.jsonl", "ben-test.jsonl"])
def test_every_changed_byte_of_a_log_is_found_with_a_snapshot_too(study, name):
    path = study.root / "log" / name
    raw = bytearray(path.read_bytes())
    for place in range(0, len(raw), 97):
        raw[place] ^= 4
        path.write_bytes(raw)
        raw[place] ^= 4
        fresh = Folder(study.root)
        state = fresh.state()
        assert fresh._snapped == 0
        assert any(name in problem for problem in fresh.problems())
        assert state == fold(fresh.acts())


def test_a_changed_byte_of_the_snapshot_is_found(study):
    path = study.cache / snapshot.FILE
    raw = bytearray(path.read_bytes())
    expected = study.state()
    for place in [*range(0, 400, 7), *range(400, len(raw), 211)]:
        damaged = bytearray(raw)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        fresh = Folder(study.root)
        assert fresh.state() == expected
        assert fresh.problems() == study.problems()


@pytest.mark.parametrize("what", [b"", b"{}", b"[]\n{}", b'{"format": 1}\n', b"\xff\n\xff", b"null\nnull"])
def test_a_snapshot_that_is_none(study, what):
    (study.cache / snapshot.FILE).write_bytes(what)
    assert resumed(study) == (study.state(), False)


def test_a_snapshot_whose_hash_is_right_and_whose_body_is_not(study):
    path = study.cache / snapshot.FILE
    head, _, body = path.read_bytes().partition(b"\n")
    for change in ({"codings": {"size": 1}}, {"codes": 3}, {"last": None}, {"about": [[1]]}, {"assignments": [["a"]]},
                   {"adjudications": 3}, {"fallen": None}):  # fmt: skip
        new = json.dumps({**json.loads(body), **change}).encode()
        path.write_bytes(json.dumps({**json.loads(head), "sha256": hashlib.sha256(new).hexdigest()}).encode() + b"\n" + new)
        assert resumed(study) == (study.state(), False)


def test_a_snapshot_from_before_there_was_double_coding_is_not_believed(study):
    path = study.cache / snapshot.FILE
    head, _, body = path.read_bytes().partition(b"\n")
    new = json.dumps({k: v for k, v in json.loads(body).items() if k not in {"assignments", "adjudications", "fallen"}}).encode()
    path.write_bytes(json.dumps({**json.loads(head), "sha256": hashlib.sha256(new).hexdigest()}).encode() + b"\n" + new)
    assert resumed(study) == (study.state(), False)


def test_what_other_code_folded_is_not_believed(study, monkeypatch):
    monkeypatch.setattr(snapshot, "_code", lambda: "another version")
    assert resumed(study) == (study.state(), False)


def test_logs_that_were_cut_are_gone_or_are_new(study):
    path = study.root / "log" / "ben-test.jsonl"
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.index(b"\n") + 1])
    state, believed = resumed(study)
    assert (state, believed) == (fold(Folder(study.root).acts()), False)
    path.write_bytes(raw)
    study.act("cem", add())
    Folder(study.root).state()
    path.unlink()
    state, believed = resumed(study)
    assert (state, believed) == (fold(Folder(study.root).acts()), False)


def test_a_cache_that_cannot_be_written_is_no_trouble(folder):
    folder.cache.write_text("a file where the folder should be")
    folder.act("ana", add())
    assert len(Folder(folder.root).state().codings) == 1


def test_no_act_waits_for_a_snapshot(folder, monkeypatch):
    monkeypatch.setattr(snapshot, "FEWEST", 3)
    folder.act("ana", add(), add())
    folder.state()
    monkeypatch.setattr(snapshot, "save", lambda *_: pytest.fail("a snapshot was written while somebody worked"))
    for _ in range(8):
        folder.act("ana", add())
        folder.state()
        folder.undo("ana")
        folder.state()


def test_small_studies_have_none(folder, monkeypatch):
    monkeypatch.setattr(snapshot, "FEWEST", 5000)
    folder.act("ana", add())
    Folder(folder.root).state()
    assert not folder.cache.exists()


def test_what_another_coder_appends_reaches_a_study_that_was_opened_from_a_snapshot(study):
    fresh = Folder(study.root)
    fresh.state()
    assert not fresh.refresh()
    study.act("cem", add("pain:seen"))
    study.act("ana", ("memo.set", {**MEMO, "text": "seen"}))
    assert fresh.refresh()
    assert "pain:seen" in fresh.state().codes
    assert fresh.state().memos["source", "p01"] == "seen"
    assert fresh.state() == fold(study.acts())
