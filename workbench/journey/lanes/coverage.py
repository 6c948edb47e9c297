"""Coverage: who spoke about which stage, who was asked and said nothing, who was not asked.

The counts of the map's coverage bars, person by person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from workbench.journey.look import Look

Covered = Literal["said", "asked", "not asked"]
STATES: tuple[Covered, ...] = ("said", "asked", "not asked")


def coverage(look: Look) -> dict[str, dict[str, Covered]]:
    """Return for each person the state of each stage; of each stage the states sum to N.

    ``said``: they spoke about it; ``asked``: they were asked about it and said nothing; ``not asked``: neither, as far as codings
    and questions tell.
    """
    material = look.material
    spoke = {s.id: material.who_spoke(s.id) for s in look.settings.stages}
    asked = {s.id: material.who_was_asked(s.id) for s in look.settings.stages}
    return {
        person: {s: "said" if person in spoke[s] else "asked" if person in asked[s] else "not asked" for s in spoke}
        for person in sorted(material.people)
    }


def totals(rows: dict[str, dict[str, Covered]], stages: list[str]) -> dict[str, dict[str, int]]:
    """Return how many people are in each state at each stage."""
    return {s: {state: sum(row[s] == state for row in rows.values()) for state in STATES} for s in stages}


def unstaged(look: Look) -> dict[str, Any]:
    """Return how many mentions have no stage, of how many, and of which families: they are on no column of the map."""
    families: dict[str, list[int]] = {}
    for code, mentions in sorted(look.material.mentions.items()):
        here = families.setdefault(look.family(code), [0, 0])
        here[0] += sum(not m.stages for m in mentions)
        here[1] += len(mentions)
    none, total = (sum(pair[n] for pair in families.values()) for n in (0, 1))
    by_family = {family: {"unstaged": a, "mentions": b} for family, (a, b) in sorted(families.items())}
    return {"unstaged": none, "mentions": total, "share": none / total if total else 0.0, "families": by_family}
