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
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench.study.acts import version as written_as
from workbench.study.canon import sync_folder, write_atomic
from workbench.study.device import device_id
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.lock import Lock, locked
from workbench.study.logfile import LogFile, line_of, stamp_of
from workbench.study.names import coder_name, log_stem
from workbench.study.records import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_SCALARS = frozenset({str, int, bool, type(None)})
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the zone is written behind it)
_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999  # milliseconds: the years 1 and 9999
_OURS = getattr(os, "O_NOFOLLOW", 0)  # a log that leads to another file: nothing is written outside the study
_KEPT = os.name != "nt"  # Windows lets nobody rename or delete a file that somebody has open
_TRIES = 3
_THOUSAND = 1000
_second: tuple[int, str] = (0, "1970-01-01T00:00:00")


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the millisecond; the last one there is of a clock that is set beyond it."""
    global _second  # noqa: PLW0603 (within a second only the end is new)
    milliseconds = time.time_ns() // 1_000_000
    began, text = _second
    rest = milliseconds - began
    if not 0 <= rest < _THOUSAND:
        milliseconds = min(max(milliseconds, _FIRST), _LAST)
        rest = milliseconds % _THOUSAND
        text = (_EPOCH + timedelta(milliseconds=milliseconds - rest)).isoformat()[:19]
        _second = (milliseconds - rest, text)
    return f"{text}.{rest:03}Z"


def _encoder() -> Callable[[Any], str]:
    """Return what writes JSON with sorted keys; JSONEncoder would make the same encoder anew for each act."""
    whole = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        make = json.encoder.c_make_encoder  # type: ignore[attr-defined]
        pieces = make(None, whole.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)  # noqa: FBT003
    except (AttributeError, TypeError):  # another Python
        return whole.encode
    return lambda value: "".join(pieces(value, 0))


_in_order = _encoder()


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
        self.end = End(path)

    @classmethod
    def of(cls, file: LogFile, coder: str) -> Log:
        """Return the log in `file`, whatever its name: for mending it."""
        log = cls.__new__(cls)
        log.coder, log.file, log.end = coder, file, End(file.path)
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
        try:
            if not self.file.size:
                self.file.path.parent.mkdir(parents=True, exist_ok=True)
            with self.end.lock:
                for _ in range(_TRIES):
                    self._heal()
                    acts, data = self._chain(items, lamport, at, together=together)
                    stat = self.end.append(data, self.file)
                    if stat is not None:
                        self.file.wrote(acts, data, stat)
                        return acts
        except OSError as error:
            self.end.close()
            name = self.file.path.name
            reason = "is a link to another file" if self.file.path.is_symlink() else error.strerror or str(error)
            raise NotSaved(f"not saved: {name}: {reason}. Nothing was written; put that right and try again.") from error
        place = self.file.path.name
        raise NotSaved(f"not saved: another program puts something else in the place of {place} again and again. Close it.")

    def _chain(
        self, items: Sequence[tuple[str, dict[str, Any]]], lamport: int, at: str | None, *, together: bool
    ) -> tuple[list[Act], bytes]:
        acts: list[Act] = []
        lines = []
        n, prev = len(self.file.acts), self.file.last
        lamport, at = max(lamport, self.file.lamport), at or now()
        for kind, body in items:
            lamport, n = lamport + 1, n + 1
            plain, text = _plain({**body, "with": acts[0].id} if together and acts else body)
            version = written_as(kind, plain)
            identity, raw = line_of(version, n, at, lamport, self.coder, prev, kind, text)
            acts.append(Act(identity, n, at, lamport, self.coder, prev, kind, plain, version))
            lines.append(raw)
            prev = identity
        return acts, b"".join(lines)

    def _heal(self) -> None:
        """Set a torn tail aside under its own name, then go on after the last whole act."""
        if not self.end.is_as(self.file):
            self.file.refresh()
        if not self.file.problems and (self.file.coder == self.coder or not self.file.acts):
            return
        name = f"log/{self.file.path.name}"
        if self.file.newer:
            raise Refused(name, "written by a newer version", "Update the workbench to write here.")
        if self.file.problems and not self.file.torn:
            remedy = "Restore it from a backup, merge in another copy of the study, or run `workbench mend`; nothing was written."
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


class End:
    """The end of a log, where lines are appended; the file stays open between two acts.

    Parameters
    ----------
    path
        The log.

    Attributes
    ----------
    lock
        To be held by whoever appends.
    """

    def __init__(self, path: Path) -> None:
        self.lock = Lock(path)
        self._path, self._place = path, str(path)
        self._handle: int | None = None
        self._inode = 0

    def append(self, data: bytes, seen: LogFile) -> os.stat_result | None:
        """Append to the log, sync it, and return what the file is then; None if another has its name by then.

        Parameters
        ----------
        data
            Whole lines.
        seen
            The log as it was read just now.

        Raises
        ------
        OSError
            If the disk refused. The file is as it was before.
        """
        handle, new = self._open(seen)
        try:
            done = os.write(handle, data)
            while done < len(data):
                done += os.write(handle, data[done:])
            os.fsync(handle)
            if new:
                sync_folder(self._path.parent)
                sync_folder(self._path.parent.parent)
        except BaseException:
            # A part of the line may be in the file: take it back, so that the next append starts on a clean line.
            os.ftruncate(handle, seen.stamp[1])
            self.close()
            raise
        if not _KEPT:
            self.close()
        try:
            stat = os.stat(self._place)  # noqa: PTH116 (half the time of a Path's, at each act)
        except FileNotFoundError:
            return None
        return stat if stat.st_ino == self._inode else None

    def is_as(self, seen: LogFile) -> bool:
        """Say whether the file is open and is as it was seen; if another has its name by now, `append` finds that out."""
        try:
            return self._handle is not None and stamp_of(os.fstat(self._handle)) == seen.stamp
        except OSError:  # a network drive that was away: it has to be opened again
            self.close()
            return False

    def _open(self, seen: LogFile) -> tuple[int, bool]:
        """Return the file that was read, and whether it is new."""
        if self._handle is not None and self._inode == seen.stamp[2]:
            return self._handle, False
        self.close()
        new = not seen.size  # also one whose folder could not be synced the last time
        self._handle = os.open(self._place, _APPEND | _OURS, 0o666)
        self._inode = os.fstat(self._handle).st_ino
        return self._handle, new

    def close(self, how: Callable[[int], None] = os.close) -> None:
        """Close the file; also when Python ends and has let go of its modules."""
        handle, self._handle = self._handle, None
        if handle is not None:
            try:  # noqa: SIM105 (when Python ends, contextlib may be gone)
                how(handle)
            except OSError:  # what was said to be saved was synced before
                pass

    def __del__(self) -> None:
        """Close the file of a log that nobody writes to any more."""
        self.close()


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


def _plain(body: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return `body` as a reader will see it, and as it stands in the line.

    Tuples are lists then, keys are strings, half a character is U+FFFD.
    """
    try:
        plain = _copied(body)
        text = _in_order(plain)
        text.encode()  # an error if there is half a character
    except (TypeError, ValueError, RecursionError):
        plain = _read_back(body)
        text = _in_order(plain)
    return plain, text


def _copied(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a copy of what a reader sees as it is; a TypeError if there is anything else in it."""
    if type(value) is dict:
        copy = {}
        for key, held in value.items():
            if type(key) is not str:
                raise TypeError(key)
            copy[key] = held if type(held) in _SCALARS else _copied(held)
        return copy
    if type(value) is list:
        return [held if type(held) in _SCALARS else _copied(held) for held in value]
    if type(value) is float:
        return value
    raise TypeError(type(value))


def _read_back(body: dict[str, Any]) -> dict[str, Any]:
    """Return what comes back if `body` is written as JSON and read."""
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


def cut_back(path: Path, size: int, ours: frozenset[str]) -> bool:
    """Take back lines that were appended and never called saved, because what they were part of failed; say whether it was done.

    Parameters
    ----------
    path
        A log.
    size
        How long it was before, in bytes.
    ours
        Ids of the acts that may go. If anybody appended another meanwhile, nothing is cut.
    """
    with locked(path):
        log = LogFile(path)
        log.refresh()
        tail = path.read_bytes()[size:] if path.is_file() else b""
        gone = [act.id for act in log.acts if act.id in ours]
        if not tail or log.problems or tail.count(b"\n") != len(gone):
            return False
        if size:
            _cut(path, size)
        else:
            path.unlink()
    return True
