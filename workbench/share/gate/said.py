"""Runs of words that nobody outside may read, looked for in many texts at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.share.gate.plain import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

#: Words, and the border of a text, over which no run reaches.
_WORDS = re.compile(rf"[^\W_]+|{BETWEEN}")


#: Letters of a run that are somebody's own words, and of a short answer that is withheld whole: "I don't know why I" is anybody's.
_LEAST, _WHOLE = (16, 10), 6


class Said:
    """Words of people who may not be quoted.

    Parameters
    ----------
    runs
        As `workbench.share.withheld.withheld` gives them.
    """

    def __init__(self, runs: Collection[tuple[str, ...]]) -> None:
        self._runs = frozenset(run for run in runs if sum(map(len, run)) >= _LEAST[len(run) < _WHOLE])
        self._parts = {run: tuple(zip(run, run[1:], run[2:], strict=False)) for run in sorted(self._runs)}
        self._wanted = {part for parts in self._parts.values() for part in parts}

    def __bool__(self) -> bool:
        return bool(self._runs)

    def found(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the number of a text and the run that is in it.

        Parameters
        ----------
        texts
            Plain texts.
        """
        words = _WORDS.findall(BETWEEN.join(texts).casefold())
        present = self._wanted.intersection(zip(words, words[1:], words[2:], strict=False))
        likely = [run for run, parts in self._parts.items() if present.issuperset(parts)]
        told = f" {' '.join(words)} " if likely else ""
        if there := [run for run in likely if f" {' '.join(run)} " in told]:
            for number, text in enumerate(texts):
                told = f" {' '.join(_WORDS.findall(text.casefold()))} "
                yield from ((number, " ".join(run)) for run in there if f" {' '.join(run)} " in told)
