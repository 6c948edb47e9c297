"""Lists of words, and the finder of known names, which `workbench.sources.people.known` holds."""

from __future__ import annotations

from pathlib import Path

from workbench.sources.people.forms import spelt
from workbench.sources.people.known import PEOPLE, SOMEBODY, KeyEntry, find_known, fold, parts_of
from workbench.sources.people.words import NAMES_AND_WORDS, WORDS_ABROAD, WORDS_GERMAN, has_endings, is_english

__all__ = [
    "NAMES_AND_WORDS", "PEOPLE", "SOMEBODY", "WORDS_ABROAD", "WORDS_GERMAN", "KeyEntry", "find_known", "fold", "has_endings",
    "is_english", "parts_of", "spelt", "word_list",
]  # fmt: skip


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list in ``reading/data``: lower case, white space between, lines with # are remarks."""
    lines = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
