"""One look at a study: whose words, of which round, and everything that is computed from them.

The map, its lanes, what is compared and what is planned are all functions of a `Look`, so they speak of the same people.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.journey.evidence import claims
from workbench.journey.said.kept import Kept, kept
from workbench.journey.said.memory import once
from workbench.journey.said.people import chosen
from workbench.journey.strength.thresholds import thresholds
from workbench.study.errors import UserError
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.said.kept import Whole
    from workbench.journey.said.material import Material
    from workbench.journey.said.memory import Memory
    from workbench.journey.said.people import Person
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Code, Survey
    from workbench.study.settings import Settings


@dataclass(frozen=True)
class Look:
    """Whose words, of which round.

    Attributes
    ----------
    folder, settings, state
        The study, what ``study.toml`` says, and what all acts add up to.
    known
        Everything that was said in the study, by everybody in all rounds.
    rounds
        Ids of the rounds there is something of, oldest first.
    persona, rule
        Name of the persona and whom it means; None and empty for everybody.
    round
        Id of the round; None for all rounds together.
    without
        People who are left out, as if they had never been in the study.
    cuts
        As `workbench.journey.strength.grade.thresholds` gives them.
    """

    folder: Folder
    settings: Settings
    state: State
    known: Whole
    rounds: tuple[str, ...]
    persona: str | None = None
    rule: Mapping[str, str] = field(default_factory=dict)
    round: str | None = None
    without: Collection[str] = ()
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)

    @cached_property
    def memory(self) -> Memory:
        """Answers for this persona and round, for `workbench.journey.said.memory.once`."""
        return self.kept.of(self.persona, self.round)

    @cached_property
    def transcripts(self) -> list[Transcript]:
        """All transcripts there were when this look was taken, by id."""
        return [source for source in self.known.records if isinstance(source, Transcript)]

    @cached_property
    def surveys(self) -> list[Survey]:
        """All surveys there were when this look was taken, by id."""
        return [source for source in self.known.records if not isinstance(source, Transcript)]

    @property
    def everyone(self) -> Mapping[str, Person]:
        """Everybody in the study by pseudonym, also those this look is not about."""
        return self.known.everyone

    @property
    def whole(self) -> Material:
        """What everybody said in all rounds."""
        return self.known.material

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
        return self.whole.of(self.people_of(round_), round_, self.kept.of(self.persona, round_))

    def people_of(self, round_: str | None) -> frozenset[str]:
        """Return the people of the persona who were heard in a round, or in any."""
        return once(self.kept.of(self.persona, round_), "keep", (self.everyone, self.rule), lambda: self._who(round_))

    def _who(self, round_: str | None) -> frozenset[str]:
        everyone = self.everyone
        keep = chosen(everyone, self.rule, round_=round_, asked=True)
        return frozenset(p for p in keep if round_ is None or any(round_ == heard for heard, _ in everyone[p].heard))

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
        return max((day for round_, day in self.known.days if self.round in {None, round_}), default="")

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The evidence of every claim, by code."""
        return claims(self.material, self.codes, self.memory)

    @cached_property
    def evidence_before(self) -> list[Evidence] | None:
        """The evidence of every claim in the round before, if there is one."""
        return claims(self.before, self.codes, self.kept.of(self.persona, self.previous)) if self.before is not None else None

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
    mine = Kept() if without else kept(folder)
    known = mine.whole(folder, state, without)
    rounds = tuple(settings.in_order({r for p in known.everyone.values() for r, _ in p.heard}))
    rule = settings.personas.get(persona or "", {})
    return Look(folder, settings, state, known, rounds, persona, rule, None, without, thresholds(settings.thresholds), mine).at(
        round
    )
