"""A study with two transcripts and one survey, to be coded by hand."""

from __future__ import annotations

import pytest

from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Question, Survey, Transcript, Turn
from workbench.study.settings import Settings


def talk(name, *said, round_="2026-Q1"):
    """Return a transcript of (speaker, words); a speaker P.. is a participant."""
    text, turns = "", []
    for index, (speaker, words) in enumerate(said):
        text += f"{speaker}: "
        turns.append(Turn(index, speaker, speaker if speaker[0] == "P" else None, len(text), len(text) + len(words)))
        text += words + "\n"
    return Transcript(name, "interview", round_, name, "2026-02-03", text, sha256_text(text), tuple(turns))


def survey(name, *answers, round_="2026-Q1"):
    """Return a survey of (participant, text)."""
    import pandas as pd

    rows = [(f"{name}-{n}", who, "why", text, sha256_text(text), None) for n, (who, text) in enumerate(answers)]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
    return Survey(name, "survey", round_, name, "v1", (Question("why", "Why?"),), frame)


@pytest.fixture
def talk_of():
    return talk


@pytest.fixture
def survey_of():
    return survey


@pytest.fixture
def folder(tmp_path):
    made = Folder.create(tmp_path / "study", Settings(title="Quiet hours"))
    said = [("Interviewer", "How was it?"), ("P01", "Slow 🐌 and dear."), ("Interviewer", "And then?"), ("P01", "I left.")]
    made.add_transcript(talk("one", *said))
    made.add_transcript(talk("two", ("P02", "Fine so far."), ("Interviewer", "Anything else?")))
    made.add_survey(survey("nps", ("R01", "Too dear"), ("R02", "Nothing"), ("R03", "")))
    return made


@pytest.fixture
def code(folder):
    """Code words of a source: code("ana", "pain:fee", "one", "dear")."""

    def act(coder, code, source, words, item="", **more):
        text = folder.text(source, item)
        start = text.index(words)
        anchor = {"source": source, "item": item, "version": sha256_text(text), "start": start, "end": start + len(words)}
        return folder.act(coder, ("coding.add", {"code": code, "anchor": anchor, **more}))[0].id

    return act
