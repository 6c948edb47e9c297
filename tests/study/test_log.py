"""The act log: what it says was saved is there; what was changed shows; what is torn is set aside and named."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import json_values

from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.log import Log, cut_back, now, set_aside
from workbench.study.logfile import LogFile, line, parse
from workbench.study.records import Act

MEMO = {"kind": "source", "about": "p01", "text": "later"}


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log", "ana", "laptop")


@pytest.fixture
def three(log):
    for number in range(3):
        log.append("memo.set", {**MEMO, "text": f"note {number}"}, lamport=0)
    return log


def read(log):
    file = LogFile(log.file.path)
    file.refresh()
    return file


def test_an_act_comes_back_as_it_was_written(log):
    text = "\u202e\u27e6RLO\u27e7 \U0001f469\u200d\U0001f467 e\u0301 \u2028 \x85 \r\n\t\\" + '"'
    act = log.append("memo.set", {**MEMO, "text": text}, lamport=7, at="2026-09-01T10:00:00.000Z")
    assert read(log).acts == [act]
    assert (act.n, act.lamport, act.prev, act.coder) == (1, 8, "", "ana")


def test_the_id_is_the_hash_of_the_line_without_it(three):
    """The rule of docs/format.md, computed here without the module under test."""
    previous = ""
    for raw in three.file.path.read_text(encoding="utf-8").splitlines():
        act = json.loads(raw)
        rest = raw.replace(f'"id":"{act["id"]}",', "", 1)
        assert act["id"] == hashlib.sha256(rest.encode()).hexdigest()[:32]
        assert act["prev"] == previous
        previous = act["id"]


@given(json_values, json_values, st.text(max_size=9), st.text(max_size=9))
@settings(max_examples=150)
def test_the_line_is_what_json_writes_with_sorted_keys(value, other, text, name):
    """It is put together from pieces, which is faster."""
    body = {"text": value, name: other, "anchor": {"source": text, "end": 7, "item": ""}}
    with tempfile.TemporaryDirectory() as place:
        log = Log(Path(place) / "log", "ana", "laptop")
        act = log.append("memo.set", body, lamport=3, at="2026-09-01T10:00:00.000Z")
        (raw,) = log.file.path.read_bytes().splitlines(keepends=True)
    fields = json.loads(raw)
    identity = fields.pop("id")
    rest = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert raw.decode() == f'{{"id":"{identity}",{rest[1:]}\n'
    assert (act.id, act.body) == (identity, json.loads(json.dumps(fields["body"])))


def test_the_act_that_is_returned_is_what_was_written_whatever_becomes_of_the_body(log):
    body = {**MEMO, "x": {"list": [1, {"deep": 2.5}]}}
    act = log.append("memo.set", body, lamport=0)
    body["x"]["list"][1]["deep"] = 9
    body["text"] = "changed"
    assert act == read(log).acts[0]


@pytest.mark.parametrize("body", [{1: "one"}, {"x": True, "y": (None, {"z": ()})}, {"\ud800": "\udfff"}, {"x": 2**70}])
def test_what_json_would_change_is_changed(log, body):
    act = log.append("memo.set", {**MEMO, **body}, lamport=0)
    assert act.body == read(log).acts[0].body
    assert act.body != {**MEMO, **body} or body == {"x": 2**70}


def test_now_is_the_time(monkeypatch):
    for seconds, said in (
        (0, "1970-01-01T00:00:00.000Z"),
        (1_788_255_000.9996, "2026-09-01T09:30:00.999Z"),
        (0.5, "1970-01-01T00:00:00.500Z"),
        (-1.5, "1969-12-31T23:59:58.500Z"),
        (300_000_000_000, "9999-12-31T23:59:59.999Z"),
        (-100_000_000_000, "0001-01-01T00:00:00.000Z"),
    ):
        monkeypatch.setattr("workbench.study.log.time.time_ns", lambda seconds=seconds: int(seconds * 10**9))
        assert now() == said


def test_acts_of_one_call_share_the_time_and_follow_each_other(log):
    acts = log.extend([("memo.set", MEMO)] * 3, lamport=4)
    assert [a.lamport for a in acts] == [5, 6, 7]
    assert [a.n for a in acts] == [1, 2, 3]
    assert len({a.at for a in acts}) == 1
    assert log.extend([], lamport=4) == []


def test_lamport_grows_whatever_the_clock_says(log):
    first = log.append("memo.set", MEMO, lamport=0, at="2026-09-01T10:00:00.000Z")
    second = log.append("memo.set", MEMO, lamport=0, at="2020-01-01T00:00:00.000Z")
    assert second.lamport > first.lamport


def test_tuples_become_lists_and_half_characters_are_replaced(log):
    act = log.append("memo.set", {**MEMO, "text": "a\ud800b", "x": (1, 2)}, lamport=0)
    assert act.body["text"] == "a\ufffdb"
    assert act.body["x"] == [1, 2]
    assert read(log).acts == [act]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_cannot_hold_is_refused_before_anything_is_written(log, bad):
    with pytest.raises(UserError, match="JSON"):
        log.extend([("memo.set", MEMO), ("memo.set", {**MEMO, "text": bad})], lamport=0)
    assert not log.file.path.exists()


def test_a_reader_sees_what_was_appended_since(three):
    reader = LogFile(three.file.path)
    assert reader.refresh()
    assert not reader.refresh()
    three.append("memo.set", MEMO, lamport=0)
    assert reader.refresh()
    assert len(reader.acts) == 4


def test_a_log_that_a_sync_tool_replaced_is_read_on_from_where_it_was(three):
    reader = read(three)
    kept = reader.acts[0]
    three.append("memo.set", MEMO, lamport=0)
    copy = three.file.path.with_suffix(".new")
    copy.write_bytes(three.file.path.read_bytes())
    copy.replace(three.file.path)
    assert reader.refresh()
    assert len(reader.acts) == 4
    assert reader.acts[0] is kept  # not parsed again


def test_a_log_that_was_cut_is_read_anew(three):
    reader = read(three)
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw[: raw.index(b"\n") + 1])
    assert reader.refresh()
    assert len(reader.acts) == 1
    three.file.path.unlink()
    assert reader.refresh()
    assert reader.acts == []


@pytest.mark.parametrize("times", [1, 2])
def test_a_log_that_is_replaced_while_a_line_is_on_its_way_gets_the_line(three, monkeypatch, times):
    """A sync tool puts a file in its place after the look and before the line is on the disk."""
    real, left = os.fsync, [times]

    def replaced(handle):
        real(handle)
        if left[0]:
            left[0] -= 1
            copy = three.file.path.with_suffix(".new")
            copy.write_bytes(whole)
            copy.replace(three.file.path)

    whole = three.file.path.read_bytes()
    monkeypatch.setattr(os, "fsync", replaced)
    act = three.append("memo.set", MEMO, lamport=0)
    assert read(three).acts[3:] == [act]
    assert read(three).problems == []
    assert three.append("memo.set", MEMO, lamport=0).n == 5


def test_a_log_that_is_replaced_again_and_again_is_not_saved(three, monkeypatch):
    whole = three.file.path.read_bytes()

    def replaced(_handle):
        copy = three.file.path.with_suffix(".new")
        copy.write_bytes(whole)
        copy.replace(three.file.path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", replaced)
        with pytest.raises(NotSaved, match="again and again"):
            three.append("memo.set", MEMO, lamport=0)
    assert three.file.path.read_bytes() == whole
    assert three.append("memo.set", MEMO, lamport=0).n == 4


def test_a_drive_that_was_away_is_written_to_again(three, monkeypatch):
    """The files that were open are of no more use, also when they are closed."""
    real, closed, stale = os.fstat, os.close, set()

    def fstat(handle):
        if handle in stale:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return real(handle)

    def close(handle):
        stale.discard(handle)
        closed(handle)

    stale |= {three.end._handle, three.end.lock._handle}
    monkeypatch.setattr(os, "fstat", fstat)
    monkeypatch.setattr(three.end, "close", lambda: type(three.end).close(three.end, close))
    monkeypatch.setattr(three.end.lock, "close", lambda: type(three.end.lock).close(three.end.lock, close))
    act = three.append("memo.set", MEMO, lamport=0)
    assert read(three).acts[3:] == [act]
    assert three.append("memo.set", MEMO, lamport=0).n == 5


@pytest.mark.parametrize("what", ["ana-laptop.jsonl", "ana-laptop.jsonl.lock", "*"])
def test_a_file_that_is_deleted_behind_its_back_is_made_again(three, what):
    for path in three.file.path.parent.glob(what):
        path.unlink()
    act = three.append("memo.set", MEMO, lamport=0)
    assert read(three).acts[-1] == act
    assert three.file.path.with_name("ana-laptop.jsonl.lock").exists()


# Torn ------------------------------------------------------------------------------------------------------------


def test_every_cut_of_the_last_line_leaves_the_acts_before_it(three):
    raw = three.file.path.read_bytes()
    last = raw[:-1].rindex(b"\n") + 1
    for cut in range(last + 1, len(raw)):
        three.file.path.write_bytes(raw[:cut])
        file = read(three)
        assert len(file.acts) == 2
        assert "torn" in file.problems[0]
        assert "line 3" in file.problems[0]


def test_a_torn_tail_is_set_aside_under_its_own_name_and_writing_goes_on(three):
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw[:-20])
    act = Log(three.file.path.parent, "ana", "laptop").append("memo.set", MEMO, lamport=0)
    file = read(three)
    assert file.acts[-1] == act
    assert len(file.acts) == 3
    assert file.problems == []
    (aside,) = three.file.path.parent.glob("*.torn")
    assert raw.endswith(aside.read_bytes() + raw[-20:])


@pytest.mark.parametrize("end", [b"", b"x", b"\x00\x00\x00"])
def test_a_whole_act_that_lacks_only_its_line_end_is_kept(three, end):
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw[:-1] + end)
    Log(three.file.path.parent, "ana", "laptop").append("memo.set", MEMO, lamport=0)
    assert three.file.path.read_bytes().startswith(raw)
    assert len(read(three).acts) == 4


def test_sectors_that_never_reached_the_disk_are_a_torn_tail(three):
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw + b"\x00" * 300)
    Log(three.file.path.parent, "ana", "laptop").append("memo.set", MEMO, lamport=0)
    assert len(read(three).acts) == 4


# Changed ---------------------------------------------------------------------------------------------------------


def test_every_flipped_bit_shows_and_nothing_from_there_on_is_used(three):
    raw = bytearray(three.file.path.read_bytes())
    starts = [0] + [i + 1 for i, byte in enumerate(raw) if byte == 10]
    for place in range(len(raw)):
        raw[place] ^= 1 << (place % 8)
        three.file.path.write_bytes(raw)
        raw[place] ^= 1 << (place % 8)
        file = read(three)
        before = sum(1 for start in starts[1:] if start <= place)
        assert len(file.acts) == before, place
        assert len(file.problems) == 1
        assert f"line {before + 1}" in file.problems[0]


@pytest.mark.parametrize("change", ["edit", "drop", "swap", "repeat"])
def test_an_edited_dropped_moved_or_repeated_line_shows_and_writing_is_refused(three, change):
    lines = three.file.path.read_bytes().splitlines(keepends=True)
    lines = {
        "edit": [lines[0], lines[1].replace(b"note 1", b"note 9"), lines[2]],
        "drop": [lines[0], lines[2]],
        "swap": [lines[0], lines[2], lines[1]],
        "repeat": [lines[0], lines[0], lines[1]],
    }[change]
    three.file.path.write_bytes(b"".join(lines))
    assert len(read(three).acts) == 1
    with pytest.raises(Refused, match=r"ana-laptop\.jsonl, line 2: .*nothing was written"):
        Log(three.file.path.parent, "ana", "laptop").append("memo.set", MEMO, lamport=0)
    assert three.file.path.read_bytes() == b"".join(lines)


def test_an_open_log_that_is_damaged_behind_its_back_is_noticed(three):
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw.replace(b"note 0", b"note 9"))
    with pytest.raises(Refused, match="line 1"):
        three.append("memo.set", MEMO, lamport=0)


def test_a_person_may_decide_to_set_the_damaged_end_aside(three):
    raw = three.file.path.read_bytes()
    three.file.path.write_bytes(raw.replace(b"note 1", b"note 9"))
    aside = set_aside(read(three))
    assert raw.replace(b"note 1", b"note 9").endswith(aside.read_bytes())
    assert Log(three.file.path.parent, "ana", "laptop").append("memo.set", MEMO, lamport=0).n == 2
    assert set_aside(read(three)) is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"v":1}', b'{"v":"9"}', b'{"v":true}', b"9" * 5000],
    ids=repr,
)
def test_a_line_that_is_no_act_is_named_not_a_crash(raw):
    assert parse(raw) == "not an act; nothing from here on is used"


@given(st.dictionaries(st.sampled_from(["act", "at", "body", "coder", "lamport", "n", "prev", "v"]), json_values))
@settings(max_examples=200)
def test_a_rehashed_line_with_any_values_is_an_act_or_named(changes):
    good = {"act": "undo", "at": "", "body": {}, "coder": "ana", "lamport": 1, "n": 1, "prev": "", "v": 1}
    _, raw = line({**good, **changes})
    found = parse(raw[:-1])
    assert isinstance(found, str) or (isinstance(found, Act) and isinstance(found.body, dict))


# Newer, shared ---------------------------------------------------------------------------------------------------


def test_a_newer_act_makes_the_log_read_only_and_loses_nothing(three):
    _, raw = line({"v": 3, "something": "else"})
    whole = three.file.path.read_bytes() + raw
    three.file.path.write_bytes(whole)
    file = read(three)
    assert file.newer
    assert len(file.acts) == 3
    assert "newer version (v3)" in file.problems[0]
    with pytest.raises(Refused, match="Update the workbench"):
        three.append("memo.set", MEMO, lamport=0)
    assert three.file.path.read_bytes() == whole


@pytest.mark.parametrize(("one", "other"), [("ana", "Ana"), ("Ana!", "Ana?"), ("é", "e"), ("a b", "a-b"), ("a" * 100, "a" * 101)])
def test_two_coders_never_share_a_file(tmp_path, one, other):
    first, second = Log(tmp_path, one, "x"), Log(tmp_path, other, "x")
    assert first.file.path.name.casefold() != second.file.path.name.casefold()


def test_a_file_that_belongs_to_somebody_else_is_not_written(three):
    stolen = three.file.path.with_name("ben-laptop.jsonl")
    stolen.write_bytes(three.file.path.read_bytes())
    with pytest.raises(Refused, match="is the log of 'ana'"):
        Log(three.file.path.parent, "ben", "laptop").append("memo.set", MEMO, lamport=0)


def test_a_log_in_use_by_another_process_is_not_saved_and_says_so(three, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr("workbench.study.lock.SECONDS", 0.05)
    with FileLock(f"{three.file.path}.lock"), pytest.raises(NotSaved, match="in use by another process"):
        three.append("memo.set", MEMO, lamport=0)
    assert three.append("memo.set", MEMO, lamport=0).n == 4


@pytest.mark.parametrize("name", ["", "  ", "\n", "ana\u202e", "a\x00b", "a\u200bb"])
def test_a_coder_needs_a_visible_name(tmp_path, name):
    with pytest.raises(UserError):
        Log(tmp_path, name, "x")


# Taking back ----------------------------------------------------------------------------------------------------------


def test_what_was_part_of_something_that_failed_is_cut_back(tmp_path):
    log = Log(tmp_path, "ana", "test")
    log.append("memo.set", {"kind": "study", "about": "x", "text": "1"}, lamport=0)
    path, size = log.file.path, log.file.path.stat().st_size
    before = path.read_bytes()
    acts = log.extend([("memo.set", {"kind": "study", "about": "x", "text": t}) for t in "23"], lamport=1)
    assert cut_back(path, size, frozenset(a.id for a in acts))
    assert path.read_bytes() == before
    assert not cut_back(path, size, frozenset(a.id for a in acts))  # nothing is left to cut
    again = Log(tmp_path, "ana", "test").append("memo.set", {"kind": "study", "about": "x", "text": "4"}, lamport=1)
    assert again.n == 2


def test_a_log_that_was_new_goes_altogether(tmp_path):
    log = Log(tmp_path, "ana", "test")
    act = log.append("memo.set", {"kind": "study", "about": "x", "text": "1"}, lamport=0)
    assert cut_back(log.file.path, 0, frozenset({act.id}))
    assert not log.file.path.exists()


def test_nothing_is_cut_where_somebody_else_has_written_since(tmp_path):
    log = Log(tmp_path, "ana", "test")
    act = log.append("memo.set", {"kind": "study", "about": "x", "text": "1"}, lamport=0)
    log.append("memo.set", {"kind": "study", "about": "x", "text": "theirs"}, lamport=1)
    before = log.file.path.read_bytes()
    assert not cut_back(log.file.path, 0, frozenset({act.id}))
    assert log.file.path.read_bytes() == before
