"""Opportunities in a notebook: what was rated and what was told, each on its own."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.near import instead
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.themes.opportunity import Basis, Opportunity
    from workbench.views.parts import Masks

_TITLES: dict[str, str] = {"rated": "Opportunities, as people rated them", "told": "Heard of, and heard well of"}
_BELOW: dict[str, str] = {"rated": "important to more than it is met for", "told": "spoken of by more than speak well of it"}
_WARNING = (
    "How often something is said is no measure of how important it is: these scores are for the order of asking, not of building."
)
_FEW = 12


@looking
class OpportunityView:
    """Needs by opportunity.

    Parameters
    ----------
    found
        As `workbench.themes.opportunity` gives them, of both bases.
    labels
        Need -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Sequence[Opportunity], labels: Mapping[str, str], masks: Masks) -> None:
        self.found, self._masks = list(found), masks
        self._labels = {need: masks.text(label, guess=False) for need, label in labels.items()}

    def frame(self, basis: Basis | None = None) -> pd.DataFrame:
        """Return one row a need: weight, met and score with 95 % intervals, people, and the chance to be among the first.

        Parameters
        ----------
        basis
            ``rated`` or ``told``; both if not given, named in a column.

        Raises
        ------
        UserError
            If it is neither.
        """
        import pandas as pd

        if basis not in {None, *_TITLES}:
            raise UserError(f"no basis is called {basis!r}; {instead(str(basis), _TITLES)}")
        rows = [
            {
                "need": self._labels.get(o.need, self._masks.text(o.need, guess=False)), "basis": o.basis,
                "weight": o.weight.value, "weight_lo": o.weight.lo, "weight_hi": o.weight.hi,
                "met": o.met.value, "met_lo": o.met.lo, "met_hi": o.met.hi,
                "score": o.score.value, "lo": o.score.lo, "hi": o.score.hi, "n": o.n, "top": o.top,
            }
            for o in self.found if basis in {None, o.basis}
        ]  # fmt: skip
        columns = ["need", "basis", "weight", "weight_lo", "weight_hi", "met", "met_lo", "met_hi", "score", "lo", "hi", "n", "top"]
        return pd.DataFrame(rows, columns=columns)

    def chart(self, basis: Basis = "rated") -> Any:  # noqa: ANN401 (an Altair chart)
        """Return the needs of one basis: crosses of intervals, and scores with the chance to be among the first three."""
        from workbench.share.need_charts import opportunities
        from workbench.themes.opportunity import WORDS

        return opportunities(self.frame(basis).drop(columns="basis"), axes=WORDS[basis], title=_TITLES[basis], below=_BELOW[basis])

    def __repr__(self) -> str:
        by = {basis: sum(o.basis == basis for o in self.found) for basis in ("rated", "told")}
        return f"<opportunities: {by['rated']} needs rated, {by['told']} told of>"

    def _repr_html_(self) -> str:
        if not self.found:
            return (
                "<p><strong>No need can be scored yet.</strong> Ask people to rate how important it is and how well it is met, or "
                "confirm needs and code who speaks of them.</p>"
            )
        from workbench.share.charts import picture

        out = ""
        bases: tuple[Basis, ...] = ("rated", "told")
        for basis in bases:
            frame = self.frame(basis)
            if not len(frame):
                continue
            warning = f"<p><strong>{html.escape(_WARNING)}</strong></p>" if basis == "told" else ""
            few = int((frame["n"] < _FEW).sum())
            note = (
                f"<p>{few} of {len(frame)} rest on fewer than {_FEW} people: read the intervals, not the dots.</p>" if few else ""
            )
            twin = f"<details><summary>The same as a table</summary>{_table(frame)}</details>"
            out += f"{warning}{picture(self.chart(basis))}{note}{twin}"
        return out


def _table(frame: pd.DataFrame) -> str:
    def ends(row: Mapping[Any, Any], value: str, lo: str, hi: str) -> str:
        return f"{row[value]:.1f} ({row[lo]:.1f} to {row[hi]:.1f})"

    rows = [
        [
            html.escape(str(row["need"])), ends(row, "weight", "weight_lo", "weight_hi"), ends(row, "met", "met_lo", "met_hi"),
            ends(row, "score", "lo", "hi"), str(row["n"]), f"{100 * row['top']:.0f} %",
        ]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return table(["need", "weight", "met", "score", "people", "among the first three"], rows, "")
