"""Moments of truth: the rule step by step, and who decided otherwise."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.views.parts import Masks

_MET = {True: "yes", False: "no", None: "not known"}


@looking
class MomentsView:
    """Which stages are moments of truth, and why.

    Parameters
    ----------
    found
        As `workbench.journey.strength.moments.moments` gives it.
    labels
        Stage -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Mapping[str, Mapping[str, Any]], labels: Mapping[str, str], masks: Masks) -> None:
        self.found, self._masks = found, masks
        self._labels = {stage: masks.text(label, guess=False) for stage, label in labels.items()}

    def frame(self) -> pd.DataFrame:
        """Return one row a stage: whether it is a moment, what the rule says, each step, and who decided."""
        import pandas as pd

        steps = ["people", "strength", "certainty", "reach", "outcome"]
        rows = [
            {
                "stage": stage,
                "moment": f["moment"],
                "rule": f["rule"],
                **{s["step"]: _MET[s["met"]] for s in f["trace"]},
                "decided by": f["decided"]["by"] if f["decided"] else "",
                "why": self._masks.text(self._why(f), guess=False),
            }
            for stage, f in self.found.items()
        ]
        return pd.DataFrame(rows, columns=["stage", "moment", "rule", *steps, "decided by", "why"])

    @staticmethod
    def _why(found: Mapping[str, Any]) -> str:
        said = found["decided"]
        return f"{found['why']} ({said['why']})" if said else str(found["why"])

    def __repr__(self) -> str:
        stars = [self._labels.get(stage, stage) for stage, f in self.found.items() if f["moment"]]
        return f"<moments of truth: {', '.join(stars) or 'none'}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                html.escape(self._labels.get(stage, stage)) + (" \u2605" if f["moment"] else ""),
                html.escape(self._masks.text(self._why(f), guess=False)),
                "<br>".join(f"{_MET[s['met']]}: {html.escape(s['text'])}" for s in f["trace"]),
            ]
            for stage, f in self.found.items()
        ]
        return table(["stage", "why", "the rule, step by step"], rows, repr(self).strip("<>").capitalize())
