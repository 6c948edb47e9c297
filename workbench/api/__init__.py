"""The study as a notebook uses it: open, add, correct, code, agree, read, map, keep."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from workbench.api.bring_in import BringIn
from workbench.api.cards import Cards
from workbench.api.correct import Correct
from workbench.api.double import Double
from workbench.api.keep import Keep
from workbench.api.look import Look
from workbench.api.map import Map
from workbench.api.needs import Needs
from workbench.api.people import People
from workbench.study.errors import NotSaved
from workbench.study.folder import Folder
from workbench.study.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Study", "new", "open"]


class Study(BringIn, Correct, Double, Look, Needs, Map, Cards, People, Keep):
    """A study: its folder, and what can be done with it.

    Parameters
    ----------
    folder
        The study folder.
    me
        Your name as a coder; ``$WORKBENCH_CODER`` or your login name if not given.
    """


def open(path: str | Path) -> Study:  # noqa: A001 (wb.open reads well)
    """Open the study in a folder.

    Raises
    ------
    Refused
        If there is no study there, or its ``study.toml`` cannot be read.
    """
    folder = Folder(path)
    _finish(folder)
    return Study(folder)


def _finish(folder: Folder) -> None:
    """Take back an import that was killed, if there was one. One that is still running is left alone."""
    from workbench.sources import store, unfinished

    if unfinished.pending(folder):
        with suppress(NotSaved, OSError), store.locked(folder, wait=0):
            pass  # whoever gets the lock takes it back


def new(path: str | Path, *, title: str = "Untitled study", scenario: str = "") -> Study:
    """Make a new study in a folder, with six stages and eleven emotions to start from.

    Raises
    ------
    UserError
        If there is a study already; nothing is touched.
    """
    return Study(Folder.create(path, Settings(title=title, scenario=scenario)))
