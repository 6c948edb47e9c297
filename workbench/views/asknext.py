"""What to ask next: the reasons by stage, the guide for the next interviews, and whom to recruit."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import put, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks

_SUFFIXES = {".md", ".txt"}


@looking
class AskNextView:
    """What to ask next.

    Parameters
    ----------
    items
        As `workbench.journey.plan.asknext.ask_next` gives them.
    guide
        As `workbench.journey.plan.guides.guide` gives it.
    plan
        As `workbench.journey.plan.samples.plan` gives it; `formula` in the same words.
    labels
        Stage -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(
        self,
        items: Mapping[str, Sequence[Mapping[str, Any]]],
        guide: str,
        plan: Sequence[Mapping[str, Any]],
        formula: str,
        labels: Mapping[str, str],
        masks: Masks,
    ) -> None:
        self.items, self.formula, self._masks = items, formula, masks
        self._guide, self._plan = guide, plan
        self._labels = {"": "the whole journey"} | {stage: masks.text(label, guess=False) for stage, label in labels.items()}

    def frame(self) -> pd.DataFrame:
        """Return one row a reason: stage, what to find out, why, and which claim it is about."""
        import pandas as pd

        rows = [
            [stage, i["kind"], self._said(i["what"]), self._said(i["why"]), self._said(i["claim"])]
            for stage, found in self.items.items()
            for i in found
        ]
        return pd.DataFrame(rows, columns=["stage", "kind", "what", "why", "claim"])

    def _said(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def guide(self) -> str:
        """Return the guide for the next interviews, as Markdown: open questions, and what to listen for."""
        return self._said(self._guide)

    def plan(self) -> pd.DataFrame:
        """Return how many more people of which persona it takes at each stage: to hear what few say, and for a narrow share."""
        import pandas as pd

        columns = ["who", "stage", "people", "n", "to_hear", "for_width"]
        rows = [[self._said(row["who"]), *(row[c] for c in columns[1:])] for row in self._plan]
        return pd.DataFrame(rows, columns=columns)

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write the guide as .md or .txt, masked, once it has passed the share gate; return the path.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If the suffix is another, or the folder is not there.
        """
        there = Path(path)
        if there.suffix.lower() not in _SUFFIXES:
            raise UserError(f"{there.name}: a guide is saved as .md or .txt")
        if not there.parent.is_dir():
            raise UserError(f"{there.parent}: there is no such folder")
        return put({there: self.guide()}, self._masks.gate, despite)[0]

    def __repr__(self) -> str:
        asks = sum(i["kind"] != "coding" for found in self.items.values() for i in found)
        again = sum(len(found) for found in self.items.values()) - asks
        coded = f", {again} that coding again would answer" if again else ""
        return f"<{count(asks, 'thing')} to ask at {count(len([s for s in self.items if s]), 'stage')}{coded}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                html.escape(self._labels.get(stage, stage)),
                f"<strong>{html.escape(self._said(i['what']))}</strong>",
                html.escape(self._said(i["why"])),
            ]
            for stage, found in self.items.items()
            for i in found
        ]
        told = table(["stage", "what to find out", "why"], rows, repr(self).strip("<>"))
        wide = self._recruit()
        shown = f"<pre style='white-space:pre-wrap'>{html.escape(self.guide())}</pre>"
        text = f"<details><summary>The guide, as Markdown</summary>{shown}</details>"
        return told + wide + text

    def _recruit(self) -> str:
        plan = self.plan()
        stages = list(dict.fromkeys(plan["stage"]))
        rows = []
        for who in dict.fromkeys(plan["who"]):
            mine = plan[plan["who"] == who].set_index("stage")
            cells = [f"{mine['n'][s]} (+{mine['to_hear'][s]} / +{mine['for_width'][s]})" for s in stages]
            rows.append([html.escape(f"{who} ({mine['people'].iloc[0]})"), *cells])
        head = ["", *(self._labels.get(s, s) for s in stages)]
        caption = "Whom to recruit: people heard, and how many more it takes to hear / for the width"
        return table(head, rows, caption) + f"<p style='opacity:.8'>{html.escape(self.formula)}</p>"
