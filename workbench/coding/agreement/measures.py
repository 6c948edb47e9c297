"""The coefficients, from counts of patterns of values: one formula each, for the data and for a thousand resamples at once.

A pattern is what each coder said of a unit, None where a coder saw or said nothing. However long the texts, there are few
patterns, and every coefficient is a closed form over how often each occurs.

Sources: Cohen 1960 and Conger 1980 (kappa); Cohen 1968 (weighted kappa); Fleiss 1971 (Scott's pi for two); Krippendorff
2011, "Computing Krippendorff's Alpha-Reliability" (alpha, with missing values); Gwet 2008 and 2014 (AC1, and what missing
values do to all but alpha); Bennett, Alpert and Goldstein 1954, Brennan and Prediger 1981 (S).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.coding.agreement.distances import matrix
from workbench.coding.agreement.records import NAMES, PAIR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy as np

#: What a difference that should be 0 may have become by rounding.
_NONE = 1e-12


def _order(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 (a value is whatever coders say)
    """Sort numbers by size, and sets by what is in them; everything else as it sorts itself."""
    return (tuple(sorted(value)),) if isinstance(value, frozenset) else (value,)


class Measures:
    """Every coefficient for given patterns, as functions of how often each occurs.

    Parameters
    ----------
    patterns
        For each pattern the value each coder gave, None where there is none. All are equally long.
    categories
        The values there were to choose from; those that occur if not given. AC1 and S depend on how many there are.
    distance
        For alpha and weighted kappa: a level of measurement by name, or a function of two values.
    """

    def __init__(
        self,
        patterns: Sequence[Sequence[Any]],
        categories: Collection[Any] | None = None,
        distance: str | Callable[[Any, Any], float] = "nominal",
    ) -> None:
        import numpy as np

        occurring = {value for pattern in patterns for value in pattern if value is not None}
        self.values = sorted(occurring | set(categories or ()), key=_order)
        self.distance = distance
        place = {value: n for n, value in enumerate(self.values)}
        self.coders = max(map(len, patterns), default=0)
        said = np.zeros((self.coders, len(patterns), len(self.values)))
        for p, pattern in enumerate(patterns):
            for g, value in enumerate(pattern):
                if value is not None:
                    said[g, p, place[value]] = 1
        self._said = said
        self._counts = said.sum(axis=0)
        self._raters = self._counts.sum(axis=1)
        self.many = self._raters >= PAIR

    # What several coefficients share -----------------------------------------------------------------------------

    @cached_property
    def _same(self) -> np.ndarray:
        """Share of the pairs of coders who said the same, by pattern; 0 where there is no pair."""
        pairs = self._raters * (self._raters - 1)
        return over((self._counts * (self._counts - 1)).sum(axis=1), pairs, 0.0)

    def _percent(self, weights: np.ndarray) -> np.ndarray:
        return over(weights @ (self._same * self.many), weights @ self.many)

    def _shares(self, weights: np.ndarray) -> np.ndarray:
        """Return how often each value is given, every unit counting once however many coders saw it (Gwet 2014)."""
        rated = self._raters > 0
        shares = over(self._counts, self._raters[:, None], 0.0)
        return over(weights @ (shares * rated[:, None]), (weights @ rated)[..., None])

    def _margins(self, weights: np.ndarray) -> np.ndarray:
        """Return each coder's own shares: coder x resample x value."""
        import numpy as np

        by_coder = np.stack([weights @ said for said in self._said]) if self.coders else np.zeros((0, len(weights), 0))
        return over(by_coder, by_coder.sum(axis=2, keepdims=True))

    # Coefficients ------------------------------------------------------------------------------------------------

    def all(self, weights: np.ndarray, present: Any = None) -> dict[str, np.ndarray]:  # noqa: ANN401 (a value)
        """Return every coefficient for each row of `weights`; not a number where it is undefined.

        Parameters
        ----------
        weights
            How often each pattern occurs, one row a resample.
        present
            The value that means "coded", for Jaccard; None if there is no such value.
        """
        import numpy as np

        percent, shares, q = self._percent(weights), self._shares(weights), len(self.values)
        nothing = np.full(len(weights), np.nan)
        varied = shares.max(axis=1, initial=0) < 1 - _NONE  # else AC1 and S would be 1 by their formulas, whatever was meant
        by_chance = np.where(varied, (shares * (1 - shares)).sum(axis=1) / max(q - 1, 1), np.nan)
        return dict(zip(NAMES, (
            percent,
            self.kappa(weights),
            self.alpha(weights),
            _corrected(percent, by_chance),
            nothing if present is None else self._jaccard(weights, present),
            _corrected(percent, np.where(varied, 1 / max(q, 1), np.nan)),
            _corrected(percent, (shares**2).sum(axis=1)),
        ), strict=True))  # fmt: skip

    def kappa(self, weights: np.ndarray) -> np.ndarray:
        """Return Conger's kappa, which is Cohen's for two coders: chance is the mean over pairs of their own habits."""
        margins, m = self._margins(weights), self.coders
        if m < PAIR:
            return self._percent(weights) * float("nan")
        both = margins.sum(axis=0) ** 2 - (margins**2).sum(axis=0)
        return _corrected(self._percent(weights), both.sum(axis=1) / (m * (m - 1)))

    def weighted_kappa(self, weights: np.ndarray) -> np.ndarray:
        """Return 1 less observed over expected distance, for two coders who both saw every unit that counts (Cohen 1968)."""
        import numpy as np

        first, second = self._said[0], self._said[1]
        both = (first.sum(axis=1) * second.sum(axis=1)) > 0
        weights = weights * both
        apart = matrix(self.values, self.distance)
        observed = weights @ np.einsum("pc,ck,pk->p", first, apart, second)
        expected = np.einsum("bc,ck,bk->b", weights @ first, apart, weights @ second)
        return 1 - over(observed * weights.sum(axis=1), expected)

    def alpha(self, weights: np.ndarray) -> np.ndarray:
        """Return Krippendorff's alpha; units that fewer than two coders judged are left out."""
        weights = weights * self.many
        margins = weights @ self._counts
        n = margins.sum(axis=1)
        observed, expected = (self._ordinal if self.distance == "ordinal" else self._apart)(weights, margins)
        return 1 - over(observed * (n - 1), expected)

    def _apart(self, weights: np.ndarray, margins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the distances within units and among all values."""
        import numpy as np

        if self.distance == "nominal":  # without a matrix: texts may have hundreds of values
            within = self._raters**2 - (self._counts**2).sum(axis=1)
            among = margins.sum(axis=1) ** 2 - (margins**2).sum(axis=1)
        else:
            apart = matrix(self.values, self.distance)
            within = ((self._counts @ apart) * self._counts).sum(axis=1)
            among = ((margins @ apart) * margins).sum(axis=1)
        return weights @ over(within, np.maximum(self._raters - 1, 1)), among

    def _ordinal(self, weights: np.ndarray, margins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the same for ranks: the squared difference of the values' mean ranks in all that was said."""
        import numpy as np

        rank = np.cumsum(margins, axis=1) - margins / 2
        first, second = rank @ self._counts.T, rank**2 @ self._counts.T
        within = 2 * (self._raters * second - first**2) / np.maximum(self._raters - 1, 1)
        n = margins.sum(axis=1)
        among = 2 * (n * (margins * rank**2).sum(axis=1) - (margins * rank).sum(axis=1) ** 2)
        return (weights * within).sum(axis=1), among

    def _jaccard(self, weights: np.ndarray, present: Any) -> np.ndarray:  # noqa: ANN401 (a value)
        import numpy as np

        if present not in self.values:
            return np.full(len(weights), np.nan)
        coded = self._counts[:, self.values.index(present)]
        both, one = coded * (coded - 1) / 2, coded * (self._raters - coded)
        return over(weights @ both, weights @ (both + one))


def over(above: np.ndarray, below: np.ndarray, otherwise: float = float("nan")) -> np.ndarray:
    """Divide; where there is nothing to divide by, the answer is not a number, or what is said here."""
    import numpy as np

    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    out = np.full(above.shape, otherwise)
    np.divide(above, below, out=out, where=np.abs(below) > _NONE)
    return out


def _corrected(observed: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return how much of what chance leaves open is agreement; undefined where chance leaves nothing open."""
    return over(observed - chance, 1 - chance)
