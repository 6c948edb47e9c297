"""What a project knows of people: its cases and the variables of its sources, joined to participants where they are one person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.coding.projects.texts import DATE, KIND, ROUND
from workbench.sources.people.attributes import learned
from workbench.study.records import Participant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.coding.projects.records import Project, Value
    from workbench.coding.projects.texts import Text
    from workbench.study.folder import Folder

#: What programs write where nobody said anything.
_SILENT = frozenset({"", "unassigned", "not applicable", "not assigned", "n/a"})
_OF_SOURCES = frozenset({*ROUND, *KIND, *DATE})


def known(
    folder: Folder, project: Project, texts: Sequence[Text], file: str,
) -> tuple[list[Participant], dict[str, str], Counter[tuple[str, str]], list[str]]:  # fmt: skip
    """Return what is known of people; nothing is written.

    Parameters
    ----------
    folder
        The study: what it says of somebody stays unless the project says something else.
    project, texts
        As read, and what becomes of its texts.
    file
        What it is called.

    Returns
    -------
    tuple
        Participants that change, the participant of each case that is one, what has no place, and notes.
    """
    speak = {t.source.id: t.people for t in texts}
    own = {t.source.id for t in texts if t.own is not None}
    everybody = folder.participants()
    names = {v.id: v.name.strip() for v in project.variables}
    persons: dict[str, str] = {}
    said: dict[str, dict[str, str]] = {}
    lost: Counter[tuple[str, str]] = Counter()
    for case in project.cases:
        if case.sources and own.issuperset(case.sources):  # what is known of them came from here
            some = {p for source in case.sources for p in speak[source]}
            persons |= {case.id: next(iter(some))} if len(some) == 1 else {}
            continue
        who = {p for source in case.sources for p in speak.get(source, ())}
        values = _values(case.values, names)
        if len(who) == 1:
            persons[case.id] = next(iter(who))
            said.setdefault(persons[case.id], {}).update(values)
        else:
            lost["cases", "they are no one participant" if case.sources else "no whole source is theirs"] += 1
            lost["values of variables", "their case is no one participant"] += len(values)
        lost["passages of cases", "who speaks is known from the text"] += len(case.passages)
        lost["codes of cases", "codes are given to passages here"] += len(case.codes)
    for source in project.sources:
        if source.id in own:
            continue
        values = {k: v for k, v in _values(source.values, names).items() if k.casefold() not in _OF_SOURCES}
        who = set(speak.get(source.id, ()))
        if len(who) == 1:
            told = said.setdefault(next(iter(who)), {})
            told.update({k: v for k, v in values.items() if k not in told})
        else:
            lost["values of variables", "their source is no one participant's"] += len(values)
    people: list[Participant] = []
    notes: list[str] = []
    for pseudonym, values in sorted(said.items()):
        old = everybody.get(pseudonym, Participant(pseudonym))
        person, more = learned(old, values, file)
        notes += more
        if person != old:
            people.append(person)
    return people, persons, lost, list(dict.fromkeys(notes))


def _values(values: Sequence[Value], names: dict[str, str]) -> dict[str, str]:
    """Return what variables say, by name; silence is left out."""
    found = {names.get(v.variable, ""): v.text.strip() for v in values}
    return {name: text for name, text in found.items() if name and text.casefold() not in _SILENT}
