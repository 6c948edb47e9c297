"""Cues of a codebook: phrases that the rules of a code name are looked for, and where they stand the code is suggested.

What stands between double quotation marks in the rule *when to use it* is a cue: ``"wait"``, ``"typed * again"``,
``"slow|sluggish"``. It is found in all its forms, unless it is denied (`workbench.reading.phrases`). A cue in the rule *when not
to use it* keeps the code away from its sentence. That works before anybody has coded. How often a cue is right is counted on
the passages that people read, and told as a count: it is no percentage.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.reading.phrases import Phrases
from workbench.reading.segments import cut, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.coding.cases import Cases
    from workbench.reading.language import Language
    from workbench.study.records import Anchor, Code, Segment

#: A cue that nobody has judged counts as one that was right so often, as if in so many passages.
USUAL, WEIGHT = 0.6, 4
#: Passages that a cue must have been judged on before its strength is a word like any other.
LEAST = 5
_QUOTED = re.compile(r'"([^"\n]*)"|[\u201c\u201e]([^\u201c\u201d\n]*)[\u201c\u201d]|\u00ab([^\u00bb\n]*)\u00bb')


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """A phrase that a code's rule names; `against`: it keeps the code away."""

    code: str
    phrase: str
    against: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Where a code's cue stands.

    Attributes
    ----------
    cue
        As the rule has it.
    anchor
        The sentence it stands in, or the part of a long one.
    words
        What was found, as it was said.
    right, judged
        In so many passages that people read the cue stood, and in so many of these they gave the code.
    """

    cue: Cue
    anchor: Anchor
    words: tuple[str, ...]
    right: int = 0
    judged: int = 0

    @property
    def chance(self) -> float:
        """How likely the code fits: what was counted, drawn towards `USUAL` while little was."""
        return (self.right + USUAL * WEIGHT) / (self.judged + WEIGHT)


@dataclass(frozen=True)
class Patterns:
    """Where cues stand in a study.

    Attributes
    ----------
    found
        By position of the segment and id of the code.
    """

    found: Mapping[tuple[int, str], Found] = field(default_factory=dict)

    def at(self, segment: int, code: str) -> Found | None:
        """Return the cue of `code` in the segment at a position, if there is one."""
        return self.found.get((segment, code))

    def judged(self, known: Cases, no: Iterable[tuple[int, str]] = ()) -> Patterns:
        """Return the same with how often each cue was right.

        Parameters
        ----------
        known
            What people read, and the codes they gave.
        no
            Position of the segment and code of what people rejected elsewhere.
        """
        row = {int(position): number for number, position in enumerate(known.read)}
        column = {code: number for number, code in enumerate(known.codes)}
        refused = set(no)
        judged, right = Counter[Cue](), Counter[Cue]()
        for (position, code), one in self.found.items():
            if position in row and code in column:
                judged[one.cue] += 1
                right[one.cue] += bool(known.labels[row[position], column[code]])
            elif (position, code) in refused:
                judged[one.cue] += 1
        return Patterns({key: replace(one, right=right[one.cue], judged=judged[one.cue]) for key, one in self.found.items()})


def cues(codes: Iterable[Code]) -> list[Cue]:
    """Return the cues that the rules of `codes` name: by code, as they stand in the rule."""
    return [
        Cue(code.id, phrase, against)
        for code in sorted(codes, key=lambda c: c.id)
        for rule, against in ((code.include, False), (code.exclude, True))
        for phrase in dict.fromkeys(" ".join(filter(None, quoted.groups())).strip() for quoted in _QUOTED.finditer(rule))
        if phrase
    ]


def patterns(segments: Sequence[Segment], named: Sequence[Cue], language: Language | None = None) -> Patterns:
    """Return where the cues stand: for each segment and code the first one, with all the words that speak for it there.

    Parameters
    ----------
    segments
        What participants said.
    named
        As `cues` finds them.
    language
        The English pipeline; the one of the package if not given.
    """
    if not any(not cue.against for cue in named):
        return Patterns()
    hits: defaultdict[tuple[int, str], list[tuple[int, int, Cue]]] = defaultdict(list)
    for hit in Phrases([cue.phrase for cue in named], language).find(s.text for s in segments):
        cue = named[hit.phrase]
        hits[hit.text, cue.code].append((hit.start, hit.end, cue))
    found = {}
    for (position, code), here in hits.items():
        if one := _first(segments[position], here):
            found[position, code] = one
    return Patterns(found)


def _first(segment: Segment, here: list[tuple[int, int, Cue]]) -> Found | None:
    """Return the first sentence with a cue for the code and none against it."""
    kept: list[tuple[int, int, Cue]] = []
    for start, end in sentences(segment.text, 0, len(segment.text)):
        inside = [hit for hit in here if start <= hit[0] < end]
        if inside and not any(cue.against for _, _, cue in inside):
            kept += inside
    if not kept:
        return None
    words = tuple(dict.fromkeys(segment.text[start:end] for start, end, _ in kept))
    first = kept[0]
    start, end = _around(segment.text, first[0], first[1])
    at = segment.anchor.start
    return Found(first[2], replace(segment.anchor, start=at + start, end=at + end), words)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence that holds a place, or the part of it if it is too long to be read at once."""
    touched = [(a, b) for a, b in sentences(text, 0, len(text)) if a < end and start < b]
    held = [(a, b) for sentence in touched for a, b in cut(text, *sentence) if a < end and start < b]
    return held[0][0], held[-1][1]
