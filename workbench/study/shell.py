"""Commands that are told to somebody, so that they can be pasted."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def at(path: str | Path) -> str:
    """Return a path as it can be pasted behind a command: quoted where it holds a blank or a sign the shell reads."""
    return shlex.quote(str(path)) if os.name == "posix" else f'"{path}"' if " " in str(path) else str(path)
