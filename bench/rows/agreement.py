"""Agreement by characters against the package krippendorff: how much faster, and how far the coefficients are apart.

That package is under the GPL, so it is no dependency of the project, not even for tests: it is installed into a venv of its
own under bench/.cache (not in git) and run there as another process, which gets spans and returns numbers.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

from measure import ROOT, Row

PEER = "krippendorff==0.9.0"
CACHE = ROOT / "bench" / ".cache" / "agreement-peer"
CODES, LENGTH, RUNS, PEER_RUNS = 40, 100_000, 15, 3
ALIKE = 0.8  # share of the passages of one coder that the other has, too
# The peer's time is that of its alpha alone: laying the spans out as characters is left out of it.
SCRIPT = """
import json, sys, time
import krippendorff, numpy as np
asked = json.load(sys.stdin)
masks = []
for coders in asked["codes"]:
    mask = np.zeros((2, asked["length"]))
    for row, spans in zip(mask, coders):
        for start, end in spans:
            row[start:end] = 1
    masks.append(mask)
took = []
for _ in range(asked["runs"]):
    began = time.perf_counter()
    alphas = [krippendorff.alpha(reliability_data=mask, level_of_measurement="nominal") for mask in masks]
    took.append(time.perf_counter() - began)
print(json.dumps({"took": took, "alphas": alphas}))
"""


def peer_python() -> Path:
    """Return the Python of the peer's venv; make it if it is not there, with pip, and say so if that cannot be."""
    python = CACHE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists() and subprocess.run([python, "-c", "import krippendorff"], capture_output=True, check=False).returncode == 0:
        return python
    venv.create(CACHE, clear=True, with_pip=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        message = f"pip could not install {PEER} into {CACHE.relative_to(ROOT)}; is a package index within reach?\n{done.stderr}"
        raise RuntimeError(message)
    return python


def spans() -> list[list[list[tuple[int, int]]]]:
    """Return, for each code and each of two coders, where they marked it: up to 40 passages a code, some of them alike."""
    import random

    draw = random.Random(11)  # noqa: S311 (made-up data)
    codes = []
    for _ in range(CODES):
        first = [
            (at, at + draw.randrange(20, 900)) for at in range(draw.randrange(2000), LENGTH - 1000, draw.randrange(2500, 9000))
        ]
        second = [(max(0, a + draw.randrange(-60, 60)), b + draw.randrange(-60, 60)) for a, b in first if draw.random() < ALIKE]
        codes.append([first, [(a, b) for a, b in second if b > a]])
    return codes


@functools.cache
def measured() -> dict[str, Any]:
    """Measure both sides once for both rows."""
    import pandas as pd

    from workbench.coding.agreement import agreement
    from workbench.study.canon import sha256_text
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript, Turn
    from workbench.study.settings import Settings

    python, codes = peer_python(), spans()
    asked = json.dumps({"codes": codes, "length": LENGTH, "runs": PEER_RUNS})
    done = subprocess.run([python, "-c", SCRIPT], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{PEER} failed:\n{done.stderr}"
        raise RuntimeError(message)
    peer = json.loads(done.stdout)
    rows = [("long", "", f"pain:{n:02}", "for", coder, start, end) for n, both in enumerate(codes)
            for coder, marked in zip(("ana", "ben"), both, strict=True) for start, end in marked]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["source", "item", "code", "stance", "coder", "start", "end"])
    took = []
    with tempfile.TemporaryDirectory(prefix="bench-agreement-") as home:
        folder, text = Folder.create(Path(home) / "study", Settings(title="Long")), "x" * LENGTH
        turns = (Turn(0, "P01", "P01", 0, LENGTH),)
        folder.add_transcript(Transcript("long", "interview", "r", "", None, text, sha256_text(text), turns))
        for _ in range(RUNS + 1):  # the first may load libraries
            began = time.perf_counter()
            found = agreement(folder, frame, ["ana", "ben"], unit="character", intervals=False)
            took.append(time.perf_counter() - began)
    ours = {a.code: a.value.alpha for a in found}
    apart = [abs(ours[f"pain:{n:02}"] - alpha) for n, alpha in enumerate(peer["alphas"])]
    return {"took": took[1:], "peer": peer["took"], "apart": apart}


def speedup() -> Row:
    """Compare 40 codes of two coders over 100,000 characters, from a table of codings to every coefficient."""
    found = measured()
    ours, theirs = min(found["took"]), min(found["peer"])  # whatever takes longer is other people's work on this machine
    how = (
        f"{CODES} codes x {LENGTH:,} characters x 2 coders: ours from a table of codings to every coefficient, "
        f"{1000 * ours:.1f} ms (at most 50 wanted; fastest of {RUNS}); {PEER} its alpha alone on characters laid out before, "
        f"{theirs:.2f} s (fastest of {PEER_RUNS}); Python {sys.version_info.major}.{sys.version_info.minor}"
    )
    return Row(theirs / ours, "times", PEER, how, [min(found["peer"]) / max(found["took"]), max(found["peer"]) / ours])


def max_abs_diff() -> Row:
    """Take the largest difference of two alphas; in units of 1e-8, since results are rounded to three places."""
    apart = [value * 1e8 for value in measured()["apart"]]
    how = f"largest of {CODES} differences of alpha on the data of agreement_speedup, times 1e8: 1 is what is allowed"
    return Row(max(apart), "1e-8", PEER, how, [min(apart), max(apart)])


ROWS = {"agreement_speedup": speedup, "agreement_max_abs_diff": max_abs_diff}
