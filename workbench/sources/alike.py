"""A new source that says what another says already: a corrected copy under a new name, a second download, the wrong round.

Nothing is decided here. Who imports is told, and what to do if the new one was to take the place of the old one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from workbench.study.records import Survey, Transcript

#: So many words side by side are hardly said twice by two people.
_RUN = 6
#: How many runs, or answers, are looked for; how many there must be to tell; what share must be found; a first look.
_RUNS, _FEWEST, _ENOUGH, _FIRST = 120, 8, 0.6, 12
_LONG, _ANSWERS, _LOOKED_AT = 25, 500, 20_000


def talk_alike(fresh: Transcript, known: Iterable[Transcript]) -> tuple[str, ...]:
    """Return a note if participants say in a new transcript nearly what is in one that is here already.

    Parameters
    ----------
    fresh
        The new one.
    known
        Those of the study.
    """
    spoken = [_words(fresh.text[turn.start : turn.end]) for turn in fresh.turns if turn.participant]
    runs = [f" {' '.join(words[i : i + _RUN])} " for words in spoken for i in range(len(words) - _RUN + 1)]
    runs = _spread(runs, _RUNS)
    if len(runs) < _FEWEST:
        return ()
    for other in known:
        whole = _whole(other.text)
        if any(run in whole for run in _spread(runs, _FIRST)) and sum(run in whole for run in runs) >= _ENOUGH * len(runs):
            again = f"remove {fresh.id}, and import the file with replaces={other.id!r}"
            what = f"says nearly the same as {other.id} (round {other.round}): if it is a corrected copy of it, or the same talk"
            return (f"{what} again, {again}; codings then stay on their words",)
    return ()


def answers_alike(fresh: Survey, known: Sequence[Survey]) -> tuple[str, ...]:
    """Return a note if most answers of a new survey stand word for word in one that is here already.

    Parameters
    ----------
    fresh
        The new one.
    known
        Those of the study.
    """
    wanted = _spread(_long(fresh.answers), _ANSWERS) if known else []
    if len(wanted) < _FEWEST:
        return ()
    for other in known:
        texts = other.answers["text"]
        if texts[texts.isin(wanted)].nunique() >= _ENOUGH * len(wanted):
            again = f"remove {fresh.id}, and import the file with id={other.id!r}"
            what = f"most of its answers stand word for word in {other.id} (round {other.round}), and now count twice"
            return (f"{what}: if it is a later download of the same survey, {again}; codings then stay on their answers",)
    return ()


def _long(frame: pd.DataFrame) -> list[str]:
    """Return answers that are too long to be given twice by chance, each once; of very many, some from everywhere."""
    texts = frame["text"].iloc[:: 1 + len(frame) // _LOOKED_AT]
    return [str(text) for text in texts[texts.str.len() >= _LONG].unique()]


def _spread(things: Sequence[str], most: int) -> list[str]:
    """Return at most so many, spread evenly."""
    step = max(1, -(-len(things) // most))
    return list(things[::step])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@lru_cache(maxsize=64)
def _whole(text: str) -> str:
    return f" {' '.join(_words(text))} "
