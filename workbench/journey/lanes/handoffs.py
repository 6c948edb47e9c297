"""Handoffs: where people go from one channel or touchpoint to the next, and what that does to them.

A handoff is a pair of contacts that follow each other in one person's telling, in one text, over two different channels (or at
two touchpoints), within a stage or across neighbouring ones. On the same words nobody tells what came first: such a pair is
none. Answers to different questions have no order either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, Literal

from workbench.journey.lanes.channels import contacts, label
from workbench.journey.lanes.items import strongest
from workbench.journey.lanes.touchpoints import Touchpoints
from workbench.journey.stats import mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.journey.lanes.channels import Contact
    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

Between = Literal["channel", "touchpoint"]

#: From the worst to the best and back: a change of feeling is at most so much.
_ENDS = (-4.0, 4.0)
#: How far from the second contact somebody still speaks of the switch, in characters: three or four sentences.
_NEAR = 300
_AGAIN = r"again|twice|a second time|once more|all over|over and over|from scratch|from the (?:start|beginning|top)"
_SAYING = r"explain|tell|told|say|said|repeat|type|typed|enter|give|gave|fill|send|sent|spell|describe|go through|went through"
#: What people say who had to say it again: the cue of effort that a handoff is known by.
_REPEATED = re.compile(
    rf"\b(?:(?:{_SAYING})\w*\b[^.!?]{{0,60}}\b(?:{_AGAIN})|repeat(?:ed|ing)? (?:my|our|the|it|every|all)\w*"
    rf"|re-?(?:explain|enter|type|tell|told|send|sent|submit)\w*|start(?:ed|ing)? (?:over|again|afresh)"
    rf"|back to square one|same (?:story|questions?|details) (?:again|twice|all over|to)|from scratch)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Switch:
    """One person going from one contact to the next."""

    before: Contact
    after: Contact
    stages: tuple[str, str]
    change: float | None
    repeated: bool


def switches(told: Told, between: Between = "channel") -> list[Switch]:
    """Return every handoff of everybody, in the order of telling.

    Parameters
    ----------
    told
        What people told.
    between
        Channels or touchpoints.
    """
    key = _key(between)
    spoken = _Spoken(told)
    found = []
    for a, b in pairwise(c for c in contacts(told) if key(c)):
        if key(a) == key(b) or a.place[:3] != b.place[:3] or b.mention.start < a.mention.end:
            continue
        stages = _stages(told, a.mention, b.mention)
        if stages is None:
            continue
        person = a.mention.participant
        felt = [told.felt({person: [c.mention]}).get(person) for c in (a, b)]
        change = felt[1] - felt[0] if felt[0] is not None and felt[1] is not None else None
        found.append(Switch(a, b, stages, change, bool(_REPEATED.search(spoken.between(a.mention, b.mention)))))
    return found


def handoffs(told: Told, between: Between = "channel") -> list[dict[str, Any]]:
    """Return the handoffs, each pair once in each stage where people arrive, those of most people first.

    Their ``n`` is everybody who tells of a channel (or a touchpoint) in that stage: only they could have come from another one.
    Besides what every item has: ``from`` and ``to``, ``from_stage`` (where most of them come from) and ``stage``; ``change``, how
    feeling changes across it (mean over people from -4 to +4, with its interval); ``repeated``, how many had to say something
    again.
    """
    key, name = _key(between), _name(told, between)
    pairs: dict[tuple[str, str, str], list[Switch]] = {}
    for switch in switches(told, between):
        pairs.setdefault((switch.stages[1], key(switch.before), key(switch.after)), []).append(switch)
    rows = []
    here = _people(told, between)
    for (stage, start, end), some in pairs.items():
        people: dict[str, list[Switch]] = {}
        for switch in some:
            people.setdefault(switch.after.mention.participant, []).append(switch)
        said = {p: [m for s in own for m in (s.before.mention, s.after.mention)] for p, own in people.items()}
        again = sorted(p for p, own in people.items() if any(s.repeated for s in own))
        item = told.item(f"handoff:{start}>{end}", f"{name(start)} → {name(end)}", stage, said, base=here.get(stage, frozenset()))
        known = {p: [s.change for s in own if s.change is not None] for p, own in people.items()}
        changes = {p: mean(values) for p, values in known.items() if values}
        rows.append(
            item
            | {
                "m": len(some),
                "from": start,
                "to": end,
                "stage": stage,
                "from_stage": _most([s.stages[0] for s in some], told),
                "change": told.mean(changes, _ENDS),
                "repeated": len(again),
                "marks": ["had to repeat"] if again else [],
                "note": f"{len(again)} of {len(people)} had to say it again" if again else "",
            }
        )
    rows.sort(key=lambda r: (-r["k"], told.order.get(r["stage"], len(told.order)), r["id"]))
    return rows


def handoff_lane(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the handoffs between channels in the stage where people arrive."""
    lane: dict[str, list[dict[str, Any]]] = {}
    for row in handoffs(told):
        lane.setdefault(row["stage"], []).append(row)
    return {stage: strongest(items) for stage, items in lane.items()}


def _key(between: Between) -> Callable[[Contact], str]:
    return (lambda c: c.channel) if between == "channel" else (lambda c: c.touchpoint)


def _people(told: Told, between: Between) -> dict[str, frozenset[str]]:
    """Return who tells of any channel (or touchpoint) in each stage."""
    key = _key(between)
    found: dict[str, set[str]] = {}
    for contact in contacts(told):
        for stage in (contact.mention.stages or ("",)) if key(contact) else ():
            found.setdefault(stage, set()).add(contact.mention.participant)
    return {stage: frozenset(people) for stage, people in found.items()}


def _name(told: Told, between: Between) -> Callable[[str], str]:
    if between == "channel":
        return lambda channel: label(told, channel)
    return told.once("touchpoints", Touchpoints).label


def _stages(told: Told, a: Mention, b: Mention) -> tuple[str, str] | None:
    """Return the nearest pair of stages of two passages; None if they lie further apart than neighbours, or only one is known."""
    if not a.stages and not b.stages:
        return "", ""
    order = told.order
    near = min(product(a.stages, b.stages), key=lambda p: (abs(order[p[0]] - order[p[1]]), order[p[1]]), default=None)
    return near if near and abs(order[near[0]] - order[near[1]]) <= 1 else None


def _most(stages: list[str], told: Told) -> str:
    return min(set(stages), key=lambda s: (-stages.count(s), told.order.get(s, len(told.order))))


class _Spoken:
    """What people themselves say between two places."""

    def __init__(self, told: Told) -> None:
        self._texts = {t.id: t for t in told.look.transcripts}

    def between(self, a: Mention, b: Mention) -> str:
        """Return the person's own words near a switch: since the first passage, and shortly before and behind the second."""
        transcript = self._texts.get(a.source)
        if transcript is None or a.item:
            return f"{a.quote}\n{b.quote}"  # an answer: what is coded is nearly all there is
        low, high = max(a.start, b.start - _NEAR), b.end + _NEAR
        turns = [t for t in transcript.turns if t.participant == a.participant and t.end > low and t.start < b.end]
        return "\n".join(transcript.text[max(t.start, low) : min(t.end, high)] for t in turns)
