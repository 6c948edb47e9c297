"""Who is in the study: everybody whose words it holds, and which of them a persona or a round means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.journey.said.stages import Stages
from workbench.study.errors import UserError
from workbench.study.kinds import STAFF, TOGETHER, UNASKED
from workbench.study.names import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Participant, Survey

#: Attributes that say who acts, and what they say of somebody who works for the company.
_ACTOR = ("actor", "actor-type")
_EMPLOYEE = "employee"
_COMPARISON = re.compile(r"\s*(<=|>=|<|>|!=|=)?\s*(.*?)\s*", re.DOTALL)


@dataclass
class Person:
    """One participant: where they were heard, and what is known about them.

    Attributes
    ----------
    heard
        (round, kind of source) in which they spoke or wrote.
    known
        Attributes of ``participants.csv``: the researchers' own table.
    said
        Attributes as a survey of each round had them, oldest round first: people change.
    consent
        Whether their words may be shown to others: both to be quoted and to be shared.
    until
        ISO date from which on they may not any more; empty if never. The map says it and knows no clock.
    asked
        (round, kind, stage) of the questions put to them.
    openly
        (round, kind) in which an open question about no stage was put to them: whatever it was, they could have said it.
    together
        Focus groups they spoke in: (``source``, id) of a transcript, (``group``, name) of ``participants.csv``.
    """

    id: str
    heard: set[tuple[str, str]] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    consent: bool = True
    until: str = ""
    asked: set[tuple[str, str, str]] = field(default_factory=set)
    openly: set[tuple[str, str]] = field(default_factory=set)
    together: set[tuple[str, str]] = field(default_factory=set)

    @property
    def rounds(self) -> set[str]:
        """Rounds in which they were heard."""
        return {round_ for round_, _ in self.heard}

    @property
    def staff(self) -> bool:
        """Whether they work for the company: their attribute ``actor`` says ``employee``, or they were talked to as staff.

        Staff are no customers: they stand backstage, and are never counted among the people of the study.
        """
        known = self.attributes()
        actor = next((known[a] for a in _ACTOR if a in known), "")
        return actor.strip().casefold() == _EMPLOYEE or any(kind == STAFF for _, kind in self.heard)

    def kinds(self, round_: str | None = None) -> set[str]:
        """Return the kinds of source in which they were heard, in one round or in any."""
        return {kind for r, kind in self.heard if round_ is None or r == round_}

    def attributes(self, round_: str | None = None) -> dict[str, str]:
        """Return what is known: the researchers' table first, then what they said in `round_`, then their newest answer."""
        found: dict[str, str] = {}
        for answers in (*self.said.values(), self.said.get(round_ or "", {}), self.known):
            found |= answers
        return found


def everybody(folder: Folder) -> dict[str, Person]:
    """Return every participant with at least one turn or non-empty answer, by pseudonym.

    Authors of tickets, reviews and posts are not participants: see `UNASKED`.
    """
    records = folder.participants()
    people: dict[str, Person] = {}

    def person(name: str, kind: str, round_: str) -> Person:
        if name not in people:
            record = records.get(name)
            people[name] = Person(name, known=of_record(record))
            if record:
                people[name].consent = record.consent_quote and record.consent_share
                people[name].until = record.consent_until
                people[name].together |= {("group", record.group)} if record.group else set()
        people[name].heard.add((round_, kind))
        return people[name]

    for transcript in folder.transcripts():
        for name in {t.participant for t in transcript.turns if t.participant}:
            spoke = person(name, transcript.kind, transcript.round)
            spoke.together |= {("source", transcript.id)} if transcript.kind == TOGETHER else set()
    surveys = [s for s in folder.surveys() if s.kind not in UNASKED]
    order = folder.settings.in_order(s.round for s in surveys)
    stages, about = Stages(folder.settings), folder.state().about
    for survey in sorted(surveys, key=lambda s: (order.index(s.round), s.id)):
        _respondents(survey, person, stages, about)
    return dict(sorted(people.items()))


def asked_about(folder: Folder) -> dict[tuple[str, str], str]:
    """Return the stage of each answer whose question asks about one stage and no other, by survey and id of the answer.

    Who answers what was asked about paying speaks about paying. Of a question about several stages nobody knows which is meant.
    """
    stages, about = Stages(folder.settings), folder.state().about
    found: dict[tuple[str, str], str] = {}
    for survey in folder.surveys():
        asks = {q.id: {stages.find(s) for s in about.get((survey.id, q.id), q.stages)} - {""} for q in survey.questions}
        one = {question: next(iter(on)) for question, on in asks.items() if len(on) == 1}
        if one and survey.kind not in UNASKED:
            rows = zip(survey.answers["answer"].tolist(), survey.answers["question"].tolist(), strict=True)
            found |= {(survey.id, str(answer)): one[question] for answer, question in rows if question in one}
    return found


def customers(people: Mapping[str, Person]) -> dict[str, Person]:
    """Return who is counted among the people of the study: everybody but staff."""
    return {name: person for name, person in people.items() if not person.staff}


def staff(people: Mapping[str, Person]) -> dict[str, Person]:
    """Return who works for the company."""
    return {name: person for name, person in people.items() if person.staff}


def _respondents(
    survey: Survey, person: Callable[[str, str, str], Person], stages: Stages, said: Mapping[tuple[str, str], tuple[str, ...]]
) -> None:
    """Take the respondents of a survey; what a person said a question asks about (`said`) goes before what its record says."""
    asks = {
        q.id: {(survey.round, survey.kind, found) for s in said.get((survey.id, q.id), q.stages) if (found := stages.find(s))}
        for q in survey.questions
    }
    about_all = {q.id for q in survey.questions if not said.get((survey.id, q.id), q.stages)}
    frame = survey.answers
    answered = frame[frame["text"].str.strip() != ""]
    names = [str(n) for n in answered["participant"].tolist()]
    here = {name: person(name, survey.kind, survey.round) for name in dict.fromkeys(names) if name}
    # A row without words says that the question was put and left blank; without a row the file does not say so, since
    # whoever was led past a question, broke off, or skipped it leaves the same empty cell.
    for name, question in zip(frame["participant"].astype("str").tolist(), frame["question"].tolist(), strict=True):
        if name not in here:
            continue
        if about := asks.get(str(question)):
            here[name].asked |= about
        elif str(question) in about_all:
            here[name].openly.add((survey.round, survey.kind))
    told(answered, names, survey.round, here)


def of_record(record: Participant | None) -> dict[str, str]:
    """Return the attributes that the researchers' own table has of somebody."""
    return {plain(a): v for a, v in record.attributes.items() if v.strip()} if record else {}


def told(rows: pd.DataFrame, names: Sequence[str], round_: str, people: Mapping[str, Person]) -> None:
    """Give people the attributes that rows of a survey tell of them; the first row that tells one counts.

    Parameters
    ----------
    rows, names
        Rows, and the person of each; rows of others are passed over.
    round_
        The round of the survey.
    people
        By pseudonym.
    """
    for column in sorted(c for c in rows.columns if c.startswith("attr.")):
        attribute = plain(column.removeprefix("attr."))
        for name, value in zip(names, rows[column].tolist(), strict=True):
            if name in people and isinstance(value, str) and value.strip():
                people[name].said.setdefault(round_, {}).setdefault(attribute, value)


def chosen(
    people: Mapping[str, Person], rule: Mapping[str, str], *, round_: str | None = None, asked: bool = False
) -> set[str]:  # fmt: skip
    """Return the people a persona's rule means.

    Parameters
    ----------
    people
        As `everybody` gives them.
    rule
        Attribute to condition: a value (``"owner"``), several (``"owner|manager"``), or a comparison of numbers
        (``"<6"``, ``">= 10"``, ``"!= 3"``). All conditions must hold. Who lacks an attribute is left out.
    round_
        Whose answers about themselves count: those of this round; None for the newest.
    asked
        Somebody asked for just this persona, so an attribute that nobody has is an error. Else it is a persona of nobody yet: a
        template brings personas before anybody was heard, and they stop no map.

    Raises
    ------
    UserError
        If nobody has an attribute of that name, with those there are, and it was `asked` for.
    """
    conditions = {plain(a): c for a, c in rule.items()}
    held = {p.id: p.attributes(round_) for p in people.values()} if conditions else {}
    names = sorted({a for attributes in held.values() for a in attributes})
    for attribute in conditions:
        if asked and people and attribute not in names:
            raise UserError(f"nobody has the attribute {attribute!r}; there are: {', '.join(names) or 'none'}")
    if not conditions:
        return set(people)
    return {p for p in people if all(_holds(held[p].get(a), condition) for a, condition in conditions.items())}


def _holds(value: str | None, condition: str) -> bool:
    match = _COMPARISON.fullmatch(condition)
    if value is None or match is None:
        return False
    sign, wanted = match.group(1) or "=", match.group(2)
    if sign in {"=", "!="}:
        same = any(_same(value, w) for w in wanted.split("|"))
        return same if sign == "=" else not same
    try:
        left, right = float(value), float(wanted)
    except ValueError:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def _same(value: str, wanted: str) -> bool:
    """Compare two values as numbers if both are (a spreadsheet may say 3.0 for 3), as words in any case otherwise."""
    try:
        return float(value) == float(wanted)
    except ValueError:
        return value.strip().casefold() == wanted.strip().casefold()


def by_kind(people: Iterable[Person], round_: str | None = None) -> dict[str, int]:
    """Return how many people were heard in each kind of source; one person can be in several."""
    counts: dict[str, int] = {}
    for person in people:
        for kind in person.kinds(round_):
            counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))
