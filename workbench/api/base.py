"""What every part of a study stands on: its folder, who works in it, what masks names."""

from __future__ import annotations

import getpass
import os
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.study.errors import CheckFailed, UserError
from workbench.study.given import looking
from workbench.study.keyless import missing_key
from workbench.study.names import coder_name
from workbench.views import Masks

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from workbench.journey.said.memory import Memory
    from workbench.share.gate import Guard
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder

_Answer = TypeVar("_Answer")


@looking
class Base:
    """A folder and a person; the parts of `workbench.api.Study` add what can be done with them."""

    def __init_subclass__(cls) -> None:
        """Let each method look at what it is given before it does anything."""
        super().__init_subclass__()
        looking(cls)

    def __init__(self, folder: Folder, me: str | None = None) -> None:
        if not hasattr(folder, "acts"):
            raise UserError(f"a study is opened with wb.open({str(folder)!r}), and made with wb.new(…)")
        self.folder = folder
        self._kept: Memory = {}
        self._masking: tuple[Any, Redactor] | None = None
        self.me = me or os.environ.get("WORKBENCH_CODER") or _login()

    @property
    def me(self) -> str:
        """Your name as a coder."""
        return self._me

    @me.setter
    def me(self, name: str) -> None:
        if not isinstance(name, str) or not name.strip():
            coder_name(name)  # which says what is wrong
        self._me = name
        self._opened_at = self.folder.mark(name)  # where `undo_session` goes back to

    @property
    def masks(self) -> Masks:
        """What every view shows words through: the redactor, and who does not consent to being quoted."""
        people = self.folder.participants().values()
        return Masks.of(people, self.redactor, self._let_out)

    @property
    def redactor(self) -> Redactor:
        """What masks names, addresses and phone numbers in anything that is shown or shared.

        It is kept as long as sources, key and settings stay as they are, whoever changes them: a name that came with the last
        import is masked, too.
        """
        from workbench.sources.people.key import KeyFile

        seen = (self.folder.store.stamp(), KeyFile.stamp(self.folder), self.folder.settings)
        if self._masking is None or self._masking[0] not in (None, seen):
            self._masking = (seen, self._made_redactor())
        return self._masking[1]

    @redactor.setter
    def redactor(self, one: Redactor) -> None:
        self._masking = (None, one)  # whoever gives one of their own keeps it

    def _forget_masks(self) -> None:
        """Let what masks names be made again from the key as it is now."""
        self._masking = None

    def _made_redactor(self) -> Redactor:
        from workbench.reading.guesses import finder, study_names
        from workbench.share.redact import Redactor
        from workbench.sources.people.key import KeyFile

        settings = self.folder.settings
        return Redactor(
            KeyFile.of(self.folder).names(), finder(self.folder), lambda: study_names(self.folder),
            quotes=settings.quotes_per_person, least=settings.smallest_cell, coders=self.folder.coders(),
        )  # fmt: skip

    def _once(self, what: Hashable, make: Callable[[], _Answer]) -> _Answer:
        """Return what `make` gives, or what it gave before if the study is what it was then. Nobody may change what they get."""
        from workbench.journey.said.memory import once

        return once(self._kept, what, (self.folder.digest(),), make)

    @property
    def guard(self) -> Guard:
        """The share gate of this study: it knows the names of the key, who may not be quoted today, and what may stand.

        A word of ``not_names`` may stand where only a form of a name is like it (*Max*, the product, beside a Maximilian).
        """
        from workbench.share.gate import Guard
        from workbench.share.withheld import withheld
        from workbench.sources.people.key import KeyFile
        from workbench.sources.people.known import SOMEBODY, find_known

        settings = self.folder.settings
        roster = tuple(KeyFile.of(self.folder).names())
        forms = [word for word in settings.not_names if all(who == SOMEBODY for *_, who in find_known(word, roster))]
        return Guard(roster, withheld(self.folder, self.redactor.day), (*settings.allow, *forms), self.folder.coders())

    def pass_gate(self, files: Mapping[str, bytes], *, despite: str = "") -> None:
        """Let files go out if they are clean; if they are not, only with a reason, which is recorded.

        Parameters
        ----------
        files
            Name to contents, before anything is written.
        despite
            Why they may go out although the gate found something. Each such file is an act in the log: its name, the hash of
            its bytes, how many leaks of each kind, and the reason. No undo takes it back.

        Raises
        ------
        CheckFailed
            If something is found and there is no reason: all of it is listed, masked.
        """
        from workbench.share.gate.guard import told

        if missing := missing_key(self.folder, [*self.folder.transcripts(), *self.folder.surveys()]):
            from workbench.reading.notices import notice

            notice(f"{missing}. Names go out masked only where a pattern or a model finds them: read before you share.")
        guard = self.guard
        found = {name: leaks for name, data in files.items() if (leaks := guard.leaks(name, data))}
        if not found:
            return
        if not despite.strip():
            listed = "\n".join(told(name, leaks) for name, leaks in found.items())
            raise CheckFailed(f"{listed}\nNothing was written.")
        bodies = [
            {
                "file": self.redactor.text(Path(name).name, guess=False),
                "sha256": sha256(files[name]).hexdigest(),
                "found": dict(sorted(Counter(leak.kind for leak in leaks).items())),
                "reason": despite.strip(),
            }
            for name, leaks in found.items()
        ]
        self.folder.act(self.me, *(("share.release", body) for body in bodies))

    def _let_out(self, files: Mapping[str, bytes], despite: str) -> None:
        """Pass the gate, as views ask for it."""
        self.pass_gate(files, despite=despite)

    def _stage(self, name: str) -> str:
        try:
            return self.folder.settings.stage(name)
        except KeyError as error:
            raise UserError(str(error.args[0])) from None


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user entry
        return "me"
