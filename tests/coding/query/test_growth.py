"""Eight times as much takes about eight times as long, not sixty-four: with everything next to everything, too."""

from __future__ import annotations

import time

import numpy as np
import pytest

from workbench.coding.query import stand
from workbench.coding.query.ask import Asked
from workbench.coding.query.found import Found, in_units
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Question, Survey, Transcript, Turn
from workbench.study.settings import Settings

FEW, MANY = 3_000, 24_000
#: Below the square of the eightfold by far, above the eightfold by what a busy machine adds.
MOST = 28


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    import pandas as pd

    folder = Folder.create(tmp_path_factory.mktemp("growth") / "study", Settings())
    text = "word " * MANY
    turns = tuple(Turn(n, "P1", "P1", 50 * n, 50 * n + 49) for n in range(len(text) // 50))
    folder.add_transcript(Transcript("long", "interview", "r", "long", None, text, sha256_text(text), turns))
    for name, size in (("few", FEW), ("many", MANY)):
        said = [f"a fée of {n % 97} words, or a fee" for n in range(size)]
        rows = {"answer": [f"{name}-{n:06d}" for n in range(size)], "participant": [f"R{n:06d}" for n in range(size)],
                "question": ["why"] * size, "text": said, "version": list(map(sha256_text, said))}  # fmt: skip
        folder.add_survey(Survey(name, "survey", "r", name, "v", (Question("why", "Why?"),), pd.DataFrame(rows)))
    return Asked(folder)


def passages(asked, size, seed):
    """Passages of the long transcript: short ones and a few that cover nearly all of it."""
    rng = np.random.default_rng(seed)
    base = asked.ground.blocks[asked.ground.block("long")].base
    starts = np.sort(rng.integers(0, 5 * MANY - 100, size))
    ends = starts + rng.integers(1, 90, size)
    ends[:: size // 20] = 5 * MANY - 1
    return Found.simple(base + starts, base + ends, np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))


def longer(work):
    """How many times as long the work takes on eight times as much: the best of three each."""
    spent = []
    for size in (FEW, MANY):
        runs = []
        for _ in range(3):
            began = time.process_time()
            work(size)
            runs.append(time.process_time() - began)
        spent.append(min(runs))
    return spent[1] / max(spent[0], 1e-4)


@pytest.mark.parametrize("op", ["within", "overlaps", "near", "touching", "then", "follows"])
def test_where_passages_stand(asked, op):
    pairs = {size: (passages(asked, size, 1), passages(asked, size, 2)) for size in (FEW, MANY)}
    asked.words.before(pairs[FEW][0].starts)  # counts the words, once
    assert longer(lambda size: stand.partners(op, asked.ground, asked.words, *pairs[size], 5)) < MOST


def test_what_is_in_one_turn(asked):
    short = {size: [passages(asked, size, n).where(np.arange(size) % (size // 20) > 0) for n in (1, 2)] for size in (FEW, MANY)}
    assert longer(lambda size: in_units(asked.ground, short[size])) < MOST


def test_words_in_answers(asked):
    number = {FEW: asked.ground.block("few"), MANY: asked.ground.block("many")}
    assert longer(lambda size: asked.words._written(number[size], "fee")) < MOST
    assert len(asked.words._written(number[MANY], "fee")) == 2 * MANY


def test_who_is_heard(asked):
    names = {FEW: "few", MANY: "many"}
    assert longer(lambda size: asked.query(f"kind:survey and source:{names[size]}").share()) < MOST
