"""How far a suggestion can be trusted: learned from people who were left out, shown as words until figures are honest.

A percentage is shown only when at least `LABELS` passages were read and, for suggestions on people that neither the codes
nor the percentages were learned from, percentages and shares that were right differ by at most `ERROR` (expected calibration
error, ten bins of equal size: Guo et al. 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

LABELS = 200
ERROR = 0.05
_BINS = 10
_TOP = 3
_FEW = 20
#: Least probability for each word; the last is for everything else.
WORDS = ((0.8, "very likely"), (0.6, "likely"), (0.35, "perhaps"), (0.0, "a guess"))


@dataclass(frozen=True)
class Trust:
    """From scores to chances.

    Attributes
    ----------
    terms
        Of the logistic: constant, score, lead over the best other code.
    labels
        Number of passages it was learned from.
    error
        Expected calibration error on people left out; NaN if there are too few to tell.
    """

    terms: tuple[float, float, float]
    labels: int
    error: float

    @property
    def shown(self) -> bool:
        """Whether percentages may be shown."""
        return self.labels >= LABELS and self.error <= ERROR

    def chances(self, scores: Rows) -> NDArray[np.float64]:
        """Return the estimated share of right suggestions for each (passage, code)."""
        import numpy as np

        constant, slope, lead = self.terms
        return np.asarray(1 / (1 + np.exp(-(constant + slope * scores + lead * _lead(scores)))), dtype=np.float64)

    @staticmethod
    def words(chance: float) -> str:
        """Return a chance in words."""
        return next(word for least, word in WORDS if chance >= least)


#: Where nothing was learned yet: half right at a score of 0.6, as cold starts were (docs/methods.md).
COLD = (-3.0, 4.0, 2.0)


def trust(held_out: Rows, labels: NDArray[np.bool_], people: Sequence[str]) -> Trust:
    """Learn how often suggestions are right from held-out scores.

    Parameters
    ----------
    held_out
        (cases, codes) scores, each learned without the person who said the case.
    labels
        What people gave.
    people
        Who said each case.
    """
    import numpy as np

    cases = len(held_out)
    if cases < _FEW or not labels.any():
        return Trust(COLD, cases, math.nan)
    x, y, who = _shown(held_out, labels, people)
    names = sorted(set(people))
    halves = [np.isin(who, names[half::2]) for half in (0, 1)]
    errors = []
    for mine, others in (halves, halves[::-1]):
        if y[others].any() and not y[others].all() and mine.any():
            terms = _logistic(x[others], y[others])
            errors.append((int(mine.sum()), calibration_error(_chance(terms, x[mine]), y[mine])))
    total = sum(n for n, _ in errors)
    error = math.fsum(n * e for n, e in errors) / total if len(errors) == len(halves) else math.nan
    terms = _logistic(x, y) if y.any() and not y.all() else COLD
    return Trust(terms, cases, error)


def _lead(scores: Rows) -> Rows:
    """Return how far each code lies before the best other one."""
    import numpy as np

    if scores.shape[1] == 1:
        return np.zeros_like(scores)
    top = np.partition(scores, -2, axis=1)
    best, second = top[:, -1:], top[:, -2:-1]
    lead: Rows = scores - np.where(scores >= best, second, best)
    return lead


def _shown(
    scores: Rows, labels: NDArray[np.bool_], people: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.str_]]:
    """Return (score, lead), whether it was right, and who spoke, for the suggestions that would have been shown."""
    import numpy as np

    lead = _lead(scores)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_TOP]
    rows = np.repeat(np.arange(len(scores)), order.shape[1])
    columns = order.ravel()
    kept = scores[rows, columns] > 0
    rows, columns = rows[kept], columns[kept]
    x = np.column_stack([scores[rows, columns], lead[rows, columns]]).astype(np.float64)
    return x, labels[rows, columns], np.asarray(people)[rows]


def _logistic(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[float, float, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=100.0).fit(x, y)
    return float(fitted.intercept_[0]), float(fitted.coef_[0, 0]), float(fitted.coef_[0, 1])


def _chance(terms: tuple[float, float, float], x: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-(terms[0] + x @ np.array(terms[1:])))), dtype=np.float64)


def calibration_error(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error: the mean gap between chance and share right, over bins of equal size."""
    import numpy as np

    order = np.argsort(chances, kind="stable")
    gaps = [abs(float(chances[b].mean()) - float(right[b].mean())) * len(b) for b in np.array_split(order, _BINS) if len(b)]
    return math.fsum(gaps) / len(chances)


def kappa(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return Cohen's kappa (Cohen 1960) of two columns of yes and no; NaN where chance alone makes them agree, or without rows."""
    if not len(one):
        return math.nan
    a, b = float(one.mean()), float(other.mean())
    chance = a * b + (1 - a) * (1 - b)
    return math.nan if chance >= 1 else (float((one == other).mean()) - chance) / (1 - chance)
