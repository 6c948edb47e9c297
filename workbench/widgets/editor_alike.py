"""Codes that may be one: alike in their labels, or in their definitions.

Candidates share rare runs of three letters, so that ten thousand codes are not compared with each other one by one; how
alike two are is the Jaccard similarity of `workbench.coding.alike`. Word order and an `s` at the end do not count in a label.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.coding.alike import fold, similarity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from workbench.study.records import Code

LABEL, DEFINITION = 0.5, 0.6
MOST = 300
#: Runs of letters that more codes than this have tell nothing of one.
_COMMON = 40
_READ = 400
_FEWEST_WORDS = 3
_NEARLY, _SHORT = 0.95, 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes in use that may be one; `score` is how alike, 1 for the same words, and `why` where."""

    one: str
    other: str
    score: float
    why: str


def pairs(codes: Iterable[Code]) -> list[Pair]:
    """Return codes that may be one, the likest first.

    Parameters
    ----------
    codes
        The codebook. Stages, emotions and retired codes are left out, since they come with the study or are used no more;
        codes are compared within their family, and free codes with all.
    """
    live = sorted((c for c in codes if not c.retired and c.family not in {"stage", "emotion"}), key=lambda c: c.id)
    plain = [fold(c.label[:_READ]).split() for c in live]
    labels = [" ".join(sorted(map(_one, words))) for words in plain]
    meanings = [fold(c.definition[:_READ]) for c in live]
    found: dict[tuple[int, int], Pair] = {}
    for texts, near, why in ((labels, LABEL, "label"), (meanings, DEFINITION, "definition")):
        least = 1 if why == "label" else _FEWEST_WORDS
        for a, b in _candidates(texts):
            one, other = live[a], live[b]
            if one.family != other.family and "free" not in {one.family, other.family}:
                continue
            if (a, b) in found or min(len(texts[a].split()), len(texts[b].split())) < least:
                continue
            score = 1.0 if texts[a] == texts[b] else similarity(texts[a], texts[b])
            if why == "label" and score == 1.0 and sorted(plain[a]) != sorted(plain[b]):
                score = _NEARLY  # one of many, or many of one
            if score >= near:
                found[a, b] = Pair(one.id, other.id, round(score, 3), why)
    return sorted(found.values(), key=lambda p: (-p.score, p.one, p.other))[:MOST]


def _one(word: str) -> str:
    """Return a word without the ending that makes many of one; in English, and in a few other languages."""
    return word[:-1] if len(word) > _SHORT and word.endswith("s") and not word.endswith("ss") else word


def _candidates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of texts that share at least a third of their rarer runs of three letters."""
    runs = [_runs(text) for text in texts]
    holders: dict[str, list[int]] = {}
    for place, own in enumerate(runs):
        for run in sorted(own):
            holders.setdefault(run, []).append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for there in holders.values():
        if len(there) <= _COMMON:
            shared.update((a, b) for n, a in enumerate(there) for b in there[n + 1 :])
    same = _same(texts)
    telling = [sum(len(holders[run]) <= _COMMON for run in own) for own in runs]
    near = {pair for pair, n in shared.items() if 3 * n >= min(telling[pair[0]], telling[pair[1]])}
    return sorted(near | same)


def _same(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Return neighbouring pairs of texts that are equal: enough to see that all of them are."""
    by_text: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text:
            by_text.setdefault(text, []).append(place)
    return {(a, b) for there in by_text.values() for a, b in pairwise(there)}


def _runs(text: str) -> Collection[str]:
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)} if text else ()
