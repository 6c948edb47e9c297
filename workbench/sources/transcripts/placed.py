"""A text kept as it is, with its turns found in it: for texts that somebody coded already, whose every place must stay.

A transcript that is imported is laid out anew. Here only the labels of speakers change, to pseudonyms; what else stands between
the turns (times, headings, blank lines) stays. Where the words of a turn cannot be found again, all of the text is one turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.sources.transcripts import read as transcripts
from workbench.sources.transcripts.cast import _EVIDENCE, order
from workbench.sources.transcripts.draft import Draft, Utterance
from workbench.study.errors import Refused
from workbench.study.records import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"\S+")
#: Marks that may be glued to the first or last word of a turn and are not said.
_BEFORE, _AFTER = frozenset(":：])>*_-–—|("), frozenset("*_)]}|")
#: So many words a label or a time inside a turn may have.
_SKIPPED = 40
_SURE = 4
#: Words that are looked through for the beginning of a turn.
_AHEAD = 4_000
#: So many characters may stand between two turns.
_NEAR = 2_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a text that somebody says."""

    speaker: str
    start: int
    end: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Where places of a text are after its labels changed: each edit is start, end, and the length of what is there now."""

    edits: tuple[tuple[int, int, int], ...] = ()
    _starts: tuple[int, ...] = ()
    _gains: tuple[int, ...] = ()

    @classmethod
    def of(cls, edits: Sequence[tuple[int, int, int]]) -> Moved:
        """Return the way for edits that are in order and apart."""
        gains, total = [], 0
        for start, end, length in edits:
            total += length - (end - start)
            gains.append(total)
        return cls(tuple(edits), tuple(e[0] for e in edits), tuple(gains))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``[start, end)`` is now; an end inside a label goes to the end of the label."""
        return self._at(start, after=False), self._at(end, after=True)

    def _at(self, at: int, *, after: bool) -> int:
        n = bisect_right(self._starts, at) - 1
        if n >= 0 and self.edits[n][0] == at and after:
            n -= 1  # what ends where a label begins is before it
        if n < 0:
            return at
        start, end, length = self.edits[n]
        if at >= end:
            return at + self._gains[n]
        now = start + (self._gains[n - 1] if n else 0)
        return now + length if after else now


def read(text: str, name: str) -> tuple[Draft, tuple[Spot, ...]]:
    """Return what a text says, guessed as of an imported ``.txt``, and where in it each turn is.

    Parameters
    ----------
    text
        Canonical, with something in it.
    name
        What it is called: there may be a date in it.
    """
    try:
        draft = transcripts.parse(text.encode(), name=f"{name}.txt", suffix=".txt")
        found = spots(text, draft.utterances)
    except Refused:  # whatever it is as a transcript: somebody coded it
        draft, found = Draft("txt", name, None, ()), None
    if found is None:
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        found = (Spot("", start, max(end, start)),)
        draft = Draft(draft.format, draft.title, draft.date, (Utterance("", text.strip()),), draft.notes)
    return draft, found


def spots(text: str, utterances: Sequence[Utterance]) -> tuple[Spot, ...] | None:
    """Return where the words of each turn stand in a text, in order; None if any cannot be found.

    A turn with a label or a time in the middle of it is several stretches.
    """
    found: list[Spot] = []
    words = _Words(text)
    at = 0
    for said in utterances:
        whole = _verbatim(text, said.text, at)
        stretches = [(whole, whole + len(said.text))] if whole >= 0 else words.stretches(said.text.split(), at)
        if not stretches:
            return None
        for number, (start, end) in enumerate(stretches):
            last = number == len(stretches) - 1
            found.append(Spot(said.speaker, start, end, None if number else said.start_s, said.end_s if last else None))
        at = stretches[-1][1]
    return tuple(found)


def _verbatim(text: str, said: str, at: int) -> int:
    """Return where what was said stands as it is; -1 if it does not stand so near by, or is part of longer words."""
    found = text.find(said, at, at + len(said) + _NEAR)
    end = found + len(said)
    if found < 0 or (found and not text[found - 1].isspace() and text[found - 1] not in _BEFORE):
        return -1
    return found if end == len(text) or text[end].isspace() or text[end] in _AFTER else -1


class _Words:
    """The words of a text, to find turns whose words stand on several lines, or with something between them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all: list[tuple[str, int, int]] | None = None
        self._begins: list[int] = []

    def stretches(self, wanted: Sequence[str], at: int) -> list[tuple[int, int]]:
        """Return the stretches that hold the words, from `at` on; none if they are not there."""
        if self._all is None:
            self._all = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(self._text)]
            self._begins = [w[1] for w in self._all]
        words = self._all
        runs = _runs(words, bisect_left(self._begins, at), wanted)
        out: list[tuple[int, int]] = []
        for number, (first, last) in enumerate(runs or ()):
            start, end = words[first][1], words[last][2]
            head = wanted[0] if number == 0 else ""
            tail = wanted[-1] if number == len(runs or ()) - 1 else ""
            start += max(0, words[first][0].find(head)) if head and words[first][0] != head else 0
            end -= len(words[last][0]) - words[last][0].rfind(tail) - len(tail) if tail and tail in words[last][0] else 0
            out.append((start, end))
        return out


def _runs(words: Sequence[tuple[str, int, int]], at: int, wanted: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return the first and last word of each stretch that holds what is wanted, from the first place it is at."""
    sure = wanted[:_SURE]
    stop = min(len(words), at + _AHEAD)
    for begin in range(at, stop):
        head = words[begin : begin + len(sure)]
        if len(head) == len(sure) and all(_same(w, s, n == 0) for n, ((w, _, _), s) in enumerate(zip(head, sure, strict=True))):
            runs = _follow(words, begin, wanted)
            if runs is not None:
                return runs
    for begin in range(at, stop):  # a label or a time among the first words
        if _same(words[begin][0], wanted[0], True):  # noqa: FBT003 (the first)
            runs = _follow(words, begin, wanted)
            if runs is not None:
                return runs
    return None


def _follow(words: Sequence[tuple[str, int, int]], begin: int, wanted: Sequence[str]) -> list[tuple[int, int]] | None:
    runs: list[tuple[int, int]] = []
    first = at = begin
    for number in range(1, len(wanted)):
        if at + 1 < len(words) and words[at + 1][0] == wanted[number]:
            at += 1
            continue
        again = _again(words, at + 1, wanted, number)
        if again < 0:
            return None
        if again > at + 1:
            runs.append((first, at))
            first = again
        at = again
    runs.append((first, at))
    return runs


def _again(words: Sequence[tuple[str, int, int]], at: int, wanted: Sequence[str], number: int) -> int:
    """Return where the words go on behind a label, a time or a mark; -1 if nowhere near."""
    following = wanted[number + 1] if number + 1 < len(wanted) else ""
    for there in range(at, min(len(words), at + _SKIPPED)):
        if _same(words[there][0], wanted[number], True):  # noqa: FBT003 (a label may be glued to it)
            then = words[there + 1][0] if there + 1 < len(words) else ""
            if not following or there == at or _same(then, following, False):  # noqa: FBT003
                return there
    return -1


def _same(word: str, wanted: str, first: bool) -> bool:  # noqa: FBT001 (whether a label may be glued to it)
    if word == wanted:
        return True
    at = word.find(wanted)
    if at < 0:
        return False
    before, after = word[:at], word[at + len(wanted) :]
    return (not before or (first and before[-1] in _BEFORE)) and all(c in _AFTER for c in after)


def assemble(text: str, utterances: Sequence[Utterance], found: Sequence[Spot], shown: Sequence[str]) -> tuple[
    str, tuple[Turn, ...], Moved,
]:  # fmt: skip
    """Return the text with pseudonyms for labels, its turns, and where everything else went.

    Parameters
    ----------
    text
        Canonical.
    utterances, found
        As `read` gives them.
    shown
        For each label, in the order of their first words, the name shown.
    """
    names = dict(zip(order(utterances), shown, strict=True))
    edits = _labels(text, found, {label: name for label, name in names.items() if label and label != name})
    pieces, at = [], 0
    for start, end, name in edits:
        pieces += [text[at:start], name]
        at = end
    moved = Moved.of([(start, end, len(name)) for start, end, name in edits])
    turns = []
    for number, spot in enumerate(found):
        name = names[spot.speaker]
        start, end = moved.span(spot.start, spot.end)
        turns.append(Turn(number, name, name if _EVIDENCE.match(name) else None, start, end, spot.start_s, spot.end_s))
    return "".join([*pieces, text[at:]]), tuple(turns), moved


def _labels(text: str, found: Sequence[Spot], names: dict[str, str]) -> list[tuple[int, int, str]]:
    """Return where labels stand between the turns, and what is to stand there."""
    if not names:
        return []
    loose = {" ".join(label.split()): name for label, name in names.items()}
    some = sorted(loose, key=lambda n: (-len(n), n))
    pattern = re.compile("|".join(r"(?<!\w)" + re.escape(n).replace(r"\ ", r"\s+") + r"(?!\w)" for n in some))
    edits, at = [], 0
    for start, end in [*((s.start, s.end) for s in found), (len(text), len(text))]:
        edits += [(m.start(), m.end(), loose[" ".join(m[0].split())]) for m in pattern.finditer(text, at, max(at, start))]
        at = end
    return edits
