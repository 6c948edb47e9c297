"""Who rated and wrote nothing: a score is everybody's who gave one, so these rows are kept, without words.

In exports of scores more than half of the rows are often like that, and who writes is less content than who does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pyarrow as pa


def only_rated(base: Mapping[str, Any], wrote: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Say for each row whether it holds a rating and no words.

    Parameters
    ----------
    base
        Columns beside the answers, as `workbench.sources.tables.answers` lays them out.
    wrote
        Whether the row holds an open answer.
    """
    import numpy as np

    found: np.ndarray[Any, Any] = np.zeros(len(wrote), bool)
    if wrote.all():
        return found
    for name in base:
        if name.startswith("rating."):
            found |= ~np.isnan(base[name].to_numpy())
    found &= ~wrote
    return found


def of_the_silent(
    only: np.ndarray[Any, Any], wrote: np.ndarray[Any, Any], who: pa.Array, asked: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], int]:
    """Return which rows to keep of a table with a row an answer, and of how many people they are: of who wrote in no row.

    Parameters
    ----------
    only, wrote
        Whether a row holds a rating and no words, and whether it holds words.
    who
        The person of each row.
    asked
        Whether a row says which question it answers: what does not belongs to no answer.
    """
    import numpy as np
    import pyarrow.compute as pc

    people = pc.dictionary_encode(who).combine_chunks() if hasattr(who, "chunks") else pc.dictionary_encode(who)
    number = people.indices.to_numpy(zero_copy_only=False)
    kept = only & asked & ~np.isin(number, number[wrote])
    return kept, len(np.unique(number[kept]))


def told(silent: int, rows: int, kept: int, *, people: bool = False) -> tuple[str, ...]:
    """Return how many rows hold no open answer, and how many of these (or of their people) are kept for their ratings."""
    if not silent:
        return ()
    first = f"{silent} of {rows} rows hold no open answer"
    if not kept:
        return (first,)
    if people:
        who = (
            "1 person rated and wrote nothing in any row: their rating counts"
            if kept == 1
            else (f"{kept} people rated and wrote nothing in any row: their ratings count")
        )
        return (first, f"{who} in scores (NPS, CSAT, …) and nowhere else")
    who = "1 of these has a rating: it counts" if kept == 1 else f"{kept} of these have ratings: they count"
    return (first, f"{who} in scores (NPS, CSAT, …) and nowhere else")


def without_words(column: pa.ChunkedArray, rows: np.ndarray[Any, Any]) -> pa.ChunkedArray:
    """Return a column of answers with nothing in some rows: these cells hold white space at most."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not rows.any():
        return column
    found = pc.if_else(pa.array(rows), pa.scalar("", pa.large_string()), column)
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])
