r"""A codebook as a table: ours, and what other programs and people call a list of codes.

A name may be a path: NVivo's and MAXQDA's ``Onboarding\\Import``, MAXQDA's ``Onboarding > Import`` and QualCoder's
``Onboarding>>Import`` are one code below another. A spreadsheet runs cells that begin like a formula, so these get a ``'``
in front when written (OWASP ASVS 1.2.10), and lose it when read.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book
from workbench.coding.codebook.book import FIELDS, Book, Entry
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COLUMNS = ("code", "family", "label", *FIELDS, "examples", "against", "codings", "people")
# What a spreadsheet takes for the start of a formula, the full-width forms as well.
_FORMULA = re.compile(r"'*[\s\u00a0]*[=+\-@\t\r＝＋－＠]")
_ESCAPED = re.compile(r"'+[\s\u00a0]*[=+\-@\t\r＝＋－＠]")
_NAME = ("label", "name", "tag", "code", "code name", "codename", "node", "title", "category name")
_PATH = ("path", "hierarchical name", "full name")
_ABOVE = ("parent", "parent code", "parent name", "category", "folder", "code group", "group")
_CALLED = {
    "definition": ("definition", "description", "memo", "code memo", "comment", "note", "notes", "meaning"),
    "include": ("include", "inclusion", "inclusion criteria", "use when", "when to use"),
    "exclude": ("exclude", "exclusion", "exclusion criteria", "do not use when", "when not to use"),
    "colour": ("colour", "color"), "family": ("family",), "stage": ("stage",), "valence": ("valence",), "key": ("key",),
    "owner": ("owner",), "latent": ("latent",),
}  # fmt: skip
_STEP = re.compile(r"\s*(?:\\+|>+)\s*")
_ROOTS = frozenset({"nodes", "codes", "code system", "codesystem"})
_PAIR = 2


def write(rows: Iterable[Sequence[object]], header: Sequence[str] = COLUMNS) -> str:
    """Return rows as the text of a CSV in which no cell is a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_escaped(cell) for cell in row])
    return out.getvalue()


def _escaped(cell: object) -> object:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _unescaped(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def read(header: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> Book:
    """Return the codes of a table.

    Parameters
    ----------
    header
        First row of the file.
    rows
        The rows below.
    name
        Of the file, for messages.

    Raises
    ------
    Refused
        If no column holds names.
    """
    table = [[_unescaped(cell) for cell in row] for row in rows]
    heads = {" ".join(_unescaped(h).casefold().split()): n for n, h in reversed(list(enumerate(header)))}
    if {"code", "family", "label"} <= heads.keys():
        return _ours(heads, table, name)
    column = next((heads[h] for h in _NAME if h in heads), None)
    path = next((heads[h] for h in _PATH if h in heads), None)
    if column is None and path is None:
        if len(header) > _PAIR:
            found = f"no column holds names of codes; its columns are {', '.join(header)}"
            raise Refused(name, found, "Call the column of names: name.")
        table, heads, column = [[_unescaped(h) for h in header], *table], {"definition": 1} if len(header) == _PAIR else {}, 0
    above = next((heads[h] for h in _ABOVE if h in heads), None)
    fields = {field: heads[h] for field, called in _CALLED.items() for h in reversed(called) if h in heads}
    shelf = _Shelf()
    for row in table:
        shelf.row(row, column, path, above, {f: row[n] for f, n in fields.items() if n != column})
    return shelf.book(name)


def lines(text: str, name: str) -> Book:
    """Return the codes of a plain list: one a line, a tab before its memo."""
    rows = [line.split("\t", 1) for line in text.split("\n") if line.strip()]
    shelf = _Shelf()
    for row in rows:
        shelf.row(row, 0, None, None, {"definition": row[1].strip()} if len(row) == _PAIR else {})
    return shelf.book(name)


def _ours(heads: Mapping[str, int], rows: Sequence[Sequence[str]], name: str) -> Book:
    entries: dict[str, Entry] = {}
    notes: list[str] = []
    ids = book.Ids(row[heads["code"]].strip() for row in rows)
    for number, row in enumerate(rows, 1):
        identity, label = (row[heads[k]].strip() for k in ("code", "label"))
        if not identity and not label:
            continue
        family = book.family_called(row[heads["family"]]) if "family" in heads else ""
        known = bool(identity)
        identity = identity or ids.new(family or "free", label)
        if identity in entries:
            raise Refused(name, f"the code {identity!r} is there twice", "Leave one of the rows.", f"row {number}")
        says = dict(_said({f: row[heads[f]] for f in FIELDS if f in heads}, label, notes))
        entries[identity] = Entry(identity, label or identity.partition(":")[2].replace("-", " "), says, known=known)
    return _sized(Book(tuple(entries.values()), tuple(dict.fromkeys(notes))), name)


def _said(cells: Mapping[str, str], label: str, notes: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield what the cells of a row say; an empty one says nothing, one that cannot be meant is left out and noted."""
    for field, cell in cells.items():
        if field in FIELDS and cell.strip():
            try:
                yield field, book.value(field, cell if field in {"definition", "include", "exclude"} else cell.strip())
            except ValueError as error:
                notes.append(f"{label[:60]}: {error}; left out")


def _sized(made: Book, name: str) -> Book:
    if not made.entries:
        raise Refused(name, "no codes in it", "Write one name a line.")
    if len(made.entries) > book.MOST_CODES:
        raise Refused(name, f"{len(made.entries):,} codes, and the limit is {book.MOST_CODES:,}", "Split it.")
    longest = max(made.entries, key=lambda e: len(e.label))
    if len(longest.label) > book.LONGEST_LABEL:
        found = f"a name of {len(longest.label):,} characters, and the limit is {book.LONGEST_LABEL:,}"
        raise Refused(name, found, "This looks like text, not like names of codes.")
    return made


#: Most levels of a tree: each costs everything below it.
_DEEPEST = 100


class _Shelf:
    """Codes of a table that knows names only: a path of names becomes codes below codes, each made once."""

    def __init__(self) -> None:
        self._notes: list[str] = []
        self._deepest = 0
        self._ids = book.Ids()
        self._entries: dict[str, Entry] = {}
        self._at: dict[tuple[str, str, str], str] = {}  # family, code above, name -> code

    def row(self, row: Sequence[str], column: int | None, path: int | None, above: int | None, cells: Mapping[str, str]) -> None:
        """Take one row: its name, its path if there is a column of paths, the code it stands below."""
        steps = _steps(row[column]) if column is not None else ()
        if path is not None and (way := _steps(row[path])):
            whole = not steps or [s.casefold() for s in way[-len(steps) :]] == [s.casefold() for s in steps]
            steps = way if whole else (*way, *steps)
        elif above is not None:
            steps = (*_steps(row[above]), *steps)
        if steps:
            family = book.family_called(cells.get("family", ""))
            self._put(steps, dict(_said(cells, steps[-1], self._notes)), family)

    def _put(self, path: tuple[str, ...], says: Mapping[str, Any], family: str) -> None:
        """Add the code at the end of `path` and those above it; what is said first about a code counts.

        A path that begins with a folder called like a family belongs to that family.
        """
        if not family and len(path) > 1 and (family := book.family_called(path[0])):
            path = path[1:]
        elif not family:
            family, label = book.named(path[-1])
            path = (*path[:-1], label)
        family = family or "free"
        parent = ""
        self._deepest = max(self._deepest, len(path))
        for step in path[:_DEEPEST]:
            place = (family, parent, step.casefold())
            if place not in self._at:
                if len(self._entries) > book.MOST_CODES:
                    return  # refused as soon as all rows are read
                made = self._at[place] = self._ids.new(family, step)
                self._entries[made] = Entry(made, step, {"parent": parent} if parent else {}, known=False)
            parent = self._at[place]
        entry = self._entries[parent]
        self._entries[parent] = replace(entry, says={**says, **entry.says})

    def book(self, name: str) -> Book:
        """Return all of them."""
        if self._deepest > _DEEPEST:
            found = f"a code {self._deepest:,} levels down, and the limit is {_DEEPEST}"
            raise Refused(name, found, "This looks like text, not like names of codes.")
        return _sized(Book(tuple(self._entries.values()), tuple(dict.fromkeys(self._notes))), name)


def _steps(name: str) -> tuple[str, ...]:
    """Return the names along a path, without the root that NVivo and MAXQDA put before it."""
    steps = tuple(s.strip() for s in _STEP.split(name.strip()) if s.strip())
    return steps[1:] if len(steps) > 1 and steps[0].casefold() in _ROOTS else steps
