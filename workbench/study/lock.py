"""The lock that the one writer of a log holds while it appends, for two notebooks of one coder on one machine."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from typing import TYPE_CHECKING

from workbench.study.errors import NotSaved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 10  # how long to wait for another writer
_FIRST, _LONGEST = 0.001, 0.05  # between two tries
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
_CANNOT = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``<path>.lock``; raises NotSaved if another process does not let go of it.

    Where the system has flock it is used as filelock does, on the same file, without what filelock does besides: that
    would take as long as all the rest of an act. Elsewhere filelock does it.
    """
    handle = _flock(f"{path}.lock", path.name)
    if handle is None:
        with _filelock(path):
            yield
        return
    try:
        yield
    finally:
        os.close(handle)  # which lets go of the lock


def _flock(lock: str, name: str) -> int | None:
    """Return a handle that holds the lock; None where there is no flock."""
    try:
        import fcntl
    except ImportError:  # Windows
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


@contextlib.contextmanager
def _filelock(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise NotSaved(_busy(path.name)) from None
    try:
        yield
    finally:
        lock.release()


def _busy(name: str) -> str:
    return f"not saved: {name} is in use by another process. Close the other notebook and try again."
