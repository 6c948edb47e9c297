"""The journey map of a large study, cold and one act later; a rerun with some fresh answers over the first run."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.study.folder import Folder

CODINGS, PEOPLE, CLAIMS, TURNS, AGAINST = 100_000, 500, 200, 120, 0.08
ACTS, RUNS = 9, 5
ANSWERS, FRESH = 8_000, 400
EMOTIONS = {"excited": 2, "content": 1, "frustrated": -1, "angry": -2}


def large(root: Path, seed: int = 3) -> Folder:
    """Return a study of two rounds: 500 people in conversations of 120 turns, coded by two people with 210 codes."""
    from workbench.study.canon import sha256_text
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript, Turn
    from workbench.study.settings import Round, Settings

    rng = random.Random(seed)  # noqa: S311 (no secret)
    folder = Folder.create(root, Settings(title="Large", rounds=(Round("r1", "One"), Round("r2", "Two"))))
    words = [f"word{n}" for n in range(400)]
    talks = []
    for person in range(PEOPLE):
        for round_ in ("r1", "r2")[: 1 + (person % 3 == 0)]:
            text, turns = "", []
            for number in range(TURNS):
                said, who = " ".join(rng.choices(words, k=12)), None if number % 2 == 0 else f"P{person:03d}"
                text += (name := who or "Interviewer") + ": "
                turns.append(Turn(number, name, who, len(text), len(text) + len(said)))
                text += said + "\n"
            day = "2026-02-03" if round_ == "r1" else "2026-08-03"
            name = f"p{person:03d}-{round_}"
            talks.append(Transcript(name, "interview", round_, name, day, text, sha256_text(text), tuple(turns)))
            folder.add_transcript(talks[-1])
    stages = [s.id for s in folder.settings.stages]
    claims = [f"{('pain', 'need', 'delight')[n % 3]}:claim-{n}" for n in range(CLAIMS)]
    define = [("code.define", {"code": c, "label": f"Claim {n}", "stage": stages[n % 6]}) for n, c in enumerate(claims)]
    define += [("code.define", {"code": f"emotion:{label}", "label": label, "valence": v}) for label, v in EMOTIONS.items()]
    pool = claims * 4 + [f"emotion:{label}" for label in EMOTIONS] * 60 + [f"stage:{s}" for s in stages] * 40
    acts: dict[str, list[tuple[str, dict[str, object]]]] = {"ana": define, "ben": []}
    for number in range(CODINGS):
        talk = rng.choice(talks)
        turn, code = talk.turns[rng.randrange(TURNS // 2) * 2 + 1], rng.choice(pool)
        start, end = turn.start, turn.end
        if not code.startswith("stage:"):
            start += rng.randrange(max(1, end - start - 20))
            end = min(end, start + rng.randrange(8, 60))
        anchor = {"source": talk.id, "item": "", "version": talk.version, "start": start, "end": end}
        stance = "against" if rng.random() < AGAINST else "for"
        acts["ana" if number % 3 else "ben"].append(("coding.add", {"code": code, "anchor": anchor, "stance": stance}))
    for coder, items in acts.items():
        folder.act(coder, *items)
    return folder


def naive(folder: Folder) -> dict[str, pd.DataFrame]:
    """Return the counts of a map the short way: one table of all codings, grouped; no passages put together, no grades."""
    from scipy import stats

    from workbench.coding.frame import codings_frame

    frame = codings_frame(folder)
    said = frame[frame["family"].isin(["pain", "need", "delight"])]
    people = said.pivot_table(index="code", columns="stance", values="participant", aggfunc="nunique", fill_value=0)
    spoke = frame[frame["family"] == "stage"].groupby("code")["participant"].nunique()
    usual = {f"emotion:{label}": valence for label, valence in EMOTIONS.items()}
    felt = frame[frame["family"] == "emotion"].assign(value=lambda f: f["code"].map(usual))
    means = felt.groupby(["participant"])["value"].mean()
    spread = stats.t.interval(0.95, len(means) - 1, means.mean(), means.std() / len(means) ** 0.5)
    return {"claims": people, "stages": spoke.to_frame(), "curve": means.describe().to_frame().assign(spread=spread[0])}


def _timed(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def _measured(once: Callable[[Folder], list[float]], asked: str, how: str) -> Row:
    with tempfile.TemporaryDirectory() as place:
        folder = large(Path(place) / "study")
        folder.state().codings.values()
        naive(folder)  # the libraries are loaded
        took = once(folder)
        peers = [_timed(lambda: naive(folder)) for _ in range(3)]
    value, peer = statistics.median(took), statistics.median(peers)
    ratio = f"pandas grouping all codings anew, which counts only: {peer:.2f} s, {peer / value:.1f} times as long"
    against = f"{asked}; {ratio}"
    return Row(value, "s", against, how, [min(took), max(took)])


def cold() -> Row:
    """Measure the map of a study nobody has looked at, its acts read."""
    from workbench.journey.map import build
    from workbench.journey.said import kept

    def once(folder: Folder) -> list[float]:
        build(folder)
        took = []
        for _ in range(RUNS):
            kept._KEPT.clear()  # noqa: SLF001 (as if nobody had looked)
            took.append(_timed(lambda: build(folder)))
        return took

    how = f"{CODINGS:,} codings, {PEOPLE} people, {CLAIMS} claims; whole map model; median of {RUNS}"
    return _measured(once, "at most 1.5", how)


def incremental() -> Row:
    """Measure the map after one new act, each act another one."""
    from workbench.journey.map import build

    def once(folder: Folder) -> list[float]:
        build(folder)
        talks, took = folder.transcripts(), []
        for number in range(ACTS):
            talk = talks[number * 37]
            turn = [t for t in talk.turns if t.participant][number]
            code = ("pain:claim-0", "emotion:angry", "stage:purchase")[number % 3]
            anchor = {"source": talk.id, "item": "", "version": talk.version, "start": turn.start, "end": turn.end - number}
            folder.act("ana", ("coding.add", {"code": code, "anchor": anchor}))
            took.append(_timed(lambda: build(folder)))
        return took

    how = f"{CODINGS:,} codings, {PEOPLE} people, {CLAIMS} claims; a claim, a feeling or a stage coded; median of {ACTS}"
    return _measured(once, "at most 0.2", how)


def rerun_cost() -> Row:
    """Measure a rerun with 5 % fresh answers over the first run, from files to map and diff; no notebooks are executed."""
    import workbench as wb
    from workbench.rerun import rerun

    texts = _texts()
    ratios = []
    for run in range(3):
        with tempfile.TemporaryDirectory() as place:
            root, some = Path(place), random.Random(run).sample(texts, ANSWERS + FRESH)  # noqa: S311
            study = wb.new(root / "study", title="Answers").folder.root
            first = _table(root / "first.csv", some[:ANSWERS], 0)
            fresh = _table(root / "fresh.csv", some[ANSWERS:], ANSWERS - FRESH // 8)
            took = []
            for round_, file in (("2026-Q1", first), ("2026-Q2", fresh)):
                started = time.perf_counter()
                rerun(study, round=round_, files=[file], with_notebooks=False)
                took.append(time.perf_counter() - started)
            ratios.append(took[1] / took[0])
    how = (
        f"{FRESH} fresh answers after {ANSWERS:,} of banking77; import, topics, needs, map, diff, report; no notebooks; median of 3"
    )
    return Row(statistics.median(ratios), "ratio", "the first run; at most 0.15", how, [min(ratios), max(ratios)])


def _texts() -> list[str]:
    import csv
    import os

    place = Path(os.environ.get("WORKBENCH_REAL_DATA") or ROOT.parent / "shared" / "data")
    (path,) = sorted(place.glob("banking77*/train.csv"))[:1]
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row["text"] for row in csv.DictReader(file)})


def _table(path: Path, texts: list[str], start: int) -> Path:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["respondent_id", "score", "What did you need?"])
        out.writerows([f"r{start + n}", n % 11, text] for n, text in enumerate(texts))
    return path


ROWS = {"map_cold_s": cold, "map_incremental_s": incremental, "rerun_5pct_cost": rerun_cost}
