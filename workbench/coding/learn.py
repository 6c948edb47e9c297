"""Learning codes from few examples: weighted ridge regression, solved exactly, with exact held-out scores.

Each code is a yes-or-no target; all are solved at once. A code's label, definition and rule enter as a made-up case, which
is what makes suggestions useful before the twentieth coding. Held-out scores leave out a whole person at a time, since two
passages of one person are alike.

Sources: Hoerl and Kennard 1970 (ridge); for leaving out a block exactly, without refitting, Cook and Weisberg 1982, "Residuals
and Influence in Regression", section 3.6 (in its kernel form: residuals of block g are ``inv(inv(K)[g, g]) @ a[g]``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

#: Strength of the ridge, and how many cases a definition weighs. Chosen on nhs_fft_feedback (docs/methods.md).
RIDGE = 2.0
DEFINITION = 10.0
#: The column of ones that stands for how common a code is. Small: a common code must earn its place by what is said.
_BASE = 0.5
#: Up to so many cases each person is left out in turn; beyond, one half of the people predicts the other.
_EXACT = 1500


@dataclass(frozen=True)
class Learned:
    """What was learned.

    Attributes
    ----------
    weights
        (columns + 1, codes); the last row is how common each code is.
    held_out
        (cases, codes): each case's scores as learned without the person who said it.
    """

    weights: Rows
    held_out: Rows

    def scores(self, rows: Rows) -> Rows:
        """Return (n, codes): about 1 where a code fits, about 0 where it does not."""
        return self.based(rows @ self.weights[:-1])

    def based(self, products: Rows) -> Rows:
        """Return the scores that go with ``rows @ weights[:-1]``."""
        found: Rows = products + _BASE * self.weights[-1]
        return found


def learn(rows: Rows, labels: NDArray[np.bool_], definitions: Rows, people: Sequence[str]) -> Learned:
    """Learn codes.

    Parameters
    ----------
    rows
        (cases, columns), as `workbench.coding.features.Features.rows` gives them.
    labels
        (cases, codes): whether a person gave the case the code.
    definitions
        (codes, columns): rows of what each code's label, definition and rule say.
    people
        Who said each case.

    Returns
    -------
    Learned
        The same cases in the same order give the same bytes.
    """
    import numpy as np

    cases, codes = labels.shape
    design = np.vstack([_based(rows, _BASE), _based(definitions, 0.0)])
    target = np.vstack([labels, np.eye(codes)]).astype(np.float32)
    weight = np.concatenate([np.ones(cases), np.full(codes, DEFINITION)]).astype(np.float32)
    groups = _groups(people)
    if cases <= _EXACT:
        return _small(design, target, weight, groups)
    return _large(design[:cases], target[:cases], design[cases:], groups)


def learn_value(
    rows: Rows, values: NDArray[np.float32], names: Rows | None = None, named: NDArray[np.float32] | None = None
) -> Rows:
    """Learn one number from rows by the same ridge.

    Parameters
    ----------
    rows, values
        Cases, and the number of each.
    names, named
        Rows of words whose number is known beforehand, such as the names of emotions, and these numbers: each weighs as a
        definition does.

    Returns
    -------
    array, (columns + 1,)
        Weights, then the mean that is added to them.
    """
    import numpy as np

    mean = values.mean(dtype=np.float64)
    weight = np.ones(len(rows), dtype=np.float32)
    if names is not None and named is not None and len(names):
        rows, values = np.vstack([rows, names]), np.concatenate([values, named])
        weight = np.append(weight, np.full(len(names), DEFINITION, dtype=np.float32))
    target = (values - mean).astype(np.float32)[:, None]
    if len(rows) <= _EXACT:
        kernel: Rows = rows @ rows.T
        kernel[np.diag_indices_from(kernel)] += RIDGE / weight
        solved = rows.T @ _solved(kernel, target)
    else:
        weighed = rows * weight[:, None]
        squares: Rows = np.asarray(weighed.T @ rows, dtype=np.float32)
        solved = _solved(_ridged(squares), weighed.T @ target)
    return np.append(solved[:, 0], mean).astype(np.float32)


def _based(rows: Rows, base: float) -> Rows:
    import numpy as np

    return np.hstack([rows, np.full((len(rows), 1), base, dtype=np.float32)])


def _groups(people: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return the positions of each person's cases, people by name."""
    import numpy as np

    where: dict[str, list[int]] = {}
    for position, person in enumerate(people):
        where.setdefault(person, []).append(position)
    return [np.array(where[person]) for person in sorted(where)]


def _small(design: Rows, target: Rows, weight: Rows, groups: list[NDArray[np.int64]]) -> Learned:
    """Solve among cases, where what leaving out a person does can be read off the inverse."""
    import numpy as np

    kernel = (design @ design.T).astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += RIDGE / weight
    inverse = np.linalg.inv(kernel)
    dual = inverse @ target
    held = np.empty((sum(map(len, groups)), target.shape[1]), dtype=np.float32)
    for group in groups:
        held[group] = target[group] - np.linalg.solve(inverse[np.ix_(group, group)], dual[group])
    return Learned((design.T @ dual).astype(np.float32), held)


def _large(design: Rows, target: Rows, definitions: Rows, groups: list[NDArray[np.int64]]) -> Learned:
    """Solve among columns. What two halves of the people add to the sums is added up once and used for three fits."""
    import numpy as np

    nobody = [np.zeros(0, dtype=np.int64)]
    halves = [np.sort(np.concatenate(groups[half::2] or nobody)) for half in (0, 1)]
    mine = [design[at] for at in halves]
    grams = [x.T @ x for x in mine]
    sums = [x.T @ target[at] for x, at in zip(mine, halves, strict=True)]
    gram, right = _ridged(DEFINITION * (definitions.T @ definitions)), DEFINITION * definitions.T
    held = np.empty((len(design), target.shape[1]), dtype=np.float32)
    for half, other in ((0, 1), (1, 0)):
        held[halves[half]] = mine[half] @ _solved(gram + grams[other], right + sums[other])
    return Learned(_solved(gram + grams[0] + grams[1], right + sums[0] + sums[1]), held)


def _ridged(gram: Rows) -> Rows:
    import numpy as np

    gram[np.diag_indices_from(gram)] += RIDGE
    return gram


def _solved(gram: Rows, right: Rows) -> Rows:
    from scipy.linalg import cho_factor, cho_solve

    found: Rows = cho_solve(cho_factor(gram, overwrite_a=True, check_finite=False), right, check_finite=False)
    return found
