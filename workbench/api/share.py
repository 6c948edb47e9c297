"""Share: the gate before anything that leaves, and what goes out in spite of it, with a reason that stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.api.base import Base
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.share.gate import Leak


class Share(Base):
    """What stands between the study and everybody else."""

    def gate(self, *files: str | Path) -> dict[str, list[Leak]]:
        """Look at files that exist already: a page of plain nbconvert, a colleague's notebook, slides edited by hand.

        Parameters
        ----------
        files
            Files, and folders: all files in them.

        Returns
        -------
        dict
            For each file what gives somebody away, and where; empty if it is clean. What was found is masked.

        Raises
        ------
        UserError
            If there is no such file.
        """
        guard = self.guard
        return {name: guard.leaks(name, path.read_bytes()) for name, path in _files(files)}

    def share(self, path: str | Path, *notebooks: str | Path, despite: str = "") -> Path:
        """Write the report of this study for others: one offline, masked page that has passed the share gate.

        ``workbench share`` runs the notebooks of the main job first and puts them under the map.

        Parameters
        ----------
        path
            Where to; a name that ends in ``.html``.
        notebooks
            Executed notebooks to show under the map.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Returns
        -------
        Path
            The page written.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If the name ends otherwise.
        """
        from workbench.journey.map import build
        from workbench.share.page import report
        from workbench.study.canon import write_atomic

        target = Path(path)
        if target.suffix.casefold() not in {".html", ".htm"}:
            raise UserError(f"{target.name}: the report is a page; a name that ends in .html")
        page = report(self.folder.settings.title, build(self.folder), [Path(n) for n in notebooks], redactor=self.redactor)
        self.pass_gate({target.name: page.encode()}, despite=despite)
        write_atomic(target, page)
        return target


def _files(named: tuple[str | Path, ...]) -> list[tuple[str, Path]]:
    found: list[tuple[str, Path]] = []
    for name in named:
        path = Path(name)
        if path.is_dir():
            found += [(str(inner), inner) for inner in sorted(path.rglob("*")) if inner.is_file()]
        elif path.is_file():
            found.append((str(name), path))
        else:
            raise UserError(f"{name}: there is no such file")
    return found
