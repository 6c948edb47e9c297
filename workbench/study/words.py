"""A number and its noun, said alike wherever something is told."""

from __future__ import annotations


def count(number: int, noun: str, several: str = "") -> str:
    """Return a number with its noun: ``1 file``, ``1,200 files``; ``2 people``, if `several` says so."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"
