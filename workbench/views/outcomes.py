"""How people who say so rate, beside people who do not, in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.near import instead
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks

_MOST = 40
_LEAST = 0.001
LIMITS = (
    "Associations, not effects: who says so may differ in more than that. Compared are people whose words were coded and who could "
    "have said so; q is corrected for all rows of the table."
)


_ROWS = ("claims", "touchpoints")


@looking
@dataclass(frozen=True)
class OutcomesView:
    """Claims and touchpoints by how people who name them rate.

    Attributes
    ----------
    found
        As `workbench.journey.figures.outcomes.outcomes` gives it.
    labels
        Stage id to label.
    masks
        What stands between what is stored and what is shown.
    """

    found: Mapping[str, Any]
    labels: Mapping[str, str]
    masks: Masks

    def _shown(self, text: str) -> str:
        return self.masks.text(text, guess=False)

    def frame(self, what: str = "claims") -> pd.DataFrame:
        """Return one row a claim (or of ``touchpoints``) and measure: both sides, difference with interval, p, q, word."""
        import pandas as pd

        if what not in _ROWS:
            raise UserError(f"nothing is called {what!r}; {instead(what, _ROWS)}")
        columns = ["id", "label", "stage", "measure", "n_with", "mean_with", "n_without", "mean_without", "difference", "lo", "hi"]
        columns += ["p", "q", "word", "text"]
        rows = [
            {c: row.get(c) for c in columns}
            | {f"{part}_{side}": row[side][part] for part in ("n", "mean") for side in ("with", "without")}
            | {c: self._shown(row[c]) for c in ("id", "label", "measure", "text")}
            for row in self.found[what]
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        rows = [*self.found["claims"], *self.found["touchpoints"]]
        apart = sum(row["word"] in {"higher", "lower"} for row in rows)
        names = ", ".join(self._shown(m["name"]) for m in self.found["measures"]) or "no outcome"
        return f"<{names}: {count(len(rows), 'comparison')}, {apart} differ (associations)>"

    def _repr_html_(self) -> str:
        if not self.found["measures"]:
            return (
                "<p><strong>No outcomes yet.</strong> Give <code>participants.csv</code> a column such as "
                "<code>outcome.nps</code>, <code>outcome.csat</code> or <code>outcome.churn</code>, or add a survey with "
                "ratings.</p>"
            )
        parts = [
            self._table(self.found[what], caption)
            for what, caption in (
                ("claims", "People who say so beside people who do not"),
                ("touchpoints", "The same by touchpoint"),
            )
            if self.found[what]
        ]
        return "".join(parts) + f"<p>{LIMITS}</p>"

    def _table(self, found: Sequence[Mapping[str, Any]], caption: str) -> str:
        least = self.masks.redactor.least
        compared = [row for row in found if row["word"] != "too few people" and min(row["with"]["n"], row["without"]["n"]) >= least]
        rows = [
            [
                html.escape(self._shown(row["label"])),
                html.escape(self.labels.get(row["stage"], "–")),
                f"<strong>{html.escape(row['word'])}</strong>",
                html.escape(self._shown(row["text"])),
                "" if row["q"] is None else "&lt; 0.001" if row["q"] < _LEAST else f"{row['q']:.3f}",
            ]
            for row in compared[:_MOST]
        ]
        few, more = len(found) - len(compared), max(0, len(compared) - _MOST)
        notes = [f"{count(few, 'comparison')} with too few people on a side"] if few else []
        notes += [f"{more} more in <code>.frame()</code>"] if more else []
        left = f"<p>{'; '.join(notes)}</p>" if notes else ""
        if not rows:
            return f"<p><strong>{html.escape(caption)}</strong></p>{left}"
        return table(["said", "stage", "their rating", "in people", "q"], rows, caption) + left
