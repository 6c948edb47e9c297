"""Two pseudonyms that are one person: "Jenny" in one file and "Jenny Mith" in the next, a respondent who was interviewed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources import store as files
from workbench.sources.corrections import correct, revise
from workbench.sources.people.key import KeyFile
from workbench.sources.people.who import one_person
from workbench.sources.store import Report
from workbench.sources.tables import answers
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.near import instead
from workbench.study.participants import FILE as PARTICIPANTS

if TYPE_CHECKING:
    from workbench.study.folder import Folder
    from workbench.study.records import Survey

_PEOPLE = frozenset({"participant", "respondent"})


def link(folder: Folder, keep: str, other: str, *, coder: str, reason: str = "") -> Report:
    """Say that two pseudonyms are one person, who is called `keep` from now on.

    Their turns and answers are `keep`'s in every source, each as a correction with its own act, so codings stay on their
    words and nobody is counted twice. The names of `other` become names of `keep` in the key file; the number of
    `other` is never given to anybody else. ``participants.csv`` has one row for both, with what both consent to.

    Parameters
    ----------
    folder
        The study.
    keep, other
        Pseudonyms, such as ``P03`` and ``R0012``.
    coder
        Who says so.
    reason
        Why; goes into the log, so no names.

    Returns
    -------
    Report
        How many turns and answers changed hands. Doing it again finishes what was cut short.

    Raises
    ------
    UserError
        If one of them is not a participant of the study, has withdrawn, or both are the same.
    NotSaved
        If the disk said no: do it again.
    """
    _require_two_people(folder, keep, other)
    _agree(folder, keep, other)
    rows, notes = 0, []
    for survey in folder.surveys():
        changed = _answers(folder, survey, keep, other, coder, reason)
        rows += changed
        notes += [f"{changed} answers in {survey.id}"] if changed else []
    for transcript in folder.transcripts():
        turns = sum(t.participant == other for t in transcript.turns)
        if turns:
            if keep in revise.people(transcript):
                notes.append(f"both spoke in {transcript.id}: their turns stay as they were cut")
            correct.rename_speaker(folder, transcript.id, other, keep, coder=coder, reason=reason)
            rows += turns
            notes.append(f"{turns} turns in {transcript.id}")
    finished = _finish(folder, keep, other)
    _memos(folder, keep, other, coder)
    return Report(keep, "new version" if rows or finished else "unchanged", rows, tuple(notes))


def _require_two_people(folder: Folder, keep: str, other: str) -> None:
    if keep == other:
        raise UserError(f"{keep} and {other} are the same pseudonym already.")
    held, state = KeyFile.of(folder), folder.state()
    known = {name for name in (keep, other) if (entry := held.entries.get(name)) is not None and entry.kind in _PEOPLE}
    known |= set(folder.participants())
    known |= {t.participant for source in folder.transcripts() for t in source.turns if t.participant}
    for name in (keep, other):
        if name in state.withdrawn:
            raise UserError(f"{name} withdrew: nothing of theirs is here to be joined.")
        if name not in known and not any((s.answers["participant"] == name).any() for s in folder.surveys()):
            raise UserError(f"no participant is called {name!r}; {instead(name, known - {name})}")


def _agree(folder: Folder, keep: str, other: str) -> None:
    """Let `keep` consent to no more than `other` does before a word of `other` is theirs: what follows may be cut short."""
    with files.locked(folder):
        people = folder.participants()
        row = people.get(other)
        if row is not None:
            people[keep] = one_person(people[keep], row) if keep in people else replace(row, id=keep)
            folder.save_participants(people.values())


def _answers(folder: Folder, survey: Survey, keep: str, other: str, coder: str, reason: str) -> int:
    """Give the answers of `other` to `keep`; the ids of the answers stay, so that codings do. Return how many they are."""
    theirs = survey.answers["participant"] == other
    count = int(theirs.sum())
    if count:
        frame = survey.answers.copy()
        frame.loc[theirs, "participant"] = keep
        fresh = replace(survey, answers=frame, version=answers._version(frame))  # noqa: SLF001 (the one formula)
        body: dict[str, Any] = {"source": survey.id, "before": survey.version, "after": fresh.version}
        base = folder.root / "surveys" / slug(survey.round) / slug(survey.id)
        with files.locked(folder), files.all_or_nothing(bases=[base]):
            folder.store.add_survey(fresh)
            folder.act(coder, ("source.correct", body | ({"reason": reason} if reason else {})))
    return count


def _finish(folder: Folder, keep: str, other: str) -> bool:
    """Join the names in the key and the rows of ``participants.csv``, unless a correction has done it."""
    table = folder.root / PARTICIPANTS
    with files.locked(folder):
        held, people = KeyFile.of(folder), folder.participants()
        entry = held.entries.get(other)
        named = entry is not None and entry.name != other
        row = people.pop(other, None)
        if not named and row is None:
            return False
        with files.all_or_nothing(table, held.path):
            if named:
                held.pseudonym_for(keep)
                held.merge(other, keep)
                held.save()
            if row is not None:
                mine = people.get(keep)
                people[keep] = one_person(mine, row) if mine else replace(row, id=keep)
                folder.save_participants(people.values())
    return True


def _memos(folder: Folder, keep: str, other: str, coder: str) -> None:
    memos = folder.state().memos
    if text := memos.get(("participant", other)):
        both = "\n\n".join(filter(None, [memos.get(("participant", keep)), text]))
        moved = [{"kind": "participant", "about": keep, "text": both}, {"kind": "participant", "about": other, "text": ""}]
        folder.act(coder, *(("memo.set", body) for body in moved), together=True)
