"""Fits that a person kept: named after their bytes, without a word, and believed only if they are what was kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from themes.boards import fit, ids, study

from workbench.study.canon import canonical_json
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.folder import Folder
from workbench.themes import kept
from workbench.themes.topics import Topics

GROUPS = {"t-rota": [0, 1, 2, 3, 4], "t-price": [5, 6, 7, 8]}


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path)


@pytest.fixture
def topics(folder):
    return fit(folder, GROUPS, off_topic=[11], grain=1.4)


def path_of(folder):
    (path,) = folder.root.glob("topics/*.json")
    return path


def test_a_fit_is_kept_under_the_hash_of_its_bytes_and_read_back(folder, topics):
    act = kept.keep(folder, topics, coder="ana", name=" In  May ")
    assert act.body == {"fit": path_of(folder).stem, "name": "In May"}
    assert hashlib.sha256(path_of(folder).read_bytes()).hexdigest() == path_of(folder).stem
    found = kept.last_kept(Folder(folder.root))
    for part in ("assignment", "off_topic", "small", "centroids", "engine", "encoder", "resolution", "grain"):
        assert getattr(found, part) == getattr(topics, part)
    assert [(t.id, t.size, t.label, t.segments) for t in found.topics] == [("t-rota", 5, "", ()), ("t-price", 4, "", ())]


def test_the_same_fit_gives_the_same_bytes_and_one_file(folder, topics):
    first, second = (kept.keep(folder, one, coder="ana") for one in (topics, replace(topics)))
    turned = replace(topics, assignment=dict(reversed(topics.assignment.items())), topics=topics.topics[::-1])
    third = kept.keep(folder, turned, coder="ben")
    assert first.body == second.body == third.body
    path_of(folder)


def test_there_is_no_word_in_it(folder, topics):
    kept.keep(folder, topics, coder="ana")
    words = set(json.loads(path_of(folder).read_bytes()))
    assert words == {
        "assignment",
        "centroids",
        "encoder",
        "engine",
        "format",
        "grain",
        "nearness",
        "off_topic",
        "resolution",
        "small",
    }
    assert b"again" not in path_of(folder).read_bytes()


def test_the_last_one_counts_until_it_is_taken_back(folder, topics):
    assert kept.last_kept(folder) is None
    kept.keep(folder, topics, coder="ana")
    kept.keep(folder, replace(topics, resolution=2.0), coder="ben")
    assert kept.last_kept(folder).resolution == 2.0
    folder.undo("ben")
    assert kept.last_kept(folder, folder.state()).resolution == 1.0


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: raw.replace(b"t-rota", b"t-rotb"), lambda _: b""])
def test_what_was_changed_is_refused(folder, topics, damage):
    kept.keep(folder, topics, coder="ana")
    path_of(folder).write_bytes(damage(path_of(folder).read_bytes()))
    with pytest.raises(Refused, match="another hash"):
        kept.last_kept(folder)
    kept.keep(folder, topics, coder="ana")  # whoever has the fit can put it right
    assert kept.last_kept(folder).assignment == topics.assignment


def test_what_is_missing_is_refused_by_name(folder, topics):
    kept.keep(folder, topics, coder="ana")
    path_of(folder).unlink()
    with pytest.raises(Refused, match="is missing") as error:
        kept.last_kept(folder)
    assert error.value.file.startswith("topics/")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"assignment": {"a": "t-none"}}, {"assignment": {"a": 3}}, {"assignment": []}, {"encoder": None},
        {"centroids": {"t-rota": [1]}}, {"centroids": {"t-rota": ["x"] * 8, "t-price": [0] * 8}}, {"resolution": "fine"},
        {"off_topic": [3]}, {"grain": "fine"}, {"nearness": {"a": None}},
        {"centroids": {"t-rota": [1e999] * 8, "t-price": [0] * 8}},
    ],
)  # fmt: skip
def test_what_is_whole_and_no_fit_is_refused(folder, topics, change):
    said = json.loads(kept.written(topics)) | change
    raw = json.dumps(said).encode()
    name = hashlib.sha256(raw).hexdigest()
    (folder.root / "topics").mkdir()
    (folder.root / "topics" / f"{name}.json").write_bytes(raw)
    with pytest.raises(Refused, match=r"no fit of topics as docs/format\.md has it"):
        kept.read(folder, name)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"3", b"{}", b"\xff"])
def test_what_is_no_record_is_refused(folder, raw):
    name = hashlib.sha256(raw).hexdigest()
    (folder.root / "topics").mkdir()
    (folder.root / "topics" / f"{name}.json").write_bytes(raw)
    with pytest.raises(Refused, match="no fit of topics"):
        kept.read(folder, name)


def test_nothing_is_kept_of_no_topics(folder):
    with pytest.raises(UserError, match="no topics to keep"):
        kept.keep(folder, Topics(), coder="ana")
    assert folder.acts() == []


def test_a_disk_that_says_no_keeps_neither_file_nor_act(folder, topics):
    (folder.root / "topics").write_text("in the way")
    with pytest.raises(NotSaved, match="Nothing was kept"):
        kept.keep(folder, topics, coder="ana")
    assert folder.acts() == []


def test_a_study_without_kept_topics_opens_and_one_of_format_1_is_upgraded_first(folder, topics):
    assert Folder(folder.root).state().kept == {}
    toml = folder.root / "study.toml"
    toml.write_text(toml.read_text().replace("format = 2", "format = 1"))
    old = Folder(folder.root)
    kept.keep(old, topics, coder="ana")
    assert old.settings.format == 2
    (backup,) = folder.root.parent.glob("study.backup-format1-*.zip")
    assert backup.stat().st_size
    assert canonical_json(json.loads(path_of(old).read_bytes())).encode() == path_of(old).read_bytes()


def test_a_fit_says_where_segments_were_not_where_somebody_put_them(folder, topics):
    kept.keep(folder, topics, coder="ana")
    assert kept.last_kept(folder).assignment[ids(folder, 0)[0]] == "t-rota"
    assert folder.state().placed == {}
