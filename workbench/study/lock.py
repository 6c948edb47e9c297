"""The lock that the one writer of a log holds while it appends, for two notebooks of one coder on one machine."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from typing import TYPE_CHECKING, Any

from workbench.study.errors import NotSaved

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECONDS = 10  # how long to wait for another writer
_FIRST, _LONGEST = 0.001, 0.05  # between two tries
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
_CANNOT = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
_process = [0]  # another number in each process that was forked from this one


def _forked() -> None:
    _process[0] += 1


if fcntl is not None:
    os.register_at_fork(after_in_child=_forked)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``<path>.lock``; raises NotSaved if another process does not let go of it."""
    lock = Lock(path)
    try:
        with lock:
            yield
    finally:
        lock.close()


class Lock:
    """``<path>.lock``, to be held with ``with``; raises NotSaved if somebody else does not let go of it.

    Where the system has flock it is used as filelock does, on the same file, without what filelock does besides: that
    would take as long as all the rest of an act. For the same reason the file stays open between two acts. Elsewhere
    filelock does it.

    Parameters
    ----------
    path
        The file that is written to while the lock is held.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._name = path, path.name
        self._file = f"{path}.lock"
        self._handle: int | None = None
        self._process = 0
        self._other: Any = None  # of filelock
        self._threads = threading.Lock()  # two threads with one handle would both have the lock

    def __enter__(self) -> None:
        if not self._threads.acquire(timeout=SECONDS):
            raise NotSaved(_busy(self._name))
        try:
            if not self._at_once():
                self.close()
                handle = _flock(self._file, self._name)
                if handle is None:
                    self._other = _filelock(self._file, self._name)
                else:
                    self._handle, self._process = handle, _process[0]
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_error: object) -> None:
        try:
            if self._other is not None:
                self._other.release()
                self._other = None
            elif self._handle is not None:
                fcntl.flock(self._handle, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _at_once(self) -> bool:
        """Take the lock with the file that is open already; False if it is not, or not the one that guards any more."""
        if self._handle is None or self._process != _process[0]:  # a forked process has its parent's lock: it needs its own
            return False
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return bool(os.fstat(self._handle).st_nlink)
        except OSError:
            return False  # somebody has it, or it cannot be had this way

    def close(self, how: Callable[[int], None] = os.close) -> None:
        """Close the file, which lets go of the lock; also when Python ends and has let go of its modules."""
        handle, self._handle = self._handle, None
        if handle is not None:
            try:  # noqa: SIM105 (when Python ends, contextlib may be gone)
                how(handle)
            except OSError:  # what was said to be saved was synced before
                pass

    def __del__(self) -> None:
        """Close the file of a log that nobody writes to any more."""
        self.close()


def _flock(lock: str, name: str) -> int | None:
    """Return a handle that holds the lock; None where there is no flock."""
    if fcntl is None:
        return None
    until, pause = time.monotonic() + SECONDS, _FIRST
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_nlink:  # else somebody deleted the file meanwhile: that lock guards nothing
                return handle
            os.close(handle)
            continue
        except OSError as error:
            os.close(handle)
            if error.errno in _CANNOT:
                return None
            if error.errno not in _TAKEN:
                raise
        if time.monotonic() > until:
            raise NotSaved(_busy(name))
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def _filelock(lock: str, name: str) -> Any:  # noqa: ANN401 (a lock of filelock)
    from filelock import FileLock, Timeout

    held = FileLock(lock, timeout=SECONDS)
    try:
        held.acquire()
    except Timeout:
        raise NotSaved(_busy(name)) from None
    return held


def _busy(name: str) -> str:
    return f"not saved: {name} is in use by another process. Close the other notebook and try again."
