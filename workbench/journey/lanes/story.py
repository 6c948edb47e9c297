"""One person's story: their path with what they said first, and beside each stop what the group says there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.lanes.paths import paths, stretches
from workbench.journey.said.people import chosen
from workbench.study.errors import UserError
from workbench.study.names import plain
from workbench.study.near import instead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

#: What they said at each stop; the strongest, in the order they said it.
_QUOTES = 3
#: What tells most, first.
_TELLING = ("emotion", "pain", "delight", "need", "thought", "action", "goal")
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stop of a story.

    Attributes
    ----------
    stage
        Where they are.
    again
        Whether they were there before.
    valence
        How they felt there; None if they showed nothing.
    said
        What they said there, the strongest passages in the order of telling.
    source, round
        Where they said it.
    written
        Whether they wrote it: then the order is the questionnaire's.
    """

    stage: str
    again: bool
    valence: float | None
    said: tuple[Mention, ...]
    source: str
    round: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """One person's story.

    Attributes
    ----------
    participant, personas
        Who, and which personas mean them.
    alike
        Persona to how many people it means in all: where they are few, to name it would tell who somebody is.
    chapters
        The stops, in the order of telling.
    group
        Stage to what everybody says there: ``spoke`` of ``N`` people, ``felt`` (the curve's mean with its interval) and
        ``claims`` (those most people make: label, family, k, n).
    """

    participant: str
    personas: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    group: dict[str, dict[str, Any]]
    alike: dict[str, int]


def story(told: Told, participant: str) -> Story:
    """Return the story of one person.

    Raises
    ------
    UserError
        If there is no such person in the look.
    """
    people = told.material.people
    if participant not in people:
        raise UserError(f"nobody here is called {participant!r}; {instead(participant, people)}")
    own = {m.id: m for ms in told.material.mentions.values() for m in ms if m.participant == participant}
    chapters: list[Chapter] = []
    for path in paths(told, participant):
        seen: set[str] = set()
        for stop in path.stops:
            here = [own[i] for i in stop.mentions if i in own]
            chapters.append(Chapter(stop.stage, stop.stage in seen, stop.valence, _strongest(told, here), path.source, path.round))
            seen.add(stop.stage)
    chapters += _written(told, participant, own.values())
    stages = {c.stage for c in chapters}
    alike = _personas(told, participant)
    group = {s: _group(told, s) for s in told.stages.ids if s in stages}
    return Story(participant, tuple(alike), tuple(chapters), group, alike)


def _written(told: Told, participant: str, own: Iterable[Mention]) -> list[Chapter]:
    """Return what they wrote in answers, by round and stage."""
    found: dict[tuple[str, str, str], list[Mention]] = {}
    mine = [m for m in own if m.item]
    for s in stretches(told):
        if s.item and s.participant == participant:
            here = [m for m in mine if (m.source, m.item) == (s.source, s.item) and s.start <= m.start < s.end]
            found.setdefault((s.round, s.source, s.stage), []).extend(here)
    order = {round_: n for n, round_ in enumerate(told.look.rounds)}
    ranked = sorted(found.items(), key=lambda kv: (order.get(kv[0][0], len(order)), kv[0][1], told.order[kv[0][2]]))
    return [
        Chapter(stage, False, _felt(told, here), _strongest(told, here), source, round_, written=True)  # noqa: FBT003 (they were not there before)
        for (round_, source, stage), here in ranked
    ]


def _felt(told: Told, mentions: Iterable[Mention]) -> float | None:
    return curve.person_mean([m for m in mentions if told.look.family(m.code) == "emotion" and m.stance == "for"])


def _strongest(told: Told, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the strongest passages, no two on the same words, in the order of telling."""
    rank = {family: n for n, family in enumerate(_TELLING)}
    shown = [m for m in mentions if told.look.family(m.code) in rank]
    chosen_: list[Mention] = []
    for m in sorted(shown, key=lambda m: (-abs(m.valence or 0.0), rank[told.look.family(m.code)], m.start, m.id)):
        if len(chosen_) < _QUOTES and not any(
            (m.source, m.item) == (c.source, c.item) and m.start < c.end and c.start < m.end for c in chosen_
        ):
            chosen_.append(m)
    return tuple(sorted(chosen_, key=lambda m: (m.source, m.item, m.start, m.id)))


def _personas(told: Told, participant: str) -> dict[str, int]:
    """Return the personas that mean somebody, and how many of the people heard each means."""
    look = told.look
    person = {participant: look.everyone[participant]}
    held = person[participant].attributes(look.round)
    known = {name: rule for name, rule in look.settings.personas.items() if rule and all(plain(a) in held for a in rule)}
    heard = {who: one for who, one in look.everyone.items() if who in told.material.people}
    mine = {name: rule for name, rule in known.items() if participant in chosen(person, rule, round_=look.round)}
    return {name: len(chosen(heard, rule, round_=look.round)) for name, rule in mine.items()}


def _group(told: Told, stage: str) -> dict[str, Any]:
    look, material = told.look, told.material
    felt: dict[str, list[Mention]] = {}
    for mentions in told.said("emotion").values():
        for m in mentions:
            if stage in m.stages and m.valence is not None:
                felt.setdefault(m.participant, []).append(m)
    here = sorted((e for e in look.evidence if e.stage == stage and e.k), key=lambda e: (-(e.share.lo if e.share else 0.0), e.code))
    return {
        "spoke": len(material.who_spoke(stage)),
        "N": len(material.people),
        "felt": told.mean(curve.person_means(dict(sorted(felt.items())))),
        "claims": [
            {"code": e.code, "label": told.label(e.code), "family": look.family(e.code), "k": e.k, "n": e.n} for e in here[:_NAMED]
        ],
    }
