"""Whom to recruit next: how many more people of which persona, for which stage, and by which formula."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.said.groups import sizes
from workbench.journey.said.people import chosen
from workbench.journey.strength.saturation import people_to_hear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.journey.look import Look

EVERYBODY = "everybody"
_NEAR = 1e-9


def people_for_width(half: float, share: float = 0.5) -> int:
    """Return how many people it takes for Wilson's interval of a share to reach no further than `half` to either side.

    The smallest n for which (hi − lo) / 2 ≤ half; at a share of one half, the widest there is, unless another is given.
    """
    p = min(1.0, max(0.0, share))

    def wide(n: int) -> float:
        # Wilson's width holds for any share, also where share times n is no whole number of people.
        z = stats.Z95
        return z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)

    low, high = 0, 1
    while wide(high) > half:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) > half else (low, middle)
    return high


def more_people(sizes: Sequence[int], wanted: float, likeness: float = 1.0) -> int:
    """Return how many more people, each asked alone, it takes until all amount to so many independent ones.

    Parameters
    ----------
    sizes
        People of each cluster there is (1 for who spoke alone), as `workbench.journey.said.groups.sizes` gives them.
    wanted
        How many independent people: see `workbench.journey.stats.effective_n`.
    likeness
        How alike people of one cluster are taken to be.
    """
    people, squares = sum(sizes), sum(m * m for m in sizes)

    def amount(more: int) -> float:
        n = people + more
        return n / (1 + ((squares + more) / n - 1) * likeness) if n else 0.0

    low, high = -1, 0
    while amount(high) < wanted - _NEAR:  # nobody who is asked alone makes it less
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if amount(middle) < wanted - _NEAR else (low, middle)
    return high


def people_for_mean(n: int, half: float, wanted: float) -> int:
    """Return how many people it takes for the interval of a mean to be `wanted` wide to either side, if `n` give `half`.

    Half the width shrinks with the root of n: n·(half / wanted)², while people differ as much as they do now. The t
    quantile shrinks, too, so with few people this is a little too many.
    """
    return math.ceil(n * (half / wanted) ** 2 - 1e-9)


def plan(look: Look) -> list[dict[str, Any]]:
    """Return how many more people to hear about each stage, in all and of each persona.

    Returns
    -------
    list of dict
        ``who`` (a persona, or everybody), ``stage``, ``people`` (in view), ``n`` (who spoke about the stage or were asked),
        ``to_hear`` (more people until what a given share would say is heard with a given chance: ``hear`` of
        ``[thresholds]``) and ``for_width`` (more, each asked alone, until any share has an interval as narrow as
        ``ask_width``: people who spoke together count for as many as they amount to).
    """
    share, chance = look.cuts["hear"]
    wanted = people_to_hear(share, chance), people_for_width(look.cuts["ask_width"][0])
    groups = {EVERYBODY: look.material.people}
    if look.persona is None and look.everyone:
        for name, rule in sorted(look.settings.personas.items()):
            groups[name] = frozenset(chosen(look.everyone, rule, round_=look.round)) & look.material.people
    rows = []
    for who, people in groups.items():
        for stage in look.settings.stages:
            heard = (look.material.who_spoke(stage.id) | look.material.who_was_asked(stage.id)) & people
            n, hear = len(heard), max(0, wanted[0] - len(heard))
            width = more_people(sizes(heard, look.material.together), wanted[1], look.material.likeness)
            rows.append({"who": who, "stage": stage.id, "people": len(people), "n": n, "to_hear": hear, "for_width": width})
    return rows


def formula(look: Look) -> str:
    """Return the two formulas behind a plan, with the numbers of this study."""
    share, chance = look.cuts["hear"]
    half = look.cuts["ask_width"][0]
    hear, width = people_to_hear(share, chance), people_for_width(half)
    return (
        f"To hear something that {share:.0%} of people would say with a chance of {chance:.0%}: "
        f"1 - (1 - {share:g})^n >= {chance:g}, so n = {hear}. "
        f"For an interval of a share no wider than ±{half:.0%}: Wilson's at one half, so n = {width}."
    )
