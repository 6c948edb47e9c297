"""How far apart two values are: what alpha and weighted kappa charge for a disagreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np

#: ``ordinal`` is not a function of two values alone (it depends on how often those between occur): see `measures`.
Level = Literal["nominal", "ordinal", "interval", "ratio", "masi", "jaccard"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")
Distance = "Level | Callable[[Any, Any], float]"


def jaccard(one: AbstractSet[Any], other: AbstractSet[Any]) -> float:
    """Return 1 less the shared part of two sets; two empty sets are alike."""
    union = len(one | other)
    return 1 - len(one & other) / union if union else 0.0


def masi(one: AbstractSet[Any], other: AbstractSet[Any]) -> float:
    """Return 1 less Jaccard times monotonicity: 1 if equal, 2/3 if one holds the other, 1/3 if they cross, 0 if disjoint.

    Notes
    -----
    Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI)", as Artstein and Poesio 2008 and NLTK have it.
    DKPro Statistics multiplies two distances instead of two likenesses, so its values are lower.
    """
    if one == other:
        return 0.0
    if not one & other:
        return 1.0
    weight = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard(one, other)) * weight


def nominal(one: object, other: object) -> float:
    """Return 0 for the same value and 1 for another."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """Return the squared difference (Krippendorff 2011)."""
    return float((one - other) ** 2)


def ratio(one: float, other: float) -> float:
    """Return the squared difference over the squared sum (Krippendorff 2011); two zeros are alike."""
    return float(((one - other) / (one + other)) ** 2) if one + other else 0.0


_BY_NAME: dict[str, Callable[[Any, Any], float]] = {
    "nominal": nominal, "interval": interval, "ratio": ratio, "masi": masi, "jaccard": jaccard,
}  # fmt: skip


def matrix(values: Sequence[Any], distance: str | Callable[[Any, Any], float]) -> np.ndarray:
    """Return the distance of every value from every other.

    Raises
    ------
    ValueError
        If no level is called so.
    """
    import numpy as np

    if isinstance(distance, str):
        if distance not in _BY_NAME:
            raise ValueError(f"no level is called {distance!r}; there are {', '.join(LEVELS)}")
        distance = _BY_NAME[distance]
    return np.array([[distance(a, b) for b in values] for a in values], dtype=float).reshape(len(values), len(values))
