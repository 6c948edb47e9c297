"""How good groups of texts are: against labels that people gave, and by the words that name them."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

#: So many words of each topic are looked at: what the workbench shows.
WORDS = 8


@dataclass(frozen=True)
class Score:
    """One fit on one set.

    Attributes
    ----------
    topics, left_out
        How many topics there are, and the share of texts in none.
    ari, nmi
        Adjusted Rand index (Hubert & Arabie 1985) and normalised mutual information (arithmetic mean) with people's labels; a text
        in no topic is sent to the nearest first.
    npmi
        Mean normalised pointwise mutual information (Bouma 2009) of two words of a topic, the window being a text of the set:
        -1 never together, 1 always. Few topics of common words score high, so compare only where as many topics were found.
        Words without content ("what", "is") are left out on both sides: they stand together everywhere.
    diversity
        Different words over all words of all topics (Dieng et al. 2020), words without content left out.
    empty
        Share of the words shown that have no content.
    """

    topics: int
    left_out: float
    ari: float
    nmi: float
    npmi: float
    diversity: float
    empty: float


def score(
    texts: Sequence[str], truth: Sequence[str], found: Sequence[int], words: Sequence[Sequence[str]], sent: Sequence[int]
) -> Score:
    """Return how good a fit is: `found` with -1 for none, `sent` after those were sent somewhere."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    from workbench.themes.words import stop_words

    stops = stop_words()
    full = [[word for word in group if word not in stops][:WORDS] for group in words]
    shown = [word for group in words for word in group[:WORDS]]
    return Score(
        len(words),
        sum(n < 0 for n in found) / len(found),
        float(adjusted_rand_score(truth, sent)),
        float(normalized_mutual_info_score(truth, sent)),
        npmi(texts, full),
        diversity(full),
        sum(word in stops for word in shown) / max(1, len(shown)),
    )


def mean(scores: Sequence[Score]) -> Score:
    """Return the mean of several fits."""
    ways = ("left_out", "ari", "nmi", "npmi", "diversity", "empty")
    return Score(
        round(statistics.fmean(s.topics for s in scores)), *(statistics.fmean(getattr(s, w) for s in scores) for w in ways)
    )


def line(name: str, scored: Score) -> str:
    """Return a score as results show it."""
    return (
        f"{name}: {scored.topics} topics, {scored.left_out:.0%} in none, ARI {scored.ari:.3f}, NMI {scored.nmi:.3f}, "
        f"NPMI {scored.npmi:.3f}, diversity {scored.diversity:.2f}, words without content {scored.empty:.0%}"
    )


def sent_to_nearest(vectors: NDArray[np.float32], found: Sequence[int]) -> list[int]:
    """Return labels with each text of none in the topic whose centre is nearest: what reduce_outliers does by embeddings."""
    import numpy as np

    labels = np.asarray(found)
    if labels.max(initial=-1) < 0 or labels.min() >= 0:
        return [int(n) for n in labels]
    centres = np.stack([vectors[labels == n].mean(0) for n in range(labels.max() + 1)])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    return [int(n) if n >= 0 else int((centres @ row).argmax()) for n, row in zip(labels, vectors, strict=True)]


def npmi(texts: Sequence[str], words: Sequence[Sequence[str]]) -> float:
    """Return the mean over topics of the mean over pairs of their words; phrases are taken apart."""
    known = [[w for phrase in group for w in tokens(phrase)] for group in words]
    groups = [list(dict.fromkeys(group)) for group in known]
    wanted = {word for group in groups for word in group}
    places: dict[str, set[int]] = {word: set() for word in wanted}
    for n, text in enumerate(texts):
        for word in wanted.intersection(tokens(text)):
            places[word].add(n)
    each = []
    for group in groups:
        values = [_npmi(len(places[a]), len(places[b]), len(places[a] & places[b]), len(texts))
                  for a, b in itertools.combinations(group, 2)]  # fmt: skip
        if values:
            each.append(statistics.fmean(values))
    return statistics.fmean(each) if each else 0.0


def _npmi(one: int, other: int, both: int, n: int) -> float:
    if not both:
        return -1.0
    if both == n:
        return 1.0
    return math.log(both * n / (one * other)) / -math.log(both / n)


def diversity(words: Sequence[Sequence[str]]) -> float:
    """Return the number of different words over that of all words."""
    every = [word for group in words for word in group]
    return len(set(every)) / len(every) if every else 0.0


def tokens(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", text.lower())


def nearest_right(vectors: NDArray[np.float32], truth: Sequence[str]) -> float:
    """Return the share of texts whose nearest other text has the same label."""
    import numpy as np

    near = vectors @ vectors.T
    np.fill_diagonal(near, -2)
    best = near.argmax(1)
    return statistics.fmean(truth[int(b)] == label for b, label in zip(best, truth, strict=True))
