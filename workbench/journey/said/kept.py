"""What is known of a study from the last look at it, so that the next one, an act later, computes only what that changed.

Nothing here is ever stale: an answer is used again only if everything it was made from is the same (see
`workbench.journey.said.memory`). It lives as long as the `Folder` does, and on no disk.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import compress
from operator import is_not
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from workbench.coding.frame import Places
from workbench.journey.said.doubled import Doubled
from workbench.journey.said.gathered import Gathered
from workbench.journey.said.memory import once
from workbench.journey.said.parts import Rules, part
from workbench.journey.said.people import asked_about, customers, everybody
from workbench.study.codings import Codings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbench.journey.said.doubled import Shared
    from workbench.journey.said.material import Material
    from workbench.journey.said.memory import Memory
    from workbench.journey.said.parts import Text
    from workbench.journey.said.people import Person
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Standing, Survey, Transcript

#: Looks (a persona and a round) of which answers are kept.
_LOOKS = 12


@dataclass(frozen=True)
class Whole:
    """Everything that was said in a study, by all people in all rounds.

    Attributes
    ----------
    everyone
        Everybody in the study by pseudonym, but for staff.
    material
        What they said.
    days
        Rounds and days on which something was said that counts.
    used
        Codes that were used, counted or not.
    orphans
        How many codings are on texts that are not here in that version.
    shared
        What two people both coded.
    sources, records
        Id and version of each source, and the sources themselves.
    unasked
        What was written without being asked for: kind of source, code, author, stance, round.
    """

    everyone: Mapping[str, Person]
    material: Material
    days: frozenset[tuple[str, str]]
    used: frozenset[str]
    orphans: int
    shared: Shared
    sources: tuple[tuple[str, str], ...]
    records: tuple[Transcript | Survey, ...]
    unasked: frozenset[tuple[str, str, str, str, str]]


@dataclass
class Kept:
    """What is kept of one study."""

    gathered: Gathered = field(default_factory=Gathered)
    doubled: Doubled = field(default_factory=Doubled)
    memory: Memory = field(default_factory=dict)
    guard: threading.RLock = field(default_factory=threading.RLock)
    _looks: dict[tuple[str | None, str | None], Memory] = field(default_factory=dict)
    _codings: Mapping[str, Coding] = field(default_factory=dict)
    _standings: Mapping[str, Standing] = field(default_factory=dict)
    _texts: defaultdict[Text, dict[str, Coding]] = field(default_factory=lambda: defaultdict(dict))
    _orphans: dict[Text, int] = field(default_factory=dict)
    _abouts: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    _people: frozenset[str] = frozenset()
    _places: Places | None = None
    _asks: Mapping[Text, str] | None = None

    def of(self, persona: str | None, round_: str | None) -> Memory:
        """Return what is kept of one look; of the looks nobody took for longest nothing is."""
        found = self._looks[persona, round_] = self._looks.pop((persona, round_), {})
        while len(self._looks) > _LOOKS:
            del self._looks[next(iter(self._looks))]
        return found

    def whole(self, folder: Folder, state: State, without: Collection[str] = ()) -> Whole:
        """Return everything that was said, reading only the texts about which something changed.

        Parameters
        ----------
        folder, state
            The study.
        without
            People to leave out, as if they had never been there; the same each time.
        """
        with self.guard:
            sources: tuple[Transcript | Survey, ...] = (*folder.transcripts(), *folder.surveys())
            records, settings = folder.participants(), folder.settings
            made_from = (sources, records, settings, state.about, without)
            everyone = once(self.memory, "everyone", made_from, lambda: _others(customers(everybody(folder)), without))
            places = once(self.memory, "places", (sources,), lambda: Places(folder))
            asks = once(self.memory, "asks", (sources, settings, state.about), lambda: asked_about(folder))
            rules = Rules.of(state, everyone, settings, asks, without)
            changed = self._changed(state, rules, places)
            for text in sorted(changed):  # in this order mentions stand in the end: they are sorted once, while they are few
                self._read(text, rules, places)
            found = self.gathered
            shared = self.doubled.update(folder, state, changed, self._texts, found.parts, sources)
            material = found.material(rules, everyone, settings)
            versions = tuple((source.id, source.version) for source in sources)
            missing = sum(self._orphans.values())
            return Whole(everyone, material, found.days, found.used, missing, shared, versions, sources, found.unasked)

    def _changed(self, state: State, rules: Rules, places: Places) -> set[Text]:
        """Return the texts that come to something else than before, and note their codings as they are now."""
        now = Codings.of(state.codings).made() if not isinstance(state.codings, Codings) else state.codings.made()
        before = self._codings
        changed = set()
        texts = self._texts
        # One pass in C over what may be a hundred thousand codings.
        for key in list(compress(now, map(is_not, now.values(), map(before.get, now)))) if before else now:
            if before and (old := before.get(key)):
                changed.add(self._drop(old))
            coding = now[key]
            anchor = coding.anchor
            text = anchor.source, anchor.item
            texts[text][key] = coding
            changed.add(text)
        if len(before) != len(now) or before.keys() != now.keys():
            changed |= {self._drop(before[key]) for key in before.keys() - now.keys()}
        self._codings = now
        said = rules.said
        moved = {key for key, _ in said.items() ^ self._standings.items() if key in now}
        changed |= {(now[key].anchor.source, now[key].anchor.item) for key in moved}
        self._standings = said
        abouts = {code: rules.about(code) for code in state.codes}
        for code in {code for code, _ in abouts.items() ^ self._abouts.items()}:
            changed |= self.gathered.users.get(code, set())
        self._abouts = abouts
        if places is not self._places or rules.asks is not self._asks or self._people != frozenset(rules.people):
            changed = set(self._texts)
        self._places, self._asks, self._people = places, rules.asks, frozenset(rules.people)
        return changed

    def _drop(self, coding: Coding) -> Text:
        text = coding.anchor.source, coding.anchor.item
        self._texts[text].pop(coding.id, None)
        return text

    def _read(self, text: Text, rules: Rules, places: Places) -> None:
        codings = self._texts.get(text, {})
        found = part(text, codings.values(), places.ground(*text), rules)
        if found.orphans:
            self._orphans[text] = found.orphans
        else:
            self._orphans.pop(text, None)
        if found.used:
            self.gathered.put(text, found)
        else:
            self.gathered.take(text)
        if not codings:
            self._texts.pop(text, None)


def _others(everyone: Mapping[str, Person], without: Collection[str]) -> Mapping[str, Person]:
    return {name: person for name, person in everyone.items() if name not in without}


_KEPT: WeakKeyDictionary[Folder, Kept] = WeakKeyDictionary()
_GUARD = threading.Lock()


def kept(folder: Folder) -> Kept:
    """Return what is kept of a study."""
    with _GUARD:
        return _KEPT.setdefault(folder, Kept())
