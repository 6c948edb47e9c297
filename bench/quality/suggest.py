"""How good suggestions are on comments that people coded: against TF-IDF with logistic regression, on people not learned from.

The set is nhs_fft_feedback_dev (MIT): comments with the codes that hospital trusts gave them, in ../shared/data or
$WORKBENCH_REAL_DATA.
Texts that come twice are dropped; codes with at least 30 comments are kept; nobody is in both parts; five ways of dividing.
Definitions of the codes are in nhs_definitions.csv, written from the names of the codes. Strength of the ridge, weight of a
definition and of meaning were chosen on this set, so its figures are a little too good; the holdout of the set was not looked at.
"""

from __future__ import annotations

import csv
import os
import statistics
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import ROOT, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

HERE = Path(__file__).parent
LEAST = 30
SIZES = (20, 50, 100, 200, 500)
SEEDS = range(5)
_NOTHING = {"Labelling not possible", "Not assigned", ""}


@cache
def comments() -> tuple[list[str], Any, list[str], Any]:
    """Return texts, who wrote them, codes, and (texts, codes) as people coded."""
    import numpy as np
    import pandas as pd

    data = Path(os.environ.get("WORKBENCH_REAL_DATA") or ROOT.parent / "shared" / "data")
    frame = pd.read_csv(data / "nhs_fft_feedback_dev" / "fft_comments.csv", dtype=str, keep_default_na=False)
    frame = frame[~frame["FFT answer"].str.strip().isin({"", "Did not answer"})]
    given = frame["labels"].map(lambda cell: set(cell.split("; ")) - _NOTHING)
    plain = frame["FFT answer"].str.lower().str.split().str.join(" ")
    kept = (given.map(len) > 0) & ~plain.duplicated()
    frame, given = frame[kept], given[kept]
    counts = pd.Series([code for codes in given for code in codes]).value_counts()
    codes = sorted(counts[counts >= LEAST].index)
    labels = np.array([[code in mine for code in codes] for mine in given])
    return frame["FFT answer"].tolist(), frame["Respondent ID"].to_numpy(), codes, labels


@cache
def read() -> tuple[Any, Any, Any]:
    """Return the features, the rows of the comments and those of the definitions."""
    from workbench.coding.features import Features
    from workbench.reading.backends import load_encoder
    from workbench.reading.cache import embed

    texts, _, codes, _ = comments()
    with (HERE / "nhs_definitions.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: row["definition"] for row in csv.DictReader(file)}
    meanings = [f"{code}: {known[code]}" for code in codes]
    cache_ = ROOT / "bench" / ".cache"
    vectors = embed([*texts, *meanings], load_encoder(), cache_)
    features = Features.of(texts)
    return features, features.rows(texts, vectors[: len(texts)]), features.rows(meanings, vectors[len(texts) :])


def parts(seed: int) -> tuple[Any, Any]:
    """Return the positions to learn from, shuffled, and those to test on: 30 % of the people."""
    import numpy as np

    people = comments()[1]
    names = np.array(sorted(set(people)))
    random = np.random.default_rng(seed)
    random.shuffle(names)
    test = np.isin(people, names[: int(0.3 * len(names))])
    learn = np.flatnonzero(~test)
    random.shuffle(learn)
    return learn, np.flatnonzero(test)


def ours(learn_from: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return our scores."""
    from workbench.coding.learn import learn

    _, people, _, labels = comments()
    _, rows, prior = read()
    return learn(rows[learn_from], labels[learn_from], prior, list(people[learn_from])).scores(rows[test])


def peer(learn_from: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return what TF-IDF with logistic regression says; its settings are the best of six tried on the same set."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, _, codes, labels = comments()
    words = TfidfVectorizer(sublinear_tf=True)
    x = words.fit_transform([texts[i] for i in learn_from])
    z = words.transform([texts[i] for i in test])
    scores = np.zeros((len(test), len(codes)))
    for column in range(len(codes)):
        y = labels[learn_from, column]
        if y.any() and not y.all():
            scores[:, column] = LogisticRegression(C=30, max_iter=1000).fit(x, y).predict_proba(z)[:, 1]
    return scores


def top_right(scores: np.ndarray, test: np.ndarray) -> float:
    """Return the share of comments whose first suggestion is right."""
    import numpy as np

    right = comments()[3][test]
    some = right.any(axis=1)
    return float(right[some][np.arange(some.sum()), scores[some].argmax(axis=1)].mean())


def average_precision(scores: np.ndarray, test: np.ndarray) -> float:
    """Return the mean over codes of the average precision."""
    from sklearn.metrics import average_precision_score

    right = comments()[3][test]
    return statistics.fmean(average_precision_score(right[:, c], scores[:, c]) for c in range(right.shape[1]) if right[:, c].any())


@cache
def gains(size: int) -> list[tuple[float, float]]:
    """Return (first suggestion, average precision), ours less the peer's, for each way of dividing."""
    found = []
    for seed in SEEDS:
        learn_from, test = parts(seed)
        mine, theirs = ours(learn_from[:size], test), peer(learn_from[:size], test)
        found.append((top_right(mine, test) - top_right(theirs, test),
                      average_precision(mine, test) - average_precision(theirs, test)))  # fmt: skip
    return found


def gain(size: int, which: int) -> Callable[[], Row]:
    """Return a row for one number of labels."""
    what = ("share of first suggestions that are right", "average precision, mean over 24 codes")[which]

    def row() -> Row:
        values = [pair[which] for pair in gains(size)]
        how = f"{what}, ours less the peer's, after {size} coded comments; people not learned from; mean of 5 divisions"
        return Row(statistics.fmean(values), "difference", "TF-IDF + logistic regression (C=30)", how, [min(values), max(values)])

    return row


def shown_error() -> Row:
    """Return the calibration error of the percentages that would be shown, on people not learned from."""
    import numpy as np

    from workbench.coding.calibrate import calibration_error, trust
    from workbench.coding.learn import learn

    _, people, _, labels = comments()
    _, rows, prior = read()
    errors, shown = [], 0
    for size in (200, 500, 1000):
        for seed in SEEDS:
            learn_from, test = parts(seed)
            mine = learn_from[:size]
            found = learn(rows[mine], labels[mine], prior, list(people[mine]))
            trusted = trust(found.held_out, labels[mine], list(people[mine]))
            if not trusted.shown:
                continue
            shown += 1
            scores = found.scores(rows[test])
            order = np.argsort(-scores, axis=1)[:, :3]
            at = np.repeat(np.arange(len(test)), 3), order.ravel()
            kept = scores[at] > 0
            errors.append(calibration_error(trusted.chances(scores)[at][kept], labels[test][at][kept]))
    how = (
        f"expected calibration error of percentages in the {shown} of 15 fits that would show them (200, 500, 1,000 coded comments)"
    )
    return Row(statistics.fmean(errors), "share", "0.05", how, [min(errors), max(errors)])


ROWS = (
    {f"suggest_p1_gain_{size}": gain(size, 0) for size in SIZES}
    | {f"suggest_ap_gain_{size}": gain(size, 1) for size in SIZES}
    | {"suggest_ece_shown": shown_error}
)
