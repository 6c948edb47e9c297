"""A query's passages as a list: each stretch of words once, in an order, in groups."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.records import Transcript
from workbench.widgets.segments_place import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from workbench.coding.query import Result
    from workbench.coding.query.ground import Ground

    Longs = np.ndarray[Any, np.dtype[np.int64]]

SORTS = ("place", "person", "newest", "worst", "best", "longest")
#: What passages are grouped by, and the column of a result that says so.
GROUPS = {"": "", "code": "code", "person": "participant", "stage": "stage", "source": "source", "round": "round"}
NONE = "—"
_NO_VALENCE = 9


@dataclass(frozen=True)
class Look:
    """What somebody wants to see.

    Attributes
    ----------
    query
        As it was typed.
    group, sort
        Of `GROUPS` and `SORTS`.
    closed
        Groups whose passages are not listed.
    """

    query: str = ""
    group: str = ""
    sort: str = "place"
    closed: frozenset[str] = frozenset()


def asked(raw: Mapping[str, Any]) -> Look:
    """Return the look a browser asks for.

    Raises
    ------
    UserError
        If there is no such order or group.
    """
    group, sort = str(raw.get("group", "")), str(raw.get("sort", "place"))
    if group not in GROUPS or sort not in SORTS:
        raise UserError(f"passages are neither grouped by {group!r} nor sorted by {sort!r}; run the cell again")
    return Look(clean(str(raw.get("query", ""))).strip(), group, sort, frozenset(map(str, raw.get("closed", ()))))


def clean(text: str) -> str:
    """Return text as it may go on to others: half a character, which a browser can send, becomes the sign for none."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Listing:
    """The passages of one result, in one order.

    Parameters
    ----------
    look
        What is wanted.
    result
        What the query found.
    codes_on
        Returns the codes on a passage, for results of words, which bring none of their own.

    Attributes
    ----------
    entries
        What the list shows: numbers of passages, and ``-1 - n`` for the heading of group `n`.
    heads
        Of each group: its value, and how many passages and people are in it.
    """

    def __init__(self, look: Look, result: Result, codes_on: Callable[[Passage], Sequence[str]] = lambda _: ()) -> None:
        import numpy as np

        self.look, self.result = look, result
        found = result.found
        pairs = np.stack([found.starts, found.ends], axis=1) if len(found) else np.empty((0, 2), dtype=np.int64)
        self._spans, first, self._row_of = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
        self._row_of = self._row_of.reshape(-1)
        self._people = found.people[first]
        self._mentions: list[list[int]] = [[] for _ in range(len(self._spans))]
        for mention, row in enumerate(self._row_of.tolist()):
            self._mentions[row].append(mention)
        self._codes_on = codes_on
        self._texts = _Texts(result.ground)
        order = self._ordered()
        self.heads: list[tuple[str, int, int]] = []
        self.entries = self._grouped(order) if look.group else order

    def __len__(self) -> int:
        return len(self._spans)

    # One passage -----------------------------------------------------------------------------------------------

    def passage(self, row: int) -> Passage:
        """Return a passage by its number."""
        return self._texts.passage(*self._spans[row].tolist())

    def row(self, passage: Passage) -> int | None:
        """Return the number of a passage; None if it is not listed."""
        import numpy as np

        from workbench.study.records import Anchor, Coding

        anchor = Anchor(passage.source, passage.item, passage.version, passage.start, passage.end)
        starts, ends = self.result.ground.lay([Coding("", "", anchor, "", "human", "")])
        found = np.flatnonzero((self._spans[:, 0] == starts[0]) & (self._spans[:, 1] == ends[0]))
        return int(found[0]) if len(found) else None

    def person(self, row: int) -> str:
        """Return whose words a passage is."""
        number = int(self._people[row])
        return self.result.ground.people[number] if number >= 0 else ""

    def beside(self, row: int) -> list[tuple[int, int]]:
        """Return what else matched, such as what a passage stands near to: places in its own text."""
        found, ground = self.result.found, self.result.ground
        low, _ = self._spans[row].tolist()
        base = self._texts.base(low)
        edges = found.edges
        parts = {
            (int(found.part_starts[p]) - base, int(found.part_ends[p]) - base)
            for m in self._mentions[row]
            for p in range(int(edges[m]), int(edges[m + 1]))
            if not found.part_own[p]
        }
        length = len(self._texts.words(low))
        return sorted((a, b) for a, b in parts if 0 <= a < b <= length and ground.length)

    def unit(self, row: int) -> int:
        """Return the first turn or answer that a passage touches."""
        first, _ = self.result.ground.touched(self._spans[row : row + 1, 0], self._spans[row : row + 1, 1])
        return int(first[0])

    def asks(self, row: int) -> bool:
        """Say whether only an interviewer speaks in it."""
        return all(int(self.result.found.speech[m]) == 1 for m in self._mentions[row])

    def words(self, row: int) -> str:
        """Return the whole text a passage is in."""
        return self._texts.words(int(self._spans[row, 0]))

    # Order and groups ------------------------------------------------------------------------------------------

    def _ordered(self) -> list[int]:
        rows = list(range(len(self._spans)))
        sort = self.look.sort
        if sort == "person":
            rows.sort(key=lambda r: (self.person(r) == "", self.person(r), r))
        elif sort == "longest":
            lengths = (self._spans[:, 1] - self._spans[:, 0]).tolist() if rows else []
            rows.sort(key=lambda r: (-lengths[r], r))
        elif sort == "newest":
            at = [max((c.at for c in self._codings(r)), default="") for r in rows]
            rows.sort(key=lambda r: at[r], reverse=True)
        elif sort in {"worst", "best"}:
            sign = 1 if sort == "worst" else -1
            felt = [[c.valence * sign for c in self._codings(r) if c.valence is not None] for r in rows]
            rows.sort(key=lambda r: (min(felt[r], default=_NO_VALENCE), r))
        return rows

    def _codings(self, row: int) -> list[Any]:
        found, records = self.result.found, self.result.codings.records
        marks = {
            int(found.part_codings[p])
            for m in self._mentions[row]
            for p in range(int(found.edges[m]), int(found.edges[m + 1]))
            if found.part_own[p]
        }
        return [records[m] for m in sorted(marks) if m >= 0]

    def _grouped(self, order: list[int]) -> list[int]:
        column = GROUPS[self.look.group]
        groups = self.result.groups
        members = groups.of(self.result.found, column)
        values: dict[int, set[str]] = {}
        for value, mentions in members.items():
            for m in mentions:
                values.setdefault(int(self._row_of[m]), set()).add(value)
        if self.look.group == "code":
            for row in order:
                if not values.get(row):
                    values[row] = set(self._codes_on(self.passage(row)))
        inside: dict[str, list[int]] = {}
        for row in order:
            for value in values.get(row) or {""}:
                inside.setdefault(value, []).append(row)
        entries: list[int] = []
        for value in groups.ordered(column, set(inside)):
            rows = inside[value]
            people = {int(self._people[r]) for r in rows} - {-1}
            entries.append(-1 - len(self.heads))
            self.heads.append((value or NONE, len(rows), len(people)))
            if (value or NONE) not in self.look.closed:
                entries += rows
        return entries

    def people(self) -> int:
        """Return how many different people's words are listed."""
        return len(set(self._people.tolist()) - {-1})


class _Texts:
    """The texts of a study by a place on its line, looked up once each for many passages."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._kept: OrderedDict[int, tuple[str, str, int, str, str]] = OrderedDict()
        self._columns: dict[str, tuple[Any, Any, Any]] = {}

    def _at(self, place: int) -> tuple[str, str, int, str, str]:
        """Return source, item, where the text begins on the line, its version, its words."""
        import numpy as np

        number = int(self._ground.texts_of(np.array([place]))[0])
        if number not in self._kept:
            source, item, start, _ = self._ground.place(place, place)
            block = self._ground.blocks[self._ground.block(source) or 0]
            if isinstance(block.source, Transcript):
                version, words = block.source.version, block.source.text
            else:
                if source not in self._columns:
                    answers = block.source.answers
                    self._columns[source] = (answers["version"], answers["text"], answers["answer"])
                row = self._ground.row(block, place)
                versions, texts, _ = self._columns[source]
                version, words = str(versions.iat[row]), str(texts.iat[row])
            self._kept[number] = (source, item, place - start, version, words)
            while len(self._kept) > 500:  # noqa: PLR2004 (a few windows of rows)
                self._kept.popitem(last=False)
        return self._kept[number]

    def base(self, place: int) -> int:
        """Return where the text of a place begins on the line."""
        return self._at(place)[2]

    def words(self, place: int) -> str:
        """Return the text of a place."""
        return self._at(place)[4]

    def passage(self, low: int, high: int) -> Passage:
        """Return a passage of the line."""
        source, item, base, version, _ = self._at(low)
        return Passage(source, item, version, low - base, high - base)
