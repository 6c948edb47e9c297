"""A small study coded by two: where they agree, where they differ, and an answer that only one of them found worth a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample import transcript

from workbench.study.folder import Folder
from workbench.study.records import Participant
from workbench.study.settings import Round, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TURNS = (
    ("Interviewer", None, "What happened first?"),
    ("P01", "P01", "It dropped me on an empty page. 👩\u200d💻 I had to ask somebody."),
    ("P01", "P01", "I typed every name by hand, twice."),
    ("Interviewer", None, "And the invoice?"),
    ("P01", "P01", "The invoice was fine. I typed every address by hand as well."),
)
#: Coder, code, words.
GIVEN = (
    ("ana", "emotion:frustrated", "It dropped me on an empty page."), ("ben", "emotion:anxious", "It dropped me on an empty page."),
    ("ana", "emotion:frustrated", "I typed every name by hand"), ("ben", "emotion:anxious", "I typed every name by hand, twice."),
    ("ana", "emotion:frustrated", "I typed every address by hand"), ("ben", "emotion:anxious", "I typed every address by hand"),
    ("ana", "delight:invoice", "The invoice was fine."), ("ana", "stage:onboarding", "I had to ask somebody."),
    ("ben", "stage:onboarding", "I had to ask somebody."),
)  # fmt: skip


def study(root: Path, given: Sequence[tuple[str, str, str]] = GIVEN, *, silent: bool = False) -> Folder:
    """Return a new study with one interview, coded like that."""
    folder = Folder.create(root, Settings(title="Small", rounds=(Round("2026-Q2", "Spring"),)))
    talk = transcript(TURNS)
    folder.add_transcript(talk)
    folder.save_participants([Participant("P01", consent_quote=not silent)])
    for coder, code, words in given:
        start = talk.text.index(words)
        anchor = {"source": talk.id, "item": "", "version": talk.version, "start": start, "end": start + len(words)}
        folder.act(coder, ("coding.add", {"code": code, "anchor": anchor}))
    return folder
