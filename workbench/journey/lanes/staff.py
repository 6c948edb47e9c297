"""Staff: what people who work for the company say of it, backstage, each lane with its own n.

They are never counted among the customers (`workbench.journey.said.people.Person.staff`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import Told, by_person, by_stage, strongest
from workbench.journey.said import people as everyone
from workbench.study.kinds import STAFF, UNASKED
from workbench.study.names import plain

if TYPE_CHECKING:
    from workbench.journey.look import Look
    from workbench.journey.said.material import Material
    from workbench.journey.said.people import Person

#: What of theirs is shown.
_SHOWN = ("pain", "need", "delight", "action", "thought", "goal")


def staff_of(look: Look) -> dict[str, Person]:
    """Return who works for the company, by pseudonym."""
    return everyone.staff(everyone.everybody(look.folder)) if any_staff(look) else {}


def any_staff(look: Look) -> bool:
    """Say whether anybody may be staff: all people are only read if so."""
    names = {"actor", "actor-type"}
    if any(t.kind == STAFF for t in look.transcripts):
        return True
    if any(plain(a) in names for p in look.folder.participants().values() for a in p.attributes):
        return True
    columns = (c for s in look.surveys if s.kind not in UNASKED for c in s.answers.columns if c.startswith("attr."))
    return any(plain(c.removeprefix("attr.")) in names for c in columns)


def backstage(look: Look) -> Told | None:
    """Return what staff told in the round of a look; None if there are none. Personas are of customers: they do not matter."""
    from workbench.journey.said.material import gather

    people = {name: person for name, person in staff_of(look).items() if look.round is None or look.round in person.rounds}
    people = {name: person for name, person in people.items() if name not in look.without}
    if not people:
        return None
    material: Material = gather(look.folder, people, look.without).of(people, look.round)
    return Told(look, material)


def staff(look: Look) -> dict[str, list[dict[str, Any]]]:
    """Return what staff say in each stage: items with ``family``, counted among staff only."""
    told = backstage(look)
    if told is None:
        return {}
    lane: dict[str, list[dict[str, Any]]] = {}
    for family in _SHOWN:
        for code, mentions in told.of(family).items():
            for stage, here in by_stage(mentions, told.order).items():
                item = told.item(code, told.label(code), stage, by_person(here), marks=["staff"])
                lane.setdefault(stage, []).append(item | {"family": family})
    return {stage: strongest(items) for stage, items in lane.items()}
