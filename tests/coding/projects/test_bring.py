"""Projects by name: what the command says, which program's a file is, and a machine that stops in the middle."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import wild

import workbench as wb
from workbench import cli
from workbench.coding.projects import bring
from workbench.study.errors import Refused, UserError


@pytest.fixture
def study(tmp_path):
    made = wb.new(tmp_path / "study", title="Exchange")
    made.me = "ana"
    return made


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "project.qdpx"
    after = "<Graphs><Graph guid='x'/></Graphs>"
    made.write_bytes(wild.little(named=True, dialect=wild.EVERY[12], newline="\r\n", bom=True, after=after).build())
    return made


def test_the_command_says_what_came_in_how_places_were_counted_and_what_did_not(study, path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["import", str(study.folder.root), str(path), "--round", "2026-Q1"])
    said = capsys.readouterr().out
    assert "project.qdpx: added: 1 source, 6 codes, 7 codings, 0 memos; coded by coder-a" in said
    assert "places are counted as utf16,crlf2,nobom,exclusive (decided: no other reading fits as well)" in said
    assert "not taken: 1 graphs: there is no place for them" in said


def test_as_json_it_says_the_same(study, path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["import", str(study.folder.root), str(path), "--round", "2026-Q1", "--user", "Coder A=ana", "--json"])
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["codings"], said["coders"], said["reading"]["offsets"]) == (7, {"Coder A": "ana"}, "utf16,crlf2,nobom,exclusive")
    assert said["losses"] == [{"what": "graphs", "count": 1, "why": "there is no place for them"}]
    assert said["reading"]["margin"] > 0.5


def test_a_reading_that_is_open_says_what_to_do(study, tmp_path):
    text = "aaa aaa aaa 😀 aaa aaa aaa aaa aaa\n" * 3
    made = wild.Wild(text=text, passages=(wild.Passage(54, 55, ("Delight",)),), newline="\r\n")
    (tmp_path / "a.qdpx").write_bytes(made.build())
    taken = bring.bring_in(study.folder, tmp_path / "a.qdpx", coder="ana", round="r1")
    assert "--offsets" in repr(taken)


@pytest.mark.usefixtures("path")
def test_a_pattern_takes_several_and_never_mixes_them_with_transcripts(study, tmp_path):
    (tmp_path / "a.txt").write_text("Interviewer: And?\n\nBo: It broke.\n", encoding="utf-8")
    with pytest.raises(UserError, match="apart"):
        study.add(tmp_path / "*.*", round="r1")
    assert [t.codings for t in study.add(tmp_path / "*.qdpx", round="r1")] == [7]


@pytest.mark.parametrize("name", ["a.qdpx", "a.qde", "a.sqlite3", "a.qda", "a.QDPX"])
def test_what_is_no_project_is_refused_whatever_it_is_called(study, tmp_path, name):
    (tmp_path / name).write_bytes(b"PK nothing of the sort")
    with pytest.raises(Refused):
        study.add(tmp_path / name, round="r1")
    assert not study.folder.transcripts()


def test_a_kind_that_is_none_is_refused(study, path):
    with pytest.raises(UserError, match="focus-group"):
        bring.bring_in(study.folder, path, coder="ana", round="r1", kind="podcast")


STOPPED = """
import os, sys
from pathlib import Path
import workbench as wb
from workbench.coding.projects import bring
from workbench.study.folder import Folder
Folder.add_transcript = lambda *_: os._exit(9)
bring.bring_in(wb.open(sys.argv[1]).folder, Path(sys.argv[2]), coder="ana", round="r1")
"""


def test_a_machine_that_stops_in_the_middle_loses_nothing_and_doubles_nothing(study, path):
    done = subprocess.run([sys.executable, "-c", STOPPED, str(study.folder.root), str(path)], check=False)
    assert done.returncode == 9
    again = wb.open(study.folder.root)
    assert not again.folder.transcripts()
    taken = bring.bring_in(again.folder, path, coder="ana", round="r1")
    assert (taken.status, len(again.folder.transcripts()), len(again.codings())) == ("added", 1, 7)
    assert again.folder.problems() == []
