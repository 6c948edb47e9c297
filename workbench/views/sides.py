"""From which side topics are looked at: stage, round, persona, kind of source, or what is known about people.

Of each side: its values in order, which of them each segment belongs to, and the people who could have spoken there. These are the
`n` of every share, and they are those of the map: of a stage, who spoke about it or was asked; of a round, who was heard in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.kinds import UNASKED, UNCOUNTED
from workbench.study.names import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.said.people import Person
    from workbench.journey.said.stages import Stages
    from workbench.study.folder import Folder
    from workbench.study.records import Segment


#: Sides every study has; beside them any attribute of people, such as ``role``.
SIDES = ("stage", "round", "month", "persona", "kind")
#: More values of an attribute than this are no groups of people.
_MOST_VALUES = 16


@looking
@dataclass(frozen=True)
class Side:
    """One side.

    Attributes
    ----------
    by
        Its name.
    names
        Value -> what people read, in order.
    of
        Segment id -> its values: none, one, or several (a person can be of two personas).
    people
        Value -> who could have spoken there.
    note
        How segments came to their values.
    """

    by: str
    names: Mapping[str, str]
    of: Mapping[str, tuple[str, ...]]
    people: Mapping[str, frozenset[str]]
    note: str = ""


def side(folder: Folder, segments: Sequence[Segment], by: str) -> Side:
    """Return how segments and people divide by stage, round, persona, kind of source or an attribute.

    Parameters
    ----------
    folder
        The study.
    segments
        All segments of it.
    by
        One of `SIDES`, or the name of an attribute.

    Raises
    ------
    UserError
        If there is no such side; the message lists those there are.
    """
    from workbench.journey.said.people import customers, everybody

    if by == "kind":
        return _kinds(segments)
    people = customers(everybody(folder))
    asked = [s for s in segments if s.kind not in UNCOUNTED and s.participant in people]
    if by == "stage":
        return _stages(folder, asked, people)
    if by == "round":
        return _rounds(folder, asked)
    if by == "month":
        return _months(folder, asked)
    if by == "persona":
        return _personas(folder, asked, people)
    return _attribute(asked, people, by)


def _kinds(segments: Sequence[Segment]) -> Side:
    """Return kinds of source; the only side on which the authors of tickets and the like are counted, apart from all others."""
    from workbench.share.words import kind_name

    found: defaultdict[str, set[str]] = defaultdict(set)
    for s in segments:
        found[s.kind].add(s.participant)
    order = sorted(found, key=lambda kind: (kind in UNASKED, kind))
    unasked = [kind_name(kind) for kind in order if kind in UNASKED]
    note = f"Authors of {' and '.join(unasked)} were not asked: they are counted here only." if unasked else ""
    return Side("kind", {k: kind_name(k) for k in order}, {s.id: (s.kind,) for s in segments}, _fixed(found), note)


def _rounds(folder: Folder, segments: Sequence[Segment]) -> Side:

    found: defaultdict[str, set[str]] = defaultdict(set)
    for s in segments:
        found[s.round].add(s.participant)
    labels = {r.id: r.label or r.id for r in folder.settings.rounds}
    order = folder.settings.in_order(found)
    return Side("round", {r: labels.get(r, r) for r in order}, {s.id: (s.round,) for s in segments}, _fixed(found))


def _months(folder: Folder, segments: Sequence[Segment]) -> Side:
    from workbench.themes.breakdown import values_of

    of = values_of(folder, segments, "month")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for s in segments:
        for month in of.get(s.id, ()):
            found[month].add(s.participant)
    missing = sum(s.id not in of for s in segments)
    note = f"{missing:,} of {len(segments):,} passages have no date." if missing else ""
    return Side("month", {m: m for m in sorted(found)}, of, _fixed(found), note)


def _personas(folder: Folder, segments: Sequence[Segment], people: Mapping[str, Person]) -> Side:
    from workbench.journey.said.people import chosen

    heard = {s.participant for s in segments}
    members = {name: chosen(people, rule) & heard for name, rule in folder.settings.personas.items()}
    if not members:
        raise UserError("study.toml names no personas; add [personas] to look at topics from their side.")
    of = {s.id: tuple(name for name in members if s.participant in members[name]) for s in segments}
    return Side(
        "persona", {name: name for name in members}, of, _fixed(members), "A person can be of several personas, or of none."
    )


def _attribute(segments: Sequence[Segment], people: Mapping[str, Person], by: str) -> Side:
    name = plain(by)
    known = {p.id: p.attributes() for p in people.values()}
    if not any(name in attributes for attributes in known.values()):
        there = sorted({a for attributes in known.values() for a in attributes})
        raise UserError(f"topics cannot be looked at by {by!r}; there are {', '.join((*SIDES, *there))}")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for s in segments:
        if value := known[s.participant].get(name, ""):
            found[value].add(s.participant)
    if len(found) > _MOST_VALUES:
        raise UserError(f"{by!r} has {len(found)} values: too many to compare; name a persona for a range of them in study.toml")
    order = sorted(found, key=lambda value: (-len(found[value]), value))
    of = {s.id: (value,) for s in segments if (value := known[s.participant].get(name, ""))}
    return Side(by, {v: v for v in order}, of, _fixed(found), f"Who gave no {by} is left out.")


def _stages(folder: Folder, segments: Sequence[Segment], people: Mapping[str, Person]) -> Side:
    from workbench.coding.frame import codings_frame
    from workbench.journey.said.material import gather
    from workbench.journey.said.spans import Spans
    from workbench.journey.said.stages import Stages
    from workbench.study.codings import counts

    state, stages = folder.state(), Stages(folder.settings)
    frame = codings_frame(folder)
    material = gather(folder, people)
    spans: defaultdict[tuple[str, str], Spans] = defaultdict(Spans)
    columns = ("source", "item", "start", "end", "code", "coder_kind", "standing", "speech", "stance")
    for source, item, start, end, code, kind, standing, speech, stance in zip(*(frame[c] for c in columns), strict=True):
        stage = stages.of_code(code)
        retired = code in state.codes and state.codes[code].retired
        if stage and not retired and speech != "interviewer" and stance == "for" and counts(kind, standing):
            spans[source, item].add(int(start), int(end), stage)
    placed = {place: found.sorted() for place, found in spans.items()}
    asked = _questions(folder, stages)
    of = {}
    for s in segments:
        found = placed.get((s.anchor.source, s.anchor.item))
        own = found.stages(s.anchor.start, s.anchor.end, ()) if found else ()
        of[s.id] = own or asked.get((s.anchor.source, s.anchor.item), ())
    exposed = {stage: frozenset(material.who_spoke(stage) | material.who_was_asked(stage)) for stage in stages.ids}
    names = {stage.id: stage.label for stage in folder.settings.stages}
    unplaced = sum(not own for own in of.values())
    note = "A passage is at the stage somebody coded on it, else at the one its question asks about."
    left = f" {unplaced:,} of {len(of):,} passages have no stage yet." if unplaced else ""
    return Side("stage", names, of, exposed, note + left)


def _questions(folder: Folder, stages: Stages) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the stages that the question of each answer asks about."""
    about = folder.state().about
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for survey in folder.surveys():
        asks = {
            q.id: tuple(dict.fromkeys(stage for s in about.get((survey.id, q.id), q.stages) if (stage := stages.find(s))))
            for q in survey.questions
        }
        for item, question in zip(survey.answers["answer"], survey.answers["question"], strict=True):
            if on := asks.get(str(question)):
                found[survey.id, str(item)] = on
    return found


def _fixed(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {value: frozenset(people) for value, people in found.items()}
