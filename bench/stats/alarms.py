"""How often a diff says that something changed where nothing did, and how long its placebo takes.

Where outcomes can be counted the rate is a sum over all of them, at every share from .01 to .99; where they are too many they are
drawn, and the rule is asked about every different one. The rule is the workbench's own: `workbench.journey.change.verdicts`.
"""

from __future__ import annotations

import statistics
import time
from functools import cache

import numpy as np
from measure import Row

from workbench.journey.change.placebo import placebo
from workbench.journey.change.rounds import compare
from workbench.journey.change.shuffles import permutation
from workbench.journey.change.verdicts import CHANGES, RULES, Pairs, apart, claimed, p_value
from workbench.journey.evidence import claims
from workbench.journey.said.material import Material, Mention
from workbench.journey.stats import benjamini_hochberg
from workbench.study.records import Code

SEED = 2026
#: Different people in the two rounds.
APART = [(5, 5), (8, 8), (8, 12), (10, 25), (12, 12), (12, 20), (15, 30), (20, 20), (20, 40), (25, 30), (30, 30), (40, 40),
         (15, 60), (40, 100), (80, 80)]  # fmt: skip
#: The same people in both.
SAME = (8, 12, 20, 30, 60)
#: (in both, only before, only now).
PARTLY = [(5, 10, 10), (10, 5, 5), (10, 10, 10), (12, 8, 9), (20, 10, 10), (8, 4, 20), (10, 30, 30), (25, 2, 2), (60, 30, 30)]
SHARES, LINKS = (0.1, 0.2, 0.3, 0.5, 0.7), (0.0, 0.3, 0.7)
DRAWN, FELT = 20_000, 10_000
FAMILY, FAMILIES = 30, 400
PEOPLE, NEEDS, STAGES, RUNS = 200, 30, 6, 5
#: How many speak of a stage, and of those how many of a need.
HEARD, SAID = 0.6, 0.25


@cache
def said(pairs: Pairs) -> bool:
    """Say whether this outcome alone would be called a change."""
    p, test = p_value(pairs)
    return claimed(pairs, p, p, test)


def different(n0: int, n1: int) -> float:
    """Sum over every outcome of two rounds of different people, at the share where it is worst."""
    grid = np.array([[said(apart(a, n0, b, n1)) for b in range(n1 + 1)] for a in range(n0 + 1)])
    shares = np.arange(1, 100) / 100
    one, other = (_binomial(n, shares) for n in (n0, n1))
    return float(((one @ grid) * other).sum(1).max())


def same(n: int) -> float:
    """Sum over who gained and who lost among the same people, for every share and how alike their answers are."""
    worst = 0.0
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    gained, lost = (v.ravel() for v in np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij"))
    inside = gained + lost <= n
    gained, lost = gained[inside], lost[inside]
    flagged = np.array([said(Pairs(0, int(b), int(a), n - int(a + b), 0, 0, 0, 0)) for a, b in zip(gained, lost, strict=True)])
    for change in np.arange(0.01, 0.51, 0.01):  # who changes, either way as often
        each = change / 2
        weight = logs[n] - logs[gained] - logs[lost] - logs[n - gained - lost]
        rate = np.exp(weight + (gained + lost) * np.log(each) + (n - gained - lost) * np.log(1 - change)) @ flagged
        worst = max(worst, float(rate))
    return worst


def partly(both: int, before: int, now: int) -> float:
    """Draw rounds in which some people are in both, and ask about every different outcome."""
    draw, worst = np.random.default_rng([SEED, both, before, now]), 0.0
    for share in SHARES:
        for link in LINKS:
            yes = share * share + link * share * (1 - share)
            cells = [yes, share - yes, share - yes, 1 - 2 * share + yes]
            table = np.column_stack([
                draw.multinomial(both, cells, DRAWN), draw.binomial(before, share, DRAWN), np.full(DRAWN, before),
                draw.binomial(now, share, DRAWN), np.full(DRAWN, now),
            ])  # fmt: skip
            unique, times = np.unique(table, axis=0, return_counts=True)
            worst = max(worst, float(times @ np.array([said(Pairs(*row)) for row in unique.tolist()]) / DRAWN))
    return worst


def feelings(both: int, before: int, now: int) -> float:
    """Draw feelings that did not change, and shuffle people."""
    draw, alarms = np.random.default_rng([SEED, 7, both, before, now]), 0
    for _ in range(FELT):
        own = draw.normal(-0.3, 0.6, both)
        first, second = (np.rint(2 * (own + draw.normal(0, 0.4, both))) / 2 for _ in range(2))
        others = np.rint(2 * draw.normal(-0.3, 0.72, before + now)) / 2
        a = {f"B{n}": v for n, v in enumerate(first)} | {f"E{n}": v for n, v in enumerate(others[:before])}
        b = {f"B{n}": v for n, v in enumerate(second)} | {f"L{n}": v for n, v in enumerate(others[before:])}
        alarms += permutation(a, b).p <= RULES.p
    return alarms / FELT


def corrected() -> float:
    """Take the share of claims flagged among families of thirty, none of which changed, after the correction for looking at all."""
    draw, alarms = np.random.default_rng(SEED), 0
    for _ in range(FAMILIES):
        n0, n1 = (int(n) for n in draw.integers(12, 60, 2))
        shares = draw.uniform(0.05, 0.6, FAMILY)
        rows = [apart(int(draw.binomial(n0, s)), n0, int(draw.binomial(n1, s)), n1) for s in shares]
        tests = [p_value(row) for row in rows]
        q = benjamini_hochberg([p for p, _ in tests])
        alarms += sum(claimed(row, p, q_, test) for row, (p, test), q_ in zip(rows, tests, q, strict=True))
    return alarms / (FAMILIES * FAMILY)


def _binomial(n: int, shares: np.ndarray) -> np.ndarray:
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    k = np.arange(n + 1)[None, :]
    found: np.ndarray = np.exp(logs[n] - logs[k] - logs[n - k] + k * np.log(shares)[:, None] + (n - k) * np.log1p(-shares)[:, None])
    return found


@cache
def rates() -> dict[str, float]:
    """Return the rate of false alarms in every situation."""
    found = {f"{n0} and {n1} different people": different(n0, n1) for n0, n1 in APART}
    found |= {f"the same {n} people": same(n) for n in SAME}
    found |= {f"{both} people in both, {a} and {b} in one": partly(both, a, b) for both, a, b in PARTLY}
    found |= {
        f"feelings of {both} people in both, {a} and {b} in one": feelings(both, a, b)
        for both, a, b in [(0, 5, 6), (0, 7, 7), (8, 0, 0), (4, 4, 4)]
    }
    return found | {f"{FAMILY} claims at once, corrected": corrected()}


def false_alarm_max() -> Row:
    """Take the worst situation: a change alone on its page, at p of .05, at the share where it is worst."""
    found = rates()
    worst = max(found, key=lambda name: found[name])
    kinds = {
        "different people": max(v for k, v in found.items() if "different" in k),
        "the same people": max(v for k, v in found.items() if "the same" in k),
        "some in both": max(v for k, v in found.items() if "in both" in k and "feelings" not in k),
        "feelings": max(v for k, v in found.items() if "feelings" in k),
        f"{FAMILY} claims at once, corrected": found[f"{FAMILY} claims at once, corrected"],
    }
    told = "; ".join(f"{name} {rate:.4f}" for name, rate in kinds.items())
    how = (
        f"a claim alone, so without correction, called up, down, new or not heard at p = .05 though nothing changed; worst of "
        f"{len(found)} situations: {worst}. By kind: {told}. Different and same people are sums over all outcomes at every share, "
        f"the others drawn ({DRAWN:,} and {FELT:,})"
    )
    return Row(found[worst], "share", "at most .055", how, [min(found.values()), found[worst]])


def study() -> tuple[Material, dict[str, Code]]:
    """Return one round of 200 people: thirty needs over six stages, each person heard of some stages and of some needs."""
    draw = np.random.default_rng(SEED)
    stages = [f"stage-{n}" for n in range(STAGES)]
    people = [f"P{n:03}" for n in range(PEOPLE)]
    spoke: dict[str, set[tuple[str, str, str]]] = {s: set() for s in stages}
    mentions: dict[str, list[Mention]] = {}
    homes = {f"need:n{n}": stages[n % STAGES] for n in range(NEEDS)}
    for who in people:
        heard = [s for s in stages if draw.random() < HEARD]
        for stage in heard:
            spoke[stage].add((who, "r", "interview"))
        for code, home in homes.items():
            if home in heard and draw.random() < SAID:
                mentions.setdefault(code, []).append(_mention(code, who, home))
    material = Material(mentions, homes, spoke, {s: set() for s in stages}, frozenset(people), named=frozenset(stages))
    return material, {code: Code(code, "need", code) for code in homes}


def _mention(code: str, who: str, stage: str) -> Mention:
    return Mention(f"{code}-{who}", code, who, "for", who, "", 0, "interview", "r", "", "", 0, 1, "x", None, (stage,), ("ana",))


def placebo_s() -> Row:
    """Halve a round of 200 people 200 times and compare the halves, thirty needs each; beside it, the long way."""
    material, codes = study()
    took = []
    found = None
    for _ in range(RUNS):
        p_value.cache_clear()
        began = time.perf_counter()
        found = placebo(material, codes, splits=200)
        took.append(time.perf_counter() - began)
    p_value.cache_clear()
    people = sorted(material.people)
    began = time.perf_counter()
    half = len(people) // 2
    for _ in range(5):
        sides = [claims(material.of(frozenset(part)), codes) for part in (people[:half], people[half:])]
        sum(c.verdict in CHANGES for c in compare(*sides))
    slow = (time.perf_counter() - began) * 40
    how = (
        f"200 random halves of {PEOPLE} people x {NEEDS} needs over {STAGES} stages, nothing remembered; "
        f"{found.share if found else 0:.2%} flagged; "
        f"the same through `compare`, with words, would take {slow:.1f} s; median of {RUNS}"
    )
    return Row(statistics.median(took), "s", "5 s", how, [min(took), max(took)])


ROWS = {"false_alarm_max": false_alarm_max, "placebo_s": placebo_s}
