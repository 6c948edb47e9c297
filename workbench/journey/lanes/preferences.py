"""Preferences, and for whom they differ: some people mind, others do not.

A group is compared with everybody else of whom it is known whether they belong to it, so that nobody is in both. The
difference of the two shares has Newcombe's interval (1998b). That it leaves zero out is an association, and with many groups
and preferences one in twenty does by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.lanes.items import by_person, by_stage, strongest
from workbench.journey.said.groups import sizes
from workbench.journey.said.people import chosen
from workbench.study.errors import UserError
from workbench.study.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.journey.lanes.items import Told
    from workbench.journey.look import Look
    from workbench.journey.said.people import Person

PERSONA = "persona"
#: A group of fewer people has no interval.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Some people, and everybody else of whom what makes the group is known."""

    name: str
    people: frozenset[str]
    others: frozenset[str]


def groups(look: Look, by: str = PERSONA) -> list[Group]:
    """Return the groups that people are split into.

    Parameters
    ----------
    look
        Whose words.
    by
        ``persona``: each persona of ``study.toml`` whose attributes somebody has; otherwise an attribute: each of its values.

    Raises
    ------
    UserError
        If there are no personas, or nobody has the attribute.
    """
    everyone = {p: look.everyone[p] for p in sorted(look.material.people)}
    held = {p: person.attributes(look.round) for p, person in everyone.items()}
    if by == PERSONA:
        if not look.settings.personas:
            raise UserError("study.toml has no personas; split by an attribute, such as --by role")
        rules = {name: rule for name, rule in look.settings.personas.items() if rule and _known(held, rule)}
        return [_group(name, chosen(everyone, rule, round_=look.round), _known(held, rule)) for name, rule in rules.items()]
    return _values(held, by, look.everyone)


def _known(held: Mapping[str, Mapping[str, str]], rule: Iterable[str]) -> set[str]:
    """Return of whom all attributes of a rule are known."""
    names = [plain(a) for a in rule]
    return {p for p, attributes in held.items() if all(a in attributes for a in names)}


def _group(name: str, inside: set[str], known: set[str]) -> Group:
    return Group(name, frozenset(inside & known), frozenset(known - inside))


def _values(held: Mapping[str, Mapping[str, str]], by: str, everyone: Mapping[str, Person]) -> list[Group]:
    attribute = plain(by)
    values: dict[str, tuple[str, set[str]]] = {}
    for person, attributes in held.items():
        if attribute in attributes:
            value = attributes[attribute].strip()
            values.setdefault(value.casefold(), (value, set()))[1].add(person)
    if not values:
        there = sorted({a for person in everyone.values() for a in person.attributes()})
        raise UserError(f"nobody has the attribute {by!r}; there are: {', '.join([PERSONA, *there])}")
    known = {p for _, people in values.values() for p in people}
    return [_group(values[value][0], values[value][1], known) for value in sorted(values)]


def preferences(told: Told, by: str | None = None) -> list[dict[str, Any]]:
    """Return the preferences of each stage, in the order of the journey, best supported first.

    Parameters
    ----------
    told
        What people told.
    by
        What people are split by: ``persona`` or an attribute; None: not at all.

    Returns
    -------
    list of dict
        Items with ``stage`` and ``split``: a list of ``group``, ``k`` and ``n`` in it, ``others_k`` and ``others_n`` among
        everybody else, and the difference of the shares ``d`` with its interval ``lo`` to ``hi``; None where one side is
        empty, no interval where it has fewer than 3 people.
    """
    apart = groups(told.look, by) if by else []
    rows = []
    for code, mentions in told.of("preference").items():
        for stage, here in by_stage(mentions, told.order).items():
            item = told.item(code, told.label(code), stage, by_person(here))
            who = frozenset(by_person(here))
            base = told.exposed(stage) | who
            rows.append(item | {"stage": stage, "split": [difference(told, group, who, base) for group in apart]})
    order = told.order
    return sorted(strongest(rows), key=lambda r: order.get(r["stage"], len(order)))


def difference(told: Told, group: Group, who: frozenset[str], base: frozenset[str]) -> dict[str, Any]:
    """Return how many say so in a group and among everybody else, of those who could have, with the difference of the shares."""
    inside, outside = group.people & base, group.others & base
    k1, n1, k2, n2 = len(who & inside), len(inside), len(who & outside), len(outside)
    row: dict[str, Any] = {"group": group.name, "k": k1, "n": n1, "others_k": k2, "others_n": n2}
    if not n1 or not n2:
        return row | {"d": None, "lo": None, "hi": None}
    material = told.material
    joint = any(p in material.together for p in base)
    one, other = (stats.effective_n(sizes(s, material.together), material.likeness) if joint else None for s in (inside, outside))
    found = stats.newcombe(k1, n1, k2, n2, effective=(one, other))
    few = min(n1, n2) < _FEW
    return row | {"d": found.value, "lo": None if few else found.lo, "hi": None if few else found.hi}


def preference_lane(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the preferences of each stage, split by the personas of ``study.toml`` if there are any."""
    by = PERSONA if told.look.settings.personas and not told.look.persona else None
    lane: dict[str, list[dict[str, Any]]] = {}
    for row in preferences(told, by):
        lane.setdefault(row["stage"], []).append(row)
    return lane
