"""How passages stand to each other. Each function says which of the left have a partner on the right, and one of them.

Everything is a search in sorted numbers, so a hundred thousand passages cost what sorting them costs. A text has a stretch
of the line of its own: no passage is near, within or after one of another text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.coding.query.found import Found
    from workbench.coding.query.ground import Ground, Longs, Mask
    from workbench.coding.query.words import Words

NONE = -1


def partners(op: str, ground: Ground, words: Words, left: Found, right: Found, n: int = 0) -> Longs:
    """Return, for each passage of `left`, a passage of `right` to which it stands so; -1 where there is none.

    Parameters
    ----------
    op
        ``within``, ``overlaps``, ``near``, ``touching``, ``then`` or ``follows``.
    ground, words
        The texts.
    left, right
        Passages, sorted by place.
    n
        Words for ``near``, turns for ``then`` and ``follows``.
    """
    import numpy as np

    if not len(left) or not len(right):
        return np.full(len(left), NONE, dtype=np.int64)
    if op == "within":
        return _within(left, right)
    if op == "overlaps":
        return _overlaps(left, right)
    if op == "then":
        return _then(ground, left, right, n)
    if op == "follows":
        return _follows(ground, left, right, n)
    return _near(ground, words, left, right, n if op == "near" else 0)


def _furthest(right: Found) -> Longs:
    """Return, for each passage, which of those up to it ends last; of equals the first."""
    import numpy as np

    ends = np.maximum.accumulate(right.ends)
    fresh = np.concatenate(([True], ends[1:] > ends[:-1]))
    return np.maximum.accumulate(np.where(fresh, np.arange(len(ends)), 0))


def _within(left: Found, right: Found) -> Longs:
    import numpy as np

    last = np.searchsorted(right.starts, left.starts, side="right") - 1
    partner = _furthest(right)[np.maximum(last, 0)]
    return np.where((last >= 0) & (right.ends[partner] >= left.ends), partner, NONE)


def _overlaps(left: Found, right: Found) -> Longs:
    import numpy as np

    last = np.searchsorted(right.starts, left.ends, side="left") - 1
    partner = _furthest(right)[np.maximum(last, 0)]
    return np.where((last >= 0) & (right.ends[partner] > left.starts), partner, NONE)


def _beside(left: Found, right: Found) -> tuple[Longs, Longs]:
    """Return the first passage that begins where a left one ends or later, and the last that ends before it begins; or -1."""
    import numpy as np

    later = np.searchsorted(right.starts, left.ends, side="left")
    later = np.where(later < len(right), later, NONE)
    by_end = np.argsort(right.ends, kind="stable")
    before = np.searchsorted(right.ends[by_end], left.starts, side="right") - 1
    return later, np.where(before >= 0, by_end[np.maximum(before, 0)], NONE)


def _near(ground: Ground, words: Words, left: Found, right: Found, n: int) -> Longs:
    """At most n words begin between the two; passages that overlap are near whatever n is."""
    import numpy as np

    over = _overlaps(left, right)
    later, before = _beside(left, right)
    gap_later = _words_between(ground, words, left.ends, right.starts[later], (over < 0) & (later >= 0), n)
    gap_before = _words_between(ground, words, right.ends[before], left.starts, (over < 0) & (before >= 0), n)
    best = np.where(gap_later <= gap_before, later, before)
    return np.where(over >= 0, over, np.where(np.minimum(gap_later, gap_before) <= n, best, NONE))


def _words_between(ground: Ground, words: Words, ends: Longs, starts: Longs, wanted: Mask, n: int) -> Longs:
    """Return how many words begin from `ends` to `starts`; n + 1 where that is not wanted or they are of two texts."""
    import numpy as np

    out = np.full(len(ends), n + 1, dtype=np.int64)
    rows = np.flatnonzero(wanted)
    rows = rows[ground.texts_of(ends[rows]) == ground.texts_of(starts[rows])]
    out[rows] = words.before(starts[rows]) - words.before(ends[rows])
    return out


def _then(ground: Ground, left: Found, right: Found, n: int) -> Longs:
    """Return those that begin where the left one ends or later, at most n turns after the turn in which it ends."""
    import numpy as np

    later, _ = _beside(left, right)
    at = np.maximum(later, 0)
    turns = _first_turn(ground, right.starts[at]) - _last_turn(ground, left.ends)
    same = ground.texts_of(left.ends) == ground.texts_of(right.starts[at])
    return np.where((later >= 0) & same & (turns <= n), later, NONE)


def _follows(ground: Ground, left: Found, right: Found, n: int) -> Longs:
    """Return those that the left one comes after, as `_then` has it."""
    import numpy as np

    _, before = _beside(left, right)
    at = np.maximum(before, 0)
    turns = _first_turn(ground, left.starts) - _last_turn(ground, right.ends[at])
    same = ground.texts_of(right.ends[at]) == ground.texts_of(left.starts)
    return np.where((before >= 0) & same & (turns <= n), before, NONE)


def _first_turn(ground: Ground, starts: Longs) -> Longs:
    """Return the turn in which a passage begins; of one that begins between two, the later."""
    import numpy as np

    return np.searchsorted(ground.ends, starts, side="right")


def _last_turn(ground: Ground, ends: Longs) -> Longs:
    """Return the turn in which a passage ends; of one that ends between two, the earlier."""
    import numpy as np

    return np.searchsorted(ground.starts, ends, side="left") - 1
