"""What the main job costs: time and memory of `workbench demo` on the sample study."""

from __future__ import annotations

import functools
import json

from measure import ROOT, WORKBENCH, Row, Run, median_row, run_tree

RUNS = 3


@functools.cache
def runs() -> tuple[Run, ...]:
    """Run the demo a few times, once for both rows, and make sure that each run did its job."""
    done = tuple(run_tree([str(WORKBENCH), "demo", "--json"], ROOT) for _ in range(RUNS))
    for run in done:
        answer = json.loads(run.output)
        if not answer["counts"]["claims"]:
            message = "the demo ended without a single claim: nothing to measure"
            raise RuntimeError(message)
    return done


def demo_seconds() -> Row:
    """Take the wall time."""
    how = "wall seconds of `workbench demo --json`; the first run may fill caches"
    return median_row([run.seconds for run in runs()], "s", "", how)


def demo_rss_mib() -> Row:
    """Take the peak memory of all its processes together; the worst run counts, not the median."""
    peaks = [run.peak_mib for run in runs()]
    how = f"largest sum of resident memory of `workbench demo --json` and its children, sampled every 50 ms; worst of {RUNS} runs"
    return Row(max(peaks), "MiB", "2048 MiB", how, [min(peaks), max(peaks)])


ROWS = {"demo_seconds": demo_seconds, "demo_rss_mib": demo_rss_mib}
