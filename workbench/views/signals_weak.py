"""Weak signals in a notebook: what is new or rising, how sure, and where it was heard besides."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share.words import kind_name
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks


@looking
@dataclass(frozen=True)
class WeakView:
    """What is new or rising since the round before, surest first. Signals, not forecasts.

    Attributes
    ----------
    rows
        As `workbench.journey.change.weak.weak` gives them.
    labels
        Stage id to label.
    masks
        What stands between what is stored and what is shown.
    rounds
        Ids of the two rounds compared; fewer where there are no two.
    """

    rows: Sequence[Mapping[str, Any]]
    labels: Mapping[str, str]
    masks: Masks
    rounds: Sequence[str] = ()

    def frame(self) -> pd.DataFrame:
        """Return one row a signal: how many now and before, difference with interval, word, text."""
        import pandas as pd

        columns = ["id", "label", "kind", "stage", "k0", "n0", "k1", "n1", "difference", "lo", "hi", "word", "elsewhere", "text"]
        rows = [
            {c: row[c] for c in columns}
            | {c: self.masks.text(row[c], guess=False) for c in ("id", "label")}
            | {"elsewhere": _authors(row)}
            for row in self.rows
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        sure = sum(row["word"] in {"new", "rising"} for row in self.rows)
        return f"<{count(len(self.rows), 'weak signal')}, {sure} of them sure; signals, not forecasts>"

    def _repr_html_(self) -> str:
        if len(self.rounds) < 2:  # noqa: PLR2004 (a rise needs a before)
            return (
                "<p><strong>Nothing can rise yet: there is one round.</strong> When the next one is in, add it with "
                "<code>study.add(…, round=…)</code> and run this again.</p>"
            )
        since = html.escape(" to ".join(self.rounds))
        if not self.rows:
            return f"<p><strong>Nothing new and nothing rising</strong> from {since}.</p>"
        rows = [
            [
                f"<strong>{html.escape(row['word'])}</strong>",
                html.escape(self.masks.text(row["label"], guess=False)),
                html.escape(self.labels.get(row["stage"], "–")),
                html.escape(row["text"].partition(": ")[2] or row["text"]),
                html.escape(_authors(row)),
            ]
            for row in self.rows
        ]
        return table(["signal", "what", "stage", "in people", "elsewhere"], rows, f"{repr(self).strip('<>')} ({since})")


def _authors(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{kind_name(kind)}: {now} authors, {before} before" for kind, (before, now) in row["elsewhere"].items())
