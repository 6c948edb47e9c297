"""Acts, when the machine says no or stops.

C28
    input: SIGKILL in the middle of an act, a full disk, two writers, a log that another program cut
    expected: what was acknowledged is kept, or a clear "not saved"; damage is detected and a way back offered
    product: one line an act, chained, on the disk before it is acknowledged; a torn tail is set aside. (There is no database, so
        no -wal that could be deleted; what stands for it is a log cut short or gone. Power cuts: fsync before each answer.)
    naive: one JSON file written anew each time is unreadable after a kill, and of two writers one loses
"""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import naive
import pytest

import workbench as wb
from workbench.study.errors import NotSaved, Refused
from workbench.study.folder import Folder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")
MEMO = {"kind": "source", "about": "p01", "text": "later"}

#: Acts for ever, and says each id once it is saved.
ACT = """
import sys
from workbench.study.folder import Folder
folder = Folder(sys.argv[1])
while True:
    (act,) = folder.act(sys.argv[2], ("memo.set", {"kind": "source", "about": "p01", "text": "x" * 300}))
    print(act.id, flush=True)
"""
#: The same, naively.
SAVE = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import naive
from pathlib import Path
path, acts = Path(sys.argv[1]), []
while True:
    acts = naive.load(path)
    acts.append([sys.argv[2], len(acts), "x" * 30_000])
    naive.save(path, acts)
    print(len(acts) - 1, flush=True)
"""


def start(program, *arguments):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT), "WORKBENCH_DEVICE": "test"}
    )


def killed(program, where, coders, times):
    """Run writers, kill each in the middle of something a few times; return what they said was saved."""
    chance = random.Random(28)  # noqa: S311 (when to kill, not a secret)
    said = {coder: [] for coder in coders}
    for _ in range(times):
        children = {coder: start(program, where, coder) for coder in coders}
        for coder, one in children.items():
            said[coder] += [one.stdout.readline() for _ in range(chance.randint(2, 12))]
        time.sleep(chance.uniform(0, 0.005))
        for coder, one in children.items():
            one.send_signal(signal.SIGKILL)
            said[coder] += one.stdout.readlines()
            one.wait()
            one.stdout.close()
    return {coder: [line.decode().strip() for line in lines if line.endswith(b"\n")] for coder, lines in said.items()}


def nothing_lost(acknowledged, there):
    assert acknowledged
    assert [a for a in acknowledged if a not in there] == []


def test_c28_two_writers_killed_again_and_again_lose_nothing_acknowledged(blank):
    said = killed(ACT, blank.folder.root, ("ana", "ben"), 4)
    folder = Folder(blank.folder.root)
    there = {act.id for act in folder.acts()}
    for coder, acknowledged in said.items():
        nothing_lost(acknowledged, there)
        folder.act(coder, ("memo.set", MEMO))  # and the work goes on
    assert [f for f in wb.open(blank.folder.root).check() if f.level == "error"] == []


def test_c28_naive_a_file_written_anew_loses(tmp_path):
    path = tmp_path / "acts.json"
    lost = 0
    for _ in range(6):  # a kill rarely misses the moment more than once
        said = killed(SAVE, path, ("ana", "ben"), 1)
        kept = [tuple(a[:2]) for a in naive.load(path)]
        lost += sum((coder, int(n)) not in kept for coder, numbers in said.items() for n in numbers)
        if lost:
            break
    with pytest.raises(AssertionError):
        assert lost == 0


def test_c28_a_full_disk_is_not_saved_and_says_so(blank, monkeypatch):
    blank.folder.act("ana", ("memo.set", MEMO))
    (log,) = blank.folder.root.glob("log/*.jsonl")
    before = log.read_bytes()

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(NotSaved, match="No space left on device"):
            blank.folder.act("ana", ("memo.set", MEMO))
        with pytest.raises(NotSaved):
            blank.undo(blank.folder.acts()[0].id)
    assert log.read_bytes() == before
    assert len(blank.folder.act("ana", ("memo.set", MEMO))) == 1


def test_c28_an_import_on_a_full_disk_changes_nothing(blank, tree, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("id,Why did you give this score?\na1,It is slow to print\nb2,I type it by hand\n", encoding="utf-8")
    before = tree(blank)
    refusals, trees = [], []
    real = os.fsync
    for allowed in range(5):
        left = [allowed]

        def some(handle, left=left):
            if left[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            left[0] -= 1
            return real(handle)

        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", some)
            try:
                blank.add_survey(path, round="r1", participant="id")
            except NotSaved as error:
                refusals.append(str(error))
                trees.append(tree(blank))
            else:
                break
    assert len(refusals) > 1, "the disk was full at least twice"
    assert all("nothing changed" in said for said in refusals)
    assert all(after == before for after in trees)


def test_c28_a_log_cut_short_or_in_the_middle_is_told_and_never_written_over(blank):
    for n in range(6):
        blank.folder.act("ana", ("memo.set", {**MEMO, "text": f"n{n}"}))
    (log,) = blank.folder.root.glob("log/*.jsonl")
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])  # torn
    folder = Folder(blank.folder.root)
    assert any("torn" in problem for problem in folder.problems())
    assert len(folder.acts()) == 5
    folder.act("ana", ("memo.set", MEMO))
    assert any(log.parent.glob("*.torn"))
    lines = whole.splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:2] + lines[3:]))  # a line is gone
    damaged = log.read_bytes()
    findings = wb.open(blank.folder.root).check()
    assert any(f.level == "error" and "does not follow" in f.what and "backup" in f.remedy for f in findings)
    with pytest.raises(Refused, match="Restore it from a backup"):
        Folder(blank.folder.root).act("ana", ("memo.set", MEMO))
    assert log.read_bytes() == damaged


def test_c28_acts_of_a_notebook_and_of_another_are_seen_by_both(blank):
    other = Folder(blank.folder.root)
    for n in range(20):
        (blank.folder if n % 2 else other).act("ana", ("memo.set", {**MEMO, "about": f"p{n}"}))
    assert len(blank.folder.state().memos) == len(other.state().memos) == 20
    assert json.loads(next(blank.folder.root.glob("log/*.jsonl")).read_text(encoding="utf-8").splitlines()[-1])["n"] == 20
