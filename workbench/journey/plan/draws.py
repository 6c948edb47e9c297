"""Who might have been heard instead: people drawn again and again, all claims at once.

People are drawn as a whole, with all they said about every claim, so that claims that are raised by the same people move
together (the bootstrap, Efron 1979; whole clusters where people spoke together, Davison and Hinkley 1997, section 3.8).

Where that says too little, the share is drawn from Beta(k + 1/2, n - k + 1/2) instead (Jeffreys; Brown, Cai and DasGupta 2001):
of fewer than five people, and where all or none say so, since drawing them again can never differ. So few people are never
sure. It is done so too in studies of more than four thousand people, of whom every single draw would be a long list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from workbench.journey.said.memory import once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.journey.evidence import Evidence
    from workbench.journey.said.memory import Memory

    Numbers = NDArray[np.float64]

DRAWS = 1000
#: Below so many people (or groups that spoke together) drawing them again says too little.
FEW = 5
#: Above so many people they are not drawn one by one.
MANY = 4000
_CUTS = (0.025, 0.975)
#: Scores closer than this share of the largest are equal: an order by lot.
_EQUAL = 1e-12


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where one claim stands.

    Attributes
    ----------
    rank
        1 is first.
    lo, hi
        The ranks it has in 95 % of the draws.
    top
        How often, of all draws, it is among the first three.
    third
        How often it is in the first third.
    """

    rank: int
    lo: int
    hi: int
    top: float
    third: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """How often each person (or group that spoke together) is in each draw; `times` is None where nobody is drawn.

    Attributes
    ----------
    seats
        Person or group -> column of `times`.
    times
        Draws by people.
    seed, draws
        How the draws begin, and how many there are.
    counts
        How many of some people are in every draw, as far as it was asked.
    """

    seats: dict[str, int]
    times: NDArray[np.float32] | None
    seed: int
    draws: int
    counts: dict[frozenset[str], Numbers] = field(default_factory=dict)

    def ahead(self, found: Sequence[Evidence], inside: Sequence[Collection[str]]) -> None:
        """Count everybody exposed to claims, and those `inside` of each, in all draws at once: a tenth of the work."""
        import numpy as np

        if self.times is None or not found:
            return
        wanted = {frozenset(who) for who in inside} | {e.exposed for e in found}
        for old in self.counts.keys() - wanted:
            del self.counts[old]
        fresh = [who for who in wanted if who not in self.counts]
        if fresh:
            table = np.stack([self._column(found[0], who) for who in fresh], axis=1)
            self.counts.update(zip(fresh, (self.times @ table).astype(np.float64).T, strict=True))

    def share(self, e: Evidence, inside: Collection[str], what: str) -> Numbers:
        """Return the share of the exposed people of a claim who are `inside`, in every draw.

        Parameters
        ----------
        e
            The claim; somebody is exposed to it.
        inside
            Some of those who are.
        what
            Which share it is: each has a lot of its own.
        """
        import numpy as np

        k, n = len(inside), e.n
        units = {e.together.get(p, p) for p in e.exposed} if e.together else e.exposed
        if self.times is None or len(units) < FEW or k in {0, n}:
            scale = (e.effective_n or n) / n
            rng = np.random.default_rng([self.seed, crc32(f"{what} {e.code}".encode())])
            return rng.beta(k * scale + 0.5, (n - k) * scale + 0.5, size=self.draws)
        people, base = self._count(e, inside), self._count(e, e.exposed)
        # Where none of them is drawn, a draw says nothing: the share stays what it was.
        return np.where(base > 0, people / np.maximum(base, 1), k / n)

    def _count(self, e: Evidence, who: Collection[str]) -> Numbers:
        """Return how many of some people are in every draw."""
        import numpy as np

        key = frozenset(who)
        if key not in self.counts:
            assert self.times is not None  # noqa: S101 (for the type)
            self.counts[key] = (self.times @ self._column(e, key)).astype(np.float64)
        return self.counts[key]

    def _column(self, e: Evidence, who: Iterable[str]) -> NDArray[np.float32]:
        """Return how many of some people sit on each seat."""
        import numpy as np

        column = np.zeros(len(self.seats), dtype=np.float32)
        if e.together:
            np.add.at(column, [self.seats[e.together.get(p, p)] for p in who], 1)
        else:
            column[list(map(self.seats.__getitem__, who))] = 1  # each on a seat of their own
        return column


def drawn(found: Sequence[Evidence], *, seed: int, draws: int = DRAWS, memory: Memory | None = None) -> Drawn:
    """Draw the people who are exposed to any of these claims.

    Parameters
    ----------
    found
        Claims.
    seed, draws
        How the draws begin, and how many there are.
    memory
        Of earlier draws: the same people are drawn once.
    """
    together = found[0].together if found else {}
    units = sorted({together.get(p, p) for base in {e.exposed for e in found} for p in base})

    def make() -> Drawn:
        import numpy as np

        seats = {name: at for at, name in enumerate(units)}
        count = len(units)
        if not FEW <= count <= MANY:
            return Drawn(seats, None, seed, draws)
        lot = np.random.default_rng(seed).integers(0, count, size=(draws, count))
        rows = np.arange(draws)[:, None] * count
        times = np.bincount((lot + rows).ravel(), minlength=draws * count).reshape(draws, count)
        return Drawn(seats, times.astype(np.float32), seed, draws)

    return once({} if memory is None else memory, ("people drawn", draws), (units, seed), make)


def ends(values: Numbers) -> tuple[float, float]:
    """Return the ends of the middle 95 % of some draws."""
    import numpy as np

    lo, hi = np.quantile(values, _CUTS)
    return float(lo), float(hi)


def ranks(scores: Sequence[Numbers], whole: Sequence[float], *, seed: int, top: int = 3, heard: int | None = None) -> list[Ranks]:
    """Return where each claim stands and how sure that is.

    Parameters
    ----------
    scores
        Of each claim, its score in every draw.
    whole
        The scores of the people who were heard, in an order in which equals are to stand.
    seed
        Equal scores of a draw come in an order by lot.
    top
        How many ranks count as first.
    heard
        Of how many claims a third is taken; all if not given. What nobody was heard to say makes no third longer.
    """
    import numpy as np

    count = len(whole)
    if not count:
        return []
    table = np.stack(scores, axis=1)
    lot = np.random.default_rng(seed).random(table.shape)
    order = np.argsort(-(table + lot * (_EQUAL * (1 + np.abs(table).max()))), axis=1)
    placed = np.empty(table.shape, dtype=np.int16)
    np.put_along_axis(placed, order, np.arange(1, count + 1, dtype=np.int16)[None, :], axis=1)
    line = np.sort(placed.T, axis=1, kind="stable")
    lo, hi = (line[:, round(cut * (line.shape[1] - 1))] for cut in _CUTS)
    third = -(-(count if heard is None else heard) // 3)
    firsts, thirds = (line <= top).mean(axis=1), (line <= third).mean(axis=1)
    now = {at: rank for rank, at in enumerate(sorted(range(count), key=lambda i: (-whole[i], i)), 1)}
    return [Ranks(now[i], int(lo[i]), int(hi[i]), round(float(firsts[i]), 6), round(float(thirds[i]), 6)) for i in range(count)]
