"""How long something may take, in yards: the processor's time that a fixed piece of plain Python takes in the same run.

For code that must not take a hundred times as long as it does: loops in loops, patterns that backtrack. How fast things
are is measured by ``make bench``.
"""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def cpu(do: Callable[[], object], runs: int = 3) -> float:
    """Return the least processor time in seconds of `runs` runs, without collections of garbage that others left."""
    took = []
    for _ in range(runs):
        with _uncollected():
            begun = time.process_time()
            do()
            took.append(time.process_time() - begun)
    return min(took)


def _step() -> None:
    counts: dict[int, int] = {}
    for n in range(300_000):
        counts[n % 1000] = counts.get(n % 1000, 0) + n


@cache
def yard() -> float:
    """Return the length of a yard in seconds of the processor; about a twentieth."""
    return cpu(_step)


@contextmanager
def within(yards: float) -> Iterator[None]:
    """Fail if what is done inside takes longer than `yards` of the processor's time."""
    most = yards * yard()
    with _uncollected():
        begun = time.process_time()
        yield
        took = time.process_time() - begun
    if took >= most:  # the machine may have more to do than when the yard was measured: its length now
        most = max(most, yards * cpu(_step))
    assert took < most, f"took {took / yard():.0f} yards; {yards} are allowed"


@contextmanager
def _uncollected() -> Iterator[None]:
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
