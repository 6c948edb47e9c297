"""What is said again in the same words, or nearly so: one statement, however many say it.

The neighbours of "good" that a hundred people wrote are the other ninety-nine, so a graph of texts falls apart into heaps of one
sentence each, and topics are as many as there are sentences that come back. So texts with the same letters are one node of the
graph, and texts nearly the same join the first of them. Nobody is lost: everybody who says it is in its topic and is counted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.themes.near import Near, nearest, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment

#: So many words are no coincidence; fewer people tell nothing; from so many to a wording on they may have it from one place.
_LONG, _FEW, _EACH = 5, 6, 3
#: From this cosine on two texts say nearly the same. For all-MiniLM-L6-v2; of other models only the same letters are the same.
ALIKE = 0.92
#: Of fewer statements a graph tells too little: then only the same letters are the same.
FEWEST = 200
_MODEL = "MiniLM-L6"
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Statements:
    """Texts, as statements.

    Attributes
    ----------
    of
        Statement of each text: 0, 1, … in the order in which they first come.
    near
        The nearest statements of each statement.
    nearness
        Of each text: mean cosine to the few nearest other texts, those that say the same among them.
    """

    of: NDArray[np.int64]
    near: Near
    nearness: NDArray[np.float64]

    def within(self, kept: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return which statements the texts `kept` make, and the statement of each of them, numbered anew."""
        import numpy as np

        made = np.zeros(len(self.near.rows), bool)
        made[self.of[kept]] = True
        return made, (np.cumsum(made) - 1)[self.of[kept]]


def statements(texts: Sequence[str], points: NDArray[np.float32], *, encoder: str = "") -> Statements:
    """Return the statements of `texts`.

    Parameters
    ----------
    texts, points
        Side by side, in a fixed order; unit rows.
    encoder
        Id of the model that made `points`; "" for the usual one.
    """
    import numpy as np

    _, at, back = np.unique([plainly(t) for t in texts], return_index=True, return_inverse=True)
    of = _first_come(at[back])
    first = _firsts(of)
    near = nearest(points[first], neighbours(len(first)))
    nearness = _nearness(near, np.bincount(of, minlength=len(first)))[of]
    if not encoder or _MODEL in encoder:
        heads = _heads(points[first], near)
        if FEWEST <= len(np.unique(heads)) < len(heads):
            of = _first_come(heads[of])
            first = _firsts(of)
            near = nearest(points[first], neighbours(len(first)))
    return Statements(of, near, nearness)


@lru_cache(maxsize=1 << 16)
def plainly(text: str) -> str:
    """Return the letters and digits of a text, or its signs if there are none."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SIGNS.sub(" ", folded).strip() or folded.strip()


def copied(segments: Iterable[Segment]) -> tuple[int, int]:
    """Return how many people say the same in how few wordings, where they can hardly have found these by themselves; else 0, 0.

    What is short comes to many people's minds alike, and is not looked at.
    """
    said = [(s.participant, words) for s in segments if len((words := plainly(s.text)).split()) >= _LONG]
    people, wordings = len({who for who, _ in said}), len({words for _, words in said})
    return (people, wordings) if people >= max(_FEW, _EACH * wordings) else (0, 0)


def voices(segments: Iterable[Segment]) -> int:
    """Return how many people to rank by: of what is copied (`copied`) as many as would have told nothing."""
    own = list(segments)
    people, wordings = copied(own)
    return len({s.participant for s in own}) - people + _EACH * wordings


def _first_come(names: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `names` renamed 0, 1, … by where each comes first."""
    import numpy as np

    _, first, at = np.unique(names, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[at], np.int64)


def _firsts(of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first text of each statement."""
    import numpy as np

    return np.asarray(np.unique(of, return_index=True)[1], np.int64)


def _heads(points: NDArray[np.float32], near: Near) -> NDArray[np.int64]:
    """Return for each row the one it nearly repeats: of those nearest to it that come before it, the first that is near enough."""
    import numpy as np

    own = np.arange(len(points))
    some = np.flatnonzero(near.cosines[:, 0] >= ALIKE) if near.cosines.size else own[:0]
    for i, rows, cosines in zip(some.tolist(), near.rows[some].tolist(), near.cosines[some].tolist(), strict=True):
        for other, cosine in zip(rows, cosines, strict=True):
            if cosine < ALIKE:
                break
            head = own[other]
            # Rounded: the last digits of a product depend on how the processor splits it.
            if other < i and (head == other or round(float(points[i] @ points[head]), 5) >= ALIKE):
                own[i] = head
                break
    return own


def _nearness(near: Near, said: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean cosine to the few nearest texts, of texts of which each is there as often as `said`."""
    import numpy as np

    if (said == 1).all():
        return near.nearness()
    few = near.few(int(said.sum()))
    times = np.concatenate([said[:, None] - 1, said[near.rows]], axis=1)
    cosines = np.concatenate([np.ones((len(said), 1)), near.cosines], axis=1)
    taken = np.clip(few - (np.cumsum(times, axis=1) - times), 0, times)
    return np.asarray((taken * cosines).sum(1) / np.maximum(taken.sum(1), 1), np.float64)
