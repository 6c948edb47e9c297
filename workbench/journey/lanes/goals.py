"""Goals: what people want to get done in each stage, beside what ``study.toml`` says they want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import lane
from workbench.study.names import slug

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told

ASSUMPTION = "ASSUMPTION"


def goals(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the goals of each stage: what ``study.toml`` says first, then what people say, best supported first.

    The goal of ``study.toml`` is an ASSUMPTION until somebody is coded as saying so: by a code of the family ``goal`` whose label
    or id is that goal. Other goals that people name in the stage do not support it; they stand beside it, and it says so.
    ``planned`` tells which of them ``study.toml`` has.
    """
    spoken = lane(told, "goal")
    found: dict[str, list[dict[str, Any]]] = {}
    for stage in told.look.settings.stages:
        items = [item | {"planned": False} for item in spoken.get(stage.id, ())]
        wanted = slug(stage.goal, "")
        if wanted:
            same = next((i for i in items if wanted in {slug(i["label"], ""), i["id"].partition(":")[2]}), None)
            if same:
                items.remove(same)
                items.insert(0, same | {"planned": True})
            else:
                items.insert(0, _assumed(told, stage.id, stage.goal, len(items)))
        if items:
            found[stage.id] = items
    if "" in spoken:
        found[""] = [item | {"planned": False} for item in spoken[""]]
    return found


def _assumed(told: Told, stage: str, goal: str, others: int) -> dict[str, Any]:
    note = "nobody is coded as wanting this"
    if others:
        note += f"; people name {'another goal' if others == 1 else f'{others} other goals'} here"
    return told.item(f"planned-goal:{stage}", goal, stage, {}, note=note, marks=[ASSUMPTION]) | {"planned": True}
