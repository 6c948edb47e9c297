"""Paths in a notebook: each person's stages in the order of telling, and the flows that all of them make."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.journey.lanes.paths import END, START, flow, paths, returns
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.bars import bar
from workbench.views.fields import picture, signed
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.journey.lanes.items import Told
    from workbench.views.parts import Masks

_WAYS = {"on": "to the next stage", "skip": "over a stage", "back": "back", "start": "begins", "end": "ends"}
_SMALL = "font-size:12px;opacity:.75"
_NOTE = (
    "The order of telling, which the interviewer's questions shape, in conversations only: the order of answers is the "
    "questionnaire's. A path is no funnel: it may begin anywhere, go back and come round again."
)


@looking
class PathsView:
    """The paths of people through the stages.

    Parameters
    ----------
    told
        What people told.
    masks
        What names of stages are masked by.
    """

    def __init__(self, told: Told, masks: Masks) -> None:
        self.paths, self.flow, self.returns = paths(told), flow(told), returns(told)
        self._stages = {s.id: masks.text(s.label, guess=False) for s in told.look.settings.stages}

    def __repr__(self) -> str:
        told = len({p.participant for p in self.paths})
        who = "1 person" if told == 1 else f"{told} people"
        back = count(sum(r["k"] > 0 for r in self.returns.values()), "stage")
        return f"<paths of {who} in {count(len(self.paths), 'conversation')}; {back} come round to again>"

    def frame(self) -> pd.DataFrame:
        """Return one row a stop: participant, source, round, stop, stage, feeling, and whether they were there before."""
        import pandas as pd

        rows = []
        for path in self.paths:
            seen: set[str] = set()
            for n, stop in enumerate(path.stops, start=1):
                rows.append((path.participant, path.source, path.round, n, stop.stage, stop.valence, stop.stage in seen))
                seen.add(stop.stage)
        return pd.DataFrame(rows, columns=["participant", "source", "round", "stop", "stage", "valence", "again"])

    def flows(self) -> pd.DataFrame:
        """Return one row a way from stage to stage: how many people take it, and how feeling changes across it."""
        import pandas as pd

        rows = []
        for r in self.flow:
            change = r["change"] or {"mean": None, "lo": None, "hi": None}
            own = {key: r[key] for key in ("from", "to", "way", "k", "n", "lo", "hi", "m")}
            rows.append(own | {"change": change["mean"], "change_lo": change["lo"], "change_hi": change["hi"]})
        return pd.DataFrame(rows, columns=["from", "to", "way", "k", "n", "lo", "hi", "m", "change", "change_lo", "change_hi"])

    def _repr_html_(self) -> str:
        if not self.paths:
            return "<p><strong>No path yet. Code which stage people speak about in at least one conversation.</strong></p>"
        return f"{self._flows()}{self._returns()}{self._each()}<p style='{_SMALL}'>{html.escape(_NOTE)}</p>"

    def together(self) -> str:
        """Return the ways that all take, and no single person's path, as HTML."""
        return f"{self._flows()}{self._returns()}<p style='{_SMALL}'>{html.escape(_NOTE)}</p>" if self.paths else ""

    def _name(self, stage: str) -> str:
        return {START: "(begins)", END: "(ends)"}.get(stage) or html.escape(self._stages.get(stage, stage))

    def _flows(self) -> str:
        rows = []
        for r in self.flow:
            change = r["change"]
            felt = "" if change is None else f"{signed(change['mean'])} {picture(change, (-4.0, 4.0))}"
            share = f"{r['k']} of {r['n']} {bar(r['k'], r['n'], r['lo'] or 0.0, r['hi'] or 1.0)}"
            rows.append([self._name(r["from"]), self._name(r["to"]), _WAYS[r["way"]], share, felt])
        return table(["from", "to", "which way", "people", "change of feeling"], rows, "From stage to stage")

    def _returns(self) -> str:
        rows = [
            [self._name(s), f"{r['k']} of {r['n']} {bar(r['k'], r['n'], r['lo'], r['hi'])}"]
            for s, r in self.returns.items()
            if r["k"]
        ]
        return table(["stage", "people who leave it and come round to it again"], rows, "Loops and re-entries") if rows else ""

    def _each(self) -> str:
        rows = []
        for path in self.paths:
            seen: set[str] = set()
            stops = []
            for stop in path.stops:
                again = "\u21ba " if stop.stage in seen else ""
                felt = f" <span style='{_SMALL}'>{signed(stop.valence)}</span>" if stop.valence is not None else ""
                stops.append(f"{again}{self._name(stop.stage)}{felt}")
                seen.add(stop.stage)
            rows.append([html.escape(path.participant), html.escape(path.round), " \u2192 ".join(stops)])
        body = table(["who", "round", "stages in the order of telling, with how they felt"], rows, "")
        return f"<details><summary>Each of {count(len(self.paths), 'path')}; \u21ba comes round again</summary>{body}</details>"
