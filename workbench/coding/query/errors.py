"""What is wrong with a query, and where."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_CLOSE, _MISSPELT = 0.6, 0.84
_MOST = 3
_COMPARED = 20_000
_LISTED = 8
_SHOWN = 60  # characters of the query on either side of the place
_BREAKS = re.compile(r"\s")


class QueryError(UserError):
    """A query that cannot be understood.

    Parameters
    ----------
    what
        What is wrong and what to do, in a sentence or two.
    text
        The query.
    at
        Where in it: first character and end.
    """

    def __init__(self, what: str, text: str, at: tuple[int, int]) -> None:
        self.what, self.text, self.at = what, text, at
        begin, stop = at
        low, high = max(0, begin - _SHOWN), min(len(text), max(stop, begin + 1) + _SHOWN)
        line = ("…" if low else "") + _BREAKS.sub(" ", text[low:high]) + ("…" if high < len(text) else "")
        column = begin - low + (1 if low else 0)
        width = max(1, min(stop, high) - begin)
        super().__init__(f"{what}\n  {line}\n  {' ' * column}{'^' * width}")


def meant(name: str, there: Iterable[str]) -> str:
    """Return a sentence that says what may have been meant by `name`; what there is, if nothing is like it.

    Parameters
    ----------
    name
        What was written.
    there
        What could be written in its place.
    """
    names: dict[str, str] = {}
    for one in there:
        names.setdefault(one.casefold(), one)
    plain = name.casefold()
    near = _near(plain, names, _MOST, _CLOSE)
    close = [names[n] for n in [*near, *(n for n in names if plain and plain in n and n not in near)]]
    if close:
        return f" Did you mean {_listed(close[:_MOST], 'or')}?"
    if not names:
        return " There are none."
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f" There are: {', '.join(list(names.values())[:_LISTED])}{more}."


def spelt_like(name: str, there: Iterable[str]) -> str:
    """Return the name that `name` may be a misspelling of; empty if none is as near as that."""
    names = {n.casefold(): n for n in there}
    return next((names[n] for n in _near(name.casefold(), names, 1, _MISSPELT)), "")


def _near(name: str, names: Collection[str], most: int, cutoff: float) -> list[str]:
    """Return the names most like one, the nearest first; of very many only those that begin alike are compared."""
    compared = names if len(names) <= _COMPARED else [n for n in names if n[:2] == name[:2]][:_COMPARED]
    return get_close_matches(name, compared, n=most, cutoff=cutoff)


def _listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
