"""What sharing costs and stops: the share gate on the sample study, and on files that leak (bench/leaking.py)."""

from __future__ import annotations

import time

import leaking
from measure import ROOT, Row, median_row

RUNS = 7
MOST = 0.5


def gate_seconds() -> Row:
    """Look through the report of the sample study, as `workbench share` does before it goes out."""
    return _looked_through("report.html", f"{MOST} s")


def notebooks_seconds() -> Row:
    """Look through its six executed notebooks, too, which may be sent as they are."""
    return _looked_through("notebooks/*.ipynb", "no bar was set; the report has one")


def _looked_through(pattern: str, against: str) -> Row:
    import workbench as wb
    from workbench.demo import run

    study = wb.open(ROOT / "corpus" / "study")
    out = study.folder.root / "out"
    if not (out / "notebooks" / "06_new_round.ipynb").is_file():
        run(study.folder.root)
    files = {p.name: p.read_bytes() for p in sorted(out.glob(pattern))}
    guard = study.guard
    took = []
    for _ in range(RUNS + 1):  # the first makes the search of the names ready
        began = time.process_time()
        found = {name: leaks for name, data in files.items() if (leaks := guard.leaks(name, data))}
        took.append(time.process_time() - began)
        if found:
            message = f"the gate stops the sample study's own files: {', '.join(found)}"
            raise RuntimeError(message)
    size = sum(map(len, files.values())) / 2**20
    return median_row(
        took[1:], "s", against, f"study.guard on {', '.join(files)} of the sample study, {size:.1f} MiB, processor time"
    )


def leaks_found() -> Row:
    """Look through files that leak and through their clean twins: a twin that is stopped counts as a leak not found."""
    from workbench.share.gate import Guard
    from workbench.sources.people.key import KeyEntry

    guard = Guard([KeyEntry(*entry) for entry in leaking.ROSTER], leaking.RUNS)
    ways = list(leaking.files())
    found = [way for way, name, leaks, clean in ways if guard.leaks(name, leaks) and not guard.leaks(name, clean)]
    missed = sorted({way for way, *_ in ways} - set(found))
    how = f"{len(ways)} files that leak, each in its own way, stopped while the clean twin passes" + (
        f"; not: {', '.join(missed)}" if missed else ""
    )
    share = len(found) / len(ways)
    return Row(share, "share", "1.0", how, [share, share])


ROWS = {"gate_s": gate_seconds, "gate_notebooks_s": notebooks_seconds, "leaks_found": leaks_found}
