"""Priorities on the map: what its model says under ``opportunity``, and a priority in a line of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.plan.priority import priorities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look
    from workbench.journey.plan.priority import Number, Priority


def opportunities(look: Look, cards: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any] | None]:
    """Return what the map model says of each pain and need under ``opportunity`` (docs/format.md); None where n is 0."""
    return {p.claim: _modelled(p) for p in priorities(look, cards)}


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
