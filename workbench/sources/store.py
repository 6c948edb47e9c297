"""Writing an import: all of it or nothing; which source a file was imported as before; names kept out of file names."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.sources import unfinished
from workbench.sources.people.key import write_private
from workbench.study.begun import is_begun
from workbench.study.canon import write_atomic
from workbench.study.errors import NotSaved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.sources.people.key import KeyFile
    from workbench.study.folder import Folder
    from workbench.study.records import Survey, Transcript

_ENOUGH_IN_COMMON = 0.3
_LONG_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did.

    Attributes
    ----------
    source
        Id of the source.
    status
        ``added``, ``unchanged`` or ``new version``.
    rows
        Turns of a transcript, answers of a survey, rows of a table of people.
    notes
        Every decision and change, in words.
    """

    source: str
    status: str
    rows: int
    notes: tuple[str, ...] = ()


def sha256(raw: bytes) -> str:
    """Return the sha256 of bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


_held: set[tuple[int, Path]] = set()  # by thread and cache: who has the lock need not wait for it


@contextmanager
def locked(folder: Folder, *, wait: float = 60) -> Iterator[None]:
    """Let one import at a time hand out pseudonyms. The lock lies in the cache, which can be deleted.

    What was cut short before is taken back or finished first.
    """
    from filelock import FileLock, Timeout

    me = (threading.get_ident(), folder.cache.resolve())
    if me in _held:
        yield
        return
    try:
        folder.cache.mkdir(exist_ok=True)
        with FileLock(folder.cache / "import.lock", timeout=wait):
            unfinished.recover(folder)
            _held.add(me)
            try:
                finish(folder)
                yield
            finally:
                _held.discard(me)
    except Timeout:
        msg = "another import into this study has been running for a minute: try again when it is done"
        raise NotSaved(msg) from None
    except OSError as error:
        where = f"{Path(error.filename).name}: " if isinstance(error.filename, str) else ""
        raise NotSaved(f"not saved: {where}{error.strerror or error}. Put it right, then do it again.") from error


def pending(folder: Folder) -> bool:
    """Say whether an import, a correction or a withdrawal was cut short."""
    return unfinished.pending(folder) or is_begun(folder, "withdraw")


def finish(folder: Folder) -> None:
    """Finish a withdrawal that was cut short, if there is one."""
    if is_begun(folder, "withdraw"):
        from workbench.sources.people.withdraw import finish as finish_withdrawal

        finish_withdrawal(folder)


@contextmanager
def all_or_nothing(
    *paths: Path, bases: Sequence[Path] = (), folder: Folder | None = None, acts: Sequence[unfinished.Act] = ()
) -> Iterator[None]:
    """Put files back as they were if what is done inside fails.

    Parameters
    ----------
    *paths
        Files that may be written.
    bases
        Sources that may be written: their files without suffix, of which earlier versions are kept under ``old/``.
    folder
        If given, whoever is killed inside is taken back before the next import. The records of `bases` must come last, or
        `acts`.
    acts
        What is logged when all else is written: with it all is done, whatever comes after.

    Raises
    ------
    NotSaved
        If the disk said no; the message says so if it also said no to what was there before.
    """
    watched = {*paths, *(p for base in bases for p in unfinished.of(base))}
    before = {p: p.read_bytes() for p in watched if p.is_file()}
    folders = {f for p in (*paths, *(b.parent / "old" / b.name for b in bases)) for f in p.parents[:3] if not f.exists()}
    try:
        if folder is not None:
            unfinished.begin(folder, paths, bases, acts)
        yield
    except BaseException as error:
        if folder is not None and unfinished.logged(folder, acts):
            unfinished.end(folder)
            raise
        if left := _put_back({*watched, *(p for base in bases for p in unfinished.of(base))}, before, folders):
            # A journal stays: what it linked aside needs no room.
            raise NotSaved(
                f"cut short: {', '.join(left)} could not be put back either. Make room, then run the same again."
            ) from error
        if folder is not None:
            unfinished.end(folder)
        if isinstance(error, OSError):
            msg = f"the import was taken back, nothing changed: {error.strerror or error}"
            raise NotSaved(msg) from error
        raise
    if folder is not None:
        unfinished.end(folder)


def _put_back(watched: set[Path], before: dict[Path, bytes], folders: set[Path]) -> list[str]:
    """Write files as they were; return the names of those that the disk did not let be written."""
    left = []
    for path in watched - set(before):
        path.unlink(missing_ok=True)
    for path, data in sorted(before.items()):
        try:
            if not path.is_file() or path.read_bytes() != data:
                mode = path.stat().st_mode if path.exists() else None
                (write_atomic if mode is None or mode & 0o077 else write_private)(path, data)
                path.chmod(mode or 0o644)
        except OSError:
            left.append(path.name)
    for made in sorted(folders, key=lambda f: -len(f.parts)):
        if made.is_dir() and not any(made.iterdir()):
            made.rmdir()
    return left


def origin(folder: Folder, path: Path, digest: str, options: dict[str, Any], held: KeyFile) -> dict[str, Any]:
    """Return where a source came from, without anybody's name: a file name that holds one has the pseudonym instead."""
    name = without_names(path.name, held)
    inside = None
    home = folder.root.resolve().parent
    if name == path.name and path.resolve().is_relative_to(home):
        inside = path.resolve().relative_to(home).as_posix()
        inside = inside if without_names(inside, held) == inside else None
    return {"file": name, "path": inside, "sha256": digest, "format": path.suffix.lower()[1:], "options": options}


def raw_path(folder: Folder, digest: str, suffix: str) -> Path:
    """Return where original bytes are kept."""
    safe = re.sub(r"[^a-z0-9]", "", suffix.lower())[:8] or "bin"
    return folder.root / "raw" / f"{digest}.{safe}"


def without_names(text: str, held: KeyFile) -> str:
    """Return `text` with every name in the key, whole or any of its longer words, replaced by the pseudonym.

    Only for names of files, where replacing too much does no harm.
    """
    wanted: dict[str, str] = {}
    for entry in held.names(respondents=False):
        for name in (entry.name, *entry.aliases):
            for part in (name, *name.split()):
                if len(part) >= _LONG_ENOUGH and not part.isdecimal() and part.casefold() != entry.pseudonym.casefold():
                    wanted.setdefault(part.casefold(), entry.pseudonym)
    for part in sorted(wanted, key=lambda p: (-len(p), p)):
        if part.split()[0] in text.casefold():
            loose = r"[\s_.-]+".join(map(re.escape, re.split(r"[\s_.-]+", part)))
            text = re.sub(rf"(?<![^\W_]){loose}(?![^\W_])", wanted[part], text, flags=re.IGNORECASE)
    return _without_whole_names(text, held)


def _without_whole_names(text: str, held: KeyFile) -> str:
    """Return `text` with first names beside surnames replaced, also those of respondents, of whom there may be very many."""
    for many in (4, 3, 2):
        words = list(re.finditer(r"[^\W_]+", text))
        for first, last in zip(words, words[many - 1 :], strict=False):
            who = held.find(" ".join(w[0] for w in words if first.start() <= w.start() <= last.start()))
            if who is not None:
                return _without_whole_names(text[: first.start()] + who + text[last.end() :], held)
    return text


def same_file(sources: Sequence[Transcript | Survey], digest: str) -> Transcript | Survey | None:
    """Return the source made from these very bytes."""
    return next((s for s in sources if s.origin.get("sha256") == digest), None)


def in_common(old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether enough of what was said is in both for one file to be an edit of the other."""
    a, b = set(old), set(new)
    return bool(a and b) and len(a & b) >= _ENOUGH_IN_COMMON * min(len(a), len(b))
