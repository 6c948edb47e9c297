"""A project file brought into a study: which program's it is, how it was read before, and what is said about it."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.coding.projects import dialects
from workbench.coding.projects.take import Taken, take
from workbench.coding.projects.texts import Options
from workbench.sources.ingest import TRANSCRIPT_KINDS
from workbench.sources.store import sha256
from workbench.sources.text import read_bytes
from workbench.study.errors import Refused, UserError
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbench.coding.projects.records import Project
    from workbench.study.folder import Folder

#: Ending of a project, and who reads it.
READERS = {
    ".qdpx": "refi", ".qde": "refi", ".sqlite3": "taguette", ".taguette": "taguette", ".qda": "qualcoder",
}  # fmt: skip
#: What a project that is a folder keeps its data in.
_INSIDE = ("data.qda", "data.qdb")
_SHOWN = 40
#: A reading that fits worse than this is to be looked at, however much better than any other it is.
_POOR = 0.3


def is_project(path: Path) -> bool:
    """Say whether a path is that of a project of another program."""
    return path.suffix.casefold() in READERS


def bring_in(
    folder: Folder, path: Path, *, coder: str, round: str = "", kind: str = "", interviewers: Sequence[str] = (),  # noqa: A002
    offsets: str = "", coders: Mapping[str, str] | None = None,
) -> Taken:  # fmt: skip
    """Bring a project into a study.

    Parameters
    ----------
    folder
        The study.
    path
        A .qdpx or .qde (NVivo, MAXQDA, ATLAS.ti, QualCoder and others), a Taguette project (.sqlite3), a QualCoder project (.qda).
    coder
        Who brings it in: the codebook and what nobody signed is theirs.
    round
        The round its sources belong to; empty if a variable of theirs says so.
    kind
        What kind of conversation they are; ``interview`` if nothing says otherwise.
    interviewers
        Names of those who ask.
    offsets
        How the file counts places, if it is not found: ``codepoint`` or ``utf16``, ``crlf1`` or ``crlf2``, ``bom`` or ``nobom``,
        ``inclusive`` or ``exclusive``, any of them, with commas between.
    coders
        Coder by name of the user, where somebody has another name in the study.

    Returns
    -------
    Taken
        What is new, how places were counted, what did not come in.

    Raises
    ------
    Refused
        If the file cannot be read whole or is hostile; the study is as it was.
    UserError
        If something must be said first.
    """
    if kind and kind not in TRANSCRIPT_KINDS:
        raise UserError(f"no kind of source is called {kind!r}; there are {', '.join(TRANSCRIPT_KINDS)}")
    raw, project = read_project(path, offsets=offsets)
    suffix = path.suffix.casefold()
    before = _earlier(folder, sha256(raw)) if offsets else ""
    earlier = _read(raw, path.name, suffix, before) if before and before != dialects.said(project.reading) else None
    options = Options(round, kind, tuple(interviewers), coders or {}, again=bool(offsets or coders))
    return take(folder, project, raw, file=path.name, coder=coder, options=options, suffix=suffix[1:], earlier=earlier)


def read_project(path: Path, *, offsets: str = "") -> tuple[bytes, Project]:
    """Return the bytes of a project, and what it holds; parameters and errors as of `bring_in`."""
    dialects.told(offsets)
    file = path / next((n for n in _INSIDE if (path / n).is_file()), _INSIDE[0]) if path.is_dir() else path
    _settled(file)
    raw = read_bytes(file)
    return raw, _read(raw, path.name, path.suffix.casefold(), offsets)


def _settled(file: Path) -> None:
    """Do nothing if a database is whole: what is new in one that is open, or was left so, may lie in a file beside it."""
    for beside in (file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-journal")):
        if beside.is_file() and beside.stat().st_size:
            found = f"{beside.name} beside it holds changes that are not in it yet"
            raise Refused(file.name, found, "Close the program that has it open, and import it again.")


def _read(raw: bytes, name: str, suffix: str, offsets: str) -> Project:
    reader = READERS.get(suffix, "")
    if not reader:
        raise Refused(name, f"projects are not read from files ending in {suffix or 'nothing'}", f"Choose {', '.join(READERS)}.")
    read = import_module(f"workbench.coding.projects.{reader}").read
    found: Project = read(raw, name, offsets=offsets) if reader == "refi" else read(raw, name)
    return found


def _earlier(folder: Folder, digest: str) -> str:
    """Return how the places of this very file were counted when it was imported before; empty if it was not."""
    for transcript in folder.transcripts():
        told = transcript.origin.get("options", {}).get("project", {})
        if isinstance(told, dict) and told.get("sha256") == digest:
            return str(told.get("offsets", "")) if told.get("offsets") != "utf8" else ""
    return ""


def lines(taken: Taken) -> list[str]:
    """Return what became of a project, in lines to read."""
    who = ", ".join(dict.fromkeys(taken.coders.values())) or "nobody"
    there = f" ({taken.known} were there)" if taken.known else ""
    counts = f"{count(len(taken.sources), 'source')}, {count(taken.codes, 'code')}, {count(taken.codings, 'coding')}{there}"
    out = [f"{taken.file}: {taken.status}: {counts}, {count(taken.memos, 'memo')}; coded by {who}"]
    out += [f"  {r.source}: {r.status} ({count(r.rows, 'turn')})" for r in taken.sources[:_SHOWN]]
    out += [f"  and {len(taken.sources) - _SHOWN} more sources"] if len(taken.sources) > _SHOWN else []
    out += [f"  {said}" for said in counted(taken)]
    out += [f"  not taken: {loss.count} {loss.what}: {loss.why}" for loss in taken.losses]
    notes = [*taken.notes, *dict.fromkeys(note for r in taken.sources for note in r.notes)]
    return [*out, *(f"  {note}" for note in notes[:_SHOWN])]


def counted(taken: Taken) -> list[str]:
    """Return how places were counted, and how sure that is, in sentences."""
    reading = taken.reading
    if reading.standing == "native" or reading.why.startswith("there are no passages"):
        return []
    said = f"places are counted as {dialects.said(reading)} ({reading.standing}: {reading.why}); "
    said += f"it fits {reading.score:.2f} of 1, the next that differs {max(0.0, reading.score - reading.margin):.2f}"
    if reading.standing != "open" and reading.score >= _POOR:
        return [said]
    return [said, "look at a few codings; if they are shifted, import again and say how, as --offsets utf16,crlf2,nobom,exclusive"]


def record(taken: Taken) -> dict[str, Any]:
    """Return what became of a project, as JSON has it."""
    return {
        "file": taken.file, "source": taken.source, "status": taken.status, "rows": taken.rows, "notes": list(taken.notes),
        "sources": [{"source": r.source, "status": r.status, "rows": r.rows, "notes": list(r.notes)} for r in taken.sources],
        "codes": taken.codes, "codings": taken.codings, "known": taken.known, "memos": taken.memos, "coders": dict(taken.coders),
        "reading": {**asdict(taken.reading), "offsets": dialects.said(taken.reading)},
        "losses": [asdict(loss) for loss in taken.losses],
    }  # fmt: skip
