"""A second round: which texts keep the id of their topic, and what becomes of a theme that nobody spoke of before."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import labelled
from measure import Row
from pairs import part_path, run

if TYPE_CHECKING:
    from collections.abc import Sequence

PEER = "stock BERTopic 0.17.4 (UMAP, HDBSCAN)"
STUDIES = 4
SIZE, NOISE, NEW = 900, 0.12, 40


@dataclass(frozen=True)
class Rounds:
    """Two rounds of a made-up study: twelve intents of a bank, some comments about anything, and a new intent in the second.

    Attributes
    ----------
    texts, labels
        The first round, then the fresh texts.
    first
        How many the first round has.
    new
        The label of the new theme.
    """

    texts: list[str]
    labels: list[str]
    first: int
    new: str


def study(seed: int, share: float) -> Rounds:
    """Draw a study whose second round brings `share` as many texts as the first has; a new theme only where it has room."""
    texts, labels = labelled.intents()
    others = labelled.comments()
    names = sorted(set(labels))
    chosen = [names[i] for i in labelled.order(len(names), 200 + seed)[:13]]
    known, new = set(chosen[:12]), chosen[12]
    mixed = labelled.order(len(texts), 300 + seed)
    old = [i for i in mixed if labels[i] in known][: round(SIZE * (1 + share) * (1 - NOISE))]
    noise = labelled.order(len(others), 400 + seed)[: round(SIZE * (1 + share) * NOISE)]
    talk = [(texts[i], labels[i]) for i in old] + [(others[i], "") for i in noise]
    talk = [talk[i] for i in labelled.order(len(talk), 500 + seed)]
    brought = [(texts[i], new) for i in mixed if labels[i] == new][: NEW if SIZE * share > 2 * NEW else 0]
    both = [*talk[: len(talk) - len(brought)], *brought]
    return Rounds([t for t, _ in both], [label for _, label in both], round(len(both) / (1 + share)), new)


@cache
def ran(seed: int, share: float) -> dict[str, dict[str, float]]:
    """Return, for each way, the share of texts that keep their id, and recall and purity of the new theme in ids of its own."""
    drawn = study(seed, share)
    path = part_path(drawn.texts, labelled.intents()[0], noises())
    stock = run("stock", "rounds", drawn.texts, str(path), str(drawn.first)).found
    ours = run("ours", "rounds", drawn.texts, str(path), str(drawn.first)).found
    ways = {"ours": (ours["old"], ours["refit"]), "stock, fitted again": (stock["old"], stock["refit"])}
    if "merged" in stock:
        ways["stock, merge_models"] = (stock["old"], stock["merged"])
    told = {way: followed(old, new, drawn) for way, (old, new) in ways.items()}
    fresh = [n for n, label in zip(stock["assigned"], drawn.labels[drawn.first :], strict=True) if label == drawn.new]
    told["stock, transform"] = {"flagged": statistics.fmean(n < 0 for n in fresh)} if fresh else {}
    return told


@cache
def noises() -> list[str]:
    """Return the comments that any study draws, so that each is embedded once."""
    others = labelled.comments()
    most = round(SIZE * 1.2 * NOISE)
    return sorted({others[i] for seed in range(STUDIES) for i in labelled.order(len(others), 400 + seed)[:most]})


def followed(old: Sequence[int], new: Sequence[int], drawn: Rounds) -> dict[str, float]:
    """Count the texts that were in a topic and are in one of the same id, and find the new theme under ids that are new."""
    from sklearn.metrics import adjusted_rand_score

    kept = [after == before for before, after in zip(old, new, strict=False) if before >= 0]
    known = set(old)
    of_new = [n for n, label in zip(new, drawn.labels, strict=True) if label == drawn.new]
    own = [n for n in of_new if n >= 0 and n not in known]
    found = {"kept": statistics.fmean(kept) if kept else 0.0}
    signal = [(label, n) for label, n in zip(drawn.labels, new, strict=True) if label]
    found["ari"] = float(adjusted_rand_score([label for label, _ in signal], [n for _, n in signal]))
    if of_new:
        best = max(set(own), key=own.count) if own else None
        inside = [label for n, label in zip(new, drawn.labels, strict=True) if n == best]
        found["recall"] = own.count(best) / len(of_new) if own else 0.0
        found["purity"] = inside.count(drawn.new) / len(inside) if own else 0.0
    return found


def keep_gain() -> Row:
    """Compare over studies, with 5 % and with 20 % fresh texts; the value is of 20 %."""
    told = []
    for share in (0.05, 0.2):
        studies = [ran(seed, share) for seed in range(STUDIES)]
        for way in dict.fromkeys(way for found in studies for way in found):
            mine = [s[way] for s in studies if way in s]
            figures = ", ".join(f"{name} {statistics.fmean(m[name] for m in mine):.2f}" for name in mine[0])
            told.append(
                f"{way} with {share:.0%} fresh: {figures or 'nothing to flag'}"
                + (f" ({len(mine)} of {STUDIES})" if len(mine) < STUDIES else "")
            )
    values = [ran(s, 0.2)["ours"]["kept"] - ran(s, 0.2)["stock, fitted again"]["kept"] for s in range(STUDIES)]
    how = (
        "share of texts that keep the id of their topic when 20 % fresh texts come, ours less stock's fitted again; "
        f"{STUDIES} studies of about {SIZE} texts: 12 intents, 12 % about anything, {NEW} texts of a new intent. "
        "kept: share of texts; recall, purity: of the new intent in a new id; flagged: share of the new intent that transform "
        f"puts in no topic. {'; '.join(told)}"
    )
    return Row(statistics.fmean(values), "difference", PEER, how, [min(values), max(values)])


ROWS = {"keep_id_gain": keep_gain}
