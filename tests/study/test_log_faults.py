"""Kills, full disks, two writers: what was acknowledged is there (HOSTILE B1, B2, B3)."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pace import within

from workbench.study.errors import NotSaved, Refused
from workbench.study.fold import fold
from workbench.study.folder import Folder
from workbench.study.log import Log
from workbench.study.logfile import LogFile
from workbench.study.settings import Settings

WRITER = Path(__file__).with_name("crash_writer.py")
ROOT = WRITER.parents[2]
MEMO = {"kind": "source", "about": "p01", "text": "later"}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, str(WRITER), *map(str, arguments)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


@pytest.mark.slow
def test_every_acknowledged_act_survives_sigkill(tmp_path):
    logs, said = tmp_path / "log", []
    chance = random.Random(7)  # noqa: S311 (when to kill, not a secret)
    for _ in range(12):
        child = start(logs, "ana", "laptop")
        said += [child.stdout.readline() for _ in range(chance.randint(1, 25))]
        time.sleep(chance.uniform(0, 0.01))  # somewhere in the next act
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
        child.wait()
        child.stdout.close()
    acknowledged = [line.decode().strip() for line in said if line.endswith(b"\n")]
    file = LogFile(logs / "ana-laptop.jsonl")
    file.refresh()
    there = {act.id for act in file.acts}
    assert len(acknowledged) >= 100
    assert [act for act in acknowledged if act not in there] == []
    assert len(there) - len(acknowledged) <= 12  # at most the one in flight at each kill
    assert all("torn" in problem for problem in file.problems)


@pytest.mark.slow
def test_two_processes_of_one_coder_on_one_machine_lose_nothing(tmp_path):
    children = [start(tmp_path / "log", "ana", "laptop", 150) for _ in range(2)]
    said = [line.decode().strip() for child in children for line in child.communicate()[0].splitlines(keepends=True)]
    file = LogFile(tmp_path / "log" / "ana-laptop.jsonl")
    file.refresh()
    assert file.problems == []
    assert sorted(said) == sorted(act.id for act in file.acts)
    assert [act.n for act in file.acts] == list(range(1, 301))


def test_threads_with_one_log_lose_nothing(tmp_path):
    log = Log(tmp_path / "log", "ana", "laptop")
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: log.append("memo.set", MEMO, lamport=0).id, range(60)))
    file = LogFile(log.file.path)
    file.refresh()
    assert (file.problems, sorted(said)) == ([], sorted(act.id for act in file.acts))


FORKS = """
    import os, sys
    from pathlib import Path
    from workbench.study.folder import Folder
    from workbench.study.settings import Settings
    folder = Folder.create(Path(sys.argv[1]) / "study", Settings())
    memo = ("memo.set", {"kind": "source", "about": "p01", "text": "later"})
    folder.act("ana", memo)
    child = os.fork()
    for _ in range(60):
        folder.act("ana", memo)
    if child:
        assert os.waitpid(child, 0)[1] == 0
        print(len(Folder(folder.root).acts()), Folder(folder.root).problems())
"""


def test_a_process_and_the_one_it_forked_lose_nothing(tmp_path):
    """The child has the open files of its parent, but not its lock."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FORKS), str(tmp_path)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), "WORKBENCH_DEVICE": "test"},
    )  # fmt: skip
    assert (done.stderr, done.stdout) == ("", "121 []\n")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files")
def test_a_study_that_nobody_holds_any_more_leaves_no_file_open(tmp_path):
    def is_open():
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    gc.collect()  # of other tests
    before = is_open()
    for number in range(10):
        Folder.create(tmp_path / f"study{number}", Settings()).act("ana", ("memo.set", MEMO))
    assert is_open() <= before


@pytest.mark.parametrize("items", [1, 40], ids=["one act", "many acts"])
def test_a_full_disk_is_not_saved_the_file_is_as_before_and_a_retry_works(tmp_path, items):
    """The limit on the size of a file stands in for a full disk: a part of the line is written, then an error."""
    program = f"""
        import resource, signal, sys
        from pathlib import Path
        from workbench.study.errors import NotSaved, Refused
        from workbench.study.log import Log
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        memo = ("memo.set", {{"kind": "source", "about": "p01", "text": "x" * 300}})
        log = Log(Path(sys.argv[1]), "ana", "laptop")
        log.extend([memo] * 3, lamport=0)
        before = log.file.path.read_bytes()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        refused = 0
        for room in (0, 1, 100, 350):
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, hard))
            try:
                log.extend([memo] * {items}, lamport=0)
            except NotSaved as error:
                assert "Nothing was written" in str(error), error
                refused += 1
            assert log.file.path.read_bytes() == before
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        acts = log.extend([memo] * {items}, lamport=0)
        assert [a.n for a in acts] == list(range(4, 4 + {items}))
        print(refused)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path / "log")],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == "4\n"
    file = LogFile(tmp_path / "log" / "ana-laptop.jsonl")
    file.refresh()
    assert (len(file.acts), file.problems) == (3 + items, [])


FILLS_A_DISK = """
    import resource, signal, sys
    from pathlib import Path
    from workbench.study.errors import NotSaved, Refused
    from workbench.study.folder import Folder
    from workbench.study.settings import Settings
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    root, real, items = Path(sys.argv[1]) / "study", sys.argv[2] == "tmpfs", int(sys.argv[3])
    folder = Folder.create(root, Settings())
    memo = ("memo.set", {"kind": "source", "about": "p01", "text": "x" * 300})
    said = [a.id for a in folder.act("ana", memo)]
    ballast = root / "ballast"
    ballast.write_bytes(b"x" * 40_000)
    if not real:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
    refused = ""
    while not refused:
        try:
            said += [a.id for a in folder.act("ana", *[memo] * items, together=True)]
        except NotSaved as error:
            refused = str(error)
    assert refused.startswith("not saved: ana-test.jsonl"), refused
    assert ("No space left on device" in refused) == real, refused
    try:  # the disk is still full: refused again, and still nothing is lost
        said += [a.id for a in folder.act("ana", *[memo] * 400)]
        raise RuntimeError("there was room after all")
    except NotSaved:
        pass
    for study in (folder, Folder(root)):
        assert [a.id for a in study.acts()] == said and study.problems() == [], study.problems()
    ballast.unlink()
    if not real:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    said += [a.id for a in folder.act("ana", *[memo] * items, together=True)]
    assert [a.id for a in Folder(root).acts()] == said and Folder(root).problems() == []
    print(sys.argv[2], len(said))
"""


@pytest.mark.parametrize("items", [1, 30], ids=["one act", "a gesture"])
@pytest.mark.parametrize("kinds", [("tmpfs", "limit"), ("limit",)], ids=["a real disk", "a limit"])
def test_a_full_disk_loses_nothing_that_was_saved_and_the_log_goes_on_when_there_is_room(tmp_path, items, kinds):
    """A disk of 256 KiB in a namespace of its own; where none may be mounted, and besides, the limit on a file's size."""
    mount = ["sh", "-c", 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@"', str(tmp_path)]
    ways = {"tmpfs": [["unshare", "-m", *mount], ["unshare", "-rm", *mount]], "limit": [[]]}
    for kind in kinds:
        program = [sys.executable, "-c", textwrap.dedent(FILLS_A_DISK), str(tmp_path), kind, str(items)]
        for way in ways[kind]:
            if not way or shutil.which(way[0]):
                environment = {**os.environ, "PYTHONPATH": str(ROOT)}
                done = subprocess.run([*way, *program], capture_output=True, text=True, check=False, env=environment)
                assert "Traceback" not in done.stderr
                if done.returncode == 0:
                    assert (done.stderr, done.stdout.split()[0]) == ("", kind)
                    assert int(done.stdout.split()[1]) > 30
                    return
    pytest.fail(done.stderr)


@pytest.mark.parametrize("number", [28, 5, 122], ids=["full", "broken", "quota"])
def test_an_fsync_that_fails_takes_the_act_back(tmp_path, monkeypatch, number):
    log = Log(tmp_path / "log", "ana", "laptop")
    log.append("memo.set", MEMO, lamport=0)
    before = log.file.path.read_bytes()

    def refuse(_handle):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr("workbench.study.log.os.fsync", refuse)
        with pytest.raises(NotSaved, match=os.strerror(number)):
            log.append("memo.set", MEMO, lamport=0)
    assert log.file.path.read_bytes() == before
    assert log.append("memo.set", MEMO, lamport=0).n == 2


def test_a_new_log_is_saved_only_when_its_folder_was_synced(tmp_path, monkeypatch):
    """Also the second time: the file is there by then, but its name may not be on the disk."""
    log, synced = Log(tmp_path / "log", "ana", "laptop"), []

    def refuse(_folder):
        raise OSError(5, os.strerror(5))

    with monkeypatch.context() as patched:
        patched.setattr("workbench.study.log.sync_folder", refuse)
        with pytest.raises(NotSaved):
            log.append("memo.set", MEMO, lamport=0)
    monkeypatch.setattr("workbench.study.log.sync_folder", synced.append)
    log.append("memo.set", MEMO, lamport=0)
    assert log.file.path.parent in synced


def test_a_folder_that_cannot_be_written_is_not_saved(tmp_path):
    (tmp_path / "log").write_text("a file where the folder should be")
    with pytest.raises(NotSaved):
        Log(tmp_path / "log", "ana", "laptop").append("memo.set", MEMO, lamport=0)


@pytest.mark.parametrize("what", ["the log", "the folder of logs"])
def test_a_log_that_cannot_be_read_is_refused_by_name(folder, what):
    """In a notebook it was an error of Python, and nothing said what to do."""
    folder.act("ben", ("memo.set", MEMO))
    path = next((folder.root / "log").glob("ben-*.jsonl"))
    if what == "the log":
        path.unlink()
        path.mkdir()
    else:
        shutil.rmtree(folder.root / "log")
        (folder.root / "log").write_bytes(b"")
    for look in (Folder(folder.root).acts, lambda: folder.act("ana", ("memo.set", MEMO))):
        with pytest.raises(Refused, match=r"log.*: cannot be read \("):
            look()


def test_a_log_that_leads_out_of_the_study_is_not_written_to(folder, tmp_path):
    folder.act("ben", ("memo.set", MEMO))
    path = next((folder.root / "log").glob("ben-*.jsonl"))
    away = tmp_path / "elsewhere.jsonl"
    path.rename(away)
    path.symlink_to(away)
    before = away.read_bytes()
    with pytest.raises(NotSaved, match="is a link to another file"):
        Folder(folder.root).act("ben", ("memo.set", MEMO))
    assert away.read_bytes() == before


def test_two_coders_in_one_folder_see_each_other(folder):
    theirs = Folder(folder.root)
    folder.act("ana", ("memo.set", MEMO))
    assert theirs.refresh()
    assert theirs.state().memos == {("source", "p01"): "later"}
    theirs.act("ben", ("memo.set", {**MEMO, "text": "sooner"}))
    assert folder.state().memos == {("source", "p01"): "sooner"}  # ben had seen ana's: his comes later
    assert not folder.refresh()
    assert folder.state() == theirs.state() == fold(folder.acts())


def test_a_log_that_appears_is_seen_before_the_next_act_is_written(folder):
    """The folder is listed anew only when it has changed."""
    folder.act("ana", ("memo.set", MEMO))
    time.sleep(0.15)  # longer than its clock ticks
    folder.act("ana", ("memo.set", MEMO))
    folder.refresh()
    assert folder._is_listed()
    for name in ("ben", "cleo"):
        others = Folder(folder.root).act(name, *[("memo.set", MEMO)] * 5)
        (act,) = folder.act("ana", ("memo.set", MEMO))
        assert act.lamport == others[-1].lamport + 1
    assert not folder._is_listed()  # it changed a moment ago


def test_saving_is_fast_enough_for_a_person_with_a_large_study_open(folder):
    folder.act("ana", *[("memo.set", MEMO)] * 2000)
    folder.state()
    with within(30):
        for _ in range(40):
            folder.act("ana", ("memo.set", MEMO))
            folder.state()
