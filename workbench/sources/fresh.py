"""Files of a fresh round: each goes where the like of it went before, so that a round is brought in without being described again.

A table whose questions were asked before continues the newest survey that asked them all: as the same kind, with the same
columns for people, dates, ratings and attributes. What a file is can be said before its name: ``ticket=complaints.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    from workbench.study.records import Survey

_OTHER = ("people", "metrics")
#: Columns that only a table of numbers in our own form has.
_METRICS = {"stage", "metric", "value"}
#: What an earlier import was told of a table that holds for the next one, too.
_CARRIED = ("participant", "text", "ratings", "attributes", "date", "question")


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
    columns = {column.name for column in seen.columns}
    own = {name.strip().casefold() for name in columns} >= _METRICS
    if (seen.kind == "numbers" or own) and not kind:
        return Added(path.name, add_metrics(folder, path))
    like = _like(folder, columns, kind)
    options = _options(like, columns) if like else {}
    report = add_survey(folder, path, round=round, kind=kind or (like.kind if like else "survey"), **options)
    return Added(path.name, report, like.id if like else "")


def _like(folder: Folder, columns: set[str], kind: str) -> Survey | None:
    """Return the newest survey all of whose open questions are columns of the new table."""
    surveys = folder.surveys()
    order = folder.settings.in_order(s.round for s in surveys)
    for survey in sorted(surveys, key=lambda s: (order.index(s.round), s.id), reverse=True):
        asked = survey.origin.get("options", {}).get("text") or []
        if asked and columns.issuperset(asked) and kind in {"", survey.kind}:
            return survey
    return None


def _options(like: Survey, columns: set[str]) -> dict[str, Any]:
    """Return what was said of an earlier table, as far as the new one has these columns."""
    said = like.origin.get("options", {})
    found: dict[str, Any] = {}
    for name in _CARRIED:
        value = said.get(name)
        if isinstance(value, list):
            found[name] = [column for column in value if column in columns]
        elif isinstance(value, str) and value in columns:
            found[name] = value
    stages = {q.text: list(q.stages) for q in like.questions if q.stages and q.text in columns}
    return found | ({"stages": stages} if stages else {})
