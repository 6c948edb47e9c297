"""What is wrong with a query, and where."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSE = 0.6
_MOST = 3
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
    names = list(dict.fromkeys(there))
    plain = name.casefold()
    near = get_close_matches(plain, [n.casefold() for n in names], n=_MOST, cutoff=_CLOSE)
    close = [n for n in names if n.casefold() in near]
    close += [n for n in names if plain and plain in n.casefold() and n not in close]
    if close:
        return f" Did you mean {_listed(close[:_MOST], 'or')}?"
    if not names:
        return " There are none."
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f" There are: {', '.join(names[:_LISTED])}{more}."


def _listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
