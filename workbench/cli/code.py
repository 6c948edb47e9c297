"""Commands about codes: the codebook, agreement, double coding, suggestions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.base import AsJson, Columns, Despite, StudyPath, app, emit, opened, plain, records
from workbench.study.errors import UserError
from workbench.study.shell import at
from workbench.study.words import count

if TYPE_CHECKING:
    import pandas as pd

    from workbench.api import Study
    from workbench.views.assignments import AssignmentsView


@app.command
def agree(study: StudyPath, *coders: str, unit: str = "segment", by: str = "document", as_json: AsJson = False) -> None:
    """Compare two coders or more, code by code.

    Parameters
    ----------
    coders
        Names; the two who coded most if none are given.
    unit
        segment (a turn, an answer), token (a word), character, or unitised.
    by
        What intervals draw again: document or participant.
    """
    view = opened(study).agreement(coders or None, unit=unit, by=by)
    if not view.codes:
        emit([], "no two coders have coded the same text yet", as_json=as_json)
        return
    frame = view.frame()
    emit(records(frame), plain(frame[_shown(frame)]), as_json=as_json)


@app.command
def drift(
    study: StudyPath, coder: str | None = None, *, unit: str = "segment", by: str = "document", as_json: AsJson = False
) -> None:
    """Compare what a coder coded with what they coded again without looking; `assign --again` draws the passages.

    Parameters
    ----------
    coder
        Who; you if not given.
    unit
        segment (a turn, an answer), token (a word), character, or unitised.
    by
        What intervals draw again: document or participant.
    """
    view = opened(study).drift(coder, unit=unit, by=by)
    frame = view.frame()
    if frame.empty:
        emit([], view.drift.note or "nothing was coded again and revealed yet", as_json=as_json)
        return
    shown = frame[["code", "before", "now", "change", "change_lo", "change_hi", "alpha"]]
    emit(records(frame), plain(shown), as_json=as_json)


def _shown(frame: pd.DataFrame) -> list[str]:
    """Return the columns that fit a terminal; ``--json`` has all."""
    counts = [c for c in frame.columns if c == "both" or c.startswith(("only ", "one only"))]
    numbers = [c for c in ("alpha", "alpha_lo", "alpha_hi", "kappa", "ac1", "jaccard", "percent") if frame[c].notna().any()]
    return ["code", "documents", *counts, "prevalence", *numbers]


@app.command
def assign(
    study: StudyPath, *sources: str, to: Columns = None, share: float | None = None, again: bool = False, as_json: AsJson = False
) -> None:
    """Let coders code the same sources without seeing each other's codings; list what is assigned if nobody is named.

    Parameters
    ----------
    sources
        Ids of transcripts and surveys, or pseudonyms; all if none are given.
    to
        The coders: two or more, or one with --again.
    share
        So many of the sources, such as 0.2; with --again, of the passages they coded (0.1 if not given).
    again
        One coder codes again, without looking, what they coded before.
    """
    opened_ = opened(study)
    view = (
        opened_.assign(sources or None, to, purpose="recode" if again else "double", share=share) if to else opened_.assignments()
    )
    _assigned(view, as_json=as_json)


@app.command
def reveal(study: StudyPath, assignment: str | None = None, *, as_json: AsJson = False) -> None:
    """Let everybody see what was coded blind.

    Parameters
    ----------
    assignment
        Its id, as `workbench assign STUDY` lists it, or how that begins; the only one that is blind if not given.
    """
    _assigned(opened(study).reveal(assignment), as_json=as_json)


def _assigned(view: AssignmentsView, *, as_json: bool) -> None:
    frame = view.frame()
    value = {"notes": list(view.notes), "assignments": records(frame)}
    shown = frame.drop(columns=["at"]).assign(assignment=frame["assignment"].str[:8])
    emit(value, "\n".join([*view.notes, plain(shown) if len(frame) else "nothing is assigned"]), as_json=as_json)


@app.command
def codebook(
    study: StudyPath,
    *files: Path,
    take: Path | None = None,
    file_wins: Columns = None,
    since: str | None = None,
    despite: Despite = "",
    as_json: AsJson = False,
) -> None:
    """List the codes; write them to files, take over a file, or say what changed.

    Parameters
    ----------
    files
        Where to write the codebook: .toml .csv .qdc, by suffix. A file that says other things than the study is left alone.
    take
        A codebook to take over (.toml .csv .xlsx .txt .qdc): what is new comes in; where both speak the study's word stays.
    file_wins
        Codes of `take` for which the file's word goes.
    since
        A date, a time or a round: list what changed since.
    """
    there = opened(study)
    book = there.codebook()
    if take:
        planned = book.plan(take)
        done = book.take_over(planned, take=file_wins or ())
        frame = planned.frame()
        emit(records(frame), f"{plain(frame)}\n\n{done} acts written", as_json=as_json)
    elif files:
        for path in files:
            _refuse_to_lose(there, path)
        saved = [book.save(path, despite=despite) for path in files]
        lines = [f"{s.path}: {s.codes} codes" + "".join(f"\n  not in the file: {d}" for d in s.dropped) for s in saved]
        rows = [{"file": str(s.path), "codes": s.codes, "dropped": list(s.dropped)} for s in saved]
        emit(rows, "\n".join(lines), as_json=as_json)
    else:
        frame = book.changes(since) if since else book.frame()
        shown = frame if since else frame[["code", "label", "parent", "definition", "valence", "codings", "people"]]
        emit(json.loads(frame.to_json(orient="records", date_format="iso")), plain(shown), as_json=as_json)


def _refuse_to_lose(study: Study, path: Path) -> None:
    """Refuse to write over a file that somebody may have meant to take over: a codebook of their own, or one they edited."""
    if not path.is_file():
        return
    ours = {study.redactor.text(code.label, guess=False) for code in study.folder.state().codes.values()}  # as files have them
    try:
        rows = study.codebook().plan(path).rows
        other = [row for row in rows if row.verdict != "same" and not (row.verdict == "added" and row.label in ours)]
        found = f"and says other things than the study, of {count(len(other), 'code')}" if other else ""
    except UserError:
        found = "and is no codebook that can be read"
    if found:
        take = "" if "read" in found else f"--take {at(path)} takes it over. "
        raise UserError(f"{path}: is there already {found}. {take}To write the study's, delete it first, or give another name.")


@app.command
def suggest(study: StudyPath, *, source: str | None = None, limit: int = 20, as_json: AsJson = False) -> None:
    """List codes that passages may deserve, learned from the study's own codings; nothing is coded.

    Parameters
    ----------
    source
        Only in this transcript or survey, or on what this participant said.
    limit
        So many at most, best first.
    """
    view = opened(study).suggestions(source, limit=limit)
    frame = view.frame()
    shown = frame[["label", "strength", "passage", "participant", "source", "words", "learned_from"]]
    emit(records(frame), f"{plain(shown)}\n\n{repr(view)[1:-1]}", as_json=as_json)
