"""Evidence for and against each claim, in people.

A person who supports a claim ten times is one person. Who is counted among the n people of a claim is decided by its
stage alone, so that all claims of a stage have the same n and it is the one its coverage bar shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from workbench.journey import stats
from workbench.journey.said.groups import sizes
from workbench.journey.said.memory import once
from workbench.journey.said.parts import grouped, picked
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from workbench.journey.said.material import Material, Mention
    from workbench.journey.said.memory import Memory
    from workbench.study.records import Code

_DAY, _WHERE = picked("day"), picked("kind", "participant")


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against one claim, counted in people.

    Attributes
    ----------
    supporters, opponents
        Person to what they said for it, against it.
    exposed
        People who spoke about or were asked about its stage; everybody where the claim has no stage, or where nobody
        coded that stage: then who kept silent about it is not known.
    only_asked
        How many of those were asked and said nothing about the stage.
    openly
        Who was asked an open question about no stage, so that they could have said so whether or not they spoke about it.
    together, likeness
        Who spoke together, and how alike they are taken to be: see `workbench.journey.said.material.Material`.
    """

    code: str
    stage: str
    supporters: dict[str, list[Mention]]
    opponents: dict[str, list[Mention]]
    exposed: frozenset[str]
    only_asked: int = 0
    together: Mapping[str, str] = field(default_factory=dict)
    likeness: float = 1.0
    openly: frozenset[str] = frozenset()

    @cached_property
    def wide(self) -> Evidence:
        """The same of everybody who could have said so: who spoke about the stage or was asked, and who was asked openly.

        Of those who were asked openly only who says something of the stage is among the n. That is a share of those who
        speak of it; it does not tell whether more people do.
        """
        return self if self.openly <= self.exposed else replace(self, exposed=self.exposed | self.openly)

    @property
    def k(self) -> int:
        """People who say so."""
        return len(self.supporters)

    @property
    def x(self) -> int:
        """People who say the opposite."""
        return len(self.opponents)

    @property
    def both(self) -> int:
        """People who say both."""
        return len(self.supporters.keys() & self.opponents.keys())

    @property
    def n(self) -> int:
        """People who could have said so."""
        return len(self.exposed)

    @cached_property
    def m(self) -> int:
        """Mentions in support."""
        return sum(map(len, self.supporters.values()))

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of source in which it was said."""
        return sorted(self.heard_in)

    @cached_property
    def heard_in(self) -> dict[str, set[str]]:
        """Supporters by the kinds of source in which they said so."""
        return grouped(set(map(_WHERE, self.support)))

    @cached_property
    def denied_in(self) -> dict[str, set[str]]:
        """Opponents by the kinds of source in which they said the opposite."""
        return grouped(set(map(_WHERE, chain.from_iterable(self.opponents.values()))))

    @property
    def support(self) -> Iterator[Mention]:
        """All that was said for it."""
        return chain.from_iterable(self.supporters.values())

    @cached_property
    def newest(self) -> str:
        """Date of the newest support; empty if unknown."""
        return max(map(_DAY, self.support), default="")

    @property
    def effective(self) -> float:
        """Effective number of supporters."""
        return stats.effective_people([len(v) for v in self.supporters.values()])

    @property
    def share(self) -> stats.Interval | None:
        """K of n with its interval; None if nobody was exposed."""
        return stats.wilson(self.k, self.n, effective=self.effective_n) if self.n else None

    @cached_property
    def groups(self) -> int:
        """Groups of at least two people among the n."""
        return sum(size > 1 for size in sizes(self.exposed, self.together)) if self.together else 0

    @cached_property
    def effective_n(self) -> float | None:
        """How many independent people the n amount to; None if nobody of them spoke together."""
        return self.amount_to(self.exposed) if self.groups else None

    def amount_to(self, people: Collection[str]) -> float | None:
        """Return how many independent people some of the n amount to; None if nobody of the study spoke together."""
        return stats.effective_n(sizes(people, self.together), self.likeness) if self.together else None


def claims(material: Material, codes: Mapping[str, Code], memory: Memory | None = None) -> list[Evidence]:
    """Return the evidence for every claim of the codebook, by code, also for those nobody has spoken to yet.

    Parameters
    ----------
    material
        What was said.
    codes
        The codebook.
    memory
        Of earlier answers about the same people and round: a claim about which nothing changed is the same object then.
    """
    memory = {} if memory is None else memory

    def base(stage: str) -> tuple[frozenset[str], int]:
        if not stage:
            return material.people, 0
        spoke, asked = frozenset(material.who_spoke(stage)), frozenset(material.who_was_asked(stage))
        return once(memory, ("exposed", stage), (spoke, asked), lambda: (spoke | asked, len(asked - spoke)))

    openly = once(memory, "asked openly", (material.openly,), lambda: frozenset(material.who_was_asked_openly()))
    exposed: dict[str, tuple[frozenset[str], int]] = {}
    out = []
    for code in sorted(codes.values(), key=lambda c: c.id):
        if code.family not in CLAIM_FAMILIES or code.retired:
            continue
        mentions = material.mentions.get(code.id, [])
        stage = material.homes.get(code.id, "")
        where = "" if mentions and stage not in material.named else stage
        if where not in exposed:
            exposed[where] = base(where)
        made_from = (mentions, stage, *exposed[where], material.together, material.likeness, openly)
        out.append(once(memory, ("claim", code.id), made_from, lambda c=code.id, of=made_from: _claim(c, *of)))  # type: ignore[misc]
    return out


def _claim(
    code: str, mentions: Iterable[Mention], stage: str, exposed: frozenset[str], only_asked: int, together: Mapping[str, str],
    likeness: float, openly: frozenset[str],
) -> Evidence:  # fmt: skip
    sides: dict[str, dict[str, list[Mention]]] = {"for": {}, "against": {}}
    for mention in mentions:
        side, who = sides[mention.stance], mention.participant
        if who in side:
            side[who].append(mention)
        else:
            side[who] = [mention]
    return Evidence(code, stage, sides["for"], sides["against"], exposed, only_asked, together, likeness, openly)
