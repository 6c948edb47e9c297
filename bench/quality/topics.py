"""How good topics are: against what people said each text is about, and by the words that name them. Ours alone.

The same sets as in bench/peers, where stock BERTopic is measured beside us; here with the workbench's own embeddings.
"""

from __future__ import annotations

import statistics
from functools import cache
from typing import TYPE_CHECKING

import labelled
from grouping import Score, line, mean, score, sent_to_nearest
from measure import ROOT, Row

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = 5
RESOLUTIONS = (None, 0.5, 2.0, 4.0)


@cache
def fitted(chosen: labelled.Labelled, resolution: float | None = None) -> Score:
    """Return the score of our topics of a set, as they come or with fewer or more asked for."""
    from ours import segments, told

    from workbench.reading.backends import load_encoder
    from workbench.reading.cache import embed
    from workbench.themes.topics import fit_topics

    encoder = load_encoder()
    vectors = embed(chosen.texts, encoder, ROOT / "bench" / ".cache")
    rows = segments(chosen.texts, chosen.people)
    asked = {} if resolution is None else {"resolution": resolution}
    found = told(fit_topics(rows, vectors, encoder=encoder, **asked), rows)
    return score(chosen.texts, chosen.labels, found["labels"], found["words"], sent_to_nearest(vectors, found["labels"]))


def drawn(draw: Callable[[int], labelled.Labelled], what: str) -> Row:
    """Return the row of a set that is drawn several times, with what fewer and more topics do to it."""
    sets = [draw(seed) for seed in range(SAMPLES)]
    asked = [mean([fitted(chosen, resolution) for chosen in sets]) for resolution in RESOLUTIONS]
    values = [fitted(chosen).ari for chosen in sets]
    told = "; ".join(line("default" if r is None else f"resolution {r:g}", s) for r, s in zip(RESOLUTIONS, asked, strict=True))
    how = (
        f"adjusted Rand index with people's labels, {what}, mean of {SAMPLES} draws; texts in no topic sent to the nearest; {told}"
    )
    return Row(statistics.fmean(values), "index", "", how, [min(values), max(values)])


def questions() -> Row:
    """Measure on 2,000 questions of 77 intents."""
    return drawn(lambda seed: labelled.sample(seed=seed), "2,000 questions of all 77 intents of banking77_train")


def twelve() -> Row:
    """Measure on twelve intents."""
    return drawn(labelled.twelve, "all questions of 12 intents of banking77_train")


def real() -> Row:
    """Measure on sets from surveys and reviews."""
    sets = labelled.real()
    told = ". ".join(line(s.about, fitted(s)) for s in sets)
    values = [fitted(s).ari for s in sets]
    how = f"adjusted Rand index with people's labels, mean of four sets from surveys and reviews with one label a text; {told}"
    return Row(statistics.fmean(values), "index", "", how, [min(values), max(values)])


ROWS = {"topics_ari_77": questions, "topics_ari_12": twelve, "topics_ari_real": real}
