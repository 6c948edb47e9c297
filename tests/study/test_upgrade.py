"""From format 1 to 2: nothing changes before a backup was read back, and whoever is killed finds the old or the new."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
from study.makers import coding, survey, talk

from workbench.study.errors import NotSaved, Refused
from workbench.study.folder import Folder
from workbench.study.records import Participant
from workbench.study.upgrade import upgrade

ROOT = Path(__file__).parents[2]
MEMO = ("memo.set", {"kind": "source", "about": "p01", "text": "later"})
EXAMPLE = ("code.example", {"code": "pain:x", "anchor": {"source": "p01", "version": "a", "start": 0, "end": 1}})


@pytest.fixture
def old(folder):
    """A study of format 1 with a bit of everything."""
    toml = folder.root / "study.toml"
    toml.write_bytes(toml.read_bytes().replace(b"format = 2\n", b"format = 1  # as it was\n"))
    folder.add_transcript(talk())
    folder.add_survey(survey())
    for place in ("raw", "out", ".workbench"):
        (folder.root / place).mkdir()
        (folder.root / place / "x").write_text("not kept")
    study = Folder(folder.root)
    study.act("ana", coding(study, "p01", 5, 9))
    return study


def files(root):
    kept = [p for p in root.rglob("*") if p.is_file() and p.suffix != ".lock"]
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in kept}


def backups(study):
    return sorted(study.root.parent.glob("study.backup-*"))


def assert_whole(backup, before):
    with zipfile.ZipFile(backup) as archive:
        there = {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}
    assert there == {n: h for n, h in before.items() if n.split("/")[0] not in {"raw", "out", ".workbench"}}


def test_an_old_study_stays_old_while_nothing_new_is_written(old):
    old.act("ana", MEMO)
    old.undo("ana")
    old.redo("ana")
    old.save_participants([Participant("P01")])
    assert old.settings.format == Folder(old.root).settings.format == 1
    assert backups(old) == []
    assert {a.v for a in old.acts()} == {1}


@pytest.mark.parametrize(
    "write",
    [
        lambda study: study.act("ana", EXAMPLE),
        lambda study: study.act("ana", MEMO, MEMO, together=True),
        lambda study: study.save_participants([Participant("P01", group="tuesday")]),
        lambda study: study.save_participants([Participant("P01", consent_until="2027-01-01")]),
    ],
    ids=["act", "gesture", "group", "consent"],
)
def test_the_first_new_thing_makes_a_backup_and_changes_one_line(old, write):
    before, digest, toml = files(old.root), old.digest(), (old.root / "study.toml").read_bytes()
    upgraded = Folder(old.root)
    write(upgraded)
    (backup,) = backups(old)
    assert_whole(backup, before)
    assert (old.root / "study.toml").read_bytes() == toml.replace(b"format = 1  # as", b"format = 2  # as")
    assert upgraded.settings.format == Folder(old.root).settings.format == 2
    assert upgrade(upgraded) is None
    write(upgraded)
    assert backups(old) == [backup]
    assert digest != old.digest()


def test_an_upgrade_alone_changes_no_result(old):
    digest, state = old.digest(), old.state()
    assert upgrade(old) == backups(old)[0]
    assert (Folder(old.root).digest(), Folder(old.root).state()) == (digest, state)


def test_another_open_copy_notices_that_it_was_done(old):
    second = Folder(old.root)
    old.act("ana", EXAMPLE)
    assert upgrade(second) is None
    assert second.settings.format == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "x"\n', 'format = 2\ntitle = "x"\n'),
        ('\ufefftitle = "x"\r\nformat=1\r\n', '\ufefftitle = "x"\r\nformat=2\r\n'),
        ("[personas.a]\nformat = 1\n", "format = 2\n[personas.a]\nformat = 1\n"),
        ('title = "a"\n  format   =  1 # c\n[thresholds]\nformat = 1\n',
         'title = "a"\n  format   =  2 # c\n[thresholds]\nformat = 1\n'),
    ],
)  # fmt: skip
def test_only_the_line_of_the_format_changes(folder, before, after):
    toml = folder.root / "study.toml"
    toml.write_bytes(before.encode())
    upgrade(Folder(folder.root))
    assert toml.read_bytes() == after.encode()


def test_a_format_that_cannot_be_changed_alone_is_left_to_the_person(folder):
    toml = folder.root / "study.toml"
    toml.write_text('title = """\n[x]\n"""\nformat = 1\n')
    with pytest.raises(Refused, match="Write format = 2"):
        upgrade(Folder(folder.root))
    assert "format = 1" in toml.read_text()


def test_a_backup_that_is_not_what_was_written_stops_everything(old, monkeypatch):
    before = files(old.root)
    monkeypatch.setattr("workbench.study.upgrade._hashes", lambda _: {})
    with pytest.raises(NotSaved, match="does not hold what was written"):
        old.act("ana", EXAMPLE)
    assert files(old.root) == before
    assert backups(old) == []


STEPS = ["zipfile.ZipFile.writestr", "os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_study_is_old_or_new_and_the_next_try_ends_it(old, step):
    """SIGKILL in the middle, before the first call of something, before the second, …, until it is never reached."""
    program = f"""
        import os, signal, sys, pathlib, zipfile
        from workbench.study.folder import Folder
        study, left = Folder(sys.argv[1]), int(sys.argv[2])
        owner = {step.rpartition(".")[0]}
        real = owner.{step.rpartition(".")[2]}
        def deadly(*arguments, **more):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)
        owner.{step.rpartition(".")[2]} = deadly
        study.act("ana", ("undo", {{"target": "x", "also": []}}))
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before, toml = files(old.root), (old.root / "study.toml").read_bytes()
    for number in range(20):
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), old.root, str(number)], check=False, env=environment)
        study = Folder(old.root)
        now = {n: h for n, h in files(old.root).items() if not Path(n).name.startswith(".tmp-")}
        if study.settings.format == 1:
            assert now == before
            assert (old.root / "study.toml").read_bytes() == toml
        else:
            (backup,) = [b for b in backups(old) if b.suffix == ".zip"]
            assert_whole(backup, before)
        assert study.problems() == []
        if done.returncode == 0:
            break
        assert done.returncode == -9
    assert number > 0
    assert study.settings.format == 2
    assert study.acts()[-1].act == "undo"


def test_a_disk_that_is_full_leaves_no_half_of_a_backup(old, monkeypatch):
    """It held what people said, and whoever withdrew stayed in it."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.study.upgrade.zipfile.ZipFile.writestr", full)
    with pytest.raises(NotSaved, match="No space left"):
        upgrade(old)
    assert sorted(p.name for p in old.root.parent.iterdir()) == ["study"]
