"""Copies that sync tools, editors and people leave beside the files of a study: nothing reads them, so somebody has to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.study.names import is_slug, slug
from workbench.study.participants import FILE as PARTICIPANTS
from workbench.study.settings import FILE as SETTINGS
from workbench.study.store import SURVEYS, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.study.folder import Folder

Row = tuple[Literal["error", "warning", "note"], str, str, str]
_OURS = {".json", ".txt", ".parquet"}
_COMPARE = "Compare the two, take over what is missing, then delete the copy."


def copies(folder: Folder) -> Iterator[Row]:
    """Yield (level, where, what, remedy) for each copy of a file of the study that nothing reads.

    Parameters
    ----------
    folder
        The study.
    """
    for path in stray(folder.root):
        where = path.relative_to(folder.root).as_posix()
        yield "warning", where, "looks like a copy of a source; nothing reads it", "Delete it, if the source beside it is whole."
    for path in _beside(folder.root, SETTINGS):
        yield "warning", path.name, "looks like a copy of study.toml; nothing reads it", _COMPARE
    for path in _beside(folder.root, PARTICIPANTS):
        yield "warning", path.name, "looks like a copy of participants.csv; nothing reads it, nor what it says of consent", _COMPARE
    key = folder.key_file
    for path in _beside(key.parent, key.name):
        yield "warning", path.name, "looks like a copy of the key file, with names in it; nothing reads it", _COMPARE


def stray(root: Path) -> list[Path]:
    """Return what lies among the sources under a name that no source is written under, sorted."""
    found = (path for place in (TRANSCRIPTS, SURVEYS) for path in root.glob(f"{place}/*/*"))
    return sorted(p for p in found if p.suffix in _OURS and p.is_file() and not p.name.startswith("._") and not _is_ours(p))


def _is_ours(path: Path) -> bool:
    return is_slug(path.stem) and is_slug(path.parent.name)


def _beside(folder: Path, name: str) -> list[Path]:
    """Return the files in `folder` that are called as sync tools and people call a copy of `name`."""
    stem, _, suffix = name.rpartition(".")
    words = slug(stem)
    try:
        there = [p for p in folder.iterdir() if p.suffix == f".{suffix}" and p.name != name and not p.name.startswith("._")]
    except OSError:
        return []
    called = [(p, slug(p.stem)) for p in there]
    return sorted(p for p, s in called if s.startswith((f"{words}-", f"copy-of-{words}")) and p.is_file())
