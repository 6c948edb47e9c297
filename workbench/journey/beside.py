"""What stands beside the counts: on cards (other kinds of source, age, priority, hypotheses), and in the lanes of stages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.journey.figures import fuse
from workbench.journey.lanes import lanes
from workbench.journey.lanes.staff import any_staff
from workbench.journey.plan.hypotheses import by_claim
from workbench.journey.plan.loop import loop
from workbench.journey.plan.opportunity import opportunities
from workbench.journey.said.memory import once
from workbench.journey.strength.age import age
from workbench.journey.strength.elsewhere import elsewhere
from workbench.journey.strength.triangulation import triangulation
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.change.between import Between
    from workbench.journey.look import Look

#: Families whose codes are in the lanes; what feeling goes with them is of the emotions.
_FAMILIES = frozenset(FAMILIES) - {"stage", "need", "free"}


class Beside:
    """What stands beside the counts of one look.

    Parameters
    ----------
    look
        Whose words, of which round.
    changed
        What changed since the round before.
    """

    def __init__(self, look: Look, changed: Between | None = None) -> None:
        self._look, self._changed = look, changed

    @cached_property
    def lanes(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Stage to lane to items."""
        look = self._look
        said = [(code, mentions) for code, mentions in look.material.mentions.items() if look.family(code) in _FAMILIES]
        labels = [(code, look.codes[code].label) for code, _ in said if code in look.codes]
        heard = look.material
        of_staff = look.state if any_staff(look) else None  # what they say is not among the mentions of customers
        made_from = (
            *(m for _, m in said),
            labels,
            look.settings,
            heard.spoke,
            heard.asked,
            look.everyone,
            look.known.sources,
            of_staff,
        )
        return once(look.memory, "lanes", made_from, lambda: lanes(look))

    @cached_property
    def _numbers(self) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
        return fuse.lane(self._look, self._changed)

    @property
    def numbers(self) -> Mapping[str, list[dict[str, Any]]]:
        """The numbers of each stage; those about no single stage stand under an empty one."""
        return self._numbers[0]

    @property
    def notices(self) -> list[str]:
        """What of the numbers is not shown, and why."""
        return self._numbers[1]

    @cached_property
    def ages(self) -> dict[str, dict[str, dict[str, Any]]]:
        """How old the evidence is, by claim and by stage."""
        return age(self._look)

    def claims(self, cards: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return what stands beside the counts on each card.

        Parameters
        ----------
        cards
            Every card by its claim.
        """
        look = self._look
        unasked = elsewhere(look)
        kinds = triangulation(look, unasked=unasked, numbers=self.numbers)
        chances, guesses = opportunities(look, cards), by_claim(look)
        worked = {one["claim"]: one for one in loop(look)}
        return {
            claim: {
                "elsewhere": unasked.get(claim, {}),
                "triangulation": kinds.get(claim),
                "opportunity": chances.get(claim),
                "hypotheses": guesses.get(claim, []),
                "worked": worked.get(claim),
                "age": self.ages["claims"].get(claim),
            }
            for claim in cards
        }
