"""Names of columns that are there and differ, whatever a file calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def unique_names(header: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return column names that are there and differ (case and space aside), and a note for each change."""
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for position, raw in enumerate(header, 1):
        plain = " ".join(raw.split())
        name = plain or f"column {position}"
        if name.casefold() in taken:
            number = 2
            while f"{name} ({number})".casefold() in taken:
                number += 1
            name = f"{name} ({number})"
        if name != plain:
            notes.append(f"column {position} is called {name!r} here: its name was {'blank' if not plain else 'there twice'}")
        taken.add(name.casefold())
        names.append(name)
    return names, tuple(notes)
