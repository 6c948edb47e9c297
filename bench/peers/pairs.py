"""Ours and the stock way on the same texts: fresh processes, one pair at a time, the order alternating."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelled import words_of
from measure import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
CACHE = ROOT / "bench" / ".cache" / "peers"


@dataclass(frozen=True)
class Side:
    """One process, from its start to its end.

    Attributes
    ----------
    seconds, cpu, peak_mib
        On the wall, on all processors, and in memory (0 where the system does not tell).
    found
        What it printed.
    """

    seconds: float
    cpu: float
    peak_mib: float
    found: dict[str, Any]


@cache
def peer_python() -> Path:
    """Return the Python of `.venv-peers`."""
    spec = importlib.util.spec_from_file_location("peers_environment", HERE / "environment.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(HERE / "environment.py")
    environment = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(environment)
    if not environment.is_ready():
        message = "the peers are not installed: run make bench-peers"
        raise RuntimeError(message)
    return Path(environment.python())


def written(texts: Sequence[str]) -> str:
    """Return the path of a file that holds the texts."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{words_of(texts)}.json"
    if not path.exists():
        path.write_text(json.dumps(list(texts)), encoding="utf-8")
    return str(path)


def run(side: str, what: str, texts: Sequence[str], *others: str) -> Side:
    """Run one side, ``"ours"`` or ``"stock"``."""
    python = Path(sys.executable) if side == "ours" else peer_python()
    command = [str(python), str(HERE / f"{side}.py"), what, written(texts), *others]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=tempfile.gettempdir(), capture_output=True, text=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        message = f"{side}.py {what} ended with {done.returncode}:\n{done.stderr[-4000:]}"
        raise RuntimeError(message)
    found = json.loads(done.stdout.splitlines()[-1])
    return Side(seconds, float(found["cpu"]), float(found["peak_mib"]), found)


def pairs(times: int, what: str, texts: Sequence[str], *others: str) -> list[tuple[Side, Side]]:
    """Return (ours, stock) so many times, after one run of ours that warms the disk and is not counted."""
    run("ours", what, texts, *others)
    found = []
    for pair in range(times):
        sides = ("ours", "stock") if pair % 2 else ("stock", "ours")
        took = {side: run(side, what, texts, *others) for side in sides}
        found.append((took["ours"], took["stock"]))
    return found


def vectors_path(texts: Sequence[str]) -> Path:
    """Return the file of the texts' vectors by the peers' own model in fp32; made once for a list of texts."""
    path = CACHE / f"{words_of(texts)}.npy"
    if not path.exists():
        draft = path.with_suffix(".draft.npy")
        run("stock", "embed", texts, str(draft))
        draft.replace(path)
    return path


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return those vectors."""
    import numpy as np

    return np.asarray(np.load(vectors_path(texts)), np.float32)


def part_path(texts: Sequence[str], *wholes: Sequence[str]) -> Path:
    """Return the file of the vectors of some texts, taken out of those of `wholes`: each text is embedded once."""
    import numpy as np

    path = CACHE / f"{words_of(texts)}.npy"
    if not path.exists():
        known = {text: row for whole in wholes for text, row in zip(whole, vectors(whole), strict=True)}
        np.save(path, np.stack([known[text] for text in texts]))
    return path


def medians(sides: Sequence[Side]) -> str:
    """Return in words what one side took: the middle of each step."""
    import statistics

    steps = sides[0].found["seconds"]
    each = ", ".join(f"{name} {statistics.median(s.found['seconds'][name] for s in sides):.2f}" for name in steps)
    whole, cpu, peak = (statistics.median(getattr(s, name) for s in sides) for name in ("seconds", "cpu", "peak_mib"))
    return f"{whole:.2f} s ({each}; {cpu:.1f} s of processor, {peak:.0f} MiB)"
