"""Reading the originals again, to see that what the study keeps still follows from the files it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from workbench.sources import store
from workbench.sources.people.key import KeyFile
from workbench.sources.tables import answers, asked
from workbench.sources.tables import read as tables
from workbench.sources.tables.survey import headed
from workbench.sources.transcripts import cast, placed
from workbench.sources.transcripts import read as transcripts
from workbench.study.canon import sha256_text
from workbench.study.errors import WorkbenchError
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workbench.study.folder import Folder
    from workbench.study.records import Survey

_LARGEST = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Reread:
    """One source against its original.

    Attributes
    ----------
    source
        Its id.
    status
        ``identical`` (to what was imported: corrections made since are not the file's), ``differs``, or ``original not here``.
    where
        The original, relative to the study or to the folder around it; empty if it is not here.
    """

    source: str
    status: Literal["identical", "differs", "original not here"]
    where: str = ""


def read_again(folder: Folder, progress: Callable[[int, int], None] | None = None) -> list[Reread]:
    """Read the original of each source again, with the options it was imported with, and compare.

    Parameters
    ----------
    folder
        The study; nothing in it is changed.
    progress
        Called with the number of sources done and the number in all.

    Returns
    -------
    list of Reread
        By id of the source.
    """
    sources: list[Transcript | Survey] = [*folder.transcripts(), *folder.surveys()]
    held = KeyFile.of(folder)
    by_hash = _beside(folder, {str(s.origin.get("sha256", "")) for s in sources})
    out = []
    for number, source in enumerate(sorted(sources, key=lambda s: s.id)):
        if progress is not None:
            progress(number, len(sources))
        out.append(_reread(folder, source, held, by_hash))
    if progress is not None:
        progress(len(sources), len(sources))
    return out


def _beside(folder: Folder, wanted: set[str]) -> dict[str, Path]:
    """Return the files in ``raw/`` beside the study by hash: a file named after a participant has no path in the study."""
    files = sorted(p for p in (folder.root.resolve().parent / "raw").glob("*") if p.is_file() and p.stat().st_size <= _LARGEST)
    hashes = ((store.sha256(p.read_bytes()), p) for p in files)
    return {digest: path for digest, path in hashes if digest in wanted}


def _reread(folder: Folder, source: Transcript | Survey, held: KeyFile, by_hash: dict[str, Path]) -> Reread:
    found = _original(folder, source.origin, by_hash)
    if found is None:
        return Reread(source.id, "original not here")
    path, where = found
    raw = path.read_bytes()
    if store.sha256(raw) != source.origin.get("sha256"):
        return Reread(source.id, "differs", where)
    try:
        same = _same_transcript(folder, source, raw) if isinstance(source, Transcript) else _same_survey(source, raw, held)
    except (WorkbenchError, KeyError, ValueError):
        same = False
    return Reread(source.id, "identical" if same else "differs", where)


def _original(folder: Folder, origin: dict[str, Any], by_hash: dict[str, Path]) -> tuple[Path, str] | None:
    kept = store.raw_path(folder, str(origin.get("sha256", "")), str(origin.get("format", "")))
    if kept.is_file():
        return kept, f"raw/{kept.name}"
    home = folder.root.resolve().parent
    if origin.get("path"):
        beside = (home / str(origin["path"])).resolve()
        if beside.is_relative_to(home) and beside.is_file():  # a study from somebody else may name any path
            return beside, str(origin["path"])
    same = by_hash.get(str(origin.get("sha256", "")))
    return (same, "raw/ beside the study") if same else None


def _same_transcript(folder: Folder, source: Transcript, raw: bytes) -> bool:
    """Say whether the original still gives what is here, or what was here before it was corrected."""
    options = source.origin["options"]
    name, suffix = str(source.origin["file"]), "." + str(source.origin["format"])
    if options.get("project"):
        return _same_text(folder, source, raw.decode())
    draft = transcripts.parse(raw, name=name, suffix=suffix, encoding=options.get("encoding"))
    text, turns = cast.assemble(draft.utterances, options["speakers"])
    if sha256_text(source.text) != source.version:
        return False
    before = _version(folder, source, sha256_text(text))
    return before is not None and turns == before.turns


def _same_text(folder: Folder, source: Transcript, text: str) -> bool:
    """Say whether a text out of a project of another program still gives these turns; when they were said the project knew."""
    draft, spots = placed.read(text, str(source.origin["file"]))
    text, turns, _ = placed.assemble(text, draft.utterances, spots, source.origin["options"]["speakers"])
    before = _version(folder, source, sha256_text(text))
    untimed = [replace(t, start_s=None, end_s=None) for t in (before.turns if before else ())]
    return before is not None and [replace(t, start_s=None, end_s=None) for t in turns] == untimed


def _version(folder: Folder, source: Transcript, version: str) -> Transcript | None:
    """Return a transcript as it is, or as it was before it was corrected."""
    if version == source.version:
        return source
    return folder.store.old_turns(source.id, version) if version in {step.before for step in source.history} else None


def _same_survey(source: Survey, raw: bytes, held: KeyFile) -> bool:
    options = source.origin["options"]
    name, suffix = str(source.origin["file"]), "." + str(source.origin["format"])
    table = tables.parse(raw, name=name, suffix=suffix, encoding=options.get("encoding"), sheet=options.get("sheet"))
    frame, rows, _ = headed(table)
    roles = asked.roles_from(options)
    frame, rows, _ = asked.without(frame, rows, roles.left_out)
    fresh, _ = answers.build(frame, rows, roles, held, source=source.id, kind=source.kind, file=name)
    if len(fresh.answers) != len(source.answers):  # taken in before the rows of those who only rated were kept
        fresh = answers.versioned(replace(fresh, answers=fresh.written))
    return answers.same(source, fresh) and bool(fresh.answers["text"].equals(source.answers["text"]))
