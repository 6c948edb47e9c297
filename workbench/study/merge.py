"""Merge the logs and kept topics of two copies of a study: the union of both, in any order, any number of times.

A log has one writer, so of two copies of one log the longer usually begins with the shorter. Where they part (somebody
went on in two copies of the study on one machine) both lines are kept: the other copy's under a name of its own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workbench.study.canon import write_atomic
from workbench.study.errors import NotSaved, Refused
from workbench.study.lock import locked
from workbench.study.logfile import LogFile
from workbench.study.store import FITS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def merge_logs(folder: Path, mine: Mapping[Path, LogFile], theirs: Mapping[Path, LogFile]) -> int:
    """Take over into `folder` what `theirs` hold and `mine` do not; return how many acts are new.

    Raises
    ------
    Refused
        If a log of the other copy was written by a newer version; nothing is written.
    NotSaved
        If a log is being written to all the time.
    """
    for path, log in theirs.items():
        if log.newer:
            raise Refused(f"log/{path.name}", "written by a newer version", "Update the workbench, then merge.")
    ours = {path.name: log for path, log in mine.items()}
    known = {act.id for log in mine.values() for act in log.acts}
    new = 0
    for path, log in sorted(theirs.items()):
        fresh = {act.id for act in log.acts} - known
        if not fresh:
            continue
        name = _target(path.name, ours.get(path.name), log)
        _take_over(folder / name, path.read_bytes()[: log.size])
        known |= fresh
        new += len(fresh)
    return new


def merge_fits(ours: Path, theirs: Path) -> None:
    """Take over the kept topics of another copy that are not here: files in ``topics/``, named after the hash of their bytes.

    One whose bytes have another hash stays where it is: it is damaged, and may be whole in another copy.

    Parameters
    ----------
    ours, theirs
        The study folders.
    """
    for path in sorted((theirs / FITS).glob("*.json")):
        here = ours / FITS / path.name
        if not here.is_file() or hashlib.sha256(here.read_bytes()).hexdigest() != path.stem:
            raw = path.read_bytes()
            if hashlib.sha256(raw).hexdigest() == path.stem:
                write_atomic(here, raw)


def _target(name: str, ours: LogFile | None, theirs: LogFile) -> str:
    """Return the file to write: the log itself if theirs goes on from ours, else one named after the parting act."""
    have = [a.id for a in ours.acts] if ours else []
    want = [a.id for a in theirs.acts]
    if want[: len(have)] == have:
        return name
    parting = next(b for a, b in zip([*have, *[""] * len(want)], want, strict=False) if a != b)
    return f"{name.removesuffix('.jsonl')}~{parting[:8]}.jsonl"


def _take_over(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target):
        there = target.read_bytes() if target.exists() else b""
        here = LogFile(target)
        here.refresh()
        if not _plain(data).startswith(_plain(there[: here.size])):
            raise NotSaved(f"log/{target.name} was written to just now. Merge again.")
        if not _plain(data).startswith(_plain(there)):  # damaged here, whole there: what was here stays under another name
            name = f"{target.stem}.{hashlib.sha256(there).hexdigest()[:8]}.torn"
            write_atomic(target.with_name(name), there)
        write_atomic(target, _plain(data))


def _plain(log: bytes) -> bytes:
    """Return a log as it was written, whatever git or an editor did to its line ends: within a line there is no CR."""
    return log.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
