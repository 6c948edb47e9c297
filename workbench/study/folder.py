"""The study folder: sources that never change, logs that only grow, and what is read from both."""

from __future__ import annotations

import contextlib
import heapq
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study import carry, plain, snapshot
from workbench.study import participants as people_file
from workbench.study import settings as settings_file
from workbench.study.acts import fault, version
from workbench.study.canon import canonical_json, sha256_text, write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.fold import State, fold, grow, order
from workbench.study.git import tell_git
from workbench.study.history import Entry, history, until
from workbench.study.log import Log
from workbench.study.logfile import LogFile
from workbench.study.memory import uncollected
from workbench.study.merge import merge_fits, merge_logs
from workbench.study.records import Act, Anchor, Participant, Survey, Transcript
from workbench.study.store import Store
from workbench.study.undo import redo_target, since, undo_target
from workbench.study.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.study.settings import Settings
    from workbench.study.snapshot import Snapshot

Ends = dict[Path, tuple[int, str]]  # of each log: how many acts, and the id of the last

_MOMENT = 1_000_000_000  # nanoseconds
_TICK, _SETTLED = 100_000_000, 3_000_000_000  # longer than the clocks of file systems tick
_COARSE = 1_000_000  # times that are multiples of it come from a coarse clock
_PAST = 8  # earlier states that are kept; each holds as many references as there are codings
_NUMBERS = ("metrics.csv", "clicks.csv")


class Folder:
    """A study on disk.

    Parameters
    ----------
    root
        The folder that holds ``study.toml``.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        plain.only_files(self.root, self.key_file)
        self.settings: Settings = settings_file.read(self.root / settings_file.FILE)
        self.store = Store(self.root)
        self._logs: dict[Path, LogFile] = {}
        self._state: State | None = None
        self._ends: Ends = {}  # what is in `_state`
        self._past: list[tuple[State, Ends]] = []  # states before the last few acts: what was just done is soon undone
        self._undoing = False  # whether the last thing that was done was an undo or a redo
        self._kept: Snapshot | None = None
        self._snapped = 0  # acts that the snapshot holds
        self._opened = False
        self._people: tuple[tuple[int, int], dict[str, Participant]] | None = None
        self._place = str(self.root / "log")
        self._named: tuple[list[str], list[Path]] = ([], [])  # the logs there were at the last look
        self._listed = (0, 0)  # when their folder had changed then, and when that was
        self._sorted: tuple[Ends, list[str]] = ({}, [])  # what is in it, and the ids of these acts
        self._writers: dict[str, Log] = {}  # by coder
        self._guard = threading.RLock()  # a widget may look for colleagues' acts from a thread of its own

    @classmethod
    def create(cls, root: str | Path, settings: Settings) -> Folder:
        """Make a new study folder.

        Raises
        ------
        UserError
            If a study is there already, or around it, or a file of that name; nothing is touched.
        """
        path = Path(root)
        if around := next((up for up in path.resolve().parents if (up / settings_file.FILE).is_file()), None):
            raise UserError(f"{path}: it would lie inside the study {around.name}. Choose a folder beside that.")
        if (path / settings_file.FILE).exists():
            raise UserError(f"{path}: there is a study here already. Choose another folder, or open this one.")
        if path.exists() and not path.is_dir():
            raise UserError(f"{path}: there is a file of that name. Choose another folder.")
        path.mkdir(parents=True, exist_ok=True)
        tell_git(path)
        write_atomic(path / settings_file.FILE, settings_file.write(settings))
        return cls(path)

    @property
    def cache(self) -> Path:
        """Where embeddings and the like are kept; deletable at any time."""
        return self.root / ".workbench"

    @property
    def key_file(self) -> Path:
        """Who is behind each pseudonym: beside the study, never inside it."""
        root = self.root.resolve()
        return root.parent / f"{root.name}.key.csv"

    # Sources ---------------------------------------------------------------------------------------------------

    def transcripts(self) -> list[Transcript]:
        """Return all transcripts, by id."""
        return self.store.transcripts()

    def surveys(self) -> list[Survey]:
        """Return all surveys, ticket and review tables, by id."""
        return self.store.surveys()

    def add_transcript(self, transcript: Transcript) -> None:
        """Write a transcript. A version that it replaces is kept under ``old/``."""
        self.store.add_transcript(transcript)

    def add_survey(self, survey: Survey) -> None:
        """Write a survey: answers as Parquet, the rest beside them as JSON. A version that it replaces is kept."""
        self.store.add_survey(survey)

    def text(self, source: str, item: str = "") -> str:
        """Return the canonical text of a transcript, or of one answer of a survey.

        Raises
        ------
        KeyError
            If the study has no such source or answer.
        """
        return self.store.text(source, item)

    def quote(self, anchor: Anchor) -> str:
        """Return the words an anchor points at.

        Raises
        ------
        KeyError
            If the study has no such source or answer.
        UserError
            If the text is not the version the anchor was made on, or ends before the anchor does.
        """
        source = self.store.source(anchor.source)
        text = self.store.text(anchor.source, anchor.item)
        version = source.version if isinstance(source, Transcript) else sha256_text(text)
        if version != anchor.version:
            raise UserError(f"{anchor.source} {anchor.item}: the text has changed since this passage was coded")
        if not 0 <= anchor.start < anchor.end <= len(text):
            raise UserError(f"{anchor.source} {anchor.item}: there is no text from {anchor.start} to {anchor.end}")
        return text[anchor.start : anchor.end]

    # People ----------------------------------------------------------------------------------------------------

    def participants(self) -> dict[str, Participant]:
        """Return everybody in ``participants.csv``, by pseudonym. Who withdrew consents to nothing, whatever it says."""
        people = self._rows()
        for who in self._folded().withdrawn:
            row = people.get(who, Participant(who, {"withdrawn": "yes"}))
            people[who] = replace(row, consent_quote=False, consent_share=False)
        return people

    def _rows(self) -> dict[str, Participant]:
        path = self.root / people_file.FILE
        try:
            stat = path.stat()
        except OSError:
            return people_file.read(path)  # nobody, if it is not there; else it is refused
        stamp = (stat.st_mtime_ns, stat.st_size)
        if self._people is None or self._people[0] != stamp:
            self._people = (stamp, people_file.read(path))
        return dict(self._people[1])

    def save_participants(self, people: Iterable[Participant]) -> None:
        """Write ``participants.csv``: one row a person, sorted."""
        people = list(people)
        if any(p.consent_until or p.group for p in people):
            upgrade(self)
        people_file.write(self.root / people_file.FILE, people)
        self._people = None

    # Acts ------------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what any coder appended since; say whether there was anything."""
        with self._guard:
            changed = False
            there = self._log_files()
            if not self._opened:
                self._open(there)
            for path in there:
                log = self._logs.get(path)
                if log is None:
                    log = self._logs[path] = LogFile(path)
                changed |= _read(log)
            if len(self._logs) > len(there):
                for path in self._logs.keys() - set(there):
                    changed |= bool(self._logs.pop(path).acts)
                self._writers.clear()
            return changed

    def _open(self, there: list[Path]) -> None:
        """Read all logs for the first time: what a snapshot knows of them is only hashed, two at a time."""
        self._opened = True
        self._kept = snapshot.load(self.cache)
        if self._kept is None:
            return
        for path in there:
            self._logs[path] = LogFile(path, expected=self._kept.logs.get(path.name))
        threads = [threading.Thread(target=_look, args=(log,)) for log in self._logs.values()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _log_files(self) -> list[Path]:
        """Return every log there is. Between two acts it is nearly always what it was: no path is made again then."""
        looked = time.time_ns()
        try:
            changed = os.stat(self._place).st_mtime_ns  # noqa: PTH116 (half the time of a Path's)
            names = sorted(name for name in os.listdir(self._place) if name.endswith(".jsonl") and name[0] != ".")  # noqa: PTH208 (half the time)
        except FileNotFoundError:
            changed, names = 0, []
        except OSError as error:
            raise _unreadable("log", error) from error
        self._listed = (changed, looked)
        if names != self._named[0]:
            self._named = (names, [self.root / "log" / name for name in names])
        return self._named[1]

    def logs(self) -> dict[Path, LogFile]:
        """Return every log as it is now."""
        with self._guard:
            self.refresh()
            return {path: self._logs[path] for path in self._named[1]}

    def revision(self) -> tuple[tuple[str, int, str], ...]:
        """Return a name for what was read of the logs: the same as long as nobody has written, whoever looks."""
        with self._guard:
            return tuple(sorted((path.name, len(log.acts), log.last) for path, log in self._logs.items()))

    def acts(self) -> list[Act]:
        """Return all acts of all coders, in no particular order."""
        with self._guard:
            return [act for log in self.logs().values() for act in log.acts]

    def coders(self) -> frozenset[str]:
        """Return whoever did anything, as they sign. Acts that were only hashed are not made for this."""
        logs = [log for log in self.logs().values() if log.acts]
        mixed = (act.coder for log in logs if log.mixed for act in log.acts)
        return frozenset({log.coder for log in logs if not log.mixed}.union(mixed))

    def state(self) -> State:
        """Return what the acts add up to now, with anchors on the texts that are there now. It is shared: do not change it."""
        with self._guard:
            return carry.carried(self._folded(), self.store)

    def carried(self) -> dict[str, carry.Carried]:
        """Return, by id, the codings, examples and placements that were made on an earlier version, and where they are."""
        with self._guard:
            return carry.which(self._folded(), self.store)

    def history(self) -> list[Entry]:
        """Return every act with who did it, when, what and why, oldest first. It quotes nobody."""
        return history(self.acts())

    def as_of(self, at: str) -> State:
        """Return the state as it was at an ISO date (the end of that day) or time, UTC unless it says otherwise.

        Raises
        ------
        UserError
            If `at` is neither.
        """
        return carry.carried(fold(until(self.acts(), at)), self.store)

    def _folded(self) -> State:
        """Return what the acts add up to, with every anchor as it was made."""
        with self._guard, uncollected():
            logs = self.logs()
            ends = {path: (len(log.acts), log.last) for path, log in logs.items() if log.acts}
            if self._state is not None and ends == self._ends:
                return self._state
            opening = self._state is None
            if opening:
                self._resume(logs)
            state = self._state if ends == self._ends else self._grown(logs)
            if state is None:
                state, self._past, self._snapped = fold(act for log in logs.values() for act in log.acts), [], 0
            self._state, self._ends = state, ends
            enough = sum(count for count, _ in ends.values()) >= self._snapped + snapshot.FEWEST
            if opening and enough and not any(log.problems or log.mixed for log in logs.values()):
                snapshot.save(self.cache, logs.values(), state)  # never while somebody works
            return state

    def _resume(self, logs: dict[Path, LogFile]) -> None:
        """Begin with the state of the snapshot, if every log still begins as it did then."""
        if self._kept is None:
            return
        ends = {self.root / "log" / name: (p.count, p.last) for name, p in self._kept.logs.items()}
        if all(path in logs and logs[path].resumed for path in ends) and (state := self._kept.state()) is not None:
            self._state, self._ends, self._snapped = state, ends, sum(count for count, _ in ends.values())
        self._kept = None

    def _grown(self, logs: dict[Path, LogFile]) -> State | None:
        """Return the state with what was appended since; None if all acts must be folded again.

        If what was taken back cannot be taken out of the state, there may be an earlier state that has not got it yet.
        """
        if self._state is None:
            return None
        if not self._only_longer(logs, self._ends):
            self._past = []
            return None
        for state, ends in ((self._state, self._ends), *reversed(self._past)):
            fresh = [act for path, log in logs.items() for act in log.acts[ends.get(path, (0, ""))[0] :]]
            grown = grow(state, fresh)
            if grown is not None:
                undoing = any(act.act == "undo" for act in fresh)
                if not (undoing and self._undoing):  # of a run of undos and redos, only what was before it is of use
                    self._past = [*self._past, (self._state, self._ends)][-_PAST:]
                self._undoing = undoing
                return grown
        return None

    @staticmethod
    def _only_longer(logs: dict[Path, LogFile], ends: Ends) -> bool:
        """Say whether each log still begins with what the state was made from."""
        return all(path in logs and logs[path].goes_on_from(count, last) for path, (count, last) in ends.items())

    def problems(self) -> list[str]:
        """Return what is wrong with the logs and the acts in them, in words."""
        found = [problem for log in self.logs().values() for problem in log.problems]
        return found + self.state().problems

    def act(self, coder: str, *items: tuple[str, dict[str, Any]], at: str | None = None, together: bool = False) -> list[Act]:
        """Append acts of `coder`, all or none, and return them once they are on the disk.

        Parameters
        ----------
        coder
            Who acts.
        items
            Kinds and bodies, as docs/format.md has them. Any body may hold ``reason``: why.
        at
            ISO time; now if not given.
        together
            They are one gesture, which one undo takes back.

        Raises
        ------
        NotSaved
            If the disk refused; nothing was written.
        Refused
            If a log of the study was written by a newer version, or the coder's own is damaged.
        UserError
            If an act is not as docs/format.md has it; nothing was written.
        """
        newer = together and len(items) > 1
        for kind, body in items:
            if wrong := fault(kind, body):
                raise UserError(f"Not an act: {wrong}.")
            newer = newer or version(kind, body) > 1
        with self._guard:
            writer = self._writers.get(coder)
            if writer is None or not self._is_listed():
                self.refresh()
                writer = self._writers.get(coder)
            highest = self._highest(writer)
            if newer:
                upgrade(self)
            if writer is None:
                writer = self._writers[coder] = Log(self.root / "log", coder, files=self._logs)
            return writer.extend(items, lamport=highest, at=at, together=together)

    def _highest(self, writer: Log | None) -> int:
        """Return the highest lamport number of the logs as they are now, but for that of `writer`: it looks at its own."""
        highest = 0
        for path, log in self._logs.items():
            if writer is None or log is not writer.file:
                _read(log)
                highest = max(highest, log.lamport)
            if log.newer:
                found = "was written by a newer version; the study is read-only here"
                raise Refused(f"log/{path.name}", found, "Update the workbench: pip install -U journey-workbench.")
        return highest

    def _is_listed(self) -> bool:
        """Say whether no log can have come or gone since the folder was listed, a moment ago: then it is not listed again.

        A folder notes when a name in it was changed; but its clock ticks, and one tick may hold a look and a change. So a
        folder that had changed shortly before that look is listed again.
        """
        changed, looked = self._listed
        try:
            same = os.stat(self._place).st_mtime_ns == changed  # noqa: PTH116 (half the time of a Path's, at each act)
        except FileNotFoundError:
            return False
        ticks = _TICK if changed % _COARSE else _SETTLED
        return same and looked - changed > ticks and 0 <= time.time_ns() - looked < _MOMENT

    def undo(self, coder: str) -> Act | None:
        """Take back the last gesture of `coder` that is not taken back yet; None if there is none."""
        with self._guard:
            target = undo_target(self._backwards(coder), coder, self._folded().undone)
            return self.act(coder, ("undo", {"target": target}))[0] if target else None

    def redo(self, coder: str) -> Act | None:
        """Take back the last undo of `coder`, unless they did something new since."""
        with self._guard:
            target = redo_target(self._backwards(coder), coder, self._folded().undone)
            return self.act(coder, ("undo", {"target": target}))[0] if target else None

    def mark(self, coder: str) -> str:
        """Return the id of the last act of `coder`, for `undo_since`; empty if there is none."""
        with self._guard:
            return next((act.id for act in self._backwards(coder) if act.coder == coder), "")

    def undo_since(self, coder: str, mark: str) -> Act | None:
        """Take back everything `coder` did after the act `mark`, with one act; None if there is nothing.

        Afterwards the state is as if these acts had never been. `redo` brings them all back. Corrections of sources stay:
        `workbench.sources.corrections.restore.undo_correction` takes them back with their text.

        Raises
        ------
        UserError
            If `mark` is neither empty nor an act of theirs.
        """
        with self._guard:
            body = since(self._backwards(coder), coder, mark, self._folded().undone)
            return self.act(coder, ("undo", body))[0] if body else None

    def _backwards(self, coder: str) -> Iterator[Act]:
        """Yield the acts of every log that has any of `coder`, the last one first. What nobody looks at is not made."""
        theirs = [log.acts for log in self.logs().values() if log.coder == coder or log.mixed]
        return heapq.merge(*map(reversed, theirs), key=order, reverse=True)

    def merge(self, other: Folder) -> int:
        """Take over the logs and kept topics of another copy of this study; return how many acts are new here.

        Where two copies of one log part, both lines of acts are kept: see `workbench.study.merge`.

        Raises
        ------
        Refused
            If a log of the other copy was written by a newer version; nothing is written.
        """
        with self._guard:
            theirs = other.logs()
            if not any(log.newer for log in theirs.values()):
                merge_fits(self.root, other.root)  # before the acts that name them
            new = merge_logs(self.root / "log", self.logs(), theirs)
            self.refresh()
            return new

    def _beside(self, name: str) -> str:
        """Return the text of a file of numbers; empty if there is none, or it cannot be read."""
        try:
            return (self.root / name).read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""

    def _ids(self) -> list[str]:
        """Return the ids of all acts, sorted; those that were sorted before are not sorted again."""
        with self._guard:
            logs = self.logs()
            ends = {path: (len(log.acts), log.last) for path, log in logs.items() if log.acts}
            before, ids = self._sorted
            if ends != before:
                goes_on = self._only_longer(logs, before)
                fresh = [a.id for path, log in logs.items() for a in log.acts[before.get(path, (0, ""))[0] if goes_on else 0 :]]
                ids = sorted([*ids, *fresh] if goes_on else fresh)
                if len(ids) != len(set(ids)):  # one act may be in two logs that were merged
                    ids = sorted(set(ids))
                self._sorted = (ends, ids)
            return ids

    def digest(self, sources: Iterable[tuple[str, str]] | None = None) -> str:
        """Return a hash of everything derived results depend on: settings, sources, people, acts, numbers.

        Parameters
        ----------
        sources
            Id and version of each source, for those who have just looked.
        """
        if sources is None:
            sources = [*((t.id, t.version) for t in self.transcripts()), *((s.id, s.version) for s in self.surveys())]
        people = [
            [p.id, p.consent_quote, p.consent_share, p.attributes, p.outcomes, *([p.consent_until, p.group] if newer else [])]
            for p in self._rows().values()
            for newer in [bool(p.consent_until or p.group)]  # without, the digest is what it was before there was either
        ]
        parts = {
            "settings": settings_file.write(replace(self.settings, format=1)),  # an upgrade changes no result
            "sources": sorted(map(list, sources)),
            "people": sorted(people, key=lambda row: str(row[0])),
            "acts": sha256_text("\n".join(self._ids())),
            **{name: sha256_text(found) for name in _NUMBERS if (found := self._beside(name))},
        }
        return sha256_text(canonical_json(parts))


def _read(log: LogFile) -> bool:
    """Read what was appended to a log since; say whether there was anything."""
    try:
        return log.refresh()
    except OSError as error:
        raise _unreadable(f"log/{log.path.name}", error) from error


def _unreadable(where: str, error: OSError) -> Refused:
    remedy = "It holds what was coded. Look at its permissions and whether the drive is there, or restore it; then try again."
    return Refused(where, f"cannot be read ({error.strerror or error})", remedy)


def _look(log: LogFile) -> None:
    with contextlib.suppress(OSError):  # the look that follows says so
        log.refresh()
