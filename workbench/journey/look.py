"""One look at a study: whose words, of which round, and everything that is computed from them.

The map, its lanes, what is compared and what is planned are all functions of a `Look`, so they speak of the same people.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.coding.frame import codings_frame, counted
from workbench.journey.evidence import claims
from workbench.journey.grade import thresholds
from workbench.journey.material import day, gather
from workbench.journey.people import chosen, everybody
from workbench.journey.people import rounds as in_order
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from workbench.journey.evidence import Evidence
    from workbench.journey.material import Material
    from workbench.journey.people import Person
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Code
    from workbench.study.settings import Settings


@dataclass(frozen=True)
class Look:
    """Whose words, of which round.

    Attributes
    ----------
    folder, settings, state
        The study, what ``study.toml`` says, and what all acts add up to.
    frame
        All codings, as `workbench.coding.frame.codings_frame` gives them.
    everyone
        Everybody in the study by pseudonym, also those this look is not about.
    whole
        What everybody said in all rounds.
    rounds
        Ids of the rounds there is something of, oldest first.
    persona, rule
        Name of the persona and whom it means; None and empty for everybody.
    round
        Id of the round; None for all rounds together.
    cuts
        As `workbench.journey.grade.thresholds` gives them.
    """

    folder: Folder
    settings: Settings
    state: State
    frame: pd.DataFrame
    everyone: Mapping[str, Person]
    whole: Material
    rounds: tuple[str, ...]
    persona: str | None = None
    rule: Mapping[str, str] = field(default_factory=dict)
    round: str | None = None
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def codes(self) -> Mapping[str, Code]:
        """The codebook, by id."""
        return self.state.codes

    @cached_property
    def previous(self) -> str | None:
        """Id of the round before; None for the first, and for all rounds together."""
        place = self.rounds.index(self.round) if self.round is not None else 0
        return self.rounds[place - 1] if place else None

    @cached_property
    def material(self) -> Material:
        """What the people of the persona said in the round."""
        return self.of(self.round)

    @cached_property
    def before(self) -> Material | None:
        """What the people of the persona said in the round before, if there is one."""
        return self.of(self.previous) if self.previous else None

    def of(self, round_: str | None) -> Material:
        """Return what the people of the persona said in a round, or in all."""
        keep = chosen(self.everyone, self.rule, round_=round_)
        if round_ is not None:
            keep = {p for p in keep if round_ in self.everyone[p].rounds}
        return self.whole.of(keep, round_)

    def at(self, round_: str | None) -> Look:
        """Return the same look at another round.

        Raises
        ------
        UserError
            If there is nothing of that round; the message lists those there are.
        """
        if round_ is not None and round_ not in self.rounds:
            raise UserError(f"no round is called {round_!r}; there are: {', '.join(self.rounds) or 'none'}")
        return replace(self, round=round_)

    @cached_property
    def today(self) -> str:
        """The newest day in view, whoever spoke then: not the clock, so that the same data give the same map."""
        mine = counted(self.frame)
        dates = {d for d, r in zip(mine["date"].tolist(), mine["round"].tolist(), strict=True) if self.round in {None, r}}
        return max(map(day, dates), default="")

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The evidence of every claim, by code."""
        return claims(self.material, self.codes)

    @cached_property
    def evidence_before(self) -> list[Evidence] | None:
        """The evidence of every claim in the round before, if there is one."""
        return claims(self.before, self.codes) if self.before is not None else None

    def family(self, code: str) -> str:
        """Return the family of a code; empty if it is not in the codebook."""
        return self.codes[code].family if code in self.codes else ""


def look(
    folder: Folder,
    *,
    persona: str | None = None,
    round: str | None = None,  # noqa: A002 (the field's word)
    without: Collection[str] = (),
) -> Look:
    """Look at a study.

    Parameters
    ----------
    folder
        The study.
    persona
        Name of a persona of ``study.toml``; None for everybody.
    round
        Id of a round; None for all rounds together.
    without
        People to leave out, as if they had never been in the study.

    Raises
    ------
    UserError
        If there is no such persona or round; the message lists those there are.
    """
    settings, state = folder.settings, folder.state()
    if persona is not None and persona not in settings.personas:
        raise UserError(f"no persona is called {persona!r} in study.toml; there are: {', '.join(settings.personas) or 'none'}")
    frame, everyone = codings_frame(folder), everybody(folder)
    if without:
        everyone = {name: person for name, person in everyone.items() if name not in without}
        frame = frame[~frame["participant"].isin(list(without))]
    rounds = in_order(settings, {r for p in everyone.values() for r in p.rounds})
    whole = gather(frame, state.codes, everyone, settings)
    rule = settings.personas.get(persona or "", {})
    cuts = thresholds(settings.thresholds)
    return Look(folder, settings, state, frame, everyone, whole, tuple(rounds), persona, rule, None, cuts).at(round)
