"""Who speaks of what nobody else speaks of: mean cosine to the nearest, against comments mixed into a study."""

from __future__ import annotations

import statistics

import labelled
from measure import ROOT, Row

SIZES = (200, 500, 1_000, 2_000)
SEEDS = (51, 52, 53, 54, 55)
NOISE = 0.12


def mixed(size: int, seed: int) -> tuple[list[str], list[bool]]:
    """Return questions of twelve intents, few of the last and many of the first, and comments about anything; True for those."""
    texts, labels = labelled.intents()
    names = sorted(set(labels))
    chosen = [names[i] for i in labelled.order(len(names), seed)[:12]]
    weights = [1 / (n + 1) ** 0.7 for n in range(12)]
    drawn = labelled.order(len(texts), seed + 1)
    signal = []
    for name, weight in zip(chosen, weights, strict=True):
        wanted = max(4, round(size * (1 - NOISE) * weight / sum(weights)))
        signal += [texts[i] for i in drawn if labels[i] == name][:wanted]
    others = labelled.comments()
    noise = [others[i] for i in labelled.order(len(others), seed + 2)[: round(size * NOISE)]]
    return signal + noise, [False] * len(signal) + [True] * len(noise)


def auc(scores: list[float], positive: list[bool]) -> float:
    """Return the chance that a positive scores above a negative, ties half (Mann and Whitney 1947)."""
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    count = sum(positive)
    return float(
        (sum(r for r, p in zip(ranks, positive, strict=True) if p) - count * (count + 1) / 2) / (count * (len(scores) - count))
    )


def offtopic() -> Row:
    """Measure on studies of four sizes, five draws each."""
    from ours import segments

    from workbench.reading.backends import load_encoder
    from workbench.reading.cache import embed
    from workbench.themes.topics import fit_topics

    encoder = load_encoder()
    values, told = [], []
    for size in SIZES:
        found, caught, wrong = [], [], []
        for seed in SEEDS:
            texts, off = mixed(size, seed)
            rows = segments(texts)
            topics = fit_topics(rows, embed(texts, encoder, ROOT / "bench" / ".cache"), encoder=encoder)
            found.append(auc([-topics.nearness[r.id] for r in rows], off))
            flagged = [r.id in topics.off_topic for r in rows]
            caught.append(statistics.fmean(f for f, o in zip(flagged, off, strict=True) if o))
            wrong.append(statistics.fmean(f for f, o in zip(flagged, off, strict=True) if not o))
        values += found
        flags = f"flags {statistics.fmean(caught):.0%} and {statistics.fmean(wrong):.1%} of the rest"
        told.append(f"{size:,}: {statistics.fmean(found):.3f}, {flags}")
    how = (
        "chance that a comment about anything (goemotions) is further from its nearest than an answer (banking77, 12 intents of "
        f"uneven size), 12 % comments, {len(SEEDS)} draws a size; {'; '.join(told)}"
    )
    return Row(statistics.fmean(values), "AUC", "0.97", how, [min(values), max(values)])


ROWS = {"offtopic_auc": offtopic}
