"""Lists of words, and the finder of known names, which `workbench.sources.people.known` holds."""

from __future__ import annotations

from pathlib import Path

from workbench.sources.people.known import NAMES_AND_WORDS, PEOPLE, KeyEntry, find_known, fold

__all__ = ["NAMES_AND_WORDS", "PEOPLE", "KeyEntry", "find_known", "fold", "word_list"]


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list in ``reading/data``: lower case, white space between, lines with # are remarks."""
    lines = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
