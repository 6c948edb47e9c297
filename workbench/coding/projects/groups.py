"""What belongs together in a study, as sets of a project: stages, rounds, surveys, themes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.coding.codebook import qdc
from workbench.coding.projects import qde
from workbench.coding.projects.records import Set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workbench.coding.codebook.book import Entry
    from workbench.study.fold import State
    from workbench.study.folder import Folder

    Made = Mapping[str, Sequence[str]]
    Words = Callable[[str], str]


def identity(kind: str, name: str) -> str:
    """Return the identity of a set."""
    return qde.derived("set", kind, name)


def stages(folder: Folder, entries: Sequence[Entry], codes: Mapping[str, str]) -> Iterator[Set]:
    """Yield each stage with the codes that name it, called as in a ``.qdc``."""
    labels = {s.id: s.label for s in folder.settings.stages}
    inside: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.says.get("stage") and entry.id in codes:
            inside[entry.says["stage"]].append(codes[entry.id])
    for stage, members in sorted(inside.items()):
        yield Set(qdc.guid(f"set/{stage}"), qdc.STAGE_SET + labels.get(stage, stage), codes=tuple(members))


def rounds(folder: Folder, made: Made) -> Iterator[Set]:
    """Yield each round with the documents made of its sources, oldest first."""
    inside: dict[str, list[str]] = defaultdict(list)
    for talk in folder.transcripts():
        inside[talk.round] += made.get(talk.id, ())
    for survey in folder.surveys():
        inside[survey.round] += made.get(survey.id, ())
    labels = {r.id: r.label for r in folder.settings.rounds}
    for name in folder.settings.in_order(inside):
        if inside[name]:
            yield Set(identity("round", name), f"Round: {labels.get(name, name)}", sources=tuple(inside[name]))


def surveys(folder: Folder, made: Made, named: Words, state: State) -> Iterator[Set]:
    """Yield each survey with the documents made of it, and the memo about it where they are several."""
    for survey in folder.surveys():
        if inside := made.get(survey.id):
            noted = (qde.derived("memo", "source", survey.id),) if ("source", survey.id) in state.memos and len(inside) > 1 else ()
            name = f"Survey: {named(survey.title or survey.id)}"
            yield Set(identity("survey", survey.id), name, sources=tuple(inside), memos=noted)


def themes(state: State, codes: Mapping[str, str], named: Words, said: Words) -> Iterator[Set]:
    """Yield each theme in use with the codes it stands for."""
    for theme in state.themes.values():
        if not theme.retired:
            stands = tuple(codes[c] for c in theme.codes if c in codes)
            yield Set(identity("theme", theme.id), f"Theme: {named(theme.name)}", said(theme.description), stands)
