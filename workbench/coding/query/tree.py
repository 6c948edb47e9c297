"""A query as a tree; each node prints as the query it came from.

``parse(str(node)) == node`` holds for every tree, whatever codes and people are called: names that could be taken for
something else are put in quotation marks, and what would end those is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.study.records import FAMILIES

#: Characters that end a bare word.
SPECIAL = r"\s\"“”„(),:=<>≤≥≠"
WORD = rf"(?:[^{SPECIAL}!]|!(?!=))+"
#: Words that are never part of a bare name; `in` and `followed` are words unless `(` and `by` follow.
KEYWORDS = frozenset({"and", "or", "not", "near", "within", "overlaps", "touching", "then", "follows"})
#: Span operators that take a number, and the number where none is given.
NUMBERED = {"near": 20, "then": 1, "follows": 1}
SPAN_OPERATORS = ("near", "then", "follows", "within", "overlaps", "touching")
COMPARISONS = (":", "=", "!=", "<", "<=", ">", ">=", "in")

_WORD = re.compile(WORD)
_LOOSE, _AND, _NOT, _SPAN, _TERM = range(5)


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: of a code or a family if there is one, otherwise a word to look for."""

    text: str
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """Words in quotation marks: looked for in what was said and written."""

    words: str
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return quoted(self.words)


@dataclass(frozen=True, slots=True)
class Field:
    """A name with a value: a code by its family, or a condition on codings, people and places."""

    key: str
    op: str
    values: tuple[str, ...]
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        key = bare(self.key)
        if self.op == "in":
            return f"{key} in ({', '.join(map(bare, self.values))})"
        return f"{key}{self.op}{bare(self.values[0])}"


@dataclass(frozen=True, slots=True)
class Span:
    """Passages of `left` by where they stand to passages of `right`; `without`: those that do not stand so to any."""

    op: str
    left: Node
    right: Node
    n: int = 0
    without: bool = False
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        number = f"({self.n})" if self.op in NUMBERED else ""
        no = "not " if self.without else ""
        return f"{_inner(self.left, _SPAN)} {no}{self.op}{number} {_inner(self.right, _TERM)}"


@dataclass(frozen=True, slots=True)
class Not:
    """Turns and answers without."""

    item: Node
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"not {_inner(self.item, _NOT)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of several, in one turn or answer."""

    items: tuple[Node, ...]
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return " and ".join(_inner(i, _NOT) for i in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several."""

    items: tuple[Node, ...]
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return " or ".join(_inner(i, _AND) for i in self.items)


Node = Name | Text | Field | Span | Not | And | Or
_LEVELS: dict[type, int] = {Or: _LOOSE, And: _AND, Not: _NOT, Span: _SPAN}


def _inner(node: Node, least: int) -> str:
    """Return a node as part of another, in parentheses if it would come apart."""
    return str(node) if _LEVELS.get(type(node), _TERM) >= least else f"({node})"


def is_bare(text: str) -> bool:
    """Say whether `text` may stand without quotation marks as one word."""
    return bool(_WORD.fullmatch(text)) and text.casefold() not in KEYWORDS | {"in", "followed"}


def bare(text: str) -> str:
    """Return a name or a value as it stands in a query: in quotation marks unless it is one plain word."""
    return text if is_bare(text) else quoted(text)


def quoted(text: str) -> str:
    """Return `text` in quotation marks; a quotation mark or a backslash in it has a backslash before it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def code(name: str) -> str:
    """Return the query that finds one code by its id, whatever it is called.

    Parameters
    ----------
    name
        Such as ``pain:typing-names``.
    """
    family, colon, rest = name.partition(":")
    plain = colon and family in FAMILIES and is_bare(rest) and rest != "*"  # a star would mean any code
    return str(Field(family, ":", (rest,)) if plain else Field("code", ":", (name,)))
