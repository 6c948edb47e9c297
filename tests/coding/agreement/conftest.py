"""A study in which three people coded answers at random, and the transcripts of the folder above."""

from __future__ import annotations

import random

import pytest

from workbench.coding.frame import codings_frame
from workbench.study.canon import sha256_text
from workbench.study.records import Question, Survey


@pytest.fixture
def many(folder):
    """Code a survey of twenty answers of ten people: many("ana", "ben", ...) returns the codings as a table.

    Everybody sees about the same: each coder strays from a common choice in one answer of four.
    """

    def coded(*coders, seed=1, stray=0.25):
        import pandas as pd

        draw = random.Random(seed)  # noqa: S311 (test data)
        texts = [f"Answer {n} says one thing. And then another." for n in range(20)]
        rows = [(f"why-{n:02}", f"R{n % 10:02}", "why", text, sha256_text(text), None) for n, text in enumerate(texts)]
        frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text", "version", "date"])
        folder.add_survey(Survey("why", "survey", "2026-Q1", "why", "v1", (Question("why", "Why?"),), frame))
        codes = ["pain:fee", "pain:time", "emotion:angry", "emotion:sad"]
        common = [draw.sample(codes, 2) for _ in texts]
        for coder in coders:
            items = []
            for n, text in enumerate(texts):
                mine = draw.sample(codes, 2) if draw.random() < stray else common[n]
                for label in mine:
                    start = draw.choice([0, 7, 27])
                    anchor = {"source": "why", "item": f"why-{n:02}", "version": sha256_text(text), "start": start, "end": 30}
                    felt = {"valence": draw.choice([-2, -1])} if label.startswith("emotion") else {}
                    items.append(("coding.add", {"code": label, "anchor": anchor, **felt}))
            folder.act(coder, *items)
        return codings_frame(folder)

    return coded
