"""Studies of another version, damaged, or changed by hand.

C30
    input: an older and a newer study.toml, acts of a newer version, a flipped byte, an act edited by hand
    expected: older: read as it is, or brought up to date after a backup; newer: read-only or refused; damage: named, with a way
        back
    product: as expected; reading never changes a file
    naive: JSON without hashes takes an edited act as if it had always been so
"""

from __future__ import annotations

import hashlib
import json
import zipfile

import naive
import pytest

import workbench as wb
from workbench.study.errors import Refused, UserError
from workbench.study.folder import Folder
from workbench.study.settings import FORMAT

MEMO = {"kind": "source", "about": "p01", "text": "later"}


@pytest.fixture
def acted(blank, tmp_path):
    """A study with a transcript and a few acts."""
    path = tmp_path / "talk.txt"
    path.write_text("Interviewer: And then?\n\nBo: It broke at once.\n\nInterviewer: Oh?\n\nBo: Yes.\n", encoding="utf-8")
    blank.add(path, round="r1")
    blank.code("pain: broke", "It broke at once")
    for n in range(4):
        blank.folder.act("ana", ("memo.set", {**MEMO, "text": f"note {n}"}))
    return blank


def log_of(study):
    (path,) = study.folder.root.glob("log/*.jsonl")
    return path


def errors(study):
    return [f for f in wb.open(study.folder.root).check() if f.level == "error"]


@pytest.mark.parametrize("line", [f"format = {FORMAT + 1}", "format = 99"])
def test_c30_a_newer_study_is_refused_and_nothing_is_written(acted, tree, line):
    toml = acted.folder.root / "study.toml"
    toml.write_text(f"{line}\n" + toml.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    before = tree(acted)
    with pytest.raises(Refused, match="Update the workbench"):
        wb.open(acted.folder.root)
    assert tree(acted) == before


def test_c30_acts_of_a_newer_version_make_a_study_read_only(acted, tree):
    path = log_of(acted)
    last = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    path.write_bytes(path.read_bytes() + json.dumps({**last, "v": 99}).encode() + b"\n")
    before = tree(acted)
    study = wb.open(acted.folder.root)
    assert len(study.codings()) == 1
    for coder in ("ana", "ben"):
        with pytest.raises(Refused, match="newer version"):
            study.folder.act(coder, ("memo.set", MEMO))
    assert any("newer version" in f.what and "Update" in f.remedy for f in study.check())
    assert tree(acted) == before


def test_c30_an_older_study_is_read_as_it_is_and_brought_up_to_date_after_a_backup(acted, tree):
    upgrade = pytest.importorskip("workbench.study.upgrade").upgrade
    toml = acted.folder.root / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace(f"format = {FORMAT}\n", "format = 1\n", 1), encoding="utf-8")
    before = tree(acted)
    study = wb.open(acted.folder.root)
    study.journey()
    study.check()
    assert tree(acted) == before, "reading changes nothing"
    backup = upgrade(Folder(acted.folder.root))
    assert backup is not None
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        kept = {name.split("/", 1)[-1]: archive.read(name) for name in archive.namelist()}
    assert [name for name, data in kept.items() if name in before and before[name] != data] == []
    assert any(name.endswith("study.toml") for name in kept)
    assert tree(acted) == {**before, "study.toml": text.encode()}
    assert upgrade(Folder(acted.folder.root)) is None


def noticed(found):
    assert found


@pytest.mark.parametrize("where", ["log", "text", "record", "answers", "toml"])
def test_c30_a_flipped_byte_is_noticed_wherever_it_is(acted, tmp_path, where):
    survey = tmp_path / "a.csv"
    survey.write_text("id,Why did you give this score?\na1,It is slow to print\nb2,I type it by hand\n", encoding="utf-8")
    acted.add_survey(survey, round="r1", participant="id")
    root = acted.folder.root
    pattern = {
        "log": "log/*.jsonl",
        "text": "sources/*/*.txt",
        "record": "sources/*/*.json",
        "answers": "surveys/*/*.parquet",
        "toml": "study.toml",
    }
    (path,) = root.glob(pattern[where])
    raw = path.read_bytes()
    missed = []
    places = (
        [len(raw) // 3, len(raw) // 2, 2 * len(raw) // 3]
        if where in {"log", "text", "answers"}
        else [raw.index(b"=" if where == "toml" else b"{")]
    )
    for at in places:
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        try:
            found = errors(acted)
        except UserError as error:
            found = [error]  # study.toml: it does not open at all, and says why
        if not found:
            missed.append(at)
    path.write_bytes(raw)
    assert missed == []
    assert errors(acted) == []


def test_c30_an_act_edited_by_hand_is_named_and_what_follows_does_not_count(acted):
    path = log_of(acted)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"note 1", b"note X"))
    found = errors(acted)
    assert any("changed after it was written" in f.what and "line 4" in f.where + f.what for f in found), found
    assert any("backup" in f.remedy for f in found)
    assert wb.open(acted.folder.root).folder.state().memos[("source", "p01")] == "note 0"
    path.write_bytes(whole)
    assert errors(acted) == []


def test_c30_naive_an_edited_act_is_as_good_as_any(tmp_path):
    path = tmp_path / "acts.json"
    naive.save(path, [{"text": f"note {n}"} for n in range(4)])
    path.write_bytes(path.read_bytes().replace(b"note 1", b"note X"))
    found = [a for a in naive.load(path) if a["text"] == "damaged"]
    with pytest.raises(AssertionError):
        noticed(found)
    assert len(naive.load(path)) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"version": 7}, {"version": "../../../etc/passwd"}, {"version": "\0"}, {"version": "**"}, {"id": ["p01"]}, {"title": None},
        {"origin": []},
        {"date": 3}, {"turns": 5}, {"turns": [[]]},
        {"turns": [{"index": 0, "speaker": "P01", "participant": [], "start": "a", "end": {}}]},
    ],
    ids=str,
)  # fmt: skip
def test_c30_a_record_with_fields_of_another_type_is_named_and_never_a_crash(acted, change):
    (path,) = acted.folder.root.glob("sources/*/*.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, **change}), encoding="utf-8")
    assert [f for f in errors(acted) if path.name.split(".")[0] in f.where]
    with pytest.raises(UserError):
        wb.open(acted.folder.root).folder.transcripts()


def test_c30_acts_that_name_anything_as_a_version_are_no_crash(acted):
    log = acted.folder.root / "log" / "zoe-x.jsonl"
    rows, last = [], ""
    for n, version in enumerate(("../../../../etc/passwd", "\0", "**/*", "x" * 5000, "[a-"), 1):
        anchor = {"source": "../" * 9 + "etc/passwd" if n % 2 else "p01-r1", "item": "", "version": version, "start": 0, "end": 5}
        fields = {"v": 1, "n": n, "at": "2026-01-01T00:00:00.000Z", "lamport": n, "coder": "zoe", "prev": last, "act": "coding.add",
                  "body": {"code": "pain:x", "anchor": anchor}}  # fmt: skip
        rest = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        last = hashlib.sha256(rest).hexdigest()[:32]
        rows.append(b'{"id":"' + last.encode() + b'",' + rest[1:] + b"\n")
    log.write_bytes(b"".join(rows))
    study = wb.open(acted.folder.root)
    assert len(study.codings()) == 1
    assert len([f for f in study.check() if "orphan" in f.what]) == len(rows)
    assert "root:" not in str(study.check())
