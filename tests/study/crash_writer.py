"""Append acts until killed, and say each one after it was saved. Run by test_log_faults.py."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.study.log import Log
from workbench.study.logfile import LogFile

folder, coder, device = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9
log = Log(folder, coder, device)
for number in range(count):
    highest = 0
    for path in folder.glob("*.jsonl"):
        other = LogFile(path)
        other.refresh()
        highest = max(highest, other.lamport)
        if number:
            break
    act = log.append("memo.set", {"kind": "source", "about": "p01", "text": "x" * (number % 700)}, lamport=highest)
    sys.stdout.write(act.id + "\n")
    sys.stdout.flush()
