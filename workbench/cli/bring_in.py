"""Commands that begin a study and bring files in."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import workbench
from workbench.cli.base import AsJson, Bars, Columns, Each, StudyPath, app, emit, opened, pairs, plain, records
from workbench.cli.options import as_options
from workbench.study.errors import UserError
from workbench.study.shell import at
from workbench.study.words import count

if TYPE_CHECKING:
    from workbench.api import Study
    from workbench.coding.projects.look import Look
    from workbench.sources.people.key import KeyFile
    from workbench.sources.seen import Preview
    from workbench.study.folder import Folder
    from workbench.study.records import Survey, Transcript

_TURNS, _ANSWERS = ("turn", "turns"), ("answer", "answers")


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
    others = sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
    study = workbench.new(folder, title=title, scenario=scenario, template=template)
    text = f"{folder} is ready. Next: workbench import {at(folder)} interviews/*.vtt --round 2026-Q1"
    if template:
        text = f"{text}\n" + ("guide.md was there already and stays." if kept else "Questions to ask are in guide.md.")
    if others:
        held = count(others, "other file or folder lies", "other files or folders lie")
        text += f"\n{held} in it: a study is shared whole, so keep recordings and lists of names somewhere else"
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
    replaces: str | None = None,
    shape: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Import transcripts (vtt srt txt md docx pdf rtf json …), tables of answers (csv tsv xlsx ods sav dta …), projects of others.

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
        Sheet of a workbook; the first in which people say something if not given.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    offsets
        How a project counts places, if what is found is wrong: codepoint or utf16, crlf1 or crlf2, bom or nobom, inclusive or
        exclusive, with commas between.
    user
        Who a user of a project is among the coders of the study, as "Coder A=ana"; can be repeated.
    replaces
        Id of the source that this one file is a corrected copy or a later download of, whatever it is called: codings stay
        on their words. A file of the same name replaces its like without that.
    shape
        Of numbers, what they are if the columns do not tell: metrics, grid, elements, scores, funnel or report.
    """
    from workbench.coding.projects.bring import is_project

    there = opened(study)
    paths, refused = _meant(files, "import")
    if replaces is not None:
        old = _replaced(there, replaces, paths)
        round, kind = old.round, kind or old.kind  # noqa: A001 (the field's word)
    if not round.strip() and kind not in {"people", "metrics"} and not all(map(is_project, paths)):
        raise UserError("say which round the files belong to, as --round 2026-Q1")
    stages = pairs(stage, "--stage")
    table = {
        "text": text, "participant": participant, "ratings": rating, "attributes": attribute, "date": date, "sheet": sheet,
        "question": question, "same_as": dict(pairs(same_as, "--same-as")), "stages": _gathered(stages), "id": replaces,
    }  # fmt: skip
    talk = {"interviewers": interviewer or [], "participant": participant, "speakers": dict(pairs(speaker, "--speaker")) or None}
    talk["replaces"] = replaces
    numbers = {"stages": dict(stages) or None, "date": date, "sheet": sheet, "shape": shape}
    project = {"interviewers": interviewer or [], "offsets": offsets, "coders": dict(pairs(user, "--user"))}
    options = {"table": table, "talk": talk, "numbers": numbers, "encoding": encoding, "project": project}
    reports = []
    with Bars() as progress:
        for number, path in enumerate(paths):
            progress("import", number, len(paths))
            try:
                reports.append(_bring_in(there, path, round, kind, options))
            except UserError as error:
                refused.append(as_options(str(error)))
        progress("import", len(paths), len(paths))
    lines = []
    for report in reports:
        if "lines" in report:
            lines += report.pop("lines")
            continue
        size = count(report["rows"], *report.pop("unit"))
        lines.append(f"{report['file']}: {report['status']} as {report['source']} ({size})")
        lines += [f"  {as_options(note)}" for note in report["notes"]]
    if any(report["status"] != "unchanged" for report in reports if "status" in report):
        lines.append(f"Next: workbench lab {at(study)} to code, or workbench themes {at(study)} to see what people talk about")
    if reports or not refused:
        emit(reports, "\n".join(lines), as_json=as_json)
    if refused:
        also = f", the other {len(reports)} are in" if reports else ""
        every = len(reports) + len(refused)
        several = f"{len(refused)} of {every} files were refused{also}:\n  "
        raise UserError((several if every > 1 else "") + "\n  ".join(refused))


def _meant(files: tuple[Path, ...], for_what: str) -> tuple[list[Path], list[str]]:
    """Return the files that names and patterns mean, and why the others mean none."""
    from workbench.api.bring_in import whole
    from workbench.sources.matching import matching

    if not files:
        raise UserError(f"name at least one file to {for_what}")
    paths, missing = [], []
    for given in files:
        try:
            paths += matching(given, whole=whole)
        except UserError as error:
            missing.append(str(error))
    return paths, missing


def _replaced(study: Study, name: str, paths: list[Path]) -> Transcript | Survey:
    """Return the source whose new version the one file is."""
    from workbench.sources.remove import the_source

    if len(paths) != 1:
        raise UserError(f"--replaces takes one file, which becomes the new version of {name}; given: {len(paths)}")
    known: list[Transcript | Survey] = [*study.folder.transcripts(), *study.folder.surveys()]
    return the_source(known, name)


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

    if bring.is_project(path):
        taken = bring.bring_in(study.folder, path, coder=study.me, round=round_, kind=kind or "", **options["project"])
        return {**bring.record(taken), "lines": bring.lines(taken)}
    folder, encoding = study.folder, options["encoding"]
    talk = kind is None and not options["table"]["text"] and is_transcript(path, encoding=encoding)
    unit = ("row", "rows")
    if kind == "people":
        report = attributes.add_people(folder, path)
    elif kind == "metrics":
        report = metrics.add_metrics(folder, path, encoding=encoding, **options["numbers"])
    elif _is_table(path.suffix.lower(), kind) and not talk:
        chosen = {name: value for name, value in options["table"].items() if value}
        report, unit = ingest.add_survey(folder, path, round=round_, kind=kind or "survey", encoding=encoding, **chosen), _ANSWERS
    else:
        talked = {"kind": kind or "interview", "encoding": encoding, **options["talk"]}
        report, unit = ingest.add_transcript(folder, path, round=round_, **talked), _TURNS
    return {"file": path.name, "source": report.source, "status": report.status, "rows": report.rows, "notes": list(report.notes),
            "unit": unit}  # fmt: skip


def _is_table(suffix: str, kind: str | None) -> bool:
    """Say whether a file is a table of answers: by its name, or because that is said of records in JSON."""
    from workbench.sources.tables import read, records

    answers = kind in {"survey", "ticket", "review", "social"}
    return (suffix in read.SUFFIXES and (kind is None or answers)) or (suffix in records.SUFFIXES and answers)


@app.command
def preview(
    *files: Path, study: Path | None = None, sheet: str | None = None, encoding: str | None = None, as_json: AsJson = False
) -> None:
    """Show what an import would make of files; nothing is written.

    Parameters
    ----------
    files
        Any files that can be imported.
    study
        A study folder: who is known there is recognised.
    sheet
        Sheet of a workbook.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    """
    from workbench.sources.preview import nobody_yet

    there = opened(study).folder if study else None
    held = nobody_yet(there)
    paths, refused = _meant(files, "look at")
    seen: list[Preview | Look] = []
    for path in paths:
        try:
            seen.append(_seen(path, there, held, sheet, encoding))
        except UserError as error:
            refused.append(as_options(str(error)))
    if seen:
        emit([_plainly(one) for one in seen], "\n\n".join(map(str, seen)), as_json=as_json)
    if refused:
        raise UserError("\n  ".join(refused))


def _seen(path: Path, folder: Folder | None, held: KeyFile, sheet: str | None, encoding: str | None) -> Preview | Look:
    from workbench.coding.projects.bring import is_project
    from workbench.coding.projects.look import look as look_into
    from workbench.sources.preview import preview as look

    if is_project(path):
        return look_into(path)
    found = look(path, folder=folder, held=held, sheet=sheet, encoding=encoding)
    return replace(found, offers=tuple(map(as_options, found.offers)), notes=tuple(map(as_options, found.notes)))


def _plainly(seen: Preview | Look) -> dict[str, Any]:
    """Return what was seen as JSON has it; a project of another program is told in sentences."""
    return asdict(seen) if hasattr(seen, "columns") else {"file": seen.file, "kind": "project", "said": str(seen).splitlines()}


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
    frame = opened(study).align(file, like=like)
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
