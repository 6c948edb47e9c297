"""Surveys with ratings, in one line."""

from __future__ import annotations

import pandas as pd

from workbench.study.canon import sha256_text
from workbench.study.records import Question, Survey


def rated(made, column, ratings, *, round_="2026-Q1", date="2026-03-01", kind="survey", name=None, texts=None):
    """Add a survey with one question on a scale, answered by `ratings` (person to number) and in words by everybody."""
    name = name or f"{kind}-{round_}".lower()
    said = {who: (texts or {}).get(who, f"said {who} in {name}") for who in ratings}
    rows = [(f"{name}-{n}", who, "why", said[who], sha256_text(said[who]), date) for n, who in enumerate(ratings)]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
    frame[f"rating.{column}"] = [float(v) for v in ratings.values()]
    version = sha256_text("".join(said.values()) + column)
    made.folder.add_survey(Survey(name, kind, round_, name, version, (Question("why", "Why?", ()),), frame))
    return made
