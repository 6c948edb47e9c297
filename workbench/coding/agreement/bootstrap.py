"""Intervals: what the coefficients would be, had other documents or other people been drawn.

Characters, words and turns of one document are not independent of each other, so documents are drawn, or people: never
units. Two clusters with the same counts are the same to every coefficient, so drawing them is drawing how many of each
kind there are: the interval of a million answers takes no longer than that of a hundred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.coding.agreement.records import PAIR, Interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from workbench.coding.agreement.records import By, Cluster

RESAMPLES = 1000
_LOW, _HIGH = 0.025, 0.975


def grouped(clusters: Sequence[Cluster], table: np.ndarray, by: By) -> np.ndarray:
    """Add up the rows of one document, or of one participant."""
    import numpy as np

    names = [c.document if by == "document" else c.participant for c in clusters]
    place = {name: n for n, name in enumerate(dict.fromkeys(names))}
    out = np.zeros((len(place), table.shape[1]), dtype=table.dtype)
    np.add.at(out, [place[name] for name in names], table)
    return out


def resampled(table: np.ndarray, seed: int, resamples: int = RESAMPLES) -> np.ndarray | None:
    """Return the sums of as many rows as there are, drawn with replacement, again and again; None for fewer than two rows.

    Parameters
    ----------
    table
        One row a cluster, every column a count that adds up.
    seed
        Of the draws: the same seed and the same rows, in whatever order, give the same sums.
    resamples
        How often.
    """
    import numpy as np

    if len(table) < PAIR:
        return None
    kinds, counts = np.unique(table, axis=0, return_counts=True)
    draws = np.random.default_rng(seed).multinomial(len(table), counts / len(table), size=resamples)
    sums: np.ndarray = draws @ kinds.astype(float)
    return sums


def intervals(samples: Mapping[str, np.ndarray] | None, names: Sequence[str]) -> dict[str, Interval]:
    """Return the percentile interval of each coefficient over its resamples.

    A resample in which a coefficient is undefined says nothing of it. The interval is over the others, says how many
    were left out, and is not given if those are most.
    """
    if samples is None:
        return dict.fromkeys(names, Interval(None, None))
    return {name: interval(samples[name]) for name in names}


def interval(sample: np.ndarray) -> Interval:
    """Return the percentile interval of one coefficient; see `intervals`."""
    import numpy as np

    defined = sample[~np.isnan(sample)]
    undefined = 1 - len(defined) / len(sample)
    if 2 * len(defined) < len(sample):
        return Interval(None, None, undefined)
    lo, hi = np.quantile(defined, [_LOW, _HIGH])
    return Interval(float(lo), float(hi), undefined)
