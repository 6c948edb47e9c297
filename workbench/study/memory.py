"""Reading a large log makes a million small objects and no garbage; looking for garbage meanwhile takes half the time.

A whole run makes some garbage between much that stays: there it is looked for less often.
"""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: New objects between two looks for garbage; Python's own 700 make a rerun a tenth longer, each full look goes through everything.
_SELDOM = 10_000


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of reference cycles rest inside the block, if it is on."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector of reference cycles look less often inside the block, unless it looks as seldom or never anyway."""
    first, *rest = gc.get_threshold()
    gc.set_threshold(first and max(first, _SELDOM), *rest)
    try:
        yield
    finally:
        gc.set_threshold(first, *rest)
