"""What an answer costs when answers come in Parquet files, and what a second worker brings."""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Row

if TYPE_CHECKING:
    from collections.abc import Callable

#: Files and answers in each; an answer has 12 words on average, as short answers do (docs/scale.md).
FILES, EACH = 8, 500
RUNS = 3


def written(folder: Path, *, run: int) -> list[Path]:
    """Write the answers of one run: no text occurs twice, in this run or in another."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whats = ("the price of it", "the weekly plan", "the support by phone", "the first week with it", "the export of hours")
    files = []
    for number in range(FILES):
        texts = [
            f"What I think of {whats[n % 5]} is case {run}-{number}-{n}, {'really ' * (n % 5)}not good enough" for n in range(EACH)
        ]
        file = folder / f"{run}-{number}.parquet"
        pq.write_table(pa.table({"who": [f"R{number}-{n}" for n in range(EACH)], "why": texts}), file)
        files.append(file)
    return files


def cpu_ms() -> Row:
    """Return the processor's time for one answer: embedded, assigned, written, counted."""
    from workbench.themes import parts

    found = []
    with tempfile.TemporaryDirectory() as base:
        files = written(Path(base), run=0)
        model = parts.fit(files, text="why", person="who", sample=1000)
        for run in range(RUNS):
            fresh = written(Path(base), run=run + 1)
            began = resource.getrusage(resource.RUSAGE_SELF)
            parts.assign(fresh, model, Path(base) / f"out{run}", text="why", person="who")
            ended = resource.getrusage(resource.RUSAGE_SELF)
            spent = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
            found.append(1000 * spent / (FILES * EACH))
    how = f"processor time of themes.parts.assign over {FILES * EACH:,} answers of 12 words in {FILES} files; median of {RUNS}"
    return Row(statistics.median(found), "CPU-ms an answer", "", how, [min(found), max(found)])


def speedup() -> Row:
    """Return how much sooner two workers of one machine are done than one, which uses all its cores by itself."""
    from workbench.themes import parts

    with tempfile.TemporaryDirectory() as base:
        model = parts.fit(written(Path(base), run=0), text="why", person="who", sample=1000)
        took = {
            workers: _with(workers, lambda client, run: _timed(Path(base), model, client, run=run), first=10 * workers)
            for workers in (1, 2)
        }
    ratios = [one / two for one, two in zip(took[1], took[2], strict=True)]
    where = f"a local Dask cluster, {os.cpu_count()} cores"
    how = f"wall time of themes.parts.assign over {FILES * EACH:,} answers on {where}; median of {RUNS}"
    return Row(statistics.median(ratios), "times", "one worker, which uses all cores", how, [min(ratios), max(ratios)])


def _with(workers: int, timed: Callable[[Any, int], float], *, first: int) -> list[float]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", scheduler_port=0) as cluster,
        Client(cluster) as client,
    ):
        timed(client, first)  # each worker reads its model once
        return [timed(client, first + run + 1) for run in range(RUNS)]


def _timed(base: Path, model: Any, client: Any, *, run: int) -> float:  # noqa: ANN401
    from workbench.themes import parts

    files = written(base, run=run)
    began = time.perf_counter()
    parts.assign(files, model, base / f"out{run}", text="why", person="who", client=client)
    return time.perf_counter() - began


ROWS = {"parts_cpu_ms": cpu_ms, "parts_2_workers_speedup": speedup}
