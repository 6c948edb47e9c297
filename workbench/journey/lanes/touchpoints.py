"""Touchpoints: where people meet the company, as it was planned and as they tell it.

What people tell and nobody planned is the more interesting half: actual and planned journeys differ (Halvorsrud, Kvale and
Følstad 2016, whose language CJML draws the two beside each other).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import by_person, by_stage
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention
    from workbench.study.records import Code
    from workbench.study.settings import Settings, Touchpoint

_FAMILY = "touchpoint:"
UNPLANNED, UNTOLD, SHARED, ELSEWHERE = "unplanned", "not told", "several owners", "told elsewhere"


class Planned:
    """The touchpoints of ``study.toml``, by any of their names."""

    def __init__(self, settings: Settings) -> None:
        self.all = settings.touchpoints
        self._names: dict[str, Touchpoint] = {}
        for touchpoint in self.all:
            for name in (touchpoint.id, touchpoint.label, *touchpoint.aliases):
                self._names.setdefault(name.strip().casefold(), touchpoint)
                self._names.setdefault(slug(name, ""), touchpoint)
        self._names.pop("", None)

    def find(self, *names: str) -> Touchpoint | None:
        """Return the touchpoint that answers to one of these names."""
        tried = (n for name in names for n in (name.strip().casefold(), slug(name, "")))
        return next((self._names[n] for n in tried if n in self._names), None)

    def of_code(self, code: Code) -> Touchpoint | None:
        """Return the planned touchpoint a code stands for; None if nobody planned it."""
        return self.find(code.id.partition(":")[2], code.label)


class Touchpoints:
    """All touchpoints of a look: who tells of each, where, and what was planned.

    Parameters
    ----------
    told
        What people told.
    """

    def __init__(self, told: Told) -> None:
        self.told, self.planned = told, Planned(told.look.settings)
        self._plans = {_FAMILY + t.id: t for t in self.planned.all}
        self.said: dict[str, list[Mention]] = {name: [] for name in self._plans}
        self._codes: dict[str, Code] = {}
        self._ids: dict[str, str] = {}
        for code, mentions in told.of("touchpoint").items():
            known = self.planned.of_code(told.look.codes[code])
            name = _FAMILY + known.id if known else code
            self._ids[code] = name
            self._codes.setdefault(name, told.look.codes[code])
            self.said.setdefault(name, []).extend(mentions)

    def id_of(self, code: str) -> str:
        """Return the id of the touchpoint a code stands for."""
        return self._ids.get(code, code)

    def label(self, name: str) -> str:
        """Return what people read for a touchpoint."""
        plan = self.plan(name)
        return plan.label if plan else self.told.label(name)

    def plan(self, name: str) -> Touchpoint | None:
        """Return what was planned for a touchpoint; None if nobody did."""
        return self._plans.get(name)

    def home(self, name: str) -> str:
        """Return the stage a touchpoint lies in: the planned one, else that of its code, else where most people tell of it."""
        plan, code, told = self.plan(name), self._codes.get(name), self.told
        stage = told.stages.find(plan.stage if plan else "") or told.stages.find(code.stage if code else "")
        if stage:
            return stage
        people = self.told_in(name)
        return min((s for s in people if s), key=lambda s: (-people[s], told.order[s]), default="")

    def told_in(self, name: str) -> dict[str, int]:
        """Return in which stages people tell of a touchpoint, with how many do."""
        return {s: len(by_person(here)) for s, here in by_stage(self.said[name], self.told.order).items()}

    def channel(self, name: str) -> str:
        """Return over which channel it runs: the planned one, else the one most people name on the same words."""
        plan = self.plan(name)
        if plan and plan.channel:
            return slug(plan.channel, "")
        people: dict[str, set[str]] = {}
        for m in self.said[name]:
            for beside in self.told.beside(m, "channel"):
                people.setdefault(beside.code.partition(":")[2], set()).add(m.participant)
        return min(people, key=lambda c: (-len(people[c]), c), default="")

    def facts(self, name: str) -> dict[str, Any]:
        """Return what is known of a touchpoint besides what people say of it."""
        plan, code = self.plan(name), self._codes.get(name)
        stage = self.home(name)
        owner = next((s.owner for s in self.told.look.settings.stages if s.id == stage), "")
        owners = list(plan.owners) if plan and plan.owners else [o for o in (code.owner if code else "", owner) if o][:1]
        return {
            "channel": self.channel(name),
            "owner": ", ".join(owners),
            "owners": owners,
            "visible": plan.visible if plan else True,
            "planned": plan is not None,
        }


def touchpoints(told: Told, *, unplanned: bool = False) -> list[dict[str, Any]]:
    """Return every touchpoint, planned or told, in the order of the journey, best known first.

    Each is counted once, in the stage it lies in: k people tell of it, of the n who spoke about or were asked about that
    stage. ``told_in`` says in which stages they tell of it.

    Parameters
    ----------
    told
        What people told.
    unplanned
        Only those that people tell of and ``study.toml`` does not have.
    """
    found = told.once("touchpoints", Touchpoints)
    rows = []
    for name, mentions in found.said.items():
        facts, home, where = found.facts(name), found.home(name), found.told_in(name)
        if (unplanned and facts["planned"]) or not (mentions or facts["planned"]):
            continue
        marks = _marks(facts, home, where)
        item = told.item(name, found.label(name), home, by_person(mentions), note=_note(marks, facts), marks=marks)
        rows.append(item | {"stage": home, "told_in": where} | facts)
    return sorted(rows, key=lambda r: (told.order.get(r["stage"], len(told.order)), -(r["lo"] or 0.0), -r["k"], r["id"]))


def touchpoint_lane(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the touchpoints of each stage: those told there, and those planned there that nobody tells of."""
    found = told.once("touchpoints", Touchpoints)
    lane: dict[str, list[dict[str, Any]]] = {}
    for name, mentions in found.said.items():
        facts, home = found.facts(name), found.home(name)
        here = by_stage(mentions, told.order)
        if facts["planned"]:
            here.setdefault(home, [])
        for stage, said in here.items():
            marks = _marks(facts, home, {stage: len(said)} if said else {})
            item = told.item(name, found.label(name), stage, by_person(said), note=_note(marks, facts), marks=marks)
            lane.setdefault(stage, []).append(item | facts)
    return {s: sorted(items, key=lambda i: (-(i["lo"] or 0.0), -i["k"], i["id"])) for s, items in lane.items()}


def _marks(facts: Mapping[str, Any], home: str, where: Mapping[str, int]) -> list[str]:
    marks = [] if facts["planned"] else [UNPLANNED]
    marks += [] if where else [UNTOLD]
    marks += [SHARED] if len(facts["owners"]) > 1 else []
    stages = [s for s in where if s]
    return marks + ([ELSEWHERE] if facts["planned"] and home and stages and home not in stages else [])


def _note(marks: Sequence[str], facts: Mapping[str, Any]) -> str:
    words = {
        UNPLANNED: "people tell of it; study.toml does not have it",
        UNTOLD: "planned; nobody tells of it",
        SHARED: f"{len(facts['owners'])} owners: {facts['owner']}",
        ELSEWHERE: "people tell of it in another stage than planned",
    }
    return "; ".join(words[m] for m in marks)
