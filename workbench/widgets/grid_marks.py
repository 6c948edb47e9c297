"""Which answer holds which codings, kept up to date by what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from workbench.study.records import Coding
    from workbench.widgets.grid_table import Table

    Rows = np.ndarray[Any, np.dtype[np.int64]]


class Marks:
    """The codings on the answers of a table.

    Parameters
    ----------
    table
        The answers.
    me
        Who looks.
    blind
        Leave out everybody else's.
    """

    def __init__(self, table: Table, me: str, *, blind: bool) -> None:
        self._table, self._me, self._blind = table, me, blind
        self._all: Mapping[str, Coding] = {}
        self._rows: dict[str, int] = {}  # answer -> row, of answers that were ever coded
        self.by_row: dict[int, dict[str, Coding]] = {}
        self.counts: dict[str, int] = {}  # my codings, by code
        self.done: dict[int, int] = {}  # how many of mine each row holds
        self._others: dict[str, tuple[int, str]] = {}  # how many of each colleague's, and when the last was made
        self.old = 0  # my codings on words that are not there any more

    def take(self, codings: Mapping[str, Coding]) -> set[int]:
        """Take over all codings there are now on this survey; return the rows where something changed."""
        if self._blind:
            codings = {key: one for key, one in codings.items() if one.coder == self._me}
        changed = [(self._all.get(key), one) for key, one in codings.items() if self._all.get(key) is not one]
        changed = [(was, one) for was, one in changed if was != one]
        gone = [(self._all[key], None) for key in self._all if key not in codings]
        self._all = codings
        new = sorted({one.anchor.item for _, one in changed} - self._rows.keys())
        if new:
            self._rows |= dict(zip(new, self._table.rows(new).tolist(), strict=True))
        touched: set[int] = set()
        for was, one in (*changed, *gone):
            if was is not None:
                touched.add(self._drop(was))
            if one is not None:
                touched.add(self._put(one))
        return touched - {-1}

    def _put(self, one: Coding) -> int:
        row = self._row(one)
        mine = one.coder == self._me
        if row >= 0:
            self.by_row.setdefault(row, {})[one.id] = one
            if mine:
                self.counts[one.code] = self.counts.get(one.code, 0) + 1
                self.done[row] = self.done.get(row, 0) + 1
            else:
                number, last = self._others.get(one.coder, (0, ""))
                self._others[one.coder] = (number + 1, max(last, one.at))
        else:
            self.old += mine
        return row

    def _drop(self, one: Coding) -> int:
        row = self._rows[one.anchor.item]
        here = self.by_row.get(row, {})
        mine = one.coder == self._me
        if here.pop(one.id, None) is None:
            self.old -= mine
            return -1
        if mine:
            self.counts[one.code] -= 1
            self.done[row] -= 1
            if not self.done[row]:
                del self.done[row]
        else:
            number, last = self._others[one.coder]
            self._others[one.coder] = (number - 1, last)
        if not here:
            del self.by_row[row]
        return row

    def _row(self, one: Coding) -> int:
        """Return the row of a coding; -1 if the answer is gone or says something else now."""
        row = self._rows.get(one.anchor.item, -1)
        return row if row >= 0 and self._table.version(row) == one.anchor.version else -1

    def on(self, row: int) -> list[Coding]:
        """Return the codings on an answer, mine first, then as made."""
        here = self.by_row.get(row)
        return sorted(here.values(), key=lambda c: (c.coder != self._me, c.coder, c.at, c.id)) if here else []

    def mine(self, row: int, code: str) -> list[Coding]:
        """Return my codings of one code on an answer."""
        return [one for one in self.on(row) if one.coder == self._me and one.code == code]

    def people(self) -> list[dict[str, Any]]:
        """Return who else has coded this survey: name, how many codings, when last."""
        return [{"coder": c, "codings": n, "last": last} for c, (n, last) in sorted(self._others.items()) if n]

    def all(self) -> list[Coding]:
        """Return every coding on words that are there, by row."""
        return [one for row in sorted(self.by_row) for one in self.on(row)]

    def each(self) -> list[Coding]:
        """Return every coding on words that are there, in no order."""
        return [one for here in self.by_row.values() for one in here.values()]

    def copy(self) -> Marks:
        """Return a copy that stays as it is."""
        out = Marks(self._table, self._me, blind=self._blind)
        out.by_row = {row: dict(here) for row, here in self.by_row.items()}
        out.done = dict(self.done)
        return out

    def rows(self, code: str | None = None) -> Rows:
        """Return the rows that hold a coding of mine, or of anybody's of one code; ascending."""
        import numpy as np

        found = self.done if code is None else [r for r, here in self.by_row.items() if any(c.code == code for c in here.values())]
        return np.asarray(sorted(found), dtype=np.int64)

    def numbers(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Return how many codings each answer holds."""
        import numpy as np

        found = np.zeros(self._table.size, dtype=np.int32)
        if self.by_row:
            found[list(self.by_row)] = [len(here) for here in self.by_row.values()]
        return found

    def codes(self) -> list[str]:
        """Return the codes that are on some answer."""
        return sorted({one.code for here in self.by_row.values() for one in here.values()})
