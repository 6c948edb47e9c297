"""What the codings of one text come to: mentions, who spoke about which stage, who was asked.

A text is a transcript or one answer. Texts do not depend on each other, so one that nobody touched is not read again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.study.codings import counts
from workbench.study.kinds import UNASKED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from workbench.journey.said.stages import Stages
    from workbench.study.records import Code, CoderKind, Standing
    from workbench.study.settings import Settings

#: Make a named tuple of all its fields in a third of the time: there are hundreds of thousands of them.
made = tuple.__new__

#: (participant, round, kind of source): one person heard in one place.
Heard = tuple[str, str, str]

_ASIDE = {"model": "by models", "again": "of people coding again"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Mention(NamedTuple):
    """One passage by one person, for or against one code (or showing one emotion); `day` is its date if that is one."""

    id: str
    code: str
    participant: str
    stance: str
    source: str
    item: str
    turn: int
    kind: str
    round: str
    date: str
    day: str
    start: int
    end: int
    quote: str
    valence: float | None
    stages: tuple[str, ...]
    coders: tuple[str, ...]


class Row(NamedTuple):
    """One coding. The order of the fields is the order in which codings are put together to mentions."""

    code: str
    source: str
    item: str
    participant: str
    stance: str
    start: int
    end: int
    id: str
    coder: str
    turn: int
    kind: str
    round: str
    date: str
    quote: str
    valence: int | None


def picked(*names: str, of: type[Mention | Row] = Mention) -> itemgetter[Any]:
    """Return what takes some fields out of a mention, or a row, in C: one value, or a tuple of several."""
    return itemgetter(*map(of._fields.index, names))


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the second of each pair by the first: people by kind of source."""
    found: dict[str, set[str]] = {}
    for kind, person in pairs:
        found.setdefault(kind, set()).add(person)
    return found


_CODED, _DATE = picked("participant", "round", "coder", of=Row), picked("date", of=Row)

#: One coding, and what decides whether it counts: kind of coder, what was decided about it, family of its code, whose words.
Said = tuple[Row, "CoderKind", "Standing", str, str]


@dataclass(frozen=True)
class Rules:
    """What of the codebook, the settings and the people decides what a coding comes to.

    Attributes
    ----------
    codes
        The codebook.
    people
        Who is counted.
    stages
        Stages by any of their names.
    usual
        Code to the stage it belongs to (empty if the codebook names none) and its usual valence.
    asks
        Survey and id of an answer to the one stage its question asks about: see `workbench.journey.said.people.asked_about`.
    """

    codes: Mapping[str, Code]
    people: Collection[str]
    stages: Stages
    usual: Mapping[str, tuple[str, int | None]]
    asks: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, codes: Mapping[str, Code], people: Collection[str], stages: Stages, settings: Settings,
        asks: Mapping[tuple[str, str], str],
    ) -> Rules:  # fmt: skip
        """Return the rules of a study."""
        usual = {c.id: (stages.find(c.stage), _usual_valence(c, settings)) for c in codes.values()}
        return cls(codes, people, stages, usual, asks)

    def about(self, code: str) -> tuple[Any, ...]:
        """Return all that these rules say of one code: texts in which it is used change when this does."""
        known = self.codes.get(code)
        return (known.family, known.retired, self.stages.of_code(code), self.usual[code]) if known else ()


@dataclass(slots=True)
class Part:
    """What the codings of one text come to.

    Attributes
    ----------
    mentions
        By code, in order of place.
    spoke, asked
        Stages that somebody coded here, with who spoke about them, or was asked.
    coded
        Who was coded by whom: (participant, round, coder).
    aside
        What does not count, with how many codings.
    days
        Rounds and days of what counts.
    used
        Codes that occur, counted or not.
    unasked
        What was written without being asked for: kind of source, code, author, stance, round.
    """

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    spoke: set[tuple[str, Heard]] = field(default_factory=set)
    asked: set[tuple[str, Heard]] = field(default_factory=set)
    coded: set[Heard] = field(default_factory=set)
    aside: Counter[str] = field(default_factory=Counter)
    days: set[tuple[str, str]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    unasked: set[tuple[str, str, str, str, str]] = field(default_factory=set)


def part(codings: Iterable[Said], rules: Rules) -> Part:
    """Return what the codings of one text come to.

    Parameters
    ----------
    codings
        All codings of the text, in any order.
    rules
        What decides what each comes to.
    """
    found = Part()
    spans: list[tuple[int, int, str]] = []
    rows: list[Row] = []
    add, of_code = rows.append, rules.stages.of_code
    for row, family, speech in _counted(codings, rules, found):
        if family == "stage":
            _place(row, speech, of_code(row.code), found, spans)
        elif speech == "interviewer":
            found.aside["on an interviewer's words"] += 1
        else:
            add(row)
    found.coded.update(map(_CODED, rows))
    index = _Spans(spans) if spans else None
    days: dict[str, str] = {date: day(date) for date in set(map(_DATE, rows))}
    rows.sort()
    asked = rules.asks.get((rows[0].source, rows[0].item), "") if rows else ""
    nothing: tuple[str, int | None] = ("", None)
    mentions, before = found.mentions, ""
    home, valence = nothing
    said: list[Mention] = []
    for cluster in _passages(rows):
        code = cluster[0][0]
        if code != before:
            before, said = code, mentions.setdefault(code, [])
            home, valence = rules.usual.get(code, nothing)
        said.append(_mention(cluster, index, days, home or asked, valence))
    return found


def _counted(codings: Iterable[Said], rules: Rules, found: Part) -> Iterator[tuple[Row, str, str]]:
    """Yield the codings that may count, with family and speech; note the others in `found.aside`."""
    codes, people = rules.codes, rules.people
    when: set[tuple[str, str]] = set()
    judged: dict[tuple[CoderKind, Standing], bool] = {}
    used = found.used
    for row, coder_kind, standing, family, speech in codings:
        name = row[0]
        used.add(name)
        verdict = judged.get((coder_kind, standing))
        if verdict is None:
            verdict = judged[coder_kind, standing] = counts(coder_kind, standing)
        if not verdict:
            found.aside[_ASIDE.get(coder_kind, "that fell where coders differed")] += 1
            continue
        when.add((row.round, row.date))
        code = codes.get(name)
        if code is not None and code.retired:
            found.aside["with retired codes"] += 1
        elif row.kind in UNASKED:
            found.aside[f"of a {row.kind}"] += 1
            found.unasked.add((row.kind, name, row.participant, row.stance, row.round))
        elif row.participant in people:
            yield row, family, speech
    found.days = {(round_, day(date)) for round_, date in when}


def _place(row: Row, speech: str, stage: str, found: Part, spans: list[tuple[int, int, str]]) -> None:
    """Take a stage: on an interviewer's words it was asked about, on others it was spoken of."""
    if speech != "interviewer":
        found.coded.add((row.participant, row.round, row.coder))
    if not stage or row.stance != "for":
        return
    heard = (stage, (row.participant, row.round, row.kind))
    if speech == "interviewer":
        found.asked.add(heard)
    else:
        found.spoke.add(heard)
        spans.append((row.start, row.end, stage))


def _passages(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Put sorted codings of one code that overlap in the same words, with the same stance, together."""
    cluster: list[Row] = []
    before, end = "", -1
    for row in rows:
        code = row[0]
        if code == before and row.start < end and row[:5] == cluster[0][:5]:
            cluster.append(row)
            end = max(end, row.end)
            continue
        if cluster:
            yield cluster
        cluster, before, end = [row], code, row.end
    if cluster:
        yield cluster


class _Spans:
    """The stages of the passages of one text, to be searched by place."""

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _, _ in self._spans]
        self._furthest = list(accumulate((e for _, e, _ in self._spans), max))

    def votes(self, start: int, end: int) -> dict[str, int]:
        """Return how many stage codings of each stage share a code point with ``[start, end)``."""
        first, last = bisect_right(self._furthest, start), bisect_left(self._starts, end)
        found: dict[str, int] = {}
        for _, e, stage in self._spans[first:last]:
            if e > start:
                found[stage] = found.get(stage, 0) + 1
        return found


def _mention(
    cluster: list[Row], spans: _Spans | None, days: Mapping[str, str], usual: str, usual_valence: int | None
) -> Mention:  # fmt: skip
    code, source, item, participant, stance, start, end, key, coder, turn, kind, round_, date, quote, given = cluster[0]
    first, last = start, end
    coders: tuple[str, ...] = (coder,)
    valence = None if given is None else float(given)
    if len(cluster) > 1:  # hardly ever, of a hundred thousand codings
        # Passages that overlap one after the other leave no gap, so the ends of the cluster say where it lies.
        last, coders = max(r.end for r in cluster), tuple(sorted({r.coder for r in cluster}))
        valences = [r.valence for r in cluster if r.valence is not None]
        valence = sum(valences) / len(valences) if valences else None
        longest = max(cluster, key=lambda r: (r.end - r.start, r.id))
        code, source, item, participant, stance, start, end, key, _, turn, kind, round_, date, quote, _ = longest
    if valence is None and usual_valence is not None:
        valence = float(usual_valence)
    votes = spans.votes(first, last) if spans else {}
    if len(votes) > 1:
        best = max(votes.values())
        stages = tuple(sorted(s for s, v in votes.items() if v == best))
    else:
        stages = tuple(votes) or ((usual,) if usual else ())
    when = days[date]
    return made(Mention, (
        key, code, participant, stance, source, item, turn, kind, round_, date, when, start, end, quote, valence, stages, coders,
    ))  # fmt: skip


def _usual_valence(code: Code, settings: Settings) -> int | None:
    if code.valence is not None or code.family != "emotion":
        return code.valence
    name = code.id.partition(":")[2]
    return next((v for label, v in settings.emotions.items() if label.casefold() in {name, code.label.casefold()}), None)


@lru_cache(maxsize=4096)  # a round has few days, and a hundred thousand passages
def day(text: Any) -> str:  # noqa: ANN401 (whatever a table held)
    """Return the day of a date, ``2026-03-09``; empty for what is not a date, so that it never counts as newest."""
    found = _DAY.match(text) if isinstance(text, str) else None
    if found is None:
        return ""
    try:
        return date.fromisoformat(found.group()).isoformat()
    except ValueError:
        return ""
