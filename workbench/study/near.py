"""What to say where a name is not there: those that are spelled like it, else some of those that are."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN, _LIKE = 8, 3
#: Above so many names those that are merely spelled alike are not looked for: it takes seconds.
_MANY = 5_000


def instead(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean P03?``, or ``there are: P01, P02``, for a name that is none of those that are known."""
    there = sorted(set(known))
    near = [one for one in there if one.casefold() == name.strip().casefold()]
    if not near and len(there) <= _MANY:
        near = difflib.get_close_matches(name, there, n=_LIKE)
    if near:
        return f"did you mean {' or '.join(near)}?"
    more = f" and {len(there) - _SHOWN:,} more" if len(there) > _SHOWN else ""
    return f"there are: {', '.join(there[:_SHOWN])}{more}" if there else "there are none yet"
