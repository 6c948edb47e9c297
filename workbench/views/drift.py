"""One coder against themselves in a notebook: what they give more or less often now, and whether the meaning moved."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.agreement import AgreementView
from workbench.views.agreement_page import bounded, page, percent
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.coding.agreement import By, Change, Drift, Unit
    from workbench.study.folder import Folder
    from workbench.views.parts import Masks

#: Changes shown at once.
_MOST = 12
#: Share of the codes whose 95 % interval leaves out nothing although nothing changed.
_BY_CHANCE = 0.05


@looking
class DriftView:
    """What one coder coded against what they coded again, later and blind.

    Parameters
    ----------
    drift
        As `workbench.coding.agreement.drift` gives it.
    agreement
        The coder and the same coder again, as two coders.
    """

    def __init__(self, drift: Drift, agreement: AgreementView) -> None:
        self.drift, self.agreement = drift, agreement

    def frame(self) -> pd.DataFrame:
        """Return one row a code: its share of the units at first and now, the change with its interval, and agreement."""
        import pandas as pd

        numbers = self.agreement.frame().rename(columns={"code": "id"})
        names = {self.agreement.masks.text(c.code, guess=False): c for c in self.drift.changes}
        columns = ["code", "before", "now", "change", "change_lo", "change_hi"]
        rows = [(name, c.before, c.now, c.change, c.interval.lo, c.interval.hi) for name, c in names.items()]
        changes = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))
        kept = ["id", "documents", "people", "alpha", "alpha_lo", "alpha_hi", "kappa", "ac1", "jaccard", "percent"]
        return changes.merge(numbers[kept], left_on="code", right_on="id", how="left").drop(columns="id")

    @property
    def differences(self) -> pd.DataFrame:
        """The passages coded otherwise the second time, hottest first, masked."""
        return self.agreement.differences

    def __repr__(self) -> str:
        d = self.drift
        if not d.codes:
            return f"<drift of {d.coder}: {d.note}>"
        twice, moved = count(d.documents, "document"), count(len(self._moved()), "code")
        return f"<drift of {d.coder}: {twice} coded twice, {moved} given otherwise now>"

    def _repr_html_(self) -> str:
        d = self.drift
        note = f"<p>{html.escape(d.note[:1].upper() + d.note[1:])}.</p>" if d.note else ""
        if not d.codes:
            return (
                f"<p><strong>Nothing to say about the drift of {html.escape(d.coder)} yet.</strong> Let them code a tenth of their "
                f"passages again, blind, with <code>study.recode()</code>, and reveal it.</p>{note}"
            )
        return f"{self._changes()}{self._halves()}{note}{page(self.agreement)}"

    def _moved(self) -> list[Change]:
        """Return the changes whose interval leaves out nothing."""
        return [c for c in self.drift.changes if c.interval.lo is not None and (c.interval.lo > 0 or (c.interval.hi or 0) < 0)]

    def _changes(self) -> str:
        d = self.drift
        shown = [c for c in d.changes if c.change][:_MOST]
        if not shown:
            return f"<p><strong>{html.escape(d.coder)}</strong> gave every code as often the second time as at first.</p>"
        moved = {c.code: "more often now" if c.change > 0 else "less often now" for c in self._moved()}
        rows = [
            [
                html.escape(self.agreement.masks.text(c.code, guess=False)), percent(c.before), percent(c.now),
                bounded(c.change, c.interval), moved.get(c.code, "cannot tell"),
            ]
            for c in shown
        ]  # fmt: skip
        caption = f"What {d.coder} gives more or less often, on the same words: shares of the units coded twice"
        chance = round(len(d.changes) * _BY_CHANCE)
        by_chance = f"{count(len(d.changes), 'code')} compared: about {chance} would say so by chance. " if chance else ""
        drawn = "Passages are drawn from what was coded at first, so even who does not drift gives some codes less often now."
        return table(["code", "at first", "now", "change", "says"], rows, caption) + f"<p>{by_chance}{drawn}</p>"

    def _halves(self) -> str:
        d = self.drift
        if d.early is None or d.late is None:
            return ""
        early, late = (bounded(half.value.alpha, half.intervals.get("alpha")) for half in (d.early, d.late))
        says = "nothing says that the meaning moved while coding"
        if d.between is not None and d.between.lo is not None and d.between.lo > 0:
            says = "the meaning of codes moved while coding: what was coded first is confirmed less"
        return table(
            ["α of all codes, with the second time", ""],
            [[f"the {d.early.documents} documents coded first", early], [f"the {d.late.documents} coded later", late]],
            f"Early and late: {says}",
        )


def compare_again(
    folder: Folder, frame: pd.DataFrame, coder: str, masks: Masks, *, unit: Unit = "segment", by: By = "document", seed: int = 42
) -> DriftView:
    """Return everything there is to say about the drift of one coder.

    Parameters
    ----------
    folder, frame, coder, unit, by, seed
        As in `workbench.coding.agreement.drift`.
    masks
        What stands between what people said and what is shown.
    """
    from workbench.coding.adjudicate import added
    from workbench.coding.agreement import AGAIN, disagreements, drift

    frame = frame[~frame["id"].isin(list(added(folder.state())))]  # what a decision added nobody gave on their own
    found = drift(folder, frame, coder, unit=unit, by=by, seed=seed)
    pair = (coder, f"{coder}{AGAIN}")
    differences = disagreements(frame, pair, documents=list(found.within) or None, within=found.within)
    return DriftView(found, AgreementView(pair, list(found.codes), dict(found.families), differences, masks))
