"""How often each code was used, by how many people and coders, and the passages behind it, for the codebook editor.

Kept up to date from act to act: the place of a passage is looked up once, and nothing is counted again where no act since
could have changed a coding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import Use
from workbench.coding.frame import Places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbench.coding.frame import Place
    from workbench.study.codings import Row
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Coding

#: Acts after which every coding is what it was before.
_CALM = frozenset({"code.define", "code.retire", "code.example", "memo.set", "question.about", "suggestion.decide"})
#: Characters of a passage that the browser gets.
LONGEST_QUOTE = 700


@dataclass(slots=True)
class _Mark:
    """What is kept of one coding."""

    said: tuple[Any, ...]  # code, source, item, version, start, end, coder
    who: str
    asked: bool  # the words are an interviewer's
    person: bool  # a person gave it, not a model, not a second time
    here: bool  # its text is here


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one code: codings that are evidence, distinct people who said it, distinct coders."""

    codings: int = 0
    people: int = 0
    coders: int = 0


class Uses:
    """What was coded with each code, as far as one coder may know.

    Parameters
    ----------
    folder
        The study.
    me
        Who looks.
    """

    def __init__(self, folder: Folder, me: str) -> None:
        self._folder, self._me = folder, me
        self._marks: dict[str, _Mark] = {}
        self._by_code: dict[str, list[str]] = {}
        self._sorted: dict[str, list[str]] = {}
        self._seen: dict[Any, int] = {}
        self._stamp: tuple[Any, ...] = ()
        self._places: Places | None = None
        self._hidden: Collection[str] | None = ()
        self.tallies: dict[str, Tally] = {}

    # Up to date ------------------------------------------------------------------------------------------------

    def take(self, hidden: Collection[str] | None) -> None:
        """Look at the codings there are now.

        Parameters
        ----------
        hidden
            Sources in which nobody's codings but one's own are known; None: all of them.
        """
        calm = self._calm()
        there = [(s.id, s.version) for s in self._folder.transcripts()] + [(s.id, s.version) for s in self._folder.surveys()]
        there += sorted(self._folder.state().coders.items())  # who is a model, who codes a second time
        stamp = (there, hidden)
        if calm and stamp == self._stamp:
            return
        if not self._stamp or there != self._stamp[0]:
            self._places, self._marks = None, {}
        self._stamp, self._hidden = stamp, hidden
        state = self._folder.state()
        found: dict[str, _Mark] = {}
        for row in state.codings.rows():  # type: ignore[attr-defined]  # a study's codings are `Codings`
            said = (row[1], *row[2:7], row[7])
            known = self._marks.get(row[0])
            if known is None or known.said != said:
                known = self._mark(row, said, known, state)
            found[row[0]] = known
        self._marks = found
        self._count()

    def _calm(self) -> bool:
        """Say whether no act since the last look could have changed a coding."""
        calm = bool(self._stamp)
        seen = {}
        for path, log in self._folder.logs().items():
            before = self._seen.get(path, 0)
            calm = calm and len(log.acts) >= before and all(a.act in _CALM for a in log.acts[before:])
            seen[path] = len(log.acts)
        calm = calm and not self._seen.keys() - seen.keys()
        self._seen = seen
        return calm

    def _mark(self, row: Row, said: tuple[Any, ...], known: _Mark | None, state: State) -> _Mark:
        if known is not None and known.said[1:6] == said[1:6]:
            return _Mark(said, known.who, known.asked, known.person, known.here)
        coding = state.codings[row[0]]
        place = self._place(coding)
        person = coding.coder_kind == "human"
        if place is None:
            return _Mark(said, "", asked=False, person=person, here=False)
        return _Mark(said, place.participant, place.speech == "interviewer", person, here=True)

    def _place(self, coding: Coding) -> Place | None:
        if self._places is None:
            self._places = Places(self._folder)
        return self._places.find(coding)

    def _count(self) -> None:
        fallen = self._folder.state().fallen
        codings: Counter[str] = Counter()
        people: dict[str, set[str]] = {}
        coders: dict[str, set[str]] = {}
        self._by_code, self._sorted = {}, {}
        for key, mark in self._marks.items():
            if not self._shown(mark):
                continue
            code = mark.said[0]
            self._by_code.setdefault(code, []).append(key)
            if mark.asked or key in fallen:
                continue
            codings[code] += 1
            coders.setdefault(code, set()).add(mark.said[6])
            if mark.who:
                people.setdefault(code, set()).add(mark.who)
        self.tallies = {code: Tally(n, len(people.get(code, ())), len(coders[code])) for code, n in codings.items()}

    def _shown(self, mark: _Mark) -> bool:
        return mark.here and mark.person and self.may(mark.said[1], mark.said[6])

    def may(self, source: str, coder: str) -> bool:
        """Say whether one may know what `coder` coded in `source`."""
        return coder == self._me or (self._hidden is not None and source not in self._hidden)

    # What is there ---------------------------------------------------------------------------------------------

    def tally(self, code: str) -> Tally:
        """Return how a code was used."""
        return self.tallies.get(code, Tally())

    def by(self, ids: Iterable[str]) -> tuple[int, dict[str, int]]:
        """Return how many people said these passages, and how many each coder coded."""
        marks = [self._marks[one] for one in ids if one in self._marks]
        coders = Counter(m.said[6] for m in marks)
        return len({m.who for m in marks if m.who and not m.asked}), dict(sorted(coders.items()))

    def coders(self, code: str) -> dict[str, int]:
        """Return how often each coder gave a code, most first."""
        counts = self.by(self._by_code.get(code, ()))[1]
        return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))

    def used(self) -> dict[str, Use]:
        """Return how each code was used, as the static page wants it."""
        shown = [(e.code, e.stance) for e in self._folder.state().examples.values()]
        return {
            code: Use(t.codings, t.people, shown.count((code, "for")), shown.count((code, "against")))
            for code in {*self.tallies, *(code for code, _ in shown)}
            for t in (self.tally(code),)
        }

    def ids(self, code: str, words: str = "") -> list[str]:
        """Return the codings of a code in the order of their texts; with `words`, those whose passages hold them all."""
        found = self._in_order(code)
        wanted = words.casefold().split()
        if not wanted:
            return found
        codings = self._folder.state().codings
        places = [(one, self._place(codings[one])) for one in found if one in codings]
        return [one for one, place in places if place and all(w in place.quote.casefold() for w in wanted)]

    def _in_order(self, code: str) -> list[str]:
        if code not in self._sorted:
            self._sorted[code] = sorted(self._by_code.get(code, ()), key=lambda one: (self._marks[one].said[1:6], one))
        return self._sorted[code]

    def rows(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """Return codings as the browser wants them: the passage, whose, where, who coded it."""
        state = self._folder.state()
        found = []
        for one in ids:
            coding = state.codings.get(one)
            place = self._place(coding) if coding else None
            if coding is None or place is None:
                continue
            cut = place.quote[:LONGEST_QUOTE]
            found.append({
                "id": one, "quote": cut, "more": len(place.quote) - len(cut), "who": place.participant,
                "where": where(coding.anchor, place),
                "coder": coding.coder, "mine": coding.coder == self._me, "valence": coding.valence, "stance": coding.stance,
                "memo": coding.memo[:LONGEST_QUOTE], "question": place.speech == "interviewer", "falls": one in state.fallen,
            })  # fmt: skip
        return found


def where(anchor: Anchor, place: Place) -> str:
    """Return where a passage stands, in words."""
    return anchor.item or (f"{anchor.source}, turn {place.turn + 1}" if place.turn >= 0 else anchor.source)
