"""Canonical bytes: the same value gives the same bytes, on every machine, in every run."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


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
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


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
