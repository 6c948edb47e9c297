"""Coefficients of plain values: what two or more people said of each unit, without a study around it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.coding.agreement.measures import Measures
from workbench.coding.agreement.records import UNDEFINED, Coefficients

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    import numpy as np

    from workbench.coding.agreement.records import Cells


def coefficients(cells: Cells) -> Coefficients:
    """Return the coefficients for one code and two coders, given counts of (both, first only, second only, neither).

    Notes
    -----
    What is corrected for chance is undefined when nobody used the code, or both used it everywhere: there is no variation
    to agree about. AC1 and S would be 1 there by their formulas, whatever the coders meant, so they are not given either.
    Percent is defined there; Jaccard is undefined when nobody used the code.
    """
    both, first, second, neither = cells
    n = sum(cells)
    if n == 0:
        return UNDEFINED
    observed = (both + neither) / n
    used = both + first + second
    jaccard = both / used if used else None
    ones, total = 2 * both + first + second, 2 * n
    if not 0 < ones < total:
        return Coefficients(observed, None, None, None, jaccard)
    p1, p2, q = (both + first) / n, (both + second) / n, ones / total
    chance, by_chance = p1 * p2 + (1 - p1) * (1 - p2), 2 * q * (1 - q)
    expected = 2 * ones * (total - ones) / (total * (total - 1))
    return Coefficients(
        percent=observed,
        kappa=(observed - chance) / (1 - chance),
        alpha=1 - (1 - observed) / expected,
        ac1=(observed - by_chance) / (1 - by_chance),
        jaccard=jaccard,
        s=2 * observed - 1,
        fleiss=(observed - 1 + by_chance) / by_chance,
    )


def rated(rows: Iterable[Sequence[Any]], categories: Collection[Any] | None = None, level: str = "nominal") -> Coefficients:
    """Return the coefficients for units that two or more coders gave one value each.

    Parameters
    ----------
    rows
        For each unit the value of each coder in turn; None where a coder gave none.
    categories
        The values there were to choose from; those that occur if not given. AC1 and S depend on how many there are.
    level
        Of alpha: ``nominal``, ``ordinal``, ``interval``, ``ratio``, or for sets ``masi`` and ``jaccard``.

    Returns
    -------
    Coefficients
        ``jaccard`` is None: it has no meaning here. With missing values percent, kappa, AC1, S and Fleiss' kappa count
        every unit once, as Gwet 2014 does; alpha counts every value once, as Krippendorff 2011 does.
    """
    return one(*_measured(rows, categories, level))


def nominal(pairs: Iterable[tuple[str, str]], categories: Collection[str] | None = None) -> Coefficients:
    """Return the coefficients for units to which each of two coders gave exactly one of several labels.

    Parameters
    ----------
    pairs
        For each unit the label of the first coder and that of the second.
    categories
        As in `rated`.
    """
    return rated(pairs, categories)


def alpha(rows: Iterable[Sequence[Any]], level: str | Callable[[Any, Any], float] = "nominal") -> float | None:
    """Return Krippendorff's alpha for any number of coders, with missing values; None where it is undefined.

    Parameters
    ----------
    rows
        As in `rated`.
    level
        A level of measurement, or a function that says how far apart two values are.
    """
    measures, weights = _measured(rows, None, level)
    return defined(measures.alpha(weights)[0]) if measures.coders else None


def weighted_kappa(pairs: Iterable[tuple[Any, Any]], level: str | Callable[[Any, Any], float] = "interval") -> float | None:
    """Return Cohen's weighted kappa of two coders; ``interval`` weighs differences by their squares.

    Parameters
    ----------
    pairs
        For each unit the value of the first coder and that of the second.
    level
        As in `alpha`, without ``ordinal``.
    """
    measures, weights = _measured(pairs, None, level)
    return defined(measures.weighted_kappa(weights)[0]) if measures.coders else None


def one(measures: Measures, weights: np.ndarray, present: Any = None) -> Coefficients:  # noqa: ANN401 (a value)
    """Return the coefficients for the first row of `weights`."""
    if not measures.coders or not weights[0].sum():
        return UNDEFINED
    found = measures.all(weights[:1], present)
    return Coefficients(**{name: defined(values[0]) for name, values in found.items()})


def defined(value: float) -> float | None:
    """Return a plain number, or None for what is not a number."""
    return None if value != value else float(value)  # noqa: PLR0124 (NaN)


def _measured(
    rows: Iterable[Sequence[Any]], categories: Collection[Any] | None, level: str | Callable[[Any, Any], float]
) -> tuple[Measures, np.ndarray]:
    """Count equal rows once."""
    import numpy as np

    counts = Counter(tuple(row) for row in rows)
    return Measures(list(counts), categories, level), np.array([list(counts.values())], dtype=float)
