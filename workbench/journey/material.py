"""What the map is computed from: who said what about which stage, and who was asked.

A *mention* is one passage in which one person says so: codings of one code that overlap, by whichever coder, are one
mention. Codings by models, those of somebody who codes a second time, those that fell where coders differed, codings of an
interviewer's words, codings of tickets and the like, and retired codes never count; `Material.aside` says how many there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.journey.grade import thresholds
from workbench.journey.groups import clusters
from workbench.journey.stages import Stages
from workbench.study.codings import counts
from workbench.study.kinds import UNASKED
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from workbench.journey.people import Person
    from workbench.study.records import Code
    from workbench.study.settings import Settings

#: (participant, round, kind of source): one person heard in one place.
Heard = tuple[str, str, str]

#: Families whose codes belong in one stage; an emotion or a channel is at home everywhere.
_PLACED = {*CLAIM_FAMILIES, "expectation", "delivered"}
_ASIDE = {"model": "by models", "again": "of people coding again"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
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


@dataclass(frozen=True)
class Material:
    """What some people said in some rounds.

    Attributes
    ----------
    mentions
        By code.
    homes
        Stage of each claim and each gap, the same for every persona and round: the one the codebook names; failing
        that, the one in which most people speak of it; empty if it is not known. Who says so spoke about that stage,
        wherever in the text they said it.
    spoke, asked
        Stage to who spoke about it, or was asked: `who_spoke`, `who_was_asked` give their names.
    people
        Everybody it is about, also those of whom nothing is coded.
    coded
        Who was coded by whom: (participant, round, coder).
    aside
        What was coded and does not count, with how many codings.
    named
        Stages that somebody coded, or asked about, anywhere in the study. Of other stages nobody knows who spoke about
        them and kept silent, so there is no "of those who spoke": only everybody.
    together
        Cluster of each person who spoke together with others: see `workbench.journey.groups.clusters`.
    likeness
        How alike people of one cluster are taken to be, 0 to 1: ``group_likeness`` of ``[thresholds]``.
    """

    mentions: Mapping[str, list[Mention]]
    homes: Mapping[str, str]
    spoke: Mapping[str, set[Heard]]
    asked: Mapping[str, set[Heard]]
    people: frozenset[str]
    coded: frozenset[Heard] = frozenset()
    aside: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    together: Mapping[str, str] = field(default_factory=dict)
    likeness: float = 1.0

    def who_spoke(self, stage: str) -> set[str]:
        """Return the people who said something about `stage`."""
        return {who for who, _, _ in self.spoke.get(stage, ())}

    def who_was_asked(self, stage: str) -> set[str]:
        """Return the people to whom a question about `stage` was put."""
        return {who for who, _, _ in self.asked.get(stage, ())}

    @property
    def unstaged(self) -> int:
        """Mentions whose stage is not known."""
        return sum(not m.stages for mentions in self.mentions.values() for m in mentions)

    def of(self, people: Collection[str], round_: str | None = None) -> Material:
        """Return what only these people said, in one round or in all."""
        keep = people if isinstance(people, frozenset) else frozenset(people)

        def kept(heard: Iterable[Heard]) -> set[Heard]:
            return {h for h in heard if h[0] in keep and (round_ is None or h[1] == round_)}

        return replace(
            self,
            mentions={
                code: some
                for code, mentions in self.mentions.items()
                if (some := [m for m in mentions if m.participant in keep and (round_ is None or m.round == round_)])
            },
            spoke={stage: kept(heard) for stage, heard in self.spoke.items()},
            asked={stage: kept(heard) for stage, heard in self.asked.items()},
            people=keep,
            coded=frozenset(kept(self.coded)),
        )


class _Row(NamedTuple):
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


def gather(frame: pd.DataFrame, codes: Mapping[str, Code], people: Mapping[str, Person], settings: Settings) -> Material:
    """Turn all codings of a study into mentions and exposure; `Material.of` then takes a persona or a round.

    Parameters
    ----------
    frame
        Codings, as `workbench.coding.frame.codings_frame` gives them.
    codes
        The codebook.
    people
        Everybody in the study.
    settings
        For the names of stages and the usual valence of emotions.
    """
    stages = Stages(settings)
    talk = _Talk(stages)
    aside: Counter[str] = Counter()
    for row, family, speech in _counted(frame, codes, people, aside):
        if family == "stage":
            talk.place(row, speech)
        elif speech == "interviewer":
            aside["on an interviewer's words"] += 1
        else:
            talk.said(row)
    for person in people.values():
        for round_, kind, stage in person.asked:
            talk.asked[stage].add((person.id, round_, kind))
    named = frozenset(s for s in stages.ids if talk.spoke[s] or talk.asked[s])
    mentions = talk.mentions(codes, settings)
    placed = (c for c in codes.values() if c.family in _PLACED)
    homes = {c.id: stages.find(c.stage) or _most(mentions.get(c.id, ()), stages.ids) for c in placed}
    for code, found in mentions.items():
        home = homes.get(code, "")
        for m in found:
            for stage in (*m.stages, home) if home and home not in m.stages else m.stages:
                talk.spoke[stage].add((m.participant, m.round, m.kind))
    counted = frozenset(talk.coded)
    left = dict(sorted(aside.items()))
    likeness = thresholds(settings.thresholds)["group_likeness"][0]
    return Material(
        mentions, homes, talk.spoke, talk.asked, frozenset(people), counted, left, named, clusters(people), likeness
    )  # fmt: skip


class _Talk:
    """Codings as they come in: what was said, and where the stages lie."""

    def __init__(self, stages: Stages) -> None:
        self.stages = stages
        self.spoke: dict[str, set[Heard]] = {s: set() for s in stages.ids}
        self.asked: dict[str, set[Heard]] = {s: set() for s in stages.ids}
        self.coded: set[Heard] = set()
        self._spans: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        self._rows: list[_Row] = []

    def place(self, row: _Row, speech: str) -> None:
        """Take a stage: on an interviewer's words it was asked about, on others it was spoken of."""
        stage = self.stages.of_code(row.code)
        if speech != "interviewer":
            self.coded.add((row.participant, row.round, row.coder))
        if not stage or row.stance != "for":
            return
        if speech == "interviewer":
            self.asked[stage].add((row.participant, row.round, row.kind))
        else:
            self.spoke[stage].add((row.participant, row.round, row.kind))
            self._spans.setdefault((row.source, row.item), []).append((row.start, row.end, stage))

    def said(self, row: _Row) -> None:
        """Take any other coding."""
        self.coded.add((row.participant, row.round, row.coder))
        self._rows.append(row)

    def mentions(self, codes: Mapping[str, Code], settings: Settings) -> dict[str, list[Mention]]:
        """Return the mentions by code, in the order of sources and places."""
        index = {document: _Spans(found) for document, found in self._spans.items()}
        usual = {c.id: (self.stages.find(c.stage), _usual_valence(c, settings)) for c in codes.values()}
        found: dict[str, list[Mention]] = {}
        for cluster in _passages(sorted(self._rows)):
            first = cluster[0]
            mention = _mention(cluster, index.get((first.source, first.item)), *usual.get(first.code, ("", None)))
            found.setdefault(first.code, []).append(mention)
        return found


def _counted(
    frame: pd.DataFrame, codes: Mapping[str, Code], people: Mapping[str, Person], aside: Counter[str]
) -> Iterator[tuple[_Row, str, str]]:
    """Yield the codings that may count, with family and speech; count the others in `aside`."""
    missing = frame["valence"].isna().tolist()
    valences = [None if none else int(v) for v, none in zip(frame["valence"].tolist(), missing, strict=True)]
    names = [n for n in _Row._fields if n != "valence"]
    columns = [frame[n].tolist() for n in (*names, "coder_kind", "standing", "family", "speech")]
    for *values, coder_kind, standing, family, speech, valence in zip(*columns, valences, strict=True):
        row = _Row._make([*values, valence])
        code = codes.get(row.code)
        if not counts(coder_kind, standing):
            aside[_ASIDE.get(coder_kind, "that fell where coders differed")] += 1
        elif code is not None and code.retired:
            aside["with retired codes"] += 1
        elif row.kind in UNASKED:
            aside[f"of a {row.kind}"] += 1
        elif row.participant in people:
            yield row, family, speech


def _passages(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Put sorted codings of one code that overlap in the same words, with the same stance, together."""
    cluster: list[_Row] = []
    end = -1
    for row in rows:
        if cluster and row[:5] == cluster[0][:5] and row.start < end:
            cluster.append(row)
            end = max(end, row.end)
            continue
        if cluster:
            yield cluster
        cluster, end = [row], row.end
    if cluster:
        yield cluster


class _Spans:
    """The stages of the passages of one text, to be searched by place."""

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _, _ in self._spans]
        self._furthest = list(accumulate((e for _, e, _ in self._spans), max))

    def votes(self, start: int, end: int) -> Counter[str]:
        """Return how many stage codings of each stage share a code point with ``[start, end)``."""
        first, last = bisect_right(self._furthest, start), bisect_left(self._starts, end)
        return Counter(stage for _, e, stage in self._spans[first:last] if e > start)


def _mention(cluster: list[_Row], spans: _Spans | None, usual: str, usual_valence: int | None) -> Mention:
    longest = max(cluster, key=lambda r: (r.end - r.start, r.id))
    # Passages that overlap one after the other leave no gap, so the ends of the cluster say where it lies.
    votes = spans.votes(cluster[0].start, max(r.end for r in cluster)) if spans else {}
    best = max(votes.values(), default=0)
    stages = tuple(sorted(s for s, v in votes.items() if v == best)) if votes else ((usual,) if usual else ())
    given = [r.valence for r in cluster if r.valence is not None]
    valence = sum(given) / len(given) if given else (float(usual_valence) if usual_valence is not None else None)
    return Mention(
        longest.id, longest.code, longest.participant, longest.stance, longest.source, longest.item, int(longest.turn),
        longest.kind, longest.round, longest.date, day(longest.date), int(longest.start), int(longest.end), longest.quote,
        valence, stages, tuple(sorted({r.coder for r in cluster})),
    )  # fmt: skip


def _usual_valence(code: Code, settings: Settings) -> int | None:
    if code.valence is not None or code.family != "emotion":
        return code.valence
    name = code.id.partition(":")[2]
    return next((v for label, v in settings.emotions.items() if label.casefold() in {name, code.label.casefold()}), None)


def _most(mentions: Sequence[Mention], order: Sequence[str]) -> str:
    """Return the stage in which most people speak of a code; of equals the first on the journey."""
    people: dict[str, set[str]] = {}
    for mention in mentions:
        for stage in mention.stages:
            people.setdefault(stage, set()).add(mention.participant)
    return min(people, key=lambda s: (-len(people[s]), order.index(s)), default="")


def day(text: Any) -> str:  # noqa: ANN401 (whatever a table held)
    """Return the day of a date, ``2026-03-09``; empty for what is not a date, so that it never counts as newest."""
    found = _DAY.match(text) if isinstance(text, str) else None
    if found is None:
        return ""
    try:
        return date.fromisoformat(found.group()).isoformat()
    except ValueError:
        return ""
