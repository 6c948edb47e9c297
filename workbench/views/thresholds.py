"""Every cut-off, what it decides, and whom one step of it would change."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.journey.strength.sensitivity import Moved
    from workbench.views.parts import Masks

_NAMED = 6


@looking
class ThresholdsView:
    """The cut-offs of a study.

    Parameters
    ----------
    cuts
        As they are in this study.
    moved
        What one step of each would change, as `workbench.journey.strength.sensitivity` gives it; None if nobody asked.
    labels
        Claim or stage -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    notes
        What stands under ``[thresholds]`` and nothing reads.
    """

    def __init__(
        self,
        cuts: Mapping[str, tuple[float, ...]],
        moved: Sequence[Moved] | None,
        labels: Mapping[str, str],
        masks: Masks,
        notes: Sequence[str] = (),
    ) -> None:
        self.cuts, self.moved, self._masks, self.notes = cuts, moved, masks, list(notes)
        self._labels = labels

    def frame(self) -> pd.DataFrame:
        """Return one row a cut-off: its values here and by default, what it decides, and what that rests on."""
        import pandas as pd

        from workbench.journey.strength.thresholds import TABLE, THRESHOLDS

        rows = [
            [cut.name, listed(self.cuts[cut.name]), listed(default), self.cuts[cut.name] != default, cut.decides, cut.source]
            for cut, default in ((cut, THRESHOLDS[cut.name]) for cut in TABLE)
        ]
        return pd.DataFrame(rows, columns=["name", "value", "default", "changed", "decides", "source"])

    def sensitivity(self) -> pd.DataFrame:
        """Return one row a step: which cut-off, from what to what, and whose grade, verdict or star would be another."""
        import pandas as pd

        rows = [
            [
                m.name, m.value, m.to, len(m.grades), m.concerns, len(m.verdicts), len(m.stars),
                "; ".join(self._told(*one) for one in (*m.grades, *m.verdicts, *m.stars)),
            ]
            for m in self.moved or ()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["name", "value", "to", "grades", "concerns", "verdicts", "moments", "who"])

    def _told(self, what: str, now: str, then: str) -> str:
        label = self._masks.text(self._labels.get(what, what), guess=False)
        return f"{label}: {now} → {then}"

    def __repr__(self) -> str:
        changed = int(self.frame()["changed"].sum())
        return f"<{count(len(self.cuts), 'cut-off')}, {changed} of them this study's own>"

    def _repr_html_(self) -> str:
        rows = [
            [f"<code>{html.escape(name)}</code>", *map(html.escape, (value, decides, source))]
            for name, value, _, _, decides, source in self.frame().astype(str).itertuples(index=False, name=None)
        ]
        notes = "".join(f"<p><strong>{html.escape(self._masks.text(note, guess=False))}</strong></p>" for note in self.notes)
        all_ = table(["", "value", "what it decides", "rests on"], rows, "" if self.moved is not None else repr(self).strip("<>"))
        if self.moved is None:
            return notes + all_
        return f"{notes}{self._steps()}<details><summary>Every cut-off</summary>{all_}</details>"

    def _steps(self) -> str:
        loud = [m for m in self.moved or () if not m.quiet]
        rows = []
        for m in sorted(loud, key=lambda m: -len(m.grades) - len(m.verdicts) - len(m.stars)):
            told = [html.escape(self._told(*one)) for one in (*m.grades, *m.verdicts, *m.stars)]
            more = f"<br>and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
            step = f"{m.value:g} → {m.to:g}"
            rows.append(
                [f"<code>{html.escape(m.name)}</code>", step, str(len(told)), str(m.concerns), "<br>".join(told[:_NAMED]) + more]
            )
        quiet = len(self.moved or ()) - len(loud)
        caption = f"One step of each cut-off: {len(loud)} steps change something, {quiet} change nothing"
        return table(["", "step", "changed", "concerns", "grades, verdicts and moments of truth"], rows, caption)


def listed(values: tuple[float, ...]) -> str:
    """Return the values of a cut-off as they are written."""
    return ", ".join(f"{v:g}" for v in values)
