"""The act log: one append-only file for each coder and device, hash-chained, on the disk before anyone says "saved".

One line is one act as JSON. ``id`` is the sha256 (32 hex digits) of everything else in the line, ``prev`` is the id of
the line before, so a line that was changed, dropped or moved shows. Readers never need a lock; the one writer of a
file holds ``<file>.lock`` while it appends, for the case of two notebooks of the same coder on the same machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench.study.canon import sync_folder
from workbench.study.errors import NotSaved, Refused
from workbench.study.names import slug
from workbench.study.records import Act

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
_LOCK_SECONDS = 10
_FIELDS = ("v", "n", "at", "lamport", "coder", "prev", "act", "body")


def _digest(fields: dict[str, Any]) -> str:
    ordered = json.dumps([fields[k] for k in _FIELDS], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(ordered.encode()).hexdigest()[:32]


def _line(act: Act) -> bytes:
    fields = {k: getattr(act, k) for k in ("id", *_FIELDS)}
    return (json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class LogFile:
    """One log as read: its acts, and what is wrong with it, if anything.

    Attributes
    ----------
    path
        The file.
    acts
        The acts that are whole and whose chain holds, in order.
    size
        Bytes read as whole lines; what lies beyond is a torn tail.
    problems
        In words, for the person: a torn tail, a line that was changed, a newer format.
    """

    path: Path
    acts: list[Act] = field(default_factory=list)
    size: int = 0
    problems: list[str] = field(default_factory=list)
    newer: bool = False

    def refresh(self) -> bool:
        """Read what was appended since the last call; say whether there was anything."""
        try:
            there = self.path.stat().st_size
        except FileNotFoundError:
            return False
        if there == self.size and not self.problems:
            return False
        if there < self.size:  # cut or replaced: read it anew
            self.acts, self.size = [], 0
        self.problems = []
        before = len(self.acts)
        with self.path.open("rb") as file:
            file.seek(self.size)
            data = file.read()
        for raw in data.splitlines(keepends=True):
            if not self._take(raw):
                break
        return len(self.acts) != before

    def _take(self, raw: bytes) -> bool:
        place = f"log/{self.path.name}, line {len(self.acts) + 1}"
        if not raw.endswith(b"\n"):
            self.problems.append(f"{place}: the last line is torn ({len(raw)} bytes); acts before it are whole")
            return False
        try:
            fields = json.loads(raw)
            act = Act(**{k: fields[k] for k in ("id", *_FIELDS)})
        except (ValueError, KeyError, TypeError):
            self.problems.append(f"{place}: not an act; nothing from here on is used")
            return False
        if act.v > VERSION:
            self.newer = True
            self.problems.append(f"{place}: written by a newer version (v{act.v}); the study is read-only here")
            return False
        expected = self.acts[-1].id if self.acts else ""
        if act.id != _digest(fields) or act.prev != expected or act.n != len(self.acts) + 1:
            self.problems.append(f"{place}: was changed after it was written; nothing from here on is used")
            return False
        self.acts.append(act)
        self.size += len(raw)
        return True


class Log:
    """Append acts of one coder on one device.

    Parameters
    ----------
    folder
        The study's ``log`` folder; made if need be.
    coder
        Who acts.
    device
        Tells two machines of one coder apart; the default is kept in a file of the machine's own cache.
    """

    def __init__(self, folder: Path, coder: str, device: str = "1") -> None:
        if not coder.strip():
            msg = "a coder needs a name"
            raise ValueError(msg)
        self.coder = coder
        self.file = LogFile(folder / f"{slug(coder)}-{slug(device)}.jsonl")

    def append(self, act: str, body: dict[str, Any], *, lamport: int, at: str | None = None) -> Act:
        """Write one act and return it once it is on the disk.

        Parameters
        ----------
        act
            Kind of act, such as ``coding.add``.
        body
            JSON object; no words of a participant in it.
        lamport
            Highest lamport number seen in any log of the study; the act gets the next.
        at
            ISO time; now if not given.

        Raises
        ------
        NotSaved
            If the disk refused. The file is as it was before.
        """
        return self.extend([(act, body)], lamport=lamport, at=at)[0]

    def extend(self, items: list[tuple[str, dict[str, Any]]], *, lamport: int, at: str | None = None) -> list[Act]:
        """Write several acts at once: all of them or none. Same parameters and errors as `append`."""
        from filelock import FileLock, Timeout

        path = self.file.path
        try:
            fresh = not path.parent.is_dir()
            path.parent.mkdir(parents=True, exist_ok=True)
            if fresh:
                sync_folder(path.parent.parent)
            with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
                self._heal()
                acts = self._chain(items, lamport, at)
                self._write(b"".join(map(_line, acts)))
        except Timeout:
            msg = f"not saved: {path.name} is in use by another process. Close the other notebook and try again."
            raise NotSaved(msg) from None
        except OSError as error:
            msg = f"not saved: {path.name}: {error.strerror or error}. The act is kept; free some space and try again."
            raise NotSaved(msg) from error
        self.file.acts += acts
        self.file.size = path.stat().st_size
        return acts

    def _chain(self, items: list[tuple[str, dict[str, Any]]], lamport: int, at: str | None) -> list[Act]:
        acts: list[Act] = []
        last = self.file.acts[-1] if self.file.acts else None
        lamport = max(lamport, last.lamport if last else 0)
        for act, body in items:
            lamport += 1
            fields: dict[str, Any] = {
                "v": VERSION, "n": (last.n if last else 0) + 1, "at": at or now(), "lamport": lamport,
                "coder": self.coder, "prev": last.id if last else "", "act": act, "body": body,
            }  # fmt: skip
            fields = json.loads(json.dumps(fields))  # what a reader will see: tuples are lists, keys are strings
            last = Act(id=_digest(fields), **fields)
            acts.append(last)
        return acts

    def _write(self, data: bytes) -> None:
        path = self.file.path
        new = not path.exists()
        with path.open("ab") as file:
            size = file.tell()
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # A part of the line may be in the file: take it back, so that the next append starts on a clean line.
                os.ftruncate(file.fileno(), size)
                raise
        if new:
            sync_folder(path.parent)

    def _heal(self) -> None:
        """Set a torn tail aside under its own name, then go on after the last whole act."""
        self.file.refresh()
        if self.file.newer:
            raise Refused(f"log/{self.file.path.name}", "written by a newer version", "Update the workbench to write here.")
        if not self.file.problems:
            return
        if "torn" not in self.file.problems[0]:
            remedy = "Restore the file from a backup; nothing was written."
            raise Refused(f"log/{self.file.path.name}", self.file.problems[0], remedy)
        data = self.file.path.read_bytes()
        tail = data[self.file.size :]
        name = f"{self.file.path.stem}.{hashlib.sha256(tail).hexdigest()[:8]}.torn"
        aside = self.file.path.with_name(name)
        aside.write_bytes(tail)
        with self.file.path.open("r+b") as file:
            file.truncate(self.file.size)
            os.fsync(file.fileno())
        self.file.problems = []
