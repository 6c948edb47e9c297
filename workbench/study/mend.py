"""Mend a damaged log: what is whole stays, what is not is set aside, and whole acts behind the damage are made again.

A log is used up to the first line that is not as it was written. If no backup and no other copy of the study has what
follows, a person may decide to go on without that line. The acts behind it cannot stay as they are, since each names the
one before; they are appended again, with new ids, and what they say of each other is put right. Each says in ``was`` which
act it had been, so mending again adds nothing twice.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused, UserError
from workbench.study.lock import locked
from workbench.study.log import Log, set_aside
from workbench.study.logfile import parse
from workbench.study.records import Act

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.folder import Folder
    from workbench.study.logfile import LogFile

#: Fields that name an act, and fields that list acts.
_NAMING = {"target", "with", "coding", "assignment", "note"}
_LISTING = {"also", "stands", "falls"}


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a log.

    Attributes
    ----------
    log
        Its file name.
    kept
        Acts that stayed as they were.
    again
        Acts behind the damage that were whole and were appended again.
    lost
        Lines behind the damage, or in it, that no act can be read from.
    aside
        File in the folder ``log`` with all the bytes that were taken out; empty if none were.
    """

    log: str
    kept: int
    again: int
    lost: int
    aside: str = ""


def mend(folder: Folder, log: str) -> Mended:
    """Make a damaged log one that can be written to again, and keep whatever can be kept.

    Parameters
    ----------
    folder
        The study.
    log
        File name of the log, such as ``ana-laptop.jsonl``.

    Returns
    -------
    Mended
        What was kept, appended again and lost. A log that is whole is left as it is.

    Raises
    ------
    UserError
        If there is no such log.
    Refused
        If it was written by a newer version: then it is not damaged.
    NotSaved
        If the disk said no. Nothing is lost: do it again.
    """
    found = {path.name: file for path, file in folder.logs().items()}
    file = found.get(log.removeprefix("log/"))
    if file is None:
        raise UserError(f"There is no log {log!r}. There are: {', '.join(found) or 'none'}.")
    if file.newer:
        raise Refused(f"log/{file.path.name}", "was written by a newer version; it is not damaged", "Update the workbench.")
    aside = None
    if file.problems:
        with locked(file.path):
            file.refresh()
            aside = set_aside(file)
    known = {act.id for act in folder.acts()} | {str(act.body["was"]) for act in folder.acts() if "was" in act.body}
    whole, lost = _behind(file, aside)
    kept = len(file.acts)
    again = _again(folder, file, [act for act in whole if act.id not in known])
    return Mended(file.path.name, kept, again, lost, aside.name if aside else "")


def _behind(file: LogFile, aside: Path | None) -> tuple[list[Act], int]:
    """Return the whole acts that were ever set aside from a log, each once, and how many lines just now are none."""
    acts: dict[str, Act] = {}
    lost = 0
    for path in sorted(file.path.parent.glob(f"{glob.escape(file.path.stem)}.*.torn")):
        for raw in path.read_bytes().split(b"\n"):
            act = parse(raw.strip(b"\0"))  # zeros where the lines before it were
            if isinstance(act, Act) and (not file.coder or act.coder == file.coder):
                acts.setdefault(act.id, act)
            elif path == aside and raw.strip(b"\0\r "):
                lost += 1
    return sorted(acts.values(), key=lambda act: (act.n, act.lamport, act.id)), lost


def _again(folder: Folder, file: LogFile, acts: list[Act]) -> int:
    """Append acts again, with what they say of each other put right; return how many."""
    new = {str(act.body["was"]): act.id for act in folder.acts() if "was" in act.body}
    for act in acts:
        highest = max(log.lamport for log in folder.logs().values())
        body = {**_renamed(act.body, new), "was": act.id}
        (made,) = Log.of(file, act.coder).extend([(act.act, body)], lamport=highest, at=act.at)
        new[act.id] = made.id
    return len(acts)


def _renamed(body: dict[str, Any], new: dict[str, str]) -> dict[str, Any]:
    """Return a body that names acts by the ids they have now."""

    def now(name: object) -> object:
        if not isinstance(name, str):
            return name
        head, dot, rest = name.partition(".")
        return new.get(head, head) + dot + rest

    out = {key: now(value) if key in _NAMING else value for key, value in body.items()}
    out |= {key: [now(name) for name in value] for key, value in body.items() if key in _LISTING and isinstance(value, list)}
    if body.get("kind") == "coding":
        out["about"] = now(body.get("about"))
    return out
