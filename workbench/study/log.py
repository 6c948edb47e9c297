"""The act log: one append-only file for each coder and device, hash-chained, on the disk before anyone says "saved".

One line is one act as JSON, its id first: ``{"id":"<32 hex digits>",<the rest>}``. The id is the sha256 of the line
without it, cut to 32 digits, and ``prev`` is the id of the line before: a line that was changed, dropped or moved
shows. Readers need no lock; the one writer of a file holds ``<file>.lock`` while it appends, for the case of two
notebooks of the same coder on the same machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench.study.acts import version as written_as
from workbench.study.canon import sync_folder, write_atomic
from workbench.study.device import device_id
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.memory import uncollected
from workbench.study.names import coder_name, log_stem
from workbench.study.records import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

VERSION = 2  # the newest that is read; an act that needs less is written as less, see `workbench.study.acts`
_LOCK_SECONDS = 10
_LARGEST = 2**53  # of lamport and n: what every reader of JSON can hold
_ID_DIGITS = 32
_HEAD, _COMMA = b'{"id":"', b'",'
_REST = len(_HEAD) + _ID_DIGITS + len(_COMMA)
_TYPES = (int, int, int, str, str, str, str, dict)  # of v, n, lamport, at, coder, prev, act, body


def line(fields: dict[str, Any]) -> tuple[str, bytes]:
    """Return the id and the line of an act, given everything but its id."""
    rest = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    identity = hashlib.sha256(rest).hexdigest()[:_ID_DIGITS]
    return identity, _HEAD + identity.encode() + _COMMA + rest[1:] + b"\n"


def parse(raw: bytes) -> Act | str:
    """Return the act in a line (without its line end), or what is wrong with the line."""
    try:
        fields = json.loads(raw.decode())
        version = fields["v"]
        if type(version) is int and version > VERSION:
            return f"written by a newer version (v{version}); the study is read-only here"
        identity, n, lamport, prev, body = fields["id"], fields["n"], fields["lamport"], fields["prev"], fields["body"]
        at, coder, kind = fields["at"], fields["coder"], fields["act"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "not an act; nothing from here on is used"
    kinds = (type(version), type(n), type(lamport), type(at), type(coder), type(prev), type(kind), type(body))
    if kinds != _TYPES or not (1 <= lamport < _LARGEST and 1 <= n < _LARGEST and 1 <= version <= VERSION):
        return "not an act; nothing from here on is used"
    digest = hashlib.sha256(b"{" + raw[_REST:]).hexdigest()[:_ID_DIGITS]
    if identity != digest or raw[:_REST] != _HEAD + digest.encode() + _COMMA:
        return "was changed after it was written; nothing from here on is used"
    return Act(digest, n, at, lamport, coder, prev, kind, body, version)


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
        Bytes of those acts; what lies beyond is a torn tail or damaged.
    lamport
        The highest lamport number among them.
    problems
        In words, for the person: a torn tail, a line that was changed, a newer format.
    newer, torn
        Whether what follows was written by a newer version, or is a line that never got its end.
    """

    path: Path
    acts: list[Act] = field(default_factory=list)
    size: int = 0
    lamport: int = 0
    problems: list[str] = field(default_factory=list)
    newer: bool = False
    torn: bool = False
    _stamp: tuple[int, int, int] = (0, 0, 0)  # time, size, inode
    _read: Any = field(default_factory=hashlib.sha256, repr=False)  # over the bytes of `acts`

    def refresh(self) -> bool:
        """Read what was appended since the last call; say whether anything is different."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            had = bool(self.acts or self.problems)
            self._forget()
            self.problems = []
            return had
        with file:
            stat = os.fstat(file.fileno())
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp == self._stamp:
                return False
            appended = stamp[2] == self._stamp[2] and stamp[1] > self._stamp[1]
            file.seek(self.size if appended else 0)
            data = file.read()
        before = (len(self.acts), self.acts[-1].id if self.acts else "", self.problems)
        if not appended and self.acts:
            # Replaced by a sync tool, or written over: what was read before must still be how the file begins.
            if hashlib.sha256(data[: self.size]).digest() == self._read.digest():
                data = data[self.size :]
            else:
                self._forget()
        with uncollected():
            self._take(data)
        self._stamp = stamp
        return before != (len(self.acts), self.acts[-1].id if self.acts else "", self.problems)

    def _forget(self) -> None:
        self.acts, self.size, self.lamport, self._stamp, self._read = [], 0, 0, (0, 0, 0), hashlib.sha256()
        self.newer = self.torn = False

    def _take(self, data: bytes) -> None:
        """Add the acts in `data` up to the first line that is not as it was written."""
        self.problems, self.newer, self.torn = [], False, False
        *whole, tail = data.split(b"\n")
        for raw in whole:
            act = self.follows(raw)
            if isinstance(act, str):
                self.newer = "newer version" in act
                self.problems = [f"{self._place()}: {act}"]
                return
            self.acts.append(act)
            self.size += len(raw) + 1
            self.lamport = max(self.lamport, act.lamport)
            self._read.update(raw + b"\n")
        if tail:
            self.torn = True
            self.problems = [f"{self._place()}: the last line is torn ({len(tail)} bytes); acts before it are whole"]

    def follows(self, raw: bytes) -> Act | str:
        """Return the act in `raw` if it is whole and follows the last one read, else what is wrong."""
        act = parse(raw)
        if isinstance(act, Act) and (act.prev != (self.acts[-1].id if self.acts else "") or act.n != len(self.acts) + 1):
            return "does not follow the line before; nothing from here on is used"
        return act

    def _place(self) -> str:
        return f"log/{self.path.name}, line {len(self.acts) + 1}"


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
            path.parent.mkdir(parents=True, exist_ok=True)
            with locked(path):
                self._heal()
                acts, data = self._chain(items, lamport, at, together=together)
                self._write(data)
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotSaved(f"not saved: {path.name}: {reason}. Nothing was written; put that right and try again.") from error
        with contextlib.suppress(OSError):  # the acts are on the disk: a reader's trouble is for the next reader
            self.file.refresh()
        return acts

    def _chain(
        self, items: Sequence[tuple[str, dict[str, Any]]], lamport: int, at: str | None, *, together: bool
    ) -> tuple[list[Act], bytes]:
        acts: list[Act] = []
        lines = []
        n, prev = len(self.file.acts), self.file.acts[-1].id if self.file.acts else ""
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

    def _write(self, data: bytes) -> None:
        path = self.file.path
        new = not path.exists()
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
        if self.file.acts and self.file.acts[0].coder != self.coder:
            raise Refused(name, f"is the log of {self.file.acts[0].coder!r}", f"Choose another name than {self.coder!r}.")
        if self.file.torn:
            tail = self.file.path.read_bytes()[self.file.size :]
            body = tail[: tail.rfind(b"}") + 1]
            if isinstance(self.file.follows(body), Act):  # only the end of the line is missing or wrong
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
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        plain: dict[str, Any] = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except (TypeError, ValueError, RecursionError) as error:
        raise UserError(f"This act cannot be written as JSON: {error}.") from None
    return plain


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a log; raises NotSaved if another process does not let go of it."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=_LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        message = f"not saved: {path.name} is in use by another process. Close the other notebook and try again."
        raise NotSaved(message) from None
    try:
        yield
    finally:
        lock.release()
