"""Who is in the study: everybody whose words it holds, and which of them a persona or a round means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workbench.study.folder import Folder
    from workbench.study.records import Survey

#: Kinds whose authors chose to write, usually because something broke: their words are read, but they are not counted
#: among the people of the study (nobody asked them, so there is no "of n").
UNASKED = frozenset({"ticket", "review", "social"})

_COMPARISON = re.compile(r"\s*(<=|>=|<|>|!=|=)?\s*(.*?)\s*")


@dataclass
class Person:
    """One participant: where they were heard, and what is known about them."""

    id: str
    kinds: set[str] = field(default_factory=set)
    rounds: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)
    consent: bool = True
    #: stages that a question put to them asked about, by round
    asked: set[tuple[str, str]] = field(default_factory=set)


def everybody(folder: Folder) -> dict[str, Person]:
    """Return every participant with at least one turn or non-empty answer, by pseudonym.

    Authors of tickets, reviews and posts are not participants: see `UNASKED`.
    """
    known = folder.participants()
    people: dict[str, Person] = {}

    def person(name: str, kind: str, round_: str) -> Person:
        if name not in people:
            record = known.get(name)
            attributes = dict(record.attributes) if record else {}
            people[name] = Person(name, attributes=attributes, consent=record.consent_quote if record else True)
        people[name].kinds.add(kind)
        people[name].rounds.add(round_)
        return people[name]

    for transcript in folder.transcripts():
        for name in {t.participant for t in transcript.turns if t.participant}:
            person(name, transcript.kind, transcript.round)
    for survey in folder.surveys():
        if survey.kind not in UNASKED:
            _respondents(survey, person)
    return dict(sorted(people.items()))


def _respondents(survey: Survey, person: Callable[[str, str, str], Person]) -> None:
    stages = {q.id: q.stages for q in survey.questions}
    frame = survey.answers
    answered = frame[frame["text"].str.strip() != ""]
    for name, question in zip(answered["participant"], answered["question"], strict=True):
        heard = person(str(name), survey.kind, survey.round)
        heard.asked |= {(survey.round, stage) for stage in stages.get(str(question), ())}
    for column in (c for c in frame.columns if c.startswith("attr.")):
        for name, value in zip(answered["participant"], answered[column], strict=True):
            if isinstance(value, str) and value.strip():
                person(str(name), survey.kind, survey.round).attributes.setdefault(column.removeprefix("attr."), value)


def chosen(people: Mapping[str, Person], rule: Mapping[str, str]) -> set[str]:
    """Return the people a persona's rule means.

    Parameters
    ----------
    people
        As `everybody` gives them.
    rule
        Attribute to condition: a value (``"owner"``), several (``"owner|manager"``), or a comparison of numbers
        (``"<6"``, ``">= 10"``, ``"!= 3"``). All conditions must hold. Who lacks an attribute is left out.

    Raises
    ------
    UserError
        If nobody has an attribute of that name, with those there are.
    """
    names = sorted({a for p in people.values() for a in p.attributes})
    for attribute in rule:
        if attribute not in names:
            raise UserError(f"nobody has the attribute {attribute!r}; there are: {', '.join(names) or 'none'}")
    return {p.id for p in people.values() if all(_holds(p.attributes.get(a), condition) for a, condition in rule.items())}


def _holds(value: str | None, condition: str) -> bool:
    if value is None:
        return False
    match = _COMPARISON.fullmatch(condition)
    sign, wanted = (match.group(1) or "=", match.group(2)) if match else ("=", condition)
    if sign in {"=", "!="}:
        same = value.strip().casefold() in {w.strip().casefold() for w in wanted.split("|")}
        return same if sign == "=" else not same
    try:
        left, right = float(value), float(wanted)
    except ValueError:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def by_kind(people: Iterable[Person]) -> dict[str, int]:
    """Return how many people were heard in each kind of source; one person can be in several."""
    counts: dict[str, int] = {}
    for person in people:
        for kind in person.kinds:
            counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))
