"""The words that set a group of texts apart from the rest: class-based TF-IDF (Grootendorst 2022, arXiv 2203.05794)."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*[^\W_])?")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return scikit-learn's English stop words and the small change of speech."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    lines = (Path(__file__).parent / "speech.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(ENGLISH_STOP_WORDS) | {word for line in lines if not line.startswith("#") for word in line.split()}


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
