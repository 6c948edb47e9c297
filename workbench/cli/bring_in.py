"""Commands that begin a study and bring files in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import workbench
from workbench.cli.base import AsJson, Bars, Columns, Each, StudyPath, app, emit, opened, pairs, plain, records
from workbench.cli.options import as_options
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.api import Study

_TABLES = {".csv", ".tsv", ".xlsx", ".sav", ".zsav"}


@app.command
def new(
    folder: Path | None = None,
    *,
    title: str = "",
    scenario: str = "",
    template: str | None = None,
    templates: bool = False,
    as_json: AsJson = False,
) -> None:
    """Make a new study: six stages, eleven emotions, nothing in it yet; or from a template.

    Parameters
    ----------
    folder
        Where to make it.
    title
        What the study is about.
    scenario
        Who does what, in one sentence: it stands on top of the map.
    template
        Start from a template: stages, touchpoints, a starter codebook of guesses to be tested, an interview guide.
    templates
        List the templates there are, and make nothing.
    """
    from workbench.study import templates as starts

    if templates:
        there = {name: starts.template(name).about for name in starts.names()}
        emit(there, "\n".join(f"{name:<18}{about}" for name, about in there.items()), as_json=as_json)
        return
    if folder is None:
        raise UserError("name a folder for the study: workbench new FOLDER")
    kept = (folder / starts.GUIDE).exists()
    study = workbench.new(folder, title=title, scenario=scenario, template=template)
    text = f"{folder} is ready. Next: workbench import {folder} interviews/*.vtt --round 2026-Q1"
    if template:
        text = f"{text}\n" + ("guide.md was there already and stays." if kept else "Questions to ask are in guide.md.")
    emit({"study": str(study.folder.root)}, text, as_json=as_json)


@app.command(name="import")
def import_(  # noqa: PLR0913 (each is an option of the command)
    study: StudyPath,
    *files: Path,
    round: str = "",  # noqa: A002 (the field's word)
    kind: str | None = None,
    interviewer: Each = None,
    speaker: Each = None,
    text: Columns = None,
    participant: str | None = None,
    rating: Columns = None,
    attribute: Columns = None,
    question: str | None = None,
    same_as: Each = None,
    stage: Each = None,
    date: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    offsets: str = "",
    user: Each = None,
    as_json: AsJson = False,
) -> None:
    """Import transcripts (vtt srt txt md docx pdf rtf json lrc), tables of answers (csv tsv xlsx sav), projects of other programs.

    Projects are qdpx (NVivo, MAXQDA, ATLAS.ti, QualCoder and others), sqlite3 (Taguette) and qda (QualCoder).

    Parameters
    ----------
    files
        The files; each is imported whole or refused whole.
    round
        The round (wave) they belong to, such as 2026-Q1.
    kind
        interview (default for transcripts), meeting, observation, focus-group, staff-interview (with people who work for the
        company); survey (default for tables), ticket, review; people for a table of participants, metrics for a table of numbers.
    interviewer
        Who asked the questions, as the files name them; can be repeated.
    speaker
        Two labels that are one speaker, as "Jenny=Jenny Mith"; can be repeated.
    text
        Columns of a table that hold open answers; guessed if not given.
    rating
        Columns of a table with numbers on a scale; guessed if not given.
    attribute
        Columns of a table that say who somebody is; guessed if not given.
    participant
        Of a table, the column that says who answered; guessed if not given. Of a transcript, the name of the one
        participant.
    question
        Of a table with one row a comment, the column that says which question it answers.
    same_as
        A column that asks what an earlier survey asked, as "Why?=reason-for-your-score"; can be repeated. `workbench align`
        proposes them.
    stage
        Which stage a question asks about, or a step of a funnel is, as "Checkout=purchase"; can be repeated.
    date
        Column of a table that says when, or one day for all, as 2026-03-31.
    sheet
        Sheet of a workbook; the first that holds anything if not given.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    offsets
        How a project counts places, if what is found is wrong: codepoint or utf16, crlf1 or crlf2, bom or nobom, inclusive or
        exclusive, with commas between.
    user
        Who a user of a project is among the coders of the study, as "Coder A=ana"; can be repeated.
    """
    from workbench.coding.projects.bring import is_project

    there = opened(study)
    if not files:
        raise UserError("name at least one file to import")
    if not round.strip() and kind not in {"people", "metrics"} and not all(map(is_project, files)):
        raise UserError("say which round the files belong to, as --round 2026-Q1")
    stages = pairs(stage, "--stage")
    table = {
        "text": text, "participant": participant, "ratings": rating, "attributes": attribute, "date": date, "sheet": sheet,
        "question": question, "same_as": dict(pairs(same_as, "--same-as")), "stages": _gathered(stages),
    }  # fmt: skip
    talk = {"interviewers": interviewer or [], "participant": participant, "speakers": dict(pairs(speaker, "--speaker")) or None}
    numbers = {"stages": dict(stages) or None, "date": date, "sheet": sheet}
    project = {"interviewers": interviewer or [], "offsets": offsets, "coders": dict(pairs(user, "--user"))}
    options = {"table": table, "talk": talk, "numbers": numbers, "encoding": encoding, "project": project}
    reports, refused = [], []
    with Bars() as progress:
        for number, path in enumerate(files):
            progress("import", number, len(files))
            try:
                reports.append(_bring_in(there, path, round, kind, options))
            except UserError as error:
                refused.append(as_options(str(error)))
        progress("import", len(files), len(files))
    lines = []
    for report in reports:
        if "lines" in report:
            lines += report.pop("lines")
            continue
        lines.append(f"{report['file']}: {report['status']} as {report['source']} ({report['rows']} rows)")
        lines += [f"  {as_options(note)}" for note in report["notes"]]
    if reports or not refused:
        emit(reports, "\n".join(lines), as_json=as_json)
    if refused:
        also = f", the other {len(reports)} are in" if reports else ""
        several = f"{len(refused)} of {len(files)} files were refused{also}:\n  "
        raise UserError((several if len(files) > 1 else "") + "\n  ".join(refused))


def _gathered(stages: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, stage in stages:
        found.setdefault(column, []).append(stage)
    return found


def _bring_in(study: Study, path: Path, round_: str, kind: str | None, options: dict[str, Any]) -> dict[str, Any]:
    from workbench.coding.projects import bring
    from workbench.sources import ingest
    from workbench.sources.numbers import metrics
    from workbench.sources.people import attributes
    from workbench.sources.preview import is_transcript

    if bring.is_project(path) and path.exists():
        taken = bring.bring_in(study.folder, path, coder=study.me, round=round_, kind=kind or "", **options["project"])
        return {**bring.record(taken), "lines": bring.lines(taken)}
    if not path.is_file():
        raise UserError(f"{path}: there is no such file")
    folder, encoding = study.folder, options["encoding"]
    talk = kind is None and not options["table"]["text"] and is_transcript(path, encoding=encoding)
    if kind == "people":
        report = attributes.add_people(folder, path)
    elif kind == "metrics":
        report = metrics.add_metrics(folder, path, encoding=encoding, **options["numbers"])
    elif path.suffix.lower() in _TABLES and kind in {None, "survey", "ticket", "review", "social"} and not talk:
        chosen = {name: value for name, value in options["table"].items() if value}
        report = ingest.add_survey(folder, path, round=round_, kind=kind or "survey", encoding=encoding, **chosen)
    else:
        report = ingest.add_transcript(folder, path, round=round_, kind=kind or "interview", encoding=encoding, **options["talk"])
    return {"file": path.name, "source": report.source, "status": report.status, "rows": report.rows, "notes": list(report.notes)}


@app.command
def preview(file: Path, *, study: Path | None = None, sheet: str | None = None, encoding: str | None = None) -> None:
    """Show what an import would make of a file; nothing is written.

    Parameters
    ----------
    file
        Any file that can be imported.
    study
        A study folder: who is known there is recognised.
    sheet
        Sheet of a workbook.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    """
    from workbench.coding.projects.bring import is_project
    from workbench.coding.projects.look import look as look_into
    from workbench.sources.preview import preview as look

    if is_project(file):
        print(look_into(file))
        return
    try:
        seen = look(file, folder=opened(study).folder if study else None, sheet=sheet, encoding=encoding)
    except UserError as error:
        raise UserError(as_options(str(error))) from None
    print(replace(seen, offers=tuple(map(as_options, seen.offers)), notes=tuple(map(as_options, seen.notes))))


@app.command
def align(study: StudyPath, file: Path, *, like: str | None = None, as_json: AsJson = False) -> None:
    """Propose which question of earlier rounds each column of a new table continues; nothing is written.

    Parameters
    ----------
    file
        The table of the new round.
    like
        Id of the survey it continues; all of them if not given.
    """
    frame = opened(study).align(file, like)
    emit(records(frame), plain(frame), as_json=as_json)


@app.command
def asked(study: StudyPath, guide: Path, *, accept: bool = False, as_json: AsJson = False) -> None:
    """Propose which planned question each turn of an interviewer asks, and so who was asked about a stage.

    Parameters
    ----------
    guide
        The interview guide: questions under headings that name stages, or a table with the columns question and stage.
    accept
        Say in your name that they do; without it nothing is written.
    """
    view = opened(study).asked(guide)
    frame = view.frame()
    done = view.accept() if accept else 0
    text = plain(frame) + (f"\n\n{done} codings written" if accept else "\n\nnothing written; --accept does")
    emit(records(frame), text, as_json=as_json)
