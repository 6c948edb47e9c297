"""Another program changed the ends of lines, and not a word: git with autocrlf, mail, FTP in text mode, an editor on Windows."""

from __future__ import annotations

import shutil

import pytest
from study.makers import coding, survey, talk

from workbench.study.check import check
from workbench.study.folder import Folder
from workbench.study.log import Log
from workbench.study.logfile import LogFile

WAYS = {
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "CR CRLF": lambda raw: raw.replace(b"\n", b"\r\r\n"),
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "both": lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"),
    "as it was": lambda raw: raw,
}


@pytest.fixture
def study(folder):
    folder.add_transcript(talk(words="The week was empty.\nAll of it."))
    folder.add_survey(survey())
    folder.act("ana", ("code.define", {"code": "pain:fee", "label": "Fee"}))
    folder.act("ana", coding(folder, "p01", 5, 9), coding(folder, "nps", 0, 3, item="nps-0"))
    return folder


def change(root, way, *patterns):
    for pattern in patterns:
        for path in root.glob(pattern):
            path.write_bytes(WAYS[way](path.read_bytes()))


@pytest.mark.parametrize("way", WAYS)
def test_no_act_is_lost_and_the_log_goes_on(study, way):
    """Each act proves itself; before, none was read, and mending lost them all."""
    ids = sorted(act.id for act in study.acts())
    change(study.root, way, "log/*.jsonl")
    again = Folder(study.root)
    assert (sorted(act.id for act in again.acts()), again.problems()) == (ids, [])
    (made,) = again.act("ana", ("code.define", {"code": "pain:late", "label": "Late"}))
    assert sorted(act.id for act in Folder(study.root).acts()) == sorted([*ids, made.id])
    assert not [f for f in check(Folder(study.root)) if f.level == "error"]


@pytest.mark.parametrize("way", [w for w in WAYS if w != "CR CRLF"])
def test_texts_and_records_are_what_they_were(study, way):
    change(study.root, way, "sources/*/*", "surveys/*/*.json")
    again = Folder(study.root)
    assert again.transcripts() == study.transcripts()
    assert [s.id for s in again.surveys()] == ["nps"]
    assert not [f for f in check(again) if f.level == "error"]


@pytest.mark.parametrize("way", [w for w in WAYS if w != "CR CRLF"])
@pytest.mark.parametrize("changed", ["mine", "theirs"])
def test_copies_merge_whatever_happened_to_the_ends_of_lines_in_one(study, tmp_path, way, changed):
    other = tmp_path / "other"
    shutil.copytree(study.root, other)
    Folder(other).act("ana", ("code.define", {"code": "pain:late", "label": "Late"}))
    change(study.root if changed == "mine" else other, way, "log/*.jsonl")
    mine = Folder(study.root)
    assert mine.merge(Folder(other)) == 1
    assert mine.merge(Folder(other)) == 0
    assert set(Folder(study.root).state().codes) == {"pain:fee", "pain:late"}
    (log,) = study.root.glob("log/*.jsonl")
    assert b"\r" not in log.read_bytes()


@pytest.mark.parametrize("empty", [b"\n", b"\r\n", b"\n\n\n"])
def test_empty_lines_that_an_editor_left_at_the_end_are_taken_away_by_the_next_act(study, empty):
    (path,) = study.root.glob("log/*.jsonl")
    path.write_bytes(path.read_bytes() + empty)
    log = LogFile(path)
    log.refresh()
    assert (len(log.acts), log.torn) == (3, True)
    Log(path.parent, "ana").append("code.define", {"code": "pain:late", "label": "Late"}, lamport=9)
    assert len(Folder(study.root).acts()) == 4
    assert not Folder(study.root).problems()


def test_what_is_on_a_damaged_source_waits_for_it(study):
    """Nobody is told to take codings away because a disk spoilt the text they are on."""
    (text,) = study.root.glob("sources/*/*.txt")
    text.write_bytes(text.read_bytes().replace(b"week", b"weak"))
    found = check(Folder(study.root))
    assert [(f.level, f.where) for f in found if f.level != "note"] == [("error", "sources/2026-q1/p01.txt"), ("warning", "p01")]
    assert not [f for f in found if "remove" in f.remedy.casefold()]
