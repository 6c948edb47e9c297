"""A small study, made in the words of the field: who said what, and who coded it how."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from workbench.journey.map import build
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import CLAIM_FAMILIES, Participant, Question, Survey, Transcript, Turn
from workbench.study.settings import Round, Settings

CORPUS = Path(__file__).parents[2] / "corpus"
SETTINGS = Settings(
    title="Quiet hours",
    scenario="A team tries a planner",
    rounds=(Round("2026-Q1", "Spring"), Round("2026-Q3", "Autumn")),
)


class Field:
    """A study being made."""

    def __init__(self, root, **changes):
        self.folder = Folder.create(root, replace(SETTINGS, **changes))

    def interview(self, who, *said, round_="2026-Q1", date="2026-02-03", kind="interview", name=None):
        """Add a conversation: what `who` said, turn by turn. A turn that ends in "?" is the interviewer's."""
        text, turns = "", []
        for index, words in enumerate(said):
            person = None if words.endswith("?") else who
            text += f"{person or 'Interviewer'}: "
            turns.append(Turn(index, person or "Interviewer", person, len(text), len(text) + len(words)))
            text += words + "\n"
        name = name or f"{who}-{round_}".lower()
        self.folder.add_transcript(Transcript(name, kind, round_, name, date, text, sha256_text(text), tuple(turns)))
        return self

    def survey(self, answers, *, round_="2026-Q1", date="2026-03-01", kind="survey", stages=(), attributes=None, name=None):
        """Add a survey of one question: participant to answer."""
        name = name or f"{kind}-{round_}".lower()
        rows = [(f"{name}-{n}", who, "why", text, sha256_text(text), date) for n, (who, text) in enumerate(answers.items())]
        frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
        for attribute, values in (attributes or {}).items():
            frame[f"attr.{attribute}"] = [values.get(who) for who in answers]
        version = sha256_text("".join(answers.values()))
        self.folder.add_survey(Survey(name, kind, round_, name, version, (Question("why", "Why?", tuple(stages)),), frame))
        return self

    def anchor(self, words):
        """Return where `words` are; they must be in one place only."""
        places = [(t.id, "", t.text) for t in self.folder.transcripts()]
        for s in self.folder.surveys():
            places += [(s.id, item, text) for item, text in zip(s.answers["answer"], s.answers["text"], strict=True)]
        found = [(source, item, text) for source, item, text in places if words in text]
        assert len(found) == 1, f"{words!r} is in {len(found)} texts"
        source, item, text = found[0]
        start = text.index(words)
        return {"source": source, "item": item, "version": sha256_text(text), "start": start, "end": start + len(words)}

    def code(self, words, *codes, by="ana", **more):
        """Let a coder code `words`; returns the ids of the codings."""
        anchor = self.anchor(words)
        return [a.id for a in self.folder.act(by, *(("coding.add", {"code": c, "anchor": anchor, **more}) for c in codes))]

    def define(self, code, **fields):
        """Put a code into the codebook."""
        self.folder.act("ana", ("code.define", {"code": code, **fields}))
        return self

    def people(self, *records):
        """Write participants.csv: (id, attributes) or a Participant."""
        self.folder.save_participants([r if isinstance(r, Participant) else Participant(r[0], r[1]) for r in records])
        return self

    def map(self, **options):
        """Return the map, opened afresh."""
        return build(Folder(self.folder.root), **options)

    def claim(self, code, **options):
        """Return one claim of the map."""
        return self.map(**options)["claims"][code]

    def stage(self, stage, **options):
        """Return one stage of the map."""
        return next(s for s in self.map(**options)["stages"] if s["id"] == stage)


@pytest.fixture
def made(tmp_path):
    """Return an empty study to be filled."""
    return Field(tmp_path / "study")


@pytest.fixture
def field(tmp_path):
    """Return a maker of studies with other settings, each in a folder of its own."""
    number = count()
    return lambda **changes: Field(tmp_path / f"study-{next(number)}", **changes)


@pytest.fixture(scope="session")
def sample():
    """Return the sample study; tests only read it."""
    if not (CORPUS / "study" / "study.toml").is_file():
        pytest.skip("the sample study is not built: run corpus/make.py")
    return Folder(CORPUS / "study")


@pytest.fixture(scope="session")
def planted():
    """Return the needs whose frequency the sample's makers changed between rounds, and which way."""
    with (CORPUS / "gold" / "needs.csv").open(encoding="utf-8", newline="") as file:
        return {row["need"]: row["change"] for row in csv.DictReader(file) if row["change"] != "none"}


@pytest.fixture(scope="session")
def planted_people(sample):
    """Return how many people say so and say the opposite, for each claim, by either coder, as the sample was planted."""
    who = {t.id: next(turn.participant for turn in t.turns if turn.participant) for t in sample.transcripts()}
    said = {}
    with (CORPUS / "gold" / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"].split(":")[0] in CLAIM_FAMILIES:
                person = who.get(row["source"]) or row["item"].split(":")[0]
                said.setdefault((row["code"], "k" if row["stance"] == "for" else "x"), set()).add(person)
    return {claim: len(people) for claim, people in said.items()}
