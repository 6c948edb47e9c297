"""A site on disk: built beside its folder and put in its place at once; nobody else's folder is touched."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workbench.study.canon import canonical_json, sync_folder, write_atomic
from workbench.study.errors import NotSaved, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Says whose folder it is, and which files in it are ours.
MARKER = "journey-site.json"
_DAY = 86_400  # nobody takes so long to write a site


def put(files: Mapping[str, bytes], folder: str | Path) -> Path:
    """Write a site into a folder; return the folder.

    A reader sees the old site or the new one. What an older build left goes; what somebody else put into the folder
    (``.git``, ``CNAME``, ``.htaccess``) stays.

    Parameters
    ----------
    files
        What is in each file, by its path in the site.
    folder
        Where to: a new or empty folder, or one that holds a site made by this function.

    Raises
    ------
    UserError
        If the folder holds anything else, or a file that is not ours has the name of one of ours. Nothing is touched.
    NotSaved
        If the disk says no; the old site stands as it was.
    """
    target = Path(folder).resolve()
    _after_a_kill(target)
    others = not_ours(files, target)
    marker = canonical_json({"format": 1, "made_by": "Journey Workbench", "files": sorted(files)}) + "\n"
    try:
        with _beside(target) as draft:
            for path, data in {**files, MARKER: marker.encode()}.items():
                write_atomic(draft / path, data)
            _bring_along(target, draft, others)
            _swap(draft, target)
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise NotSaved(f"{target.name}: the site was not written ({what}); what was there is there still") from error
    return target


def not_ours(files: Iterable[str], folder: str | Path) -> set[str]:
    """Return what lies in a folder and would stay if these files were put there.

    Raises
    ------
    UserError
        If they may not be: see `put`.
    """
    target = Path(folder).resolve()
    others = _others(target, _ours(target))
    for path in sorted(others & _with_parents(files)):
        raise UserError(f"{target.name}/{path}: the site needs this name, and it is not of our making. Move it away.")
    return others


def _ours(target: Path) -> frozenset[str]:
    """Return which files of a folder are ours.

    Raises
    ------
    UserError
        If the folder is somebody else's.
    """
    if not target.exists():
        return frozenset()
    if not target.is_dir():
        raise UserError(f"{target.name}: there is a file of that name. Name a folder for the site.")
    if target in (here := Path.cwd().resolve(), *here.parents):
        raise UserError(f"{target.name or target}: you are inside it, and the site would replace it. Name another, such as site.")
    if not any(target.iterdir()):
        return frozenset()
    with suppress(OSError, ValueError):
        said = json.loads((target / MARKER).read_text(encoding="utf-8"))
        if isinstance(said, dict) and isinstance(said.get("files"), list):
            return frozenset(str(path) for path in said["files"]) | {MARKER}
    raise UserError(f"{target.name}: there are files in this folder, and no site of ours. Name a new or an empty folder.")


def _others(target: Path, ours: frozenset[str]) -> set[str]:
    """Return what lies in a folder and is not ours: the topmost folders that hold nothing of ours, and single files."""
    parents = _with_parents(ours) - ours

    def walk(at: Path) -> Iterator[str]:
        for entry in sorted(at.iterdir()):
            path = entry.relative_to(target).as_posix()
            if entry.is_dir() and not entry.is_symlink() and path in parents:
                yield from walk(entry)
            elif path not in ours:
                yield path

    return set(walk(target)) if ours else set()


def _with_parents(files: Iterable[str]) -> set[str]:
    """Return the paths of files and of all folders they lie in."""
    found = set(files)
    for path in tuple(found):
        found |= {parent.as_posix() for parent in PurePosixPath(path).parents if parent.name}
    return found


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a folder beside `target` that is gone afterwards, unless it took its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}-{secrets.token_hex(4)}"
    draft.mkdir()  # open to whoever may read the folders here: a web server, say
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _after_a_kill(target: Path) -> None:
    """Put back the site that was just being replaced when somebody was killed; what they built is thrown away after a day."""
    drafts = re.compile(rf"\.{re.escape(target.name)}-[0-9a-f]{{8}}(-old)?")
    with suppress(OSError):
        for path in sorted(p for p in target.parent.iterdir() if drafts.fullmatch(p.name) and p.is_dir() and not p.is_symlink()):
            if path.name.endswith("-old") and not target.exists():
                path.rename(target)
            elif path.stat().st_mtime < time.time() - _DAY:
                shutil.rmtree(path, ignore_errors=True)


def _bring_along(target: Path, draft: Path, others: set[str]) -> None:
    for path in sorted(others):
        (draft / path).parent.mkdir(parents=True, exist_ok=True)
        if (target / path).is_dir() and not (target / path).is_symlink():
            shutil.copytree(target / path, draft / path, symlinks=True)
        else:
            shutil.copy2(target / path, draft / path, follow_symlinks=False)


def _swap(draft: Path, target: Path) -> None:
    """Put the new folder in the place of the old one; if that fails half-way the old one is put back."""
    if not target.exists():
        draft.rename(target)
    else:
        aside = draft.with_name(f"{draft.name}-old")
        target.rename(aside)
        try:
            draft.rename(target)
        except OSError:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    sync_folder(target.parent)
