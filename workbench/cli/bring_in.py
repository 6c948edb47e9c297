"""Commands that begin a study and bring files in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

import workbench
from workbench.cli.base import AsJson, Bars, Columns, StudyPath, app, emit, opened
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.api import Study


@app.command
def new(folder: Path, *, title: str = "Untitled study", scenario: str = "", as_json: AsJson = False) -> None:
    """Make a new study: six stages, eleven emotions, nothing in it yet.

    Parameters
    ----------
    folder
        Where to make it.
    title
        What the study is about.
    scenario
        Who does what, in one sentence: it stands on top of the map.
    """
    study = workbench.new(folder, title=title, scenario=scenario)
    text = f"{folder} is ready. Next: workbench import {folder} interviews/*.vtt --round 2026-Q1"
    emit({"study": str(study.folder.root)}, text, as_json=as_json)


@app.command(name="import")
def import_(  # noqa: PLR0913 (each is an option of the command)
    study: StudyPath,
    *files: Path,
    round: str,  # noqa: A002 (the field's word)
    kind: str | None = None,
    interviewer: Annotated[list[str] | None, Parameter(negative="")] = None,
    text: Columns = None,
    participant: str | None = None,
    rating: Columns = None,
    attribute: Columns = None,
    date: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Import transcripts (vtt srt txt md docx pdf) and tables of answers (csv tsv xlsx).

    Parameters
    ----------
    files
        The files; each is imported whole or refused whole.
    round
        The round (wave) they belong to, such as 2026-Q1.
    kind
        interview (default for transcripts), meeting, observation, focus-group; survey (default for tables), ticket, review;
        people for a table of participants, metrics for a table of numbers.
    interviewer
        Who asked the questions, as the files name them; can be repeated.
    text
        Columns of a table that hold open answers; guessed if not given.
    rating
        Columns of a table with numbers on a scale; guessed if not given.
    attribute
        Columns of a table that say who somebody is; guessed if not given.
    participant
        Of a table, the column that says who answered; guessed if not given. Of a transcript, the name of the one
        participant.
    date
        Column of a table that says when, or one day for all, as 2026-03-31.
    sheet
        Sheet of a workbook; the first that holds anything if not given.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    """
    there = opened(study)
    if not files:
        raise UserError("name at least one file to import")
    table = {"text": text, "participant": participant, "ratings": rating, "attributes": attribute, "date": date, "sheet": sheet}
    options = {"table": table, "talk": {"interviewers": interviewer or [], "participant": participant}, "encoding": encoding}
    reports, refused = [], []
    with Bars() as progress:
        for number, path in enumerate(files):
            progress("import", number, len(files))
            try:
                reports.append(_bring_in(there, path, round, kind, options))
            except UserError as error:
                refused.append(str(error))
        progress("import", len(files), len(files))
    lines = []
    for report in reports:
        lines.append(f"{report['file']}: {report['status']} as {report['source']} ({report['rows']} rows)")
        lines += [f"  {note}" for note in report["notes"]]
    if reports or not refused:
        emit(reports, "\n".join(lines), as_json=as_json)
    if refused:
        also = f", the other {len(reports)} are in" if reports else ""
        several = f"{len(refused)} of {len(files)} files were refused{also}:\n  "
        raise UserError((several if len(files) > 1 else "") + "\n  ".join(refused))


def _bring_in(study: Study, path: Path, round_: str, kind: str | None, options: dict[str, Any]) -> dict[str, Any]:
    from workbench.sources import attributes, ingest, metrics

    if not path.is_file():
        raise UserError(f"{path}: there is no such file")
    folder, encoding = study.folder, options["encoding"]
    if kind == "people":
        report = attributes.add_people(folder, path)
    elif kind == "metrics":
        report = metrics.add_metrics(folder, path)
    elif path.suffix.lower() in {".csv", ".tsv", ".xlsx"} and kind in {None, "survey", "ticket", "review", "social"}:
        chosen = {name: value for name, value in options["table"].items() if value}
        report = ingest.add_survey(folder, path, round=round_, kind=kind or "survey", encoding=encoding, **chosen)
    else:
        report = ingest.add_transcript(folder, path, round=round_, kind=kind or "interview", encoding=encoding, **options["talk"])
    return {"file": path.name, "source": report.source, "status": report.status, "rows": report.rows, "notes": list(report.notes)}
