"""Which files are meant by a name or a pattern; what is not there is said with what is.

Patterns are looked up here as well as in the shell: PowerShell hands ``*.vtt`` over as it is typed.
"""

from __future__ import annotations

import difflib
import glob
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable


def matching(given: str | Path, *, whole: Callable[[Path], bool] = Path.is_file) -> list[Path]:
    """Return the files that a name or a pattern means: one of exactly that name goes first, whatever is in it.

    Parameters
    ----------
    given
        A file, or a pattern such as ``interviews/*.vtt``; ``~`` is the home folder.
    whole
        What is one thing to bring in: a file, or the folder that a program keeps a project in.

    Raises
    ------
    UserError
        If nothing is meant, or a folder is.
    """
    path = Path(given).expanduser()
    if path.is_file() or whole(path):
        return [path]
    if path.is_dir():
        raise UserError(f"{given} is a folder; say which of its files, as in {path.as_posix()}/*.vtt")
    pattern = glob.has_magic(str(path))
    found = sorted(p for p in map(Path, glob.glob(str(path))) if whole(p)) if pattern else []  # noqa: PTH207 (may be absolute)
    if not found:
        raise UserError((f"no file matches {given}" if pattern else f"{given}: there is no such file") + _instead(path))
    return found


def _instead(path: Path) -> str:
    """Return what there is in the place of what is not there: no folder, or files that are spelled like it."""
    if not path.parent.is_dir():
        return f", since there is no folder {path.parent}"
    near = difflib.get_close_matches(path.name, sorted(p.name for p in path.parent.iterdir() if p.is_file()), n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""
