"""The codes of a project as codes of a study: which is which, and what is new. Nothing of the study is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book, plan, qdc_read
from workbench.coding.codebook.book import Book, Entry, Ids
from workbench.coding.codebook.codes import codebook
from workbench.coding.codebook.qdc import STAGE_SET

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from workbench.coding.codebook.plan import Plan
    from workbench.coding.projects.records import Project
    from workbench.study.folder import Folder

#: What a passage is coded with that has a memo and no code.
NOTED = "free:noted"


@dataclass(frozen=True, slots=True)
class Codes:
    """What becomes of the codes of a project.

    Attributes
    ----------
    ids
        By identity in the project: the id in the study.
    planned
        What taking the codebook over does.
    notes
        What was decided.
    sets
        Sets that are stages: the others are not taken.
    """

    ids: dict[str, str]
    planned: Plan
    notes: tuple[str, ...]
    sets: frozenset[str]


def codes(folder: Folder, project: Project) -> Codes:
    """Return what becomes of the codes of a project; nothing is changed.

    Parameters
    ----------
    folder
        The study.
    project
        As read.
    """
    stages = {
        s.id: (STAGE_SET + s.name.removeprefix(STAGE_SET), s.codes) for s in project.sets if s.codes and _stage(folder, s.name)
    }
    made = qdc_read.book_of(project.codes, stages.values())
    used = {c.code for c in project.codings}
    entries, notes = _homeless(folder, [*made.entries, *_folders(made, project, used)])
    planned = plan.plan(folder, replace(made, entries=tuple(entries), notes=()))
    ids = {e.guid: row.code for e, row in zip(entries, planned.rows, strict=True)}
    kept = [row for row in planned.rows if row.verdict == "conflicting" and not row.why]
    if kept:
        notes.append(f"{len(kept)} codes say something else in the study, whose word stays: {_some([r.label for r in kept])}")
    notes += [f"{row.code}: {row.why}" for row in planned.rows if row.why]
    return Codes(ids, planned, (*made.notes, *notes, *planned.notes), frozenset(stages))


def _stage(folder: Folder, name: str) -> bool:
    try:
        return bool(folder.settings.stage(name.removeprefix(STAGE_SET)))
    except KeyError:
        return name.startswith(STAGE_SET)


def _folders(made: Book, project: Project, used: Collection[str]) -> Iterator[Entry]:
    """Yield codes for folders that are called like a family and were coded with all the same."""
    there, ids = {e.guid for e in made.entries}, Ids(e.id for e in made.entries)
    for code in project.codes:
        if code.id not in there and code.id in used:
            label = code.name or "unnamed"
            yield Entry(ids.new(book.family_called(label) or "free", label), label, known=False, guid=code.id)


def _homeless(folder: Folder, entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """Make stages that the study does not have free codes: their codings stay, and can be merged into a stage later."""
    known = {c.id for c in codebook(folder.settings, folder.state())}
    ids = Ids({e.id for e in entries} | known)
    away: dict[str, str] = {}
    for entry in entries:
        if entry.family == "stage" and entry.id not in known and not _settled(folder, entry.label):
            away[entry.id] = ids.new("free", entry.label)
    if not away:
        return list(entries), []
    out = []
    for entry in entries:
        says: dict[str, Any] = dict(entry.says)
        if says.get("parent") in away:
            says["parent"] = away[says["parent"]]
        if book.family_of(str(says.get("parent", ""))) != book.family_of(away.get(entry.id, entry.id)):
            says.pop("parent", None)
        out.append(replace(entry, id=away.get(entry.id, entry.id), says=says, known=entry.known and entry.id not in away))
    labels = [e.label for e in entries if e.id in away]
    return out, [f"{len(labels)} stages are not in study.toml and are free codes here: {_some(labels)}"]


def _settled(folder: Folder, label: str) -> bool:
    try:
        return bool(folder.settings.stage(label))
    except KeyError:
        return False


def _some(labels: Sequence[str]) -> str:
    shown = ", ".join(label[:60] for label in labels[:5])
    return f"{shown} and {len(labels) - 5} more" if len(labels) > 5 else shown  # noqa: PLR2004 (enough to know)
