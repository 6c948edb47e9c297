"""Customers' own words in a notebook: what is typical of a stage, in the sentences it was said in."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.views.bars import bar
from workbench.views.lanes import Words
from workbench.views.parts import quote, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.journey.lanes.items import Told
    from workbench.journey.lanes.words import Typical
    from workbench.views.parts import Masks

_SMALL = "font-size:12px;opacity:.75"


@looking
class WordsView:
    """Words typical of stages.

    Parameters
    ----------
    found
        As `workbench.journey.lanes.words.words` gives them. A word that masking changes is a name, and left out.
    told
        What people told.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(self, found: Sequence[Typical], told: Told, masks: Masks) -> None:
        shown = masks.redactor.texts([w.word for w in found], guess=False)
        self.words = [w for w, masked in zip(found, shown, strict=True) if w.word == masked]
        self._said = Words(told, masks)
        self._stages = {s.id: masks.text(s.label, guess=False) for s in told.look.settings.stages}

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        by: dict[str, list[str]] = {}
        for w in self.words:
            by.setdefault(self._stages[w.stage], []).append(w.word)
        return "\n".join(f"{stage}: {', '.join(own)}" for stage, own in by.items()) or "<no word is typical of a stage yet>"

    def frame(self) -> pd.DataFrame:
        """Return one row a word: people who say it there and elsewhere, and how typical it is (z)."""
        import pandas as pd

        rows = [(w.stage, w.word, w.k, w.n, w.other_k, w.other_n, round(w.z, 3)) for w in self.words]
        return pd.DataFrame(rows, columns=["stage", "word", "k", "n", "other_k", "other_n", "z"])

    def quotes(self) -> pd.DataFrame:
        """Return the sentences the words stand in, masked, or withheld where people do not consent."""
        import pandas as pd

        rows = [{"stage": w.stage, "word": w.word} | r for w in self.words for r in self._said.rows({"places": w.places})]
        frame = pd.DataFrame(rows, columns=["stage", "word", "participant", "words"])
        frame["words"] = self._said.shown(rows)
        return frame.rename(columns={"words": "quote"})

    def _repr_html_(self) -> str:
        if not self.words:
            return (
                "<p><strong>No word is typical of a stage yet: it takes at least three people who say it there. Code which stage "
                "people speak about.</strong></p>"
            )
        behind = [self._said.rows({"places": w.places}) for w in self.words]
        said = iter(self._said.shown([r for rows in behind for r in rows]))
        from workbench.study.shares import wilson

        lines = []
        for w, rows in zip(self.words, behind, strict=True):
            share = wilson(w.k, w.n)
            lines.append(
                [
                    html.escape(self._stages[w.stage]),
                    f"<strong>{html.escape(w.word)}</strong>",
                    f"{w.k} of {w.n} {bar(w.k, w.n, share.lo, share.hi)}",
                    f"{w.other_k} of {w.other_n}",
                    f"{w.z:.1f}",
                    "".join(quote(next(said), r["participant"]) for r in rows),
                ]
            )
        note = "People who say a word, not how often. z: weighted log-odds against all other stages (Monroe et al. 2008)."
        heads = ["stage", "word", "people there", "elsewhere", "z", "in their own words"]
        return f"<div style='overflow-x:auto'>{table(heads, lines, 'Their own words')}</div><p style='{_SMALL}'>{note}</p>"
