"""From the text of a query to its tree.

::

    query  := both ("or" both)*
    both   := no ("and" no)*
    no     := "not" no | spans
    spans  := term (["not"] operator term)*                 from left to right
    operator := near[(n)] | then[(n)] | followed by[(n)] | follows[(n)] | within | overlaps | touching
    term   := "(" query ")" | key comparison value | key "in" "(" value, ... ")" | "words" | name
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.coding.query.errors import QueryError
from workbench.coding.query.tree import (
    KEYWORDS,
    NUMBERED,
    SPAN_OPERATORS,
    SPECIAL,
    WORD,
    And,
    Field,
    Name,
    Node,
    Not,
    Or,
    Span,
    Text,
)

_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<quoted>"(?:[^"\\]|\\.)*"|[“”„](?:[^“”\\]|\\.)*[“”])
    |(?P<open>\()|(?P<close>\))|(?P<comma>,)
    |(?P<sign><=|>=|!=|[:=<>≤≥≠])
    |(?P<word>{WORD})
    |(?P<other>["“”„{SPECIAL}!])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r'\\([\\"“”„])', re.DOTALL)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_LONGEST = 20_000
_DEEPEST = 60
_MOST_WORDS = 1_000_000  # of a near: more than any source has


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str  # quoted text without its marks
    start: int
    end: int

    def is_(self, *words: str) -> bool:
        """Say whether this is one of these bare words, in any case."""
        return self.kind == "word" and self.text.casefold() in words


def parse(text: str) -> Node:
    """Return the tree of a query.

    Parameters
    ----------
    text
        The query.

    Raises
    ------
    QueryError
        If it cannot be read; the message points at the place.
    """
    if len(text) > _LONGEST:
        raise QueryError(f"This query is longer than {_LONGEST:,} characters.", text, (0, 1))
    reader = _Reader(text)
    node = reader.either()
    reader.finished()
    return node


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        raw = match.group()
        if kind == "other":
            raise QueryError("A quotation mark is opened here and never closed.", text, (match.start(), len(text)))
        if kind == "quoted":
            raw = _ESCAPED.sub(r"\1", raw[1:-1])
        if kind != "space":
            found.append(_Token(kind, _SIGNS.get(raw, raw) if kind == "sign" else raw, match.start(), match.end()))
    return [*found, _Token("end", "", len(text), len(text))]


class _Reader:
    """Reads the tokens of one query from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _ahead(self, steps: int = 1) -> _Token:
        return self._tokens[min(self._next + steps, len(self._tokens) - 1)]

    def _take(self) -> _Token:
        token = self._here
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _wrong(self, what: str, token: _Token | None = None) -> QueryError:
        at = token or self._here
        return QueryError(what, self._text, (at.start, at.end))

    def _since(self, start: int) -> tuple[int, int]:
        """Return where what was read since `start` stands."""
        return start, self._tokens[self._next - 1].end if self._next else start

    def _deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(f"This is nested more than {_DEEPEST} deep.", token)

    def finished(self) -> None:
        """Refuse what is left over."""
        if self._here.kind == "close":
            raise self._wrong("This parenthesis closes nothing.")
        if self._here.kind != "end":
            raise self._wrong("Something is missing before this: put and, or, near, within or another operator between the two.")

    def either(self) -> Node:
        start, items = self._here.start, [self._both()]
        while self._here.is_("or"):
            self._take()
            items.append(self._both())
        return items[0] if len(items) == 1 else Or(tuple(items), self._since(start))

    def _both(self) -> Node:
        start, items = self._here.start, [self._no()]
        while self._here.is_("and"):
            self._take()
            items.append(self._no())
        return items[0] if len(items) == 1 else And(tuple(items), self._since(start))

    def _no(self) -> Node:
        if not self._here.is_("not"):
            return self._spans()
        token = self._take()
        self._deeper(token)
        item = self._no()
        self._depth -= 1
        return Not(item, self._since(token.start))

    def _spans(self) -> Node:
        start, left, chained = self._here.start, self._term(), 0
        while found := self._operator():
            op, n, without = found
            chained += 1
            if chained > _DEEPEST:
                raise self._wrong(f"More than {_DEEPEST} operators in a row.")
            right = self._term()
            left = Span(op, left, right, n, without, self._since(start))
        return left

    def _operator(self) -> tuple[str, int, bool] | None:
        """Take a span operator, if one is next: its name, its number, and whether it is negated."""
        without = self._here.is_("not")
        token = self._ahead() if without else self._here
        after = self._ahead(1 + without)
        followed = token.is_("followed") and after.is_("by")
        if not (token.is_(*SPAN_OPERATORS) or followed):
            return None
        self._next += 1 + without + followed
        op = "then" if followed else token.text.casefold()
        if op not in NUMBERED:
            return op, 0, without
        return op, self._number(op), without

    def _number(self, op: str) -> int:
        opened, number, closed = self._here, self._ahead(), self._ahead(2)
        if opened.kind != "open" or closed.kind != "close" or not re.fullmatch(r"[0-9]+", number.text):
            if number.kind == "word" and re.fullmatch(r"[-+\u2212]?[0-9.]+", number.text) and opened.kind == "open":
                raise self._wrong(f"{op} takes a whole number from 0, as in {op}({NUMBERED[op]}).", number)
            return NUMBERED[op]  # what follows is its right side
        if len(number.text) > len(str(_MOST_WORDS)):
            raise self._wrong(f"{op} takes a number up to {_MOST_WORDS:,}.", number)
        self._next += 3
        return min(int(number.text), _MOST_WORDS)

    def _term(self) -> Node:
        token = self._here
        if token.kind == "open":
            self._take()
            self._deeper(token)
            inside = self.either()
            if self._here.kind != "close":
                raise self._wrong("This parenthesis is never closed.", token)
            self._take()
            self._depth -= 1
            return inside
        if token.kind == "quoted":
            self._take()
            if self._key_follows():
                return self._field(token.text, token.start)
            if not token.text.strip():
                raise self._wrong("There is nothing between these quotation marks.", token)
            return Text(token.text, self._since(token.start))
        if name := self._words():
            if self._key_follows():
                return self._field(name, token.start)
            return Name(name, self._since(token.start))
        raise self._wrong(self._missing())

    def _missing(self) -> str:
        if self._here.kind == "end":
            return "The query ends where a code, words or a condition should follow." if self._next else "The query is empty."
        said = "this sign" if self._here.kind in {"sign", "comma", "close"} else f"'{self._here.text}'"
        return f"A code, words or a condition should stand here, not {said}. Put quotation marks around what is meant as words."

    def _words(self) -> str:
        """Take bare words as one name, up to what cannot be part of it."""
        words = []
        while self._here.kind == "word" and not self._ends_a_name():
            words.append(self._take().text)
        return " ".join(words)

    def _ends_a_name(self) -> bool:
        token, after = self._here, self._ahead()
        if token.is_(*KEYWORDS):
            return True
        return (token.is_("in") and after.kind == "open") or (token.is_("followed") and after.is_("by"))

    def _key_follows(self) -> bool:
        return self._here.kind == "sign" or (self._here.is_("in") and self._ahead().kind == "open")

    def _field(self, key: str, start: int) -> Field:
        sign = self._take()
        if sign.kind == "sign":
            return Field(key, sign.text, (self._value(key, sign.text),), self._since(start))
        opened = self._take()
        values = [self._value(key, "in (")]
        while self._here.kind == "comma":
            self._take()
            values.append(self._value(key, "in ("))
        if self._here.kind != "close":
            raise self._wrong("This list is never closed; commas stand between its values.", opened)
        self._take()
        return Field(key, "in", tuple(values), self._since(start))

    def _value(self, key: str, sign: str) -> str:
        token = self._here
        if token.kind == "quoted":
            self._take()
            return token.text
        if words := self._words():
            if self._here.kind == "sign":
                raise self._wrong("A value with a sign in it needs quotation marks around it.")
            return words
        raise self._wrong(f"Something should follow {key}{'' if sign[0] in ':=<>!' else ' '}{sign}")
