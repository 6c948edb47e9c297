"""Find signals of need in what people said: wishes, work-arounds, things missing, things put up with.

Eleven classes (docs/methods.md); each hit keeps its place and the rule that found it. What looks alike and is none is left out:
what was negated ("I didn't have to copy it"), only supposed ("if I had to copy it"), said by somebody else ("she said 'I wish'"),
or praise ("I wish every app was like this"). A signal is a reason to read a segment, not a finding.

Words find the cues, which costs a tokenizer's time; only where a cue stands and grammar can decide is a segment parsed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from workbench.reading.checks import CHECKS
from workbench.reading.cues import GOAL, fingerprint, pattern, possible, rules, words
from workbench.reading.grammar import NEGATIONS, Cue, denied, reported, supposed
from workbench.reading.language import Language, load_language, unloaded
from workbench.reading.seen import all_kept, kept
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from workbench.reading.seen import Hit
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
_OWN_NEGATION = frozenset({"ABSENCE", "AVOID", "NORMALISED", "EXPECT-GAP", "GOAL-NEG", "COMPARE", "IMP-DISSAT"})
#: Classes that speak of what happened, so that "if" and "might" undo them.
_HAPPENED = frozenset({"WORKAROUND", "ABSENCE", "EFFORT", "AVOID"})
#: Classes that a resigned remark may stand beside.
_BESIDE = frozenset({"WORKAROUND", "ABSENCE", "EFFORT", "AVOID", "EXPECT-GAP"})
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
_BEGINS = frozenset({"please", "pls", "and", "but", "mean", "maybe", "perhaps", "just", "or", "so", "then"})
_QUOTED = re.compile(
    r"\u201c[^\u201d]{2,300}\u201d|\"[^\"]{2,300}\"|(?<!\w)\u2018[^\n]{2,300}?\u2019(?!\w)|(?<!\w)'[^\n]{2,300}?'(?!\w)"
)
_DECIDE = NEGATIONS | _SUPPOSED | _SAYING
_WINDOW = 4
#: How far from a goal what was in its way is told, in words; and what comes after it is told first.
_NEAR = 25
_WHEN = frozenset({"when", "whenever", "everytime", "if", "time", "trying", "tried", "try", "to", "looked", "looking"})
#: Nobody says so much at once; a parser would need gigabytes.
_LONGEST = 20_000


def signals(
    segments: Sequence[Segment],
    *,
    dissatisfied: Collection[str] = (),
    language: Language | None = None,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Signal]:
    """Return the signals of need in `segments`.

    Parameters
    ----------
    segments
        What participants said or wrote.
    dissatisfied
        Ids of segments whose person rated the thing as important and as badly done: they get the class ``IMP-DISSAT``.
    language
        The English pipeline; by default `load_language`. With a bare tokenizer the rules still run, and a notice says so.
    cache
        Where what the rules saw is kept, ``study.cache``: a text seen before by the same rules is not read again.
    progress
        Called with (done, all) while texts are read that are not kept in `cache`.

    Returns
    -------
    list of Signal
        Sorted by segment, then place. One class at one place is one signal, whichever rules saw it. A resigned remark ("no
        bother") counts only beside something to be resigned to, in its own segment or in the one before or after it.
    """
    texts = list(dict.fromkeys(s.text for s in segments))
    known = dict(zip(texts, _seen(texts, language, cache, progress), strict=True))
    trouble = _troubled(segments, {s.id for s in segments if any(k in _BESIDE for _, _, k, r in known[s.text] if not _weak(r))})
    found = [
        Signal(s.id, start, end, kind, rule)  # type: ignore[arg-type]
        for s in segments
        for start, end, kind, rule in known[s.text]
        if s.id in trouble or not _weak(rule)
    ]
    named = frozenset(dissatisfied)
    found += [Signal(s.id, 0, len(s.text), "IMP-DISSAT", "IMP-DISSAT.rated") for s in segments if s.id in named]
    return sorted(found)


def _seen(
    texts: Sequence[str], language: Language | None, cache: Path | None, progress: Callable[[int, int], None] | None
) -> list[list[Hit]]:
    """Return the hits of each text; where all are kept the model is not loaded."""
    if cache is None:
        return hits(texts, language or load_language())
    if language is None and texts and (name := unloaded()):
        seen = all_kept(texts, cache, f"{fingerprint()}-{slug(name)}")
        if seen is not None:
            return seen
    speech = language or load_language()
    return kept(texts, lambda new: hits(new, speech), cache, f"{fingerprint()}-{slug(speech.name)}", progress)


def _weak(rule: str) -> bool:
    return "beside" in rules()[rule].checks


def _troubled(segments: Sequence[Segment], bearing: set[str]) -> set[str]:
    """Return the segments that bear trouble, and their neighbours in the same talk or answer."""
    order = sorted(segments, key=lambda s: (s.anchor.source, s.anchor.item, s.anchor.start))
    pairs = [
        (a, b)
        for a, b in pairwise(order)
        if (a.anchor.source, a.anchor.item, a.participant) == (b.anchor.source, b.anchor.item, b.participant)
    ]
    near = {a.id for a, b in pairs if b.id in bearing} | {b.id for a, b in pairs if a.id in bearing}
    return bearing | near


def by_segment(found: Iterable[Signal]) -> dict[str, frozenset[Kind]]:
    """Return the classes of each segment that has any."""
    kinds: defaultdict[str, set[Kind]] = defaultdict(set)
    for signal in found:
        kinds[signal.segment].add(signal.kind)
    return {segment: frozenset(own) for segment, own in kinds.items()}


def hits(texts: Sequence[str], speech: Language) -> list[list[Hit]]:
    """Return what the rules see in each text."""
    seen: list[list[_Cue]] = []
    docs = []
    for doc in speech.words(texts):
        docs.append(doc)
        seen.append(_cues(speech, doc))
    if speech.full:
        wanted = [n for n, cues in enumerate(seen) if len(texts[n]) <= _LONGEST and _undecided(docs[n], cues)]
        for n, doc in zip(wanted, speech.docs(texts[n] for n in wanted), strict=True):
            docs[n] = doc
    return [_meant(doc, cues) for doc, cues in zip(docs, seen, strict=True)]


def _undecided(doc: Any, cues: Sequence[_Cue]) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether grammar can tell more of these cues than words: they have checks, or there is a "not", an "if", a "said"."""
    return bool(cues) and (any(rules()[c.rule].checks for c in cues) or any(t.lower_ in _DECIDE for t in doc))


@dataclass(frozen=True, slots=True)
class _Cue:
    """A rule's match, in words."""

    kind: Kind
    rule: str
    start: int
    end: int


def _cues(speech: Language, doc: Any) -> list[_Cue]:  # noqa: ANN401 (untyped library)
    """Return the matches in a text that no word beside them rules out."""
    signs, none = possible({t.lower_ for t in doc})
    found = [
        _Cue(rule.id.rpartition(".")[0], rule.id, start, end)  # type: ignore[arg-type]
        for rule in (rules()[name] for name in signs)
        if speech.full or not rule.parsed
        for start, end in _places(speech, rule.id, doc)
        if not rule.first or _begins(doc, start)
    ]
    if not found:
        return []
    shut = [place for name in none for place in _places(speech, name, doc)]
    quoted = [doc.char_span(*span, alignment_mode="expand") for span in _quotes(doc.text)]
    shut += [(q.start, q.end) for q in quoted if q is not None]
    return [c for c in found if not any(s < c.end and c.start < e for s, e in shut)]


def _places(speech: Language, rule: str, doc: Any) -> list[tuple[int, int]]:  # noqa: ANN401 (untyped library)
    matcher = speech.matcher(f"cue {rule}", {rule: [pattern(rules()[rule].line)]})
    return [(start, end) for _, start, end in matcher(doc)]


def _begins(doc: Any, start: int) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether a clause begins at a token: nothing is before it, or a mark, or a word that begins clauses."""
    return start == 0 or doc[start - 1].lower_ in _BEGINS or not any(map(str.isalnum, doc[start - 1].text))


def _quotes(text: str) -> list[tuple[int, int]]:
    """Return where `text` quotes somebody who is not its author."""
    found = []
    for quoted in _QUOTED.finditer(text):
        lead = re.findall(r"[\w']+", text[: quoted.start()].lower())[-8:]
        said = [n for n, word in enumerate(lead) if word in _SAYING]
        if said and not _SELF & set(lead[max(0, said[-1] - 2) : said[-1]]):
            found.append(quoted.span())
    return found


def _meant(doc: Any, cues: list[_Cue]) -> list[Hit]:  # noqa: ANN401 (untyped library)
    """Return the cues that are meant, one a class and place."""
    if not cues:
        return []
    parsed = doc.has_annotation("DEP")
    held = [c for c in cues if (_holds(doc, c) if parsed else _stands(doc, c))]
    found = [c for c in held if c.kind != GOAL or _obstructed(doc, c)]
    alone = list(_longest(found))
    if len(alone) == 1 and alone[0].kind not in EXPLICIT and _praises(doc, alone[0]):
        return []
    weak = [c for c in found if _weak(c.rule)]
    # Kept apart: a strong cue is not given up for a weak one that is longer.
    both = [*_longest([c for c in found if not _weak(c.rule)]), *_longest(weak)]
    places = ((doc[c.start : c.end], c) for c in both)
    return sorted((p.start_char, p.end_char, c.kind, c.rule) for p, c in places)


def _longest(cues: list[_Cue]) -> Iterator[_Cue]:
    """Yield, of each class, the longest of cues that overlap."""
    last: dict[Kind, int] = {}
    for cue in sorted(cues, key=lambda c: (c.start, -c.end, c.rule)):
        if cue.start >= last.get(cue.kind, -1):
            last[cue.kind] = cue.end
            yield cue


def _praises(doc: Any, cue: _Cue) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether a text praises and nothing in it turns: "they kept me warm; you wait a long time to meet such kind people"."""
    said = {t.lower_ for t in doc if not cue.start <= t.i < cue.end}
    if cue.kind == "ABSENCE" and said & words("improve") and not said & words("contrast"):
        return True
    return bool(said & words("praise")) and not said & words("turn")


def _obstructed(doc: Any, cue: _Cue) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether something was in the way of a goal: told after it, or before "when I tried to"."""
    after = doc[cue.end : cue.end + _NEAR]
    before = doc[max(0, cue.start - _NEAR) : cue.start] if doc[cue.start].lower_ in _WHEN else ()
    within = doc[cue.start : cue.end] if doc[cue.start].lower_ not in _WHEN else ()
    return any(t.lower_ in words("obstacles") for part in (after, before, within) for t in part)


def _holds(doc: Any, cue: _Cue) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether grammar lets a cue stand."""
    place = Cue(doc, cue.kind, cue.start, cue.end)
    if not all(CHECKS[c](place) for c in rules()[cue.rule].checks if c in CHECKS):
        return False
    if cue.kind not in _OWN_NEGATION and denied(place):
        return False
    if cue.kind in _HAPPENED and supposed(place):
        return False
    return cue.kind == "EXPECT-GAP" or not reported(place)


def _stands(doc: Any, cue: _Cue) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether the words before a cue let it stand: what can be known without grammar."""
    before = _clause(doc, cue.start)
    if cue.kind not in _OWN_NEGATION and NEGATIONS & set(before[-_WINDOW:]) and "why" not in before:
        return False
    if cue.kind in _HAPPENED and _SUPPOSED & set(before[-_WINDOW - 2 :]):
        return False
    return not _reported(before, doc[cue.start].lower_)


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
