"""Keep: undo, check, a copy to try things on."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from workbench.api.base import Base
from workbench.sources.corrections.restore import undo_correction
from workbench.study.errors import UserError
from workbench.study.fold import ordered
from workbench.study.folder import Folder
from workbench.study.undo import of_sources

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.check import Finding
    from workbench.study.mend import Mended
    from workbench.study.records import Act


class Keep(Base):
    """What keeps work safe."""

    def undo(self, act: str | None = None) -> str:
        """Take an act back, with everything of its gesture; your last one if none is named. Undoing an undo brings it back.

        The correction of a transcript is taken back too: the version before it returns.

        Returns
        -------
        str
            Id of the new act.

        Raises
        ------
        UserError
            If there is no such act, or nothing of yours to take back.
        """
        if act is None:
            act = self._last()
            if not act:
                raise UserError(f"there is nothing of {self.me}'s to take back")
        found = next((a for a in self.folder.acts() if a.id == act), None)
        if found is None:
            raise UserError(f"no act has the id {act!r}")
        if found.act == "share.release":
            raise UserError("what went out is with others; no undo takes it back. It stays in the history")
        if act in of_sources(self.folder.acts()):
            undo_correction(self.folder, act, self.me)
            return self.folder.mark(self.me)
        (undone,) = self.folder.act(self.me, ("undo", {"target": act}))
        return undone.id

    def redo(self) -> str:
        """Bring back what your last undo took, unless you did something new since; returns the id of the new act.

        Raises
        ------
        UserError
            If there is nothing to bring back.
        """
        done = self.folder.redo(self.me)
        if done is None:
            raise UserError(f"there is nothing of {self.me}'s to bring back")
        return done.id

    def undo_session(self) -> str:
        """Take back everything you did since the study was opened; returns the id of the last act of that.

        Codings and the like go with one act that `redo` brings back; corrections of transcripts one by one.

        Raises
        ------
        UserError
            If you have done nothing since.
        """
        corrections = [a.id for a in self._mine_since() if a.act == "source.correct" and a.id not in self.folder.state().undone]
        for act in corrections:
            undo_correction(self.folder, act, self.me)
        done = self.folder.undo_since(self.me, self._opened_at)
        if done is None and not corrections:
            raise UserError(f"{self.me} has done nothing since the study was opened")
        return done.id if done else self.folder.mark(self.me)

    def _mine_since(self) -> list[Act]:
        """Return your acts since the study was opened, newest first."""
        mine = [a for a in reversed(ordered(self.folder.acts())) if a.coder == self.me]
        return list(itertools.takewhile(lambda a: a.id != self._opened_at, mine))

    def _last(self) -> str:
        """Return the id of the gesture, or correction, that you would take back next."""
        state = self.folder.state()
        mine = (a for a in reversed(ordered(self.folder.acts())) if a.coder == self.me and a.id not in state.undone)
        passed = {"undo", "coder.join", "participant.withdraw", "share.release"}
        return next((str(a.body.get("with", a.id)) for a in mine if a.act not in passed), "")

    def history(self) -> pd.DataFrame:
        """Return every act, newest first: who did what, when, why, and whether it was taken back. It quotes nobody.

        Names of the key file are masked in what was done and why; ids stay as they are, since `undo` and others take them.
        What others did in sources you were assigned to code blind is there, and not told until it is revealed.
        """
        from dataclasses import asdict

        import pandas as pd

        from workbench.coding.hidden import hidden_acts

        hidden = hidden_acts(self.folder.acts(), self.folder.state(), self.me)
        untold = {"what": "(not told until it is revealed: you code there blind)", "about": "", "reason": ""}
        columns = ["at", "coder", "what", "about", "reason", "undone_by", "act", "id"]
        rows = [asdict(e) | (untold if e.id in hidden else {}) for e in reversed(self.folder.history())]
        frame = pd.DataFrame(rows, columns=columns)
        for column in ("what", "reason"):
            frame[column] = self.redactor.texts(frame[column].tolist(), guess=False)
        return frame

    def mend(self, log: str) -> Mended:
        """Make a damaged log one that can be written to again; whole acts behind the damage are kept. Nothing is deleted."""
        from workbench.study.mend import mend

        return mend(self.folder, log)

    def merge(self, other: str | Path) -> int:
        """Take over the acts of another copy of this study; returns how many are new. In any order, any number of times."""
        return self.folder.merge(Folder(other))

    def check(self) -> list[Finding]:
        """Verify every hash, anchor and reference of the study, and that its cut-offs can be meant."""
        from workbench.journey.strength.thresholds import thresholds, unread
        from workbench.study.check import Finding, check

        found = check(self.folder)
        given = self.folder.settings.thresholds
        where, remedy = "study.toml, thresholds", "`workbench thresholds` lists their names."
        found += [Finding("warning", where, note.partition(": ")[2].rstrip("?"), remedy) for note in unread(given)]
        try:
            thresholds(given)
        except UserError as error:
            what = str(error).partition(": ")[2]
            found.insert(0, Finding("error", where, what, "Until then there is no map."))
        return found

    def check_table(self) -> pd.DataFrame:
        """Return the findings of `check` as a table."""
        import pandas as pd

        rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in self.check()]
        return pd.DataFrame(rows, columns=["level", "where", "what", "remedy"])

    def try_out(self) -> Self:
        """Return a throw-away copy of the study, for trying things that write; it goes when Python ends.

        Raises
        ------
        UserError
            If a file of it cannot be read, or there is no room for a copy.
        """
        home = _own_place()
        atexit.register(shutil.rmtree, home, ignore_errors=True)  # not earlier: a widget may still be writing in it
        target = home / self.folder.root.resolve().name
        try:
            shutil.copytree(self.folder.root, target, ignore=shutil.ignore_patterns("out", "*.lock"), copy_function=shutil.copyfile)
        except shutil.Error as error:
            where, _, why = error.args[0][0]
            raise UserError(f"{where}: cannot be copied ({why}). Put it right, or take it out of the study.") from None
        for path in (target, *(p for p in target.rglob("*") if p.is_dir())):
            path.chmod(0o700)  # the original may be read-only
        if self.folder.key_file.is_file():
            shutil.copyfile(self.folder.key_file, target.parent / self.folder.key_file.name)
        return type(self)(Folder(target), self.me)


_held: list[Any] = []  # locks of the copies of this process: each says that somebody is there


def _own_place() -> Path:
    """Return a new folder that nobody else can read, since it will hold names; those of processes that were killed go."""
    from filelock import FileLock, Timeout

    for path in Path(tempfile.gettempdir()).glob(f"{_COPY}*"):
        with suppress(OSError, Timeout):
            if not path.is_symlink() and (path / _THERE).is_file():
                with FileLock(path / _THERE, timeout=0):
                    shutil.rmtree(path, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=_COPY))
    there = FileLock(home / _THERE)
    there.acquire()
    _held.append(there)
    return home


_COPY, _THERE = "workbench-copy-", "in use"
