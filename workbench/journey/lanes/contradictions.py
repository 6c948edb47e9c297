"""Contradictions: one person was told one thing here and got another there.

Two rules, both from codings and none from words: somebody coded an expectation (``expectation:x``) at one touchpoint or channel and
what came of it (``delivered:x``) at another, felt as bad; or somebody coded ``free:contradiction`` on words in which two
touchpoints or channels are told of.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.channels import contacts, label
from workbench.journey.lanes.items import Spans, strongest
from workbench.journey.lanes.touchpoints import Touchpoints

if TYPE_CHECKING:
    from workbench.journey.lanes.channels import Contact
    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

_CODE = "contradiction"


def contradictions(told: Told) -> list[dict[str, Any]]:
    """Return pairs of touchpoints (or channels) that told people different things, with both quotes of each person.

    Returns
    -------
    list of dict
        Items with ``between`` (two ids), ``stage`` (of what came second) and ``pairs``: participant, ``first`` and ``second``
        (ids of mentions), ``rule`` (``expected`` or ``coded``).
    """
    met = _Met(told)
    found: dict[tuple[str, str, str], dict[str, list[tuple[Mention, Mention, str]]]] = {}
    for first, second, pair, rule in (*_expected(told, met), *_coded(told, met)):
        stage = second.stages[0] if second.stages else ""
        found.setdefault((stage, *pair), {}).setdefault(second.participant, []).append((first, second, rule))
    points, rows = told.once("touchpoints", Touchpoints), []
    for (stage, a, b), people in sorted(found.items()):
        names = [points.label(x) if x in points.said else label(told, x.partition(":")[2]) for x in (a, b)]
        said = {p: [m for first, second, _ in pairs for m in (first, second)] for p, pairs in people.items()}
        pairs = [
            {"participant": p, "first": first.id, "second": second.id, "rule": rule}
            for p in sorted(people)
            for first, second, rule in people[p]
        ]
        item = told.item(f"contradiction:{a}>{b}", f"{names[0]} and {names[1]}", stage, said)
        rows.append(item | {"m": len(pairs), "between": [a, b], "stage": stage, "pairs": pairs})
    return strongest(rows)


class _Met:
    """Contacts by place."""

    def __init__(self, told: Told) -> None:
        spans: dict[tuple[str, str], list[tuple[int, int, Contact]]] = {}
        for contact in contacts(told):
            m = contact.mention
            spans.setdefault((m.source, m.item), []).append((m.start, m.end, contact))
        self._spans = {text: Spans(own) for text, own in spans.items()}

    def on(self, m: Mention) -> list[Contact]:
        """Return whom or what the person met on the words of a mention, in order."""
        spans = self._spans.get((m.source, m.item))
        return [c for _, _, c in (spans.on(m.start, m.end) if spans else ()) if c.mention.participant == m.participant]


def _pairs(a: list[Contact], b: list[Contact]) -> list[tuple[str, str]]:
    """Return what differs between two lists of contacts: touchpoints where both have one, else channels."""
    for names in (lambda c: c.touchpoint, lambda c: f"channel:{c.channel}" if c.channel else ""):
        left, right = ([n for c in side if (n := names(c))] for side in (a, b))
        if left and right:
            return [(left[0], right[0])] if left[0] != right[0] else []
    return []


def _expected(told: Told, met: _Met) -> list[tuple[Mention, Mention, tuple[str, str], str]]:
    hoped: dict[tuple[str, str], list[Mention]] = {}
    for code, mentions in told.of("expectation").items():
        for m in mentions:
            hoped.setdefault((code.partition(":")[2], m.participant), []).append(m)
    found = []
    for code, mentions in told.of("delivered").items():
        for got in mentions:
            felt = told.felt({got.participant: [got]}).get(got.participant)
            for before in hoped.get((code.partition(":")[2], got.participant), ()) if felt is not None and felt < 0 else ():
                found += [(before, got, pair, "expected") for pair in _pairs(met.on(before), met.on(got))]
    return found


def _coded(told: Told, met: _Met) -> list[tuple[Mention, Mention, tuple[str, str], str]]:
    found = []
    mentions = [m for code, ms in told.of("free").items() if code.partition(":")[2] == _CODE for m in ms]
    for m in mentions:
        for a, b in combinations(met.on(m), 2):
            found += [(a.mention, b.mention, pair, "coded") for pair in _pairs([a], [b])]
    return found
