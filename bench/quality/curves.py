"""How suggestions get better as people code: four sets that no setting was chosen on, against TF-IDF with logistic regression.

For macro-F1 a code is called from a cut on that was chosen on what was learned from, each text left out. Whoever is tested on
is not learned from: the dev part of goemotions_train_dev and emobank_vad_dev, by chance in xed_english, one interview at a time
in pdpilot_user_study. Emotions go by their names alone. Each figure is the mean of `SEEDS` draws of what was coded.
"""

from __future__ import annotations

import statistics
from functools import cache
from typing import TYPE_CHECKING, Any

import coded
from measure import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from coded import Coded

SIZES = (20, 50, 100, 200, 500)
SEEDS = range(5)
_TOP = 3
#: The columns of the table in docs/methods.md.
METRICS = ("macro-F1", "recall@3", "first right", "average precision", "codes seen")


def ours(data: Coded, mine: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return our scores of what is tested, and of each text learned from without the person who said it."""
    from workbench.coding.learn import learn

    rows, prior = data.read()
    found = learn(rows[mine], data.labels[mine], prior, [data.people[i] for i in mine])
    return found.scores(rows[test]), found.held_out


def peer(data: Coded, mine: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what TF-IDF with logistic regression says of the same: what is learned from is scored by fifths left out."""
    import numpy as np

    fifths = np.arange(len(mine)) % 5
    held = np.zeros((len(mine), len(data.codes)))
    for one in range(5):
        held[fifths == one] = _peer(data, mine[fifths != one], mine[fifths == one])
    return _peer(data, mine, test), held


def _peer(data: Coded, mine: np.ndarray, test: np.ndarray) -> np.ndarray:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(sublinear_tf=True)
    x = words.fit_transform([data.texts[i] for i in mine])
    z = words.transform([data.texts[i] for i in test])
    chances = np.zeros((len(test), len(data.codes)))
    for column in range(len(data.codes)):
        y = data.labels[mine, column]
        if y.any() and not y.all():
            chances[:, column] = LogisticRegression(C=30, max_iter=1000).fit(x, y).predict_proba(z)[:, 1]
    return chances


def called(scores: np.ndarray, held: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return which codes are called: from one cut for all, the best for macro-F1 on texts that were scored left out."""
    import numpy as np
    from sklearn.metrics import f1_score

    cuts = np.unique(np.quantile(held, np.linspace(0, 0.99, 60)))
    best = max(cuts, key=lambda cut: f1_score(given, held >= cut, average="macro", zero_division=0))
    return scores >= best


def measured(data: Coded, who: Callable[..., Any], size: int, seed: int) -> tuple[float, ...]:
    """Return `METRICS` of one draw. Those about the best suggestions go by texts that have a code at all."""
    import numpy as np
    from sklearn.metrics import average_precision_score, f1_score

    pairs = drawn(data, size, seed)
    said = [who(data, mine, test) for mine, test in pairs]
    scores = np.concatenate([one for one, _ in said])
    calls = np.concatenate([called(one, held, data.labels[mine]) for (one, held), (mine, _) in zip(said, pairs, strict=True)])
    right = data.labels[np.concatenate([test for _, test in pairs])]
    there = [c for c in range(right.shape[1]) if right[:, c].any()]
    f1 = f1_score(right[:, there], calls[:, there], average="macro", zero_division=0)
    some = right.any(axis=1)
    order = np.argsort(-scores[some], axis=1, kind="stable")
    best = np.take_along_axis(right[some], order, axis=1)
    recall = best[:, :_TOP].sum() / best.sum()
    precision = statistics.fmean(average_precision_score(right[:, c], scores[:, c]) for c in there)
    seen = statistics.fmean(float(data.labels[mine].any(axis=0).sum()) for mine, _ in pairs)
    return float(f1), float(recall), float(best[:, 0].mean()), precision, seen


def drawn(data: Coded, size: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return what to learn from and what to test on: one pair, or one for each interview left out."""
    import numpy as np

    random = np.random.default_rng(seed)
    if data.pool < len(data.texts):
        return [(random.permutation(data.pool)[:size], np.arange(data.pool, len(data.texts)))]
    people = np.array(data.people)
    return [
        (random.permutation(np.flatnonzero(people != one))[:size], np.flatnonzero(people == one)) for one in sorted(set(people))
    ]


@cache
def curve(name: str, who: Callable[..., Any]) -> dict[int, list[tuple[float, ...]]]:
    """Return for each size what was measured in each draw."""
    data: Coded = getattr(coded, name)()
    sizes = [size for size in SIZES if size < data.pool]
    return {size: [measured(data, who, size, seed) for seed in SEEDS] for size in sizes}


def _means(draws: list[tuple[float, ...]]) -> list[float]:
    return [statistics.fmean(one) for one in zip(*draws, strict=True)]


def table(name: str) -> Callable[[], Row]:
    """Return a row for a set: macro-F1 at the largest size; how it came about is told in `how` and printed as a table."""

    def row() -> Row:
        mine, theirs = (curve(name, who) for who in (ours, peer))
        means = {
            size: [[statistics.fmean(one) for one in zip(*found[size], strict=True)] for found in (mine, theirs)] for size in mine
        }
        for size, (we, they) in means.items():
            print(f"| {size} | " + " | ".join(f"{a:.3f} ({b:.3f})" for a, b in zip(we, they, strict=True)) + " |")
        told = "; ".join(
            f"{metric} " + ", ".join(f"{means[size][0][n]:.3f} ({means[size][1][n]:.3f}) at {size}" for size in means)
            for n, metric in enumerate(METRICS)
        )
        largest = max(means)
        values = [one[0] for one in mine[largest]]
        how = f"macro-F1 after {largest} coded texts of {name}, mean of {len(values)} draws; ours (the peer's): {told}"
        return Row(means[largest][0][0], "macro-F1", "TF-IDF + logistic regression (C=30)", how, [min(values), max(values)])

    return row


def valence() -> Row:
    """Return how well the valence of a sentence is told after so many were given one; emotions have the names of a new study."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge

    from workbench.coding.learn import learn_value

    data = coded.emobank()
    rows, names = data.read()
    values, named = data.labels[:, 0], np.array(list(coded.EMOTIONS.values()), dtype=np.float32)
    told, last = [], []
    for size in SIZES:
        both: list[tuple[float, float]] = []
        for seed in SEEDS:
            ((mine, test),) = drawn(data, size, seed)
            weights = learn_value(rows[mine], values[mine], names, named)
            words = TfidfVectorizer(sublinear_tf=True)
            x = words.fit_transform([data.texts[i] for i in mine])
            theirs = Ridge(alpha=1.0).fit(x, values[mine]).predict(words.transform([data.texts[i] for i in test]))
            both.append(tuple(float(np.corrcoef(p, values[test])[0, 1]) for p in (rows[test] @ weights[:-1], theirs)))
        we, they = (statistics.fmean(one) for one in zip(*both, strict=True))
        print(f"| {size} | {we:.3f} ({they:.3f}) |")
        told.append(f"{we:.3f} ({they:.3f}) at {size}")
        last = [one for one, _ in both]
    what = f"Pearson r of valence, sentences of emobank_vad_dev (dev part), mean of {len(SEEDS)} draws"
    how = f"{what}; ours (the peer's): {', '.join(told)}"
    return Row(statistics.fmean(last), "Pearson r", "TF-IDF + ridge", how, [min(last), max(last)])


ROWS = {f"suggest_curve_{name}": table(name) for name in ("goemotions", "xed", "pdpilot")} | {"suggest_curve_emobank": valence}
