"""How good signals of need are: against what two readers say of 698 segments, and on talk that holds no need.

The gold is corpus/gold/signals.csv: a class holds where both readers gave it. Rules were made on participants whose id's SHA-256
begins with 0-7 (dev) and are reported on the others (test), who share no words with them. Neighbours are the study's own.

The neutral control is text whose authors or topic say that nothing is needed: comments to the NHS with the sentiment "very
positive" and no label but gratitude and staff manner (nhs_fft_feedback_dev), and turns of a design team who paint, plan and chat
before work (qmsum_product_meetings_dev: the first topic of TS3010a). Rules were read against the respondents of the first half of
the alphabet of hashes and against another meeting (ES2006a, drawing animals); the figure is from those named here.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from coded import folder
from measure import ROOT, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from workbench.reading.signals import Signal

DRAWS, SEED = 1000, 7
EXPLICIT = frozenset({"WISH", "SUGGEST"})
LATENT = frozenset({"WORKAROUND", "NORMALISED", "GOAL-NEG"})
#: Labels of comments that praise, and those alone.
_PRAISE = {"Positive experience & gratitude", "Staff manner & personal attributes"}
_MEETING, _TURNS = "TS3010a", slice(0, 103)
_LEAST_WORDS = 3


def is_dev(name: str) -> bool:
    """Say whether rules may have been made on this person."""
    return hashlib.sha256(name.encode()).hexdigest()[0] in "01234567"


@cache
def gold() -> dict[str, tuple[str, frozenset[str], frozenset[str]]]:
    """Return by segment: who said it, and the classes of each reader."""
    read: dict[str, dict[str, frozenset[str]]] = {}
    people = {}
    with (ROOT / "corpus" / "gold" / "signals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people[row["segment"]] = row["participant"]
            read.setdefault(row["segment"], {})[row["reader"]] = frozenset(row["classes"].split())
    return {segment: (people[segment], both["one"], both["two"]) for segment, both in read.items()}


@cache
def found() -> dict[str, list[Signal]]:
    """Return by segment what the rules find in the sample study."""
    from workbench.reading.segments import segments
    from workbench.reading.signals import signals
    from workbench.study.folder import Folder

    by: dict[str, list[Signal]] = {}
    for signal in signals(segments(Folder(ROOT / "corpus" / "study")), cache=ROOT / "bench" / ".cache"):
        by.setdefault(signal.segment, []).append(signal)
    return by


@dataclass(frozen=True)
class Figures:
    """What one set of classes comes to, each with the ends of its 95 % interval over participants drawn again."""

    given: int
    called: int
    alpha: float
    precision: tuple[float, float, float]
    recall: tuple[float, float, float]
    f1: tuple[float, float, float]
    ap: tuple[float, float, float]

    def line(self, name: str) -> str:
        """Return a row of a table in Markdown."""
        cells = (self.precision, self.recall, self.f1, self.ap)
        told = " | ".join(f"{v:.2f} ({lo:.2f}\u2013{hi:.2f})" if v == v else "\u2013" for v, lo, hi in cells)  # noqa: PLR0124 (nan)
        alpha = f"{self.alpha:.2f}" if self.alpha == self.alpha else "\u2013"
        return f"| {name} | {self.given} | {alpha} | {self.called} | {told} |"


@cache
def figures(kinds: frozenset[str], *, dev: bool) -> Figures:
    """Compare the rules with the readers for any class of `kinds`."""
    import numpy as np

    from workbench.coding.agreement.measures import Measures

    ids = sorted(s for s, (who, *_) in gold().items() if is_dev(who) == dev)
    one, two = (np.array([bool(kinds & gold()[s][n]) for s in ids]) for n in (1, 2))
    truth = one & two
    scores = np.array([float(sum(signal.kind in kinds for signal in found().get(s, ()))) for s in ids])
    names = sorted({gold()[s][0] for s in ids})
    who = np.array([names.index(gold()[s][0]) for s in ids])
    draws = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
    weights = np.stack([np.bincount(draw, minlength=len(names)) for draw in draws])[:, who].astype(float)
    whole = np.ones((1, len(ids)))
    same = Measures([(bool(a), bool(b)) for a, b in zip(one, two, strict=True)])
    alpha = float(same.alpha(whole)[0])
    values = _values(truth, scores, whole)
    spread = np.nanquantile(_values(truth, scores, weights), (0.025, 0.975), axis=0)
    ends = [(float(v), float(lo), float(hi)) for v, lo, hi in zip(values[0], spread[0], spread[1], strict=True)]
    return Figures(int(truth.sum()), int((scores > 0).sum()), alpha, *ends)


def _values(truth: Any, scores: Any, weights: Any) -> Any:  # noqa: ANN401 (arrays)
    """Return precision, recall, F1 and average precision for each row of weights; not a number where there is nothing."""
    import numpy as np

    called = scores > 0
    hit, yes, real = weights @ (truth & called), weights @ called, weights @ truth
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall, f1 = hit / yes, hit / real, 2 * hit / (yes + real)
        ap = np.zeros(len(weights))
        before = np.zeros(len(weights))
        # Ties are one step: segments with as many hits are read together.
        for level in sorted(set(scores.tolist()), reverse=True):
            at = scores >= level
            share, reached = weights @ (truth & at) / (weights @ at), weights @ (truth & at) / real
            ap += np.nan_to_num(share) * (reached - before)
            before = reached
    return np.stack([precision, recall, f1, ap], axis=1)


def table(*, dev: bool) -> None:
    """Print the table of docs/methods.md for one part."""
    from workbench.reading.signals import KINDS

    people = len({who for who, *_ in gold().values() if is_dev(who) == dev})
    many = sum(is_dev(who) == dev for who, *_ in gold().values())
    print(f"{'dev' if dev else 'test'}: {many} segments of {people} people; gold: both readers")
    print("| class | gold | alpha | called | precision | recall | F1 | average precision |\n|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        print(figures(frozenset({kind}), dev=dev).line(kind))
    print(figures(EXPLICIT, dev=dev).line("explicit"))
    print(figures(LATENT, dev=dev).line("latent"))


def row(kinds: frozenset[str], which: str, what: str) -> Callable[[], Row]:
    """Return a row: one figure of the test part; both tables are printed once."""

    def measured() -> Row:
        _tables()
        mine = figures(kinds, dev=False)
        value, low, high = getattr(mine, which)
        seen = getattr(figures(kinds, dev=True), which)[0]
        how = (
            f"{what}: {which} on {mine.given} gold and {mine.called} called segments of participants no rule was made on; gold is "
            f"what both readers gave (alpha {mine.alpha:.2f}); 95 % over participants drawn again; {seen:.3f} on the dev part"
        )
        return Row(value, "share", "", how, [low, high])

    return measured


@cache
def _tables() -> None:
    table(dev=True)
    table(dev=False)


def praise(*, dev: bool = False) -> list[str]:
    """Return the comments of one half of the respondents that only praise."""
    with (folder("nhs_fft_feedback_dev") / "fft_comments.csv").open(encoding="utf-8", newline="") as file:
        return [
            comment["FFT answer"]
            for comment in csv.DictReader(file)
            if comment["Comment sentiment"][:1] == "1"
            and set(comment["labels"].split("; ")) <= _PRAISE
            and comment["FFT answer"].strip() not in {"", "Did not answer"}
            and is_dev(comment["Respondent ID"]) == dev
        ]


def chat(meeting: str = _MEETING, turns: slice = _TURNS) -> list[str]:
    """Return the turns of a meeting's small talk, without its marks of noise."""
    data = json.loads((folder("qmsum_product_meetings_dev") / f"{meeting}.json").read_text(encoding="utf-8"))
    said = (re.sub(r"\s+", " ", re.sub(r"\{\w+\}", "", turn["content"])).strip() for turn in data["meeting_transcripts"][turns])
    plain = (re.sub(r" ([.,?!])", r"\1", text) for text in said)
    return [text for text in plain if len(text.split()) >= _LEAST_WORDS]


def alarms(texts: Collection[str]) -> list[bool]:
    """Return which texts any rule calls."""
    from workbench.reading.signals import by_segment, signals
    from workbench.study.records import Anchor, Segment

    rows = [
        Segment(f"s{n:05}", Anchor("s", str(n), "v", 0, len(text)), text, f"P{n:05}", "r", "survey") for n, text in enumerate(texts)
    ]
    loud = by_segment(signals(rows, cache=ROOT / "bench" / ".cache"))
    return [one.id in loud for one in rows]


def false_alarm() -> Row:
    """Measure how often rules fire where nothing is needed."""
    import numpy as np

    parts = {"comments that only praise": alarms(praise()), "turns of small talk": alarms(chat())}
    fired = np.array([one for part in parts.values() for one in part], float)
    draws = np.random.default_rng(SEED).integers(0, len(fired), (DRAWS, len(fired)))
    low, high = np.quantile(fired[draws].mean(axis=1), (0.025, 0.975))
    told = ", ".join(f"{sum(part)} of {len(part)} {name}" for name, part in parts.items())
    how = f"share of neutral texts with any signal: {told}; none of them was read for the rules; 95 % over texts drawn again"
    return Row(float(fired.mean()), "share", "", how, [float(low), float(high)])


ROWS = {
    "signals_explicit_f1": row(EXPLICIT, "f1", "a segment asks (WISH or SUGGEST)"),
    "signals_latent_precision": row(LATENT, "precision", "a segment gets by (WORKAROUND, NORMALISED or GOAL-NEG)"),
    "signals_latent_recall": row(LATENT, "recall", "a segment gets by (WORKAROUND, NORMALISED or GOAL-NEG)"),
    "signals_false_alarm": false_alarm,
}
