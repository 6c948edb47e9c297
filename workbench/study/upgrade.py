"""From format 1 to format 2, with a backup that was read back before anything is changed.

A study of format 1 is read as it is, and stays what it is until something is written that format 1 does not have. Then
the whole study but its originals is copied into a zip beside it, the copy is read back and compared, and only then the
one line of ``study.toml`` changes. Whoever is killed in between finds the old study or the new one.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from workbench.study import settings as settings_file
from workbench.study.canon import canonical_json, sha256_text, sync_folder, write_atomic
from workbench.study.errors import NotSaved, Refused
from workbench.study.lock import locked
from workbench.study.toml import edited

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.folder import Folder

_LEFT_OUT = {"raw", ".workbench", "out"}
_LINE = re.compile(r"^(\s*format\s*=\s*)1(?=\s*(?:#.*)?\r?$)", re.MULTILINE)
_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same study
_SHORT = 8


def upgrade(folder: Folder) -> Path | None:
    """Make a study of format 1 one of format 2.

    Parameters
    ----------
    folder
        The study. Its settings say afterwards which format it has.

    Returns
    -------
    Path or None
        The backup, ``<study>.backup-format1-<8 digits>.zip`` beside the study; None if it had format 2 already.

    Raises
    ------
    NotSaved
        If the backup or ``study.toml`` cannot be written: then the study is as it was.
    Refused
        If the format in ``study.toml`` stands where it cannot be changed without touching anything else.
    """
    toml = folder.root / settings_file.FILE
    if folder.settings.format >= settings_file.FORMAT:
        return None
    try:
        with locked(toml):
            folder.settings = settings_file.read(toml)  # another process may have been here first
            if folder.settings.format >= settings_file.FORMAT:
                return None
            backup = _back_up(folder.root)
            write_atomic(toml, _newer(toml.read_bytes()))
            folder.settings = settings_file.read(toml)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotSaved(f"not saved: the study cannot be backed up before it changes: {reason}. It is as it was.") from error
    return backup


def _newer(raw: bytes) -> bytes:
    """Return ``study.toml`` with the format changed and every other byte as it was."""
    new = settings_file.FORMAT
    fresh = edited(raw, _LINE, rf"\g<1>{new}", lambda head: f"format = {new}\n{head}", lambda said: {**said, "format": new})
    if fresh is None:
        remedy = f"Write format = {new} into its first line."
        raise Refused(settings_file.FILE, "holds its format where it cannot be changed for you", remedy)
    return fresh


def _back_up(root: Path) -> Path:
    """Write everything that cannot be made again into a zip beside the study, and read it back."""
    study = root.resolve()
    draft = study.parent / f"{study.name}.backup-format1.zip.part"
    try:
        return _written(study, draft)
    finally:
        draft.unlink(missing_ok=True)  # there is none any more if it is the backup


def _written(study: Path, draft: Path) -> Path:
    hashes = {}
    with draft.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in sorted(_files(study).items()):
                data = path.read_bytes()
                hashes[name] = hashlib.sha256(data).hexdigest()
                archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
    if _hashes(draft) != hashes:
        raise OSError(f"{draft.name} does not hold what was written to it")
    backup = study.parent / f"{study.name}.backup-format1-{sha256_text(canonical_json(hashes))[:_SHORT]}.zip"
    draft.replace(backup)
    sync_folder(backup.parent)
    return backup


def _files(study: Path) -> dict[str, Path]:
    found = {}
    for path in study.rglob("*"):
        parts = path.relative_to(study).parts
        if path.is_file() and parts[0] not in _LEFT_OUT and not path.name.startswith(".tmp-") and path.suffix != ".lock":
            found["/".join(parts)] = path
    return found


def _hashes(archive: Path) -> dict[str, str]:
    """Return the sha256 of every file in a zip; nothing if it is damaged."""
    try:
        with zipfile.ZipFile(archive) as there:
            return {name: hashlib.sha256(there.read(name)).hexdigest() for name in there.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        return {}
