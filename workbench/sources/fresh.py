"""Files of a fresh round: each goes where the like of it went before, so that a round is brought in without being described again.

A table whose questions were asked before continues the survey that asked most of them: as the same kind, with the same columns
for people, dates, ratings and attributes (`workbench.sources.continued`). What a file is can be said before its name:
``ticket=complaints.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.sources.continued import continued
from workbench.sources.ingest import TRANSCRIPT_KINDS, add_survey, add_transcript
from workbench.sources.matching import matching
from workbench.sources.numbers.metrics import add_metrics
from workbench.sources.people.attributes import add_people
from workbench.sources.preview import preview
from workbench.sources.tables.answers import KINDS
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workbench.sources.store import Report
    from workbench.study.folder import Folder

_OTHER = ("people", "metrics")
#: Columns that only a table of numbers in our own form has.
_METRICS = {"stage", "metric", "value"}


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was brought in.

    Attributes
    ----------
    file
        Its name.
    report
        What the import did.
    like
        Id of the survey it continues; empty for what continues none.
    """

    file: str
    report: Report
    like: str = ""


def named(given: Iterable[str | Path]) -> list[tuple[str, Path]]:
    """Return what each file is said to be (empty if nothing is said), and its path; a pattern is all files that fit it.

    Raises
    ------
    UserError
        If a file is not there; then nothing is brought in.
    """
    found, missing = [], []
    for item in map(str, given):
        kind, sign, path = item.partition("=")
        known = kind in {*KINDS, *TRANSCRIPT_KINDS, *_OTHER} and sign
        try:
            found += [(kind if known else "", one) for one in matching(path if known else item)]
        except UserError as error:
            missing.append(str(error))
    if missing:
        raise UserError("; ".join([*missing, "nothing was brought in"]))
    return found


def add(folder: Folder, path: Path, *, round: str, kind: str = "") -> Added:  # noqa: A002 (the field's word)
    """Bring one file in, the way the like of it was brought in before.

    Parameters
    ----------
    folder
        The study.
    path
        A transcript, a table of answers, of people or of numbers.
    round
        The round it belongs to.
    kind
        What it is, if that is said: a kind of transcript or of table, ``people`` or ``metrics``.

    Raises
    ------
    Refused
        If it cannot be read whole; the study is as it was.
    """
    if kind == "people":
        return Added(path.name, add_people(folder, path))
    if kind == "metrics":
        return Added(path.name, add_metrics(folder, path))
    if kind in TRANSCRIPT_KINDS:
        return Added(path.name, add_transcript(folder, path, round=round, kind=kind))
    seen = preview(path, folder=folder)
    if seen.kind == "transcript" and not kind:
        return Added(path.name, add_transcript(folder, path, round=round))
    own = {column.name.strip().casefold() for column in seen.columns} >= _METRICS
    if (seen.kind == "numbers" or own) and not kind:
        return Added(path.name, add_metrics(folder, path))
    held = continued(folder, path, seen, kind)
    report = add_survey(folder, path, round=round, kind=kind or (held.like.kind if held.like else "survey"), **held.options)
    report = replace(report, notes=(*report.notes, *held.notes))
    return Added(path.name, report, held.like.id if held.like else "")
