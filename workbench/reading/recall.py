"""How many names are found: what was measured, to be said wherever the result is shown.

The numbers are stored with the day and the way in which they were measured (``data/recall.json``; ``bench/planted.py``
makes them again). A list of what was found is never proof that nothing is left.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SETS = {"written": "in written sentences", "spoken": "in text without capital letters and punctuation"}


@dataclass(frozen=True, slots=True)
class Recall:
    """What was measured.

    Attributes
    ----------
    date
        ISO date of the measurement.
    how
        How it was measured.
    sets
        Set of texts (``written``, ``spoken``, ``real``, ``real spoken``) to kind of personal data to (found, planted):
        what is masked while nobody is on the key file.
    over
        Set of texts to the share of other characters that was masked for nothing.
    """

    date: str
    how: str
    sets: dict[str, dict[str, tuple[int, int]]]
    over: dict[str, float]

    def of_hundred(self, texts: str, kind: str = "person") -> int:
        """Return how many of 100 were found, rounded down: never more is promised than was measured."""
        found, planted = self.sets[texts][kind]
        return 100 * found // planted


@cache
def measured() -> Recall:
    """Return what was measured last."""
    raw = json.loads((Path(__file__).parent / "data" / "recall.json").read_text(encoding="utf-8"))
    sets = {name: {kind: (f, n) for kind, (f, n) in found["masked"].items()} for name, found in raw["sets"].items()}
    return Recall(raw["date"], raw["how"], sets, {name: found["over"] for name, found in raw["sets"].items()})


def sentence() -> str:
    """Return what everything says that shows found names: how many are found, and that a person has to look."""
    known = measured()
    said = ", ".join(f"{known.of_hundred(name)} of 100 names were found {where}" for name, where in _SETS.items())
    return f"In our test {said} (measured {known.date}); what is not on this list may still be there: read before you share."


def weaker(abroad: int, texts: int) -> str:
    """Return what is said where some texts are in another language than that of the test.

    Parameters
    ----------
    abroad
        Texts that are not in English.
    texts
        All texts.
    """
    return (
        f"{abroad:,} of {texts:,} texts are not in English. There fewer names are guessed, and the test says nothing of how many: "
        "those behind a title or an introduction, those on a list of names, and, but for German, capitals inside a sentence. "
        "Put every name you know into the key file."
    )
