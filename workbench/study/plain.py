"""What lies in a study folder is files, and they are here.

Who opens a pipe waits for whoever writes to it, which may be nobody. And a file that iCloud took off this machine is not
there under its name: a log would be missing without a word, and be begun anew.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_AWAY = ".icloud"


def only_files(root: Path, *beside: Path) -> None:
    """Look whether there is anything in a study that is neither a file nor a folder, or is elsewhere; no file is opened for that.

    Parameters
    ----------
    root
        The study folder.
    *beside
        Files outside it that belong to it.

    Raises
    ------
    Refused
        If there is.
    """
    odd = next(_odd(str(root)), "") or next((str(path) for path in beside if _is_odd(path)), "")
    if odd.endswith(_AWAY):
        found = "stands for a file that is in iCloud and not on this machine"
        raise Refused(os.path.relpath(odd, root.parent), found, "Download the folder in Finder, and keep it downloaded.")
    if odd:
        found = "is a pipe, a socket or a device, not a file: reading it might never end"
        raise Refused(os.path.relpath(odd, root.parent), found, "Take it away, or put the file back from a backup.")


def _odd(folder: str) -> Iterator[str]:
    folders = [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as there:
            for entry in there:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(_AWAY) or (not entry.is_file(follow_symlinks=False) and _is_odd(entry)):
                    yield entry.path


def _is_odd(path: os.DirEntry[str] | Path) -> bool:
    """Say whether a path leads to something that is neither a file nor a folder; a link may lead nowhere."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
