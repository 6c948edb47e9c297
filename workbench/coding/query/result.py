"""What a query found: mentions with their words, the people behind them, and of how many."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.coding.query.ground import SPEECH
from workbench.coding.query.mentions import codes_of, stances_of
from workbench.study.records import Transcript
from workbench.study.shares import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from workbench.coding.query.found import Codings, Found
    from workbench.coding.query.ground import Ground, Longs
    from workbench.coding.query.groups import Groups
    from workbench.study.shares import Interval

COLUMNS = (
    "source", "item", "turn", "participant", "round", "kind", "date", "start", "end", "quote", "codes", "matched", "coders",
    "stance", "speech",
)  # fmt: skip
_GROUPED = ("value", "k", "n", "share", "lo", "hi", "mentions")


@dataclass(frozen=True)
class Result:
    """The mentions a query found, in order of source and place.

    Attributes
    ----------
    query
        The query, as it was understood.
    notes
        What was taken to mean something less than obvious.
    left
        What was left out, and how many passages or codings.
    people
        The participants behind the mentions; authors of tickets, reviews and posts are not among them.
    heard
        Everybody whom the conditions of the query admit, whether they said it or not: k of n is people of heard.
    """

    query: str
    notes: tuple[str, ...]
    left: Mapping[str, int]
    ground: Ground = field(repr=False)
    codings: Codings = field(repr=False)
    groups: Groups = field(repr=False)
    found: Found = field(repr=False)
    base: Longs = field(repr=False)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def mentions(self) -> int:
        """How many passages were found."""
        return len(self.found)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The participants behind the mentions."""
        return self._names(self.found.people[self._asked])

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """Everybody whom the conditions of the query admit."""
        return tuple(sorted({*self._names(self.ground.owner[self.base]), *self.people}))

    @cached_property
    def n(self) -> int:
        """How many were heard: of a million people nobody need be named."""
        import numpy as np

        return int((np.union1d(self.ground.owner[self.base], self.found.people[self._asked]) >= 0).sum())

    @cached_property
    def k(self) -> int:
        """How many participants are behind the mentions."""
        import numpy as np

        return int((np.unique(self.found.people[self._asked]) >= 0).sum())

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Who wrote what was found in tickets, reviews and posts: they count nowhere."""
        return self._names(self.found.people[~self._asked])

    @cached_property
    def _asked(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        import numpy as np

        asked = self.ground.asked
        return asked[self.ground.blocks_at(self.found.starts)] if len(asked) else np.zeros(0, dtype=bool)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """Of each mention: the participant it counts for; empty for authors of tickets, reviews and posts."""
        people = self.found.people.tolist()
        return tuple(self.ground.people[p] if p >= 0 and asked else "" for p, asked in zip(people, self._asked, strict=True))

    @cached_property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        """Of each mention: its codes."""
        return tuple(codes_of(self.codings, self.found))

    def _names(self, people: Longs) -> tuple[str, ...]:
        import numpy as np

        return tuple(self.ground.people[n] for n in np.unique(people).tolist() if n >= 0)

    def share(self, independent: Callable[[Collection[str]], float | None] | None = None) -> Interval | None:
        """Return k of n with its 95 % interval (Wilson 1927); None if nobody was heard.

        Parameters
        ----------
        independent
            How many independent people some amount to, where people spoke together; all of them if not given.
        """
        if not self.n:
            return None
        return wilson(self.k, self.n, effective=independent(self.heard) if independent else None)

    # Tables ----------------------------------------------------------------------------------------------------

    def frame(self, rows: Sequence[int] | None = None) -> pd.DataFrame:
        """Return one row a mention, with the columns of the table of codings as far as they apply.

        Parameters
        ----------
        rows
            Numbers of mentions; all if not given.

        Returns
        -------
        DataFrame
            Columns as in `COLUMNS`. ``start``, ``end`` and ``quote`` run from the first to the last of what matched;
            ``codes``, ``coders`` and ``matched`` (the words that matched) are tuples.
        """
        import numpy as np
        import pandas as pd

        found = self.found if rows is None else self.found.take(np.array(rows, dtype=np.int64))
        made = list(self._rows(found))
        columns = zip(*made, strict=True) if made else [()] * len(COLUMNS)
        return pd.DataFrame(dict(zip(COLUMNS, map(list, columns), strict=True)), columns=list(COLUMNS))

    def _rows(self, found: Found) -> Iterator[tuple[Any, ...]]:
        lows, highs = self.reach(found)
        first, after = self.ground.touched(found.starts, found.ends)
        codes, stances = codes_of(self.codings, found), stances_of(self.codings, found).tolist()
        coders = self._coders(found)
        sources = self.ground.blocks_at(found.starts).tolist()
        edges, part_lows, part_highs = found.edges.tolist(), found.part_starts.tolist(), found.part_ends.tolist()
        held = _Answers(self.ground)
        for n, (low, high, person, speech) in enumerate(
            zip(lows.tolist(), highs.tolist(), found.people.tolist(), found.speech.tolist(), strict=True)
        ):
            block = self.ground.blocks[sources[n]]
            item, base, text, date = held.at(sources[n], low)
            parts = sorted(set(zip(part_lows[edges[n] : edges[n + 1]], part_highs[edges[n] : edges[n + 1]], strict=True)))
            turn = int(self.ground.turns[first[n]]) if after[n] > first[n] else -1
            yield (
                block.source.id, item, turn, self.ground.people[person] if person >= 0 else "", block.source.round,
                block.source.kind, date, low - base, high - base, text[low - base : high - base], codes[n],
                tuple(text[a - base : b - base] for a, b in parts), coders[n], "against" if stances[n] else "for", SPEECH[speech],
            )  # fmt: skip

    def reach(self, found: Found) -> tuple[Longs, Longs]:
        """Return from where to where each passage is shown: from the first to the last of what matched."""
        import numpy as np

        if not len(found):
            return found.starts, found.ends
        lows = np.minimum(found.starts, np.minimum.reduceat(found.part_starts, found.edges[:-1]))
        highs = np.maximum(found.ends, np.maximum.reduceat(found.part_ends, found.edges[:-1]))
        return lows, highs

    def voices(self, rows: Sequence[int]) -> list[frozenset[str]]:
        """Return, for each of these mentions, everybody who speaks in what is shown of it."""
        import numpy as np

        lows, highs = self.reach(self.found.take(np.array(rows, dtype=np.int64)))
        first, after = self.ground.touched(lows, highs)
        spoken = [self.ground.owner[a:b].tolist() for a, b in zip(first.tolist(), after.tolist(), strict=True)]
        return [frozenset(self.ground.people[p] for p in owners if p >= 0) for owners in spoken]

    def _coders(self, found: Found) -> list[tuple[str, ...]]:
        marks, own, edges = found.part_codings.tolist(), found.part_own.tolist(), found.edges.tolist()
        records = self.codings.records
        return [
            tuple(sorted({records[marks[p]].coder for p in range(low, high) if marks[p] >= 0 and own[p]}))
            for low, high in itertools.pairwise(edges)
        ]

    def by(
        self,
        column: str,
        *,
        exposed: Mapping[str, Collection[str]] | None = None,
        independent: Callable[[Collection[str]], float | None] | None = None,
    ) -> pd.DataFrame:
        """Return k of n for each value of a column.

        Parameters
        ----------
        column
            ``round``, ``kind``, ``source``, ``stage``, ``code``, ``family``, or an attribute of people.
        exposed
            For each value, who could have said it; by default the people the query is about who were heard there, of a
            stage those who spoke about it or were asked.
        independent
            As for `share`.

        Returns
        -------
        DataFrame
            ``value``, ``k`` people, of ``n``, ``share`` with its 95 % interval ``lo`` to ``hi`` (Wilson 1927), and
            ``mentions``. Values in their usual order; who lacks the attribute is under an empty value, last.

        Raises
        ------
        UserError
            If nothing is called so.
        """
        import pandas as pd

        members = self.groups.of(self.found, column)
        there = self.groups.exposed(self.base, column) if exposed is None else {v: frozenset(p) for v, p in exposed.items()}
        others = frozenset() if there else frozenset(self.heard)
        rows = []
        for value in self.groups.ordered(column, {*members, *there}):
            inside = members.get(value, [])
            said = {self.counted[n] for n in inside} - {""}
            could = said | there.get(value, others)
            interval = wilson(len(said), len(could), effective=independent(could) if independent else None) if could else None
            numbers = (interval.value, interval.lo, interval.hi) if interval else (None, None, None)
            rows.append((value, len(said), len(could), *numbers, len(inside)))
        frame = pd.DataFrame(rows, columns=list(_GROUPED))
        return frame.astype({"share": float, "lo": float, "hi": float})

    def __repr__(self) -> str:
        if not len(self):
            return f"<nothing found for {self.query}>"
        of = f"{self.k} of {self.n} people" if self.n else "nobody who was asked"
        return f"<{len(self):,} {'mention' if len(self) == 1 else 'mentions'} by {of} for {self.query}>"


class _Answers:
    """The text a place is in, without looking the same one up for each of its passages."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._columns: dict[int, tuple[Any, Any, Any]] = {}

    def at(self, source: int, place: int) -> tuple[str, int, str, str]:
        """Return item, where the text begins on the line, the text, and its date."""
        block = self._ground.blocks[source]
        if isinstance(block.source, Transcript):
            return "", block.base, block.source.text, block.source.date or ""
        if source not in self._columns:
            answers = block.source.answers
            self._columns[source] = (answers["answer"], answers["text"], answers.get("date"))
        items, texts, dates = self._columns[source]
        row = self._ground.row(block, place)
        date = None if dates is None else dates.iloc[row]
        shown = date if isinstance(date, str) else ("" if date is None or date != date else str(date))  # noqa: PLR0124 (NaN)
        return str(items.iloc[row]), int(self._ground.starts[block.unit + row]), str(texts.iloc[row]), shown
