"""Which codes stand beside which: in one turn or answer, on the same words, or some words apart.

A cell holds the mentions of the code of its row that have one of the code of its column beside them, so a row says how
often its code comes with others. Read the other way round the mentions are others, and their number may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.coding.query.matrix import Matrix
from workbench.coding.query.stand import partners
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.coding.query.found import Found
    from workbench.coding.query.ground import Ground, Mask
    from workbench.coding.query.result import Result
    from workbench.coding.query.words import Words

HOW = {
    "segment": "in one turn or answer",
    "overlap": "on the same words",
    "near": "at most {n} words apart",
}


def cooccurrence(result: Result, words: Words, how: str = "overlap", n: int = 20) -> Matrix:
    """Return which codes of a result stand beside which.

    Parameters
    ----------
    result
        What a query found.
    words
        Of the same study.
    how
        ``overlap`` (they share a character), ``segment`` (both touch one turn or answer), or ``near``.
    n
        For ``near``: so many words between them at most.

    Raises
    ------
    UserError
        If `how` is none of these.
    """
    if how not in HOW:
        raise UserError(f"Codes cannot be put together by '{how}'; there are {', '.join(HOW)}.")
    import numpy as np

    found, ground = result.found, result.ground
    members = {code: np.array(rows, dtype=np.int64) for code, rows in result.groups.of(found, "code").items()}
    sources = ground.texts_of(found.starts)
    order = np.argsort(sources, kind="stable")  # mentions by the text they are in
    there = np.unique(sources)
    edges = (np.searchsorted(sources[order], there, side).tolist() for side in ("left", "right"))
    runs = {text: order[low:high] for text, low, high in zip(there.tolist(), *edges, strict=True)}
    cells: dict[tuple[str, str], list[int]] = {}
    for column, inside in sorted(members.items()):
        texts = np.unique(sources[inside]).tolist()  # only what is in a text with this code can stand beside it
        rows = np.sort(np.concatenate([runs[t] for t in texts]))
        for row in rows[_beside(ground, words, found.take(rows), found.take(inside), how, n)].tolist():
            for code in result.codes[row]:
                if code != column:
                    cells.setdefault((code, column), []).append(row)
    names = tuple(result.groups.ordered("code", members))
    return Matrix(result, "code", "code", names, names, {c: tuple(r) for c, r in sorted(cells.items())}, {}, HOW[how].format(n=n))


def _beside(ground: Ground, words: Words, left: Found, right: Found, how: str, n: int) -> Mask:
    """Say which passages of `left` have one of `right` beside them."""
    import numpy as np

    if how == "segment":
        mine, after = ground.touched(left.starts, left.ends)
        first, stop = ground.touched(right.starts, right.ends)
        begins, ends = np.sort(first), np.sort(stop)
        held: Mask = np.searchsorted(begins, after, "left") > np.searchsorted(ends, mine, "right")
        return held
    near: Mask = partners("near" if how == "near" else "overlaps", ground, words, left, right, n) >= 0
    return near
