"""Whoever cancels an import, or kills it, finds the study as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import workbench as wb
from workbench.sources import store, unfinished
from workbench.sources.ingest import add_survey, add_transcript
from workbench.sources.tables import answers, asked
from workbench.study import store as study_store
from workbench.study.check import check
from workbench.study.errors import NotSaved, Refused
from workbench.study.folder import Folder

FIRST = "id,why\n" + "".join(f"u-{n:03}x,answer number {n}\n" for n in range(30))
EDITED = FIRST.replace("answer number 7", "another answer") + "v-1,somebody new\n"
WRITES = range(1, 9)  # an edited survey is written in fewer

KILLED = """
import os, signal, sys
from pathlib import Path
from workbench.sources.ingest import add_survey
from workbench.study.folder import Folder
real, calls = Path.replace, []
def replace(self, target):
    calls.append(target)
    if len(calls) == int(sys.argv[3]) and sys.argv[4] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(self, target)
    if len(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace
add_survey(Folder(sys.argv[1]), sys.argv[2], round="2026-Q1", text=["why"])
"""


@pytest.fixture
def table(tmp_path):
    return tmp_path / "a.csv"


def everything(folder):
    """Return every file beside and in the study with its bytes, and every folder, but the lock and the table."""
    home = folder.root.parent
    return {
        p.relative_to(home).as_posix(): p.read_bytes() if p.is_file() else b""
        for p in home.rglob("*")
        if p.name not in {"import.lock", "a.csv", ".workbench"}
    }


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("at", WRITES)
def test_who_interrupts_an_import_finds_the_study_as_it_was(folder, table, monkeypatch, at, known):
    if known:
        table.write_text(FIRST)
        add_survey(folder, table, round="2026-Q1", text=["why"])
    before = everything(folder)
    table.write_text(EDITED)
    calls, real = [], Path.replace

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == at:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    try:
        add_survey(folder, table, round="2026-Q1", text=["why"])
    except KeyboardInterrupt:
        assert everything(folder) == before
    else:
        assert len(calls) < at


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Refused("a.csv", "not whole", "Mend it.")], ids=["cancel", "refusal"])
@pytest.mark.parametrize("where", ["roles_of", "laid_out", "versioned"])
@pytest.mark.parametrize("known", [False, True])
def test_the_original_is_written_while_the_rest_is_made_out_and_goes_with_it(folder, table, monkeypatch, where, error, known):
    if known:
        table.write_text(FIRST)
        add_survey(folder, table, round="2026-Q1", text=["why"])
    before = everything(folder)
    table.write_text(EDITED)
    begun = []

    def fails(*_args, **_options):
        begun.append(unfinished.pending(folder))
        raise error

    monkeypatch.setattr(asked if where == "roles_of" else answers, where, fails)
    with pytest.raises(type(error)):
        add_survey(folder, table, round="2026-Q1", text=["why"])
    assert begun == [True]
    assert everything(folder) == before
    monkeypatch.undo()
    assert add_survey(folder, table, round="2026-Q1", text=["why"]).status == ("new version" if known else "added")


@pytest.mark.parametrize("write", [1, 2])
def test_who_interrupts_the_writing_of_many_answers_hears_of_nothing_else(folder, table, monkeypatch, capfd, write):
    """What Arrow still holds back then is not written to a file that is closed by then."""
    table.write_text("id,why\n" + "".join(f"u-{n:05}x,answer number {n}\n" for n in range(2000)))
    before, real, calls = everything(folder), study_store._Hashing.write, []

    def interrupted(self, data):
        calls.append(len(data))
        if len(calls) == write:
            raise KeyboardInterrupt
        return real(self, data)

    monkeypatch.setattr(study_store, "_AT_ONCE", 1000)
    monkeypatch.setattr(study_store._Hashing, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add_survey(folder, table, round="2026-Q1", text=["why"])
    assert everything(folder) == before
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("at", "when"), [(2, "before"), (3, "before"), (4, "before"), (4, "after")])
def test_who_kills_an_import_finds_the_study_as_it_was_or_whole(folder, table, at, when, known):
    if known:
        table.write_text(FIRST)
        add_survey(folder, table, round="2026-Q1", text=["why"])
    before = everything(folder)
    table.write_text(EDITED)
    command = [sys.executable, "-c", KILLED, str(folder.root), str(table), str(at), when]
    assert subprocess.run(command, check=False).returncode == -9
    with store.locked(folder):
        pass
    assert everything(folder) == before
    assert add_survey(Folder(folder.root), table, round="2026-Q1", text=["why"]).status == ("new version" if known else "added")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_who_is_killed_when_all_is_written_has_imported(folder, table):
    table.write_text(EDITED)
    command = [sys.executable, "-c", KILLED, str(folder.root), str(table), "5", "after"]
    assert subprocess.run(command, check=False).returncode == -9
    with store.locked(folder):
        pass
    assert not (folder.cache / "import").exists()
    assert add_survey(Folder(folder.root), table, round="2026-Q1", text=["why"]).status == "unchanged"


@pytest.mark.parametrize("where", ["../{name}", "/{tmp}/{name}", "study/../{name}"])
def test_a_journal_from_somebody_else_touches_nothing_outside_the_study(folder, tmp_path, where):
    """A study may come with its cache: what its journal says is believed only of the study's own files."""
    mine = tmp_path / "mine.txt"
    mine.write_text("precious", encoding="utf-8")
    named = where.format(name=mine.name, tmp=tmp_path.as_posix().lstrip("/"))
    place = folder.cache / "import"
    place.mkdir(parents=True)
    (place / "journal.json").write_text(json.dumps({"paths": [named], "bases": [], "kept": []}), encoding="utf-8")
    assert not unfinished.recover(folder)
    assert mine.read_text(encoding="utf-8") == "precious"
    assert not unfinished.pending(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"paths": 1}', '{"paths": [1], "bases": [], "kept": []}', "[" * 100_000])
def test_a_damaged_journal_is_no_reason_to_stop(folder, text):
    place = folder.cache / "import"
    place.mkdir(parents=True)
    (place / "journal.json").write_text(text, encoding="utf-8")
    assert not unfinished.recover(folder)
    assert not unfinished.pending(folder)


@pytest.mark.parametrize("known", [False, True])
def test_a_disk_that_lets_nothing_be_put_back_says_so_and_the_next_import_puts_it_back(folder, table, monkeypatch, known):
    if known:
        table.write_text(FIRST)
        add_survey(folder, table, round="2026-Q1", text=["why"])
    before, calls, real = everything(folder), [], Path.replace
    table.write_text(EDITED)

    def full(self, target):
        calls.append(target)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(NotSaved):
            add_survey(folder, table, round="2026-Q1", text=["why"])
    with store.locked(folder):
        pass
    assert everything(folder) == before
    assert add_survey(Folder(folder.root), table, round="2026-Q1", text=["why"]).status == ("new version" if known else "added")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("at", range(1, 6))
def test_who_kills_the_import_of_a_talk_and_imports_again_has_a_row_for_whoever_speaks(folder, tmp_path, at):
    """Killed behind the record, the second import found nothing to do: they had no row, and counted as consenting."""
    talk = tmp_path / "talk.txt"
    talk.write_text("Interviewer: Well?\n\nNora Quist: It works for us on Mondays.\n")
    if (child := os.fork()) == 0:
        real, calls = Path.replace, []

        def killed(self, target):
            calls.append(real(self, target))
            if len(calls) == at:
                os._exit(9)

        Path.replace = killed
        add_transcript(folder, talk, round="r")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    again = Folder(folder.root)
    add_transcript(again, talk, round="r")
    assert list(again.participants()) == ["P01"]
    assert not [f for f in check(again) if f.level != "note"]


def test_an_import_that_a_sync_tool_shows_half_done_is_left_to_the_machine_that_does_it(folder, table, monkeypatch):
    """The journal arrived without the lock: a colleague who opened the study took back what was still being written."""
    table.write_text(FIRST)
    add_survey(folder, table, round="2026-Q1", text=["why"])
    table.write_text(EDITED)
    seen = []

    def theirs():
        """Whoever imports goes on writing the answers meanwhile, in a draft."""
        return {name: data for name, data in everything(folder).items() if "/.tmp-" not in name}

    def elsewhere(*_args, **_options):
        before = theirs()
        with monkeypatch.context() as patch:
            patch.setenv("WORKBENCH_DEVICE", "theirs")
            with pytest.raises(NotSaved, match="another machine"):
                unfinished.recover(Folder(folder.root))
            seen.append(theirs() == before)
            os.utime(folder.cache / "import/journal.json", (1e9, 1e9))  # who began never came again
            unfinished.recover(Folder(folder.root))
            seen.append(not unfinished.pending(folder))
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "versioned", elsewhere)
    with pytest.raises(KeyboardInterrupt):
        add_survey(folder, table, round="2026-Q1", text=["why"])
    assert seen == [True, True]


def test_drafts_of_whoever_was_killed_go_when_nobody_can_be_writing_them(folder):
    root, key = folder.root, folder.key_file
    (root / "maps").mkdir()
    long_ago = [root / "maps/.tmp-a1", root / ".tmp-b2", key.with_name(f".{key.name}.tmp-c3")]
    stays = [root / "maps/.tmp-fresh", root / "maps/journey.json", key.with_name(".tmp-of-somebody-else")]
    for path in (*long_ago, *stays):
        path.write_bytes(b"half")
    for path in (*long_ago, *stays[1:]):
        os.utime(path, (1e9, 1e9))
    wb.open(root)
    assert [p.exists() for p in (*long_ago, *stays)] == [False] * 3 + [True] * 3
