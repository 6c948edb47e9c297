"""File names and ids from names that people typed: never a path, never a device, never surprising."""

from __future__ import annotations

import re
import unicodedata

_DEVICES = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))}
_LONGEST = 80


def slug(name: str, fallback: str = "item") -> str:
    """Return a safe file name or id made from `name`: lower case, words joined by ``-``, at most 80 characters.

    Letters of any script stay; separators, dots, controls and bidirectional marks do not. Names that Windows keeps
    for devices (``CON``, ``NUL``) get a trailing ``-x``.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    cleaned = re.sub(r"[^\w]+", "-", folded).strip("-_")[:_LONGEST].strip("-_")
    if not cleaned:
        return fallback
    return f"{cleaned}-x" if cleaned in _DEVICES else cleaned


def unique(name: str, taken: set[str]) -> str:
    """Return `name`, or `name` with the first free number behind it, compared without regard to case."""
    lowered = {t.casefold() for t in taken}
    if name.casefold() not in lowered:
        return name
    number = 2
    while f"{name}-{number}".casefold() in lowered:
        number += 1
    return f"{name}-{number}"
