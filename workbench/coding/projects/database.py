"""SQLite files of other programs, which may be anything at all: read in memory, only tables that are tables, never their SQL.

Nothing of the file runs: no view, no trigger, no virtual table, no function it names; every statement is written here. Work and
size are bounded, so a file whose pages lead in circles ends in a refusal.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Largest database, in bytes; longest text in it; most rows of a table; most bytes that all rows may give.
LARGEST = 128 * 2**20
_LONGEST_TEXT = 16 * 2**20
_MOST_ROWS = 2_000_000
_MOST_BYTES = 128 * 2**20
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
#: Steps of SQLite's machine between two looks, and how many looks there are before it is too much.
_STEPS, _LOOKS = 1_000_000, 2_000
_REMEDY = "Open it in the program that made it, save a fresh copy, and import that."
_TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)

Row = dict[str, Any]


class Tables:
    """The tables of a database that were asked for.

    Parameters
    ----------
    connection
        To a copy in memory.
    name
        Of the file, for messages.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection, self.name = connection, name
        self._bytes = 0
        found = self._run("SELECT type, name, sql FROM sqlite_master")
        self._kinds = {
            str(table).casefold(): (str(kind), str(sql or "")) for kind, table, sql in found if kind in {"table", "view"}
        }

    def require(self, wanted: Mapping[str, Sequence[str]], program: str) -> None:
        """Do nothing if tables and columns are there.

        Raises
        ------
        Refused
            Otherwise: it is no project of this program.
        """
        for table, columns in wanted.items():
            missing = [c for c in columns if c not in self.columns(table)]
            if missing:
                found = f"no {program} project: it has no table {table!r} with {', '.join(map(repr, missing))}"
                raise Refused(self.name, found, "Choose the file that the program keeps its project in.")

    def columns(self, table: str) -> frozenset[str]:
        """Return the columns of a table, in small letters; none if there is no such table.

        Raises
        ------
        Refused
            If a view or a virtual table is called so: what these say is made up when they are asked.
        """
        kind, sql = self._kinds.get(table, ("", ""))
        if not kind:
            return frozenset()
        if kind != "table" or not _TABLE.match(sql):
            raise Refused(self.name, f"{table!r} is no plain table", _REMEDY)
        return frozenset(str(row[1]).casefold() for row in self._run(f'PRAGMA table_info("{table}")'))

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of a table, in no order to rely on; a column it does not have is None everywhere.

        Only names that stand in this program are ever part of a statement.

        Raises
        ------
        Refused
            If the file is damaged, or there is too much of it.
        """
        there = self.columns(table)
        if not there:
            return
        asked = ", ".join(f'"{c}"' if c in there else "NULL" for c in columns)
        for number, row in enumerate(self._run(f'SELECT {asked} FROM "{table}" LIMIT {_MOST_ROWS + 1}')):  # noqa: S608 (our own names)
            self._bytes += sum(len(x) for x in row if isinstance(x, str | bytes))
            if number >= _MOST_ROWS or self._bytes > _MOST_BYTES:
                raise Refused(self.name, f"too much in the table {table!r}", _REMEDY)
            yield dict(zip(columns, row, strict=True))

    def _run(self, statement: str) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(self._connection.execute(statement)) as cursor:
                yield from cursor
        except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
            raise Refused(self.name, f"damaged, or not made by the program it seems to be of ({error})", _REMEDY) from None


@contextmanager
def opened(raw: bytes, name: str) -> Iterator[Tables]:
    """Open a database for reading, in memory: the file is not touched, and nothing is written beside it.

    Raises
    ------
    Refused
        If it is no SQLite database, or too large.
    """
    if not raw.startswith(_MAGIC) or len(raw) < _HEADER:
        raise Refused(name, "no SQLite database", "Choose the file that the program keeps its project in.")
    if len(raw) > LARGEST:
        raise Refused(name, f"a database of {len(raw) / 2**20:,.0f} MB, and the limit is {LARGEST / 2**20:,.0f} MB", _REMEDY)
    # A database that keeps what is new in a file of its own (bytes 18 and 19 are 2) opens only beside that file.
    data = raw[:18] + b"\1\1" + raw[20:] if raw[18:20] == b"\2\2" else raw
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(data)
            for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            raise Refused(name, f"damaged ({error})", _REMEDY) from None
        connection.text_factory = lambda found: found.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_TEXT)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_allowed)
        looks = iter(range(_LOOKS))
        connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
        yield Tables(connection, name)


def _allowed(action: int, first: str | None, _second: str | None, _database: str | None, inside: str | None) -> int:
    """Say what a statement may do: read columns of tables, from no view and no trigger."""
    if inside is None and action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_info":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def number(value: object) -> int | None:
    """Return a value if it is a whole number, as a database may also hold it in words; else None."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value):
        return int(value)
    return value if type(value) is int else None


def words(value: object) -> str:
    """Return a value as a text: a cell of any type may hold anything."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
