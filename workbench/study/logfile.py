"""One log as read: every line verified, what was appended since read on from there.

A line is proved by its hash and by the id of the line before. Where a snapshot says that a log began with certain bytes
and it still does, these bytes were verified before: their acts are made only when somebody asks for them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from workbench.study.memory import uncollected
from workbench.study.records import Act

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 2  # the newest that is read; an act that needs less is written as less, see `workbench.study.acts`
NOT_AN_ACT = "not an act; nothing from here on is used"
_LARGEST = 2**53  # of lamport and n: what every reader of JSON can hold
_ID_DIGITS = 32
_HEAD, _COMMA = b'{"id":"', b'",'
_REST = len(_HEAD) + _ID_DIGITS + len(_COMMA)
_TYPES = (int, int, int, str, str, str, str, dict)  # of v, n, lamport, at, coder, prev, act, body
_BLANK = " \t\r\n"
_MARK = b"\xef\xbb\xbf"
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # json.loads without what it does besides, which takes half the time
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_quoted = json.encoder.encode_basestring
_nothing = hashlib.sha256()


def line(fields: dict[str, Any]) -> tuple[str, bytes]:
    """Return the id and the line of an act, given everything but its id."""
    return _with_id(_encode(fields).encode())


def line_of(version: int, n: int, at: str, lamport: int, coder: str, prev: str, kind: str, body: str) -> tuple[str, bytes]:
    """Return what `line` does, given the body as it stands in the line: the keys are in order here."""
    return _with_id(
        f'{{"act":{_quoted(kind)},"at":{_quoted(at)},"body":{body},"coder":{_quoted(coder)},'
        f'"lamport":{lamport},"n":{n},"prev":{_quoted(prev)},"v":{version}}}'.encode()
    )


def _digest(raw: bytes) -> str:
    digest = _nothing.copy()  # to begin one anew asks for its algorithm each time, which takes longer than a line
    digest.update(raw)
    return digest.hexdigest()[:_ID_DIGITS]


def _with_id(rest: bytes) -> tuple[str, bytes]:
    identity = _digest(rest)
    return identity, _HEAD + identity.encode() + _COMMA + rest[1:] + b"\n"


def parse(raw: bytes) -> Act | str:
    """Return the act in a line (without its line end), or what is wrong with the line.

    What git, mail and editors put around a line is none of it: a CR before its end, a byte order mark before the first.
    """
    if raw[:1] != b"{" or raw[-1:] == b"\r":
        raw = raw.rstrip(b"\r").removeprefix(_MARK)
    try:
        text = raw.decode()
        fields, end = _scan(text, 0)
        version = fields["v"]
        if end != len(text) and text[end:].strip(_BLANK):
            return NOT_AN_ACT
        if type(version) is int and version > VERSION:
            return f"written by a newer version (v{version}); the study is read-only here"
        identity, n, lamport, prev, body = fields["id"], fields["n"], fields["lamport"], fields["prev"], fields["body"]
        at, coder, kind = fields["at"], fields["coder"], fields["act"]
    except (ValueError, KeyError, TypeError, RecursionError, StopIteration):
        return NOT_AN_ACT
    kinds = (type(version), type(n), type(lamport), type(at), type(coder), type(prev), type(kind), type(body))
    if kinds != _TYPES or not (1 <= lamport < _LARGEST and 1 <= n < _LARGEST and 1 <= version <= VERSION):
        return NOT_AN_ACT
    digest = _digest(b"{" + raw[_REST:])
    if identity != digest or raw[:_REST] != _HEAD + digest.encode() + _COMMA:
        return "was changed after it was written; nothing from here on is used"
    return Act(digest, n, at, lamport, coder, prev, kind, body, version)


def _known(raw: bytes) -> Act:
    """Return the act in a line that was verified before."""
    f = _scan(raw.removeprefix(_MARK).decode(), 0)[0]
    return Act(f["id"], f["n"], f["at"], f["lamport"], f["coder"], f["prev"], f["act"], f["body"], f["v"])


@dataclass(frozen=True, slots=True)
class Prefix:
    """How a log began when it was last verified: `size` bytes with this hash, which hold `count` acts."""

    size: int
    sha256: str
    count: int
    last: str
    lamport: int
    coder: str


class Acts(Sequence[Act]):
    """The acts of a log. Those whose bytes were verified before are made when somebody asks.

    Parameters
    ----------
    raw
        Whole lines that hold `count` acts and were verified before.
    count
        How many.
    """

    def __init__(self, raw: bytes = b"", count: int = 0) -> None:
        self._raw, self._count = raw, count
        self._made: list[Act] = []

    def append(self, act: Act) -> None:
        """Add an act behind all others."""
        self._made.append(act)

    def extend(self, acts: Iterable[Act]) -> None:
        """Add acts behind all others."""
        self._made.extend(acts)

    def _whole(self) -> list[Act]:
        if self._raw:
            with uncollected():
                self._made[:0] = map(_known, self._raw[:-1].split(b"\n"))
            self._raw, self._count = b"", 0
        return self._made

    def __len__(self) -> int:
        return self._count + len(self._made)

    @overload
    def __getitem__(self, place: int) -> Act: ...
    @overload
    def __getitem__(self, place: slice) -> list[Act]: ...
    def __getitem__(self, place: int | slice) -> Act | list[Act]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if self._raw and step > 0 and start >= self._count:  # only what was read since
                return self._made[start - self._count : max(stop - self._count, 0) : step]
            return self._whole()[place]
        index = place if place >= 0 else len(self) + place
        if self._raw and index >= self._count:
            return self._made[index - self._count]
        return self._whole()[place]

    def __iter__(self) -> Iterator[Act]:
        return iter(self._whole())

    def __reversed__(self) -> Iterator[Act]:
        yield from reversed(self._made[:])
        raw, end = self._raw, len(self._raw) - 1
        while end > 0:
            start = raw.rfind(b"\n", 0, end) + 1
            yield _known(raw[start:end])
            end = start - 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows


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
    last, coder
        Id of the last of them, and who made the first; empty if there is none.
    problems
        In words, for the person: a torn tail, a line that was changed, a newer format.
    newer, torn
        Whether what follows was written by a newer version, or is a line that never got its end.
    mixed
        Whether it holds acts of several coders, which no writer does.
    expected
        How a snapshot says the log begins. It is believed only if the bytes have that hash.
    resumed
        Whether it was, and nothing was read anew since.
    stamp
        Of the file at the last look: see `stamp_of`.
    """

    path: Path
    acts: Acts = field(default_factory=Acts)
    size: int = 0
    lamport: int = 0
    last: str = ""
    coder: str = ""
    problems: list[str] = field(default_factory=list)
    newer: bool = False
    torn: bool = False
    mixed: bool = False
    expected: Prefix | None = None
    resumed: bool = False
    stamp: tuple[int, int, int] = (0, 0, 0)
    _read: Any = field(default_factory=hashlib.sha256, repr=False)  # over the bytes of `acts`

    def __post_init__(self) -> None:
        self._place = str(self.path)

    def refresh(self) -> bool:
        """Read what was appended since the last call; say whether anything is different."""
        try:
            stat = os.stat(self._place)  # noqa: PTH116 (half the time of a Path's, at each look)
            if (stat.st_mtime_ns, stat.st_size, stat.st_ino) == self.stamp:
                return False
            file = self.path.open("rb")
        except FileNotFoundError:
            had = bool(self.acts or self.problems)
            self._forget()
            self.problems = []
            return had
        with file:
            stamp = stamp_of(os.fstat(file.fileno()))
            appended = stamp[2] == self.stamp[2] and stamp[1] > self.stamp[1]
            file.seek(self.size if appended else 0)
            data = file.read()
        before = (len(self.acts), self.last, self.problems)
        if not appended and self.acts:
            # Replaced by a sync tool, or written over: what was read before must still be how the file begins.
            if hashlib.sha256(data[: self.size]).digest() == self._read.digest():
                data = data[self.size :]
            else:
                self._forget()
        elif self.expected and not self.acts:
            data = self._believe(self.expected, data)
        self.expected = None
        with uncollected():
            self._take(data)
        self.stamp = stamp
        return before != (len(self.acts), self.last, self.problems)

    def goes_on_from(self, count: int, last: str) -> bool:
        """Say whether the log still has `count` acts or more, and the last of those is `last`."""
        if len(self.acts) > count:
            return self.acts[count].prev == last  # an act that was only hashed is not made for this
        return len(self.acts) == count and self.last == last

    def prefix(self) -> Prefix:
        """Return how the log begins, for a snapshot."""
        return Prefix(self.size, self._read.hexdigest(), len(self.acts), self.last, self.lamport, self.coder)

    def _believe(self, told: Prefix, data: bytes) -> bytes:
        """Take over what was verified before if these are the same bytes; return what follows them."""
        seen = hashlib.sha256(memoryview(data)[: told.size])
        if told.size > len(data) or not told.size or seen.hexdigest() != told.sha256:
            return data
        self.acts, self._read, self.resumed = Acts(data[: told.size], told.count), seen, True
        self.size, self.lamport, self.last, self.coder = told.size, told.lamport, told.last, told.coder
        return data[told.size :]

    def _forget(self) -> None:
        self.acts, self.size, self.lamport, self.last, self.coder = Acts(), 0, 0, "", ""
        self.stamp, self._read = (0, 0, 0), hashlib.sha256()
        self.newer = self.torn = self.mixed = self.resumed = False

    def _take(self, data: bytes) -> None:
        """Add the acts in `data` up to the first line that is not as it was written."""
        self.problems, self.newer, self.torn = [], False, False
        *whole, _ = data.split(b"\n")
        size, count, last, lamport, add = 0, len(self.acts), self.last, self.lamport, self.acts.append
        wrong = ""
        coders = {self.coder} if self.coder else set()
        for raw in whole:
            act = parse(raw)
            if isinstance(act, str):
                wrong = act
                break
            count += 1
            if act.prev != last or act.n != count:
                wrong = "does not follow the line before; nothing from here on is used"
                break
            add(act)
            coders.add(act.coder)
            last, size = act.id, size + len(raw) + 1
            lamport = max(lamport, act.lamport)
        self._read.update(memoryview(data)[:size])
        self.size, self.last, self.lamport = self.size + size, last, lamport
        if not self.coder and self.acts:
            self.coder = self.acts[0].coder
        self.mixed = self.mixed or len(coders) > 1
        rest = data[size:]
        if wrong and not _never_written(rest):
            self.newer = "newer version" in wrong
            self.problems = [f"{self._where()}: {wrong}"]
        elif rest:
            self.torn = True
            self.problems = [f"{self._where()}: the last line is torn ({len(rest)} bytes); acts before it are whole"]

    def follows(self, raw: bytes) -> bool:
        """Say whether `raw` is a whole act that follows the last one read."""
        act = parse(raw)
        return isinstance(act, Act) and act.prev == self.last and act.n == len(self.acts) + 1

    def wrote(self, acts: Sequence[Act], data: bytes, stat: os.stat_result) -> None:
        """Take over what the one writer of this log has just appended: it need not be read again.

        Parameters
        ----------
        acts
            The acts.
        data
            Their lines.
        stat
            Of the file, after they were written.
        """
        if stat.st_size != self.size + len(data):
            return  # somebody else wrote as well: the next look reads it
        try:
            self.acts.extend(acts)
            self._read.update(data)
            self.lamport, self.coder = max(self.lamport, acts[-1].lamport), acts[-1].coder
            self.size, self.last, self.stamp = stat.st_size, acts[-1].id, stamp_of(stat)
        except BaseException:
            self._forget()  # interrupted halfway: the file is right, and is read again
            raise

    def _where(self) -> str:
        return f"log/{self.path.name}, line {len(self.acts) + 1}"


def _never_written(rest: bytes) -> bool:
    """Say whether a power cut left zeros where the last line should be: no act holds any, and no act is behind them.

    Or an editor left empty lines there.
    """
    if not rest.strip(b"\r\n"):
        return True
    last, _, behind = rest.partition(b"\n")
    return b"\0" in last and not behind.strip(b"\0\n") and not isinstance(parse(last.strip(b"\0")), Act)


def stamp_of(stat: os.stat_result) -> tuple[int, int, int]:
    """Return what tells that a file was written to or replaced: its time, size and inode."""
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
