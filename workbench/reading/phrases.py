"""Find phrases that a researcher named, in all their forms, where they are meant.

``wait`` finds *waits*, *waited* and *waiting*, not *never wait*. In a phrase ``*`` stands for up to three words and ``a|b`` for
either word. A phrase that says *not* itself is taken as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.reading.language import Language, load_language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

#: A longer quotation is an example of what somebody said, not a phrase to look for.
MOST_WORDS = 6
_NEGATIONS = frozenset({
    "n't", "n\u2019t", "nt", "not", "never", "no", "nobody", "nothing", "none", "without", "neither", "nor", "hardly", "barely",
    "scarcely", "rarely", "seldom", "cannot",
})  # fmt: skip
#: "not only quick", "not just slow": no negation.
_ADDS = frozenset({"only", "just", "merely", "simply"})
_STOPS = frozenset({".", "!", "?", ";", ":", ",", "\n", "\n\n", "but", "although", "though", "\u2014", "\u2013", "-", "(", ")"})
_COMPARES = frozenset({"better", "worse", "more"})
_WINDOW = 5
_PIECE = re.compile(r"\w+")
#: Half a character: no text of a study has one, and spaCy takes none.
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Where a phrase was found: ``texts[text][start:end]``; `phrase` is its position among those looked for."""

    text: int
    start: int
    end: int
    phrase: int


class Phrases:
    """Phrases made ready for being looked for.

    Parameters
    ----------
    phrases
        As explained above. One without a word, or with more than `MOST_WORDS`, is never found.
    language
        The English pipeline; `load_language` if not given. Without a model irregular forms are not known.
    """

    def __init__(self, phrases: Sequence[str], language: Language | None = None) -> None:
        self._speech = language or load_language()
        self._own: set[int] = set()
        self._keys: defaultdict[str, set[int]] = defaultdict(set)
        self._rules: dict[int, list[dict[str, Any]]] = {}
        self._matchers: dict[int, Any] = {}
        for number, phrase in enumerate(phrases):
            tokens = self._tokens(phrase)
            words = [forms for forms in tokens if forms]
            if not words or len(tokens) > MOST_WORDS or not tokens[0] or not tokens[-1]:
                continue
            if any(_NEGATIONS & forms for forms in words):
                self._own.add(number)
            for form in max(words, key=lambda forms: min(map(len, forms))):
                self._keys[max(_PIECE.findall(form) or [""], key=len)].add(number)
            self._rules[number] = [_pattern(forms) for forms in tokens]

    def _tokens(self, phrase: str) -> list[frozenset[str]]:
        """Return the forms each word of a phrase may take; an empty set stands for any words."""
        found: list[frozenset[str]] = []
        for word in _LONE.sub("\ufffd", phrase).split():
            if word == "*":
                found.append(frozenset())
            elif "|" in word:
                found.append(frozenset(form for one in word.split("|") if one for form in self._forms(one)))
            else:
                (doc,) = self._speech.words([word])
                found += [self._forms(t.text) for t in doc if any(map(str.isalnum, t.text))]
        return found

    def _forms(self, word: str) -> frozenset[str]:
        forms = self._speech.forms(word)
        return forms | {f.replace("'", "\u2019") for f in forms} | {f.replace("\u2019", "'") for f in forms}

    def find(self, texts: Iterable[str]) -> Iterator[Hit]:
        """Yield where the phrases are meant in `texts`, by text, then place; of hits of one phrase that overlap the longest."""
        keys = self._keys
        for number, text in enumerate(texts):
            # A set of words is a hundred times faster to look into than a text is to take apart.
            there = keys.keys() & set(_PIECE.findall(text.lower()))
            if there:
                (doc,) = self._speech.words([_LONE.sub("\ufffd", text)])
                yield from sorted(self._hits(number, doc, set().union(*(keys[key] for key in there))))

    def _hits(self, text: int, doc: Any, phrases: Collection[int]) -> Iterator[Hit]:  # noqa: ANN401 (untyped library)
        """Yield the hits of those phrases that may be there: with thousands of them, most are not."""
        for phrase in phrases:
            last = 0
            found = [(start, end) for _, start, end in self._matcher(phrase)(doc)]
            for start, end in sorted(found, key=lambda hit: (hit[0], -hit[1])):
                if start < last or (phrase not in self._own and negated(doc, start, end)):
                    continue
                last = end
                place = doc[start:end]
                yield Hit(text, place.start_char, place.end_char, phrase)

    def _matcher(self, phrase: int) -> Any:  # noqa: ANN401 (untyped library)
        if phrase not in self._matchers:
            self._matchers[phrase] = self._speech.matcher("", {"phrase": [self._rules[phrase]]})
        return self._matchers[phrase]


def negated(doc: Any, start: int, end: int) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether the words ``doc[start:end]`` are denied by a word before them in the same clause, or within."""
    before: list[str] = []
    for at in range(start - 1, max(-1, start - 1 - _WINDOW), -1):
        if doc[at].lower_ in _STOPS:
            break
        before.insert(0, doc[at].lower_)
    words = [*before, *(t.lower_ for t in doc[start:end])]
    return any(word in _NEGATIONS and words[at + 1] not in _ADDS and not _praises(words, at) for at, word in enumerate(words[:-1]))


def _praises(words: list[str], at: int) -> bool:
    """Say whether a negation before a comparative strengthens: "could not be easier"."""
    compares = words[-1] in _COMPARES or words[-1].endswith("er")
    return compares and at > 0 and words[at - 1] in {"could", "can"} and not {"be", "been"}.isdisjoint(words[at:])


def _pattern(forms: frozenset[str]) -> dict[str, Any]:
    if not forms:
        return {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"}
    return {"LOWER": {"IN": sorted(forms)}}
