"""An import that was killed is taken back before the next one begins: what it replaced is linked aside first.

Whoever is interrupted takes back what they did themselves. Whoever is killed cannot; but the journal says which files they
were to write, and the links hold what was there. The key's is beside the key: names never lie inside the study.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.canon import write_atomic
from workbench.study.device import device_id
from workbench.study.errors import NotSaved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.folder import Folder

_FOLDER, _JOURNAL = "import", "journal.json"
_DAY = 86_400  # longer than any draft takes, and than clocks of machines that share a drive are apart


def of(base: Path) -> set[Path]:
    """Return the files of a source: its record and text, and its earlier versions."""
    return {*base.parent.glob(f"{base.name}.*"), *(base.parent / "old").glob(f"{base.name}.*")}


def begin(folder: Folder, paths: Iterable[Path], bases: Sequence[Path]) -> None:
    """Note what is about to be written, and keep what is there."""
    place = folder.cache / _FOLDER
    place.mkdir(parents=True, exist_ok=True)
    every = sorted({*paths, *(p for base in bases for p in of(base))})
    kept = []
    for number, path in enumerate(p for p in every if p.is_file()):
        aside = place / str(number) if path.is_relative_to(folder.root) else _aside(path)
        aside.unlink(missing_ok=True)
        try:
            os.link(path, aside)
        except OSError:  # a disk without links
            shutil.copy2(path, aside)
        kept.append([_named(folder, path), _named(folder, aside)])
    note = {
        "device": device_id(),
        "paths": [_named(folder, p) for p in every],
        "bases": [_named(folder, b) for b in bases],
        "kept": kept,
    }
    write_atomic(place / _JOURNAL, json.dumps(note))


def end(folder: Folder) -> None:
    """Forget the journal: all is written, or all is taken back."""
    place = folder.cache / _FOLDER
    (place / _JOURNAL).unlink(missing_ok=True)
    _aside(folder.key_file).unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)


def _named(folder: Folder, path: Path) -> str:
    """Return a path as seen from the folder around the study, which may be moved and opened from anywhere."""
    return Path(os.path.relpath(path.parent.resolve() / path.name, folder.root.resolve().parent)).as_posix()


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.before")


def pending(folder: Folder) -> bool:
    """Say whether an import was killed while it wrote."""
    return (folder.cache / _FOLDER / _JOURNAL).is_file()


def recover(folder: Folder) -> bool:
    """Take back an import that was killed; say whether there was one. Only for whoever holds the lock of imports.

    One that had written its record, which comes last, was done.

    Raises
    ------
    NotSaved
        If another machine began it a short while ago.
    """
    place = folder.cache / _FOLDER
    journal = place / _JOURNAL
    if not journal.is_file():
        end(folder)  # killed before anything was written, if at all
        return False
    note = _ours(folder, journal)
    if note is None:
        end(folder)
        return False
    if note["device"] not in {"", device_id()} and journal.stat().st_mtime > time.time() - _DAY:
        msg = "an import on another machine is going on, or was cut short there"
        raise NotSaved(f"{msg}: try again when it is done, or open the study there once. After a day this machine takes it back.")
    began = journal.stat().st_mtime_ns
    records = [Path(b).with_name(Path(b).name + ".json") for b in note["bases"]]
    done = bool(records) and all(r.is_file() and r.stat().st_mtime_ns >= began for r in records)
    for path in {Path(p) for p in (*note["paths"], *note["bases"])}:
        drafts = [path.parent.glob(".tmp-*"), (path.parent / "old").glob(".tmp-*")] if path.is_relative_to(folder.root) else []
        for left in (found for some in (*drafts, path.parent.glob(f".{glob.escape(path.name)}.tmp-*")) for found in some):
            left.unlink(missing_ok=True)
    if not done:
        _take_back(note)
    end(folder)
    return not done


def sweep(folder: Folder) -> None:
    """Delete drafts that whoever was killed left in a study and beside its key, once nobody can be writing them any more."""
    for path in (*folder.root.rglob(".tmp-*"), *folder.key_file.parent.glob(f".{glob.escape(folder.key_file.name)}.tmp-*")):
        with suppress(OSError):
            if path.lstat().st_mtime < time.time() - _DAY:
                path.unlink()


def _ours(folder: Folder, journal: Path) -> dict[str, Any] | None:
    """Return the journal; None if it is damaged, or speaks of any file that no import of this study writes.

    A study may come from somebody else, with its cache: nothing outside it is touched, but for the key beside it.
    """
    home, key = folder.root.resolve().parent, folder.key_file.resolve()
    beside = {key, _aside(key)}
    try:
        raw = json.loads(journal.read_text(encoding="utf-8"))
        paths, bases = ([str(home / name) for name in raw[key_]] for key_ in ("paths", "bases"))
        kept = [[str(home / path), str(home / aside)] for path, aside in raw["kept"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    named = [Path(p) for p in (*paths, *bases, *(end for pair in kept for end in pair))]
    whole = all(_within(path, folder.root.resolve(), beside) for path in named)
    return {"paths": paths, "bases": bases, "kept": kept, "device": str(raw.get("device", ""))} if whole else None


def _within(path: Path, root: Path, beside: set[Path]) -> bool:
    real = path.parent.resolve() / path.name
    return real in beside or (real.is_relative_to(root) and path.name not in {"", ".."})


def _take_back(note: dict[str, Any]) -> None:
    kept: dict[str, str] = dict(note["kept"])
    for path in {*map(Path, note["paths"]), *(p for base in note["bases"] for p in of(Path(base)))}:
        aside = Path(kept[str(path)]) if str(path) in kept else None
        if aside is None:
            path.unlink(missing_ok=True)
        elif aside.is_file():
            aside.replace(path)
    for folder in {Path(p).parent for p in note["paths"]} | {Path(b).parent for b in note["bases"]}:
        for made in (folder / "old", folder, folder.parent):
            if made.is_dir() and not any(made.iterdir()):
                made.rmdir()
