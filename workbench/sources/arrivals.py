"""Files that land in a folder: taken as soon as they stand still."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

#: Seconds between two looks at a folder, and for which a file must have stood still before it is taken.
BETWEEN, STILL = 2.0, 2.0


def arrivals(
    folder: Path,
    *,
    seen: Iterable[Path] = (),
    still: float = STILL,
    between: float = BETWEEN,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[Path]]:
    """Yield the files that landed in a folder since the last look, as soon as they stand still. It does not end by itself.

    Parameters
    ----------
    folder
        Where files land. Hidden ones, and those that end in ``.part``, ``.tmp`` or ``.crdownload``, are on their way.
    seen
        Files that are known already.
    still
        Seconds a file must not have changed.
    between
        Seconds between two looks.
    sleep
        Waits.

    Raises
    ------
    UserError
        If there is no such folder, or it is gone.
    """
    known = {path: _stamp(path) for path in seen}
    stood: dict[Path, tuple[tuple[int, float], float]] = {}  # since when each stands, by the clock of this machine
    while True:
        if not folder.is_dir():
            raise UserError(f"{folder}: there is no such folder to watch")
        now = {path: _stamp(path) for path in sorted(folder.iterdir()) if path.is_file() and not _on_its_way(path)}
        stood = {p: stood[p] if p in stood and stood[p][0] == stamp else (stamp, time.time()) for p, stamp in now.items()}
        ready = [
            path for path, (size, at) in now.items()
            if size and known.get(path) != (size, at) and time.time() - min(at, stood[path][1]) >= still
        ]  # fmt: skip
        if ready:
            known |= {path: now[path] for path in ready}
            yield ready
        sleep(between)


def _stamp(path: Path) -> tuple[int, float]:
    try:
        found = path.stat()
    except OSError:  # it went between two looks
        return 0, 0.0
    return found.st_size, found.st_mtime


def _on_its_way(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.suffix.lower() in {".part", ".tmp", ".crdownload", ".download"}
