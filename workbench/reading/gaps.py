"""What people expected and what they got: where a segment speaks of both, and which was better.

An expectation that came otherwise is told in a few ways: "I thought it would …, but …", "it was supposed to …", "quicker than I
expected", "not what I was promised" (Oliver 1980: satisfaction as delivery less expectation). The rules stand under EXPECT-GAP in
``data/cues.txt``; this module finds the two halves beside the cue and says which way the gap goes, or that it cannot tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.reading.cues import words
from workbench.reading.signals import signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.reading.language import Language
    from workbench.reading.signals import Signal
    from workbench.study.records import Segment

Direction = Literal["worse", "better", "unclear"]


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One expectation that came otherwise.

    Attributes
    ----------
    segment
        Its id.
    expected, delivered
        Where in the segment's text each is told, half open; None where the words tell only the other.
    direction
        Whether what came was worse or better than expected.
    rule
        The rule that found it.
    """

    segment: str
    expected: tuple[int, int] | None
    delivered: tuple[int, int] | None
    direction: Direction
    rule: str


#: Between what was expected and what came.
_TURN = re.compile(
    r"\b(?:but|instead|yet|however|only|whereas|and (?:got|it|they|there|i|we|now|still)|turn(?:s|ed)? out)\b|[.;!?\u2014\u2013]",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?;\n]")
#: "quicker than I expected": what came stands before the cue, and the cue has no words for what was expected.
_THAN = re.compile(r"^(?:\w+ )?than\b", re.IGNORECASE)
#: What one feared and was spared.
_FEARED = re.compile(
    r"\b(?:worse|dread\w*|loath\w*|hate\w*|horri\w+|awful|difficult|hard|trouble|nightmare|struggle|fear\w*"
    r"|(?:expect\w*|thought|think|take) (?:\w+ )?(?:days|weeks|hours|months|ages))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"n['\u2019]t|\w+?(?=n['\u2019]t)|\w+")
_ASKED = re.compile(r"\b(?:would|wd|'d|\u2019d|should|could|supposed|meant|hoped|hoping|think|promised)\b", re.IGNORECASE)


def gaps(
    segments: Sequence[Segment],
    language: Language | None = None,
    *,
    cache: Path | None = None,
    heard: Sequence[Signal] | None = None,
) -> list[Gap]:
    """Return the expectations that came otherwise.

    Parameters
    ----------
    segments
        What participants said or wrote.
    language
        The English pipeline; by default `workbench.reading.language.load_language`.
    cache
        Where signals are kept, ``study.cache``.
    heard
        What `workbench.reading.signals.signals` returned for these segments, for who has asked.

    Returns
    -------
    list of Gap
        Sorted by segment; at most one a sentence that tells of an expectation.
    """
    texts = {s.id: s.text for s in segments}
    found: list[Gap] = []
    last: dict[str, int] = {}
    for signal in signals(segments, language=language, cache=cache) if heard is None else heard:
        if signal.kind != "EXPECT-GAP" or signal.start < last.get(signal.segment, 0):
            continue
        text = texts[signal.segment]
        expected, delivered = _halves(text, signal.start, signal.end)
        last[signal.segment] = max(s[1] for s in (expected, delivered, (0, signal.end)) if s)
        found.append(Gap(signal.segment, expected, delivered, _direction(text, expected, delivered), signal.rule))
    return sorted(found, key=lambda g: (g.segment, g.expected or g.delivered or (0, 0), g.rule))


def _halves(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return what was expected and what came, for a cue at ``text[start:end]``."""
    begin = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    stop = next((m.start() for m in _END.finditer(text, end)), len(text))
    if _THAN.match(text[start:end]):
        return None, _trim(text, begin, start)
    turn = next(iter(_TURN.finditer(text, end)), None)
    expected = _trim(text, start, turn.start() if turn else len(text))
    if turn and turn.group()[0].isalpha():
        return expected, _trim(text, turn.start(), stop if stop > turn.end() else len(text))
    # No "but": what came may be the sentence after, or what stands before, "it kept asking, I thought it would know".
    following = turn.end() if turn else len(text)
    after = _trim(text, following, next((m.end() for m in _END.finditer(text, following + 1)), len(text)))
    tries = (_trim(text, begin, start), after, _trim(text, 0, begin))
    return expected, next((t for t in tries if _words(text, t) & (words("better") | words("worse"))), None)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(" ,;:.\n\u2014\u2013-"))
    right = len(piece.rstrip(" ,;:\n\u2014\u2013-"))
    return (start + left, start + right) if any(map(str.isalnum, piece[left:right])) else None


def _direction(text: str, expected: tuple[int, int] | None, delivered: tuple[int, int] | None) -> Direction:
    """Say which was better: by the words of what came, turned round by a fear; a hope that is told is mostly one that failed."""
    came = _words(text, delivered)
    feared = expected is not None and bool(_FEARED.search(text[slice(*expected)]))
    good, bad = len(came & words("better")), len(came & words("worse"))
    if good > bad or (feared and not bad):
        return "better"
    if bad > good:
        return "unclear" if feared else "worse"
    asked = expected is not None and bool(_ASKED.search(text[slice(*expected)]))
    return "worse" if asked and not good and not feared else "unclear"


def _words(text: str, span: tuple[int, int] | None) -> set[str]:
    return set(_WORD.findall(text[slice(*span)].lower())) if span else set()
