"""Actions: what people do in each stage, in the order in which they tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import by_person, by_stage
from workbench.journey.stats import mean

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention


def actions(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the actions of each stage, earliest first: by the mean over people of its place among what each of them tells.

    ``place`` is that mean, from 0 (told first by all who tell it) to 1 (told last); None where nobody who tells it tells
    another action of the stage.
    """
    stages: dict[str, dict[str, list[Mention]]] = {}
    for code, mentions in told.of("action").items():
        for stage, here in by_stage(mentions, told.order).items():
            stages.setdefault(stage, {})[code] = here
    lane = {}
    for stage, codes in stages.items():
        places = _places(codes)
        items = [
            told.item(code, told.label(code), stage, by_person(here)) | {"place": places.get(code)} for code, here in codes.items()
        ]
        lane[stage] = sorted(items, key=lambda i: (0.5 if i["place"] is None else i["place"], -i["k"], i["id"]))
    return lane


def _places(codes: dict[str, list[Mention]]) -> dict[str, float]:
    """Return the mean over people of where each action stands among the actions they tell, from 0 to 1."""
    first: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
    for code, mentions in codes.items():
        for m in mentions:
            if not m.item:  # answers to different questions have no order
                own = first.setdefault((m.participant, m.source), {})
                own[code] = min(own.get(code, (m.start, m.id)), (m.start, m.id))
    found: dict[str, dict[str, list[float]]] = {}
    for (person, _), own in sorted(first.items()):
        told = sorted(own, key=lambda code: (own[code], code))
        for place, code in enumerate(told if len(told) > 1 else ()):
            found.setdefault(code, {}).setdefault(person, []).append(place / (len(told) - 1))
    return {code: mean([mean(values) for values in people.values()]) for code, people in found.items()}
