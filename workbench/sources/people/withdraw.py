"""Somebody withdraws: every text of theirs goes, in all its copies; numbers are made again without them.

The act comes first: from then on they consent to nothing, and a file of theirs is refused. The line of the key file comes
last, so that their name can be looked for until everything is done. What is cut short in between is finished by whoever opens
the study next, or writes to it: a note in the cache says who withdraws. Before the act nothing has happened.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.sources import store as files
from workbench.sources import unfinished
from workbench.sources.people.key import WITHDRAWN, KeyFile
from workbench.sources.people.theirs import Item, Theirs, backups, base_of, theirs
from workbench.study import participants as people_file
from workbench.study.begun import begun, file_of, forget, is_begun, note
from workbench.study.canon import sync_folder
from workbench.study.device import device_id
from workbench.study.errors import NotSaved, Refused
from workbench.study.participants import FILE as PARTICIPANTS
from workbench.study.records import Participant, Survey, Transcript
from workbench.study.store import OLD, SURVEYS, TRANSCRIPTS, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from workbench.study.folder import Folder

_LOCK = "import.lock"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What went, or would go.

    Attributes
    ----------
    participant
        Pseudonym.
    turns, answers
        How many were theirs.
    files
        Files that were removed, relative to the folder around the study.
    codings
        How many codings were on their words.
    notes
        What a person has to look at: their words or name may be where only a person can remove them.
    """

    participant: str
    turns: int
    answers: int
    files: tuple[str, ...] = ()
    codings: int = 0
    notes: tuple[str, ...] = ()


def what_goes(folder: Folder, participant: str) -> Withdrawal:
    """Return what `withdraw` would do; nothing is changed. Raises as it does."""
    return _report(folder, participant, theirs(folder, participant))


def withdraw(
    folder: Folder, participant: str, *, coder: str, reason: str = "", progress: Callable[[int, int], None] | None = None,
) -> Withdrawal:  # fmt: skip
    """Remove every text of somebody from a study.

    Conversations in which only they are asked go whole; in others their turns are blanked, a new version is made and
    what others said keeps its codings. Their answers go, and so do earlier versions, originals that hold their words or
    name, saved maps, the cache, shared output and the backup of an upgrade; their row keeps the pseudonym only, the key
    file forgets the name. Codings on their words are taken away in one gesture.

    Parameters
    ----------
    folder
        The study.
    participant
        Pseudonym.
    coder
        Who does it.
    reason
        Why; goes into the log, so no words of theirs.
    progress
        Called with the number of steps done and the number in all.

    Returns
    -------
    Withdrawal
        What went, and what a person still has to look at.

    Raises
    ------
    UserError
        If nobody in the study has that pseudonym.
    NotSaved
        If the disk said no. What is left is removed as soon as it lets it be.
    """
    with files.locked(folder):
        return _carried_out(folder, participant, coder, reason, progress)


def finish(folder: Folder) -> None:
    """Finish a withdrawal that was cut short. Only for whoever holds the lock of imports.

    Raises
    ------
    NotSaved
        If the disk says no again, or another machine may still be at it.
    """
    said = begun(folder, "withdraw")
    if said.get("participant") not in folder.state().withdrawn:
        forget(folder, "withdraw")  # it came to no act: nothing happened
        return
    unfinished.refuse_while_theirs(said["device"], (folder.cache / file_of("withdraw")).stat().st_mtime)
    _carried_out(folder, said["participant"], said["coder"], said["reason"], None)


def _carried_out(
    folder: Folder, participant: str, coder: str, reason: str, progress: Callable[[int, int], None] | None,
) -> Withdrawal:  # fmt: skip
    try:
        _finish_removals(folder, participant)
        plan = theirs(folder, participant)
        for start, end in reversed(plan.traces.names_in(reason)):  # the log is for good, and the name is to be forgotten
            reason = reason[:start] + participant + reason[end:]
        steps = list(_steps(folder, participant, plan, coder, reason))
        report = _report(folder, participant, plan)
        before = set(backups(folder))
        note(folder, "withdraw", {"participant": participant, "coder": coder, "reason": reason, "device": device_id()})
        for number, step in enumerate(steps):
            if progress is not None:
                progress(number, len(steps))
            step()
        made = [_shown(folder, path) for path in backups(folder) if path not in before]
        _remove(backups(folder))  # the act itself may have made one
        forget(folder, "withdraw")
        if progress is not None:
            progress(len(steps), len(steps))
    except OSError as error:
        if not is_begun(folder, "withdraw"):
            raise
        left = "what is left of their words goes with the next command" if participant in folder.state().withdrawn else "try again"
        raise NotSaved(f"cut short: {error.strerror or error}. Make room, or look at its permissions; {left}.") from error
    return replace(report, files=tuple(sorted({*report.files, *made})))


def refuse_withdrawn(folder: Folder, digest: str, file: str) -> None:
    """Do nothing unless a file of this sha256 holds the words of somebody who withdrew.

    Raises
    ------
    Refused
        If they do.
    """
    who = sorted(p for p, origins in folder.state().withdrawn.items() if digest in origins)
    if who:
        found = f"holds the words of {', '.join(who)}, who withdrew"
        raise Refused(file, found, "Take their words out of the file, then import what is left.")


# Doing it ------------------------------------------------------------------------------------------------------------


def _steps(folder: Folder, who: str, plan: Theirs, coder: str, reason: str) -> Iterator[Callable[[], None]]:
    """Yield what has to be done, in an order that can be cut short anywhere."""
    known = folder.state().withdrawn.get(who)
    body = {"participant": who, "origins": sorted(plan.origins), **({"reason": reason} if reason else {})}
    if known is None or set(known) != plan.origins or plan.items:
        yield lambda: _log(folder, coder, [("participant.withdraw", body), *plan.items])
    yield lambda: _remove([p for p in plan.gone if p.parent.name != OLD])
    yield lambda: clear_cache(folder)
    for transcript in plan.shared:
        yield lambda t=transcript: _replace(folder, t)  # type: ignore[misc]
    for survey in plan.surveys:
        yield lambda s=survey: _replace(folder, s)  # type: ignore[misc]
    yield lambda: _remove([p for p in plan.gone if p.parent.name == OLD])
    for transcript in plan.alone:
        yield lambda t=transcript: remove_source(folder, t)  # type: ignore[misc]
    yield lambda: _row(folder, who)
    yield lambda: clear_cache(folder)
    yield lambda: _forget(plan.held, who)


def _log(folder: Folder, coder: str, items: list[Item]) -> None:
    folder.act(coder, *items, together=True)


def _replace(folder: Folder, source: Transcript | Survey) -> None:
    """Put a source without their words in the place of the one with them, of which nothing stays."""
    if isinstance(source, Survey) and not len(source.answers):
        remove_source(folder, source)
        return
    if isinstance(source, Transcript):
        folder.store.add_transcript(source)
    else:
        folder.store.add_survey(source)
    base = base_of(folder, source)
    _remove(sorted((base.parent / OLD).glob(f"{base.name}.*")))


def remove_source(folder: Folder, source: Transcript | Survey) -> None:
    """Remove a source; its record goes last, so that what is left of it is known until all is gone."""
    base = base_of(folder, source)
    kept = sorted((base.parent / OLD).glob(f"{base.name}.*"))
    beside = [base.with_name(base.name + suffix) for suffix in (".txt", ".parquet", ".json")]
    _remove([*kept, *(p for p in beside if p.is_file())])
    for empty in (base.parent / OLD, base.parent):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()


def _finish_removals(folder: Folder, participant: str) -> None:
    """Go on where removing a source was cut short: a record of theirs alone whose text is gone."""
    for record in sorted(folder.root.glob(f"{TRANSCRIPTS}/*/*.json")):
        if record.with_suffix(".txt").is_file() or participant not in folder.state().withdrawn:
            continue
        speakers = {t.get("participant") for t in read_json(record).get("turns", ())} - {None}
        if speakers == {participant}:
            record.unlink()
    for record in sorted(folder.root.glob(f"{SURVEYS}/*/*.json")):
        if participant in folder.state().withdrawn and not record.with_suffix(".parquet").is_file():
            record.unlink()


def clear_cache(folder: Folder) -> None:
    """Remove what was reckoned from the texts of a study and holds words of theirs; it is made again where it is needed."""
    for path in sorted(folder.cache.glob("*")):
        if path.name in {_LOCK, file_of("withdraw"), file_of("rerun")}:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _row(folder: Folder, who: str) -> None:
    """Leave the pseudonym, and that they withdrew: nothing else about them."""
    people = people_file.read(folder.root / PARTICIPANTS)
    row = Participant(who, {WITHDRAWN: "yes"}, {}, consent_quote=False, consent_share=False)
    if people.get(who) != row and (who in people or (folder.root / PARTICIPANTS).is_file()):
        folder.save_participants([*(p for name, p in people.items() if name != who), row])


def _forget(held: KeyFile, who: str) -> None:
    held.withdraw(who)
    held.save()


def _remove(paths: Iterable[Path]) -> None:
    folders = set()
    for path in paths:
        path.unlink(missing_ok=True)
        folders.add(path.parent)
    for parent in sorted(folders):
        if parent.is_dir():
            sync_folder(parent)


def _shown(folder: Folder, path: Path) -> str:
    return path.resolve().relative_to(folder.root.resolve().parent).as_posix()


def _report(folder: Folder, participant: str, plan: Theirs) -> Withdrawal:
    gone = [*plan.gone]
    for source in plan.alone:
        base = base_of(folder, source)
        gone += [base.with_name(base.name + suffix) for suffix in (".json", ".txt")]
        gone += sorted((base.parent / OLD).glob(f"{base.name}.*"))
    paths = tuple(sorted({_shown(folder, p) for p in gone if p.name != _LOCK}))
    return Withdrawal(participant, plan.turns, plan.answers, paths, plan.codings, tuple(dict.fromkeys(plan.notes)))
