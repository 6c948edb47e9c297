"""How often the curve's 95 % interval holds the mean it is about: people drawn from five kinds of populations, 5 to 40 at a time.

Each person says a few things (some say much more than others), each with a valence from -2 to 2 in whole numbers, and has one
mean; `workbench.journey.stats.t_interval` is asked for the interval, as the map does. A sixth population, of which a third feels
the opposite of the rest, is told apart: five people of it are too few for any interval of this kind.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from measure import Row

from workbench.journey import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Draw = Callable[[np.random.Generator, int, int], tuple[NDArray[np.float64], NDArray[np.int64]]]

SIZES = (5, 8, 12, 20, 40)
RUNS, SEED = 10_000, 2026
#: How far what one person says spreads around how they feel.
WITHIN = 0.8
#: How many are in the smaller camp.
SMALLER = 0.3
_CHUNK = 2_000


def _talkative(draw: np.random.Generator, runs: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    return draw.normal(-0.3, 0.6, (runs, n)), 1 + draw.geometric(0.3, (runs, n)).clip(1, 14)


def _unhappy(draw: np.random.Generator, runs: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Let who is unhappy say more."""
    felt = draw.normal(-0.3, 0.6, (runs, n))
    return felt, 1 + draw.poisson(np.exp(1 - 0.9 * felt)).clip(0, 30)


def _heavy(draw: np.random.Generator, runs: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Let a few feel very differently: t with three degrees of freedom."""
    return -0.2 + 0.45 * draw.standard_t(3, (runs, n)), 1 + draw.geometric(0.35, (runs, n))


def _skewed(draw: np.random.Generator, runs: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Let most be content, and some far from it."""
    return 0.9 - draw.gamma(1.5, 0.7, (runs, n)), 1 + draw.geometric(0.3, (runs, n))


def _camps(draw: np.random.Generator, runs: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Let thirty in a hundred feel the opposite of the rest."""
    felt = np.where(draw.random((runs, n)) < SMALLER, 1.2, -0.8) + draw.normal(0, 0.3, (runs, n))
    return felt, 1 + draw.poisson(2, (runs, n))


FAMILIES: dict[str, Draw] = {
    "talk is skewed": _talkative,
    "the unhappy talk more": _unhappy,
    "heavy tails": _heavy,
    "most are content": _skewed,
}
ONE, CAMPS = "one whole number a person", "two camps"


def person_means(name: str, draw: np.random.Generator, runs: int, n: int) -> NDArray[np.float64]:
    """Return one mean a person, a row a run."""
    if name == ONE:
        return draw.choice([-2.0, -1.0, 0.0, 1.0, 2.0], p=[0.18, 0.34, 0.18, 0.22, 0.08], size=(runs, n))
    felt, said = (_camps if name == CAMPS else FAMILIES[name])(draw, runs, n)
    most = int(said.max())
    values = np.rint(felt[..., None] + draw.normal(0, WITHIN, (runs, n, most))).clip(-2, 2)
    counted = np.arange(most) < said[..., None]
    means: NDArray[np.float64] = (values * counted).sum(-1) / said
    return means


def coverage(name: str, n: int) -> float:
    """Return the share of runs whose interval holds the population's mean."""
    draw = np.random.default_rng([SEED, n, *name.encode()])
    truth = float(np.mean([person_means(name, draw, _CHUNK, 100).mean() for _ in range(5)]))
    held = 0
    for _ in range(RUNS // _CHUNK):
        for row in person_means(name, draw, _CHUNK, n).tolist():
            found = stats.t_interval(row)
            held += found is not None and found.lo <= truth <= found.hi
    return held / RUNS


@cache
def measured() -> dict[tuple[str, int], float]:
    """Return the coverage of every population and size."""
    return {(name, n): coverage(name, n) for name in (*FAMILIES, ONE, CAMPS) for n in SIZES}


def _row(pick: Callable[[list[float]], float], target: str) -> Row:
    found = {key: value for key, value in measured().items() if key[0] != CAMPS}
    value = pick(list(found.values()))
    (name, n) = next(key for key, v in found.items() if v == value)
    apart = ", ".join(f"{v:.3f} with {n_}" for (f, n_), v in measured().items() if f == CAMPS)
    how = (
        f"{RUNS:,} runs each of {len(FAMILIES) + 1} populations ({', '.join((*FAMILIES, ONE))}) and {', '.join(map(str, SIZES))} "
        f"people; this one: {name}, {n} people. Not in it: where 30 of 100 feel the opposite of the rest, {apart}"
    )
    return Row(value, "share", target, how, [min(found.values()), max(found.values())])


def lowest() -> Row:
    """Take the population and size where intervals hold least often."""
    return _row(min, "at least .93")


def highest() -> Row:
    """Take those where they hold most often: wider than need be."""
    return _row(max, "at most .975")


ROWS = {"curve_coverage_min": lowest, "curve_coverage_max": highest}
