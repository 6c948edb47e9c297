"""Alternatives: what people compare the company with, or use instead, and what they say of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import by_person, by_stage, strongest

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

#: What may be coded on the words about an alternative.
_BESIDE = ("pain", "need", "delight", "preference")


def alternatives(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the alternatives of each stage, best supported first.

    ``beside`` lists the pains, needs, delights and preferences coded on the same words, with how many people: what an alternative
    is compared on. Which of the two has it is in the words; nobody but a reader can tell.
    """
    lane: dict[str, list[dict[str, Any]]] = {}
    for code, mentions in told.of("alternative").items():
        for stage, here in by_stage(mentions, told.order).items():
            item = told.item(code, told.label(code), stage, by_person(here))
            lane.setdefault(stage, []).append(item | {"beside": _beside(told, here)})
    return {stage: strongest(items) for stage, items in lane.items()}


def _beside(told: Told, mentions: list[Mention]) -> list[dict[str, Any]]:
    people: dict[str, dict[str, list[str]]] = {}
    for m in mentions:
        for other in told.beside(m, *_BESIDE):
            people.setdefault(other.code, {}).setdefault(m.participant, []).append(other.id)
    rows = [
        {
            "code": code,
            "family": told.look.family(code),
            "label": told.label(code),
            "k": len(who),
            "quotes": sorted({i for ids in who.values() for i in ids}),
        }
        for code, who in people.items()
    ]
    return sorted(rows, key=lambda r: (-r["k"], r["code"]))
