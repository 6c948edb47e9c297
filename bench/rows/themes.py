"""How long ids of topics last: questions to a bank by intent, with comments about anything among them, in two rounds.

Eight studies of about a thousand answers, each of twelve intents of very different sizes (a power law) and 12 % comments that
belong to nothing. Then 5 % more of the same; or 20 % more, a fifth of these about a thirteenth intent that nobody had spoken of.
The settings were chosen on studies drawn with other seeds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelled import comments, intents, order
from measure import ROOT, Row

if TYPE_CHECKING:
    from workbench.themes.topics import Topics

#: Settings were chosen on 100 to 107.
SEEDS = range(8)
ANSWERS, THEMES, ASIDE = 1000, 12, 0.12
MORE, MUCH_MORE, NEW = 0.05, 0.16, 0.04
FIRST, FRESH, RUNS = 3000, 150, 3

Answer = tuple[str, str]  # what somebody wrote, and what it is about; nothing for a comment


def study(seed: int) -> tuple[list[Answer], list[Answer], list[Answer], str]:
    """Return a round of answers, 5 % more, 20 % more, and the intent that is only in the last."""
    texts, labels = intents()
    names = sorted(set(labels))
    *mine, new = (names[i] for i in order(len(names), seed)[: THEMES + 1])
    weights = [1 / place**0.7 for place in range(1, THEMES + 1)]
    places = order(len(texts), seed + 1000)
    pool = {name: [texts[i] for i in places if labels[i] == name] for name in (*mine, new)}
    aside = [comments()[i] for i in order(len(comments()), seed + 2000)[:ANSWERS]]

    def part(count: int) -> list[Answer]:
        wanted = [max(1, round(count * (1 - ASIDE) * w / sum(weights))) for w in weights]
        drawn = [(pool[name].pop(), name) for name, n in zip(mine, wanted, strict=True) for _ in range(min(n, len(pool[name])))]
        return drawn + [(aside.pop(), "") for _ in range(round(count * ASIDE))]

    first, more, much = part(ANSWERS), part(round(MORE * ANSWERS)), part(round(MUCH_MORE * ANSWERS))
    return first, more, much + [(pool[new].pop(), new) for _ in range(round(NEW * ANSWERS))], new


def fitted(first: list[Answer], fresh: list[Answer]) -> tuple[Topics, Topics]:
    """Return the topics of the first round alone, and of both rounds with ids that last."""
    from workbench.reading.backends import load_encoder
    from workbench.reading.cache import embed
    from workbench.themes.identity import by_rounds

    encoder = load_encoder()
    rows = _segments([text for text, _ in first], "1") + _segments([text for text, _ in fresh], "2")
    vectors = embed([s.text for s in rows], encoder, ROOT / "bench" / ".cache")
    before, _ = by_rounds(rows[: len(first)], vectors[: len(first)], ["1", "2"], encoder=encoder)
    after, _ = by_rounds(rows, vectors, ["1", "2"], encoder=encoder)
    return before, after


def _segments(texts: list[str], round_: str) -> list[Any]:
    from workbench.study.records import Anchor, Segment

    return [
        Segment(f"s{round_}/{n:05}/0-{len(t)}", Anchor(f"s{round_}", str(n), "v", 0, len(t)), t, f"P{round_}{n}", round_, "survey")
        for n, t in enumerate(texts)
    ]


@cache
def measured(seed: int) -> dict[str, float]:
    """Measure one study: shares that kept their id, and what became of the new theme."""
    first, more, much, new = study(seed)
    found: dict[str, float] = {}
    for name, fresh in (("5", more), ("20", much)):
        before, after = fitted(first, fresh)
        placed = [segment for segment, topic in before.assignment.items() if topic]
        found[name] = statistics.fmean(after.assignment[s] == before.assignment[s] for s in placed)
        found[f"{name} raw"] = len(placed)
    ids = [f"s2/{n:05}/0-{len(text)}" for n, (text, about) in enumerate(much) if about == new]
    there = [after.assignment[name] for name in ids]
    best = max(sorted(set(there)), key=lambda topic: (there.count(topic), topic))
    inside = [segment for segment, topic in after.assignment.items() if topic == best]
    is_new = bool(best) and best not in before.centroids
    found["recall"] = there.count(best) / len(there) if is_new else 0.0
    found["purity"] = len(set(inside) & set(ids)) / len(inside) if is_new else 0.0
    return found


def _row(name: str, what: str) -> Row:
    values = [measured(seed)[name] for seed in SEEDS]
    how = f"{what}; {len(values)} studies of {ANSWERS:,} answers (banking77_train, 12 intents; 12 % goemotions_train_dev), mean"
    return Row(statistics.fmean(values), "share", "", how, [min(values), max(values)])


def keep_id_5pct() -> Row:
    """Measure how many segments keep their topic when 5 % more come."""
    return _row("5", "segments in a topic that are in the topic of that id after 5 % fresh ones")


def keep_id_20pct() -> Row:
    """Measure how many segments keep their topic when 20 % more come, and a theme with them."""
    return _row("20", "segments in a topic that are in the topic of that id after 20 % fresh ones, a fifth of these a new theme")


def novelty_recall() -> Row:
    """Measure how much of a new theme is in one topic with an id of its own."""
    return _row("recall", "segments of a new theme (4 % of the study) that are in one topic whose id was not there before")


def novelty_purity() -> Row:
    """Measure how much of that topic is of the new theme."""
    return _row("purity", "segments of that topic that are of the new theme; 0 where it got no id of its own")


def fresh_5pct_cost() -> Row:
    """Measure a run over 3,000 answers and 5 % fresh ones against the first run over 3,000, from text to topics."""
    from workbench.reading.backends import load_encoder
    from workbench.reading.cache import embed
    from workbench.themes.identity import by_rounds

    encoder = load_encoder()
    texts = list(dict.fromkeys([*intents()[0], *comments()]))
    drawn = [texts[i] for i in order(len(texts), 7)[: FIRST + FRESH]]
    rows = _segments(drawn[:FIRST], "1") + _segments(drawn[FIRST:], "2")
    by_rounds(rows[-300:], encoder.encode(drawn[-300:]), ["1", "2"], encoder=encoder)  # libraries are loaded
    ratios, told = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="bench-themes-") as home:
            took = []
            for some in (rows[:FIRST], rows):
                began = time.perf_counter()
                by_rounds(some, embed([s.text for s in some], encoder, Path(home)), ["1", "2"], cache=Path(home), encoder=encoder)
                took.append(time.perf_counter() - began)
            ratios.append(took[1] / took[0])
            told.append(f"{took[1]:.2f} s over {took[0]:.2f} s")
    how = f"{FIRST:,} answers, then {FRESH} fresh ones in a second round: rerun over first run, text to topics: {'; '.join(told)}"
    return Row(statistics.median(ratios), "ratio", "", how, [min(ratios), max(ratios)])


ROWS = {
    "keep_id_5pct": keep_id_5pct,
    "keep_id_20pct": keep_id_20pct,
    "novelty_recall": novelty_recall,
    "novelty_purity": novelty_purity,
    "fresh_5pct_cost": fresh_5pct_cost,
}
