"""Topics of embeddings that both sides are given, against stock BERTopic (UMAP and HDBSCAN): seconds, labels, words."""

from __future__ import annotations

import statistics
from functools import cache
from typing import TYPE_CHECKING

import labelled
from grouping import Score, line, mean, score, sent_to_nearest
from measure import Row, median_row
from pairs import medians, pairs, part_path, run, vectors

if TYPE_CHECKING:
    from pathlib import Path

PEER = "stock BERTopic 0.17.4 (UMAP, HDBSCAN)"
PAIRS, SAMPLES = 5, 5


def given(texts: tuple[str, ...], whole: list[str] | None = None) -> Path:
    """Return the file of the vectors of some questions: each of the 10,003 is embedded once."""
    return part_path(texts, whole or labelled.intents()[0])


def speedup() -> Row:
    """Time 2,000 texts from the start of the process to topics and words."""
    texts = labelled.sample().texts
    found = pairs(PAIRS, "topics", texts, str(given(texts)))
    ours, stock = zip(*found, strict=True)
    twice = [run(side, "topics", texts, str(given(texts)), "again").found["seconds"]["again"] for side in ("ours", "stock")]
    how = (
        "2,000 embeddings given, from the start of a fresh process to topics and their words; compiling, which UMAP does in every "
        f"process, is in it. Ours {medians(ours)}; stock {medians(stock)}. A second fit in the same process: ours "
        f"{twice[0]:.2f} s, stock {twice[1]:.2f} s, {twice[1] / twice[0]:.0f} times"
    )
    return median_row([theirs.seconds / mine.seconds for mine, theirs in found], "times faster", PEER, how)


@cache
def both(seed: int) -> tuple[Score, Score]:
    """Return (ours, stock) on a sample."""
    mine = labelled.sample(seed=seed)
    return compared(mine, str(given(mine.texts)))


def compared(chosen: labelled.Labelled, path: str) -> tuple[Score, Score]:
    """Return (ours, stock) on a set whose vectors lie in `path`."""
    import numpy as np

    rows = np.load(path)
    ours = run("ours", "topics", chosen.texts, path).found
    stock = run("stock", "topics", chosen.texts, path, "reduce").found
    sent = sent_to_nearest(rows, ours["labels"])
    return (
        score(chosen.texts, chosen.labels, ours["labels"], ours["words"], sent),
        score(chosen.texts, chosen.labels, stock["labels"], stock["words"], stock["reduced"]),
    )


def ari_gain() -> Row:
    """Compare with people's labels, texts in no topic sent to the nearest."""
    found = [both(seed) for seed in range(SAMPLES)]
    ours, stock = (mean([pair[side] for pair in found]) for side in (0, 1))
    how = (
        f"adjusted Rand index with 77 intents, ours less stock's, 2,000 questions of banking77_train drawn {SAMPLES} times, the "
        f"same embeddings, defaults on both sides, texts in no topic sent to the nearest; {line('ours', ours)}; "
        f"{line('stock', stock)}"
    )
    return median_row([mine.ari - theirs.ari for mine, theirs in found], "difference", PEER, how)


def quality_gain() -> Row:
    """Compare on twelve intents and on sets from surveys and reviews; the table is in `how`."""
    told, gains = [], []
    for chosen in (labelled.twelve(0), labelled.twelve(1), *labelled.real()):
        vectors(chosen.texts)
        ours, stock = compared(chosen, str(given(chosen.texts, list(chosen.texts))))
        gains.append(ours.ari - stock.ari)
        told.append(f"{chosen.about}: {line('ours', ours)}; {line('stock', stock)}")
    how = (
        f"adjusted Rand index with people's labels, ours less stock's, mean of six sets, defaults on both sides; {'. '.join(told)}"
    )
    return Row(statistics.fmean(gains), "difference", PEER, how, [min(gains), max(gains)])


ROWS = {"topics_2k_speedup": speedup, "topics_2k_ari_gain": ari_gain, "topics_quality_gain": quality_gain}
