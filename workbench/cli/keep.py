"""Commands that keep work safe and people private: check, history, undo, merge, orphans, names, withdraw."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from workbench.cli.base import AsJson, Bars, StudyPath, app, emit, opened, plain, records
from workbench.study.errors import CheckFailed
from workbench.study.shell import at
from workbench.study.words import count

Is = Annotated[str | None, Parameter(name="--is")]


@app.command
def check(study: StudyPath, *, as_json: AsJson = False) -> None:
    """Verify every hash, anchor and reference; exit status 3 if something is wrong."""
    findings = opened(study).check()
    rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in findings]
    lines = [f"{f.level}: {f.where}: {f.what}. {f.remedy}" for f in findings] or ["nothing wrong found"]
    emit(rows, "\n".join(lines), as_json=as_json)
    if any(f.level == "error" for f in findings):
        raise CheckFailed(f"{sum(f.level == 'error' for f in findings)} errors")


@app.command
def history(study: StudyPath, *, limit: int = 40, as_json: AsJson = False) -> None:
    """List who did what, when and why, newest first. It quotes nobody.

    Parameters
    ----------
    limit
        How many acts.
    """
    frame = opened(study).history().head(limit)
    rows = records(frame)
    told = frame[["at", "coder", "what", "reason", "id"]].assign(at=[when[:16].replace("T", " ") for when in frame["at"]])
    emit(rows, plain(told), as_json=as_json)


@app.command
def undo(study: StudyPath, act: str | None = None, *, as_json: AsJson = False) -> None:
    """Take an act back; undoing an undo brings it back.

    Parameters
    ----------
    act
        Its id, as `workbench history` lists it; your last one if not given.
    """
    done = opened(study).undo(act)
    emit({"act": done}, f"done; workbench undo {at(study)} {done} brings it back", as_json=as_json)


@app.command
def merge(study: StudyPath, other: Path, *, as_json: AsJson = False) -> None:
    """Take over what was done in another copy of the study. In any order, any number of times.

    Parameters
    ----------
    other
        The other copy's folder.
    """
    new = opened(study).merge(other)
    emit({"new": new}, f"{new} acts are new here", as_json=as_json)


@app.command
def mend(study: StudyPath, log: str, *, as_json: AsJson = False) -> None:
    """Make a damaged log one that can be written to again. Nothing is deleted; whole acts behind the damage are kept.

    Parameters
    ----------
    log
        File name of the log, as `workbench check` says it.
    """
    done = opened(study).mend(log)
    text = f"{done.log}: {done.kept} acts kept, {done.again} appended again, {done.lost} lines lost"
    emit(asdict(done), text + (f"; what was taken out is in log/{done.aside}" if done.aside else ""), as_json=as_json)


@app.command
def orphans(study: StudyPath, *, as_json: AsJson = False) -> None:
    """List codings whose words were edited or are gone, with what they were on."""
    frame = opened(study).orphans()
    emit(records(frame), plain(frame), as_json=as_json)


@app.command
def names(
    study: StudyPath,
    *,
    confirm: str | None = None,
    is_: Is = None,
    as_json: AsJson = False,
) -> None:
    """List names found in the study, for a person to look at; some are no names, and some are missed.

    Parameters
    ----------
    confirm
        A name to say something about.
    is_
        What it is: a pseudonym such as P05, person, place, employer, or "no name".
    """
    there = opened(study)
    if confirm is not None:
        masked = there.confirm_name(confirm, is_ or "person")
        emit({"masked": masked}, f"masked as {masked} from now on" if masked else "left as it is from now on", as_json=as_json)
        return
    frame = there.names()
    recall = frame.attrs["recall"]
    rows = {"names": records(frame), "recall": recall}
    emit(rows, f"{plain(frame)}\n\n{recall}", as_json=as_json)


@app.command
def withdraw(study: StudyPath, participant: str, *, yes: bool = False, reason: str = "", as_json: AsJson = False) -> None:
    """Remove every text of a participant, in all its copies. Without --yes it only says what would go and what would fall.

    Parameters
    ----------
    participant
        Their pseudonym, such as P07.
    yes
        Do it. This cannot be undone.
    reason
        Why.
    """
    from workbench.sources.people.withdraw import what_goes

    there = opened(study)
    if not yes:
        goes, falls = what_goes(there.folder, participant), there.what_falls(participant)
        head = (
            f"{participant}: {goes.turns} turns, {goes.answers} answers, {goes.codings} codings, {len(goes.files)} files would go"
        )
        text = f"{head}\n\nwhat would fall:\n{plain(falls)}\n\nnothing was removed; --yes does"
        emit({"goes": asdict(goes), "falls": records(falls)}, text, as_json=as_json)
        return
    with Bars() as progress:
        done = there.withdraw(participant, sure=True, reason=reason, progress=lambda a, b: progress("withdraw", a, b))
    lines = [
        f"{done.participant}: {done.turns} turns, {done.answers} answers, {done.codings} codings, {len(done.files)} files are gone"
    ]
    emit({"gone": asdict(done)}, "\n".join([*lines, *(f"  {note}" for note in done.notes)]), as_json=as_json)


@app.command
def remove(study: StudyPath, source: str | None = None, *, yes: bool = False, as_json: AsJson = False) -> None:
    """Remove a source that was imported by mistake; list the sources if none is named. Importing its file again brings it back.

    Parameters
    ----------
    source
        Its id, such as p07-2026-q1.
    yes
        Do it; without it, what would go is only said.
    """
    from workbench.sources.remove import what_goes

    there = opened(study)
    if source is None:
        frame = there.sources()
        emit(records(frame), plain(frame), as_json=as_json)
        return
    done = there.remove(source, sure=True) if yes else what_goes(there.folder, source)
    size = f"{count(done.rows, 'turn or answer', 'turns or answers')}, {count(len(done.files), 'file')}"
    lines = [f"{done.source} ({done.file}, round {done.round}): {size} {'are gone' if yes else 'would go'}"]
    if done.codings:
        lines.append(f"  {count(done.codings, 'coding')} on it count for nothing then; importing the file again brings them back")
    if done.people:
        who = ", ".join(done.people[:5]) + (f" and {len(done.people) - 5:,} more" if len(done.people) > 5 else "")  # noqa: PLR2004
        lines.append(f"  in no other source: {who}. They keep their numbers in the key file; workbench withdraw forgets a person")
    following = f"map {at(study)}" if yes else f"remove {at(study)} {done.source} --yes"
    lines.append(f"{'' if yes else 'Nothing was removed. '}Next: workbench {following}")
    emit({"gone" if yes else "goes": asdict(done)}, "\n".join(lines), as_json=as_json)


@app.command
def link(study: StudyPath, keep: str, other: str, *, as_json: AsJson = False) -> None:
    """Say that two pseudonyms are one person: the second becomes the first everywhere, and is counted once.

    Parameters
    ----------
    keep
        The pseudonym that stays, such as P02.
    other
        The one that goes.
    """
    done = opened(study).link(keep, other)
    text = "\n".join([f"{other} is {keep} from now on ({done.status})", *(f"  {note}" for note in done.notes)])
    emit({"participant": done.source, "status": done.status, "notes": list(done.notes)}, text, as_json=as_json)
