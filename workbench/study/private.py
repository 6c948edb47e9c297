"""Names where they must not be: a key file inside the study, a name in a file name, a title, a question, a code, a reason."""

from __future__ import annotations

import csv
import re
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from workbench.study.errors import Refused
from workbench.study.participants import FILE as PARTICIPANTS
from workbench.study.settings import FILE
from workbench.study.store import read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.folder import Folder

Row = tuple[Literal["error", "warning", "note"], str, str, str]
_HIDDEN = {"participant", "respondent", "person"}
_SHORTEST = 3
_BETWEEN = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
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
    logs = folder.root / "log"  # coders sign these, whoever is called like them
    yield from _in_paths((_where(folder, path) for path in files if path.parent != logs), names)
    yield from _in_texts([*_on_disk(folder), *written(folder, state)], names)


def _on_disk(folder: Folder) -> Iterator[tuple[str, str]]:
    """Yield what researchers wrote in files that are shared: settings, numbers, titles and questions; not what was said."""
    for name in (FILE, "metrics.csv", "clicks.csv", "codebook.toml"):
        path = folder.root / name
        if path.is_file():
            yield name, path.read_text(encoding="utf-8-sig", errors="replace")
    table = folder.root / PARTICIPANTS
    if table.is_file():
        yield PARTICIPANTS, table.read_text(encoding="utf-8-sig", errors="replace")
    for record in _records(folder):
        origin = record.get("origin")
        file = str(origin.get("file", "")) + " " + str(origin.get("path", "")) if isinstance(origin, dict) else ""
        yield f"{record.get('id', '')}", f"{record.get('id', '')} {record.get('title', '')} {file}"
        for question in record.get("questions") or ():
            if isinstance(question, dict):
                name, text = question.get("id", ""), question.get("text", "")
                yield f"question {name} of {record.get('id', '')}", f"{name} {text}"


def _on_the_map(state: State) -> Iterator[tuple[str, str]]:
    for claim, card in state.cards.items():
        yield f"card {claim}", f"{card.title} {card.owner}"
    for about, comments in state.comments.items():
        yield f"comment on {about}", " ".join(c.text for c in comments)
    for note in state.notes.values():
        yield f"note {note.id}", note.text
    for h in state.hypotheses.values():
        arms = " ".join(arm.name for arm in h.result.arms) if h.result else ""
        source = h.result.source if h.result else ""
        yield h.id.replace(":", " ", 1), f"{h.id} {h.change} {h.who} {h.effect} {h.measure} {h.by} {source} {arms}"
    for about, future in state.future.items():
        yield f"future of {about}", future.becomes


def written(folder: Folder, state: State) -> Iterator[tuple[str, str]]:
    """Yield where researchers wrote something in the log, and what: codes, memos, comments, reasons."""
    for c in state.codes.values():
        yield f"code {c.id}", f"{c.id} {c.label} {c.definition} {c.include} {c.exclude} {c.owner}"
    for n in state.needs.values():
        yield f"need {n.id}", n.statement
    for t in state.themes.values():
        yield f"theme {t.id}", f"{t.id} {t.name} {t.description}"
    for k in state.kept.values():
        yield f"kept topics {k.fit[:12]}", k.name
    yield from _on_the_map(state)
    for (kind, about), text in state.memos.items():
        yield f"memo on {kind} {about}", text
    for coding in state.codings.values():
        if coding.memo:
            yield f"memo on coding {coding.id}", coding.memo
    for act in folder.acts():
        if reason := act.body.get("reason"):
            yield f"reason of act {act.id}", str(reason)


def _records(folder: Folder) -> Iterator[dict[str, Any]]:
    for path in sorted(p for d in ("sources", "surveys") for p in folder.root.glob(f"{d}/*/*.json")):
        if record := _record(path):
            yield record


def _record(path: Path) -> dict[str, Any]:
    """Return a record; nothing if it is damaged, which is a finding of its own."""
    try:
        return read_json(path)
    except Refused:
        return {}


def _in_texts(texts: Iterable[tuple[str, str]], names: dict[str, set[str]]) -> Iterator[Row]:
    whose, begin = _turned(names), _by_beginning(names, _begins)
    for where, text in texts:
        # Only names of which the first word is there are looked for: a study may have a million.
        likely = sorted({n for word in {"", *_WORD.findall(text)} for n in begin.get(word, ()) if n in text})
        hits = set(re.findall("|".join(rf"\b{re.escape(n)}\b" for n in likely), text)) if likely else set()
        for pseudonym in sorted({p for hit in hits for p in whose.get(hit, ())}):
            yield "warning", _masked(where, names), f"holds the name of {pseudonym}", "Write the pseudonym instead."


def _turned(names: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return name -> whose it is."""
    whose: dict[str, list[str]] = {}
    for pseudonym, known in names.items():
        for name in known:
            whose.setdefault(name, []).append(pseudonym)
    return whose


def _by_beginning(names: dict[str, set[str]], first: Callable[[str], str]) -> dict[str, list[str]]:
    """Return names by their first word; under "" those that begin with none, which may be anywhere."""
    found: dict[str, list[str]] = {}
    for name in {n for known in names.values() for n in known}:
        found.setdefault(first(name), []).append(name)
    return found


def _begins(name: str) -> str:
    word = _WORD.match(name)
    return word[0] if word else ""


def _masked(where: str, names: dict[str, set[str]]) -> str:
    """Return `where` with pseudonyms for names: the id of a code is made from its label."""
    small = where.lower()
    for pseudonym, known in names.items():
        for name in sorted(known, key=lambda n: (-len(n), n)):
            parts = [part for part in _BETWEEN.split(name) if part]
            if not parts or (small.isascii() and name.isascii() and not all(part.lower() in small for part in parts)):
                continue
            loose = r"[\W_]+".join(map(re.escape, parts))
            where = re.sub(rf"(?<![^\W_]){loose}(?![^\W_])", pseudonym, where, flags=re.IGNORECASE)
            small = where.lower()
    return where


def _in_paths(paths: Iterable[str], names: dict[str, set[str]]) -> Iterator[Row]:
    """Yield whose name is in the path of a file; a single word of several meanings ("survey-april") is no reason to stop."""
    whose, begin = _turned(names), _by_beginning(names, lambda name: next(iter(_words(name).split()), ""))
    for where in paths:
        plain = _words(where)
        held: dict[str, list[str]] = {}
        for name in (n for word in set(plain.split()) for n in begin.get(word, ()) if _words(n) in plain):
            for pseudonym in whose[name]:
                held.setdefault(pseudonym, []).append(name)
        for pseudonym in sorted(held):
            level: Literal["error", "warning"] = "error" if any(len(_words(n).split()) > 1 for n in held[pseudonym]) else "warning"
            yield level, where, f"the file name holds the name of {pseudonym}", "Rename the source on import."


def _words(text: str) -> str:
    """Return the words of `text` in lower case, each with a space before and behind."""
    return f" {' '.join(_BETWEEN.split(text.casefold())).strip()} "


def _names(path: Path) -> dict[str, set[str]]:
    """Return the names behind each pseudonym of a participant; nothing if the key file is not at hand."""
    found: dict[str, set[str]] = {}
    for pseudonym, name, aliases, kind in _rows(path):
        if kind in _HIDDEN:
            given = (n.strip() for n in (name, *aliases.split(";")))
            known = {n for n in given if len(n) >= _SHORTEST and n != pseudonym}
            found.setdefault(pseudonym, set()).update(known)
    return {pseudonym: known for pseudonym, known in found.items() if known}


def _rows(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield pseudonym, name, aliases and kind, each empty where it is not there."""
    try:
        head, *rows = csv.reader(StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        return
    at = {name: n for n, name in enumerate(head)}
    if "pseudonym" in at:
        places = [at.get(name, len(head)) for name in ("pseudonym", "name", "aliases", "kind")]
        usual = itemgetter(*places) if max(places) < len(head) else None
        for row in filter(None, rows):
            if usual and len(row) == len(head):
                yield usual(row)
            else:
                yield tuple(row[place] if place < min(len(row), len(head)) else "" for place in places)


def _is_key(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.readline(4096).decode("utf-8-sig", errors="replace").strip().casefold()
    return {"pseudonym", "name"} <= {cell.strip().strip('"') for cell in re.split(r"[,;\t]", head)}


def _where(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()
