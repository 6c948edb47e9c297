"""What rows are made of: fresh processes, paired ratios, memory of a whole process tree."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKBENCH = Path(sys.executable).with_name("workbench")


@dataclass(frozen=True)
class Row:
    """One line of results.json."""

    value: float
    unit: str
    against: str
    how: str
    spread: list[float]

    def as_json(self) -> dict[str, Any]:
        """Round what was measured to what it is worth."""
        return asdict(self) | {"value": round(self.value, 3), "spread": [round(end, 3) for end in self.spread]}


@dataclass(frozen=True)
class Run:
    """One finished process tree."""

    seconds: float
    peak_mib: float
    output: str


def median_row(values: list[float], unit: str, against: str, how: str) -> Row:
    """Keep the median and, as spread, the lowest and highest value."""
    return Row(statistics.median(values), unit, against, f"{how}; median of {len(values)}", [min(values), max(values)])


def python_seconds(code: str) -> float:
    """Run `code` in a fresh interpreter and return the seconds it took there, start-up of Python not counted."""
    timed = f"import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", timed], cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{code!r} failed:\n{done.stderr}"
        raise RuntimeError(message)
    return float(done.stdout.split()[-1])


def paired_ratio(code: str, peer: str, *, pairs: int = 11) -> list[float]:
    """Return `code`'s seconds over `peer`'s, a pair at a time, order alternating, after one unrecorded pair."""
    python_seconds(code)
    python_seconds(peer)
    ratios = []
    for pair in range(pairs):
        first, second = (code, peer) if pair % 2 else (peer, code)
        took = {first: python_seconds(first)}
        took[second] = python_seconds(second)
        ratios.append(took[code] / took[peer])
    return ratios


def run_tree(command: list[str], cwd: Path) -> Run:
    """Run a command and watch its memory: its own and that of all its descendants, summed at each moment."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8") as process,
    ):
        watch = Watch(process.pid)
        watch.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - started
        watch.done.set()
        watch.join()
        if process.returncode:
            errors.seek(0)
            message = f"{' '.join(command)} ended with {process.returncode}:\n{errors.read()[-4000:]}"
            raise RuntimeError(message)
    return Run(seconds, (watch.peak_kib or largest_child_kib()) / 1024, output)


class Watch(threading.Thread):
    """Add up the resident memory of a process tree every 50 ms, from /proc; elsewhere the peak stays 0."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak_kib, self.done = pid, 0, threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.done.wait(0.05):
            self.peak_kib = max(self.peak_kib, tree_kib(self.pid))


def tree_kib(pid: int) -> int:
    """Resident KiB of a process and its descendants now; pages they share count once for each, so this is an upper bound."""
    parents: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    page_kib = os.sysconf("SC_PAGE_SIZE") // 1024
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
        resident[int(folder.name)] = int(fields[21]) * page_kib
    total, open_pids = 0, [pid]
    while open_pids:
        current = open_pids.pop()
        total += resident.get(current, 0)
        open_pids += parents.get(current, [])
    return total


def largest_child_kib() -> int:
    """Peak of the largest single child waited for so far: what systems without /proc can tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
