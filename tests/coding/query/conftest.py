"""A study to be queried: three interviews of two people, a survey, two tickets, and what two coders and a model made of them."""

from __future__ import annotations

import pytest

from workbench.coding.query.ask import Asked
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Participant, Question, Survey, Transcript, Turn
from workbench.study.settings import Round, Settings

TALKS = {
    "t1": ("2026-Q1", [
        ("Interviewer", "How was the price?"),
        ("P01", "The charge was too high. I left."),
        ("Interviewer", "And the first week?"),
        ("P01", "Empty, and typing names in took an evening. That charge again."),
    ]),
    "t2": ("2026-Q1", [("P02", "A fair charge. The page is clear."), ("Interviewer", "Anything else?")]),
    "t3": ("2026-Q3", [("P01", "Still too high, that charge.")]),
}  # fmt: skip
ANSWERS = {
    ("nps", "survey", "2026-Q1"): [
        ("R01", "why", "Too expensive", "pro", 3.0), ("R02", "why", "Clear price, like my café", "team", 9.0),
        ("R03", "how", "", "pro", 6.0), ("R01", "how", "A lower charge", "pro", 3.0),
    ],
    ("tickets", "ticket", "2026-Q3"): [("X1", "body", "Wrong charge", None, None), ("P02", "body", "Charge twice", None, None)],
}  # fmt: skip
CODED = [
    ("ana", "pain:high", "t1", "", "The charge was too high", {"valence": -2, "memo": "ask Ben"}),
    ("ben", "pain:high", "t1", "", "charge was too high. I left", {}),
    ("ana", "pain:typing", "t1", "", "typing names in took an evening", {"valence": -1}),
    ("ana", "stage:purchase", "t1", "", "The charge was too high. I left.", {}),
    ("ana", "stage:onboarding", "t1", "", "And the first week?", {}),
    ("ana", "stage:onboarding", "t1", "", "Empty, and typing names in took an evening.", {}),
    ("ana", "delight:clear", "t2", "", "The page is clear.", {"valence": 1}),
    ("ana", "pain:high", "t2", "", "A fair charge.", {"stance": "against"}),
    ("ana", "pain:high", "t3", "", "Still too high", {}),
    ("ana", "pain:high", "nps", "nps-0", "Too expensive", {"valence": -2}),
    ("bot", "delight:clear", "nps", "nps-1", "Clear price", {}),
    ("ana", "pain:high", "tickets", "tickets-0", "Wrong charge", {}),
]


def talk(name, round_, said):
    text, turns = "", []
    for index, (speaker, words) in enumerate(said):
        text += f"{speaker}: "
        turns.append(Turn(index, speaker, speaker if speaker[0] == "P" else None, len(text), len(text) + len(words)))
        text += words + "\n"
    return Transcript(name, "interview", round_, name.upper(), "2026-02-03", text, sha256_text(text), tuple(turns))


def survey(name, kind, round_, answers):
    import pandas as pd

    rows = [(f"{name}-{n}", who, q, text, sha256_text(text), plan, nps) for n, (who, q, text, plan, nps) in enumerate(answers)]
    columns = ["answer", "participant", "question", "text", "version", "attr.plan", "rating.nps"]
    asked = tuple(Question(q, q.title(), ("purchase",) if q == "why" else ()) for q in dict.fromkeys(q for _, q, *_ in answers))
    return Survey(name, kind, round_, name, "v", asked, pd.DataFrame(rows, columns=columns))


def anchor(folder, source, item, words):
    text = folder.text(source, item)
    version = next((t.version for t in folder.transcripts() if t.id == source), sha256_text(text))
    start = text.index(words)
    return {"source": source, "item": item, "version": version, "start": start, "end": start + len(words)}


def make(root):
    rounds = (Round("2026-Q1", "Spring"), Round("2026-Q3", "Autumn"))
    folder = Folder.create(root, Settings(title="Charges", rounds=rounds))
    for name, (round_, said) in TALKS.items():
        folder.add_transcript(talk(name, round_, said))
    for (name, kind, round_), answers in ANSWERS.items():
        folder.add_survey(survey(name, kind, round_, answers))
    folder.save_participants(
        [Participant("P01", {"role": "admin", "Team size": "12"}), Participant("P02", {"role": "user"}, {"nps": 9.0})]
    )
    folder.act("bot", ("coder.join", {"kind": "model"}))
    folder.act(
        "ana",
        ("code.define", {"code": "pain:high", "label": "Charge too high", "stage": "purchase"}),
        ("code.define", {"code": "pain:typing", "label": "Typing names in", "stage": "onboarding"}),
        ("code.define", {"code": "delight:clear", "label": "Clear page"}),
        ("code.define", {"code": "pain:above", "label": "Money"}),
        ("code.define", {"code": "pain:high", "parent": "pain:above"}),
    )
    for coder, code, source, item, words, more in CODED:
        folder.act(coder, ("coding.add", {"code": code, "anchor": anchor(folder, source, item, words), **more}))
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Look, do not touch."""
    return make(tmp_path_factory.mktemp("query") / "study")


@pytest.fixture(scope="session")
def asked(folder):
    return Asked(folder)


@pytest.fixture
def own(tmp_path):
    """The same study, to write in."""
    return make(tmp_path / "study")


@pytest.fixture(scope="session")
def place():
    return anchor


@pytest.fixture(scope="session")
def survey_of():
    return survey
