"""What the numbers say, why people say it is so, and whether both agree, in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks

_WORDS = {"agrees": "= agrees", "conflicts": "≠ conflicts", "": "cannot be told"}
RULE = (
    "A number that changed is held against how talk at its stage changed between the same rounds; a score with a zero of its "
    "own against the mean feeling. Only what can be told from chance is compared; a conflict is shown, never averaged."
)


@looking
@dataclass(frozen=True)
class FuseView:
    """One row a number, in the order of the journey: what, why, and whether both agree.

    Attributes
    ----------
    rows
        As `workbench.journey.figures.fuse.fuse` gives them.
    labels
        Stage id to label.
    masks
        What stands between what is stored and what is shown.
    """

    rows: Sequence[Mapping[str, Any]]
    labels: Mapping[str, str]
    masks: Masks

    def _shown(self, text: str) -> str:
        return self.masks.text(text, guess=False)

    def _why(self, row: Mapping[str, Any]) -> list[str]:
        changed = {"up": ", more than before", "down": ", fewer than before", "new": ", new", "not heard": ", not heard any more"}
        return [f"{self._shown(c['label'])} ({c['k']} of {c['n']}{changed.get(c['verdict'], '')})" for c in row["why"]]

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table: stage, what, why, agree, text."""
        import pandas as pd

        columns = ["stage", "metric", "what", "why", "agree", "text"]
        rows = [
            {"stage": row["stage"], "why": "; ".join(self._why(row)), "agree": row["agree"]}
            | {k: self._shown(row[k]) for k in ("metric", "what", "text")}
            for row in self.rows
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        numbers = [row for row in self.rows if row["metric"]]
        said = [row["agree"] for row in numbers]
        return f"<{count(len(numbers), 'number')} beside talk: {said.count('agrees')} agree, {said.count('conflicts')} conflict>"

    def _repr_html_(self) -> str:
        if not any(row["metric"] for row in self.rows):
            return (
                "<p><strong>No number to hold against talk.</strong> Add an export of your analytics with "
                '<code>study.add_metrics("funnel.csv", stages={…})</code>.</p>'
            )
        rows = [
            [
                html.escape(self.labels.get(row["stage"], "All of it")),
                html.escape(self._shown(row["what"])) or "–",
                "<br>".join(map(html.escape, self._why(row))) or "nothing said",
                f"<strong>{_WORDS[row['agree']]}</strong>" if row["metric"] else "",
                html.escape(self._shown(row["text"])),
            ]
            for row in self.rows
        ]
        return table(["stage", "what", "why", "agree?", "from what"], rows, repr(self).strip("<>")) + f"<p>{RULE}</p>"
