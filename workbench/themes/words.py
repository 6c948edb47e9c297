"""The words that set a group of texts apart from the rest: class-based TF-IDF (Grootendorst 2022, arXiv 2203.05794)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.reading.markup import unmarked
from workbench.reading.tongues import SCRIPT, language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

#: Fewer words are only shown where there are not more to be had; also how many make a label.
_ENOUGH = 3
#: A word is in so many texts of its topic, or in as many as the root of their number if that is less, and in two at least.
_SHARE = 0.1
#: It is so many times as common there as elsewhere.
_LIFT = 3
#: Shorter words have no ending to take off.
_SHORT = 3
#: Characters of an answer that stands for itself.
_LONGEST = 40
_ENDS = re.compile(r"^[^\w]+|[^\w]+$")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
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
    return list(_content(text))


def _spoken(text: str) -> str:
    """Return a text in lower case without addresses and marks of a page, which nobody says."""
    return _ADDRESS.sub(" \n ", unmarked(text.lower()))


@lru_cache(maxsize=1 << 16)
def _content(text: str) -> tuple[str, ...]:
    """Return the same; topics, needs and their names ask for the words of one text several times."""
    stops = stop_words()
    words = (w.replace("\u2019", "'").removesuffix("'s") for w in _WORD.findall(_spoken(text)))
    # Two letters are no word, nor is one letter over and over: transcribers write "xxx" for what they did not hear.
    return tuple(w for w in words if len(w) > 2 and len(set(w)) > 1 and w not in stops)  # noqa: PLR2004


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
    users: dict[tuple[int, str], str | None] = {}  # the one person who says it; None for more
    for text, person, label in zip(texts, people, labels, strict=True):
        said = content(text)
        counts[label].update(said)
        for word in said if label >= 0 else ():
            if users.setdefault((label, word), person) != person:
                users[label, word] = None
    total: Counter[str] = Counter()
    for own in counts.values():
        total.update(own)
    average = sum(total.values()) / max(1, len(counts))
    found = {}
    for label in sorted(set(labels) - {-1}):
        own = counts[label]
        size = sum(own.values())
        scored = [(users[label, w] is not None, -(n / size) * math.log(1 + average / total[w]), w) for w, n in own.items()]
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
        A text counts once for a word, and forms of a word are one (`stem`): the commonest in the label is shown. A pair of
        neighbouring words stands for both where they mostly come together ("direct debit"). What few texts of the label have,
        what is hardly more common there than elsewhere, and last what only one person says, comes in only where there are not
        three others; the last never in a label of more than ten texts, if there is anything else. Which words carry no meaning,
        the language of each text says; of one too short to tell, that of most texts. Where there are no words at all: the answers
        most given ("good", "n/a"), or the signs most used (emoji).
    """
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    users: dict[tuple[int, str], str | None] = {}
    tongues = _tongues(texts)
    for text, person, label, tongue in zip(texts, people, labels, tongues, strict=True):
        terms = _terms(text, tongue)
        counts[label].update(terms.keys())
        if label >= 0:
            for term in terms:
                if users.setdefault((label, term), person) != person:
                    users[label, term] = None
    total: Counter[str] = Counter()
    for own in counts.values():
        total.update(own)
    average = sum(total.values()) / max(1, len(counts))
    sizes = Counter(labels)
    found = {}
    for label in sorted(set(labels) - {-1}):
        own, size = counts[label], sizes[label]
        weights = {term: -n * math.log(1 + average / total[term]) for term, n in own.items()}
        alone = {term for term in own if users[label, term] is not None}
        few, rest = max(2.0, min(_SHARE * size, math.sqrt(size))), len(texts) - size
        good = {term for term, n in own.items() if n >= few and n * rest >= _LIFT * (total[term] - n) * size} - alone
        ranked = sorted(good, key=lambda term: (weights[term], term))
        found[label] = _varied(own, ranked, most)
        if len(found[label]) < min(_ENOUGH, most):
            # Of many texts, what one person alone says is a slip of the pen or the name of their cat: better fewer words.
            slips = alone if _SHARE * size > 1 and own.keys() - alone else set()
            ranked += sorted(own.keys() - good - slips, key=lambda term: (term in alone, weights[term], term))
            found[label] = _varied(own, ranked, min(_ENOUGH, most))
    shown = _spelt(texts, tongues, labels, found)
    for label in (label for label in found if not shown[label]):
        inside = [text for text, its in zip(texts, labels, strict=True) if its == label]
        shown[label] = _answers(inside) or _signs(inside, most)
    return shown


def _tongues(texts: Sequence[str]) -> list[str]:
    """Return the language of each text; of one that does not say, that of most, and "" where none says."""
    own = [language(text) for text in texts]
    told = Counter(filter(None, own))
    most = min(told, key=lambda name: (-told[name], name), default="")
    return [name or most for name in own]


@lru_cache(maxsize=32)
def _stops(tongue: str) -> frozenset[str]:
    """Return the words without meaning of a language, and those of English, which people mix in."""
    if tongue in {"", "en", SCRIPT}:
        return stop_words()
    from workbench.reading.language import small_words

    return stop_words() | small_words(tongue)


@lru_cache(maxsize=1 << 14)
def _terms(text: str, tongue: str) -> dict[str, str]:
    """Return the terms of a text and how it spells them, remembered: a refit, or one with more topics, reads the same again."""
    found: dict[str, str] = {}
    for term, spelt in _read(text, _stops(tongue)):
        found.setdefault(term, spelt)
    return found


def _read(text: str, stops: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of `text` that carry meaning, and pairs of those with nothing but a blank between: stems, and as spelt."""
    before, spelt, end = "", "", -2
    lower = _spoken(text)
    for match in _WORD.finditer(lower):
        word = match[0].replace("\u2019", "'").removesuffix("'s")
        if len(word) > 2 and len(set(word)) > 1 and word not in stops:  # noqa: PLR2004 (as in `content`)
            root = stem(word)
            yield root, word
            if before and match.start() == end + 1 and root != before:
                yield f"{before} {root}", f"{spelt} {word}"
            before, spelt, end = root, word, match.end()
        else:
            before = ""


def _varied(own: Counter[str], ranked: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the first of `ranked` that add something, a pair in the place of a word it mostly comes with.

    A pair is shown only as long as neither of its words was.
    """
    pairs: dict[str, str] = {}
    for term in ranked:
        for word in term.split() if " " in term else ():
            if own[term] > 1 and 2 * own[term] >= own[word] and own[term] > own.get(pairs.get(word, ""), 0):
                pairs[word] = term
    whole = set(pairs.values())
    chosen: list[str] = []
    said: set[str] = set()
    for term in ranked:
        if " " not in term or term in whole:
            best = next((t for t in (pairs.get(term, term), term) if said.isdisjoint(t.split())), "")
            if best and len(chosen) < most:
                chosen.append(best)
                said.update(best.split())
    return tuple(chosen)


def _spelt(
    texts: Sequence[str], tongues: Sequence[str], labels: Sequence[int], chosen: Mapping[int, Sequence[str]]
) -> dict[int, tuple[str, ...]]:
    """Return the terms of each label as most of its texts spell them; of several, the shortest, then by the alphabet."""
    forms: dict[tuple[int, str], Counter[str]] = {(label, term): Counter() for label, terms in chosen.items() for term in terms}
    for text, tongue, label in zip(texts, tongues, labels, strict=True):
        terms = _terms(text, tongue) if label in chosen else {}
        for term in chosen.get(label, ()):
            if term in terms:
                forms[label, term][terms[term]] += 1
    best = {key: min(used, key=lambda form: (-used[form], len(form), form)) for key, used in forms.items()}
    return {label: tuple(best[label, term] for term in terms) for label, terms in chosen.items()}


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return what the forms of a word share: exchange, exchanges, exchanged and exchanging are "exchang".

    Steps 1 and 5a of Porter (1980), with "tie" and "try" as in his later Porter2. Not a word to show.
    """
    if word[-1] not in "degsy" or not word.isascii():
        return word
    if len(word) > _SHORT and not word.endswith(("ss", "us", "is")):
        word = word[:-2] if word.endswith("sses") or (word.endswith("ies") and len(word) > _SHORT + 1) else word.removesuffix("s")
    for ending in ("ed", "ing"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and "v" in _sounds(base) and not word.endswith("eed"):  # noqa: PLR2004
            word = _mended(base)
            break
    if word.endswith("y") and _sounds(word)[-2:-1] == "c":
        return word[:-1] + "i"
    base = word.removesuffix("e")
    return base if base != word and (_syllables(base) > 1 or (_syllables(base) == 1 and not _open(base))) else word


def _mended(base: str) -> str:
    """Return `base` as it was before it lost an e or doubled a letter for -ed or -ing."""
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if len(base) > _SHORT and base[-1] == base[-2] and base[-1] not in "lszaeiou":
        return base[:-1]
    return base + "e" if _syllables(base) == 1 and _open(base) else base


def _sounds(word: str) -> str:
    """Return v for each vowel and c for each consonant; y is a vowel after a consonant."""
    sounds = ""
    for letter in word:
        sounds += "v" if letter in "aeiou" or (letter == "y" and sounds.endswith("c")) else "c"
    return sounds


def _syllables(word: str) -> int:
    """Return how often a vowel is followed by a consonant: Porter's measure."""
    return _sounds(word).count("vc")


def _open(word: str) -> bool:
    """Return whether `word` ends like "hop" or "car", which an e at its end makes another word."""
    return _sounds(word).endswith("cvc") and word[-1] not in "wxy"


def _answers(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what is written most, as a whole, where nothing of it is a word that carries meaning: "good", "n/a"."""
    plain = (_ENDS.sub("", " ".join(_spoken(text).split())) for text in texts)
    used = Counter(text for text in plain if any(c.isalnum() for c in text))
    best = sorted(used.items(), key=lambda item: (-item[1], item[0]))[:_ENOUGH]
    return tuple(text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "\u2026" for text, _ in best)


def _signs(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return what is written where there are no words: single signs, the most frequent first."""
    used = Counter(sign for text in texts for sign in text if unicodedata.category(sign) == "So")
    return tuple(sign for sign, _ in sorted(used.items(), key=lambda item: (-item[1], item[0]))[:most])
