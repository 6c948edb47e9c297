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
        found: Rows = rows @ self.weights[:-1] + _BASE * self.weights[-1]
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
    solved = _solve(design, target, weight)
    held = np.empty((cases, codes), dtype=np.float32)
    halves = [np.concatenate(groups[half::2]) for half in (0, 1)]
    definitions_at = np.arange(cases, cases + codes)
    for mine, others in (halves, reversed(halves)):
        used = np.sort(np.concatenate([others, definitions_at]))
        held[mine] = design[mine] @ _solve(design[used], target[used], weight[used])
    return Learned(solved, held)


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


def _solve(design: Rows, target: Rows, weight: Rows) -> Rows:
    """Solve among columns, or among cases, whichever are fewer."""
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve

    if len(design) < design.shape[1]:
        kernel: Rows = design @ design.T
        kernel[np.diag_indices_from(kernel)] += RIDGE / weight
        found: Rows = design.T @ cho_solve(cho_factor(kernel, overwrite_a=True), target)
        return found
    weighted: Rows = weight[:, None] * design
    gram: Rows = design.T @ weighted
    gram[np.diag_indices_from(gram)] += RIDGE
    solved: Rows = cho_solve(cho_factor(gram, overwrite_a=True), weighted.T @ target)
    return solved
