"""Whom a correction means by a speaker, and what follows for the key file and the table of people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources.corrections import revise
from workbench.sources.transcripts import cast
from workbench.study.errors import UserError
from workbench.study.records import Participant

if TYPE_CHECKING:
    from workbench.sources.people.key import KeyFile
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript

_PSEUDONYM = re.compile(r"[PR]\d+")  # of participants, and of respondents who were interviewed too


def who(transcript: Transcript, held: KeyFile, speaker: str) -> tuple[str, str | None]:
    """Return the label and the participant that `speaker` means; a name that is new gets a pseudonym.

    Raises
    ------
    UserError
        If nobody is named.
    """
    wanted = " ".join(speaker.split())
    if not wanted:
        raise UserError("Say who speaks: somebody in the transcript, Interviewer, a pseudonym or a name.")
    for turn in transcript.turns:
        if turn.speaker.casefold() == wanted.casefold():
            return turn.speaker, turn.participant
    if wanted.casefold() in {cast.INTERVIEWER.casefold(), *(b.casefold() for b in cast.BYSTANDERS.values())}:
        return wanted.capitalize(), None
    if _PSEUDONYM.fullmatch(wanted.upper()):
        return wanted.upper(), wanted.upper()
    known = held.find(wanted)
    if known is not None and held.entries[known].kind == "interviewer":
        return cast.INTERVIEWER, None
    label = known or held.pseudonym_for(wanted, "participant")
    return label, label if _PSEUDONYM.fullmatch(label) else None


def followed(
    folder: Folder, held: KeyFile, fresh: Transcript, people: dict[str, Participant], old: str, new: str | None,
) -> dict[str, Participant]:  # fmt: skip
    """Return who is in ``participants.csv`` once `old` is `new`, who is None if they only ask; the key follows.

    Nothing is written: `held` is changed, not saved.
    """
    people = dict(people)
    if old and _PSEUDONYM.fullmatch(old) and old not in _heard(folder, fresh):
        if old in held.entries and new is None:
            held.recast(old, "interviewer")
        elif old in held.entries and new in held.entries and new is not None:
            held.merge(old, new)
        if new is not None and old in people:
            row = people.pop(old)
            people[new] = one_person(people[new], row) if new in people else replace(row, id=new)
    for name in revise.people(fresh):
        people.setdefault(name, Participant(name))
    return people


def _heard(folder: Folder, fresh: Transcript) -> set[str]:
    """Return everybody who speaks or answers in the study, with `fresh` in the place of what it replaces."""
    spoken = {p for t in folder.transcripts() if t.id != fresh.id for p in revise.people(t)}
    written = {str(p) for s in folder.surveys() for p in s.answers["participant"].unique()}
    return spoken | written | set(revise.people(fresh))


def one_person(one: Participant, other: Participant) -> Participant:
    """Return one row for two: what either says of them, and only what both consent to."""
    return replace(
        one, attributes={**other.attributes, **one.attributes}, outcomes={**other.outcomes, **one.outcomes},
        consent_quote=one.consent_quote and other.consent_quote, consent_share=one.consent_share and other.consent_share,
        consent_until=min([u for u in (one.consent_until, other.consent_until) if u], default=""), group=one.group or other.group,
    )  # fmt: skip
