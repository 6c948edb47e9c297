"""What a large study costs: acts a second, folding, opening, and acts lost to kills."""

from __future__ import annotations

import functools
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import ROOT, Row, median_row, python_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.study.records import Turn

DEVICE = {"WORKBENCH_DEVICE": "bench"}
ACTS = 100_000
SOURCES = 200
RUNS = 5
BLOCKS, BLOCK = 40, 25
KILLS, EACH = 50, 10_000
WRITER = ROOT / "tests" / "study" / "crash_writer.py"


def act_rate_ratio() -> Row:
    """Save acts and, on the same disk, append and sync lines of the same size: blocks of both in turn, rates compared."""
    from workbench.study.folder import Folder
    from workbench.study.settings import Settings

    os.environ |= DEVICE
    with tempfile.TemporaryDirectory(dir=ROOT / "bench") as base:
        folder = Folder.create(Path(base) / "study", Settings())
        item = next(codings(random.Random(7)))  # noqa: S311 (test data)
        folder.act("ana", item, item)
        log = next(folder.root.glob("log/*.jsonl"))
        line = log.read_bytes().splitlines(keepends=True)[-1]
        handle = os.open(Path(base) / "bare", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        ratios = []
        for _ in range(BLOCKS):
            began = time.perf_counter()
            for _ in range(BLOCK):
                folder.act("ana", item)
            between = time.perf_counter()
            for _ in range(BLOCK):
                os.write(handle, line)
                os.fsync(handle)
            ratios.append((time.perf_counter() - between) / (between - began))
        os.close(handle)
        if len(Folder(folder.root).acts()) != 2 + BLOCKS * BLOCK:
            message = "not every act is in the log: nothing to measure"
            raise RuntimeError(message)
    how = f"Folder.act of one coding, {BLOCK} at a time, in turn with as many bare writes; rate over rate; {BLOCKS} pairs"
    return Row(statistics.median(ratios), "times", "write + fsync of a line of the same size on the same disk", how,
               list(statistics.quantiles(ratios, n=10)[::8]))  # fmt: skip


def codings(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield codings as people make them: 40 codes, 200 transcripts, a valence now and then."""
    while True:
        source = chance.randrange(SOURCES)
        turn = chance.choice(turns(source)[::2])  # the participant's
        start = chance.randrange(turn.start, turn.end - 1)
        anchor = {"source": f"p{source:03}", "item": "", "version": versions()[source], "start": start,
                  "end": chance.randrange(start + 1, turn.end)}  # fmt: skip
        code = f"pain:problem-{chance.randrange(40)}"
        valence = chance.choice([None, -1, 0, 1])
        yield "coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": "for", "memo": ""}


@functools.cache
def texts() -> tuple[str, ...]:
    """Make transcripts of some 9,000 characters: turns of an interviewer and a participant."""
    chance = random.Random(11)  # noqa: S311 (test data)
    words = ["when", "the", "invoice", "came", "I", "could", "not", "find", "where", "to", "click", "so", "I", "called"]
    return tuple(
        "\n\n".join(f"{'Interviewer' if turn % 2 else f'P{n:03}'}: " + " ".join(chance.choices(words, k=40)) for turn in range(46))
        + "\n"
        for n in range(SOURCES)
    )


@functools.cache
def versions() -> tuple[str, ...]:
    """Return the versions of the transcripts."""
    from workbench.study.canon import sha256_text

    return tuple(map(sha256_text, texts()))


@functools.cache
def turns(number: int) -> tuple[Turn, ...]:
    """Return the turns of a transcript: the participant has every other one, from the first on."""
    from workbench.study.records import Turn

    found, at = [], 0
    for index, spoken in enumerate(texts()[number].removesuffix("\n").split("\n\n")):
        who, _, words = spoken.partition(": ")
        start = at + len(who) + 2
        found.append(Turn(index, who, None if who == "Interviewer" else who, start, start + len(words)))
        at += len(spoken) + 2
    return tuple(found)


@functools.cache
def study() -> Path:
    """Make a study of 200 transcripts and 100,000 codings by two coders, once for all rows; the process deletes it at its end."""
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript
    from workbench.study.settings import Round, Settings

    os.environ |= DEVICE
    base = tempfile.TemporaryDirectory(prefix="workbench-bench-")
    _kept.append(base)
    folder = Folder.create(Path(base.name) / "study", Settings(rounds=(Round("one", "One"),)))
    for number, (text, version) in enumerate(zip(texts(), versions(), strict=True)):
        name = f"p{number:03}"
        folder.add_transcript(Transcript(name, "interview", "one", name, None, text, version, turns(number), {}))
    chance = random.Random(3)  # noqa: S311 (test data)
    made = codings(chance)
    for coder in ("ana", "ben"):
        folder.act(coder, *(next(made) for _ in range(ACTS // 2)))
    return folder.root


_kept: list[tempfile.TemporaryDirectory[str]] = []  # deleted when the process ends


def fold_100k_s() -> Row:
    """Fold every act in a fresh process, without a snapshot; say what reading them before took."""
    ready = (
        "from pathlib import Path\nfrom workbench.study.fold import fold\nfrom workbench.study.logfile import LogFile\n"
        f"logs = [LogFile(path) for path in sorted(Path({str(study())!r}).glob('log/*.jsonl'))]\n"
    )
    read = "for log in logs: log.refresh()\nacts = [act for log in logs for act in log.acts]\n"
    clock = "t = time.perf_counter()\n"
    done = f"state = fold(acts)\nassert len(state.codings) == {ACTS}"
    both = [python_seconds(f"{ready}{clock}{read}{done}") for _ in range(RUNS)]
    folds = [python_seconds(f"{ready}{read}{clock}{done}") for _ in range(RUNS)]
    how = (
        f"{ACTS:,} acts of two logs in memory, nothing cached, to the state; records of codings are made when asked for; "
        f"with reading and verifying every line before: {statistics.median(both):.2f} s"
    )
    return median_row(folds, "s", "", how)


def fold_snapshot_s() -> Row:
    """Open the same study with its snapshot, as a fresh process does that has imported the library."""
    from workbench.study.folder import Folder

    Folder(study()).state()  # leaves a snapshot
    code = (
        "from workbench.study.folder import Folder\nimport hashlib\nfrom workbench.study import snapshot\n"
        "t = time.perf_counter()\n"
        f"folder = Folder({str(study())!r})\nstate = folder.state()\n"
        f"assert len(state.codings) == {ACTS} and folder._snapped"
    )
    how = "Folder(root).state() in a fresh process after its imports: hash two unchanged logs, read the snapshot"
    return median_row([python_seconds(code) for _ in range(RUNS)], "s", "", f"{ACTS:,} acts: {how}")


def open_large_s() -> Row:
    """Open the study and take the table of codings, as a notebook does."""
    from workbench.study.folder import Folder

    Folder(study()).state()
    code = (
        "import workbench as wb\nfrom workbench.study.folder import Folder\nimport pandas\n"
        "t = time.perf_counter()\n"
        f"study = wb.open({str(study())!r})\nstate = study.folder.state()\nframe = study.codings()\nassert len(frame) == {ACTS}"
    )
    how = f"wb.open, state and codings() of {SOURCES} transcripts with {ACTS:,} codings, with the snapshot; pandas imported before"
    return median_row([python_seconds(code) for _ in range(RUNS)], "s", "", how)


def acked_lost() -> Row:
    """Kill two writers again and again while they save; look for every act they said was saved."""
    from workbench.study.logfile import LogFile

    chance = random.Random(5)  # noqa: S311 (when to kill, not a secret)
    said: dict[str, list[str]] = {"ana": [], "ben": []}
    kills = 0
    with tempfile.TemporaryDirectory(dir=ROOT / "bench") as base:
        place = Path(base) / "log"
        running: dict[str, Writer] = {}
        while kills < KILLS or any(len(acts) < EACH for acts in said.values()):
            for coder, acts in said.items():
                if coder not in running and (len(acts) < EACH or kills < KILLS):
                    running[coder] = Writer(place, coder)
            time.sleep(chance.uniform(0.3, 0.3 + 2 * EACH / KILLS / 250))
            coder = chance.choice(sorted(running))
            said[coder] += running.pop(coder).kill()
            kills += 1
        for coder, writer in running.items():
            said[coder] += writer.kill()
        lost = 0
        for coder, acts in said.items():
            log = LogFile(place / f"{coder}-bench.jsonl")
            log.refresh()
            there = {act.id for act in log.acts}
            lost += sum(act not in there for act in acts)
            if log.problems and not log.torn:
                raise RuntimeError(log.problems[0])
    total = sum(map(len, said.values()))
    how = f"two processes save acts in one study, {kills} SIGKILLs at random moments, {total:,} acts acknowledged; those missing"
    return Row(lost, "acts", "", how, [lost, lost])


class Writer:
    """A process that saves acts and says the id of each once it was saved."""

    def __init__(self, place: Path, coder: str) -> None:
        self.heard = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process is killed)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(WRITER), str(place), coder, "bench"]
        self.process = subprocess.Popen(command, stdout=self.heard, env=environment)

    def kill(self) -> list[str]:
        """Kill it with SIGKILL and return what it had said."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.heard.seek(0)
        lines = self.heard.read().decode().splitlines(keepends=True)
        self.heard.close()
        return [line.strip() for line in lines if line.endswith("\n")]


ROWS = {
    "act_rate_ratio": act_rate_ratio,
    "fold_100k_s": fold_100k_s,
    "fold_snapshot_s": fold_snapshot_s,
    "open_large_s": open_large_s,
    "acked_lost": acked_lost,
}
