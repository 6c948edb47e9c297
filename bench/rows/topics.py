"""How the time of a fit of topics grows with the study, embeddings given."""

from __future__ import annotations

import math
import statistics
import time
from typing import TYPE_CHECKING

from measure import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment

SIZES = (2_000, 5_000, 10_000, 20_000, 50_000)
#: The small ones are over soon: the median of more fits.
RUNS = (5, 3, 3, 1, 1)
THEMES, FAMILIES, OFF = 150, 25, 0.1
#: Share of words that are those of the theme.
OWN = 0.5


def study(number: int) -> tuple[list[Segment], NDArray[np.float32]]:
    """Return made-up answers of a dozen words about 150 themes in 25 families, a tenth about nothing, with vectors to match.

    The vectors are as near to each other as those of real answers are: cosines to the five nearest of about .6 within a theme
    and .3 outside any.
    """
    import numpy as np

    from workbench.study.records import Anchor, Segment

    random = np.random.default_rng(7)
    words = np.array(
        [f"{a}{b}{c}" for a in "bdfglmnprst" for b in "aeiou" for c in ("nan", "n", "ler", "sting", "tum", "me", "ration")]
    )
    family = random.standard_normal((FAMILIES, 384))
    middles = family[random.integers(0, FAMILIES, THEMES)] + random.standard_normal((THEMES, 384))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    theme = random.integers(0, THEMES, number)
    noise = random.standard_normal((number, 384)) / math.sqrt(384)
    vectors = middles[theme] + random.uniform(0.5, 1.2, (number, 1)) * noise
    off = random.random(number) < OFF
    vectors[off] = random.standard_normal((int(off.sum()), 384))
    own = np.array([random.choice(len(words), 30, replace=False) for _ in range(THEMES)])
    said = np.where(random.random((number, 12)) < OWN, own[theme[:, None], random.integers(0, 30, (number, 12))],
                    random.integers(0, len(words), (number, 12)))  # fmt: skip
    segments = [
        Segment(f"s/{n:06}/0-60", Anchor("s", f"{n:06}", "v", 0, 60), " ".join(words[row]), f"P{n // 3:06}", "r", "survey")
        for n, row in enumerate(said)
    ]
    return segments, vectors.astype(np.float32)


def growth() -> Row:
    """Measure the slope of the logarithm of time over the logarithm of size."""
    from workbench.themes.topics import fit_topics

    took, found = [], []
    fit_topics(*study(500))
    for size, runs in zip(SIZES, RUNS, strict=True):
        made, seconds = study(size), []
        for _ in range(runs):
            started = time.perf_counter()
            topics = fit_topics(*made)
            seconds.append(time.perf_counter() - started)
        took.append(statistics.median(seconds))
        found.append(len(topics.topics))
    x, y = [math.log(s) for s in SIZES], [math.log(t) for t in took]
    slope = statistics.linear_regression(x, y).slope
    each = "; ".join(f"{s:,}: {t:.2f} s, {n} topics" for s, t, n in zip(SIZES, took, found, strict=True))
    steps = [(y[n + 1] - y[n]) / (x[n + 1] - x[n]) for n in range(len(x) - 1)]
    how = (
        "slope of log time over log segments, fit_topics with embeddings given, made-up answers of 150 themes and a tenth about "
        f"nothing; neighbours found at {SIZES[-1]:,}: {topics.recall:.3f} of the true ones; {each}; the spread is from step to step"
    )
    return Row(slope, "exponent", "1.3, and 20 s at 50,000", how, [min(steps), max(steps)])


ROWS = {"growth_exponent": growth}
