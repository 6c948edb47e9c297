"""What to read next: half of it for codes that are rare so far, half by chance.

Measured with `bench/quality/order.py` on two sets (docs/methods.md): rare codes are met sooner, and after 200 texts suggestions
are a little better than after 200 by chance. Nothing else is claimed: neither that fewer texts do, nor that shares of codes among
the texts read in this order say anything about shares among all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Anchor

#: Share of what is to be read next that is there for a rare code.
RARE = 0.5


@dataclass(frozen=True, slots=True)
class Next:
    """A passage to read next.

    Attributes
    ----------
    segment, anchor
        Which it is.
    participant
        Who said it.
    code
        The rare code it may be about; empty if it was drawn by chance.
    coded
        In how many passages that code was found so far.
    """

    segment: str
    anchor: Anchor
    participant: str
    code: str = ""
    coded: int = 0


def rare_first(scores: NDArray[np.float32], counts: Sequence[int], number: int) -> list[tuple[int, int]]:
    """Return passages that may be about rare codes: (passage, code), one a code from the rarest on, again and again.

    Parameters
    ----------
    scores
        (passages, codes): how well each code fits.
    counts
        In how many passages each code was found so far.
    number
        So many at most.
    """
    import numpy as np

    if not scores.size:
        return []
    rarest = np.argsort(np.asarray(counts), kind="stable")
    best = np.argsort(-scores, axis=0, kind="stable")
    at = [0] * len(rarest)
    taken: dict[int, int] = {}
    while len(taken) < min(number, len(scores)):
        for code in rarest.tolist():
            while at[code] < len(scores) and int(best[at[code], code]) in taken:
                at[code] += 1
            if at[code] == len(scores) or len(taken) == number:
                break
            taken[int(best[at[code], code])] = code
    return list(taken.items())


def mixed(scores: NDArray[np.float32], counts: Sequence[int], number: int, seed: int) -> list[tuple[int, int | None]]:
    """Return what to read next: (passage, rare code it is there for, or None if by chance), the two kinds in turn.

    Parameters
    ----------
    scores, counts, number
        As in `rare_first`.
    seed
        Of the draw: the same gives the same.
    """
    import numpy as np

    rare = rare_first(scores, counts, round(RARE * min(number, len(scores))))
    there = {passage for passage, _ in rare}
    drawn = (int(n) for n in np.random.default_rng(seed).permutation(len(scores)))
    chance = [n for n in drawn if n not in there][: min(number, len(scores)) - len(rare)]
    found: list[tuple[int, int | None]] = []
    for turn in range(max(len(rare), len(chance))):
        found += [rare[turn]] if turn < len(rare) else []
        found += [(chance[turn], None)] if turn < len(chance) else []
    return found
