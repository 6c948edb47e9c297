"""The columns of the map: one stage each, with who spoke, what they felt, and what lies in its lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.cards import lane
from workbench.journey.overrides import stage_comments
from workbench.journey.plan.asknext import ask_next
from workbench.journey.plan.future import targets
from workbench.journey.said.memory import once
from workbench.journey.strength.moments import moments
from workbench.journey.strength.saturation import saturation
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.beside import Beside
    from workbench.journey.change.between import Between
    from workbench.journey.look import Look
    from workbench.journey.said.material import Material
    from workbench.journey.said.memory import Memory


def columns(
    look: Look, cards: Mapping[str, dict[str, Any]], beside: Beside, changed: Between | None = None
) -> list[dict[str, Any]]:
    """Return the stages in their order.

    Parameters
    ----------
    look
        Whose words, of which round.
    cards
        Every card by its claim.
    beside
        What lies in the other lanes.
    changed
        What changed since the round before.
    """
    material, everybody_here = look.material, len(look.material.people)
    points = _points(look, material, look.memory)
    before = _points(look, look.before, look.kept.of(look.persona, look.previous)) if look.before is not None else {}
    stars, comments, aims = moments(look, points), stage_comments(look), targets(look)
    enough, asks = saturation(look), ask_next(look, points=points)
    verdicts = changed.stages() if changed else {}
    out = []
    for stage in look.settings.stages:
        spoke, asked = material.who_spoke(stage.id), material.who_was_asked(stage.id)
        old = before.get(stage.id)
        previous = {k: old[k] for k in ("n", "mean", "lo", "hi")} if old else None
        out.append(
            {
                "id": stage.id,
                "label": stage.label,
                "goal": stage.goal,
                "owner": stage.owner,
                "coverage": {
                    "spoke": len(spoke),
                    "asked": len(asked - spoke),
                    "silent": everybody_here - len(spoke | asked),
                    "N": everybody_here,
                },
                "emotion": points[stage.id] | {"previous": previous, "verdict": verdicts.get(stage.id)},
                "moment": stars[stage.id] if stars[stage.id]["moment"] else None,
                "target": aims.get(stage.id),
                "lanes": {kind: lane(cards, kind, stage.id) for kind in CLAIM_FAMILIES},
                **beside.lanes.get(stage.id, {}),
                "numbers": beside.numbers.get(stage.id, []),
                "age": beside.ages["stages"].get(stage.id),
                "saturation": {key: value for key, value in enough["stages"][stage.id].items() if key != "curve"},
                "ask_next": asks.get(stage.id, []),
                "comments": comments.get(stage.id, []),
            }
        )
    return out


def _points(look: Look, material: Material, memory: Memory) -> dict[str, dict[str, Any]]:
    """Return the curve at each stage."""
    codes = look.codes
    said = {code: ms for code, ms in material.mentions.items() if look.family(code) == "emotion"}
    labels = [codes[code].label for code in said]

    def make() -> dict[str, dict[str, Any]]:
        felt = curve.feelings(material, codes)
        return {s.id: curve.point(felt.get(s.id, {}), codes, material.together, look.cuts) for s in look.settings.stages}

    return once(memory, "points", (*said.values(), labels, look.settings.stages, material.together, look.cuts), make)
