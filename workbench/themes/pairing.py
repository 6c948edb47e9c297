"""Who belongs to whom so that the sum is greatest, each at most once; without loading a library that takes a second to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def greatest(worth: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return pairs (row, column), as many as there are of the fewer, whose worth has the greatest sum.

    The assignment problem (Kuhn 1955) by shortest augmenting paths (Jonker and Volgenant 1987): one row more is taken in at a time,
    and those before it give way where that costs least.

    Parameters
    ----------
    worth
        What each row and column are worth together; any finite numbers.

    Returns
    -------
    list
        By row. Where several pairings are worth the same, always the same one.
    """
    import numpy as np

    if not worth.size:
        return []
    if worth.shape[0] > worth.shape[1]:
        return sorted((row, column) for column, row in greatest(worth.T))
    cost = -np.asarray(worth, np.float64)
    rows, columns = cost.shape
    price_row, price_column = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.full(columns + 1, rows)  # the row of each column; the last column stands for the row that is taken in
    for row in range(rows):
        owner[columns] = row
        here, least = columns, np.full(columns, np.inf)
        came, done = np.full(columns, columns), np.zeros(columns + 1, bool)
        while owner[here] != rows:
            done[here] = True
            at = owner[here]
            left = cost[at] - price_row[at] - price_column[:columns]
            better = ~done[:columns] & (left < least)
            least[better], came[better] = left[better], here
            there = int(np.where(done[:columns], np.inf, least).argmin())
            step = least[there]
            price_row[owner[done]] += step
            price_column[done] -= step
            least[~done[:columns]] -= step
            here = there
        while here != columns:
            owner[here] = owner[came[here]]
            here = int(came[here])
    return sorted((int(owner[column]), column) for column in range(columns) if owner[column] != rows)
