"""An earlier version of a transcript, brought back; and corrections taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources import store as files
from workbench.sources.corrections import revise
from workbench.sources.corrections.correct import the_transcript, write
from workbench.sources.store import Report
from workbench.study.align import between, chained, inverse
from workbench.study.errors import UserError
from workbench.study.records import Participant

if TYPE_CHECKING:
    from workbench.study.align import Alignment
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript


def restore(
    folder: Folder, source: str, version: str, *, coder: str, reason: str = "", seen: str | None = None,
) -> Report:  # fmt: skip
    """Bring back an earlier version of a transcript, as a new correction; anchors are carried back.

    Parameters
    ----------
    folder
        The study.
    source
        Id of the transcript.
    version
        The version to bring back: its hash, or the first digits of it (eight at least).
    coder, reason
        Who, and why.
    seen
        The version the caller saw; None: whichever is there.

    Raises
    ------
    UserError
        If that version was not kept, holds words of somebody who withdrew, or the transcript is not what the caller saw.
    NotSaved
        If the disk said no; the study is as it was.
    """
    with files.locked(folder):
        found = the_transcript(folder, source, seen)
        wanted = _meant(found, version)
        body = {"source": source, "before": found.version, "after": wanted}
        return _back(folder, found, wanted, ("source.correct", body | ({"reason": reason} if reason else {})), coder)


def undo_correction(folder: Folder, act: str, coder: str, *, reason: str = "") -> Report:
    """Take back a correction, or the taking back of one: the version before it is there again.

    Parameters
    ----------
    folder
        The study.
    act
        Id of the ``source.correct``, or of the ``undo`` that took it back.
    coder, reason
        Who, and why. Logged as one ``undo``.

    Raises
    ------
    UserError
        If it is no such act, was taken back already, or the transcript was changed since: take that back first.
    NotSaved
        If the disk said no; the study is as it was.
    """
    by_id = {a.id: a for a in folder.acts()}
    step, back = by_id.get(act), True
    while step is not None and step.act == "undo":
        step, back = by_id.get(step.body.get("target", "")), not back
    if step is None or step.act != "source.correct":
        raise UserError(f"act {act} corrects no source.")
    if act in folder.state().undone:
        raise UserError("This was taken back already.")
    before, after = step.body["before"], step.body["after"]
    here, there = (after, before) if back else (before, after)
    with files.locked(folder):
        found = the_transcript(folder, step.body["source"], None)
        if found.version != here:
            raise UserError(f"{found.id} was corrected again since. Take the later corrections back first.")
        return _back(folder, found, there, ("undo", {"target": act} | ({"reason": reason} if reason else {})), coder)


def _meant(transcript: Transcript, version: str) -> str:
    """Return the version of the history that `version` begins."""
    there = sorted({v for step in transcript.history for v in (step.before, step.after)})
    found = [v for v in there if v == version or (len(version) >= 8 and v.startswith(version))]  # noqa: PLR2004 (a short hash)
    if len(found) != 1:
        known = ", ".join(v[:12] for v in there) or "none"
        raise UserError(f"{transcript.id} has no version {version!r}. Its versions are: {known}.")
    return found[0]


def _back(folder: Folder, found: Transcript, wanted: str, act: tuple[str, dict[str, Any]], coder: str) -> Report:
    if wanted == found.version:
        return Report(found.id, "unchanged", len(found.turns))
    old = folder.store.old_turns(found.id, wanted)
    if old is None:
        raise UserError(f"{found.id}: the version {wanted[:12]} was not kept.")
    gone = sorted(set(revise.people(old)) & set(folder.state().withdrawn))
    if gone:
        raise UserError(f"{found.id}: the version {wanted[:12]} holds words of {', '.join(gone)}, who withdrew.")
    fresh = replace(old, history=(*found.history, way_back(found, old)))
    people, notes = _rows(folder, found, fresh)
    report = write(folder, found, fresh, act, coder=coder, people=people)
    return replace(report, notes=(*notes, *report.notes))


def way_back(found: Transcript, old: Transcript) -> Alignment:
    """Return how the version that is there becomes `old`, one of its history, again."""
    made: Alignment | None = None
    for step in reversed(found.history):
        made = inverse(step) if made is None else chained(made, inverse(step))
        if made.after == old.version:
            return made
    return between(found.text, old.text)


def _rows(folder: Folder, found: Transcript, fresh: Transcript) -> tuple[dict[str, Participant], tuple[str, ...]]:
    """Return who is in ``participants.csv``: whoever comes back gets a row again, with the strictest consent of the others."""
    people = folder.participants()
    missing = [name for name in revise.people(fresh) if name not in people]
    if not missing or not people:
        return people, ()
    others = [people[name] for name in revise.people(found) if name in people]
    for name in missing:
        people[name] = Participant(
            name, consent_quote=all(p.consent_quote for p in others), consent_share=all(p.consent_share for p in others),
            consent_until=min([p.consent_until for p in others if p.consent_until], default=""),
        )  # fmt: skip
    return people, (f"{', '.join(missing)} has a row in participants.csv again: look at its consent and its key",)
