"""What is known of people, by person and round: attributes, ratings, outcomes, as conditions and groups need them.

``participants.csv`` goes first, then the row the answer stands in, then what the same person said of themselves in the
same round, then their newest answer: people change, and on the map they count as they were in that round.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.study.kinds import UNCOUNTED
from workbench.study.names import plain
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.coding.query.ground import Block, Ground, Longs

PREFIXES = ("attr.", "rating.", "outcome.")
UNKNOWN = -1


@dataclass(frozen=True)
class Trait:
    """One attribute, rating or outcome.

    Attributes
    ----------
    values
        Its values, as text.
    known
        Of each person: a place in `values` by ``participants.csv``, or `UNKNOWN`.
    by_round
        Of each round and person: by surveys.
    rows
        By number of a source: of each of its answers.
    """

    values: list[str]
    known: Longs
    by_round: Any
    rows: dict[int, Longs]


class Traits:
    """Attributes, ratings and outcomes of everybody in a study.

    Parameters
    ----------
    ground
        The study.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._made: dict[str, Trait] = {}
        self._people = ground.folder.participants()

    @cached_property
    def rounds(self) -> list[str]:
        """The rounds there are: as ``study.toml`` lists them, then others by name."""
        return self._ground.folder.settings.in_order(b.source.round for b in self._ground.blocks)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Every name with the prefixes under which it is there, as `plain` has it."""
        found: dict[str, set[str]] = {}
        for person in self._people.values():
            for prefix, values in (("attr.", person.attributes), ("outcome.", person.outcomes)):
                for name in values:
                    found.setdefault(plain(name), set()).add(prefix)
        for block in self._ground.blocks:
            if not isinstance(block.source, Transcript):
                for column in block.source.answers.columns:
                    for prefix in PREFIXES:
                        if column.startswith(prefix):
                            found.setdefault(plain(column.removeprefix(prefix)), set()).add(prefix)
        return {name: sorted(prefixes) for name, prefixes in sorted(found.items()) if name}

    def find(self, key: str) -> list[str]:
        """Return the names that `key` may mean: itself if there is one, otherwise those that begin with it."""
        prefix = next((p for p in PREFIXES if key.casefold().startswith(p)), "")
        name = plain(key[len(prefix) :])
        fits = [n for n, where in self.names.items() if not prefix or prefix in where]
        return [prefix + name] if name in fits else [prefix + n for n in fits if name and n.startswith(f"{name}-")]

    def at(self, name: str, people: Longs, units: Longs, sources: Longs) -> Longs:
        """Return what is known at some places, as places in ``trait(name).values``.

        Parameters
        ----------
        name
            As `find` gives it.
        people, units, sources
            Of each place: whose words, which unit, which source (`NOBODY` for nobody).
        """
        import numpy as np

        trait = self.trait(name)
        said = np.where(people >= 0, trait.by_round[self._round_of[sources], people], UNKNOWN)
        for number, rows in trait.rows.items():
            here = np.flatnonzero(sources == number)
            own = rows[units[here] - self._ground.blocks[number].unit]
            said[here] = np.where(own >= 0, own, said[here])
        known = np.where(people >= 0, trait.known[people], UNKNOWN)
        return np.where(known >= 0, known, said)

    def trait(self, name: str) -> Trait:
        """Return one of them, by a name as `find` gives it."""
        if name not in self._made:
            self._made[name] = self._read(name)
        return self._made[name]

    @cached_property
    def _round_of(self) -> Longs:
        import numpy as np

        return np.array([self.rounds.index(b.source.round) for b in self._ground.blocks], dtype=np.int64)

    def _read(self, name: str) -> Trait:
        import numpy as np

        prefix = next((p for p in PREFIXES if name.startswith(p)), "")
        wanted = name[len(prefix) :]
        values: dict[str, int] = {}
        count = max(1, len(self._ground.people))
        known = np.full(count, UNKNOWN, dtype=np.int64)
        for person in self._people.values():
            outcomes = {k: f"{v:g}" for k, v in person.outcomes.items()}
            for where, there in (("attr.", person.attributes), ("outcome.", outcomes)):
                for key, value in there.items():
                    number = self._ground.person(person.id)
                    if prefix in {"", where} and plain(key) == wanted and value.strip() and number >= 0:
                        known[number] = values.setdefault(value.strip(), len(values))
        by_round = np.full((max(1, len(self.rounds)), count), UNKNOWN, dtype=np.int64)
        newest = np.full(count, UNKNOWN, dtype=np.int64)
        rows: dict[int, Longs] = {}
        for number, block in sorted(enumerate(self._ground.blocks), key=lambda pair: (self._round_of[pair[0]], pair[0])):
            if isinstance(block.source, Transcript):
                continue
            for column in sorted(c for c in block.source.answers.columns if c.startswith(prefix or PREFIXES)):
                where = next(p for p in PREFIXES if column.startswith(p))
                if plain(column.removeprefix(where)) == wanted:
                    rows[number] = self._column(block, column, values)
            if number in rows and block.source.kind not in UNCOUNTED:
                self._tell(block, rows[number], by_round[self._round_of[number]], newest)
        by_round = np.where(by_round >= 0, by_round, newest)
        return Trait(list(values), known, by_round, rows)

    def _column(self, block: Block, column: str, values: dict[str, int]) -> Longs:
        """Return a column of a survey as places in `values`, which grow."""
        import numpy as np
        import pandas as pd

        codes, uniques = pd.factorize(block.source.answers[column])  # type: ignore[union-attr]  # a survey
        places = []
        for value in uniques:
            text = f"{value:g}" if isinstance(value, (int, float, np.number)) else str(value).strip()
            places.append(values.setdefault(text, len(values)) if text else UNKNOWN)
        return np.array([*places, UNKNOWN], dtype=np.int64)[codes]

    def _tell(self, block: Block, rows: Longs, this_round: Longs, newest: Longs) -> None:
        """Note what the respondents of a survey say of themselves: the first answer of each that says anything."""
        import numpy as np

        ground = self._ground
        units = np.arange(block.unit, block.unit + block.units)
        told = np.flatnonzero((rows >= 0) & ground.heard[units])[::-1]  # of equal places the last that is written stays
        people = ground.owner[units[told]]
        fresh = np.full(len(this_round), UNKNOWN, dtype=np.int64)
        fresh[people] = rows[told]
        newest[:] = np.where(fresh >= 0, fresh, newest)
        this_round[:] = np.where(this_round >= 0, this_round, fresh)


def test(values: Iterable[str], op: str, wanted: Iterable[str]) -> list[bool]:
    """Say which values meet a condition.

    Parameters
    ----------
    values
        As a table has them.
    op
        ``=`` (also ``:`` and ``in``), ``!=``, ``<``, ``<=``, ``>``, ``>=``.
    wanted
        What they are compared with: any of these for ``=``, none of these for ``!=``, one number for the others.
    """
    wishes = list(wanted)
    if op in {"=", ":", "in", "!="}:
        same = [any(alike(v, w) for w in wishes) for v in values]
        return [not s for s in same] if op == "!=" else same
    limit = number(wishes[0])
    signs: dict[str, Callable[[float, float], bool]] = {
        "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    }  # fmt: skip
    return [limit is not None and (n := number(v)) is not None and signs[op](n, limit) for v in values]


def alike(one: str, other: str) -> bool:
    """Compare two values as numbers if both are (a spreadsheet may say 3.0 for 3), as words in any case otherwise."""
    if one.strip().casefold() == other.strip().casefold():
        return True
    a, b = number(one), number(other)
    return a is not None and a == b


def number(text: str) -> float | None:
    """Return a text as a finite number; None if it is none. A minus sign may be the typographic one."""
    try:
        value = float(text.strip().replace("\u2212", "-"))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def numeric(values: Iterable[str]) -> bool:
    """Say whether any of these values is a number."""
    return any(number(v) is not None for v in values)
