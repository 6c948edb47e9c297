"""Who is behind each pseudonym: one key file beside the study, readable by its owner only, never inside the study.

Numbers are handed out once and never again, so a pseudonym means one person over all files and rounds. A name that
already is such a number (*P7*) keeps it where it is free.
"""

from __future__ import annotations

import csv
import io
import os
import re
from bisect import bisect_left
from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from workbench.sources.people.known import FILES
from workbench.sources.people.respondents import Respondents, is_plain, key, keys
from workbench.sources.tables import bulk, cells
from workbench.study.canon import drafted
from workbench.study.errors import Refused, UserError
from workbench.study.keyless import missing_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import IO

    import numpy as np
    import pyarrow as pa

    from workbench.study.folder import Folder

Kind = Literal["participant", "respondent", "interviewer", "person", "employer", "place", "withdrawn"]
__all__ = ["Entries", "KeyEntry", "KeyFile", "Kind", "key", "write_private"]

COLUMNS = ("pseudonym", "name", "aliases", "kind")
_LARGE = 1 << 16  # bytes of a key file from which on it is read in bulk
_MANY = 2000  # names from which on they are looked up in bulk
_PATTERN: dict[str, tuple[str, int]] = {
    "participant": ("P", 2), "respondent": ("R", 4), "interviewer": ("I", 2), "person": ("X", 2),
    "employer": ("E", 2), "place": ("L", 2),
}  # fmt: skip
_PEOPLE = frozenset({"participant", "respondent"})
#: Kind of somebody who withdrew: the line holds no name and keeps the number from being given again.
WITHDRAWN: Kind = "withdrawn"
_BLOCK = re.compile(r"^([A-Z])(\d+)\.\.[A-Z](\d+)$")
_MADE_UP = re.compile(r"^(rows \d+-\d+|id .*) of survey ")
_LETTERS = re.compile(r"[^\W\d_]+")
_OWN = re.compile(r"^([A-Za-z])[\s_-]*0*(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of the key file."""

    pseudonym: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "participant"


class Entries(MutableMapping[str, KeyEntry]):
    """The entries of a key file by pseudonym; those of respondents without aliases are made when they are asked for."""

    def __init__(self, few: dict[str, KeyEntry], many: Respondents) -> None:
        self.few, self.many = few, many

    def __getitem__(self, pseudonym: str) -> KeyEntry:
        found = self.few.get(pseudonym)
        if found is not None:
            return found
        at = self.many.at(pseudonym)
        if at < 0:
            raise KeyError(pseudonym)
        return KeyEntry(pseudonym, self.many.name(at), (), "respondent")

    def __setitem__(self, pseudonym: str, entry: KeyEntry) -> None:
        if self.many.at(pseudonym) >= 0:
            self.many.remove(pseudonym)
        self.few[pseudonym] = entry

    def __delitem__(self, pseudonym: str) -> None:
        if self.few.pop(pseudonym, None) is None:
            self[pseudonym]  # a KeyError if there is none
            self.many.remove(pseudonym)

    def __len__(self) -> int:
        return len(self.few) + len(self.many)

    def __iter__(self) -> Iterator[str]:
        yield from self.few
        yield from (pseudonym for pseudonym, _ in self.many.pairs())

    def __contains__(self, pseudonym: object) -> bool:
        return pseudonym in self.few or (isinstance(pseudonym, str) and self.many.at(pseudonym) >= 0)


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
    entries: Entries = field(default_factory=lambda: Entries({}, Respondents()))
    _found: dict[bool, dict[str, str]] = field(default_factory=lambda: {True: {}, False: {}}, repr=False)
    _next: dict[str, int] = field(default_factory=dict, repr=False)
    _widths: dict[str, set[int]] = field(default_factory=dict, repr=False)
    _blocks: dict[str, set[tuple[int, int]]] = field(default_factory=dict, repr=False)
    _changed: bool = False
    #: Who speaks in the study and is not in the file, which may be an older copy of it: nobody new gets their number.
    _others: frozenset[str] = frozenset()

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
    def to_add_to(cls, folder: Folder) -> KeyFile:
        """Read the key of a study that people are brought into.

        Raises
        ------
        Refused
            As `of` does; and if people were brought in before and the file is not there: a number would go to a second person.
        """
        talks = folder.transcripts()
        if found := missing_key(folder, [*talks, *folder.surveys()]):
            remedy = "Put it there. If it is lost for good, make an empty file of that name: then nobody is recognised"
            raise Refused(folder.root.name, found, f"{remedy}, and who comes again is somebody new.")
        held = cls.of(folder)
        speak = {turn.participant for talk in talks for turn in talk.turns if turn.participant}
        held._others = frozenset(who for who in speak if who not in held.entries)  # noqa: SLF001 (its own)
        return held

    def again(self) -> KeyFile:
        """Return the key as it is on the disk, without what was made since."""
        return replace(self.read(self.path, self.study), _others=self._others)

    @staticmethod
    def stamp(folder: Folder) -> tuple[int, ...]:
        """Return what changes whenever the key of a study is written; nothing if there is none yet."""
        try:
            stat = folder.key_file.stat()
        except OSError:
            return ()
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    @classmethod
    def read(cls, path: Path, study: Path) -> KeyFile:
        """Read the key file at `path` of the study at `study`; see `of`."""
        if os.path.lexists(path) and not os.path.isfile(path):  # noqa: PTH113 (a Path fails on a link that leads to itself)
            raise Refused(path.name, "is no file, or a link to nowhere", "It says which names are masked. Put the key file back.")
        if path.resolve().is_relative_to(study.resolve()):
            msg = f"{path.name}: the key file holds names, so it must not lie inside the study. Put it beside the study."
            raise UserError(msg)
        found = cls(path, study)
        if path.is_file():
            raw = path.read_bytes()
            if len(raw) < _LARGE or not found._take_many(raw):
                found._take_all(raw)
        return found

    def _take_all(self, raw: bytes) -> None:
        """Take line by line, to say which is wrong."""
        try:
            rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise Refused(self.path.name, f"not readable ({error})", "Restore it from a backup.") from None
        for number, row in enumerate(rows, 2):
            self._take(row, number)

    def _take_many(self, raw: bytes) -> bool:
        """Take plain respondents in bulk, the others one by one; take nothing if anything is in doubt."""
        import pyarrow.compute as pc

        head = ",".join(COLUMNS).encode() + b"\n"
        whole = bulk.read(raw, start=len(head), line=2, delimiter=",", width=len(COLUMNS)) if raw.startswith(head) else None
        if whole is None or whole.blank or not raw.isascii() or b"\r" in raw:
            return False
        pseudonyms, names, aliases, kinds = map(cells.whole, whole.columns)
        plain = pc.and_(pc.equal(kinds, "respondent"), pc.equal(aliases, ""))
        plain = pc.and_(plain, pc.match_substring_regex(pseudonyms, r"^R\d{1,9}$"))
        if pc.count_distinct(pseudonyms).as_py() != len(pseudonyms):
            return False
        self.entries.many.add(names.filter(plain), pseudonyms.filter(plain))
        self._next["R"] = self.entries.many.highest() + 1
        self._widths["R"] = self.entries.many.widths()
        others = pc.invert(plain)
        rest = zip(*(c.filter(others).to_pylist() for c in (pseudonyms, names, aliases, kinds)), strict=True)
        lines = pc.indices_nonzero(others).to_pylist()
        for at, row in zip(lines, rest, strict=True):
            self._take(dict(zip(COLUMNS, row, strict=True)), whole.lines[at])
        return True

    def _take(self, row: dict[str, str], number: int) -> None:
        pseudonym, name, kind = (row.get(c) or "" for c in ("pseudonym", "name", "kind"))
        if not pseudonym or kind not in {*_PATTERN, WITHDRAWN} or None in row:
            found = f"not a line of a key file: its columns are {','.join(COLUMNS)}"
            raise Refused(self.path.name, found, "Correct the line.", f"line {number}")
        if pseudonym in self.entries.few:
            raise Refused(self.path.name, f"{pseudonym} is there twice", "Keep one of the lines.", f"line {number}")
        aliases = tuple(a.strip() for a in (row.get("aliases") or "").split(";") if a.strip())
        self._put(KeyEntry(pseudonym, name, aliases, kind))  # type: ignore[arg-type]

    def _put(self, entry: KeyEntry) -> None:
        self.entries[entry.pseudonym] = entry
        people = entry.kind in _PEOPLE
        for name in filter(None, (entry.name, *entry.aliases)):
            wanted = key(name)
            self._found[people].setdefault(name if wanted == name else wanted, entry.pseudonym)
        block, own = _BLOCK.match(entry.pseudonym), _OWN.match(entry.pseudonym)
        if block or own:
            letter, highest = (block[1], block[3]) if block else (own[1].upper(), own[2]) if own else ("", "0")
            self._next[letter] = max(self._next.get(letter, 1), int(highest) + 1)
            first = block[2] if block else entry.pseudonym[1:]
            if block:
                self._blocks.setdefault(letter, set()).add((int(first), int(highest)))
            self._widths.setdefault(letter, set()).add(len(first))

    def _known(self, wanted: str, *, people: bool) -> str | None:
        """Return the pseudonym of whoever has this key among the people, or among the others."""
        return self._found[people].get(wanted) or (self.entries.many.find(wanted) if people else None)

    def find(self, name: str) -> str | None:
        """Return the pseudonym of `name`, an alias of it, or the pseudonym itself; None if unknown."""
        wanted = key(name)
        for people in (True, False):
            if found := self._known(wanted, people=people):
                return found
        upper = name.strip().upper()
        return upper if upper in self.entries else None

    def pseudonym_for(self, name: str, kind: Kind = "participant", *, number: str = "") -> str:
        """Return the pseudonym of `name`, making one if there is none: `number` (such as *P16*, which is free), if given.

        Participants and respondents are one group: a person who was interviewed and answered the survey under the
        same name or id is counted once.
        """
        if number and self.find(name) is None:
            letter, width = _PATTERN[kind]
            self._put(KeyEntry(self._fresh(key(number), letter, width), " ".join(name.split()), (), kind))
            self._changed = True
        return self.pseudonyms([name], kind)[0]

    @staticmethod
    def is_number(label: str) -> bool:
        """Say whether a label can be the researchers' own number of a participant, such as *P16*."""
        own = _OWN.match(label.strip())
        return own is not None and own[1].upper() == _PATTERN["participant"][0]

    def is_free(self, label: str) -> bool:
        """Say whether a label is such a number, and nobody has it yet."""
        letter, width = _PATTERN["participant"]
        own = _OWN.match(label.strip())
        return own is not None and self.is_number(label) and not self._is_taken(letter, int(own[2]), {width}, ())

    def labelled(self, number: str) -> dict[str, str]:
        """Return whom files that name nobody call by this number, *P16* of *group one / P16*: pseudonym to the name of the file."""
        own = _OWN.match(number.strip())
        if own is None:
            return {}
        found = {}
        for pseudonym, entry in self.entries.few.items():
            called, _, label = entry.name.rpartition(" / ")
            other = _OWN.match(label.strip()) if called and entry.kind in _PEOPLE else None
            if other and (other[1].upper(), int(other[2])) == (own[1].upper(), int(own[2])):
                found[pseudonym] = called
        return found

    def pseudonyms(self, names: Iterable[str], kind: Kind) -> list[str]:
        """Return the pseudonyms of many names, in their order; see `pseudonym_for`."""
        letter, width = _PATTERN[kind]
        people = kind in _PEOPLE
        out = []
        for name in names:
            wanted = key(name)
            pseudonym = self._known(wanted, people=people)
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

    def respondents(self, names: pa.Array, folded: pa.Array | None = None, *, once: bool = False) -> pa.Array:
        """Return the pseudonyms of a column of respondents: those of `pseudonyms`, a million at a time.

        Those who are new get numbers in the order in which they come, all of as many digits as the highest needs.

        Parameters
        ----------
        names
            As the file has them.
        folded
            Their keys, if the caller has them.
        once
            No two have the same key.
        """
        import pyarrow as pa

        if len(names) < _MANY:
            return pa.array(self.pseudonyms(names.to_pylist(), "respondent"), pa.large_string())
        folded = keys(names) if folded is None else folded
        if once:
            held = self._held(folded, names)
            return self._new(folded, names, held) if held.null_count else held
        encoded = folded.dictionary_encode()
        wanted = encoded.dictionary
        as_typed = names.take(pa.array(_first(encoded.indices.to_numpy())))
        held = self._held(wanted, as_typed)
        held = self._new(wanted, as_typed, held) if held.null_count else held
        return held.take(encoded.indices)

    def _held(self, wanted: pa.Array, as_typed: pa.Array) -> pa.Array:
        """Return the pseudonyms of those who have one; null for the others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._found[True] and not len(self.entries):
            return pa.nulls(len(wanted))
        held = self.entries.many.find_all(wanted)
        if people := self._found[True]:
            few = pa.array(list(people.values()), pa.large_string())
            held = pc.coalesce(few.take(pc.index_in(wanted, value_set=pa.array(list(people), pa.large_string()))), held)
        if not len(self.entries):
            return held
        upper = pc.utf8_upper(pc.utf8_trim_whitespace(as_typed))
        few = pa.array([p for p, e in self.entries.few.items() if e.kind in _PEOPLE], pa.large_string())
        itself = pc.or_(pc.is_in(upper, value_set=few), self.entries.many.have(upper))
        return pc.coalesce(held, pc.if_else(itself, upper, None))

    def _new(self, wanted: pa.Array, as_typed: pa.Array, held: pa.Array) -> pa.Array:
        """Give those without a pseudonym one each, and return all."""
        import pyarrow as pa
        import pyarrow.compute as pc

        missing = pc.is_null(held)
        names = as_typed if held.null_count == len(held) else as_typed.filter(missing)
        letter, width = _PATTERN["respondent"]
        start = self._next.get(letter, 1)
        width = max(width, len(str(start + len(names) - 1)))
        own = rf"^{letter.lower()}[\s_-]*\d{{1,9}}$"
        if pc.any(pc.starts_with(wanted, letter.lower())).as_py() and pc.any(pc.match_substring_regex(wanted, own)).as_py():
            taken: set[str] = set()
            made, fresh = [], []
            for one in wanted.filter(missing).to_pylist():
                fresh.append(one.upper() not in taken)  # else a name that is the number of somebody who came just before
                made.append(self._fresh(one, letter, width, taken) if fresh[-1] else one.upper())
                taken.add(made[-1])
                self._next[letter] = max(self._next.get(letter, 1), int(made[-1][1:]) + 1)
            pseudonyms = pa.array(made, pa.large_string())
            start, count = max(int(p[1:]) for p in made) + 1, 0
        else:
            fresh, count = [], len(names)
            pseudonyms = cells.numbered(letter, start, count, width)
        if not is_plain(names):
            odd = pc.match_substring_regex(names, r"[^!-~]")
            tidy = pa.array([" ".join(n.split()) for n in names.filter(odd).to_pylist()], pa.large_string())
            names = pc.replace_with_mask(names, odd, tidy)
        if all(fresh):
            self.entries.many.add(names, pseudonyms)
        else:
            self.entries.many.add(names.filter(pa.array(fresh)), pseudonyms.filter(pa.array(fresh)))
        self._next[letter] = max(self._next.get(letter, 1), start + count)
        self._widths.setdefault(letter, set()).add(width)
        self._changed = True
        return pseudonyms if len(pseudonyms) == len(held) else pc.replace_with_mask(held, missing, pseudonyms)

    def _fresh(self, wanted: str, letter: str, width: int, taken: Collection[str] = ()) -> str:
        own = _OWN.match(wanted)
        if own and own[1].upper() == letter:
            kept = int(own[2])
            if not self._is_taken(letter, kept, {width}, taken) and not self._in_block(letter, kept):
                return f"{letter}{kept:0{width}d}"
        number = self._next.get(letter, 1)
        while self._is_taken(letter, number, {width}, taken):
            number += 1
        self._next[letter] = number + 1
        return f"{letter}{number:0{width}d}"

    def _is_taken(self, letter: str, number: int, widths: set[int], taken: Collection[str]) -> bool:
        """Say whether somebody has this number, however many digits it was written with."""
        ways = {f"{letter}{number:0{w}d}" for w in widths | self._widths.get(letter, set())}
        return any(way in self.entries or way in taken or way in self._others for way in ways)

    def _in_block(self, letter: str, number: int) -> bool:
        return any(first <= number <= last for first, last in self._blocks.get(letter, ()))

    def rows(self, source: str, count: int) -> list[str]:
        """Return pseudonyms for the rows of a survey that says nobody's id; the same row of it always has the same.

        They take one line of the key file together (``R0001..R0417``), or one more each time the survey grew.
        """
        pattern = re.compile(rf"^rows (\d+)-(\d+) of survey {re.escape(source)}$")
        held = [(int(m[1]), int(m[2]), e) for e in self.entries.few.values() if (m := pattern.match(e.name))]
        out: dict[int, str] = {}
        for first, last, entry in held:
            block = _BLOCK.match(entry.pseudonym)
            if block:
                number, width = int(block[2]), len(block[2])
                out |= {row: f"R{number + row - first:0{width}d}" for row in range(first, last + 1)}
        missing = len(out) + 1
        if missing <= count:
            start = self._next.get("R", 1)
            end = start + count - missing
            width = max(_PATTERN["respondent"][1], len(str(end)))
            block_of = f"R{start:0{width}d}..R{end:0{width}d}"
            self._put(KeyEntry(block_of, f"rows {missing}-{count} of survey {source}", (), "respondent"))
            self._changed = True
            out |= {row: f"R{start + row - missing:0{width}d}" for row in range(missing, count + 1)}
        return [out[row] for row in range(1, count + 1)]

    def add_aliases(self, pseudonym: str, aliases: Iterable[str]) -> None:
        """Note further names of somebody in the key; names that others have are left alone."""
        entry = self.entries[pseudonym]
        people = entry.kind in _PEOPLE
        held = {key(n) for n in (entry.name, *entry.aliases)}
        fresh = [
            " ".join(a.split())
            for a in aliases
            if key(a) and key(a) not in held and self._known(key(a), people=people) is None and ";" not in a
        ]
        if fresh:
            self._put(KeyEntry(pseudonym, entry.name, (*entry.aliases, *dict.fromkeys(fresh)), entry.kind))
            self._changed = True

    def merge(self, old: str, new: str) -> None:
        """Let `new` go by the names of `old` too: they are one person. The pseudonym `old` stays taken, by nobody."""
        entry = self.entries[old]
        self._forget(old)
        self._put(KeyEntry(old, old, (), entry.kind))
        self.add_aliases(new, [name for name in (entry.name, *entry.aliases) if key(name) != key(old)])
        self._changed = True

    def recast(self, pseudonym: str, kind: Kind) -> None:
        """Say that somebody in the key is of another kind, such as an interviewer."""
        entry = self.entries[pseudonym]
        self._forget(pseudonym)
        self._put(KeyEntry(pseudonym, entry.name, entry.aliases, kind))
        self._changed = True

    def withdraw(self, pseudonym: str) -> None:
        """Forget every name of somebody. Nobody else ever gets the pseudonym: the line stays, of kind ``withdrawn``.

        So does the line of a person whom others spoke of by the same whole name, before anybody knew that it is them.
        """
        if (entry := self.entries.get(pseudonym)) is not None and entry.kind in _PEOPLE:
            theirs = {key(name) for name in (entry.name, *entry.aliases) if " " in name.strip()}
            for other in [e for e in self.entries.few.values() if e.kind == "person" and key(e.name) in theirs]:
                self.withdraw(other.pseudonym)
        if self.entries.get(pseudonym) != (gone := KeyEntry(pseudonym, "", (), WITHDRAWN)):
            self._forget(pseudonym)
            self._put(gone)
            self._changed = True

    def _forget(self, pseudonym: str) -> None:
        for table in self._found.values():
            for name in [n for n, p in table.items() if p == pseudonym]:
                del table[name]

    def names(self, *, respondents: bool = True) -> list[KeyEntry]:
        """Return the entries that hold somebody's name, by pseudonym: what must never be in a shared file.

        Rows of surveys without ids, ids that are mere numbers or the pseudonyms themselves, and files called *interview-001* are
        nobody's name.
        """
        few = [e for e in self.entries.few.values() if respondents or e.kind != "respondent"]
        many = self.entries.many.pairs() if respondents else ()
        found = [e for e in few if e.name and (e.aliases or is_name(e.name))]
        found += [KeyEntry(p, n, (), "respondent") for p, n in many if n and n != p and is_name(n)]
        return sorted(found, key=lambda e: e.pseudonym)

    def save(self) -> None:
        """Write the file, whole or not at all, readable by its owner only; nothing if nothing changed."""
        if not self._changed:
            return
        few = [(e.pseudonym, e.name, ";".join(e.aliases), e.kind) for _, e in sorted(self.entries.few.items())]
        # The many are in the order in which they came; who came later stands behind them.
        before = bisect_left(few, next(self.entries.many.pairs(), ("~", "")))

        def fill(file: IO[bytes]) -> None:
            file.write(_written([COLUMNS, *few[:before]]))
            file.writelines(self.entries.many.lines())
            file.write(_written(few[before:]))

        with _drafted(self.path, fill) as put_in_place:
            put_in_place()
        self._changed = False


def _written(rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _first(codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return where each code comes first."""
    import numpy as np

    return np.unique(codes, return_index=True)[1]


def is_name(name: str) -> bool:
    """Say whether a name in the key can be somebody's: not a number, a row, nor a file of which no word is a name."""
    words = _LETTERS.findall(name.casefold())
    return not (name.isdecimal() or _MADE_UP.match(name) or (words and all(word in FILES for word in words)))


def write_private(path: Path, data: str | bytes) -> None:
    """Write atomically with mode 0600: never readable by others, not even while it is written."""
    raw = data.encode() if isinstance(data, str) else data
    with _drafted(path, lambda file: file.write(raw)) as put_in_place:
        put_in_place()


def _drafted(path: Path, fill: Callable[[IO[bytes]], object]) -> AbstractContextManager[Callable[[], None]]:
    """Write beside `path` under a name that `unfinished` knows: what is left there by a kill is removed."""
    return drafted(path, fill, prefix=f".{path.name}.tmp-", mode=0o600)
