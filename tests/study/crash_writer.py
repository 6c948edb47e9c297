"""Save acts until killed, and say each one after it was saved. Run by test_log_faults.py and by bench/rows/study.py."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Settings

place, coder, device = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9
os.environ["WORKBENCH_DEVICE"] = device
with contextlib.suppress(UserError):  # it is there already
    Folder.create(place.parent, Settings())
folder = Folder(place.parent)
for number in range(count):
    (act,) = folder.act(coder, ("memo.set", {"kind": "source", "about": "p01", "text": "x" * (number % 700)}))
    sys.stdout.write(act.id + "\n")
    sys.stdout.flush()
