"""A small coded study made on the spot: an interview and a survey in two rounds, two coders, memos, attributes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from answers import SAID, survey
from sample import INTERVIEW, transcript

from workbench.study.folder import Folder
from workbench.study.log import now
from workbench.study.records import Anchor, Participant
from workbench.study.settings import Round, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EMPTY_PAGE = "it dropped me on an empty page"
NOW_WHAT = "and now what?"
TOLD = "Nobody told me what to bring."
INVOICE = "The invoice was fine, though 🙂"
#: Coder, words, code, and what else the coding says.
CODED: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("maria", EMPTY_PAGE, "pain:empty-page", {"valence": -2, "memo": "the week again"}),
    ("maria", EMPTY_PAGE, "stage:onboarding", {}),
    ("maria", EMPTY_PAGE, "emotion:frustrated", {"valence": -1}),
    ("maria", NOW_WHAT, "emotion:confused", {"valence": -1}),
    ("maria", TOLD, "need:know-what-to-bring", {}),
    ("maria", TOLD, "stage:onboarding", {}),
    ("maria", INVOICE, "delight:invoice", {"valence": 2}),
    ("maria", INVOICE, "stage:purchase", {}),
    ("ben", EMPTY_PAGE, "pain:empty-page", {"valence": -1, "memo": "ben says so too"}),
    ("ben", TOLD, "emotion:confused", {"valence": -1}),
    ("maria", SAID[0][1], "pain:slow", {"valence": -1}),
    ("maria", SAID[1][1], "pain:slow", {"valence": -1}),
    ("maria", SAID[2][1], "pain:slow", {"valence": -2}),
    ("maria", SAID[5][1], "pain:slow", {"stance": "against"}),
    ("ben", SAID[0][1], "pain:slow", {}),
    ("maria", SAID[3][1], "delight:café", {"valence": 1}),
    ("maria", SAID[6][1], "pain:price-hidden", {}),
)  # fmt: skip
ROLES = {"P01": "owner", "P1": "owner", "P2": "staff", "P3": "staff", "P4": "owner", "P6": "staff"}


def anchor(folder: Folder, words: str) -> Anchor:
    """Return where words stand, in the interview or as part of an answer."""
    for talk in folder.transcripts():
        if (at := talk.text.find(words)) >= 0:
            return Anchor(talk.id, "", talk.version, at, at + len(words))
    for one in folder.surveys():
        for item, text, version in zip(one.answers["answer"], one.answers["text"], one.answers["version"], strict=True):
            if (at := text.find(words)) >= 0:
                return Anchor(one.id, item, version, at, at + len(words))
    raise KeyError(words)


def code(folder: Folder, coder: str, words: str, code: str, **more: Any) -> str:
    """Code some words; return the id of the coding."""
    (act,) = folder.act(coder, ("coding.add", {"code": code, "anchor": asdict(anchor(folder, words)), **more}))
    return act.id


def bare(root: Path, silent: Sequence[str] = ()) -> Folder:
    """Return the study before anybody coded."""
    folder = Folder.create(root, Settings(title="Small", rounds=(Round("2026-Q1", "Winter"), Round("2026-Q2", "Spring"))))
    folder.add_transcript(replace(transcript(INTERVIEW), round="2026-Q1"))
    folder.add_survey(survey())
    people = {"P01", *(row[0] for row in SAID)}
    folder.save_participants(
        Participant(p, {"role": ROLES[p]} if p in ROLES else {}, consent_quote=p not in silent) for p in sorted(people)
    )
    return folder


def coded(root: Path, silent: Sequence[str] = ()) -> Folder:
    """Return the study with everything of `CODED`, and memos on a code, a source and a person."""
    folder = bare(root, silent)
    folder.act(
        "maria",
        ("code.define", {"code": "pain:slow", "label": "slow"}),
        ("code.define", {"code": "pain:empty-page", "label": "Empty first page"}),
    )
    for who in ("maria", "ben"):
        given = [(words, name, more) for coder, words, name, more in CODED[:-1] if coder == who]
        items = [("coding.add", {"code": name, "anchor": asdict(anchor(folder, words)), **more}) for words, name, more in given]
        folder.act(who, *items)
    coder, words, name, more = CODED[-1]
    others = now()
    while now() == others:  # a fast disk saves twice within a millisecond, and this one is after all others
        pass
    code(folder, coder, words, name, **more)
    folder.act("maria", ("memo.set", {"kind": "code", "about": "pain:slow", "text": "split by start and use?"}))
    folder.act("ben", ("memo.set", {"kind": "source", "about": "nps", "text": "sent twice to some"}))
    folder.act("maria", ("memo.set", {"kind": "participant", "about": "P01", "text": "speaks slowly"}))
    return folder
