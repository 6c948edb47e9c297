"""Find signals of need in what people said: wishes, work-arounds, things missing, things put up with.

Eleven classes (docs/methods.md); each hit keeps its place and the rule that found it. What looks alike and is none is left out:
what was negated ("I didn't have to copy it"), only supposed ("if I had to copy it"), said by somebody else ("she said 'I wish'"),
or praise ("I wish every app was like this"). A signal is a reason to read a segment, not a finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from workbench.reading.cues import anchored, compiled, obstacles
from workbench.reading.language import Language, load_language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from workbench.study.records import Segment

Kind = Literal[
    "WISH", "SUGGEST", "WORKAROUND", "EXPECT-GAP", "ABSENCE", "EFFORT", "AVOID", "NORMALISED", "COMPARE", "GOAL-NEG", "IMP-DISSAT",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "WISH", "SUGGEST", "WORKAROUND", "EXPECT-GAP", "ABSENCE", "EFFORT", "AVOID", "NORMALISED", "COMPARE", "GOAL-NEG", "IMP-DISSAT",
)  # fmt: skip
#: Somebody asks.
EXPLICIT: frozenset[Kind] = frozenset({"WISH", "SUGGEST"})
#: Somebody gets by, and would not call it a need.
LATENT: frozenset[Kind] = frozenset({"WORKAROUND", "NORMALISED", "GOAL-NEG"})


@dataclass(frozen=True, slots=True, order=True)
class Signal:
    """One hit: ``segment.text[start:end]`` is what the rule saw."""

    segment: str
    start: int
    end: int
    kind: Kind
    rule: str


#: Classes whose cues say "not" themselves.
_OWN_NEGATION = frozenset({"ABSENCE", "AVOID", "NORMALISED", "EXPECT-GAP", "GOAL-NEG", "COMPARE"})
#: Classes that speak of what happened, so that "if" and "might" undo them.
_HAPPENED = frozenset({"WORKAROUND", "ABSENCE", "EFFORT", "AVOID"})
_NEGATIONS = frozenset({
    "n't", "n\u2019t", "nt", "not", "never", "no", "nobody", "nothing", "without", "neither", "nor", "hardly", "none", "longer",
})  # fmt: skip
_SUPPOSED = frozenset({"if", "unless", "imagine", "suppose", "might", "may", "would", "'d", "\u2019d", "whether"})
_SAYING = frozenset({
    "say", "says", "said", "saying", "ask", "asks", "asked", "tell", "tells", "told", "goes", "reckons", "reckoned", "thinks",
    "thought", "shouted", "shouts", "texted", "wrote", "like",
})  # fmt: skip
_OTHERS = frozenset({
    "he", "she", "they", "her", "him", "them", "manager", "boss", "landlord", "chef", "everyone", "everybody", "somebody",
    "someone", "people", "staff", "mum", "husband", "wife",
})  # fmt: skip
_SELF = frozenset({"i", "we", "me", "us"})
_STOPS = frozenset({".", "!", "?", ";", ":", "\n", "but", "\u2014", "\u2013"})
_BEGINS = _STOPS | {",", "-", "\u2022", "*", "please", "and", "to", "maybe", "perhaps", "\n\n"}
_QUOTED = re.compile(
    r"\u201c[^\u201d]{2,300}\u201d|\"[^\"]{2,300}\"|(?<!\w)\u2018[^\n]{2,300}?\u2019(?!\w)|(?<!\w)'[^\n]{2,300}?'(?!\w)"
)
_PRAISE = re.compile(
    r"""\b(?:
    love\s(?:that|how|it|the|being)
    | could\s?n[o']?t\s(?:be\s(?:happier|better|more|faulted)|have\s(?:been|asked)|fault|ask\sfor|recommend)
    | could\snot\s(?:be\s(?:better|faulted)|fault|have)
    | can\s?(?:no|')?t\s(?:fault|think\sof|praise|complain|recommend)
    | nothing\s(?:to|could|needs?|at\sall|comes|really) | no\s(?:complaints?|improvements?|issues?|problems?)\b
    | (?:no|not\sany|without)\s(?:problems?|issues?|trouble|hassle|difficult\w*)
    | wish\s(?:every|all|more|other|i'?d?\s?(?:had\s)?(?:known|found|discovered|done|started|bought)|them|you|him|her)
    | (?:best|good|kind|well)\swishes
    | would(?:n't|\snot)\schange | would\s(?:be\shappy|recommend|definitely|love\sto\s(?:thank|see\syou))
    | like\sto\s(?:thank|say|praise|recommend|commend)
    | (?:should|must)\s(?:be\s(?:proud|praised|commended|congratulated)|try|get\sa|have\sa\s(?:medal|go))
    | keep\s(?:doing|up|it\sup|on\sdoing) | as\s(?:good|helpful)\sas | all\s(?:was\s|went\s)?(?:good|perfect|fine|great|excellent)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WINDOW = 4


def signals(segments: Sequence[Segment], *, dissatisfied: Collection[str] = (), language: Language | None = None) -> list[Signal]:
    """Return the signals of need in `segments`.

    Parameters
    ----------
    segments
        What participants said or wrote.
    dissatisfied
        Ids of segments whose person rated the thing as important and as badly done: they get the class ``IMP-DISSAT``.
    language
        The English pipeline; by default `load_language`. With a bare tokenizer the rules still run, and a notice says so.

    Returns
    -------
    list of Signal
        Sorted by segment, then place. One class at one place is one signal, whichever rules saw it.
    """
    speech = language or load_language()
    matcher, goals = speech.matcher("cues", compiled()), speech.matcher("goals", compiled(goals=True))
    firsts = anchored()
    found: list[Signal] = []
    # Words are enough to see a cue: no grammar, no names, so this costs a tokenizer's time.
    for segment, doc in zip(segments, speech.words(s.text for s in segments), strict=True):
        hits = [*_matches(speech, matcher, doc), *(_matches(speech, goals, doc) if _obstructed(doc) else ())]
        shut = _shut(segment.text)
        for kind, rule, start, end in _longest(hits):
            if rule in firsts and start and doc[start - 1].lower_ not in _BEGINS:
                continue
            if _counts(doc, kind, start, end, shut):
                place = doc[start:end]
                found.append(Signal(segment.id, place.start_char, place.end_char, kind, rule))
    named = frozenset(dissatisfied)
    found += [Signal(s.id, 0, len(s.text), "IMP-DISSAT", "IMP-DISSAT.00") for s in segments if s.id in named]
    return sorted(found)


def by_segment(found: Iterable[Signal]) -> dict[str, frozenset[Kind]]:
    """Return the classes of each segment that has any."""
    kinds: defaultdict[str, set[Kind]] = defaultdict(set)
    for signal in found:
        kinds[signal.segment].add(signal.kind)
    return {segment: frozenset(own) for segment, own in kinds.items()}


def _matches(speech: Language, matcher: Any, doc: Any) -> Iterator[tuple[Kind, str, int, int]]:  # noqa: ANN401 (untyped library)
    for number, start, end in matcher(doc):
        rule = speech.rule(number)
        kind: Kind = rule.split(".")[0]  # type: ignore[assignment]
        yield kind, rule, start, end


def _longest(hits: list[tuple[Kind, str, int, int]]) -> Iterator[tuple[Kind, str, int, int]]:
    """Yield, of each class, the longest of hits that overlap."""
    last: dict[Kind, int] = {}
    for kind, rule, start, end in sorted(hits, key=lambda h: (h[2], -h[3], h[1])):
        if start >= last.get(kind, -1):
            last[kind] = end
            yield kind, rule, start, end


def _obstructed(doc: Any) -> bool:  # noqa: ANN401 (untyped library)
    return any(t.lower_ in obstacles() for t in doc)


def _shut(text: str) -> list[tuple[int, int]]:
    """Return where `text` praises, or quotes somebody who is not its author."""
    found = [m.span() for m in _PRAISE.finditer(text)]
    for quoted in _QUOTED.finditer(text):
        lead = re.findall(r"[\w']+", text[: quoted.start()].lower())[-8:]
        said = [n for n, word in enumerate(lead) if word in _SAYING]
        if said and not _SELF & set(lead[max(0, said[-1] - 2) : said[-1]]):
            found.append(quoted.span())
    return found


def _counts(doc: Any, kind: Kind, start: int, end: int, shut: list[tuple[int, int]]) -> bool:  # noqa: ANN401
    """Say whether a hit is meant: neither praised, quoted, negated nor only supposed."""
    place = doc[start:end]
    if any(s < place.end_char and place.start_char < e for s, e in shut):
        return False
    before = _clause(doc, start)
    if kind not in _OWN_NEGATION and _NEGATIONS & set(before[-_WINDOW:]) and "why" not in before:
        return False
    if kind in _HAPPENED and _SUPPOSED & set(before[-_WINDOW - 2 :]):
        return False
    return not _reported(before, place[0].lower_)


def _clause(doc: Any, start: int) -> list[str]:  # noqa: ANN401 (untyped library)
    """Return the words of the sentence before token `start`, back to a stop or a "but"."""
    words: list[str] = []
    for at in range(start - 1, max(-1, start - 12), -1):
        if doc[at].lower_ in _STOPS:
            break
        words.insert(0, doc[at].lower_)
    return words


def _reported(before: list[str], first: str) -> bool:
    """Say whether somebody else said it: "she said I wish", "they told us we should"."""
    said = [n for n, word in enumerate(before) if word in _SAYING and word not in {"like", "thought", "thinks"}]
    if not said or first not in _SELF | {"you", "it", "wish", "should"}:
        return False
    subject = before[max(0, said[-1] - 3) : said[-1]]
    return bool(_OTHERS & set(subject)) and not _SELF & set(subject)
