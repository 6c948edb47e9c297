"""Who is in the study: everybody whose words it holds, and which of them a persona or a round means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.folder import Folder

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
    """Return every participant with at least one turn or non-empty answer, by pseudonym."""
    known = folder.participants()
    people: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in people:
            record = known.get(name)
            attributes = dict(record.attributes) if record else {}
            people[name] = Person(name, attributes=attributes, consent=record.consent_quote if record else True)
        return people[name]

    for transcript in folder.transcripts():
        for name in {t.participant for t in transcript.turns if t.participant}:
            heard = person(name)
            heard.kinds.add(transcript.kind)
            heard.rounds.add(transcript.round)
    for survey in folder.surveys():
        stages = {q.id: q.stages for q in survey.questions}
        columns = [c for c in survey.answers.columns if c.startswith("attr.")]
        for row in survey.answers.to_dict("records"):
            if not str(row["text"]).strip():
                continue
            heard = person(str(row["participant"]))
            heard.kinds.add(survey.kind)
            heard.rounds.add(survey.round)
            heard.asked |= {(survey.round, s) for s in stages.get(str(row["question"]), ())}
            for column in columns:
                if row[column] is not None and str(row[column]).strip():
                    heard.attributes.setdefault(column.removeprefix("attr."), str(row[column]))
    return dict(sorted(people.items()))


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
