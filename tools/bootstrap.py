"""Set up `.venv` from a hash-pinned lock: ``python tools/bootstrap.py run`` (to use it) or ``dev`` (to test it).

Standard library only, and the same on Linux, macOS and Windows. The second run finds everything in place and says
nothing. A changed lock installs again, a moved folder or a broken environment is made anew, an interrupted run is
picked up where it matters: what is ready is written down last.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
READY = VENV / "workbench-ready.json"
LOG = VENV / "bootstrap.log"
LOCK = VENV / "bootstrap.lock"
TORN = VENV / "bootstrap.unpacking"  # is there while pip unpacks: found afterwards, it means half a package may lie about
LINE_EVERY_S = 5
MEMBERS = {"run": ("run",), "dev": ("dev", "run")}  # dev.lock holds every pin of run.lock: tests/test_environment.py


def main(arguments: list[str]) -> int:
    """Bring the environment asked for into being; with ``--ready`` only tell whether it is there."""
    if not arguments or arguments[0] not in MEMBERS:
        say("usage: python tools/bootstrap.py run|dev [--ready]", sys.stderr)
        return 2
    kind = arguments[0]
    if is_ready(kind) or "--ready" in arguments:
        return 0 if is_ready(kind) else 1
    try:
        with alone():
            if not is_ready(kind):  # another run may have done it while this one waited
                install(kind)
    except Failed as error:
        say(f"setup: {error}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nsetup: interrupted; the same command goes on from here", sys.stderr)
        return 130
    return 0


class Failed(Exception):  # noqa: N818 (reads as what happened)
    """The environment could not be made; the message says why and what to do."""


def say(line: str, to: TextIO | None = None, end: str = "\n") -> None:
    """Print at once, so that progress is seen when it happens."""
    print(line, file=to or sys.stdout, end=end, flush=True)


# What is ready, and for what


def wanted(kind: str) -> dict[str, str]:
    """Fingerprints of all that the environment is made from."""
    return {
        "root": str(ROOT),
        "project": fingerprint(ROOT / "pyproject.toml"),
        **{member: fingerprint(ROOT / "requirements" / f"{member}.lock") for member in MEMBERS[kind]},
    }


def fingerprint(path: Path) -> str:
    """Hash by content: a fresh clone or another branch changes a file's time, not what it says."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recorded() -> dict[str, str]:
    """Return what the last finished run wrote down."""
    try:
        return dict(json.loads(READY.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def is_ready(kind: str) -> bool:
    """Whether the environment is there, whole and made from today's files."""
    return PYTHON.exists() and wanted(kind).items() <= recorded().items()


def record(entries: dict[str, str]) -> None:
    """Write down what is ready, so that a half-written record cannot exist."""
    draft = READY.with_suffix(".tmp")
    draft.write_text(json.dumps(entries, indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(READY)


# The steps


def install(kind: str) -> None:
    """Make the environment, install the lock, install this checkout into it."""
    if sys.version_info < (3, 11):
        raise Failed(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    started = time.monotonic()
    before, target = recorded(), wanted(kind)
    if before.get("root", str(ROOT)) != str(ROOT) or TORN.exists() or not works():
        create()
        before = {}
    READY.unlink(missing_ok=True)
    if before.get(kind) != target[kind]:
        lock = f"requirements/{kind}.lock"
        pins = sum(1 for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if "==" in line)
        say(f"setup: installing {lock}, {pins} pinned packages; one to three minutes the first time")
        pip(["install", "--no-deps", "--require-hashes", "-r", lock], pins)
    if before.get("project") != target["project"]:
        say("setup: installing this checkout")
        pip(["install", "--no-deps", "--no-build-isolation", "--editable", "."], 1)
    check = subprocess.run([str(PYTHON), "-c", "import workbench"], cwd=VENV, capture_output=True, text=True, check=False)
    if check.returncode:
        raise Failed("the installed package cannot be imported:\n" + check.stderr)
    keep = {name: value for name, value in before.items() if name == "dev" and value == fingerprint(ROOT / "requirements/dev.lock")}
    record({**keep, **target})
    say(f"setup: ready after {time.monotonic() - started:.0f} s")


def works() -> bool:
    """Whether the environment has a Python that is new enough and a pip that starts."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return subprocess.run([str(PYTHON), "-c", question], capture_output=True, check=False).returncode == 0
    return False


def create() -> None:
    """Make an empty environment, in place of a broken one if there is one."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()  # started by the environment that is to be replaced
    maker = getattr(sys, "_base_executable", sys.executable) if inside else sys.executable
    say(f"setup: making {VENV.name} with Python {sys.version.split()[0]}")
    for entry in VENV.iterdir():
        if entry == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    made = subprocess.run([maker, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failed(f"{maker} -m venv failed:\n{made.stdout}{made.stderr}\nOn Debian and Ubuntu: sudo apt install python3-venv")


def pip(arguments: list[str], expected: int) -> None:
    """Run pip in the environment: its words go to the log, a line now and then to the screen."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    unwanted = {"PIP_REQUIRE_VIRTUALENV", "PIP_USER", "PIP_TARGET"}  # would install elsewhere, or not at all
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment["PYTHONUNBUFFERED"] = "1"  # or the lines come in lumps
    seen, shown = 0, 0.0
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "encoding": "utf-8", "errors": "replace"}
    with LOG.open("a", encoding="utf-8") as log, subprocess.Popen(
        [*command, "--progress-bar", "off"], cwd=ROOT, env=environment, **pipe
    ) as process:  # fmt: skip
        log.write(f"$ {' '.join(command)}\n")
        for line in process.stdout or ():
            log.write(line)
            seen += bool(re.match(r"Collecting |Processing |Requirement already satisfied|Ignoring ", line))
            if line.startswith("Installing collected packages") and expected > 1:
                TORN.touch()
                say("setup: unpacking, about a minute")
            elif expected > 1 and not TORN.exists() and time.monotonic() - shown > LINE_EVERY_S:
                shown = time.monotonic()
                say(f"setup: {min(seen, expected)} of {expected}")
    TORN.unlink(missing_ok=True)  # pip ended by itself: all of it is there, or what it began is taken back
    if process.returncode:
        tail = "".join(LOG.read_text(encoding="utf-8").splitlines(keepends=True)[-12:])
        raise Failed(
            f"pip could not install. The end of what it said:\n\n{tail}\nAll of it is in {LOG}. "
            "If the network was the reason, the same command tries again; behind a proxy set HTTPS_PROXY, "
            "with a package mirror set PIP_INDEX_URL."
        )


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work on .venv; the operating system frees the lock if the holder dies."""
    VENV.mkdir(exist_ok=True)
    with LOCK.open("a+") as handle:
        waited = False
        while not grab(handle):
            if not waited:
                say(f"setup: another run is setting up {VENV.name}; waiting for it")
                waited = True
            time.sleep(0.5)
        yield


def grab(handle: TextIO) -> bool:
    """Try to take the lock."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
