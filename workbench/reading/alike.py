"""Known names that were mistyped or heard wrong: *Fitzgerlad*, *Wojcechowska*, *Hofman* for *Hoffmann*."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from workbench.reading.roster import PEOPLE, has_endings, is_english, parts_of, spelt
from workbench.reading.spelling import is_word, known_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.reading.roster import KeyEntry

_WORD = re.compile(r"(?<![\w@./\\-])[^\W\d_]{5,40}(?![\w@/\\]|\.\w)")
_SOUNDS = (("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("v", "f"))
_TWICE = re.compile(r"(.)\1+")
#: One letter may be wrong from so many on, in a language of which no words are known from more on; two of very many.
_LEAST, _LEAST_ABROAD, _LONG = 5, 7, 9
#: Of more names nearly every name would be like one.
_MOST = 2_000


def alike(text: str, roster: Sequence[KeyEntry]) -> Iterator[tuple[int, int]]:
    """Yield where words stand that are no words of English and sound like a known first name or surname.

    Parameters
    ----------
    text
        Any text. Where it has capitals, so has the name.
    roster
        Entries of the key file.
    """
    near = _near(tuple((e.name, *e.aliases) for e in roster if e.kind in PEOPLE)) if len(roster) <= _MOST else None
    if not near:
        return
    small, least = text == text.lower(), _LEAST if is_english(text) else _LEAST_ABROAD
    for hit in _WORD.finditer(text):
        if (small or hit[0][0].isupper()) and near.has(hit[0], least):
            yield hit.span()


class _Near:
    """Sounds of known names, found though a letter or two are wrong."""

    def __init__(self, names: frozenset[str]) -> None:
        self._cut: dict[str, set[str]] = {}
        self._met: dict[tuple[str, int], bool] = {}
        for name in names:
            for less in _cuts(name):
                self._cut.setdefault(less, set()).add(name)

    def has(self, word: str, least: int) -> bool:
        """Say whether a word is no word, and like a name."""
        if (word, least) not in self._met:
            sound = _sound(word)
            there = {name for less in _cuts(sound) for name in self._cut.get(less, ())}
            near = any(_wrong(sound, name) <= _may(sound, name, least) for name in there if name[:1] == sound[:1])
            self._met[word, least] = near and (
                word.casefold() in known_names() or not (is_word(spelt(word)) or is_word(word.casefold()))
            )
        return self._met[word, least]


@lru_cache(maxsize=4)
def _near(names: tuple[tuple[str, ...], ...]) -> _Near:
    parts = {part for known in names for name in known for part in parts_of(name) if has_endings(part) and part.isalpha()}
    return _Near(frozenset(sound for part in parts if len(sound := _sound(part)) >= _LEAST))


def _sound(word: str) -> str:
    """Return how a word sounds, more roughly than `spelt`: no silent letters, none twice."""
    plain = spelt(word)
    plain = plain[:1] + plain[1:].replace("h", "")
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    return _TWICE.sub(r"\1", plain)


def _may(word: str, name: str, least: int) -> int:
    """Return how many letters may be wrong."""
    short = min(len(word), len(name))
    return (short >= least) + (short >= _LONG)


def _cuts(sound: str) -> set[str]:
    """Return a sound with up to two letters left out (one, if it is short): like words have one of these in common."""
    many = 1 + (len(sound) >= _LONG - 1)
    at = range(len(sound))
    return {"".join(c for i, c in enumerate(sound) if i not in out) for n in range(many + 1) for out in combinations(at, n)}


def _wrong(one: str, other: str) -> int:
    """Return how many letters are left out, put in, exchanged or turned round (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if older and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]
