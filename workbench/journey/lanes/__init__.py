"""The lanes of the map besides pains, needs and delights: what people met, did, thought, wanted, and how hard it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.actions import actions
from workbench.journey.lanes.alternatives import alternatives
from workbench.journey.lanes.channels import channel_lane
from workbench.journey.lanes.effort import effort_lane
from workbench.journey.lanes.gaps import gaps
from workbench.journey.lanes.goals import goals
from workbench.journey.lanes.handoffs import handoff_lane
from workbench.journey.lanes.items import Told
from workbench.journey.lanes.preferences import preference_lane
from workbench.journey.lanes.staff import staff
from workbench.journey.lanes.thoughts import coded_thoughts
from workbench.journey.lanes.touchpoints import touchpoint_lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.journey.look import Look

_LANES: dict[str, Callable[[Told], dict[str, list[dict[str, Any]]]]] = {
    "touchpoints": touchpoint_lane,
    "channels": channel_lane,
    "handoffs": handoff_lane,
    "actions": actions,
    "thoughts": coded_thoughts,
    "goals": goals,
    "gap": gaps,
    "preferences": preference_lane,
    "alternatives": alternatives,
    "effort": effort_lane,
}


def lanes(look: Look) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return what lies in each lane of each stage: stage to lane to items, a list for every lane.

    Under an empty stage stands what was told and nobody knows where; it is on no column.
    """
    told = Told(look)
    found = {name: make(told) for name, make in _LANES.items()} | {"staff": staff(look)}
    stages = [*told.stages.ids, ""]
    return {stage: {name: lane.get(stage, []) for name, lane in found.items()} for stage in stages}
