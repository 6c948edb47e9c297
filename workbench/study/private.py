"""Names where they must not be: a key file inside the study, a participant's name in a file name, a title or a code."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Literal

from workbench.study.settings import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.folder import Folder

Row = tuple[Literal["error", "warning", "note"], str, str, str]
_HIDDEN = {"participant", "respondent", "person"}
_SHORTEST = 3
_BETWEEN = re.compile(r"[\W_]+")
_SKIPPED = {"raw", ".workbench", "out", ".git", ".ipynb_checkpoints"}


def private_findings(folder: Folder, state: State) -> Iterator[Row]:
    """Yield (level, where, what, remedy) for each name that is where it must not be. The name itself is never said."""
    files = [p for p in sorted(folder.root.rglob("*")) if p.is_file() and not _SKIPPED & set(p.relative_to(folder.root).parts)]
    for path in files:
        if path.name.casefold().endswith(".key.csv") or (path.suffix.casefold() == ".csv" and _is_key(path)):
            remedy = f"Move it beside the study, as {folder.key_file.name}."
            yield "error", _where(folder, path), "says who is behind each pseudonym", remedy
    names = _names(folder.key_file)
    if not names:
        return
    for path in files:
        for pseudonym in _in_file_name(str(path.relative_to(folder.root)), names):
            yield "error", _where(folder, path), f"the file name holds the name of {pseudonym}", "Rename the source on import."
    yield from _in_texts(folder, state, names)


def _in_texts(folder: Folder, state: State, names: dict[str, set[str]]) -> Iterator[Row]:
    texts = [(FILE, (folder.root / FILE).read_text(encoding="utf-8-sig", errors="replace"))]
    texts += [(f"code {c.id}", f"{c.id} {c.label} {c.definition}") for c in state.codes.values()]
    texts += [(f"need {n.id}", n.statement) for n in state.needs.values()]
    texts += [(f"memo on {kind} {about}", text) for (kind, about), text in state.memos.items()]
    texts += [(f"memo on coding {c.id}", c.memo) for c in state.codings.values() if c.memo]
    everything = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in sorted({n for ns in names.values() for n in ns})))
    for where, text in texts:
        hits = set(everything.findall(text))
        for pseudonym in sorted(p for p, known in names.items() if known & hits):
            yield "warning", _masked(where, names), f"holds the name of {pseudonym}", "Write the pseudonym instead."


def _masked(where: str, names: dict[str, set[str]]) -> str:
    """Return `where` with pseudonyms for names: the id of a code is made from its label."""
    for pseudonym, known in names.items():
        for name in sorted(known, key=lambda n: (-len(n), n)):
            loose = r"[\W_]+".join(map(re.escape, filter(None, _BETWEEN.split(name))))
            where = re.sub(rf"(?<![^\W_]){loose}(?![^\W_])", pseudonym, where, flags=re.IGNORECASE) if loose else where
    return where


def _in_file_name(name: str, names: dict[str, set[str]]) -> list[str]:
    plain = _words(name)
    return sorted(p for p, known in names.items() if any(_words(n) in plain for n in known))


def _words(text: str) -> str:
    """Return the words of `text` in lower case, each with a space before and behind."""
    return f" {' '.join(_BETWEEN.split(text.casefold())).strip()} "


def _names(path: Path) -> dict[str, set[str]]:
    """Return the names behind each pseudonym of a participant; nothing if the key file is not at hand."""
    found: dict[str, set[str]] = {}
    for row in _rows(path):
        if row.get("kind", "") in _HIDDEN:
            given = [row.get("name", ""), *row.get("aliases", "").split(";")]
            known = {n.strip() for n in given if len(n.strip()) >= _SHORTEST and n.strip() != row["pseudonym"]}
            found.setdefault(row["pseudonym"], set()).update(known)
    return {pseudonym: known for pseudonym, known in found.items() if known}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        rows = csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        if "pseudonym" not in (rows.fieldnames or ()):
            return []
        return [{k: v or "" for k, v in row.items() if isinstance(k, str)} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _is_key(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.readline(4096).decode("utf-8-sig", errors="replace").strip().casefold()
    return {"pseudonym", "name"} <= {cell.strip().strip('"') for cell in re.split(r"[,;\t]", head)}


def _where(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()
