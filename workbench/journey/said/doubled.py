"""What two people coded of the same texts: how far they agree about each claim, and which texts those are.

Of all pairs of coders it is the one with most texts in common. The same as `workbench.coding.agreement` says of turns and
answers, but kept up to date text by text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from workbench.coding.adjudicate import added
from workbench.coding.agreement.texts import Texts
from workbench.coding.agreement.values import coefficients
from workbench.coding.assign import unrevealed
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbench.journey.said.parts import Text
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Survey, Transcript

_CLAIMS = tuple(f"{family}:" for family in CLAIM_FAMILIES)
_PAIR = 2
_CODER = attrgetter("coder")


@lru_cache(maxsize=4096)
def _is_claim(code: str) -> bool:
    return code.startswith(_CLAIMS)


#: Units of a text that both, only the first, only the second gave a code, by code.
Cells = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Shared:
    """What two people both coded.

    Attributes
    ----------
    pair
        The two coders; nobody if no two coded the same text.
    texts
        Texts that both coded something in.
    units
        Turns of participants and answers in these.
    cells
        Of the units, how many both gave a code, only the first, only the second: by code.
    """

    pair: tuple[str, ...] = ()
    texts: frozenset[Text] = frozenset()
    units: int = 0
    cells: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    def alpha(self, code: str) -> float | None:
        """Return Krippendorff's alpha of one code; None where it is undefined."""
        both, first, second = self.cells.get(code, (0, 0, 0))
        if not both + first + second:
            return None
        return coefficients((both, first, second, self.units - both - first - second)).alpha

    def passages(self, code: str) -> int:
        """Return how many units either of the two gave the code."""
        return sum(self.cells.get(code, ()))


class Doubled:
    """Keeps what two people both coded up to date."""

    def __init__(self) -> None:
        self._openers: dict[Text, frozenset[str]] = {}
        self._opened: defaultdict[str, set[Text]] = defaultdict(set)
        self._told: dict[Text, tuple[int, Cells]] = {}
        self._sums: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
        self._units = 0
        self._aside: tuple[Collection[str], Collection[str]] = ((), ())
        self.shared = Shared()

    def update(
        self,
        folder: Folder,
        state: State,
        changed: Iterable[Text],
        texts: Mapping[Text, Mapping[str, Coding]],
        there: Collection[Text],
        sources: Sequence[Transcript | Survey],
    ) -> Shared:
        """Return what two people both coded, after something changed.

        Parameters
        ----------
        folder, state
            The study.
        changed
            Texts whose codings changed.
        texts
            The codings of every text, by id.
        there
            Texts that are here in the version they were coded in.
        sources
            All sources of the study.
        """
        aside = (self._blind(state, changed, texts), added(state))
        if aside != self._aside:
            changed, self._aside = set(texts) | set(self._openers), aside
        found = {text: self._own(texts[text].values()) if text in there and text in texts else [] for text in changed}
        for text, own in found.items():
            self._open(text, frozenset(map(_CODER, own)))
        pairs = [(len(self._opened[a] & self._opened[b]), (a, b)) for a, b in combinations(sorted(self._opened), _PAIR)]
        most, pair = max(pairs, key=itemgetter(0), default=(0, ()))
        if not most:
            pair = ()
        both = frozenset(self._opened[pair[0]] & self._opened[pair[1]]) if pair else frozenset()
        both = self.shared.texts if both == self.shared.texts else both  # the same object, as long as it is the same
        if pair != self.shared.pair:
            self._forget()
            todo: set[Text] = set(both)
        else:
            todo = set(changed) | (both ^ self.shared.texts)
        units = Texts(folder, todo & both, sources=sources) if todo & both else None
        for text in todo:
            self._take(text)
            if units and text in both:
                spans = sorted(span for found in units.units(text, "segment").values() for span in found)
                own = found[text] if text in found else self._own(texts[text].values())
                self._put(text, spans, own, pair)
        cells = {code: (self._sums[0][code], self._sums[1][code], self._sums[2][code]) for code in set().union(*self._sums)}
        self.shared = Shared(pair, both, self._units, cells)
        return self.shared

    def _blind(self, state: State, changed: Iterable[Text], texts: Mapping[Text, Mapping[str, Coding]]) -> Collection[str]:
        """Return the sources in which somebody codes without seeing the others."""
        if not state.assignments:
            return frozenset()
        coders = {c for c, found in self._opened.items() if found} | {c.coder for t in changed for c in texts.get(t, {}).values()}
        return unrevealed(state, coders)

    def _own(self, codings: Iterable[Coding]) -> list[Coding]:
        """Return what people gave on their own."""
        blind, later = self._aside
        by_people = [c for c in codings if c.coder_kind == "human"]
        if not blind and not later:  # nearly always, and of a hundred thousand codings
            return by_people
        return [c for c in by_people if c.anchor.source not in blind and c.id not in later]

    def _open(self, text: Text, now: frozenset[str]) -> None:
        for coder in self._openers.pop(text, frozenset()) - now:
            self._opened[coder].discard(text)
            if not self._opened[coder]:
                del self._opened[coder]
        for coder in now:
            self._opened[coder].add(text)
        if now:
            self._openers[text] = now

    def _forget(self) -> None:
        self._told.clear()
        self._sums, self._units = (Counter(), Counter(), Counter()), 0

    def _take(self, text: Text) -> None:
        units, cells = self._told.pop(text, (0, {}))
        self._add(units, cells, -1)

    def _put(self, text: Text, units: Sequence[tuple[int, int]], codings: Iterable[Coding], pair: Sequence[str]) -> None:
        starts, ends = [start for start, _ in units], [end for _, end in units]
        marked: tuple[dict[str, int], dict[str, int]] = ({}, {})  # by coder and code, a bit for each unit
        of_coder = dict(zip(pair, marked, strict=True))
        below = [(1 << unit) - 1 for unit in range(len(units) + 1)]
        for coding in codings:
            code, own = coding.code, of_coder.get(coding.coder)
            if own is not None and _is_claim(code) and coding.stance == "for":
                anchor = coding.anchor
                first, last = bisect_right(ends, anchor.start), bisect_left(starts, anchor.end)
                own[code] = own.get(code, 0) | below[last] - below[first]
        one, other = marked
        cells = {}
        for code in one.keys() | other.keys():
            a, b = one.get(code, 0), other.get(code, 0)
            both = a & b
            cells[code] = (both.bit_count(), (a ^ both).bit_count(), (b ^ both).bit_count())
        self._told[text] = (len(units), cells)
        self._add(len(units), cells, 1)

    def _add(self, units: int, cells: Cells, sign: int) -> None:
        self._units += sign * units
        both, first, second = self._sums
        for code, (in_both, in_first, in_second) in cells.items():
            if in_both:
                both[code] += sign * in_both
            if in_first:
                first[code] += sign * in_first
            if in_second:
                second[code] += sign * in_second
