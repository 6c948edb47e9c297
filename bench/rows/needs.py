"""Whether the needs that were planted into the sample study come first, and how much one reads to meet them."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import needsets
from measure import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.themes.needs import Candidate

TOP, WIDE = 15, 20
#: So many orders by lot, on so many parts of a set, each with so many of its people: one order alone says little.
ORDERS, PARTS, PEOPLE = 40, 6, 0.75
PART = 0.8


@cache
def ranked(name: str = "") -> list[Candidate]:
    """Return the candidates of the sample study, as ``study.needs()`` ranks them; with a kind of source, of that alone."""
    from workbench.reading.ratings import low_rated
    from workbench.study.folder import Folder
    from workbench.themes.needs import candidates

    told = needsets.sample().part(name, lambda s: not name or s.kind == name)
    weights = low_rated(Folder(needsets.CORPUS / "study"), told.segments)
    return candidates(told.segments, told.vectors, told.signals, weights=weights)


def stands_for(candidate: Candidate, told: needsets.Needed, least: int) -> str:
    """Return the need that at least half of a candidate's people speak of, `least` of them or more; empty if there is none."""
    who = {s.id: s.participant for s in told.segments}
    heard: dict[str, set[str]] = {}
    for segment in candidate.segments:
        for need in told.needs.get(segment, ()):
            heard.setdefault(need, set()).add(who[segment])
    best = max(sorted(heard), key=lambda need: len(heard[need]), default="")
    return best if best and len(heard[best]) >= max(least, candidate.people / 2) else ""


def found(candidates: Sequence[Candidate], told: needsets.Needed, least: int = 3) -> set[str]:
    """Return the needs that candidates stand for."""
    return {need for c in candidates if (need := stands_for(c, told, least))}


def recall() -> Row:
    """Planted needs among the first 15 candidates; beside it, from the twelve interviews alone."""
    told = needsets.sample()
    alone = len(found(ranked("interview")[:TOP], told, least=2))
    how = (
        f"of 8 planted needs, those that one of the first {TOP} candidates stands for: half of its people, 3 or more, speak of it;"
        f" from the 12 interviews alone (2 people or more) {alone} of 8"
    )
    value = float(len(found(ranked()[:TOP], told)))
    return Row(value, "needs of 8", "7", how, [value, value])


def latent() -> Row:
    """Latent planted needs among the first 20 candidates."""
    told = needsets.sample()
    value = float(len(found(ranked()[:WIDE], told) & told.latent))
    return Row(
        value,
        "needs of 2",
        "2",
        f"of 2 latent planted needs, those that one of the first {WIDE} candidates stands for",
        [value, value],
    )


def read_share() -> Row:
    """Share of segments read to meet 80 % of the needs: the largest of the sample study, its interviews, and three real sets."""
    shares = {told.name: order_of(told) for told in (needsets.sample(), interviews(), *_real())}
    told_ = "; ".join(
        f"{name} {ours:.3f} (chance {chance:.3f}, as they came {came:.3f})" for name, (ours, chance, came) in shares.items()
    )
    ours = [row[0] for row in shares.values()]
    how = f"the largest of these; order chosen on app_reviews_features_dev and three other questions of jupyter_ux_survey: {told_}"
    return Row(max(ours), "share", "0.35", how, [min(ours), max(ours)])


@cache
def interviews() -> needsets.Needed:
    """Return the twelve interviews of the sample study alone."""
    return needsets.sample().part("interviews", lambda s: s.kind == "interview")


@cache
def order_of(told: needsets.Needed) -> tuple[float, float, float]:
    """Return the share read to meet 80 % of the needs: in our order, in orders drawn by lot, as they came; means over parts."""
    import numpy as np

    from workbench.themes.order import reading_order

    rng = np.random.default_rng(5)
    rows = []
    for _ in range(PARTS):
        part = told.some(rng, PEOPLE)
        ids = [s.id for s in part.segments]
        lots = [met(part, [ids[i] for i in rng.permutation(len(ids))], len(ids)) for _ in range(ORDERS)]
        # A quarter of the order mostly does, and costs a quarter.
        orders = (reading_order(part.segments, part.vectors, part.signals, limit=n) for n in (len(ids) // 4, len(ids)))
        ours = next(share for order in orders if (share := met(part, order, len(ids))))
        rows.append((ours, sum(lots) / ORDERS, met(part, came(part), len(ids))))
    means = [sum(column) / PARTS for column in zip(*rows, strict=True)]
    return means[0], means[1], means[2]


def met(told: needsets.Needed, order: Sequence[str], total: int) -> float:
    """Return the share read when 80 % of the needs are met: `FoundCurve.share`, without reckoning chance; 0 if they are not."""
    wanted, seen = math.ceil(PART * len(told.all_needs) - 1e-9), set[str]()
    for read, segment in enumerate(order, 1):
        seen |= told.needs.get(segment, frozenset())
        if len(seen) >= wanted:
            return read / total
    return 0.0


def came(told: needsets.Needed) -> list[str]:
    """Return the segments as they were said: by source, then by place."""

    def place(segment: Any) -> tuple[Any, ...]:  # noqa: ANN401
        return segment.round, segment.anchor.source, _number(segment.anchor.item), segment.anchor.start

    return [s.id for s in sorted(told.segments, key=place)]


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (0, text)


def _real() -> list[needsets.Needed]:
    try:
        return [needsets.jupyter(words=True), needsets.pdpilot("PDPilot improvements"), needsets.nhs()]
    except OSError:
        return []  # the sets are not in the project


ROWS = {"needs_recall_15": recall, "needs_recall_latent_20": latent, "needs_read_share": read_share}
