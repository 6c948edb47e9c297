"""Whether two wordings ask the same: words added keep a question, words exchanged make another one."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBERING = re.compile(r"^\s*(?:[Qq](?:uestion)?\s*)?\(?(?:\d{1,3}[a-z]?\d?|[a-z]\d?)[.):]\s+")
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_PARTS = (
    re.compile(r"^(?P<stem>.+?)\s*\[(?P<item>[^\]]+)\]\s*$", re.DOTALL),  # Google Forms: a row of a grid
    re.compile(r"^(?P<stem>.+?)\s+[–—-]\s+(?P<item>.+)$", re.DOTALL),  # SurveyMonkey: an option, or a row
    re.compile(r"^(?P<item>[^:?]{1,80}):{1,2}\s*(?P<stem>\S.+)$", re.DOTALL),  # Alchemer: the field before its question
)
_NOT = frozenset(
    {"not", "no", "never", "cannot", "without", "none", "nothing", "isn", "don", "doesn", "didn", "won", "nicht", "kein"}
)
_SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        a about all also an and any are as at be been being but by can could did do does done e eg etc for from g had has have
        having how i ie if in into is it its just least many may me might more most much my of on or other our over per please
        should so some than that the then there these this those to us very was we what when where which who whom why will
        with would you your yours
        """,
    )
)
_LIGHT = 0.3
_ADDED, _EXCHANGED = 0.35, 3.0
#: Highest score of wordings that must not be taken for one another: *not* on one side, other numbers.
APART = 0.35


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording as it is compared: stems of words with their number, and what must not differ."""

    words: Counter[str]
    numbers: frozenset[str]
    negated: bool
    plain: str


def stem(word: str) -> str:
    """Return a word without the ends that tense, number and the making of nouns give it."""
    text = word.casefold().replace("’", "'").partition("'")[0]
    if text.endswith("s") and not text.endswith("ss") and len(text) > 3:  # noqa: PLR2004 (is, us, gas stay)
        text = text[:-1]
    for end in ("ation", "ing", "ed"):
        if text.endswith(end) and len(text) - len(end) >= 2:  # noqa: PLR2004
            text = text.removesuffix(end)
            break
    return text.removesuffix("e")


def wording(text: str) -> Wording:
    """Return a text as it is compared; numbering such as "7a." before it is left out."""
    body = _NUMBERING.sub("", text)
    found: list[str] = _WORD.findall(body.casefold())
    firm: list[str] = _WORD.findall(_ASIDE.sub(" ", body.casefold())) or found  # an aside explains, it does not turn the sense
    negated = any(w in _NOT or w.endswith(("n't", "n’t")) for w in firm)
    numbers = frozenset(w for w in firm if w[0].isdigit())
    words = Counter(stem(w) if w not in _SMALL else w for w in found if not w[0].isdigit() and w not in _NOT)
    return Wording(words, numbers, negated, " ".join(found))


def parts(text: str) -> tuple[str, str]:
    """Return the question and the row, option or field of it that a column is about; the second is empty if it is whole."""
    body = _NUMBERING.sub("", text)
    for form in _PARTS:
        if match := form.match(body):
            return match["stem"].strip(), match["item"].strip()
    return body, ""


class Weights:
    """How much each word tells one question of a study from another: words that stand in all of them tell nothing.

    Parameters
    ----------
    texts
        All wordings there are, old and new.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        seen = [set(wording(t).words) for t in dict.fromkeys(texts)]
        self._n = max(1, len(seen))
        self._in = Counter(w for words in seen for w in words)

    def of(self, word: str) -> float:
        """Return ln(1 + N / df), the usual inverse document frequency, less for words such as *the*."""
        return math.log1p(self._n / max(1, self._in[word])) * (_LIGHT if word in _SMALL else 1.0)

    def all(self, words: Counter[str]) -> float:
        """Return the weight of some words together."""
        return math.fsum(self.of(w) * n for w, n in sorted(words.items()))


def alike(one: str, other: str, weights: Weights) -> tuple[float, str]:
    """Return how far two wordings ask the same, from 0 to 1, and why in words.

    With ``c`` the weight of the words both have, ``a ≥ b`` of those only one has, the score is
    ``c / (c + 0.35 a + 3 b)``: a clause added to a question (``b = 0``) leaves it that question, a word exchanged for
    another (both above 0) makes a new one. Where only small words (*is*, *the*) differ, all of them count as added. *Not*
    on one side, or other numbers (Python 2.6, Python 3), make it another question whatever else is the same; years may
    differ, as they do between waves.
    """
    (stem_a, item_a), (stem_b, item_b) = parts(one), parts(other)
    if item_a and item_b:
        whole, why = _alike(stem_a, stem_b, weights)
        row, row_why = _alike(item_a, item_b, weights)
        return (whole, why) if whole <= row else (row, f"[{row_why}]" if row < 1 else row_why)
    return _alike(one, other, weights)


def _alike(one: str, other: str, weights: Weights) -> tuple[float, str]:
    a, b = wording(one), wording(other)
    if a.plain == b.plain:
        return 1.0, "the same words"
    only_a, only_b = a.words - b.words, b.words - a.words
    common = weights.all(a.words & b.words)
    more, less = sorted((weights.all(only_a), weights.all(only_b)), reverse=True)
    if not (_SMALL.issuperset(only_a) and _SMALL.issuperset(only_b)):
        score = common / (common + _ADDED * more + _EXCHANGED * less) if common else 0.0
    else:
        score = common / (common + _ADDED * (more + less)) if common else 0.0
    if a.negated != b.negated:
        return min(score, APART), "one says not, the other does not"
    if _years(a.numbers) != _years(b.numbers):
        shown = " and ".join(", ".join(sorted(_years(n))) or "none" for n in (a.numbers, b.numbers))
        return min(score, APART), f"other numbers: {shown}"
    return score, _why(only_a, only_b)


def _years(numbers: frozenset[str]) -> frozenset[str]:
    """Return numbers without years, which differ from wave to wave."""
    return frozenset(n for n in numbers if not re.fullmatch(r"(19|20)\d\d", n))


def _why(only_a: Counter[str], only_b: Counter[str]) -> str:
    strong = [sorted(w for w in only if w not in _SMALL) for only in (only_a, only_b)]
    if not any(strong):
        return "the same but for small words"
    if all(strong):
        return f"words exchanged: {_listed(strong[0])} / {_listed(strong[1])}"
    return f"words added: {_listed(strong[0] or strong[1])}"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:4]) + (" …" if len(words) > 4 else "")  # noqa: PLR2004 (a reason, not a list)
