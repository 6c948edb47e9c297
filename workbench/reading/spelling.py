"""Names told by their spelling alone: those on a list of names, and words that no English text spells so.

Both work where capital letters say nothing: at the start of a sentence, and in what a speech recogniser wrote.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.reading.roster import NAMES_AND_WORDS, fold, word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A word, also with an accent, a hyphen or an apostrophe in it.
_WORD = re.compile(r"(?<![\w@./\\-])[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['\u2019-][^\W\d_]+)*(?![\w@/\\]|\.\w)")
_JOINED = re.compile(r"['\u2019-]")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_ENDS = (
    "s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "able", "ness", "ish", "ful", "less", "ment", "al", "est", "ity", "ies",
    "ize", "ized", "ise", "ised", "izing", "ising", "isation", "ization", "ation", "ions", "ive", "ian", "ability",
)  # fmt: skip
_BEGINS = (
    "un", "re", "pre", "dis", "non", "over", "under", "mis", "out", "multi", "inter", "auto", "semi", "sub", "micro", "anti", "co",
)  # fmt: skip
_NOT_NAMES = word_list("not-names.txt")
#: Names that are words as well count as the second of two: "peter miller".
_WORDS_TOO = NAMES_AND_WORDS
_NEVER_SECOND = word_list("never-second.txt")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_STARTS = re.compile(r"(?:^|[.!?\u2026:\n\"\u201c]\s*|^[-\u2013]\s*)$")
#: Words beyond this place of the vocabulary are not everyday ones.
_EVERYDAY = 3_900
_LEAST, _LEAST_STEM, _LEAST_HALF, _LEAST_SAID = 3, 3, 4, 8


@cache
def known_names() -> frozenset[str]:
    """Return first names and surnames of many countries that are no words of English: see ``data/names.txt``."""
    return word_list("names.txt")


@cache
def _written() -> dict[str, int]:
    """Return the whole words of the encoder's tokenizer, and the place of each: the commonest in English writing come first."""
    raw = json.loads((Path(__file__).parent / "data" / "tokenizer.json").read_text(encoding="utf-8"))
    return {w: place for w, place in raw["model"]["vocab"].items() if len(w) >= _LEAST and w.isascii() and w.isalpha()}


@cache
def _vocabulary() -> frozenset[str]:
    """Return the whole words of the encoder's tokenizer, and some more."""
    return word_list("more-words.txt").union(_written())


@cache
def everyday() -> frozenset[str]:
    """Return the words that English cannot do without and that are on no list of names.

    Further down, the vocabulary turns to places and surnames.
    """
    return frozenset(w for w, place in _written().items() if place < _EVERYDAY) - known_names()


@cache
def is_word(word: str) -> bool:
    """Say whether a word (lower case, without accents) may be one of English, also inflected or put together.

    A name that is in every newspaper is a word here too: it is for finding what is certainly none.
    """
    vocabulary = _vocabulary()
    if len(word) < _LEAST or word in vocabulary:
        return True
    stems = [word[: -len(e)] for e in _ENDS if word.endswith(e) and len(word) - len(e) >= _LEAST_STEM]
    stems += [word[len(b) :] for b in _BEGINS if word.startswith(b) and len(word) - len(b) >= _LEAST_HALF]
    for stem in stems:
        doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        softened = stem[:-1] + "y" if stem.endswith("i") else stem  # "timeliness"
        if {stem, stem + "e", stem + "y", doubled, softened} & vocabulary:
            return True
    if any(is_word(stem) for stem in stems if len(stem) > _LEAST and stem.endswith(("ful", "less", "able", "ing", "ed", "ly"))):
        return True  # "unhelpfully": two endings
    halves = range(_LEAST_HALF, len(word) - _LEAST_HALF + 1)
    return any(word[:at] in vocabulary and word[at:] in vocabulary for at in halves)


@cache
def is_slip(word: str) -> bool:
    """Say whether a word is one of English but for one letter: left out, put in, exchanged, or two turned round.

    Who writes without capitals mistypes as well: "pasword" is nobody.
    """
    vocabulary = _vocabulary()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS} | {a + c + b for a, b in cuts for c in _LETTERS}
    return not near.isdisjoint(vocabulary)


def listed(text: str, keep: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """Yield the places of names that are on the list of names, in any capitals: "peter miller", "Priya", "NGOZI".

    Parameters
    ----------
    text
        Any text.
    keep
        Words that are no names, lower case.
    """
    names = known_names()
    begun: tuple[int, int] | None = None
    for start, end, word, plain in _words(text):
        parts = [p for p in _JOINED.split(plain) if p]
        named = plain not in keep and plain not in _NOT_NAMES and (plain in names or ("-" in plain and parts[0] in names))
        if begun and text[begun[1] : start] == " " and plain not in keep and (named or _second(word, plain, text[begun[0]])):
            begun = (begun[0], end)
            continue
        if begun:
            yield begun
        begun = (start, end) if named else None
    if begun:
        yield begun


def _second(word: str, plain: str, first: str) -> bool:
    """Say whether a word behind a first name is the surname."""
    if plain in _NOT_NAMES or plain in _NEVER_SECOND:
        return False
    return plain in _WORDS_TOO or (word[:1].isupper() and first.isupper()) or not any(map(is_word, _JOINED.split(plain)))


def spelled(text: str, keep: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """Yield the places of words that are no English, where capital letters say nothing.

    That is at the start of a sentence, and anywhere in a text of several words without any capital.
    """
    small = text == text.lower()
    if small and text.count(" ") < _LEAST_SAID:
        return
    for start, end, word, plain in _words(text):
        begins = word[:1].isupper() and _STARTS.search(text[max(0, start - 3) : start])
        if plain in keep or plain in _NOT_NAMES or not (small or begins):
            continue
        parts = [p for p in _JOINED.split(plain) if p]
        if len(plain) > _LEAST and not any(map(is_word, parts)) and not (small and is_slip(plain)):
            yield start, end


def _words(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, the word without *'s*, and the word as lists have it."""
    for hit in _WORD.finditer(text):
        start, end = hit.span()
        word = hit.group()
        if tail := _POSSESSIVE.search(word):
            word, end = word[: tail.start()], end - len(tail.group())
        yield start, end, word, word.lower() if word.isascii() else fold(word)[0]
