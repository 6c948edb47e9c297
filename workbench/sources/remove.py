"""A source that was imported by mistake goes again: the wrong file, the wrong round, the same interview under another name.

Who withdraws goes by `workbench.sources.people.withdraw`; here a file goes, and nobody is forgotten. What was coded on it
stays in the log and is listed as orphaned, so importing the same file again brings every coding back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.sources import store as files
from workbench.sources.people.theirs import base_of
from workbench.sources.people.withdraw import clear_cache, remove_source
from workbench.study.canon import sync_folder
from workbench.study.errors import UserError
from workbench.study.near import instead
from workbench.study.records import Survey, Transcript
from workbench.study.store import OLD, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.study.folder import Folder

_Source = TypeVar("_Source", Transcript, Survey, Transcript | Survey)


@dataclass(frozen=True, slots=True)
class Removal:
    """What went, or would go.

    Attributes
    ----------
    source, file, round
        Its id, the file it was made from, and the round it was in.
    rows
        Turns, or answers.
    codings
        How many codings are on it. They stay in the log, count for nothing, and are listed by `orphans`.
    people
        Who speaks in no other source.
    files
        What is removed, relative to the study.
    """

    source: str
    file: str
    round: str
    rows: int
    codings: int
    people: tuple[str, ...]
    files: tuple[str, ...]


def what_goes(folder: Folder, source: str) -> Removal:
    """Return what `remove` would do; nothing is changed. Raises as it does."""
    return _planned(folder, source)[2]


def _planned(folder: Folder, source: str) -> tuple[Transcript | Survey, list[Path], Removal]:
    """Return a source, the originals that go with it, and what its removal would do."""
    here: list[Transcript | Survey] = [*folder.transcripts(), *folder.surveys()]
    found = the_source(here, source)
    others = [s for s in here if s.id != found.id]
    elsewhere = {who for other in others for who in _people(other)}
    originals = _originals(folder, found, others)
    named = tuple(sorted(path.relative_to(folder.root).as_posix() for path in (*_written(folder, found), *originals)))
    codings = sum(coding.anchor.source == found.id for coding in folder.state().codings.values())
    rows = len(found.turns) if isinstance(found, Transcript) else len(found.answers)
    alone = tuple(sorted(_people(found) - elsewhere))
    return found, originals, Removal(found.id, str(found.origin.get("file", "")), found.round, rows, codings, alone, named)


def remove(folder: Folder, source: str) -> Removal:
    """Remove a source: its text, its earlier versions, and the original, unless another source was made from it as well.

    Parameters
    ----------
    folder
        The study.
    source
        Its id, as `Study.sources` lists it.

    Returns
    -------
    Removal
        What went. Whoever spoke in it keeps their pseudonym and their line in the key file.

    Raises
    ------
    UserError
        If no source has that id.
    """
    with files.locked(folder):
        found, originals, plan = _planned(folder, source)
        with files.all_or_nothing(*originals, bases=[base_of(folder, found)], folder=folder):
            for path in originals:
                path.unlink(missing_ok=True)
                sync_folder(path.parent)
            remove_source(folder, found)
        clear_cache(folder)
    return plan


def the_source(sources: Sequence[_Source], name: str) -> _Source:
    """Return the source of that id.

    Raises
    ------
    UserError
        If there is none; it names those that are spelled like it.
    """
    by_id = {s.id: s for s in sources}
    if name in by_id:
        return by_id[name]
    raise UserError(f"no source is called {name!r}; {instead(name, by_id)}")


def _people(source: Transcript | Survey) -> set[str]:
    if isinstance(source, Survey):
        return set(source.answers["participant"].unique().tolist())
    return {turn.participant for turn in source.turns if turn.participant}


def _written(folder: Folder, source: Transcript | Survey) -> list[Path]:
    base = base_of(folder, source)
    return [p for p in (*base.parent.glob(f"{base.name}.*"), *(base.parent / OLD).glob(f"{base.name}.*")) if p.is_file()]


def _originals(folder: Folder, source: Transcript | Survey, others: list[Transcript | Survey]) -> list[Path]:
    """Return the bytes the versions of a source were made from, as far as no other source was."""
    kept = {path for other in others for path in _raw(folder, other)}
    return sorted(path for path in _raw(folder, source) - kept if path.is_file())


def _raw(folder: Folder, source: Transcript | Survey) -> set[Path]:
    base = base_of(folder, source)
    origins: list[dict[str, Any]] = [source.origin]
    origins += [read_json(p).get("origin", {}) for p in (base.parent / OLD).glob(f"{base.name}.*.json")]
    return {files.raw_path(folder, str(o["sha256"]), str(o.get("format", ""))) for o in origins if o.get("sha256")}
