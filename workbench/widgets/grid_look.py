"""What of a survey is looked at: a question of the browser, checked, and the rows that answer it, in order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from workbench.widgets.grid_marks import Marks
    from workbench.widgets.grid_table import Rows, Table

#: Groups beyond this are put together as one.
MOST_GROUPS = 1000
CODES = "codes"
_LONGEST = 400
_NOTHING = "\u2014"


@dataclass(frozen=True, slots=True)
class Look:
    """A filter, an order and a grouping.

    Attributes
    ----------
    words
        Every one must be in the answer.
    codes
        ``""`` any; ``none`` or ``mine``: without, with a coding of mine; else the id of a code.
    where
        Column to the value it must have.
    between
        Rating to its lowest and highest value.
    sort, down
        By which column, ``codes`` for how many codings; from high to low.
    group
        A column, or ``codes``; nothing if empty.
    closed
        Groups of which only the heading is shown.
    """

    words: str = ""
    codes: str = ""
    where: tuple[tuple[str, str], ...] = ()
    between: tuple[tuple[str, float, float], ...] = ()
    sort: str = ""
    down: bool = False
    group: str = ""
    closed: frozenset[str] = frozenset()

    @property
    def moves(self) -> bool:
        """Whether a new coding may change what is in it, or where."""
        return bool(self.codes) or CODES in {self.sort, self.group}


def asked(message: Mapping[str, Any], table: Table, codes: Mapping[str, Any]) -> Look:
    """Return what the browser wants to look at.

    Raises
    ------
    UserError
        If it names a column or a code that is not there, or a range that is none.
    """
    columns = {c.id: c for c in table.columns}

    def known(name: object, *kinds: str) -> str:
        if not isinstance(name, str) or (name not in columns and name != CODES) or (kinds and columns[name].kind not in kinds):
            raise UserError(f"there is no column {name!r} to look at")
        return name

    code = str(message.get("codes", ""))
    if code not in {"", "none", "mine"} and code not in codes:
        raise UserError(f"there is no code {code!r} in this study")
    where = tuple((known(c, "attribute", "question", "person", "date"), str(v)) for c, v in dict(message.get("where", {})).items())
    between = []
    for column, (low, high) in dict(message.get("between", {})).items():
        ends = (-math.inf if low is None else float(low), math.inf if high is None else float(high))
        if math.isnan(ends[0]) or math.isnan(ends[1]):
            raise UserError("a rating is a number")
        between.append((known(column, "rating"), *ends))
    sort, group = str(message.get("sort", "")), str(message.get("group", ""))
    if group and group != CODES:
        known(group, "attribute", "rating", "question", "person", "date")
    return Look(
        str(message.get("words", ""))[:_LONGEST], code, where, tuple(between), known(sort) if sort else "",
        bool(message.get("down")), group, frozenset(map(str, message.get("closed", ()))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: what all answers below it share, how many they are, from how many people."""

    key: str
    answers: int
    people: int
    closed: bool


@dataclass(frozen=True, slots=True)
class List:
    """What is shown for a look: rows in order, and headings as ``-1 - number`` of a group."""

    look: Look
    entries: Rows
    groups: tuple[Group, ...]
    answers: int
    people: int


def listed(table: Table, marks: Marks, look: Look) -> List:
    """Return the list for a look.

    Parameters
    ----------
    table
        The answers.
    marks
        Their codings.
    look
        What is wanted. An answer with several codes is in several groups if they are grouped by code, and counted once.
    """
    import numpy as np

    keep = table.with_words(look.words) if look.words.strip() else np.ones(table.size, dtype=bool)
    keep &= _coded(table, marks, look.codes)
    for column, value in look.where:
        keep &= _having(table, column, value)
    for column, low, high in look.between:
        ranked = table.ranked(column)
        inside = np.array([*(low <= v <= high for v in ranked.labels), False])
        keep &= inside[ranked.ranks]
    rows = _sorted(table, marks, look)
    rows = rows[keep[rows]] if rows is not None else np.flatnonzero(keep)
    people = table.people_in(rows)
    if not look.group or not len(rows):
        return List(look, rows, (), len(rows), people)
    entries, groups = _grouped(table, marks, look, rows)
    return List(look, entries, tuple(groups), len(rows), people)


def _coded(table: Table, marks: Marks, codes: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    import numpy as np

    found = np.full(table.size, codes in {"", "none"})
    if codes:
        rows = marks.rows(None if codes in {"none", "mine"} else codes)
        found[rows] = codes != "none"
    return found


def _having(table: Table, column: str, value: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    ranked = table.ranked(column)
    rank = next((n for n, v in enumerate(ranked.labels) if str(v) == value), -1 if value == "" else -2)
    found: np.ndarray[Any, np.dtype[np.bool_]] = ranked.ranks == rank
    return found


def _sorted(table: Table, marks: Marks, look: Look) -> Rows | None:
    import numpy as np

    if not look.sort:
        return None
    if look.sort == CODES:
        numbers = marks.numbers()
        return np.argsort(-numbers if look.down else numbers, kind="stable")
    return table.order(look.sort, down=look.down)


def _grouped(table: Table, marks: Marks, look: Look, rows: Rows) -> tuple[Rows, list[Group]]:
    """Return entries and headings; groups of an attribute by their number of answers, of ratings and dates in order."""
    import numpy as np

    if look.group == CODES:
        number, members, keys = _by_code(marks, rows)
    else:
        ranked = table.ranked(look.group)
        number, members = ranked.ranks[rows].astype(np.int64), rows
        keys = [_number(v) for v in ranked.labels]
        number = np.where(number < 0, len(keys), number)
        keys = [*keys, _NOTHING]
    sizes = np.bincount(number, minlength=len(keys))
    ordered = look.group.startswith("rating.") or look.group == "date"
    best = np.arange(len(keys)) if ordered else np.lexsort((np.arange(len(keys)), -sizes))
    best = best[sizes[best] > 0]
    if not ordered and len(keys) - 1 in best:
        best = np.append(best[best != len(keys) - 1], len(keys) - 1)  # those without come last
    if len(best) > MOST_GROUPS:
        best, keys = best[:MOST_GROUPS], [*keys, "all others"]
        number = np.where(np.isin(number, best), number, len(keys) - 1)
        best = np.append(best, len(keys) - 1)
    place = np.zeros(len(keys), dtype=np.int64)
    place[best] = np.arange(len(best))
    order = np.argsort(place[number], kind="stable")
    members, number = members[order], place[number][order]
    bounds = np.searchsorted(number, np.arange(len(best) + 1))
    parts, groups = [], []
    for n, key in enumerate(best.tolist()):
        inside = members[bounds[n] : bounds[n + 1]]
        closed = keys[key] in look.closed
        groups.append(Group(keys[key], len(inside), table.people_in(inside) if len(best) <= _FINE else 0, closed))
        parts += [np.array([-1 - n], dtype=np.int64), inside[:0] if closed else inside]
    if len(best) > _FINE:
        groups = _counted(table, groups, members, number)
    return np.concatenate(parts), groups


_FINE = 40  # groups whose people are counted one group after the other


def _counted(table: Table, groups: list[Group], members: Rows, number: Rows) -> list[Group]:
    """Return groups with their people counted, all at once."""
    import numpy as np

    who = table.ranked("participant").ranks[members].astype(np.int64)
    pairs = np.unique(number[who >= 0] * (table.people + 1) + who[who >= 0])
    people = np.bincount(pairs // (table.people + 1), minlength=len(groups)).tolist()
    return [Group(g.key, g.answers, people[n], g.closed) for n, g in enumerate(groups)]


def _by_code(marks: Marks, rows: Rows) -> tuple[Rows, Rows, list[str]]:
    """Return the number of a code and a row for each code on each row; the last number is for rows without any."""
    import numpy as np

    codes = marks.codes()
    place = {code: n for n, code in enumerate(codes)}
    here = np.isin(rows, np.asarray(sorted(marks.by_row), dtype=np.int64))
    number, members = [], []
    for row in rows[here].tolist():
        for n in sorted({place[c.code] for c in marks.by_row[row].values()}):
            number.append(n)
            members.append(row)
    bare = rows[~here]
    both = np.concatenate((np.asarray(number, dtype=np.int64), np.full(len(bare), len(codes), dtype=np.int64)))
    return both, np.concatenate((np.asarray(members, dtype=np.int64), bare)), [*codes, _NOTHING]


def _number(value: Any) -> str:  # noqa: ANN401 (a text or a number)
    return f"{value:g}" if isinstance(value, float) else str(value)
