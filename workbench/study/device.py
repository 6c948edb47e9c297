"""Which machine this is: a short random id that no study holds, so that two machines never write one log."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sys
import uuid
from pathlib import Path

from workbench.study.canon import write_atomic
from workbench.study.names import slug

VARIABLE = "WORKBENCH_DEVICE"


def device_id() -> str:
    """Return the id of this machine and user: letters and digits only.

    The variable ``WORKBENCH_DEVICE`` decides if it is set. Otherwise the id was drawn at random once and is kept in
    the user's own configuration folder: not in the study, which a sync tool may carry to another machine. Where that
    folder cannot be written the id is computed from the hardware address instead.
    """
    if given := os.environ.get(VARIABLE, "").strip():
        return _plain(given)
    path = _config() / "journey-workbench" / "device"
    try:
        if known := path.read_text(encoding="utf-8").strip():
            return _plain(known)
    except (OSError, UnicodeDecodeError):
        pass
    fresh = secrets.token_hex(4)
    try:
        write_atomic(path, fresh + "\n")
    except OSError:
        return hashlib.sha256(f"{uuid.getnode()} {Path.home()}".encode()).hexdigest()[:8]
    return fresh


def _plain(text: str) -> str:
    """Return `text` without the ``-`` that parts coder from device in a file name."""
    return re.sub(r"[-_]", "", slug(text)) or "item"


def _config() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
