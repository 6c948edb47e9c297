"""The checks that need no test: style, types, import rules, links, documentation.

Usage: ``python tools/check.py [name ...]``. All run even if one fails; the exit status is 0 only if none did.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [str(BIN / "lint-imports")],
    "links": [sys.executable, "tools/links.py"],
    "docs": [sys.executable, "tools/docs.py", "--check"],
}


def main(names: list[str]) -> int:
    """Run the checks named, or all, and sum up in one line each."""
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"check: no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or CHECKS:
        started = time.monotonic()
        done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - started
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, end="")
        print(f"check: {name} {'FAILED' if done.returncode else 'passed'} in {seconds:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
