"""Who is behind each pseudonym: one key file beside the study, readable by its owner only, never inside the study.

Numbers are handed out once and never again, so a pseudonym means one person over all files and rounds. A name that
already is such a number (*P7*) keeps it where it is free.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.study.canon import write_atomic
from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workbench.study.folder import Folder

Kind = Literal["participant", "respondent", "interviewer", "person", "employer", "place"]
COLUMNS = ("pseudonym", "name", "aliases", "kind")
_PATTERN: dict[str, tuple[str, int]] = {
    "participant": ("P", 2), "respondent": ("R", 4), "interviewer": ("I", 2), "person": ("X", 2),
    "employer": ("E", 2), "place": ("L", 2),
}  # fmt: skip
_PEOPLE = frozenset({"participant", "respondent"})
_BLOCK = re.compile(r"^([A-Z])(\d+)\.\.[A-Z](\d+)$")
_MADE_UP = re.compile(r"^(rows \d+-\d+|id .*) of survey ")
#: Words in the names of files that are nobody's name: *interview-001* must not mask the word interview everywhere.
_FILES = frozenset({
    "interview", "interviews", "interviewee", "participant", "participants", "respondent", "speaker", "session", "sessions",
    "transcript", "transcripts", "recording", "audio", "video", "meeting", "call", "calls", "chat", "user", "users", "customer",
    "client", "test", "talk", "note", "notes", "file", "track", "zoom", "teams", "otter", "whisper", "copy", "final", "draft",
    "clean", "edited", "anonymised", "anonymized", "round", "wave", "pilot", "group", "focus", "person", "subject",
})  # fmt: skip
_OWN = re.compile(r"^([A-Za-z])[\s_-]*0*(\d{1,9})$")


def key(name: str) -> str:
    """Return `name` for looking up: case, width of characters and runs of space do not matter."""
    folded = name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.split())


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of the key file."""

    pseudonym: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "participant"


@dataclass
class KeyFile:
    """The key of a study.

    Attributes
    ----------
    path
        The file; it need not exist yet.
    study
        Root of the study, inside which the file must not be.
    entries
        By pseudonym.
    """

    path: Path
    study: Path
    entries: dict[str, KeyEntry] = field(default_factory=dict)
    _found: dict[bool, dict[str, str]] = field(default_factory=lambda: {True: {}, False: {}}, repr=False)
    _next: dict[str, int] = field(default_factory=dict, repr=False)
    _changed: bool = False

    @classmethod
    def of(cls, folder: Folder) -> KeyFile:
        """Read the key of a study, or begin one.

        Raises
        ------
        Refused
            If the file cannot be read as one.
        UserError
            If it would lie inside the study, where it could be shared with it.
        """
        return cls.read(folder.key_file, folder.root)

    @classmethod
    def read(cls, path: Path, study: Path) -> KeyFile:
        """Read the key file at `path` of the study at `study`; see `of`."""
        if path.resolve().is_relative_to(study.resolve()):
            msg = f"{path.name}: the key file holds names, so it must not lie inside the study. Put it beside the study."
            raise UserError(msg)
        found = cls(path, study)
        if path.is_file():
            try:
                rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
            except (UnicodeDecodeError, csv.Error) as error:
                raise Refused(path.name, f"not readable ({error})", "Restore it from a backup.") from None
            for number, row in enumerate(rows, 2):
                found._take(row, number)
        return found

    def _take(self, row: dict[str, str], number: int) -> None:
        pseudonym, name, kind = (row.get(c) or "" for c in ("pseudonym", "name", "kind"))
        if not pseudonym or kind not in _PATTERN or None in row:
            found = f"not a line of a key file: its columns are {','.join(COLUMNS)}"
            raise Refused(self.path.name, found, "Correct the line.", f"line {number}")
        if pseudonym in self.entries:
            raise Refused(self.path.name, f"{pseudonym} is there twice", "Keep one of the lines.", f"line {number}")
        aliases = tuple(a.strip() for a in (row.get("aliases") or "").split(";") if a.strip())
        self._put(KeyEntry(pseudonym, name, aliases, kind))  # type: ignore[arg-type]

    def _put(self, entry: KeyEntry) -> None:
        self.entries[entry.pseudonym] = entry
        people = entry.kind in _PEOPLE
        for name in (entry.name, *entry.aliases):
            wanted = key(name)
            self._found[people].setdefault(name if wanted == name else wanted, entry.pseudonym)
        block, own = _BLOCK.match(entry.pseudonym), _OWN.match(entry.pseudonym)
        if block or own:
            letter, highest = (block[1], block[3]) if block else (own[1].upper(), own[2]) if own else ("", "0")
            self._next[letter] = max(self._next.get(letter, 1), int(highest) + 1)

    def find(self, name: str) -> str | None:
        """Return the pseudonym of `name`, an alias of it, or the pseudonym itself; None if unknown."""
        wanted = key(name)
        for people in (True, False):
            if found := self._found[people].get(wanted):
                return found
        upper = name.strip().upper()
        return upper if upper in self.entries else None

    def pseudonym_for(self, name: str, kind: Kind = "participant") -> str:
        """Return the pseudonym of `name`, making one if there is none.

        Participants and respondents are one group: a person who was interviewed and answered the survey under the
        same name or id is counted once.
        """
        return self.pseudonyms([name], kind)[0]

    def pseudonyms(self, names: Iterable[str], kind: Kind) -> list[str]:
        """Return the pseudonyms of many names, in their order; see `pseudonym_for`."""
        letter, width = _PATTERN[kind]
        people = kind in _PEOPLE
        out = []
        for name in names:
            wanted = key(name)
            wanted = name if wanted == name else wanted  # a million ids: hold each once
            pseudonym = self._found[people].get(wanted)
            if (
                pseudonym is None
                and (held := self.entries.get(name.strip().upper())) is not None
                and (held.kind in _PEOPLE) == people
            ):
                pseudonym = held.pseudonym
            if pseudonym is None:
                pseudonym = self._fresh(wanted, letter, width)
                self._put(KeyEntry(pseudonym, " ".join(name.split()), (), kind))
                self._changed = True
            out.append(pseudonym)
        return out

    def _fresh(self, wanted: str, letter: str, width: int) -> str:
        own = _OWN.match(wanted)
        if own and own[1].upper() == letter:
            kept = f"{letter}{int(own[2]):0{width}d}"
            if kept not in self.entries and not self._in_block(letter, int(own[2])):
                return kept
        number = self._next.get(letter, 1)
        while f"{letter}{number:0{width}d}" in self.entries:
            number += 1
        self._next[letter] = number + 1
        return f"{letter}{number:0{width}d}"

    def _in_block(self, letter: str, number: int) -> bool:
        blocks = [m for p in self.entries if (m := _BLOCK.match(p))]
        return any(m[1] == letter and int(m[2]) <= number <= int(m[3]) for m in blocks)

    def rows(self, source: str, count: int) -> list[str]:
        """Return pseudonyms for the rows of a survey that says nobody's id; the same row of it always has the same.

        They take one line of the key file together (``R0001..R0417``), or one more each time the survey grew.
        """
        pattern = re.compile(rf"^rows (\d+)-(\d+) of survey {re.escape(source)}$")
        held = [(int(m[1]), int(m[2]), e) for e in self.entries.values() if (m := pattern.match(e.name))]
        out: dict[int, str] = {}
        for first, last, entry in held:
            block = _BLOCK.match(entry.pseudonym)
            if block:
                out |= {row: f"R{int(block[2]) + row - first:04d}" for row in range(first, last + 1)}
        missing = len(out) + 1
        if missing <= count:
            start = self._next.get("R", 1)
            end = start + count - missing
            self._put(KeyEntry(f"R{start:04d}..R{end:04d}", f"rows {missing}-{count} of survey {source}", (), "respondent"))
            self._changed = True
            out |= {row: f"R{start + row - missing:04d}" for row in range(missing, count + 1)}
        return [out[row] for row in range(1, count + 1)]

    def add_aliases(self, pseudonym: str, aliases: Iterable[str]) -> None:
        """Note further names of somebody in the key; names that others have are left alone."""
        entry = self.entries[pseudonym]
        people = entry.kind in _PEOPLE
        held = {key(n) for n in (entry.name, *entry.aliases)}
        fresh = [
            " ".join(a.split())
            for a in aliases
            if key(a) and key(a) not in held and key(a) not in self._found[people] and ";" not in a
        ]
        if fresh:
            self._put(KeyEntry(pseudonym, entry.name, (*entry.aliases, *dict.fromkeys(fresh)), entry.kind))
            self._changed = True

    def names(self) -> list[KeyEntry]:
        """Return the entries that hold somebody's name, by pseudonym: what must never be in a shared file.

        Rows of surveys without ids, ids that are mere numbers, and files called *interview-001* are nobody's name.
        """
        return [e for _, e in sorted(self.entries.items()) if e.name and (e.aliases or _is_name(e.name))]

    def save(self) -> None:
        """Write the file, whole or not at all, readable by its owner only; nothing if nothing changed."""
        if not self._changed:
            return
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((e.pseudonym, e.name, ";".join(e.aliases), e.kind) for _, e in sorted(self.entries.items()))
        write_private(self.path, out.getvalue())
        self._changed = False


def _is_name(name: str) -> bool:
    """Say whether a name in the key can be somebody's: not a number, a row, nor a file of which no word is a name."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return not (name.isdecimal() or _MADE_UP.match(name) or (words and all(word in _FILES for word in words)))


def write_private(path: Path, data: str) -> None:
    """Write atomically with mode 0600: never readable by others, not even while it is written."""
    import os
    import tempfile
    from pathlib import Path

    if os.name == "nt":  # modes mean nothing there: the folder's rights hold
        write_atomic(path, data)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
