"""The words that set a group of texts apart from the rest: class-based TF-IDF (Grootendorst 2022, arXiv 2203.05794)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*[^\W_])?")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return scikit-learn's English stop words and the small change of speech."""
    lines = [line for name in ("stop.txt", "speech.txt") for line in _data(name)]
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _data(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def content(text: str) -> list[str]:
    """Return the words of `text` that carry meaning, in order, in lower case."""
    stops = stop_words()
    words = (w.replace("\u2019", "'").removesuffix("'s") for w in _WORD.findall(text.lower()))
    # Two letters are no word, nor is one letter over and over: transcribers write "xxx" for what they did not hear.
    return [w for w in words if len(w) > 2 and len(set(w)) > 1 and w not in stops]  # noqa: PLR2004


def keywords(texts: Sequence[str], people: Sequence[str], labels: Sequence[int], most: int = 8) -> dict[int, tuple[str, ...]]:
    """Return the words of each label, the most telling first.

    Parameters
    ----------
    texts, people, labels
        One of each a segment; -1 belongs to nothing but counts for how common a word is.
    most
        How many words.

    Returns
    -------
    dict
        A word that only one person uses, such as the name of their cat, comes in only where nothing else is left.
    """
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    users: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for text, person, label in zip(texts, people, labels, strict=True):
        for word in content(text):
            counts[label][word] += 1
            users[label, word].add(person)
    total: Counter[str] = Counter()
    for own in counts.values():
        total.update(own)
    average = sum(total.values()) / max(1, len(counts))
    found = {}
    for label in sorted(set(labels) - {-1}):
        own = counts[label]
        size = sum(own.values())
        scored = [
            (len(users[label, w]) < 2, -(n / size) * math.log(1 + average / total[w]), w)  # noqa: PLR2004 (two people)
            for w, n in own.items()
        ]
        found[label] = tuple(w for _, _, w in sorted(scored)[:most])
    return found


def telling(texts: Sequence[str], people: Sequence[str], labels: Sequence[int], most: int = 8) -> dict[int, tuple[str, ...]]:
    """Return the words and phrases of each label, the most telling first: class-based TF-IDF over words and pairs.

    Parameters
    ----------
    texts, people, labels
        One of each a segment; -1 belongs to nothing but counts for how common a word is.
    most
        How many.

    Returns
    -------
    dict
        A pair of neighbouring words stands for both where they mostly come together ("direct debit"). What only one person
        says comes in only where nothing else is left. Where there are no words at all: the signs most used, such as emoji.
    """
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    users: dict[tuple[int, str], str | None] = {}
    for text, person, label in zip(texts, people, labels, strict=True):
        own = counts[label]
        for term in _terms(text):
            own[term] += 1
            if label >= 0 and users.setdefault((label, term), person) != person:
                users[label, term] = None
    total: Counter[str] = Counter()
    for own in counts.values():
        total.update(own)
    average = sum(total.values()) / max(1, len(counts))
    found = {}
    for label in sorted(set(labels) - {-1}):
        own = counts[label]
        # Shared by two people or more (None), then by weight, then by the alphabet.
        scored = [(users[label, term] is not None, -n * math.log(1 + average / total[term]), term) for term, n in own.items()]
        inside = (text for text, its in zip(texts, labels, strict=True) if its == label)
        found[label] = _varied(own, [term for _, _, term in sorted(scored)], most) or _signs(inside, most)
    return found


@lru_cache(maxsize=1 << 14)
def _terms(text: str) -> tuple[str, ...]:
    """Return the terms of a text, remembered: a refit, or one with more topics, reads the same texts again."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[str]:
    """Yield the words of `text` that carry meaning, and pairs of those with nothing but a blank between them."""
    before, end = "", -2
    lower = text.lower()
    stops = stop_words()
    for match in _WORD.finditer(lower):
        word = match[0].replace("\u2019", "'").removesuffix("'s")
        if len(word) > 2 and len(set(word)) > 1 and word not in stops:  # noqa: PLR2004 (as in `content`)
            yield word
            if before and match.start() == end + 1 and word != before:
                yield f"{before} {word}"
            before, end = word, match.end()
        else:
            before = ""


def _varied(own: Counter[str], ranked: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the first of `ranked` that add something, a pair in the place of a word it mostly comes with."""
    pairs: dict[str, str] = {}
    for term in ranked:
        for word in term.split() if " " in term else ():
            if own[term] > 1 and 2 * own[term] >= own[word] and own[term] > own.get(pairs.get(word, ""), 0):
                pairs[word] = term
    chosen: list[str] = []
    said: set[str] = set()
    for term in ranked:
        best = pairs.get(term, term)
        if len(chosen) < most and not set(best.split()) <= said:
            chosen.append(best)
            said |= set(best.split())
    return tuple(chosen)


def _signs(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return what is written where there are no words: single signs, the most frequent first."""
    used = Counter(sign for text in texts for sign in text if unicodedata.category(sign) == "So")
    return tuple(sign for sign, _ in sorted(used.items(), key=lambda item: (-item[1], item[0]))[:most])
