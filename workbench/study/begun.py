"""Notes in the cache of what takes several steps: whoever is cut short leaves one, and the next command or `check` finds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from workbench.study.canon import write_atomic
from workbench.study.shell import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.study.folder import Folder

What = Literal["withdraw", "rerun"]
_FIELDS: dict[What, tuple[str, ...]] = {"withdraw": ("participant", "coder", "reason", "device"), "rerun": ("round",)}
Row = tuple[Literal["error", "warning", "note"], str, str, str]


def note(folder: Folder, what: What, said: dict[str, str]) -> None:
    """Note that something is begun."""
    folder.cache.mkdir(exist_ok=True)
    write_atomic(folder.cache / file_of(what), json.dumps(said))


def forget(folder: Folder, what: What) -> None:
    """Forget the note: it is done, or nothing of it is."""
    (folder.cache / file_of(what)).unlink(missing_ok=True)


def is_begun(folder: Folder, what: What) -> bool:
    """Say whether it is going on, or was cut short."""
    return (folder.cache / file_of(what)).is_file()


def begun(folder: Folder, what: What) -> dict[str, str]:
    """Return what was noted; nothing if nothing is begun, or the note cannot be read."""
    try:
        said: Any = json.loads((folder.cache / file_of(what)).read_text(encoding="utf-8"))
        return {name: str(said[name]) for name in _FIELDS[what]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def file_of(what: What) -> str:
    """Return the name of the note, in the cache."""
    return f"{what}.json"


def cut_short(folder: Folder, withdrawn: frozenset[str]) -> Iterator[Row]:
    """Yield (level, where, what, remedy) for what was begun and did not end."""
    study = at(folder.root.name)
    if (who := begun(folder, "withdraw").get("participant")) in withdrawn:
        what = f"{who} withdrew, and removing their words was cut short"
        yield "error", f".workbench/{file_of('withdraw')}", what, f"Run `workbench withdraw {study} {who} --yes`."
    if round_ := begun(folder, "rerun").get("round"):
        what = f"the rerun of {round_} was cut short when its files were in: maps and report may be older"
        yield "warning", f".workbench/{file_of('rerun')}", what, f"Run `workbench rerun {study} --round {at(round_)}`."
