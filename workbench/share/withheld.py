"""The words that nobody outside may read: of people who do not consent to being quoted, or do not any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.sources.people.traces import runs_of
from workbench.study.participants import silent

if TYPE_CHECKING:
    from workbench.study.folder import Folder

#: Runs of words, as `workbench.share.gate.scan` looks for them.
Runs = frozenset[tuple[str, ...]]


def withheld(folder: Folder, day: str = "") -> Runs:
    """Return what people said who may not be quoted on a day, in runs of six words that nobody else says.

    Parameters
    ----------
    folder
        The study.
    day
        ISO date on which something is shared; today if empty.
    """
    quiet = silent(folder.participants().values(), day)
    if not quiet:
        return frozenset()
    mine: list[str] = []
    others: list[str] = []
    for t in folder.transcripts():
        for turn in t.turns:
            (mine if turn.participant in quiet else others).append(t.text[turn.start : turn.end])
    for s in folder.surveys():
        for who, text in zip(s.answers["participant"].tolist(), s.answers["text"].tolist(), strict=True):
            (mine if who in quiet else others).append(text)
    return runs_of(mine, others)
