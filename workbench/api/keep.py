"""Keep: undo, check, a copy to try things on."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from workbench.api.base import Base
from workbench.study.errors import UserError
from workbench.study.folder import Folder

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.check import Finding


class Keep(Base):
    """What keeps work safe."""

    def undo(self, act: str) -> str:
        """Take an act back; undoing an undo brings it back again. Returns the id of the new act.

        Raises
        ------
        UserError
            If there is no such act.
        """
        if act not in {a.id for a in self.folder.acts()}:
            raise UserError(f"no act has the id {act!r}")
        (done,) = self.folder.act(self.me, ("undo", {"target": act}))
        return done.id

    def check(self) -> list[Finding]:
        """Verify every hash, anchor and reference of the study."""
        from workbench.study.check import check

        return check(self.folder)

    def check_table(self) -> pd.DataFrame:
        """Return the findings of `check` as a table."""
        import pandas as pd

        rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in self.check()]
        return pd.DataFrame(rows, columns=["level", "where", "what", "remedy"])

    def try_out(self) -> Self:
        """Return a throw-away copy of the study, for trying things that write; it goes when Python ends."""
        home = Path(tempfile.mkdtemp(prefix="workbench-"))  # nobody else can read it: it holds names
        target = home / self.folder.root.resolve().name
        shutil.copytree(self.folder.root, target, ignore=shutil.ignore_patterns("out", "*.lock"), copy_function=shutil.copyfile)
        for path in (target, *(p for p in target.rglob("*") if p.is_dir())):
            path.chmod(0o700)  # the original may be read-only
        if self.folder.key_file.is_file():
            shutil.copyfile(self.folder.key_file, target.parent / self.folder.key_file.name)
        atexit.register(shutil.rmtree, home, ignore_errors=True)  # not earlier: a widget may still be writing in it
        return type(self)(Folder(target), self.me)
