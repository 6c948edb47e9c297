"""Priorities on the map: what its model says under ``opportunity``, and a priority in a line of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.plan.draws import ranks
from workbench.journey.plan.priority import priorities, told_lines
from workbench.themes.opportunity import Opportunity, odi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look
    from workbench.journey.plan.priority import Number, Priority


def opportunities(look: Look, cards: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any] | None]:
    """Return what the map model says of each pain and need under ``opportunity`` (docs/format.md); None where n is 0."""
    return {p.claim: _modelled(p) for p in priorities(look, cards)}


def told(look: Look, family: str = "need", *, top: int = 3) -> list[Opportunity]:
    """Return the claims of one family by told opportunity, the highest score first.

    Scores and their intervals are those of `priorities`, ranks those among the family. This is no importance: show it apart,
    with its `words`. Claims nobody could have spoken of are left out.
    """
    lines = [line for line in told_lines(look) if look.family(line.evidence.code) == family]
    whole = [line.numbers["score"].value for line in lines]
    places = (
        ranks([line.scores for line in lines if line.scores is not None], whole, seed=look.settings.seed, top=top) if lines else []
    )
    found = []
    for line, place in zip(lines, places, strict=True):
        e, content = line.evidence, line.numbers["content"].value
        weight, met = (_tenfold(stats.wilson(k, e.n, effective=e.effective_n)) for k in (e.k, round(content * e.n)))
        score = line.numbers["score"]
        lo, hi = (odi(weight.lo, met.hi), odi(weight.hi, met.lo)) if score.lo is None else (score.lo, score.hi)
        at = (place.rank, place.lo, place.hi, place.top)
        found.append(Opportunity(e.code, "told", weight, met, stats.Interval(score.value, lo, hi), e.n, *at))
    return sorted(found, key=lambda o: o.rank)


def _tenfold(share: stats.Interval) -> stats.Interval:
    return stats.Interval(*(round(10 * v, 6) for v in (share.value, share.lo, share.hi)))


def _modelled(p: Priority) -> dict[str, Any] | None:
    if p.score is None or p.told is None:
        return None

    def number(found: Number | None) -> dict[str, float | None] | None:
        return None if found is None else {"value": found.value, "lo": found.lo, "hi": found.hi}

    ranked = {"rank": p.rank.rank, "rank_lo": p.rank.lo, "rank_hi": p.rank.hi, "top": p.rank.top} if p.rank else {}
    return {
        "basis": "told", **(number(p.score) or {}),
        "rank": p.told.rank, "rank_lo": p.told.lo, "rank_hi": p.told.hi, "top": p.told.top,
        "heard": number(p.heard), "unhappy": number(p.unhappy), "content": number(p.content),
        "effort": p.effort, "impact": p.impact, "confidence": p.confidence, "reach": number(p.reach),
        "assumed": list(p.assumed), "rice": (number(p.rice) or {}) | ranked if p.rice else None, "why": p.why,
        "quick": p.quick, "marks": ["quick win"] if p.quick else [], "text": told_in_words(p),
    }  # fmt: skip


def told_in_words(p: Priority) -> str:
    """Return a priority in a line: never "importance" for what was told, and never a number without how sure it is."""
    if p.score is None or p.told is None:
        return p.why
    parts = [
        f"told opportunity {p.score.value:.1f} of 20{between(p.score)}, among the first three in {100 * p.told.top:.0f} % of draws"
    ]
    if p.rice is not None and p.rank is not None:
        place = f"{p.rank.lo} to {p.rank.hi}" if p.rank.lo < p.rank.hi else f"{p.rank.rank}"
        parts.append(f"RICE {p.rice.value:.3g}{between(p.rice, '.3g')}, rank {place}; effort {p.effort:g}")
    elif p.why:
        parts.append(f"no RICE: {p.why}")
    return "; ".join(parts)


def between(number: Number, form: str = ".1f") -> str:
    """Return an interval as it stands behind its number."""
    return "" if number.lo is None or number.hi is None else f" ({number.lo:{form}} to {number.hi:{form}})"
