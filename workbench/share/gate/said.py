"""Runs of words that nobody outside may read, looked for in many texts at once."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_WORDS = re.compile(r"[^\W_]+")


class Said:
    """Words of people who may not be quoted.

    Parameters
    ----------
    runs
        As `workbench.share.withheld.withheld` gives them.
    """

    def __init__(self, runs: Collection[tuple[str, ...]]) -> None:
        self._runs = frozenset(runs)
        self._first: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for run in sorted(self._runs):
            self._first.setdefault((run[0], run[1] if len(run) > 1 else ""), []).append(run)
        self._least = min(map(len, self._runs), default=0)

    def __bool__(self) -> bool:
        return bool(self._runs)

    def found(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the number of a text and the run that is in it.

        Parameters
        ----------
        texts
            Plain texts.
        """
        for number, text in enumerate(texts):
            words = _WORDS.findall(text.casefold())
            if len(words) < self._least:
                continue
            for at, pair in enumerate(pairwise(words)):
                if pair in self._first:
                    yield from ((number, " ".join(run)) for run in self._first[pair] if tuple(words[at : at + len(run)]) == run)
