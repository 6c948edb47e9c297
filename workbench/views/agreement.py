"""Agreement of two coders in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.coding.agreement import Agreement
    from workbench.views.parts import Masks

#: Passages below which the agreement on one code is not drawn.
ENOUGH = 5


@dataclass(frozen=True)
class AgreementView:
    """Agreement of two coders: by code, pooled by family, and where they differ; `unrevealed`: sources still coded blind."""

    coders: tuple[str, str]
    codes: list[Agreement]
    families: dict[str, Agreement]
    _differences: pd.DataFrame
    masks: Masks
    unrevealed: tuple[str, ...] = ()

    @property
    def differences(self) -> pd.DataFrame:
        """The passages where the two differ, masked."""
        frame = self._differences.copy()
        frame["quote"] = self.masks.said([str(q) for q in frame["quote"]], [str(p) for p in frame["participant"]])
        return frame

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return alpha by code with its interval.

        Codes for which it is undefined are left out, and those on fewer than five passages, for which it says little;
        `frame` has them all.
        """
        from workbench.share.charts import agreement_intervals

        whole = self.frame().dropna(subset=["alpha", "alpha_lo"])
        marked = whole[["both", *(f"only {coder}" for coder in self.coders)]].sum(axis=1)
        often = whole[marked >= ENOUGH]
        shown = often.sort_values(["alpha", "code"], ascending=[False, True])
        return agreement_intervals(shown.rename(columns={"alpha_lo": "lo", "alpha_hi": "hi"})[["code", "alpha", "lo", "hi"]])

    def frame(self) -> pd.DataFrame:
        """Return one row a code. A coefficient that is not defined is missing, never 1."""
        import pandas as pd

        rows = [
            {
                "code": self._code(a),
                "unit": a.unit,
                "documents": a.documents,
                "both": a.cells[0],
                f"only {self.coders[0]}": a.cells[1],
                f"only {self.coders[1]}": a.cells[2],
                "percent": a.value.percent,
                "kappa": a.value.kappa,
                "alpha": a.value.alpha,
                "alpha_lo": a.alpha_lo,
                "alpha_hi": a.alpha_hi,
                "ac1": a.value.ac1,
                "jaccard": a.value.jaccard,
            }
            for a in self.codes
        ]
        columns = ["code", "unit", "documents", "both", f"only {self.coders[0]}", f"only {self.coders[1]}"]
        columns += ["percent", "kappa", "alpha", "alpha_lo", "alpha_hi", "ac1", "jaccard"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[6:], float))

    def _code(self, a: Agreement) -> str:
        """Return the id of a code without names: it was made from the code's label."""
        return self.masks.text(a.code, guess=False)

    def _blind(self) -> str:
        """Return what is left out since it is still coded blind, in words; empty if nothing is."""
        if not self.unrevealed:
            return ""
        return f"{len(self.unrevealed)} sources are still coded blind and are left out: study.reveal() ends that."

    def __repr__(self) -> str:
        if not self.codes:
            return f"<agreement: nothing coded by both yet{'; ' * bool(self.unrevealed)}{self._blind()}>"
        return (
            f"<agreement of {self.coders[0]} and {self.coders[1]} on {len(self.codes)} codes, {len(self._differences)} differences>"
        )

    def _repr_html_(self) -> str:
        note = f"<p>{self._blind()}</p>" if self.unrevealed else ""
        if not self.codes:
            return (
                f"{note}<p><strong>No two coders have coded the same text yet.</strong> Let a second person code a transcript "
                "with <code>study.coder(…)</code>; agreement appears here.</p>"
            )
        rows = [
            [
                f"<strong>{html.escape(a.code)}</strong>" if a.code in self.families else html.escape(self._code(a)),
                str(a.cells[0]),
                str(a.cells[1]),
                str(a.cells[2]),
                _number(a.value.percent),
                _alpha(a),
                _number(a.value.ac1),
            ]
            for a in (*self.families.values(), *self.codes)
        ]
        first, second = self.coders
        unit = self.codes[0].unit
        documents = f"{self.codes[0].documents} documents both opened"
        caption = f"Agreement of {first} and {second} by {unit}, {documents} (95 % interval over documents)"
        return note + table(["code", "both", f"only {first}", f"only {second}", "agree", "α", "AC1"], rows, caption)


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.2f}"


def _alpha(a: Agreement) -> str:
    interval = f" ({a.alpha_lo:.2f} to {a.alpha_hi:.2f})" if a.alpha_lo is not None and a.alpha_hi is not None else ""
    return _number(a.value.alpha) + interval
