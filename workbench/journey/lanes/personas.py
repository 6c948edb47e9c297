"""Personas: filters over what is known of people, with how many people each means. A persona of nobody is a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.said.people import chosen
from workbench.study.names import plain

if TYPE_CHECKING:
    from workbench.journey.look import Look


def personas(look: Look) -> list[dict[str, Any]]:
    """Return the personas of ``study.toml`` in its order.

    Parameters
    ----------
    look
        Of everybody, in a round or in all.

    Returns
    -------
    list of dict
        ``name``, ``rule``, ``n`` people of ``N``, ``unknown`` (attribute to how many people have none, so that nobody knows whether
        they belong to it), ``nobody_has`` (attributes that nobody has at all: they are misspelt, or were never asked), ``spoke``
        (how many of them spoke about each stage).
    """
    people = {p: look.everyone[p] for p in sorted(look.material.people)}
    held = {p: person.attributes(look.round) for p, person in people.items()}
    there = {a for attributes in held.values() for a in attributes}
    out = []
    for name, rule in look.settings.personas.items():
        missing = sorted(a for a in rule if plain(a) not in there)
        who = set() if missing else chosen(people, rule, round_=look.round)
        out.append(
            {
                "name": name,
                "rule": dict(rule),
                "n": len(who),
                "N": len(people),
                "unknown": {a: sum(plain(a) not in attributes for attributes in held.values()) for a in rule if a not in missing},
                "nobody_has": missing,
                "spoke": {s.id: len(look.material.who_spoke(s.id) & who) for s in look.settings.stages},
            }
        )
    return out


def nobody_yet(look: Look) -> list[str]:
    """Return a notice for each persona by an attribute that nobody has: misspelt, never asked, or of a template."""
    wanted = {plain(a) for rule in look.settings.personas.values() for a in rule}
    for person in look.everyone.values():
        if not wanted:
            break
        wanted -= person.attributes(look.round).keys()
    return [
        f"persona {name}: nobody has the attribute {missing[0]!r}, so it is nobody yet"
        for name, rule in look.settings.personas.items()
        if look.everyone and (missing := [a for a in rule if plain(a) in wanted])
    ]
