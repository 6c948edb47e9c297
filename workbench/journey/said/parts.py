"""What the codings of one text come to: mentions, who spoke about which stage, who was asked.

A text is a transcript or one answer. Texts do not depend on each other, so one that nobody touched is not read again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.journey.said.spans import Spans, stages_of
from workbench.journey.said.stages import Stages
from workbench.study.codings import counts
from workbench.study.double import standings
from workbench.study.kinds import UNASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from workbench.coding.frame import Ground
    from workbench.study.fold import State
    from workbench.study.records import Code, Coding, Stance, Standing
    from workbench.study.settings import Settings

#: Make a named tuple of all its fields in a third of the time: there are hundreds of thousands of them.
made = tuple.__new__

#: (participant, round, kind of source): one person heard in one place.
Heard = tuple[str, str, str]

#: A transcript (its id and ""), or an answer (the survey's id and the answer's).
Text = tuple[str, str]

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


def picked(*names: str) -> itemgetter[Any]:
    """Return what takes some fields out of a mention, in C: one value, or a tuple of several."""
    return itemgetter(*map(Mention._fields.index, names))


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the second of each pair by the first: people by kind of source."""
    found: dict[str, set[str]] = {}
    for kind, person in pairs:
        found.setdefault(kind, set()).add(person)
    return found


#: One coding that may count: participant, stance, start, end, id, coder, turn, valence. In this order they are put together.
Row = tuple[str, "Stance", int, int, str, str, int, "int | None"]

_CODED = itemgetter(0, 5)


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
    said
        What was decided where coders differed, by id of the coding.
    without
        People who are left out, as if they had never been there.
    retired, placing
        Codes that do not count any more; those of stages, with the stage each stands for.
    """

    codes: Mapping[str, Code]
    people: Collection[str]
    stages: Stages
    usual: Mapping[str, tuple[str, int | None]]
    asks: Mapping[tuple[str, str], str]
    said: Mapping[str, Standing]
    without: Collection[str]
    retired: frozenset[str]
    placing: Mapping[str, str]

    @classmethod
    def of(
        cls, state: State, people: Collection[str], settings: Settings, asks: Mapping[tuple[str, str], str],
        without: Collection[str] = (),
    ) -> Rules:  # fmt: skip
        """Return the rules of a study."""
        codes, stages = state.codes, Stages(settings)
        usual = {c.id: (stages.find(c.stage), _usual_valence(c, settings)) for c in codes.values()}
        retired = frozenset(c.id for c in codes.values() if c.retired)
        placing = {c.id: stages.of_code(c.id) for c in codes.values() if c.family == "stage"}
        return cls(codes, people, stages, usual, asks, standings(state), without, retired, placing)

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
    orphans
        How many codings are on a text that is not here in that version.
    """

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    spoke: set[tuple[str, Heard]] = field(default_factory=set)
    asked: set[tuple[str, Heard]] = field(default_factory=set)
    coded: set[Heard] = field(default_factory=set)
    aside: Counter[str] = field(default_factory=Counter)
    days: set[tuple[str, str]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    unasked: set[tuple[str, str, str, str, str]] = field(default_factory=set)
    orphans: int = 0


def part(text: Text, codings: Collection[Coding], ground: Ground | None, rules: Rules) -> Part:
    """Return what the codings of one text come to.

    Parameters
    ----------
    text
        Ids of the transcript and "", or of the survey and the answer.
    codings
        All codings of the text, in any order.
    ground
        The text; None if it is not here.
    rules
        What decides what each comes to.
    """
    found, spans = Part(), Spans()
    if ground is None:
        found.orphans = len(codings)
        return found
    rows = _counted(codings, ground, rules, found, spans)
    coded = set(map(_CODED, chain.from_iterable(rows.values())))
    found.coded.update((who, ground.round, coder) for who, coder in coded)
    mention, asked = _maker(text, ground, spans.sorted()), rules.asks.get(text, "")
    nothing: tuple[str, int | None] = ("", None)
    for code, some in rows.items():
        home, valence = rules.usual.get(code, nothing)
        stages, usual = stages_of(home or asked), None if valence is None else float(valence)
        if len(some) == 1:  # nearly always
            found.mentions[code] = [mention(code, some, stages, usual)]
        else:
            found.mentions[code] = [mention(code, cluster, stages, usual) for cluster in _passages(sorted(some))]
    return found


def _counted(codings: Iterable[Coding], ground: Ground, rules: Rules, found: Part, spans: Spans) -> dict[str, list[Row]]:
    """Return the codings that may count, by code; note the stages in `spans`, what does not count in `found.aside`.

    One loop, without a call for what is nearly always so: a large study has a hundred thousand codings.
    """
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    whole, version, round_, kind, date, ends, turns, across = ground
    length, unasked = len(whole), kind in UNASKED
    used, aside, said = found.used, found.aside, rules.said
    people, without, retired, placing = rules.people, rules.without, rules.retired, rules.placing
    when = {(round_, day(date))}
    for coding in codings:
        anchor, code = coding.anchor, coding.code
        start, end = anchor.start, anchor.end
        if end > length or anchor.version != version:
            found.orphans += 1
            continue
        begins, following, who, turn = turns[bisect_right(ends, start)]
        speech = "participant"
        if not (begins < end <= following and who):
            who, turn, speech = across(start, end)
        if who in without:
            continue
        used.add(code)
        if not counts(coding.coder_kind, said.get(coding.id, "") if said else ""):
            aside[_ASIDE.get(coding.coder_kind, "that fell where coders differed")] += 1
            continue
        found.days = when
        if code in retired:
            aside["with retired codes"] += 1
        elif unasked:
            aside[f"of a {kind}"] += 1
            found.unasked.add((kind, code, who, coding.stance, round_))
        elif who not in people:
            continue
        elif code in placing or speech == "interviewer":
            _place(coding, (who, round_, kind), speech, placing.get(code), found, spans)
        else:
            rows[code].append((who, coding.stance, start, end, coding.id, coding.coder, turn, coding.valence))
    return rows


def _place(coding: Coding, heard: Heard, speech: str, stage: str | None, found: Part, spans: Spans) -> None:
    """Take a stage: on an interviewer's words it was asked about, on others it was spoken of. Of other codes (None) only these."""
    if speech != "interviewer":
        found.coded.add((heard[0], heard[1], coding.coder))
    elif stage is None:
        found.aside["on an interviewer's words"] += 1
    if not stage or coding.stance != "for":
        return
    if speech == "interviewer":
        found.asked.add((stage, heard))
    else:
        found.spoke.add((stage, heard))
        spans.add(coding.anchor.start, coding.anchor.end, stage)


def _passages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Put sorted codings of one code that overlap in the same words, with the same stance, together."""
    cluster: list[Row] = []
    furthest = -1
    for row in rows:
        if cluster and row[2] < furthest and row[:2] == cluster[0][:2]:
            cluster.append(row)
            furthest = max(furthest, row[3])
            continue
        if cluster:
            yield cluster
        cluster, furthest = [row], row[3]
    if cluster:
        yield cluster


def _maker(text: Text, ground: Ground, spans: Spans) -> Callable[[str, list[Row], tuple[str, ...], float | None], Mention]:
    """Return what makes the mentions of one text: what is the same for all of them is looked up once."""
    (source, item), (words, _, round_, kind, date, *_), stages_at = text, ground, spans.stages
    when = day(date)

    def mention(code: str, cluster: list[Row], usual: tuple[str, ...], usual_valence: float | None) -> Mention:
        who, stance, start, end, key, coder, turn, given = cluster[0]
        first, last, valence = start, end, usual_valence if given is None else float(given)
        coders: tuple[str, ...] = (coder,)
        if len(cluster) > 1:  # hardly ever, of a hundred thousand codings
            # Passages that overlap one after the other leave no gap, so the ends of the cluster say where it lies.
            last, coders = max(r[3] for r in cluster), tuple(sorted({r[5] for r in cluster}))
            valences = [r[7] for r in cluster if r[7] is not None]
            valence = sum(valences) / len(valences) if valences else usual_valence
            who, stance, start, end, key, _, turn, _ = max(cluster, key=lambda r: (r[3] - r[2], r[4]))
        quote, stages = words[start:end], stages_at(first, last, usual)
        return made(Mention, (
            key, code, who, stance, source, item, turn, kind, round_, date, when, start, end, quote, valence, stages, coders,
        ))  # fmt: skip

    return mention


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
