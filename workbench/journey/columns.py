"""The columns of the map: one stage each, with who spoke, what they felt, and what lies in its lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.cards import lane
from workbench.journey.moments import moments
from workbench.journey.overrides import stage_comments
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look


def columns(look: Look, cards: Mapping[str, dict[str, Any]], numbers: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the stages in their order.

    Parameters
    ----------
    look
        Whose words, of which round.
    cards
        Every card by its claim.
    numbers
        The numbers of each stage.
    """
    material, before, codes = look.material, look.before, look.codes
    felt = curve.feelings(material, codes)
    felt_before = curve.feelings(before, codes) if before is not None else {}
    points = {s.id: curve.point(felt.get(s.id, {}), codes, material.together) for s in look.settings.stages}
    stars, gaps = moments(look, points), curve.gaps(material, codes)
    comments, everybody_here = stage_comments(look), len(material.people)
    out = []
    for stage in look.settings.stages:
        if before is not None:
            old = curve.point(felt_before.get(stage.id, {}), codes, material.together)
            points[stage.id]["previous"] = {k: old[k] for k in ("n", "mean", "lo", "hi")}
        spoke, asked = material.who_spoke(stage.id), material.who_was_asked(stage.id)
        silent = everybody_here - len(spoke | asked)
        out.append(
            {
                "id": stage.id,
                "label": stage.label,
                "goal": stage.goal,
                "owner": stage.owner,
                "coverage": {"spoke": len(spoke), "asked": len(asked - spoke), "silent": silent, "N": everybody_here},
                "emotion": points[stage.id],
                "moment": stars[stage.id] if stars[stage.id]["moment"] else None,
                "lanes": {kind: lane(cards, kind, stage.id) for kind in CLAIM_FAMILIES},
                "gap": gaps.get(stage.id, []),
                "numbers": numbers.get(stage.id, []),
                "comments": comments.get(stage.id, []),
            }
        )
    return out
