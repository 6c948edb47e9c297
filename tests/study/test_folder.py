"""The study folder: made once, opened anywhere, never a lost act, its digest a function of what it holds."""

from __future__ import annotations

import hashlib
import random
import shutil

import pytest
from pace import within
from study.makers import coding, survey, talk

from workbench.study.errors import Refused, UserError
from workbench.study.fold import fold
from workbench.study.folder import Folder
from workbench.study.logfile import line
from workbench.study.records import Participant
from workbench.study.settings import Settings

MEMO = {"kind": "source", "about": "p01", "text": "later"}


def test_a_new_study_keeps_personal_files_out_of_git(folder):
    assert {"raw/", ".workbench/", "out/", "*.lock", "*.key.csv"} <= set((folder.root / ".gitignore").read_text().splitlines())
    assert folder.cache == folder.root / ".workbench"
    assert folder.key_file == folder.root.parent / "study.key.csv"


def test_making_a_study_where_one_is_or_a_file_is_touches_nothing(folder, tmp_path):
    with pytest.raises(UserError, match="there is a study here already"):
        Folder.create(folder.root, Settings(title="Other"))
    assert Folder(folder.root).settings.title == "Quiet hours"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="there is a file of that name"):
        Folder.create(tmp_path / "file", Settings())


def test_a_gitignore_that_is_there_is_added_to(tmp_path):
    (tmp_path / ".gitignore").write_text("*.bak\nraw/\n")
    Folder.create(tmp_path, Settings())
    lines = (tmp_path / ".gitignore").read_text().splitlines()
    assert lines[:2] == ["*.bak", "raw/"]
    assert lines.count("raw/") == 1
    assert "*.key.csv" in lines


def test_git_leaves_the_ends_of_lines_alone(tmp_path):
    """Texts are verified by their hash: on Windows git would change it."""
    Folder.create(tmp_path, Settings())
    assert "* -text" in (tmp_path / ".gitattributes").read_text().splitlines()


def test_an_act_that_is_not_as_the_format_has_it_is_refused_before_anything_is_written(folder):
    with pytest.raises(UserError, match="without 'anchor'"):
        folder.act("ana", ("memo.set", MEMO), ("coding.add", {"code": "pain:x"}))
    assert folder.acts() == []


def test_one_log_of_a_newer_version_makes_the_study_read_only(folder):
    folder.act("ana", ("memo.set", MEMO))
    (folder.root / "log" / "ben-x.jsonl").write_bytes(line({"v": 3})[1])
    with pytest.raises(Refused, match="read-only"):
        folder.act("ana", ("memo.set", MEMO))
    assert folder.state().memos == {("source", "p01"): "later"}
    assert "newer version" in folder.problems()[0]


def test_a_damaged_log_of_a_colleague_stops_neither_reading_nor_writing(folder):
    folder.act("ben", ("memo.set", MEMO), ("memo.set", {**MEMO, "about": "p02"}))
    path = folder.root / "log" / "ben-test.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"p02"', b'"p03"'))
    fresh = Folder(folder.root)
    fresh.act("ana", ("memo.set", {**MEMO, "about": "p09"}))
    assert set(fresh.state().memos) == {("source", "p01"), ("source", "p09")}
    assert fresh.problems() == ["log/ben-test.jsonl, line 2: was changed after it was written; nothing from here on is used"]
    with pytest.raises(Refused, match="nothing was written"):
        fresh.act("ben", ("memo.set", MEMO))


def test_two_machines_of_one_coder_write_two_files(folder, monkeypatch):
    folder.act("ana", ("memo.set", MEMO))
    monkeypatch.setenv("WORKBENCH_DEVICE", "office")
    Folder(folder.root).act("ana", ("memo.set", {**MEMO, "text": "newer"}))
    assert sorted(p.name for p in folder.root.glob("log/*.jsonl")) == ["ana-office.jsonl", "ana-test.jsonl"]
    assert folder.state().memos == {("source", "p01"): "newer"}


def test_undo_and_redo_in_the_order_a_person_expects(folder):
    for text in ("one", "two"):
        folder.act("ana", ("memo.set", {**MEMO, "text": text}))
    folder.act("ben", ("memo.set", {**MEMO, "about": "p02"}))

    def shown():
        return folder.state().memos.get(("source", "p01"))

    seen = [shown()]
    for step in (folder.undo, folder.undo, folder.redo, folder.redo, folder.undo):
        assert step("ana") is not None
        seen.append(shown())
    assert seen == ["two", "one", None, "one", "two", "one"]
    folder.act("ana", ("memo.set", {**MEMO, "text": "three"}))
    assert folder.redo("ana") is None  # something new was done since
    assert Folder(folder.root).undo("ana") is not None  # also after a restart
    assert shown() == "one"
    assert folder.undo("cem") is None


def test_the_state_follows_a_log_that_is_cut_or_gone(folder):
    folder.act("ana", ("memo.set", MEMO), ("memo.set", {**MEMO, "about": "p02"}))
    assert len(folder.state().memos) == 2
    path = folder.root / "log" / "ana-test.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert folder.refresh()
    assert len(folder.state().memos) == 1
    path.unlink()
    assert folder.state().memos == {}


# Merging -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(folder, tmp_path):
    folder.act("ana", ("memo.set", MEMO))
    shutil.copytree(folder.root, tmp_path / "copy")
    return Folder(tmp_path / "copy")


def test_merging_twice_adds_nothing_the_second_time(folder, copy):
    copy.act("ben", ("memo.set", {**MEMO, "text": "ben"}))
    copy.act("ana", ("memo.set", {**MEMO, "text": "ana"}))
    assert folder.merge(copy) == 2
    assert folder.merge(copy) == 0
    assert folder.state() == copy.state()
    assert len(list(folder.root.glob("log/*.jsonl"))) == 2


def test_where_one_log_parted_both_lines_are_kept_and_both_go_on(folder, copy):
    folder.act("ana", ("memo.set", {**MEMO, "about": "here"}))
    copy.act("ana", ("memo.set", {**MEMO, "about": "there"}))
    assert folder.merge(copy) == 1
    assert {about for _, about in folder.state().memos} == {"p01", "here", "there"}
    copy.act("ana", ("memo.set", {**MEMO, "about": "there again"}))
    folder.act("ana", ("memo.set", {**MEMO, "about": "here again"}))
    assert folder.merge(copy) == 1
    assert copy.merge(folder) == 2
    assert folder.state() == copy.state() == fold(folder.acts())
    assert folder.problems() == copy.problems() == []
    assert folder.digest() == copy.digest()


def test_a_whole_copy_heals_a_damaged_log_and_keeps_what_was_there(folder, copy):
    folder.act("ana", ("memo.set", {**MEMO, "about": "p02"}))
    copy.merge(folder)
    path = folder.root / "log" / "ana-test.jsonl"
    damaged = path.read_bytes().replace(b'"p02"', b'"p03"')
    path.write_bytes(damaged)
    fresh = Folder(folder.root)
    assert fresh.merge(copy) == 1
    assert fresh.problems() == []
    assert len(fresh.state().memos) == 2
    assert [p.read_bytes() for p in folder.root.glob("log/*.torn")] == [damaged]


def test_kept_topics_are_taken_over_and_damaged_ones_are_not(folder, copy):
    mine, theirs, damaged, healed = (hashlib.sha256(raw).hexdigest() for raw in (b"mine", b"theirs", b"damaged", b"healed"))
    for root, name, raw in (
        (folder.root, mine, b"mine"), (copy.root, theirs, b"theirs"), (copy.root, damaged, b"cut"), (folder.root, healed, b"cut"),
        (copy.root, healed, b"healed"), (copy.root, "notes", b"x"),
    ):  # fmt: skip
        (root / "topics").mkdir(exist_ok=True)
        (root / "topics" / f"{name}.json").write_bytes(raw)
    for _ in range(2):
        folder.merge(copy)
        there = {path.stem: path.read_bytes() for path in folder.root.glob("topics/*")}
        assert there == {mine: b"mine", theirs: b"theirs", healed: b"healed"}
    copy.merge(folder)
    assert (copy.root / "topics" / f"{mine}.json").is_file()


def test_a_newer_copy_is_not_merged(folder, copy):
    (copy.root / "log" / "ben-x.jsonl").write_bytes(line({"v": 3})[1])
    with pytest.raises(Refused, match="Update the workbench"):
        folder.merge(copy)


def test_a_conflicted_copy_of_a_sync_tool_counts_once(folder):
    folder.act("ana", ("memo.set", MEMO))
    path = folder.root / "log" / "ana-test.jsonl"
    (path.parent / "ana-test (conflicted copy).jsonl").write_bytes(path.read_bytes())
    folder.act("ana", ("memo.set", {**MEMO, "about": "p02"}))
    assert len(folder.state().memos) == 2
    assert folder.state() == Folder(folder.root).state()


# Digest --------------------------------------------------------------------------------------------------------------


def test_the_digest_changes_with_everything_results_depend_on_and_with_nothing_else(folder):
    seen = [folder.digest()]

    def changed():
        seen.append(Folder(folder.root).digest())
        return seen[-1] != seen[-2]

    folder.cache.mkdir()
    (folder.cache / "x").write_text("cache")
    assert not changed()
    folder.add_transcript(talk())
    assert changed()
    folder.add_survey(survey())
    assert changed()
    folder.save_participants([Participant("P01")])
    assert changed()
    folder.save_participants([Participant("P01", consent_quote=False)])
    assert changed()
    folder.act("ana", coding(folder, "p01", 5, 9))
    assert changed()
    toml = folder.root / "study.toml"
    toml.write_text(toml.read_text() + "\n[thresholds]\nalpha = 0.7\n")
    assert changed()
    assert not changed()
    assert len(set(seen)) == 7


# Speed ---------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_hundred_thousand_acts_open_and_one_more_costs_next_to_nothing(folder):
    folder.add_transcript(talk(words="word " * 2000))
    one = coding(folder, "p01", 5, 9)
    for coder in ("ana", "ben"):
        folder.act(coder, *[one] * 50_000)
    fresh = Folder(folder.root)
    with within(80):
        assert len(fresh.state().codings) == 100_000
    with within(2):
        for _ in range(10):
            fresh.refresh()
    with within(6):
        fresh.act("ana", one)
        fresh.state()


def test_the_same_acts_in_any_order_of_files_give_one_state(folder, tmp_path):
    chance = random.Random(11)  # noqa: S311 (test data)
    for _ in range(30):
        folder.act(chance.choice(["ana", "ben", "Ana"]), ("memo.set", {**MEMO, "text": str(chance.random())}))
    other = Folder.create(tmp_path / "other", Settings(title="Quiet hours"))
    other.merge(folder)
    assert other.state() == folder.state()
    assert other.digest() == folder.digest()


def test_coders_are_whoever_acted(folder):
    assert folder.coders() == frozenset()
    folder.act("ana", ("memo.set", {"kind": "source", "about": "p01", "text": "later"}))
    Folder(folder.root).act("ben", ("memo.set", {"kind": "source", "about": "p01", "text": "sooner"}))
    assert folder.coders() == {"ana", "ben"} == {act.coder for act in folder.acts()}
