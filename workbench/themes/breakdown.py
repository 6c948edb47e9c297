"""Who raises a topic where: people of each round, month, stage, kind of source or attribute, with intervals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.errors import UserError
from workbench.study.shares import wilson
from workbench.themes.heard import heard

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

    #: Segment id -> the values it has; more than one where a passage is of two stages.
    Values = Mapping[str, Collection[str]]

#: What every study has; anything else is an attribute of participants, such as "persona".
OWN = ("round", "month", "stage", "kind")
_STAGE = "stage:"
_MONTH = len("2026-11")


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic among the people of one value.

    Attributes
    ----------
    value
        Such as a round or a stage.
    topic, label
        The topic.
    people, n
        Participants who raise it there, and participants heard there at all.
    share, lo, hi
        people / n with its Wilson interval, 95 %; None where nobody was asked.
    segments
        Ids of the segments behind it.
    unasked
        Authors of tickets, reviews and posts who raise it there: they are in no share.
    """

    value: str
    topic: str
    label: str
    people: int
    n: int
    share: float | None
    lo: float | None
    hi: float | None
    segments: tuple[str, ...]
    unasked: int


def breakdown(topics: Topics, segments: Sequence[Segment], values: Values) -> tuple[Cell, ...]:
    """Return a cell for each value and topic, values in order, topics as in the fit; also where nobody raises it.

    Parameters
    ----------
    topics
        A fit.
    segments
        Those that were fitted.
    values
        What each segment is to be counted under; see `values_of`. Segments without a value are left out.
    """
    heard_at: defaultdict[str, list[Segment]] = defaultdict(list)
    inside: defaultdict[tuple[str, str], list[Segment]] = defaultdict(list)
    for segment in sorted(segments, key=lambda s: s.id):
        for value in sorted(set(values.get(segment.id, ()))):
            heard_at[value].append(segment)
            inside[value, topics.assignment.get(segment.id, "")].append(segment)
    base = {value: len(heard(there)[0]) for value, there in heard_at.items()}
    return tuple(
        _cell(value, topic.id, topic.label, inside[value, topic.id], base[value])
        for value in sorted(heard_at)
        for topic in topics.topics
    )


def _cell(value: str, topic: str, label: str, there: Sequence[Segment], n: int) -> Cell:
    asked, unasked = heard(there)
    share = wilson(len(asked), n) if n else None
    value_, lo, hi = (share.value, share.lo, share.hi) if share else (None, None, None)
    return Cell(value, topic, label, len(asked), n, value_, lo, hi, tuple(s.id for s in there), len(unasked))


def values_of(folder: Folder, segments: Sequence[Segment], by: str) -> dict[str, tuple[str, ...]]:
    """Return what each segment is counted under.

    Parameters
    ----------
    folder
        The study.
    segments
        Of the study.
    by
        ``round``, ``month`` (of the conversation or answer), ``stage`` (of codings on it by people, and of the question it
        answers), ``kind`` of source, or an attribute of participants.

    Returns
    -------
    dict
        Segment id -> values; a segment without one is left out.

    Raises
    ------
    UserError
        If no participant has such an attribute.
    """
    found: dict[str, tuple[str, ...]]
    if by == "round":
        found = {s.id: (s.round,) for s in segments}
    elif by == "kind":
        found = {s.id: (s.kind,) for s in segments}
    elif by == "month":
        dates = _dates(folder)
        found = {s.id: (dates.get((s.anchor.source, s.anchor.item), "")[:_MONTH],) for s in segments}
    elif by == "stage":
        found = _stages(folder, segments)
    else:
        people = folder.participants()
        if not any(by in person.attributes for person in people.values()):
            known = sorted({name for person in people.values() for name in person.attributes})
            raise UserError(f"no participant has {by!r}; topics can be broken down by {', '.join([*OWN, *known])}")
        found = {s.id: (people[s.participant].attributes.get(by, ""),) for s in segments if s.participant in people}
    return {name: kept for name, values in found.items() if (kept := tuple(v for v in values if v))}


def _dates(folder: Folder) -> dict[tuple[str, str], str]:
    """Return (source, item) -> ISO date."""
    found = {(t.id, ""): t.date or "" for t in folder.transcripts()}
    for survey in folder.surveys():
        answers = survey.answers
        if "date" in answers:
            rows = zip(answers["answer"].tolist(), answers["date"].tolist(), strict=True)
            found |= {(survey.id, str(answer)): date for answer, date in rows if isinstance(date, str)}
    return found


def _stages(folder: Folder, segments: Sequence[Segment]) -> dict[str, tuple[str, ...]]:
    """Return segment id -> stages of the codings that lie on it, and of the question it answers."""
    spans: defaultdict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    state = folder.state()
    for coding in state.codings.values():
        if coding.code.startswith(_STAGE) and coding.stance == "for" and state.counts(coding):
            anchor = coding.anchor
            spans[anchor.source, anchor.item].append((anchor.start, anchor.end, coding.code.removeprefix(_STAGE)))
    asked: dict[tuple[str, str], tuple[str, ...]] = {}
    for survey in folder.surveys():
        of = {q.id: tuple(q.stages) for q in survey.questions if q.stages}
        rows = zip(survey.answers["answer"].tolist(), survey.answers["question"].tolist(), strict=True) if of else ()
        asked |= {(survey.id, str(answer)): of[question] for answer, question in rows if question in of}
    found = {}
    for segment in segments:
        place = segment.anchor.source, segment.anchor.item
        on = {stage for start, end, stage in spans[place] if start < segment.anchor.end and segment.anchor.start < end}
        found[segment.id] = tuple(sorted(on | set(asked.get(place, ()))))
    return found
