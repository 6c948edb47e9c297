"""What the map is computed from: who said what about which stage, and who was asked.

A *mention* is one passage in which one person says so: codings of one code that overlap, by whichever coder, are one
mention. Codings by models, those of somebody who codes a second time, those that fell where coders differed, codings of an
interviewer's words, codings of tickets and the like, and retired codes never count; `Material.aside` says how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING

from workbench.journey.said.memory import once
from workbench.journey.said.parts import Heard, Mention, day, picked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workbench.journey.said.memory import Memory
    from workbench.journey.said.parts import Text
    from workbench.journey.said.people import Person
    from workbench.study.folder import Folder
    from workbench.study.records import Coding

_ROUND = picked("round")

__all__ = ["Heard", "Material", "Mention", "day", "gather"]


@dataclass(frozen=True)
class Material:
    """What some people said in some rounds.

    Attributes
    ----------
    mentions
        By code.
    homes
        Stage of each claim and each gap, the same for every persona and round: the one the codebook names; failing
        that, the one in which most people speak of it; empty if it is not known. Who says so spoke about that stage,
        wherever in the text they said it.
    spoke, asked
        Stage to who spoke about it, or was asked: `who_spoke`, `who_was_asked` give their names.
    openly
        To whom an open question about no stage was put: they could have said anything. `who_was_asked_openly` gives their names.
    people
        Everybody it is about, also those of whom nothing is coded.
    coded
        Who was coded by whom: (participant, round, coder).
    aside
        What was coded and does not count, with how many codings.
    named
        Stages that somebody coded, or asked about, anywhere in the study. Of other stages nobody knows who spoke about
        them and kept silent, so there is no "of those who spoke": only everybody.
    together
        Cluster of each person who spoke together with others: see `workbench.journey.said.groups.clusters`.
    likeness
        How alike people of one cluster are taken to be, 0 to 1: ``group_likeness`` of ``[thresholds]``.
    """

    mentions: Mapping[str, list[Mention]]
    homes: Mapping[str, str]
    spoke: Mapping[str, set[Heard]]
    asked: Mapping[str, set[Heard]]
    people: frozenset[str]
    coded: frozenset[Heard] = frozenset()
    aside: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    together: Mapping[str, str] = field(default_factory=dict)
    likeness: float = 1.0
    openly: frozenset[Heard] = frozenset()

    def who_was_asked_openly(self) -> set[str]:
        """Return the people who were asked a question about no stage in particular."""
        return {who for who, _, _ in self.openly}

    def who_spoke(self, stage: str) -> set[str]:
        """Return the people who said something about `stage`."""
        return {who for who, _, _ in self.spoke.get(stage, ())}

    def who_was_asked(self, stage: str) -> set[str]:
        """Return the people to whom a question about `stage` was put."""
        return {who for who, _, _ in self.asked.get(stage, ())}

    @property
    def unstaged(self) -> int:
        """Mentions whose stage is not known."""
        return sum(not m.stages for mentions in self.mentions.values() for m in mentions)

    def of(self, people: Collection[str], round_: str | None = None, memory: Memory | None = None) -> Material:
        """Return what only these people said, in one round or in all.

        Parameters
        ----------
        people
            Who is kept.
        round_
            Id of a round; None for all.
        memory
            Of earlier answers for the same people and round: what did not change since is the same object then.
        """
        keep = people if isinstance(people, frozenset) else frozenset(people)
        if round_ is None and keep == self.people:
            return self
        memory = {} if memory is None else memory
        keep = once(memory, "people", (keep,), lambda: keep)  # the same people are the same object from here on

        def kept(heard: Iterable[Heard]) -> set[Heard]:
            return {h for h in heard if h[0] in keep and (round_ is None or h[1] == round_)}

        everybody = keep >= self.people

        def said(mentions: list[Mention]) -> list[Mention]:
            those = mentions if everybody else [m for m in mentions if m.participant in keep]
            return those if round_ is None else list(compress(those, map(round_.__eq__, map(_ROUND, those))))

        return replace(
            self,
            mentions={
                code: some
                for code, mentions in self.mentions.items()
                if (some := once(memory, ("said", code), (mentions, keep, round_), lambda m=mentions: said(m)))  # type: ignore[misc]
            },
            spoke={stage: kept(heard) for stage, heard in self.spoke.items()},
            asked={stage: kept(heard) for stage, heard in self.asked.items()},
            people=keep,
            coded=frozenset(kept(self.coded)),
            openly=once(memory, "openly", (self.openly, keep, round_), lambda: frozenset(kept(self.openly))),
        )


def gather(folder: Folder, people: Mapping[str, Person], without: Collection[str] = ()) -> Material:
    """Turn all codings of a study into mentions and exposure, of people of any kind; `Material.of` then takes a round.

    Parameters
    ----------
    folder
        The study.
    people
        Who is counted, by pseudonym.
    without
        Whose words are left out.
    """
    from workbench.coding.frame import Places
    from workbench.journey.said.gathered import Gathered
    from workbench.journey.said.parts import Rules, part
    from workbench.journey.said.people import asked_about

    state, places, found = folder.state(), Places(folder), Gathered()
    rules = Rules.of(state, people, folder.settings, asked_about(folder), without)
    texts: defaultdict[Text, list[Coding]] = defaultdict(list)
    for coding in state.codings.values():
        texts[coding.anchor.source, coding.anchor.item].append(coding)
    for text, codings in texts.items():
        found.put(text, part(text, codings, places.ground(*text), rules))
    return found.material(rules, people, folder.settings)
