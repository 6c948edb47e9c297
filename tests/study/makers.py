"""Small sources for tests."""

from __future__ import annotations

from workbench.study.canon import sha256_text
from workbench.study.records import Question, Survey, Transcript, Turn


def talk(name="p01", words="The week was empty.", round_="2026-Q1", participant="P01"):
    text = f"{participant}: {words}\n"
    start = len(participant) + 2
    turn = Turn(0, participant, participant, start, start + len(words))
    return Transcript(name, "interview", round_, name, "2026-02-03", text, sha256_text(text), (turn,), {"file": "one.vtt"})


def survey(name="nps", answers=("Too dear", "Nothing"), round_="2026-Q1", version="v1"):
    import pandas as pd

    rows = [(f"{name}-{n}", f"R{n:03}", "why", text, sha256_text(text), "2026-02-03") for n, text in enumerate(answers)]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
    return Survey(name, "survey", round_, name, version, (Question("why", "Why?", ("purchase",)),), frame)


def coding(folder, source, start, end, item="", code="pain:fee"):
    anchor = {"source": source, "item": item, "version": sha256_text(folder.text(source, item)), "start": start, "end": end}
    return ("coding.add", {"code": code, "anchor": anchor})
