"""An import or a correction that was killed is taken back before the next one begins: what it replaced is linked aside first.

Whoever is interrupted takes back what they did themselves. Whoever is killed cannot; but the journal says which files they
were to write, and the links hold what was there. The key's is beside the key: names never lie inside the study. Several that
belong together (`together`) have a journal each until the last is done, and go as one.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.canon import write_atomic
from workbench.study.device import device_id
from workbench.study.errors import NotSaved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.study.folder import Folder

    Act = tuple[str, Mapping[str, Any]]

_FOLDER, _DONE, _JOURNAL = "import", "import-done", "journal.json"
_DAY = 86_400  # longer than any draft takes, and than clocks of machines that share a drive are apart


def of(base: Path) -> set[Path]:
    """Return the files of a source: its record and text, and its earlier versions."""
    return {*base.parent.glob(f"{base.name}.*"), *(base.parent / "old").glob(f"{base.name}.*")}


@dataclass
class _Group:
    """What is being done together: how many journals there are, and what they speak of."""

    journals: int = 0
    known: set[Path] = field(default_factory=set)


_groups: dict[tuple[int, Path], _Group] = {}  # by thread and cache


@contextmanager
def together(folder: Folder) -> Iterator[None]:
    """Let all that is written inside be there, or nothing of it, whatever happens. Only for whoever holds the lock of imports.

    What is refused inside, and caught there, is taken back alone.
    """
    key = (threading.get_ident(), folder.cache.resolve())
    _groups[key] = _Group()
    try:
        yield
    except BaseException:
        del _groups[key]
        try:
            if note := _noted(folder):
                _take_back(note)
        except OSError as error:
            left = error.filename or "a file"
            raise NotSaved(f"cut short: {left} could not be put back either. Make room, then run the same again.") from error
        end(folder)
        raise
    del _groups[key]
    end(folder)


def begin(folder: Folder, paths: Iterable[Path], bases: Sequence[Path], acts: Sequence[Act] = ()) -> None:
    """Note what is about to be written, and keep what is there.

    Parameters
    ----------
    folder
        The study.
    paths, bases
        Files, and sources without suffix.
    acts
        Kinds and bodies that are logged last, if any are: once one of them is, it was done.
    """
    place = folder.cache / _FOLDER
    place.mkdir(parents=True, exist_ok=True)
    group = _groups.get((threading.get_ident(), folder.cache.resolve()))
    every = sorted({*paths, *(p for base in bases for p in of(base))} - (group.known if group else set()))
    bases = [base for base in bases if not group or base not in group.known]
    name = _JOURNAL
    if group:
        group.journals += 1
        group.known |= {*every, *bases, *(p for base in bases for p in of(base))}
        name = f"journal-{group.journals:06}.json"
    kept = []
    for number, path in enumerate(p for p in every if p.is_file()):
        aside = place / f"{Path(name).stem}-{number}" if path.is_relative_to(folder.root) else _aside(path)
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
        "together": group is not None,
        "acts": _plain(acts),
        "logs": {log.name: log.stat().st_size for log in (folder.root / "log").glob("*.jsonl")} if acts else {},
    }
    write_atomic(place / name, json.dumps(note))


def end(folder: Folder) -> None:
    """Forget the journal: all is written, or all is taken back. What belongs together is forgotten when the last is done."""
    if (threading.get_ident(), folder.cache.resolve()) in _groups:
        return
    place, gone = folder.cache / _FOLDER, folder.cache / _DONE
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(OSError):  # several journals are forgotten at once
        place.rename(gone)
    for journal in _journals(folder):
        journal.unlink(missing_ok=True)
    _aside(folder.key_file).unlink(missing_ok=True)
    shutil.rmtree(gone, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def _journals(folder: Folder) -> list[Path]:
    return sorted((folder.cache / _FOLDER).glob("journal*.json"))


def logged(folder: Folder, acts: Sequence[Act]) -> bool:
    """Say whether what was to be logged last is in a log: then it was done, whatever came after."""
    note = _noted(folder) if acts else None
    return note is not None and _is_logged(folder, note | {"acts": _plain(acts)})


def _plain(acts: Sequence[Act]) -> list[list[Any]]:
    """Return acts as they are looked for."""
    return [[kind, {k: v for k, v in body.items() if k != "reason"}] for kind, body in acts]


def _named(folder: Folder, path: Path) -> str:
    """Return a path as seen from the folder around the study, which may be moved and opened from anywhere."""
    return Path(os.path.relpath(path.parent.resolve() / path.name, folder.root.resolve().parent)).as_posix()


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.before")


def pending(folder: Folder) -> bool:
    """Say whether an import was killed while it wrote, or was about to."""
    return any((folder.cache / name).is_dir() for name in (_FOLDER, _DONE))


def recover(folder: Folder) -> bool:
    """Take back an import that was killed; say whether there was one. Only for whoever holds the lock of imports.

    One that had written its record, or logged its act, which comes last, was done.

    Raises
    ------
    NotSaved
        If another machine began it a short while ago.
    """
    journals = _journals(folder)
    note = _noted(folder)
    if note is None:
        end(folder)  # killed before anything was written, if at all
        return False
    began = min(journal.stat().st_mtime for journal in journals)
    refuse_while_theirs(note["device"], began)
    done = _is_done(folder, note, journals[0].stat().st_mtime_ns)
    for path in {Path(p) for p in (*note["paths"], *note["bases"])}:
        drafts = [path.parent.glob(".tmp-*"), (path.parent / "old").glob(".tmp-*")] if path.is_relative_to(folder.root) else []
        for left in (found for some in (*drafts, path.parent.glob(f".{glob.escape(path.name)}.tmp-*")) for found in some):
            left.unlink(missing_ok=True)
    if not done:
        _take_back(note)
    end(folder)
    return not done


def refuse_while_theirs(device: str, began: float) -> None:
    """Do nothing if what was begun was begun on this machine, or long ago.

    Raises
    ------
    NotSaved
        If another machine may still be at it.
    """
    if device not in {"", device_id()} and began > time.time() - _DAY:
        msg = "an import on another machine is going on, or was cut short there"
        raise NotSaved(f"{msg}: try again when it is done, or open the study there once. After a day this machine takes it up.")


def _is_done(folder: Folder, note: dict[str, Any], began: int) -> bool:
    if note["together"]:
        return False
    if note["acts"]:
        return _is_logged(folder, note)
    records = [Path(b).with_name(Path(b).name + ".json") for b in note["bases"]]
    return bool(records) and all(r.is_file() and r.stat().st_mtime_ns >= began for r in records)


def _is_logged(folder: Folder, note: dict[str, Any]) -> bool:
    """Say whether one of the acts stands in a log, behind what stood there when they were noted."""
    for log in sorted((folder.root / "log").glob("*.jsonl")) if note["acts"] else ():
        with suppress(OSError), log.open("rb") as file:
            file.seek(note["logs"].get(log.name, 0))
            for line in file:
                try:
                    act = json.loads(line)
                    kind, body = act["act"], act["body"]
                    if any(kind == k and b.items() <= body.items() for k, b in note["acts"]):
                        return True
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    continue
    return False


def sweep(folder: Folder) -> None:
    """Delete drafts that whoever was killed left in a study and beside its key, once nobody can be writing them any more."""
    for path in (*folder.root.rglob(".tmp-*"), *folder.key_file.parent.glob(f".{glob.escape(folder.key_file.name)}.tmp-*")):
        with suppress(OSError):
            if path.lstat().st_mtime < time.time() - _DAY:
                path.unlink()


def _noted(folder: Folder) -> dict[str, Any] | None:
    """Return what the journals say, as one; None if there is none that can be believed."""
    notes = [note for journal in _journals(folder) if (note := _ours(folder, journal)) is not None]
    if not notes:
        return None
    whole = {name: [item for note in notes for item in note[name]] for name in ("paths", "bases", "kept", "acts")}
    logs = {name: size for note in notes for name, size in note["logs"].items()}
    return whole | {"logs": logs, "device": notes[0]["device"], "together": any(note["together"] for note in notes)}


def _ours(folder: Folder, journal: Path) -> dict[str, Any] | None:
    """Return a journal; None if it is damaged, or speaks of any file that no import of this study writes.

    A study may come from somebody else, with its cache: nothing outside it is touched, but for the key beside it.
    """
    home, key = folder.root.resolve().parent, folder.key_file.resolve()
    beside = {key, _aside(key)}
    try:
        raw = json.loads(journal.read_text(encoding="utf-8"))
        paths, bases = ([str(home / name) for name in raw[key_]] for key_ in ("paths", "bases"))
        kept = [[str(home / path), str(home / aside)] for path, aside in raw["kept"]]
        acts = [(str(kind), dict(body)) for kind, body in raw.get("acts", ())]
        logs = {str(name): int(size) for name, size in raw.get("logs", {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    named = [Path(p) for p in (*paths, *bases, *(end for pair in kept for end in pair))]
    if not all(_within(path, folder.root.resolve(), beside) for path in named):
        return None
    return {"paths": paths, "bases": bases, "kept": kept, "device": str(raw.get("device", "")),
            "together": raw.get("together") is True, "acts": acts, "logs": logs}  # fmt: skip


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
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(path)
    for folder in {Path(p).parent for p in note["paths"]} | {Path(b).parent for b in note["bases"]}:
        for made in (folder / "old", folder, folder.parent):
            if made.is_dir() and not any(made.iterdir()):
                made.rmdir()
