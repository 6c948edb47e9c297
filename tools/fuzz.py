"""Fuzz every reader: real files, spoilt, must end in rows or in one of our errors, within two seconds.

And three drivers of whole studies: one with a spoilt file in its folder, a command that is cut short at any of its writes, and two
commands at the same time. Each must end in a result or a sentence, and nothing may be lost.

Usage: ``python tools/fuzz.py [--seconds 600] [--reader NAME ...] [--seeds FOLDER] [--out build/fuzz]``. Where atheris is
installed (it is no dependency: ``pip install atheris``), it leads the search by coverage; else the same mutators go on by
chance. An input that makes trouble is written to ``--out`` with what happened; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import os
import pkgutil
import random
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "fuzz"), str(ROOT / "tests"), str(ROOT)]
#: Bytes of address space: an input of some kilobytes that wants more is an attack.
MEMORY = 6 * 2**30
_MOST_CASES = 25
#: Drivers of whole studies: module and function in tests/fuzz. They take bytes as their recipe.
_DRIVERS = {"study.folder": "fuzz_studies.case", "command.cut": "fuzz_kills.case", "two.commands": "fuzz_kills.together"}
_WEIGHT = 5  # a case of theirs takes a second, not a millisecond


def main() -> int:
    """Share the time among the readers; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600, help="in all (default: 600)")
    parser.add_argument("--reader", action="append", default=[], help="only readers whose name holds this; can be repeated")
    parser.add_argument("--seeds", type=Path, help="folder of more real files to begin with")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "fuzz", help="where inputs that make trouble are written")
    parser.add_argument("--seed", type=int, default=0, help="of the chance; 0 takes the time of day")
    parser.add_argument("--no-atheris", action="store_true", help="by chance even where atheris is installed")
    parser.add_argument("--guided", help=argparse.SUPPRESS)  # one reader under atheris, in a process of its own
    asked = parser.parse_args()
    if asked.guided:
        _limit()
        return _guided(asked)
    from fuzz_readers import READERS

    def wanted(every: Iterable[str]) -> list[str]:
        return [name for name in every if not asked.reader or any(part in name for part in asked.reader)]

    names, drivers = wanted(READERS), wanted(_DRIVERS)
    guided = not asked.no_atheris and _has_atheris()
    how = "led by coverage (atheris)" if guided else "by chance"
    print(f"{len(names)} readers {how}, {len(drivers)} drivers, {asked.seconds:.0f} s")
    share = asked.seconds / (len(names) + _WEIGHT * len(drivers) or 1)
    found = sum(_driven(n, share * _WEIGHT, asked) for n in drivers)
    warnings.simplefilter("error")
    _limit()
    found += sum((_apart if guided else _by_chance)(n, share, asked) for n in names)
    print(f"{found} kinds of trouble" + (f", written to {asked.out}" if found else ""))
    return 1 if found else 0


def _has_atheris() -> bool:
    return importlib.util.find_spec("atheris") is not None


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _files(name: str, seeds: Path | None) -> list[bytes]:
    from fuzz_mutators import LARGEST
    from fuzz_readers import READERS

    suffix = name[name.rindex(".") :]
    more = sorted(p for p in seeds.rglob(f"*{suffix}") if p.stat().st_size <= LARGEST) if seeds else []
    return [*READERS[name][1](), *(p.read_bytes() for p in more)]


def _by_chance(name: str, seconds: float, asked: argparse.Namespace) -> int:
    """Spoil files at random until the time is over; return how many kinds of trouble there were."""
    from fuzz_mutators import mutate
    from fuzz_readers import steps_for, trouble

    chance = random.Random(asked.seed or time.time_ns())  # noqa: S311 (chance, not a secret)
    files, seen, runs = _files(name, asked.seeds), set(), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(seen) < _MOST_CASES:
        steps = [(chance.choice(steps_for(name)), chance.randrange(2**32)) for _ in range(chance.choice((1, 1, 2, 3, 6)))]
        raw = mutate(chance.choice(files), steps, chance.choice(files))
        runs += 1
        if wrong := trouble(name, raw):
            _keep(name, raw, wrong, seen, asked.out)
    print(f"{name}: {runs:,} inputs, {len(seen)} kinds of trouble", flush=True)
    return len(seen)


def _driven(name: str, seconds: float, asked: argparse.Namespace) -> int:
    """Let a driver spoil, kill or crowd studies until the time is over; return how many kinds of trouble there were."""
    os.environ.update(WORKBENCH_DEVICE="fuzz", WORKBENCH_CODER="ana")
    from fuzz_studies import Trouble

    module, _, function = _DRIVERS[name].partition(".")
    case = getattr(importlib.import_module(module), function)
    chance, seen, runs = random.Random(asked.seed or time.time_ns()), set(), 0  # noqa: S311
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(seen) < _MOST_CASES:
        raw = chance.randbytes(8)
        runs += 1
        try:
            case(raw)
        except Trouble as error:
            _keep(name, raw, str(error), seen, asked.out)
    print(f"{name}: {runs:,} studies, {len(seen)} kinds of trouble", flush=True)
    return len(seen)


def _keep(name: str, raw: bytes, wrong: str, seen: set[str], out: Path) -> None:
    """Write an input and what it did, once for each place in the code where it went wrong."""
    kind = "\n".join(line for line in wrong.splitlines() if line.lstrip().startswith("File "))[-300:] or "slow"
    if kind in seen:
        return
    seen.add(kind)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}-{hashlib.sha256(raw).hexdigest()[:12]}"
    path.write_bytes(raw)
    path.with_name(path.name + ".why").write_text(wrong, encoding="utf-8")
    print(f"--- {path.name}\n{wrong}", flush=True)


def _apart(name: str, seconds: float, asked: argparse.Namespace) -> int:
    """Run one reader under atheris in a process of its own: it never returns, and its instrumentation is for good."""
    command = [sys.executable, __file__, "--guided", name, "--seconds", str(seconds), "--out", str(asked.out)]
    command += ["--seeds", str(asked.seeds)] if asked.seeds else []
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    runs = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("Done ")), "")
    print("\n".join(said) or f"{name}: {runs or f'stopped with status {done.returncode}'}", flush=True)
    if not said and not runs:
        print(done.stderr[-2000:])
        return 1
    return sum(line.startswith("--- ") for line in said)


def _guided(asked: argparse.Namespace) -> int:
    """Let atheris search one reader; trouble is kept and the search goes on."""
    import tempfile

    import atheris

    with atheris.instrument_imports(include=["workbench"]):
        import fuzz_readers

        for room in ("study", "sources", "coding"):  # readers import as they go: all of it now, to be instrumented
            for module in pkgutil.iter_modules([str(ROOT / "workbench" / room)]):
                importlib.import_module(f"workbench.{room}.{module.name}")
    from fuzz_mutators import mutate

    name, seen = asked.guided, set()
    files = _files(name, asked.seeds)

    def one(raw: bytes) -> None:
        if wrong := fuzz_readers.trouble(name, raw):
            _keep(name, raw, wrong, seen, asked.out)

    def change(raw: bytes, largest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311
        if chance.random() < 0.3 and not name.endswith((".docx", ".xlsx", ".qdpx")):  # noqa: PLR2004 (now and then its own way)
            return bytes(atheris.Mutate(raw, largest))
        steps = [(chance.choice(fuzz_readers.steps_for(name)), chance.randrange(2**32)) for _ in range(chance.choice((1, 1, 2, 3)))]
        return mutate(raw, steps, chance.choice(files))[:largest]

    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        for number, raw in enumerate(files):
            (Path(home) / str(number)).write_bytes(raw)
        flags = [f"-max_total_time={max(1, int(asked.seconds))}", "-max_len=200000", "-timeout=60", "-rss_limit_mb=4096"]
        atheris.Setup([sys.argv[0], *flags, home], one, custom_mutator=change)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
