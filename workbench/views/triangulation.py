"""Kinds of source beside each other, one row a claim."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.views.parts import Masks

_ORDER = {"conflict": 0, "one kind": 1, "agree": 2, "nobody": 3}


@looking
class TriangulationView:
    """How kinds of source agree about each claim.

    Parameters
    ----------
    found
        As `workbench.journey.strength.triangulation.triangulation` gives it.
    labels
        Claim -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Mapping[str, Mapping[str, Any]], labels: Mapping[str, str], masks: Masks) -> None:
        self.found, self._masks = found, masks
        self._labels = {claim: masks.text(label, guess=False) for claim, label in labels.items()}

    @property
    def _kinds(self) -> list[str]:
        return sorted({kind for f in self.found.values() for kind in f["kinds"]})

    def frame(self) -> pd.DataFrame:
        """Return one row a claim: people in each kind of source (``k of n``, and how many say the opposite), and the word."""
        import pandas as pd

        rows = [
            {
                "claim": self._masks.text(claim, guess=False),
                "statement": self._labels.get(claim, claim),
                **{kind: _cell(f["kinds"].get(kind)) for kind in self._kinds},
                "kinds": f["distinct"],
                "word": f["word"],
                "text": f["text"],
            }
            for claim, f in self.found.items()
        ]
        return pd.DataFrame(rows, columns=["claim", "statement", *self._kinds, "kinds", "word", "text"])

    def matrix(self) -> pd.DataFrame:
        """Return kind against kind: about how many claims they agree and conflict, and supporters heard in both."""
        import pandas as pd

        sums: dict[tuple[str, str], dict[str, int]] = {}
        for found in self.found.values():
            for pair in found["matrix"]:
                one = sums.setdefault((pair["a"], pair["b"]), {"agree": 0, "conflict": 0, "in both": 0})
                one[pair["word"]] += 1
                one["in both"] += pair["both"]
        rows = [[a, b, *one.values()] for (a, b), one in sorted(sums.items())]
        return pd.DataFrame(rows, columns=["kind", "and", "agree", "conflict", "supporters in both"])

    def __repr__(self) -> str:
        words = [f["word"] for f in self.found.values()]
        told = ", ".join(f"{words.count(word)} {word}" for word in _ORDER if word in words)
        return f"<{count(len(words), 'claim')}{f': {told}' if told else ''}>"

    def _repr_html_(self) -> str:
        if not self.found:
            return "<p><strong>No claims yet.</strong> They appear with the first pain, need or delight in the codebook.</p>"
        rows = [
            [
                html.escape(self._labels.get(claim, claim)),
                *(html.escape(_cell(f["kinds"].get(kind))) for kind in self._kinds),
                f"<strong>{html.escape(f['word'])}</strong>",
            ]
            for claim, f in sorted(self.found.items(), key=lambda pair: (_ORDER[pair[1]["word"]], pair[0]))
        ]
        pairs = [[html.escape(str(cell)) for cell in row] for row in self.matrix().itertuples(index=False)]
        below = table(list(self.matrix().columns), pairs, "Kind against kind, in claims") if pairs else ""
        return table(["claim", *self._kinds, ""], rows, repr(self).strip("<>")) + below


def _cell(counts: Mapping[str, Any] | None) -> str:
    if counts is None:
        return ""
    of = "" if counts["n"] is None else f" of {counts['n']}"
    return f"{counts['k']}{of}" + (f", {counts['x']} against" if counts["x"] else "")
