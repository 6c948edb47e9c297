"""Channels: over what people met the company, passage by passage.

The channel of a passage is the channel coded on the same words; failing that, the one its touchpoint runs over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import by_person, by_stage, strongest
from workbench.journey.lanes.touchpoints import Touchpoints

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

_FAMILY = "channel:"


@dataclass(frozen=True, slots=True)
class Contact:
    """One passage in which somebody met the company: over which channel, at which touchpoint; either may be unknown."""

    mention: Mention
    channel: str
    touchpoint: str

    @property
    def place(self) -> tuple[str, str, str, int, int, str]:
        """Where it stands: contacts of one person in one text come in the order of telling."""
        m = self.mention
        return m.participant, m.source, m.item, m.start, m.end, m.id


def contacts(told: Told) -> list[Contact]:
    """Return the contacts of everybody in the order of telling: one a touchpoint, and one a channel that has none beside it."""
    return told.once("contacts", _contacts)


def _contacts(told: Told) -> list[Contact]:
    found = []
    points = told.once("touchpoints", Touchpoints)
    usual = {name: points.channel(name) for name in points.said}
    for code, mentions in told.of("touchpoint").items():
        name = points.id_of(code)
        for m in mentions:
            named = sorted(told.beside(m, "channel"), key=lambda c: (-_shared(m, c), c.code))
            found.append(Contact(m, named[0].code.partition(":")[2] if named else usual[name], name))
    for code, mentions in told.of("channel").items():
        found += [Contact(m, code.partition(":")[2], "") for m in mentions if not told.beside(m, "touchpoint")]
    return sorted(found, key=lambda c: c.place)


def _shared(a: Mention, b: Mention) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def label(told: Told, channel: str) -> str:
    """Return what people read for a channel: its code's label, else the word of ``study.toml``."""
    code = _FAMILY + channel
    return told.label(code) if code in told.look.codes else channel.replace("-", " ").capitalize()


def channel_lane(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the channels of each stage, with how many people met the company over each there."""
    met: dict[str, list[Mention]] = {}
    for contact in contacts(told):
        if contact.channel:
            met.setdefault(contact.channel, []).append(contact.mention)
    lane: dict[str, list[dict[str, Any]]] = {}
    for channel, mentions in sorted(met.items()):
        for stage, here in by_stage(mentions, told.order).items():
            lane.setdefault(stage, []).append(told.item(_FAMILY + channel, label(told, channel), stage, by_person(here)))
    return {stage: strongest(items) for stage, items in lane.items()}


def channels(told: Told) -> list[dict[str, Any]]:
    """Return the channels by stages: one row a channel, in ``stages`` its item in each stage it is told in.

    ``people`` counts everybody who met the company over it, in whatever stage; rows with most people come first.
    """
    rows: dict[str, dict[str, Any]] = {}
    who: dict[str, set[str]] = {}
    for contact in contacts(told):
        if contact.channel:
            who.setdefault(_FAMILY + contact.channel, set()).add(contact.mention.participant)
    for stage, items in channel_lane(told).items():
        for item in items:
            row = rows.setdefault(item["id"], {"id": item["id"], "label": item["label"], "stages": {}})
            row["stages"][stage] = item
            row["people"] = len(who[item["id"]])
    return sorted(rows.values(), key=lambda r: (-r["people"], r["id"]))
