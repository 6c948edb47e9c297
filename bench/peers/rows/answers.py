"""Ten thousand short answers, from texts to topics, against sentence-transformers with stock BERTopic."""

from __future__ import annotations

import labelled
from measure import Row, median_row
from pairs import medians, pairs

PAIRS = 3
PEER = "sentence-transformers 6.2.0 (the same model, fp32, torch 2.13.0 without CUDA) and stock BERTopic 0.17.4"


def speedup() -> Row:
    """Time a fresh process; nothing was embedded before."""
    texts = labelled.short_answers()
    found = pairs(PAIRS, "answers", texts)
    ours, stock = zip(*found, strict=True)
    how = (
        "10,000 short answers (banking77_train and goemotions_train, half each, 12 words in the mean) as texts, from the start of "
        f"a fresh process to topics and their words, no cache. Ours {medians(ours)}; stock {medians(stock)}"
    )
    return median_row([theirs.seconds / mine.seconds for mine, theirs in found], "times faster", PEER, how)


ROWS = {"answers_10k_speedup": speedup}
