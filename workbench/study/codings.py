"""The codings of a study, by id: each is made when somebody asks for it, and kept.

A study of a hundred thousand codings is open long before a hundred thousand records are made. To everybody else this is
a dict: same order, same equality, same records.
"""

from __future__ import annotations

from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Container, ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from workbench.study.memory import uncollected
from workbench.study.records import Act, Anchor, CoderKind, Coding, Stance, Standing

#: Everything a coding says but what kind of coder made it: id, code, source, item, version, start, end, coder, at,
#: valence, stance, memo.
Row = tuple[str, str, str, str, str, int, int, str, str, int | None, Stance, str]

_NO_VALENCE = -128
_TEXT = itemgetter(2, 3)  # source and item of a row
_STANCES: tuple[Stance, ...] = ("for", "against")
_ID_DIGITS = 32


def counts(kind: CoderKind, standing: Standing = "") -> bool:
    """Say whether a coding is evidence: a person gave it, not a second time, and nobody decided that it falls.

    This is the one place that says so. Everything that counts what people said asks it, by `State.counts` or by
    `workbench.coding.frame.counted`.
    """
    return kind == "human" and standing != "falls"


def anchor_of(raw: Mapping[str, Any]) -> Anchor:
    """Return the anchor an act holds."""
    return Anchor(raw["source"], raw.get("item", ""), raw["version"], raw["start"], raw["end"])


def row_of(act: Act) -> Row:
    """Return what a ``coding.add`` says."""
    body, anchor = act.body, act.body["anchor"]
    return (
        act.id, body["code"], anchor["source"], anchor.get("item", ""), anchor["version"], anchor["start"], anchor["end"],
        act.coder, act.at, body.get("valence"), body.get("stance", "for"), body.get("memo", ""),
    )  # fmt: skip


def _row(coding: Coding) -> Row:
    a = coding.anchor
    return (coding.id, coding.code, a.source, a.item, a.version, a.start, a.end, coding.coder, coding.at, coding.valence,
            coding.stance, coding.memo)  # fmt: skip


class Codings(MutableMapping[str, Coding]):
    """Codings by id, in the order in which they were made.

    Parameters
    ----------
    kinds
        Kind of each coder who declared it; everybody else is human.
    columns
        Codings to begin with, as a snapshot has them.
    entries
        What there is already, by id: codings, the acts that make them, or rows of `columns`.
    """

    __slots__ = ("_columns", "_entries", "_kinds", "_made", "_pending")

    def __init__(
        self,
        kinds: Mapping[str, CoderKind] | None = None,
        columns: Columns | None = None,
        entries: dict[str, Coding | Act | int] | None = None,
    ) -> None:
        self._kinds: Mapping[str, CoderKind] = {} if kinds is None else kinds
        self._columns = columns
        self._pending = columns is not None and entries is None  # `_entries` still lacks the columns
        self._entries: dict[str, Coding | Act | int] = {} if entries is None else entries
        self._made = not self._pending and not self._entries  # nothing is left to be made

    @classmethod
    def of(cls, codings: Mapping[str, Coding]) -> Codings:
        """Return a copy of `codings` that may be changed."""
        return codings.copy() if isinstance(codings, Codings) else cls(entries=dict(codings))

    def copy(self) -> Codings:
        """Return a copy that may be changed."""
        return Codings(self._kinds, self._columns, None if self._pending else dict(self._entries))

    def add(self, act: Act) -> None:
        """Add the coding that a ``coding.add`` makes."""
        self._there()[act.id] = act
        self._made = False

    def code(self, key: str) -> str:
        """Return the code of a coding, without making it."""
        entry = self._there()[key]
        if isinstance(entry, Act):
            return str(entry.body["code"])
        return self[key].code

    def follow(self, codes: Mapping[str, str], keys: Iterable[str] | None = None) -> None:
        """Give every coding of one of `codes` (of `keys`, if given) the code it stands for."""
        there = self._there()
        for key in list(there) if keys is None else keys:
            if key in there and (code := self.code(key)) in codes:
                self[key] = replace(self[key], code=codes[code])

    def on(self, sources: Container[str]) -> dict[str, Coding]:
        """Return the codings whose anchor is on one of `sources`, making no others."""
        there = self._there()
        rows = self._columns.on(sources) if self._columns is not None else set()
        keys = []
        for key, entry in there.items():
            if isinstance(entry, Coding):
                found = entry.anchor.source in sources
            else:
                found = entry.body["anchor"]["source"] in sources if isinstance(entry, Act) else entry in rows
            if found:
                keys.append(key)
        return {key: self[key] for key in keys}

    def rows(self) -> Iterator[Row]:
        """Return what every coding says, without making any."""
        return map(self._row, self._there().values())

    def _row(self, entry: Coding | Act | int) -> Row:
        if isinstance(entry, Act):
            return row_of(entry)
        if isinstance(entry, Coding) or self._columns is None:
            return _row(entry)  # type: ignore[arg-type]
        return self._columns.row(entry)

    def _there(self) -> dict[str, Coding | Act | int]:
        if self._pending and self._columns is not None:
            self._entries = dict(zip(self._columns.keys(), range(self._columns.size), strict=True))
            self._pending = False
        return self._entries

    def _make(self, row: Row) -> Coding:
        key, code, source, item, version, start, end, coder, at, valence, stance, memo = row
        kind = self._kinds.get(coder, "human")
        return Coding(key, code, Anchor(source, item, version, start, end), coder, kind, at, valence, stance, memo)

    def _all(self) -> dict[str, Any]:
        """Make whatever was not made yet."""
        if self._pending and self._columns is not None:
            with uncollected():
                self._entries = {row[0]: self._make(row) for row in self._columns.rows()}
            self._pending, self._made = False, True
        there = self._entries
        if not self._made:
            with uncollected():
                rows = [self._row(entry) for entry in there.values() if type(entry) is not Coding]
                for row in sorted(rows, key=_TEXT):  # what is gone through text by text lies together then
                    there[row[0]] = self._make(row)
            self._made = True
        return there

    def __getitem__(self, key: str) -> Coding:
        entry = self._there()[key]
        if isinstance(entry, Coding):
            return entry
        made = self._entries[key] = self._make(self._row(entry))
        return made

    def __setitem__(self, key: str, coding: Coding) -> None:
        self._there()[key] = coding

    def __delitem__(self, key: str) -> None:
        del self._there()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._there()

    def __iter__(self) -> Iterator[str]:
        return iter(self._there())

    def __len__(self) -> int:
        return self._columns.size if self._pending and self._columns else len(self._entries)

    def values(self) -> ValuesView[Coding]:
        """Return all codings."""
        return self._all().values()

    def items(self) -> ItemsView[str, Coding]:
        """Return all codings with their ids."""
        return self._all().items()

    def made(self) -> Mapping[str, Coding]:
        """Return all codings by id as they are now, to be read: nothing is copied."""
        return MappingProxyType(self._all())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return len(self) == len(other) and dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Codings({dict(self.items())!r})"


class Columns:
    """Codings as columns: what a snapshot holds, and what is read of it when a coding is asked for.

    Parameters
    ----------
    stored
        As `columns` returns it.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is not that.
    """

    _NAMES = ("code", "source", "item", "version", "coder", "at", "memo")

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.size = int(stored["size"])
        self._ids: str = stored["ids"]
        self._more = {int(row): str(rest) for row, rest in stored["more"].items()}
        self._tables: list[list[str]] = [stored["tables"][name] for name in self._NAMES]
        self._places = [_numbers(stored["places"][name], self.size) for name in self._NAMES]
        self._start, self._end, self._valence, self._stance = (
            _numbers(stored["places"][name], self.size) for name in ("start", "end", "valence", "stance")
        )
        if len(self._ids) != self.size * _ID_DIGITS:
            raise ValueError("ids and rows do not agree")

    def keys(self) -> list[str]:
        """Return the ids, in order."""
        ids, width = self._ids, _ID_DIGITS
        keys = [ids[at : at + width] for at in range(0, self.size * width, width)]
        for row, rest in self._more.items():
            keys[row] += rest
        return keys

    def rows(self) -> Iterator[Row]:
        """Return what every coding says, in order."""
        code, source, item, version, coder, at, memo = (
            map(table.__getitem__, places) for table, places in zip(self._tables, self._places, strict=True)
        )
        valence = (None if v == _NO_VALENCE else v for v in self._valence)
        stance = map(_STANCES.__getitem__, self._stance)
        return zip(self.keys(), code, source, item, version, self._start, self._end, coder, at, valence, stance, memo, strict=True)

    def on(self, sources: Container[str]) -> set[int]:
        """Return the numbers of the codings on one of `sources`."""
        column = self._NAMES.index("source")
        wanted = {place for place, source in enumerate(self._tables[column]) if source in sources}
        return {row for row, place in enumerate(self._places[column]) if place in wanted} if wanted else set()

    def row(self, number: int) -> Row:
        """Return what one coding says."""
        code, source, item, version, coder, at, memo = (
            table[places[number]] for table, places in zip(self._tables, self._places, strict=True)
        )
        key = self._ids[number * _ID_DIGITS : (number + 1) * _ID_DIGITS] + self._more.get(number, "")
        valence = self._valence[number]
        return (key, code, source, item, version, self._start[number], self._end[number], coder, at,
                None if valence == _NO_VALENCE else valence, _STANCES[self._stance[number]], memo)  # fmt: skip


def columns(codings: Mapping[str, Coding]) -> dict[str, Any]:
    """Return `codings` as JSON can hold them: distinct texts once, numbers as little-endian bytes in base64.

    Raises
    ------
    ValueError
        If an id is not of 32 characters and a rest, as in a log.
    """
    rows = list(Codings.of(codings).rows())
    by_column: list[Any] = list(zip(*rows, strict=True)) or [()] * 12
    keys, code, source, item, version, start, end, coder, at, valence, stance, memo = by_column
    if any(len(key) < _ID_DIGITS for key in keys):
        raise ValueError("an id is not as in a log")
    tables, places = {}, {}
    for name, values in zip(Columns._NAMES, (code, source, item, version, coder, at, memo), strict=True):  # noqa: SLF001
        number = {value: n for n, value in enumerate(dict.fromkeys(values))}
        tables[name], places[name] = list(number), _text([number[value] for value in values])
    places |= {"start": _text(start), "end": _text(end), "stance": _text([_STANCES.index(s) for s in stance]),
               "valence": _text([_NO_VALENCE if v is None else v for v in valence])}  # fmt: skip
    more = {str(row): key[_ID_DIGITS:] for row, key in enumerate(keys) if len(key) > _ID_DIGITS}
    ids = "".join(key[:_ID_DIGITS] for key in keys)
    return {"size": len(keys), "ids": ids, "more": more, "tables": tables, "places": places}


def _text(values: Iterable[int]) -> list[str]:
    """Return whole numbers as their type and base64; raises OverflowError beyond 64 bits."""
    numbers: array[int] = array("q", values)
    for kind in "bi":
        try:
            numbers = array(kind, numbers)
            break
        except OverflowError:
            continue
    return [numbers.typecode, b2a_base64(numbers.tobytes(), newline=False).decode()]


def _numbers(stored: list[str], size: int) -> array[int]:
    kind, text = stored
    if kind not in {"b", "i", "q"}:
        raise ValueError("not a column of whole numbers")
    numbers: array[int] = array(kind)
    numbers.frombytes(a2b_base64(text))
    if len(numbers) != size:
        raise ValueError("a column is too short or too long")
    return numbers
