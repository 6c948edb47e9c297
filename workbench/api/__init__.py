"""The study as a notebook uses it: open, add, correct, code, agree, read, map, keep."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from workbench.api.bring_in import BringIn
from workbench.api.cards import Cards
from workbench.api.correct import Correct
from workbench.api.decide import Decide
from workbench.api.double import Double
from workbench.api.evidence import Evidence
from workbench.api.exchange import Exchange
from workbench.api.keep import Keep
from workbench.api.lanes import Lanes
from workbench.api.look import Look
from workbench.api.map import Map
from workbench.api.numbers import Numbers
from workbench.api.people import People
from workbench.api.plan import Plan
from workbench.api.rounds import Rounds
from workbench.api.share import Share
from workbench.api.site import Site
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.given import looked_at
from workbench.study.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Study", "new", "open"]


class Study(
    Site, Decide, BringIn, Correct, Double, Look, Rounds, Map, Evidence, Numbers, Lanes, Cards, Plan, People, Exchange, Share, Keep
):
    """A study: its folder, and what can be done with it.

    Parameters
    ----------
    folder
        The study folder.
    me
        Your name as a coder; ``$WORKBENCH_CODER`` or your login name if not given.
    """


@looked_at
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
    """Take back an import or a correction that was killed, and finish a withdrawal. One that is still running is left alone."""
    from workbench.sources import store, unfinished

    unfinished.sweep(folder)  # no fresh drafts
    if store.pending(folder):
        with suppress(UserError, OSError), store.locked(folder, wait=0):  # what does not end well is a finding of `check`
            pass  # whoever gets the lock does it


@looked_at
def new(path: str | Path, *, title: str = "", scenario: str = "", template: str | None = None) -> Study:
    """Make a new study in a folder, with six stages and eleven emotions to start from.

    Parameters
    ----------
    path
        Where to make it.
    title, scenario
        What stands on top of the map; the template's own if not given.
    template
        Name of a template to start from, such as ``"saas-onboarding"``: it brings stages, touchpoints, a starter codebook of
        guesses to be tested, and an interview guide in ``guide.md``, which is never written over.

    Raises
    ------
    UserError
        If there is a study already, or no template of that name; nothing is touched.
    """
    from workbench.study import templates

    if template is None:
        return Study(Folder.create(path, Settings(title=title or "Untitled study", scenario=scenario)))
    chosen = templates.template(template)
    folder = Folder.create(path, templates.called(chosen, title=title, scenario=scenario))
    templates.fill(folder, chosen, coder=Study(folder).me)
    return Study(folder)
