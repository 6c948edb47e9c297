"""Which language a text is in, told by its script and its commonest words: enough to say that a model cannot read it.

A text is only judged where it says enough: "price" or an emoji is in no language. Close languages are not told apart with care,
since what matters is whether the encoder knows the language at all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.reading.notices import notice
from workbench.sources.people.commonest import IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.reading.backends import Encodes
    from workbench.study.records import Segment

#: What `language` says of a text in another script than Latin.
SCRIPT = "other script"
#: A model of fifty languages that sentence-transformers has.
MULTILINGUAL = "sentence-transformers:paraphrase-multilingual-MiniLM-L12-v2"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
#: Two of a language's common words, and more than of any other.
_LEAST = 2
_LATIN_ENDS, _LATIN_MORE = 0x250, range(0x1E00, 0x1F00)
_LOOKED_AT = 2_000
#: Fewer texts that can be told say nothing about a source.
_FEWEST = 3
#: From so many on, and one in so many: of English texts at most one in 200 is taken for another language.
_SOME, _PART = 5, 20
#: What the rules for signals of needs read.
SIGNALS = ("en",)


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a source a model can read.

    Attributes
    ----------
    unread
        Segments in another language than it knows.
    told
        Segments long enough to say.
    mostly
        The commonest language among those it does not know.
    """

    unread: int
    told: int
    mostly: str

    @property
    def little(self) -> bool:
        """Most of it is in another language."""
        return self.told >= _FEWEST and 2 * self.unread > self.told

    @property
    def some(self) -> bool:
        """So much of it is in another language that what is found leaves people out."""
        return self.unread >= _SOME and _PART * self.unread >= self.told


@lru_cache(maxsize=1 << 14)
def language(text: str) -> str:
    """Return the language of a text, as ISO 639-1, or `SCRIPT`, or "" if it does not say enough.

    Parameters
    ----------
    text
        Any text; its first 2,000 characters are looked at.
    """
    start = text[:_LOOKED_AT]
    words = _WORD.findall(start.lower().replace("\u2019", "'"))
    if not start.isascii():
        letters = sum(map(len, words))
        foreign = sum(not (ord(c) < _LATIN_ENDS or ord(c) in _LATIN_MORE) for word in words for c in word)
        if foreign >= _LEAST and 2 * foreign > letters:
            return SCRIPT
    counts: dict[str, int] = {}
    for word in words:
        for name in IN.get(word, ()):
            counts[name] = counts.get(name, 0) + 1
    most = max(counts.values(), default=0)
    if most < _LEAST:
        return ""
    # What two languages share does not tell which it is, but that it is not English is plain.
    first, *others = sorted(name for name, count in counts.items() if count == most)
    return first if not others or "en" not in {first, others[0]} else ""


def is_small(word: str) -> bool:
    """Say whether a word is among the commonest of a language, so that it says nothing by itself."""
    return word in IN


def heard(segments: Iterable[Segment], languages: Sequence[str]) -> dict[str, Heard]:
    """Return, for each source, how much of it is in a language the model knows.

    Parameters
    ----------
    segments
        Of a study.
    languages
        What the model reads; none: everything.
    """
    found: dict[str, Counter[str]] = {}
    for segment in segments:
        found.setdefault(segment.anchor.source, Counter())[language(segment.text)] += 1
    return {source: _heard(found[source], languages) for source in sorted(found)}


def _heard(counts: Mapping[str, int], languages: Sequence[str]) -> Heard:
    told = {name: n for name, n in counts.items() if name}
    unread = {name: n for name, n in told.items() if languages and name not in languages}
    return Heard(sum(unread.values()), sum(told.values()), min(unread, key=lambda name: (-unread[name], name), default=""))


def warn(segments: Iterable[Segment], encoder: Encodes) -> dict[str, Heard]:
    """Give a notice if much of a source is in a language that `encoder` or the signals of needs do not know.

    Parameters
    ----------
    segments, encoder
        What is read, and by what.

    Returns
    -------
    dict of str to Heard
        Source -> what the encoder does not read; empty if it reads every language, or nobody knows.
    """
    found = list(segments)
    by_source = heard(found, encoder.languages) if encoder.languages else {}
    little = {source: one for source, one in by_source.items() if one.little}
    some = {source: one for source, one in by_source.items() if one.some and not one.little}
    if little:
        notice(
            f"The encoder reads {', '.join(encoder.languages)} only, and most segments of {_sources(little)} are in another "
            f"language ({_told(little)}). Topics and needs say little about them. For many languages: pip install "
            f'sentence-transformers, then in study.toml under [reading]: encoder = "{MULTILINGUAL}"'
        )
    if some:
        notice(
            f"Part of {_sources(some)} is in a language the encoder does not read ({_told(some)}). Topics put these segments "
            "together by language rather than by subject, and no signal of a need is found in them: read them yourself, or import "
            "a translation."
        )
    if set(encoder.languages) != set(SIGNALS):
        missed = {source: one for source, one in heard(found, SIGNALS).items() if one.little or one.some}
        if missed:
            notice(
                f"Signals of needs are found in English only, and part of {_sources(missed)} is in another language "
                f"({_told(missed)}): what is needed there is not among the candidates."
            )
    return by_source


def _sources(found: Mapping[str, Heard]) -> str:
    return "one source" if len(found) == 1 else f"{len(found)} sources"


def _told(found: Mapping[str, Heard]) -> str:
    return "; ".join(f"{source}: {one.unread} of {one.told}, mostly {one.mostly}" for source, one in found.items())
