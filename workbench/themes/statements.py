"""A need in one sentence, as far as people said it: *who* needs *what* because *barrier*.

What and because are exact spans of what participants said, each with its segment; who is what its people have in common and others
have not. A part that nobody said is left open: a person fills it, or does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.study.shares import wilson
from workbench.themes.words import content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from workbench.reading.signals import Kind, Signal
    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate

#: Who, where nothing is telling.
EVERYBODY = "People"
#: Classes of signal whose clause asks for something, the clearest first.
_WANT: tuple[Kind, ...] = ("WISH", "SUGGEST", "ABSENCE")
#: Classes of signal whose clause tells what is in the way.
_BARRIER: tuple[Kind, ...] = ("WORKAROUND", "EXPECT-GAP", "ABSENCE", "AVOID", "EFFORT", "GOAL-NEG", "NORMALISED")
_STOP = re.compile(r"[.!?;:\n\u2014\u2013\u2026]|\s-\s")
_TURN = re.compile(
    r",?\s+(?:but|because|cos|since|so\sthat|so\sI|so\swe|and\sI|and\swe|and\sthen|although|though|instead|when|while|if)\b",
    re.IGNORECASE,
)
#: The same where something is asked for: when, and instead of what, is part of it.
_ENDS = re.compile(
    r",?\s+(?:but|because|cos|since|so\sthat|so\sI|so\swe|and\sI|and\swe|and\sthen|although|though)\b", re.IGNORECASE
)
_BECAUSE = re.compile(
    r"\b(?:because|cos|since|as)\s+(?=(?:I|we|it|they|you|he|she|the|there|that|my|our|nobody|no)\b)", re.IGNORECASE
)
#: What a clause that asks for something may begin with, left away; of something missing it must begin so, or it says the opposite.
_ASKS = re.compile(
    r"(?:(?:and|so|but|well|honestly|maybe)\s+)?(?:(?:I|we)\s+(?:do\s+|really\s+|just\s+|only\s+)*wish(?:ed)?(?:\s+that)?"
    r"|(?:I|we)(?:\s+would|['\u2019]d)?\s+(?:really\s+|just\s+)?(?:love|like|want|prefer)(?:\s+(?:to|it\sif))?|please|if\sonly"
    r"|(?:it|that)(?:\s+would|['\u2019]d)\s+be\s+\w+\s+(?:if|to)|would\s+be\s+\w+\s+(?:if|to)|why\s+not|why\s+can['\u2019]?t)\b",
    re.IGNORECASE,
)
#: Words that ask and leave a request behind them, unless a subject of its own follows; and small words before them.
_LEAVES = re.compile(r"\b(?:to|please|love|like|want|prefer|no|way|of|find|out)$", re.IGNORECASE)
_SUBJECT = re.compile(r"\s+(?:it|there|I|we|they|you|he|she|that|if|somebody|someone)\b", re.IGNORECASE)
_SMALL = re.compile(r"(?:and|so|but|well|honestly|maybe)\s+(?=\S)", re.IGNORECASE)
_MISSES = re.compile(
    r"(?:there(?:['\u2019]s|\s+is|\s+was)\s+)?no\s+(?:obvious\s+|easy\s+|real\s+)?way\s+(?:to|of)\b|nowhere\s+to\b"
    r"|(?:(?:I|we)\s+)?(?:can(?:no|['\u2019])t|couldn['\u2019]?t|could\s+not)\s+find(?:\s+out)?(?:\s+(?:how\s+to|where\s+to))?\b",
    re.IGNORECASE,
)
_FEWEST, _MOST = 2, 24
#: Share of the words of what is asked for and of a barrier, of the shorter, from which on the barrier is the same again.
_SAME = 0.75
#: Of a trait: most of the group have it, and surely more of them than of everybody; said of three people or more.
_MOSTLY, _PEOPLE = 0.75, 3


@dataclass(frozen=True, slots=True)
class Span:
    """Where words of a draft were said: ``segment.text[start:end]``."""

    part: Literal["what", "because"]
    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement for a person to say in their own words.

    Attributes
    ----------
    who
        A persona or a trait its people share, else ``"People"``.
    what, because
        Verbatim; empty if nobody said it.
    spans
        Where.
    """

    who: str
    what: str
    because: str
    spans: tuple[Span, ...]

    @property
    def sentence(self) -> str:
        """Return what was said side by side, an ellipsis for what nobody said.

        It is no sentence of *who* needs *what* because of *what*: the two may be of two people, and that the one is because of the
        other is for whoever reads them to say.
        """
        what, because = (f"\u201c{said}\u201d" if said else "\u2026" for said in (self.what, self.because))
        return f"{self.who} ask: {what} \u00b7 in the way: {because}"


def draft(
    candidate: Candidate,
    segments: Mapping[str, Segment],
    signals: Sequence[Signal],
    *,
    traits: Mapping[str, Mapping[str, str]] | None = None,
    personas: Mapping[str, Collection[str]] | None = None,
    hidden: Collection[str] = (),
) -> Draft:
    """Return what the people of a candidate say they need, and what is in the way: see `drafts`."""
    return drafts([candidate], segments, signals, traits=traits, personas=personas, hidden=hidden)[candidate.id]


def drafts(
    candidates: Sequence[Candidate],
    segments: Mapping[str, Segment],
    signals: Sequence[Signal],
    *,
    traits: Mapping[str, Mapping[str, str]] | None = None,
    personas: Mapping[str, Collection[str]] | None = None,
    hidden: Collection[str] = (),
) -> dict[str, Draft]:
    """Return candidate id -> what its people say they need, and what is in the way.

    Parameters
    ----------
    candidates
        From `workbench.themes.needs.candidates`.
    segments
        All segments, by id.
    signals
        What was found in them.
    traits
        Person -> attribute -> value, of everybody in the study.
    personas
        Name -> its people.
    hidden
        People whose words are not to be shown: they are counted, and nothing of them is quoted.

    Returns
    -------
    dict of str to Draft
        The same in every run.
    """
    there = {name for candidate in candidates for name in candidate.segments}
    by_segment: dict[str, list[Signal]] = {}
    for signal in sorted(s for s in signals if s.segment in there):
        by_segment.setdefault(signal.segment, []).append(signal)
    groups = _having({s.participant for s in segments.values()}, traits or {}, personas or {})
    silent = set(hidden)
    found = {}
    for candidate in candidates:
        own = [segments[i] for i in candidate.segments]
        quoted = [s for s in own if s.participant not in silent]
        # A word of one person's is often a slip of the pen: the quote with most of the words would be the one with the slips.
        words = set(candidate.keywords) & _shared(own) or set(candidate.keywords)
        what = _best("what", quoted, by_segment, words)
        because = _best("because", quoted, by_segment, words, what)
        spans = tuple(span for span in (what, because) if span)
        said = {span.part: segments[span.segment].text[span.start : span.end] for span in spans}
        who = _who({s.participant for s in own}, groups)
        found[candidate.id] = Draft(who, said.get("what", ""), said.get("because", ""), spans)
    return found


def _best(
    part: Literal["what", "because"],
    own: Sequence[Segment],
    signals: Mapping[str, Sequence[Signal]],
    words: Collection[str],
    taken: Span | None = None,
) -> Span | None:
    """Return the span with most of the words of the candidate; of equals that of the clearest class, then the most typical."""
    best: tuple[tuple[int, bool, int, int], Span] | None = None
    there = next((s.text for s in own if taken and s.id == taken.segment), "")
    asked = set(content(there[taken.start : taken.end])) if taken else set()
    shared = _shared(own) if taken else set()
    for place, segment in enumerate(own):
        found = _wants if part == "what" else _barriers
        for rank, start, end in found(segment.text, signals.get(segment.id, ())):
            text = segment.text[start:end]
            said = content(text)
            if taken and taken.segment == segment.id and start < taken.end and taken.start < end:
                continue
            if _again(asked, set(said)):
                continue  # what is in the way is not that it is asked for
            if taken and not (rank == 0 and taken.segment == segment.id) and not asked & {*said} and not (shared & {*said}):
                continue  # a second thought of one person, about something else
            value = (-len(set(said) & set(words)), text.isupper(), rank, place)
            if len(said) >= _FEWEST and (best is None or value < best[0]):
                best = value, Span(part, segment.id, start, end)
    return best[1] if best else None


def _shared(own: Sequence[Segment]) -> set[str]:
    """Return the words that two people or more say."""
    first: dict[str, str] = {}
    return {word for s in own for word in content(s.text) if first.setdefault(word, s.participant) != s.participant}


def _again(asked: Collection[str], said: Collection[str]) -> bool:
    """Return whether words say hardly anything but what was asked for."""
    few, many = sorted((len(asked), len(said)))
    return 0 < many <= 2 * few and len({*asked} & {*said}) >= _SAME * few


def _wants(text: str, signals: Sequence[Signal]) -> Iterator[tuple[int, int, int]]:
    """Yield what is asked for: from each cue to the end of its clause, without the words that only ask."""
    for signal in signals:
        cue = signal.start
        while cue and not text[cue - 1].isspace():
            cue -= 1  # a cue may begin within "I'd"
        lead = (_MISSES if signal.kind == "ABSENCE" else _ASKS).match(text, cue)
        if signal.kind in _WANT and (lead or signal.kind != "ABSENCE"):
            begin = _behind(text, lead) if lead else cue
            start, end = _trimmed(text, begin, _ahead(text, max(begin, signal.end), _ENDS))
            if len(text[start:end].split()) > _MOST:
                start, end = _trimmed(text, begin, _ahead(text, max(begin, signal.end)))
            if len(text[start:end].split()) <= _MOST:
                yield _WANT.index(signal.kind), start, end


def _behind(text: str, lead: re.Match[str]) -> int:
    """Return where the words begin that tell what is asked for: behind those that only ask, unless the rest is none without them.

    "I want to see the price" asks to see the price; of "I wish there was a price" and "why can't it show the price" the rest is
    no request.
    """
    if _LEAVES.search(lead[0]) and not _SUBJECT.match(text, lead.end()):
        return lead.end()
    small = _SMALL.match(text, lead.start())
    return small.end() if small else lead.start()


def _barriers(text: str, signals: Sequence[Signal]) -> Iterator[tuple[int, int, int]]:
    """Yield what is in the way: what stands behind "because" in the sentence of a signal, and the clause of a barrier."""
    for signal in signals:
        begin = max((m.end() for m in _STOP.finditer(text, 0, signal.start)), default=0)
        stop = _STOP.search(text, signal.end)
        until = stop.start() if stop else len(text)
        if reason := _BECAUSE.search(text, begin, until):
            start, end = _trimmed(text, reason.end(), _ahead(text, reason.end()))
            if len(text[start:end].split()) <= _MOST:
                yield 0, start, end
        if signal.kind in _BARRIER:
            turns = [m.end() for m in _TURN.finditer(text, begin, signal.start)]
            for first, last in ((begin, until), (turns[-1] if turns else begin, _ahead(text, signal.end))):
                start, end = _trimmed(text, first, last)
                if len(text[start:end].split()) <= _MOST:
                    yield 1 + _BARRIER.index(signal.kind), start, end
                    break


def _ahead(text: str, start: int, turn: re.Pattern[str] = _TURN) -> int:
    """Return where the clause ends that `start` stands in."""
    return min([m.start() for m in (_STOP.search(text, start), turn.search(text, start)) if m], default=len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and commas at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",'\""):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",'\""):
        end -= 1
    return start, end


def _having(
    everybody: Collection[str], traits: Mapping[str, Mapping[str, str]], personas: Mapping[str, Collection[str]]
) -> dict[str, tuple[set[str], set[str]]]:
    """Return persona or trait -> who has it, and of whom it is known."""
    found = {name: (set(people), set(everybody)) for name, people in sorted(personas.items())}
    having: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for who in everybody:
        for attribute, value in traits.get(who, {}).items():
            if value:
                having[attribute, value].add(who)
                known[attribute].add(who)
    for attribute, value in sorted(having):
        found.setdefault(f"People with {attribute} {value}", (having[attribute, value], known[attribute]))
    return found


def _who(group: Collection[str], groups: Mapping[str, tuple[set[str], set[str]]]) -> str:
    """Return the persona or trait that tells the group apart most surely."""
    best, margin = EVERYBODY, 0.0
    for name, (having, known) in groups.items():
        asked = set(group) & known
        k = len(asked & having)
        if k < _PEOPLE or k < _MOSTLY * len(asked) or 2 * len(asked) < len(group):
            continue
        sure = wilson(k, len(asked)).lo - len(having & known) / len(known)
        if sure > margin:
            best, margin = name, sure
    return best
