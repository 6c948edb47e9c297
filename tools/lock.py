"""Resolve requirements/*.in into requirements/*.lock with hashes.

Usage: ``python tools/lock.py [1]``. Pins stay as they are unless a range forces a change; with an
argument the newest versions that fit are taken. One lock serves
all systems and Python versions from 3.11 on. The resolver is uv: the one on the PATH, or a copy put into .venv.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / ".venv" / "uv"
COMMON = [
    "--override", "requirements/overrides.txt", "--python-version", "3.11", "--universal", "--generate-hashes",
    "--no-header", "--no-annotate", "--quiet",
]  # fmt: skip


def resolver() -> str:
    """Return the path of uv, fetching it once if need be."""
    found = shutil.which("uv") or shutil.which("uv", path=str(TOOL / "bin"))
    if found:
        return found
    print("lock: fetching uv into .venv", flush=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOL), "uv"], check=True)
    found = shutil.which("uv", path=str(TOOL / "bin"))
    if not found:
        message = "uv was installed but is not where it should be"
        raise SystemExit(message)
    return found


def main(arguments: list[str]) -> int:
    """Write run.lock, then dev.lock with the same pins for what both hold."""
    uv = resolver()
    newer = ["--upgrade"] if arguments else []
    for name, extra in (("run", newer), ("dev", [*newer, "--constraint", "requirements/run.lock"])):
        print(f"lock: resolving requirements/{name}.in", flush=True)
        command = [uv, "pip", "compile", f"requirements/{name}.in", *COMMON, *extra, "-o", f"requirements/{name}.lock"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return done.returncode
    changed = subprocess.run(["git", "diff", "--stat", "--", "requirements"], cwd=ROOT, capture_output=True, text=True, check=False)
    print(changed.stdout.strip() or "lock: nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
