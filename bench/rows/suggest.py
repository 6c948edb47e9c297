"""How long learning takes while somebody codes."""

from __future__ import annotations

import time
from typing import Any

from measure import Row, median_row

SEGMENTS, CODES, RUNS = 5_000, 24, 5
CODED = 0.06  # share of segments that have a code


def _study() -> tuple[Any, ...]:
    """Return made-up segments of real words, their embeddings, codes and codings: only the sizes matter here."""
    import numpy as np

    from workbench.coding.cases import Cases
    from workbench.study.records import Anchor, Code, Segment

    random = np.random.default_rng(3)
    words = np.array([f"{a}{b}{c}" for a in "bdfglmnprst" for b in "aeiou" for c in ("", "n", "ler", "sting", "t", "me", "ration")])
    rank = 1 / (1 + np.arange(len(words)))
    texts = [" ".join(random.choice(words, 25, p=rank / rank.sum())) for _ in range(SEGMENTS)]
    segments = [
        Segment(f"s/{n:05}/0-{len(t)}", Anchor("s", f"{n:05}", "v", 0, len(t)), t, f"P{n % 400:03}", "r", "survey")
        for n, t in enumerate(texts)
    ]
    vectors = random.normal(size=(SEGMENTS, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    codes = [Code(f"pain:{n:02}", "pain", f"{words[n]} {words[n + 30]}") for n in range(CODES)]
    labels = random.random((SEGMENTS, CODES)) < CODED
    return segments, vectors, codes, vectors[:CODES], Cases(tuple(c.id for c in codes), np.arange(SEGMENTS), labels)


def retrain() -> Row:
    """Learn all codes again from all segments, as after a coding: the texts are as they were."""
    from workbench.coding.features import Table
    from workbench.coding.suggest import fit

    study = _study()
    table = Table.of([s.text for s in study[0]], study[1])
    fit(*study, table)
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        fit(*study, table)
        took.append(time.perf_counter() - started)
    how = f"learn {CODES} codes again from {SEGMENTS} coded segments, percentages included; embeddings and counted words are kept"
    return median_row(took, "s", "3 s", how)


ROWS = {"suggest_retrain_s": retrain}
