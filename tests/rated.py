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


def answered(made, said, *, round_="2026-Q1", date="2026-03-01", name=None, kind="survey"):
    """Add a survey in words and code it at once: person to (words, codes); a code may be (code, valence)."""
    name = name or f"words-{round_}".lower()
    rows = [(f"{name}-{n}", who, "why", text, sha256_text(text), date) for n, (who, (text, _)) in enumerate(said.items())]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
    version = sha256_text("".join(text for text, _ in said.values()) + name)
    made.folder.add_survey(Survey(name, kind, round_, name, version, (Question("why", "Why?", ()),), frame))
    acts = []
    for n, (text, codes) in enumerate(said.values()):
        anchor = {"source": name, "item": f"{name}-{n}", "version": sha256_text(text), "start": 0, "end": len(text)}
        for code in codes:
            tag, valence = code if isinstance(code, tuple) else (code, None)
            acts.append(("coding.add", {"code": tag, "anchor": anchor} | ({} if valence is None else {"valence": valence})))
    if acts:
        made.folder.act("ana", *acts)
    return made
