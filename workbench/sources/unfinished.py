"""An import that was killed is taken back before the next one begins: what it replaced is linked aside first.

Whoever is interrupted takes back what they did themselves. Whoever is killed cannot; but the journal says which files they
were to write, and the links hold what was there. The key's is beside the key: names never lie inside the study.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.canon import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.folder import Folder

_FOLDER, _JOURNAL = "import", "journal.json"


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
        kept.append([str(path), str(aside)])
    note = {"paths": [str(p) for p in every], "bases": [str(b) for b in bases], "kept": kept}
    write_atomic(place / _JOURNAL, json.dumps(note))


def end(folder: Folder) -> None:
    """Forget the journal: all is written, or all is taken back."""
    place = folder.cache / _FOLDER
    (place / _JOURNAL).unlink(missing_ok=True)
    _aside(folder.key_file).unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.before")


def recover(folder: Folder) -> bool:
    """Take back an import that was killed; say whether there was one. Only for whoever holds the lock of imports.

    One that had written its record, which comes last, was done.
    """
    place = folder.cache / _FOLDER
    journal = place / _JOURNAL
    if not journal.is_file():
        end(folder)  # killed before anything was written, if at all
        return False
    note = json.loads(journal.read_text(encoding="utf-8"))
    began = journal.stat().st_mtime_ns
    records = [Path(b).with_name(Path(b).name + ".json") for b in note["bases"]]
    done = bool(records) and all(r.is_file() and r.stat().st_mtime_ns >= began for r in records)
    for path in {Path(p) for p in (*note["paths"], *note["bases"])}:
        drafts = [path.parent.glob(".tmp-*"), (path.parent / "old").glob(".tmp-*")] if path.is_relative_to(folder.root) else []
        for left in (found for some in (*drafts, path.parent.glob(f".{path.name}.tmp-*")) for found in some):
            left.unlink(missing_ok=True)
    if not done:
        _take_back(note)
    end(folder)
    return not done


def _take_back(note: dict[str, Any]) -> None:
    kept: dict[str, str] = dict(note["kept"])
    for path in {*map(Path, note["paths"]), *(p for base in note["bases"] for p in of(Path(base)))}:
        aside = Path(kept[str(path)]) if str(path) in kept else None
        if aside is None:
            path.unlink(missing_ok=True)
        elif aside.is_file():
            aside.replace(path)
    for folder in {Path(p).parent for p in note["paths"]} | {Path(b).parent for b in note["bases"]}:
        for made in (folder / "old", folder):
            if made.is_dir() and not any(made.iterdir()):
                made.rmdir()
