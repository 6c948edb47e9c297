"""Known names letter by letter (*G-r-a-c-e*, *陈 晓 梅*), and with digits in the place of letters (*N0wak*)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.people.handles import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Letters that stand alone, three at least, with one sign or some white space between them.
_APART = r"(?:[ \t\u00a0]+|[ \t]?[.,\u00b7/_\u2013-][ \t]?)"
_LETTERS = re.compile(rf"(?<![^\W_])[^\W\d_](?:{_APART}[^\W\d_](?![^\W_])){{2,}}")
_LETTER = re.compile(r"[^\W\d_]")
_MIXED = re.compile(r"(?<![\w@./-])(?:[^\W\d_]++[0134578]|[0134578]++[^\W\d_])[^\W_]*+(?![\w@/]|[.-]\w)")
#: What digits stand for; 1 is an i or an l.
_MEANT = tuple(str.maketrans("0134578", f"o{one}eastb") for one in "il")
_LEAST, _LEAST_UNSPACED, _LONGEST = 4, 2, 40


class Disguised:
    """Names, ready to be found where they are spelled out.

    Parameters
    ----------
    names
        Names and parts of names, without case and accents.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: dict[str, str] = {}
        for name in sorted(names):
            letters = "".join(_LETTER.findall(name))
            if len(letters) >= (_LEAST_UNSPACED if UNSPACED.search(letters) else _LEAST) and len(letters) <= _LONGEST:
                self._whole.setdefault(letters, name)
        self._lengths: dict[str, list[int]] = {}
        for first, length in sorted({(letters[0], len(letters)) for letters in self._whole}, reverse=True):
            self._lengths.setdefault(first, []).append(length)

    def found(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and name of each, in a text without case and accents."""
        for run in _LETTERS.finditer(folded):
            yield from self._spelled(run)
        for word in _MIXED.finditer(folded):
            name = next((found for way in _MEANT if (found := self._whole.get(word[0].translate(way)))), None)
            if name and 2 * sum(map(str.isalpha, word[0])) >= len(word[0]):
                yield *word.span(), name

    def _spelled(self, run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the names in a run of letters, of those that begin at one letter the longest."""
        hits = list(_LETTER.finditer(run[0]))
        places, letters = [hit.start() for hit in hits], "".join(hit[0] for hit in hits)
        at = 0
        while at < len(letters):
            ends = (at + length for length in self._lengths.get(letters[at], ()) if at + length <= len(letters))
            end = next((end for end in ends if letters[at:end] in self._whole), at)
            if end > at:
                yield run.start() + places[at], run.start() + places[end - 1] + 1, self._whole[letters[at:end]]
            at = max(end, at + 1)
