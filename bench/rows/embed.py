"""How long embedding takes against what its sums would take as fp32 products, and whether the vectors are worth as much.

The floor is counted: two operations for each weight and token, and those of attention; at the rate that numpy's fp32 product
reaches in the same minute, on as many cores. Texts are the questions of banking77_train, each once. Time is all that ``encode``
does, words to vectors. Beside it stands what the eight-bit products cost: the adjusted Rand index of topics and how often the
nearest neighbour has the same intent, each minus that of the same weights as floats (cosine .9995 to the official model).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

from measure import ROOT, Row, median_row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

sys.path.insert(0, str(ROOT / "bench"))

TEXTS, RUNS = 2_000, 7
#: Questions that topics and neighbours are counted on, draws of half of them, and settings of fewer and more topics.
JUDGED, DRAWS, RESOLUTIONS = 4_000, 6, (1.0, 4.0, 8.0)
#: Of the model: layers, width, inner width.
LAYERS, WIDTH, INNER = 6, 384, 1536


def operations(lengths: list[int]) -> int:
    """Return the floating point operations of all matrix products for texts of so many tokens."""
    weights = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    return sum(2 * weights * n + 4 * LAYERS * WIDTH * n * n for n in lengths)


def rate() -> float:
    """Return the operations a second of numpy's fp32 product, in the largest shape of the model."""
    import numpy as np

    left, right = np.ones((4096, WIDTH), np.float32), np.ones((WIDTH, INNER), np.float32)
    took = []
    for _ in range(12):
        started = time.perf_counter()
        left @ right
        took.append(time.perf_counter() - started)
    return 2 * left.size * INNER / statistics.median(took)


def judged(vectors: NDArray[np.float32], labels: NDArray[np.str_]) -> tuple[list[float], float]:
    """Return the Rand index of topics for each draw and setting, and how often the nearest neighbour is of the same intent."""
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    from workbench.themes.graph import GraphTopics

    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1)
    draws = [np.sort(np.random.default_rng(d).permutation(len(labels))[: len(labels) // 2]) for d in range(DRAWS)]
    found = [
        float(adjusted_rand_score(labels[d], GraphTopics(resolution=r).fit_predict(vectors[d]))) for d in draws for r in RESOLUTIONS
    ]
    return found, float((labels[alike.argmax(1)] == labels).mean())


def floor_ratio() -> Row:
    """Measure time over the floor; say what topics and neighbours lose."""
    import numpy as np
    from labelled import intents, order

    from workbench.reading.cache import embed
    from workbench.reading.encoder import packaged

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    texts, labels = intents()
    drawn = order(len(texts), 5)[:JUDGED]
    chosen, known = [texts[i] for i in drawn], np.array([labels[i] for i in drawn])
    encoder, floats = packaged(threads=cores), packaged(rows=False, threads=cores)
    timed = list(dict.fromkeys(chosen))[:TEXTS]
    counted = operations([len(ids) for _, batch in encoder._batches(timed) for ids in batch])  # noqa: SLF001 (as it cuts them)
    encoder.encode(timed[:200])
    ratios, seconds = [], []
    for _ in range(RUNS):
        before = rate()
        started = time.perf_counter()
        vectors = encoder.encode(timed)
        took = time.perf_counter() - started
        ratios.append(took * (before + rate()) / 2 / counted)
        seconds.append(took)
    mixed = np.random.default_rng(1).permutation(len(timed))
    if not np.array_equal(encoder.encode([timed[i] for i in mixed]), vectors[mixed]):
        raise RuntimeError("a vector depends on the texts it is encoded with")
    kept = ROOT / "bench" / ".cache"
    ours, same = judged(embed(chosen, encoder, kept), known)
    theirs, as_floats = judged(embed(chosen, floats, kept), known)
    lost = [a - b for a, b in zip(ours, theirs, strict=True)]
    unsure = 1.96 * statistics.stdev(lost) / len(lost) ** 0.5
    how = (
        f"{TEXTS:,} short texts ({statistics.median(seconds):.2f} s, {cores} cores) over {counted / 1e9:,.0f} GFLOP at numpy's "
        f"fp32 rate in the same run; vectors are the same in any order. {JUDGED:,} questions: ARI of topics "
        f"{statistics.fmean(ours):.4f}, {statistics.fmean(lost):+.4f} ± {unsure:.4f} against floats; "
        f"nearest neighbour of the same intent {same:.4f}, floats {as_floats:.4f}"
    )
    return median_row(ratios, "times", "1.0", how)


ROWS = {"embed_floor_ratio": floor_ratio}
