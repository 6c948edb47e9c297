"""Places that come with their words: what was counted is tried in every way a program may have counted, and the words decide."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from workbench.coding.projects.counted import Counted
from workbench.coding.projects.records import Dialect

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    #: Start, end and words, as a program noted them.
    Mark = tuple[int | None, int | None, str]

#: How far from its place words are looked for that stand in a text several times.
NEARBY = 1_000
#: How many characters are searched for words in one text before it is given up.
_WORK = 4 * 2**30
#: What editors show for other spaces and line ends.
_SPACES = re.compile("\r\n|[\r\u2028\u2029]")
_READINGS = tuple(Dialect(unit, crlf, bom) for unit, crlf, bom in product(("utf16", "codepoint"), (1, 2), (False, True)))  # type: ignore[arg-type]


class Quoted:
    """A text in which passages are noted by place and by words.

    Parameters
    ----------
    stored
        As the program keeps it.

    Attributes
    ----------
    text
        Canonical.
    dialect
        How most of its places were counted; until there were any, as editors count.
    checked
        How many places their words confirmed.
    """

    def __init__(self, stored: str) -> None:
        self._counted = Counted.of(stored)
        self.text = self._counted.text
        self._plain = plain(self.text)
        self.dialect = _READINGS[0]
        self.checked = 0
        self._work = _WORK
        astral, pairs, bom = bool(len(self._counted.astral)), bool(len(self._counted.pairs)), self._counted.bom
        self._readings = [r for r in _READINGS if (astral or r.unit == "utf16") and (pairs or r.crlf == 1) and (bom or not r.bom)]

    def places(self, marks: Sequence[Mark], lost: Counter[tuple[str, str]]) -> list[tuple[int, int] | None]:
        """Return where each passage is, None where it is nowhere; what was not simply where it was said to be is counted."""
        readings = [self._read(marks, dialect) for dialect in self._readings]
        fits = [[place is not None and self._says(place, mark[2]) for place, mark in zip(r, marks, strict=True)] for r in readings]
        best = max(range(len(readings)), key=lambda n: (sum(fits[n]), -n))
        self.dialect, self.checked = self._readings[best], sum(fits[best])
        return [self._place(n, best, readings, fits, marks[n], lost) for n in range(len(marks))]

    def part(self, first: int | None, last: int | None) -> tuple[int, int] | None:
        """Return where a stretch is that comes without words; None if it is not in the text."""
        if not first and last is not None and last >= len(self.text) - 1:
            return 0, len(self.text)  # all of it, however that was counted
        return self._read([(first, last, "")], self.dialect)[0]

    def _place(
        self, n: int, best: int, readings: list[list[tuple[int, int] | None]], fits: list[list[bool]], mark: Mark,
        lost: Counter[tuple[str, str]],
    ) -> tuple[int, int] | None:  # fmt: skip
        place, quote = readings[best][n], plain(mark[2])
        if fits[best][n]:
            return place
        if not quote.strip():
            what = "codings whose words were not noted" if place else "codings"
            lost[what, "they are where their places say" if place else "their places are not in the text"] += 1
            return place
        if other := next((r[n] for r, fit in zip(readings, fits, strict=True) if fit[n]), None):
            lost["codings whose places were counted in another way", "their words say which"] += 1
            return other
        if (found := self._near(quote, place[0] if place else 0)) is not None:
            lost["codings put where their words stand", "their places say other words"] += 1
            return found
        lost["codings", "their words are not in the text any more"] += 1
        return None

    def _read(self, marks: Sequence[Mark], dialect: Dialect) -> list[tuple[int, int] | None]:
        """Return the places of a text if they were counted in one way."""
        import numpy as np

        given = np.array([(-1 if x is None else x) for mark in marks for x in mark[:2]], dtype=np.int64)
        places, exact = self._counted.places(given, dialect)
        pairs = zip(places[::2].tolist(), places[1::2].tolist(), (exact[::2] & exact[1::2]).tolist(), strict=True)
        return [(start, end) if sure and start < end else None for start, end, sure in pairs]

    def _says(self, place: tuple[int, int], quote: str) -> bool:
        return bool(quote.strip()) and self._plain[slice(*place)] == plain(quote)

    def _near(self, quote: str, at: int) -> tuple[int, int] | None:
        """Return where words stand: nowhere else, or nearest to a place and not far from it."""
        self._work -= len(self.text)
        if self._work < 0:  # a text in which hardly anything is where it was said to be
            return None
        before, after = self._plain.rfind(quote, 0, at + len(quote)), self._plain.find(quote, at)
        nearest = min((x for x in (before, after) if x >= 0), key=lambda x: (abs(x - at), x), default=None)
        if nearest is None:
            return None
        alone = self._plain.find(quote) == self._plain.rfind(quote)
        return (nearest, nearest + len(quote)) if alone or abs(nearest - at) <= NEARBY else None


def plain(text: str) -> str:
    """Return text with the line ends and spaces that an editor would have shown as they are in a file."""
    return _SPACES.sub("\n", text).replace("\u00a0", " ")
