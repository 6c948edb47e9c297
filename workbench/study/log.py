"""The act log: one append-only file for each coder and device, hash-chained, on the disk before anyone says "saved".

One line is one act as JSON, its id first: ``{"id":"<32 hex digits>",<the rest>}``. The id is the sha256 of the line
without it, cut to 32 digits, and ``prev`` is the id of the line before: a line that was changed, dropped or moved
shows. Readers (`workbench.study.logfile`) need no lock; the one writer of a file holds ``<file>.lock`` while it
appends, for the case of two notebooks of the same coder on the same machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench.study.acts import version as written_as
from workbench.study.canon import sync_folder, write_atomic
from workbench.study.device import device_id
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.lock import locked
from workbench.study.logfile import LogFile, line
from workbench.study.names import coder_name, log_stem
from workbench.study.records import Act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Log:
    """Append acts of one coder on one device.

    Parameters
    ----------
    folder
        The study's ``log`` folder; made if need be.
    coder
        Who acts.
    device
        Tells two machines of one coder apart; `workbench.study.device.device_id` if not given.
    files
        Logs that were read already, by path; the one written to is added. Spares reading it again for each act.
    """

    def __init__(self, folder: Path, coder: str, device: str | None = None, *, files: dict[Path, LogFile] | None = None) -> None:
        self.coder = coder_name(coder)
        path = folder / f"{log_stem(self.coder, device or device_id())}.jsonl"
        files = {} if files is None else files
        self.file = files.setdefault(path, LogFile(path))

    @classmethod
    def of(cls, file: LogFile, coder: str) -> Log:
        """Return the log in `file`, whatever its name: for mending it."""
        log = cls.__new__(cls)
        log.coder, log.file = coder, file
        return log

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
        Refused
            If the log is damaged or of a newer version: then nothing is written to it.
        UserError
            If the body is not something JSON can hold.
        """
        return self.extend([(act, body)], lamport=lamport, at=at)[0]

    def extend(
        self, items: Sequence[tuple[str, dict[str, Any]]], *, lamport: int, at: str | None = None, together: bool = False
    ) -> list[Act]:
        """Write several acts with one write. Same parameters and errors as `append`.

        With `together` they are one gesture: each but the first says that it is ``with`` the first.

        If the disk refuses, none is in the file. If the machine dies in the middle of the write, the first of them may
        be: they were never reported as saved.
        """
        if not items:
            return []
        path = self.file.path
        try:
            if not self.file.size:
                path.parent.mkdir(parents=True, exist_ok=True)
            with locked(path):
                self._heal()
                acts, data = self._chain(items, lamport, at, together=together)
                self.file.wrote(acts, data, self._write(data))
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotSaved(f"not saved: {path.name}: {reason}. Nothing was written; put that right and try again.") from error
        return acts

    def _chain(
        self, items: Sequence[tuple[str, dict[str, Any]]], lamport: int, at: str | None, *, together: bool
    ) -> tuple[list[Act], bytes]:
        acts: list[Act] = []
        lines = []
        n, prev = len(self.file.acts), self.file.last
        lamport, at = max(lamport, self.file.lamport), at or now()
        for kind, body in items:
            lamport, n = lamport + 1, n + 1
            plain = _plain({**body, "with": acts[0].id} if together and acts else body)
            fields: dict[str, Any] = {"v": written_as(kind, plain), "n": n, "at": at, "lamport": lamport, "coder": self.coder,
                                      "prev": prev, "act": kind, "body": plain}  # fmt: skip
            prev, raw = line(fields)
            acts.append(Act(id=prev, **fields))
            lines.append(raw)
        return acts, b"".join(lines)

    def _write(self, data: bytes) -> os.stat_result:
        """Append to the file, sync it, and return what the file is then."""
        path = self.file.path
        new = not self.file.size and not path.exists()
        # Without a buffer: what a buffer still holds after a refused write would be written when it is closed.
        with path.open("ab", buffering=0) as file:
            size = file.tell()
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[file.write(rest) or 0 :]
                os.fsync(file.fileno())
                if new:
                    sync_folder(path.parent)
                    sync_folder(path.parent.parent)
                return os.fstat(file.fileno())
            except BaseException:
                # A part of the line may be in the file: take it back, so that the next append starts on a clean line.
                os.ftruncate(file.fileno(), size)
                raise

    def _heal(self) -> None:
        """Set a torn tail aside under its own name, then go on after the last whole act."""
        self.file.refresh()
        name = f"log/{self.file.path.name}"
        if self.file.newer:
            raise Refused(name, "written by a newer version", "Update the workbench to write here.")
        if self.file.problems and not self.file.torn:
            remedy = "Restore the file from a backup or merge in another copy of the study; nothing was written."
            raise Refused(self.file.problems[0].partition(":")[0], self.file.problems[0].partition(": ")[2], remedy)
        if self.file.acts and self.file.coder != self.coder:
            raise Refused(name, f"is the log of {self.file.coder!r}", f"Choose another name than {self.coder!r}.")
        if self.file.torn:
            tail = self.file.path.read_bytes()[self.file.size :]
            body = tail[: tail.rfind(b"}") + 1]
            if self.file.follows(body):  # only the end of the line is missing or wrong
                _cut(self.file.path, self.file.size + len(body), b"\n")
            else:
                set_aside(self.file)
            self.file.refresh()


def set_aside(log: LogFile) -> Path | None:
    """Move what follows the last whole act into a file of its own; return it, or None if there was nothing.

    `Log` does so by itself for a torn last line. For a damaged log it is the person's decision, when no backup and no
    other copy of the study has what follows: nothing is deleted, and the log can be written to again.
    """
    tail = log.path.read_bytes()[log.size :]
    if not tail:
        return None
    aside = log.path.with_name(f"{log.path.stem}.{hashlib.sha256(tail).hexdigest()[:8]}.torn")
    write_atomic(aside, tail)
    _cut(log.path, log.size)
    log.refresh()
    return aside


def _cut(path: Path, size: int, end: bytes = b"") -> None:
    with path.open("r+b", buffering=0) as file:
        file.truncate(size)
        file.seek(size)
        file.write(end)
        os.fsync(file.fileno())


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Return `body` as a reader will see it: tuples are lists, keys are strings, half a character is U+FFFD."""
    try:
        text = _encode(body)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        plain: dict[str, Any] = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise UserError(f"This act cannot be written as JSON: {error}.") from None
    return plain
