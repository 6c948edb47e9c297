"""The numbers beside the talk in a notebook: by stage, from stage to stage, by element, and where people clicked."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.journey.figures.fuse import figure
from workbench.share.heat import heat_picture
from workbench.share.words import day, people, percent
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks

#: What a row says that has nothing to compare with; the empty cell says it as well.
_NOTHING = "one value says nothing about better or worse"
_MARK = {"agrees": "= talk agrees", "conflicts": "≠ talk says otherwise", "": ""}
EMPTY = (
    '<p><strong>No numbers yet.</strong> Add an export of your analytics with <code>study.add_metrics("funnel.csv", '
    "stages={…})</code>, or a survey with ratings with <code>study.add_survey(…)</code>.</p>"
)


@looking
@dataclass(frozen=True)
class NumbersView:
    """Every number of the study, by stage.

    Attributes
    ----------
    rows
        By stage, as `workbench.journey.figures.fuse.lane` gives them; what is about no single stage stands under ``""``.
    labels
        Stage id to label.
    funnel, friction, heat
        As `workbench.journey.figures.numbers.funnel` and `workbench.journey.figures.clicks` give them.
    notices
        What is not shown, and why.
    masks
        What stands between what is stored and what is shown.
    """

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    labels: Mapping[str, str]
    masks: Masks
    funnel: Sequence[Mapping[str, Any]] = ()
    friction: Sequence[Mapping[str, Any]] = ()
    heat: Sequence[Mapping[str, Any]] = ()
    notices: Sequence[str] = field(default=())

    def _shown(self, text: str) -> str:
        return self.masks.text(text, guess=False)

    def frame(self) -> pd.DataFrame:
        """Return one row a number: value, interval, n, change, and whether talk agrees."""
        import pandas as pd

        columns = ["stage", "metric", "value", "lo", "hi", "n", "date", "source", "unit", "better", "change", "agrees", "why"]
        rows = [
            {c: row.get(c) for c in columns}
            | {"stage": stage, "change": row["change"]["text"] if row["change"] else ""}
            | {c: self._shown(str(row[c])) for c in ("metric", "source", "why")}
            for stage, found in self.rows.items()
            for row in found
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        total = sum(map(len, self.rows.values()))
        said = [row["agrees"] for found in self.rows.values() for row in found]
        return f"<{count(total, 'number')}: {said.count('agrees')} agree with talk, {said.count('conflicts')} conflict>"

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(self._shown(n))}</p>" for n in self.notices)
        if not any(self.rows.values()) and not self.heat:
            return EMPTY + told
        head = ["stage", "number", "as of", "talk", "from what"]
        rows = [
            [
                html.escape(self.labels.get(stage, "All of it")),
                html.escape(self._shown(figure(row))),
                html.escape(", ".join(part for part in (day(row["date"]), self._shown(row["source"])) if part)),
                f"<strong>{html.escape(_MARK[row['agrees']])}</strong>",
                html.escape(self._shown("; ".join(part for part in (row["note"], _further(row)) if part))),
            ]
            for stage, found in self.rows.items()
            for row in found
        ]
        shown = table(head, rows, repr(self).strip("<>")) if rows else ""
        return shown + self._funnel() + self._friction() + self._pictures() + told

    def _funnel(self) -> str:
        if not self.funnel:
            return ""
        rows = [
            [
                html.escape(f"{self.labels.get(f['from'], f['from'])} → {self.labels.get(f['to'], f['to'])}"),
                "" if f["drop"] is None else f"{percent(f['drop'])} ({percent(f['lo'])} to {percent(f['hi'])})",
                html.escape(f["text"]),
                html.escape(self._shown(f["source"])),
            ]
            for f in self.funnel
        ]
        return table(["from stage to stage", "left", "how many", "source"], rows, "Who went on")

    def _friction(self) -> str:
        if not self.friction:
            return ""
        rows = []
        for f in self.friction:
            clicked = f["clicked"]
            share = ""
            if clicked and clicked["lo"] is not None:
                ends = f"({percent(clicked['lo'])} to {percent(clicked['hi'])})"
                share = f"{percent(clicked['value'])} of {people(int(clicked['n']))} clicked {ends}"
            cells = [f"{f[k]:,.0f}" if f[k] is not None else "–" for k in ("trouble", "clicks")]
            where = self.labels.get(f["stage"], f["stage"])
            rows.append([html.escape(self._shown(f["element"])), html.escape(where), *cells, html.escape(share)])
        head = ["element", "stage", "clicks that led nowhere", "clicks", "visitors"]
        return table(head, rows, "Where people click, most trouble first")

    def _pictures(self) -> str:
        shown = [dict(p) | {"text": self._shown(p["text"])} for p in self.heat]
        return "".join(
            f"<figure style='display:inline-block;margin:8px 16px 8px 0'>{heat_picture(p)}<figcaption>"
            f"{html.escape(self.labels.get(p['stage'], p['stage']))}: {html.escape(p['text'])}</figcaption></figure>"
            for p in shown
        )


def _further(row: Mapping[str, Any]) -> str:
    """Return on what the word rests, unless the number beside it says the same."""
    said = row["change"]["text"] if row["change"] else _NOTHING
    return "" if row["why"] == said else str(row["why"])
