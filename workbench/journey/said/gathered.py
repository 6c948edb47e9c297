"""What all texts come to together: put in text by text, so that after one act only its text is put in again."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from workbench.journey.said.groups import clusters
from workbench.journey.said.material import Material
from workbench.journey.said.memory import once
from workbench.journey.said.parts import picked
from workbench.journey.strength.thresholds import thresholds
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from workbench.journey.said.memory import Memory
    from workbench.journey.said.parts import Heard, Mention, Part, Rules, Text
    from workbench.journey.said.people import Person
    from workbench.study.settings import Settings

#: Families whose codes belong in one stage; an emotion or a channel is at home everywhere.
_PLACED = {*CLAIM_FAMILIES, "expectation", "delivered"}
_HEARD = picked("stages", "participant", "round", "kind")


class Gathered:
    """The parts of all texts, and their sums."""

    def __init__(self) -> None:
        self.parts: dict[Text, Part] = {}
        self.users: defaultdict[str, set[Text]] = defaultdict(set)
        self._said: defaultdict[str, dict[Text, list[Mention]]] = defaultdict(dict)
        self._lists: dict[str, list[Mention]] = {}
        self._sums: defaultdict[str, Counter[Any]] = defaultdict(Counter)
        self._told: dict[str, frozenset[tuple[str, Heard]]] = {}
        self._memory: Memory = {}

    def put(self, text: Text, part: Part) -> None:
        """Put a text in, in the place of what it came to before. Codes of which it says the same keep their lists."""
        before = self._take(text, part.mentions)
        self.parts[text] = part
        for code, mentions in part.mentions.items():
            if not before or before.get(code) != mentions:
                self._said[code][text] = mentions
                self._lists.pop(code, None)
        for code in part.used:
            self.users[code].add(text)
        self._add(part, 1)

    def take(self, text: Text) -> None:
        """Take a text out, if it is in."""
        self._take(text)

    def _take(self, text: Text, but: Collection[str] = ()) -> dict[str, list[Mention]]:
        """Take a text out, but for what it says of some codes; return its mentions."""
        part = self.parts.pop(text, None)
        if part is None:
            return {}
        for code in part.mentions:
            if code not in but:
                del self._said[code][text]
                self._lists.pop(code, None)
        for code in part.used:
            self.users[code].discard(text)
        self._add(part, -1)
        return part.mentions

    def _add(self, part: Part, sign: int) -> None:
        for name in ("spoke", "asked", "coded", "days", "unasked"):
            _count(self._sums[name], getattr(part, name), sign)
        aside = self._sums["aside"]
        for what, count in part.aside.items():
            aside[what] += sign * count

    @property
    def used(self) -> frozenset[str]:
        """Codes that occur, counted or not."""
        return frozenset(code for code, texts in self.users.items() if texts)

    @property
    def unasked(self) -> frozenset[tuple[str, str, str, str, str]]:
        """What was written without being asked for: kind of source, code, author, stance, round."""
        return frozenset(self._sums["unasked"])

    @property
    def days(self) -> frozenset[tuple[str, str]]:
        """Rounds and days of what counts."""
        return frozenset(self._sums["days"])

    def material(self, rules: Rules, people: Mapping[str, Person], settings: Settings) -> Material:
        """Return everything that was put in, of all people and rounds.

        Parameters
        ----------
        rules
            Those the parts were made by.
        people
            Everybody in the study: what they were asked.
        settings
            For the thresholds.
        """
        order = rules.stages.ids
        mentions = {code: self._list(code) for code in sorted(self._said) if self._said[code]}
        spoke: dict[str, set[Heard]] = {s: set() for s in order}
        asked: dict[str, set[Heard]] = {s: set() for s in order}
        for stage, heard in self._sums["spoke"]:
            spoke[stage].add(heard)
        for stage, heard in self._sums["asked"]:
            asked[stage].add(heard)
        for person in people.values():
            for round_, kind, stage in person.asked:
                asked[stage].add((person.id, round_, kind))
        named = frozenset(s for s in order if spoke[s] or asked[s])
        homes = {
            c.id: rules.usual[c.id][0] or once(self._memory, ("home", c.id), (found, order), lambda f=found: _most(f, order))  # type: ignore[misc]
            for c in rules.codes.values()
            if c.family in _PLACED
            for found in [mentions.get(c.id, [])]
        }
        self._tell(mentions, homes)
        for stage, heard in self._sums["told"]:
            spoke[stage].add(heard)
        for name, sides in (("spoke", spoke), ("asked", asked)):  # the same people stay the same object: much is made from them
            for stage, found in sides.items():
                sides[stage] = once(self._memory, (name, stage), (found,), lambda f=found: f)  # type: ignore[misc]
        likeness = thresholds(settings.thresholds)["group_likeness"][0]
        coded, aside = frozenset(self._sums["coded"]), dict(sorted(self._sums["aside"].items()))
        openly = frozenset((person.id, *heard) for person in people.values() for heard in person.openly)
        openly = once(self._memory, "openly", (openly,), lambda: openly)
        return Material(
            mentions, homes, spoke, asked, frozenset(people), coded, aside, named, clusters(people), likeness, openly
        )  # fmt: skip

    def _list(self, code: str) -> list[Mention]:
        """Return all mentions of a code in the order of sources and places: the same list until one changes."""
        if code not in self._lists:
            texts = self._said[code]
            self._lists[code] = list(chain.from_iterable(map(texts.__getitem__, sorted(texts))))
        return self._lists[code]

    def _tell(self, mentions: Mapping[str, list[Mention]], homes: Mapping[str, str]) -> None:
        """Note who spoke about which stage by what they said there."""
        for code in self._told.keys() | mentions.keys():
            found, home = mentions.get(code, []), homes.get(code, "")
            told = once(self._memory, ("told", code), (found, home), lambda f=found, h=home: _told(f, h))  # type: ignore[misc]
            before = self._told.get(code, frozenset())
            if told is not before:
                _count(self._sums["told"], before, -1)
                _count(self._sums["told"], told, 1)
                self._told[code] = told


def _count(counter: Counter[Any], keys: Iterable[Hashable], sign: int) -> None:
    """Count keys up or down; what is counted down to nothing is not there any more."""
    if sign > 0:
        counter.update(keys)  # in C
        return
    for key in keys:
        counter[key] += sign
        if not counter[key]:
            del counter[key]


def _told(mentions: Sequence[Mention], home: str) -> frozenset[tuple[str, Heard]]:
    """Return stages and who spoke about them by saying this: where they said it, and where it belongs."""
    where = set(map(_HEARD, mentions))
    told = {(stage, (who, round_, kind)) for stages, who, round_, kind in where for stage in stages}
    if home:
        told.update((home, (who, round_, kind)) for _, who, round_, kind in where)
    return frozenset(told)


def _most(mentions: Collection[Mention], order: Sequence[str]) -> str:
    """Return the stage in which most people speak of a code; of equals the first on the journey."""
    people: dict[str, set[str]] = {}
    for mention in mentions:
        for stage in mention.stages:
            people.setdefault(stage, set()).add(mention.participant)
    return min(people, key=lambda s: (-len(people[s]), order.index(s)), default="")
