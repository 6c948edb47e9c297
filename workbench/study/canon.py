"""Canonical bytes: the same value gives the same bytes, on every machine, in every run."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Filler = Callable[[IO[bytes]], object]  # writes what is to be in a file

_PRIVATE = 0o600

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sha256_text(text: str) -> str:
    """Return the sha256 of `text` as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_json(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Return `value` as JSON with sorted keys, no spaces, no NaN, floats rounded to 6 places.

    Raises
    ------
    ValueError
        If a number is not finite: a map never says NaN.
    """
    return json.dumps(_rounded(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _rounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, float):
        return round(value, 6) + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, dict):
        return {str(k): _rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return value


def write_atomic(path: Path, data: str | bytes) -> None:
    """Write `data` to `path` so that a reader or a crash sees the old bytes or the new, never a mixture."""
    raw = data.encode() if isinstance(data, str) else data
    with drafted(path, lambda file: file.write(raw)) as put_in_place:
        put_in_place()


@contextmanager
def drafted(path: Path, fill: Filler, *, prefix: str = ".tmp-", mode: int = 0o644) -> Iterator[Callable[[], None]]:
    """Write a file beside `path`, synced, and yield what puts it in the place of `path`; not called, nothing stays of it.

    Parameters
    ----------
    path
        The file it may become.
    fill
        Writes what is in it.
    prefix
        How its name begins until then.
    mode
        Who may read it; until it is in place only its owner can.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix)  # which makes it private

    def put_in_place() -> None:
        if mode != _PRIVATE:
            Path(name).chmod(mode)
        Path(name).replace(path)
        sync_folder(path.parent)

    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        yield put_in_place
    finally:
        Path(name).unlink(missing_ok=True)  # there is none any more if it was put in place


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut, where the system allows it (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}:  # some network drives cannot
            raise
    finally:
        os.close(handle)


def xml_text(text: str) -> str:
    """Return text as XML can hold it: each character that it cannot hold is one U+FFFD, so places stay."""
    return _NO_XML.sub("\ufffd", text)
