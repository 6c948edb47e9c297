"""Were there interviews enough: the study, each stage, each persona."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.views.parts import Masks

_COLUMNS = ["what", "interviews", "claims", "ratio", "reached", "orders", "unseen", "heard 10 %", "enough", "text"]
_WORDS = {True: "saturated", False: "not saturated", None: "too few to say"}


@looking
class SaturationView:
    """How far interviews are saturated.

    Parameters
    ----------
    found
        As `workbench.journey.strength.saturation.saturation` gives it.
    labels
        Stage -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Mapping[str, Any], labels: Mapping[str, str], masks: Masks) -> None:
        self.found, self._masks = found, masks
        self._labels = {stage: masks.text(label, guess=False) for stage, label in labels.items()}

    def _groups(self) -> list[tuple[str, Mapping[str, Any]]]:
        stages = [(self._labels.get(s, s), found) for s, found in self.found["stages"].items()]
        personas = [(self._masks.text(p, guess=False), found) for p, found in self.found["personas"].items()]
        return [("the whole study", self.found["study"]), *stages, *personas]

    def frame(self) -> pd.DataFrame:
        """Return one row for the study, each stage and each persona."""
        import pandas as pd

        rows = [
            [
                name, f["interviews"], f["codes"], f["ratio"], f["reached"], f["orders"], round(f["unseen"], 1),
                round(f["heard"]["0.1"], 3), f["enough"], f["text"],
            ]
            for name, f in self._groups()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS).astype({"reached": "Int64", "enough": "boolean"})

    def chart(self, what: str = "") -> Any:  # noqa: ANN401 (an Altair chart)
        """Return the curve of claims heard of the study, or of a stage or persona by its name in `frame`.

        Raises
        ------
        UserError
            If there is none of that name, or it has too few interviews for a curve.
        """
        import pandas as pd

        from workbench.share.saturation_chart import saturation_chart

        groups = dict(self._groups())
        by_id = {stage: self._labels[stage] for stage in self.found["stages"] if stage in self._labels}
        name = by_id.get(what, what) or "the whole study"
        if name not in groups:
            raise UserError(f"nothing is called {what!r}; there are: {', '.join(groups)}")
        found = groups[name]
        if not found["curve"]:
            raise UserError(f"{name}: {found['text']}")
        frame = pd.DataFrame(found["curve"])
        title = f"Claims heard, {name}"
        return saturation_chart(frame, reached=found["reached"], run=found["run"], said=found["text"], title=title)

    def __repr__(self) -> str:
        return f"<saturation: {self.found['study']['text']}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                html.escape(name),
                str(f["interviews"]),
                str(f["codes"]),
                _WORDS[f["enough"]] + (f" at {f['reached']} + {f['run']}" if f["reached"] is not None else ""),
                "" if f["ratio"] is None else f"{f['ratio']:.0%}",
                f"{f['unseen']:.0f}" if f["curve"] else "",
                f"{f['heard']['0.1']:.0%}",
            ]
            for name, f in self._groups()
        ]
        head = ["", "interviews", "claims", "", "new in the last run", "unheard at least (Chao)", "1 in 10 is heard"]
        drawn = ""
        if self.found["study"]["curve"]:
            from workbench.share.charts import picture

            drawn = picture(self.chart())
        return drawn + table(head, rows, self.found["study"]["text"])
