"""Correcting a transcript: what was heard wrong, cut wrong or given to the wrong speaker. No highlight moves silently.

Each correction makes a new version, keeps the one before, says in the record which words stayed where, and logs one
``source.correct`` act without any of the words. It is all or nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources import store as files
from workbench.sources.corrections import revise
from workbench.sources.people.key import KeyFile
from workbench.sources.people.who import followed, who
from workbench.sources.store import Report
from workbench.study.align import Edit, chained
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import Participant, Transcript
from workbench.study.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.study.carry import Carried
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Correction

__all__ = [
    "Edit", "correct", "corrections", "fix_words", "merge_turns", "pseudonymise", "reassign_turn", "rename_speaker", "split_turn",
]  # fmt: skip

_SHOWN = 6


def correct(
    folder: Folder, source: str, edits: Sequence[Edit], *, coder: str, reason: str = "", version: str | None = None,
) -> Report:  # fmt: skip
    """Change words of a transcript.

    Parameters
    ----------
    folder
        The study.
    source
        Id of the transcript.
    edits
        Spans of its text, each within one turn, and what to put there.
    coder
        Who corrects.
    reason
        Why; goes into the log, so no words of a participant.
    version
        The version the caller saw; None: whichever is there.

    Returns
    -------
    Report
        Status ``new version``, or ``unchanged`` if nothing differs; its notes say which codings need a look.

    Raises
    ------
    UserError
        If there is no such transcript, it is not the version the caller saw, or an edit is not within one turn.
    NotSaved
        If the disk said no; the study is as it was.
    """
    return _change(folder, source, lambda t: revise.edited(t, edits), coder=coder, reason=reason, version=version)


def fix_words(
    folder: Folder, source: str, turn: int, wrong: str, right: str, *, coder: str, reason: str = "", version: str | None = None,
    all: bool = False,  # noqa: A002 (reads as what it does)
) -> Report:  # fmt: skip
    """Put `right` where a turn says `wrong`. See `correct` for the rest.

    Raises
    ------
    UserError
        If the turn does not say it, or says it several times and `all` is not set.
    """

    def change(transcript: Transcript) -> Transcript:
        one = revise.the_turn(transcript, turn)
        places = _found(transcript.text, wrong, one.start, one.end) if wrong else []
        if not places:
            raise UserError(f"{source}: turn {turn} does not say that.")
        if len(places) > 1 and not all:
            raise UserError(f"{source}: turn {turn} says that {len(places)} times. Say which with correct(), or all=True.")
        return revise.edited(transcript, [Edit(at, at + len(wrong), right) for at in places])

    return _change(folder, source, change, coder=coder, reason=reason, version=version)


def split_turn(
    folder: Folder, source: str, turn: int, at: int, speaker: str | None = None, *, coder: str, reason: str = "",
    version: str | None = None, seconds: float | None = None,
) -> Report:  # fmt: skip
    """Make two turns of one, `at` code points after its start; `speaker` says the second, if it is somebody else.

    `seconds` is when the second begins, if that is known. See `correct` for the rest.
    """

    def change(transcript: Transcript) -> Transcript:
        return revise.split(transcript, turn, at, seconds=seconds)

    then = None if speaker is None else (lambda _: [turn + 1], speaker)
    return _change(folder, source, change, coder=coder, reason=reason, version=version, speaks=then)


def merge_turns(
    folder: Folder, source: str, first: int, last: int, *, coder: str, reason: str = "", version: str | None = None,
) -> Report:  # fmt: skip
    """Make one turn of those from `first` to `last`, all by one speaker. See `correct` for the rest."""

    def change(transcript: Transcript) -> Transcript:
        return revise.merged(transcript, first, last)

    return _change(folder, source, change, coder=coder, reason=reason, version=version)


def reassign_turn(
    folder: Folder, source: str, turn: int, speaker: str, *, coder: str, reason: str = "", version: str | None = None,
) -> Report:  # fmt: skip
    """Give a turn to another speaker: somebody in the transcript, *Interviewer*, a pseudonym, or a name.

    What an interviewer says is never evidence, what a participant says is. See `correct` for the rest.
    """
    return _change(
        folder, source, lambda t: t, coder=coder, reason=reason, version=version, speaks=(lambda _: [turn], speaker),
    )  # fmt: skip


def rename_speaker(
    folder: Folder, source: str, old: str, new: str, *, coder: str, reason: str = "", version: str | None = None,
) -> Report:  # fmt: skip
    """Give all turns of the speaker `old` to `new`: two speakers who are one person, or somebody who was read as another.

    If a participant `old` speaks nowhere else, the key file lists their names with those of `new`, and ``participants.csv``
    has one row for both, with the stricter consent. See `correct` for the rest.

    Raises
    ------
    UserError
        If nobody called `old` speaks in it.
    """

    def turns(transcript: Transcript) -> list[int]:
        mine = [t.index for t in transcript.turns if t.speaker == old]
        if not mine:
            there = ", ".join(dict.fromkeys(t.speaker for t in transcript.turns))
            raise UserError(f"{source}: nobody called {old!r} speaks in it; there are {there}.")
        return mine

    return _change(folder, source, lambda t: t, coder=coder, reason=reason, version=version, speaks=(turns, new), merge=old)


def pseudonymise(
    folder: Folder, source: str, replacements: Mapping[tuple[int, int], str], *, coder: str, reason: str = "",
    version: str | None = None,
) -> Report:  # fmt: skip
    """Put pseudonyms where names stand, by span of the text; every coding stays where it is.

    Earlier texts of the transcript, which hold the names, go to ``raw/``, which is never shared. See `correct` for the rest.
    """
    edits = [Edit(start, end, text) for (start, end), text in sorted(replacements.items())]
    return _change(
        folder, source, lambda t: revise.edited(t, edits), coder=coder, reason=reason, version=version, private=True,
    )  # fmt: skip


def corrections(folder: Folder, transcript: Transcript) -> list[Correction]:
    """Return the corrections made since the file of a transcript was last imported that still hold, oldest first."""
    since = transcript.history[_imported(transcript) :]
    if not since or since[0].before == transcript.version:
        return []
    after = {step.after for step in since}
    return [c for c in folder.state().corrections if c.source == transcript.id and c.after in after]


def first_version(transcript: Transcript) -> str:
    """Return the version that the file as last imported gave."""
    at = _imported(transcript)
    return transcript.history[at].before if at < len(transcript.history) else transcript.version


def _imported(transcript: Transcript) -> int:
    """Return how many steps of the history are up to the last import: what is found by comparing is an edited file."""
    return max((n for n, step in enumerate(transcript.history, 1) if step.how == "diff"), default=0)


def _found(text: str, words: str, start: int, end: int) -> list[int]:
    places, at = [], text.find(words, start, end)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + len(words), end)
    return places


# Writing -------------------------------------------------------------------------------------------------------------


def the_transcript(folder: Folder, source: str, version: str | None) -> Transcript:
    """Return a transcript, if it is the version the caller saw.

    Raises
    ------
    UserError
        If it is not there or not that version.
    """
    try:
        found = folder.store.source(source)
    except KeyError as error:
        raise UserError(f"{error.args[0]}.") from None
    if not isinstance(found, Transcript):
        raise UserError(f"{source} is a table of answers: correct the file and import it again.")
    if version is not None and found.version != version:
        raise UserError(f"{source} was changed since you opened it. Open it again.")
    return found


def _change(
    folder: Folder, source: str, change: Callable[[Transcript], Transcript], *, coder: str, reason: str, version: str | None,
    speaks: tuple[Callable[[Transcript], list[int]], str] | None = None, merge: str = "", private: bool = False,
) -> Report:  # fmt: skip
    with files.locked(folder):
        found = the_transcript(folder, source, version)
        fresh = change(found)
        held = KeyFile.of(folder)
        people = folder.participants()
        if speaks is not None:
            turns, speaker = speaks
            label, participant = who(fresh, held, speaker)
            fresh = one_step(found, revise.relabelled(fresh, turns(fresh), label, participant))
            people = followed(folder, held, fresh, people, merge, participant)
        if (fresh.version, fresh.turns) == (found.version, found.turns):
            return Report(source, "unchanged", len(found.turns))
        body = {"source": source, "before": found.version, "after": fresh.version}
        act = ("source.correct", body | ({"reason": reason} if reason else {}))
        return write(folder, found, fresh, act, coder=coder, people=people, held=held, private=private)


def one_step(found: Transcript, fresh: Transcript) -> Transcript:
    """Return `fresh` with what was done to `found` as one step of the history."""
    steps = fresh.history[len(found.history) :]
    if len(steps) < 2:  # noqa: PLR2004 (already one)
        return fresh
    whole = steps[0]
    for step in steps[1:]:
        whole = chained(whole, step)
    return replace(fresh, history=(*found.history, whole))


def write(
    folder: Folder, found: Transcript, fresh: Transcript, act: tuple[str, dict[str, Any]], *, coder: str,
    people: dict[str, Participant], held: KeyFile | None = None, private: bool = False,
) -> Report:  # fmt: skip
    """Put `fresh` in the place of `found` and log why; all of it or nothing. The caller holds the lock."""
    upgrade(folder)
    before = folder.carried()
    base = folder.root / "sources" / slug(found.round) / slug(found.id)
    raw = [folder.root / "raw" / f"{v}.txt" for v in {found.version, *(step.before for step in found.history)}] if private else []
    table = folder.root / "participants.csv"
    key = [held.path] if held is not None else []
    with files.all_or_nothing(*raw, table, *key, bases=[base], folder=folder, acts=[act]):
        if held is not None:
            held.save()
        rows = folder.participants()
        if rows | people != rows:
            folder.save_participants((rows | people).values())
        folder.store.add_transcript(fresh, private=private)
        if rows.keys() - people.keys():  # last: whoever has no row consents, so nobody who still speaks may lose theirs
            folder.save_participants(people.values())
        folder.act(coder, act)
    notes = shaken(folder, before, fresh.id)
    return Report(fresh.id, "new version", len(fresh.turns), notes)


def shaken(folder: Folder, before: Mapping[str, Carried], source: str) -> tuple[str, ...]:
    """Return, in words, which codings of a source the last change left on edited words or without any.

    Parameters
    ----------
    folder
        The study, after the change.
    before
        What `Folder.carried` said before it.
    source
        Id of the source.
    """
    now = {key: c for key, c in folder.carried().items() if c.was is not None and c.was.source == source}
    notes = []
    for status, words in (
        ("changed", "on edited words now, to be looked at"),
        ("orphan", "without words now: see the orphans"),
    ):
        mine = [c for key, c in now.items() if c.status == status and (key not in before or before[key].status != status)]
        if mine:
            places = sorted({_place(folder, source, c) for c in mine})
            shown = ", ".join(places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")
            notes.append(f"{len(mine)} coded {'passage is' if len(mine) == 1 else 'passages are'} {words} ({shown})")
    return tuple(notes)


def _place(folder: Folder, source: str, carried: Carried) -> str:
    """Return where a passage is now, or where it was, without its words."""
    at: Anchor | None = carried.anchor or carried.was
    if at is None or at.item:
        return at.item if at else ""
    there = folder.store.source(source) if carried.anchor else folder.store.old_turns(source, at.version)
    turns = there.turns if isinstance(there, Transcript) else ()
    index = next((t.index for t in turns if t.start < at.end and at.start < t.end), None)
    where = f"characters {at.start} to {at.end}" if index is None else f"turn {index}"
    return where if carried.anchor else f"{where} of version {at.version[:12]}"
