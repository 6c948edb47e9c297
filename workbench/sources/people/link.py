"""Two pseudonyms that are one person: "Jenny" in one file and "Jenny Mith" in the next, a respondent who was interviewed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources import store as files
from workbench.sources.corrections import revise
from workbench.sources.corrections.correct import one_step
from workbench.sources.people.key import KeyFile
from workbench.sources.people.theirs import base_of
from workbench.sources.people.who import one_person, who
from workbench.sources.store import Report
from workbench.sources.tables import answers
from workbench.study.errors import UserError
from workbench.study.near import instead
from workbench.study.participants import FILE as PARTICIPANTS
from workbench.study.records import Participant, Survey
from workbench.study.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Transcript

    Act = tuple[str, dict[str, Any]]

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
        How many turns and answers changed hands.

    Raises
    ------
    UserError
        If one of them is not a participant of the study, has withdrawn, or both are the same.
    NotSaved
        If the disk said no; the study is as it was.
    """
    with files.locked(folder):
        _require_two_people(folder, keep, other)
        held = KeyFile.of(folder)
        talks = [(t, _their_turns(t, held, keep, other)) for t in folder.transcripts() if other in revise.people(t)]
        surveys = [(s, _their_answers(s, keep, other)) for s in folder.surveys() if (s.answers["participant"] == other).any()]
        why = {"reason": reason} if reason else {}
        sources: list[tuple[Any, Any]] = [*surveys, *talks]
        acts = [("source.correct", {"source": a.id, "before": a.version, "after": b.version} | why) for a, b in sources]
        acts += _memos(folder, keep, other)
        people = _people(folder.participants(), keep, other, [fresh for _, fresh in talks])
        entry = held.entries.get(other)
        named = entry is not None and entry.name != other
        if named:
            held.pseudonym_for(keep)
            held.merge(other, keep)
        rows, notes = _told(keep, other, surveys, talks)
        if not acts and not named and people == folder.participants():
            return Report(keep, "unchanged", rows, tuple(notes))
        _write(folder, held, [fresh for _, fresh in sources], people, acts, coder)
    return Report(keep, "new version", rows, tuple(notes))


def _write(
    folder: Folder, held: KeyFile, sources: Sequence[Transcript | Survey], people: dict[str, Participant], acts: Sequence[Act],
    coder: str,
) -> None:  # fmt: skip
    """Write all of it or nothing; whoever looks meanwhile sees nobody consent to more than they did."""
    if acts:
        upgrade(folder)
    bases = [base_of(folder, source) for source in sources]
    with files.all_or_nothing(folder.root / PARTICIPANTS, held.path, bases=bases, folder=folder, acts=acts[:1]):
        rows = folder.participants()
        if rows | people != rows:
            folder.save_participants((rows | people).values())
        held.save()
        for source in sources:
            if isinstance(source, Survey):
                folder.store.add_survey(source)
            else:
                folder.store.add_transcript(source)
        if rows.keys() - people.keys():  # whoever has no row consents, so nobody who still speaks may lose theirs
            folder.save_participants(people.values())
        if acts:
            folder.act(coder, *acts)


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


def _their_turns(transcript: Transcript, held: KeyFile, keep: str, other: str) -> Transcript:
    """Return a transcript in which the turns of `other` are those of `keep`."""
    label, participant = who(transcript, held, keep)
    turns = [turn.index for turn in transcript.turns if turn.participant == other]
    return one_step(transcript, revise.relabelled(transcript, turns, label, participant))


def _their_answers(survey: Survey, keep: str, other: str) -> Survey:
    """Return a survey in which the answers of `other` are those of `keep`; their ids stay, so that codings do."""
    frame = survey.answers.copy()
    frame.loc[frame["participant"] == other, "participant"] = keep
    return replace(survey, answers=frame, version=answers._version(frame))  # noqa: SLF001 (the one formula)


def _people(there: dict[str, Participant], keep: str, other: str, talks: Sequence[Transcript]) -> dict[str, Participant]:
    """Return one row for both, with what both consent to; and one for whoever speaks."""
    people = dict(there)
    row = people.pop(other, None)
    if row is not None:
        people[keep] = one_person(people[keep], row) if keep in people else replace(row, id=keep)
    for name in (name for talk in talks for name in revise.people(talk)):
        people.setdefault(name, Participant(name))
    return people


def _told(
    keep: str, other: str, surveys: Sequence[tuple[Survey, Survey]], talks: Sequence[tuple[Transcript, Transcript]]
) -> tuple[int, list[str]]:
    """Return how many turns and answers change hands, and the same in words."""
    rows, notes = 0, []
    for survey, _ in surveys:
        count = int((survey.answers["participant"] == other).sum())
        rows += count
        notes.append(f"{count} answers in {survey.id}")
    for transcript, _ in talks:
        if keep in revise.people(transcript):
            notes.append(f"both spoke in {transcript.id}: their turns stay as they were cut")
        turns = sum(turn.participant == other for turn in transcript.turns)
        rows += turns
        notes.append(f"{turns} turns in {transcript.id}")
    return rows, notes


def _memos(folder: Folder, keep: str, other: str) -> list[Act]:
    """Return the acts that put a memo about `other` with that about `keep`."""
    memos = folder.state().memos
    text = memos.get(("participant", other))
    if not text:
        return []
    both = "\n\n".join(filter(None, [memos.get(("participant", keep)), text]))
    moved = [{"kind": "participant", "about": keep, "text": both}, {"kind": "participant", "about": other, "text": ""}]
    return [("memo.set", body) for body in moved]
