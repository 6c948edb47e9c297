"""Agreement of coders in a notebook: where they differ first, then how much, and how sure that is."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.near import instead
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.coding.agreement import (
        Agreement,
        By,
        Document,
        FamilyAgreement,
        Unit,
        UnitisedAgreement,
        ValueAgreement,
    )
    from workbench.study.folder import Folder
    from workbench.views.parts import Masks

#: Passages below which the agreement on one code is neither drawn nor judged.
ENOUGH = 5
_SHOWN = ("percent", "kappa", "alpha", "ac1", "jaccard", "s", "fleiss")


@looking
@dataclass(frozen=True)
class AgreementView:
    """Agreement of coders: where they differ, by code, pooled by family.

    Attributes
    ----------
    coders
        Two names or more.
    codes, families
        As `workbench.coding.agreement.agreement` and `overall` give them.
    masks
        What stands between what people said and what is shown.
    unrevealed
        Sources still coded blind, which are left out.
    left_out
        Texts only one of the coders opened, which are left out.
    labels
        Which label of a family, where at least two coders gave one.
    values
        Sets of codes, valence, intensity.
    unitised
        Where and what, by family, if that is the unit.
    names
        What people read for the id of a code: it says what the code was called when it was made.
    """

    coders: tuple[str, ...]
    codes: list[Agreement]
    families: dict[str, Agreement]
    _differences: pd.DataFrame
    masks: Masks
    unrevealed: tuple[str, ...] = ()
    left_out: tuple[Document, ...] = ()
    labels: tuple[FamilyAgreement, ...] = ()
    values: tuple[ValueAgreement, ...] = ()
    unitised: tuple[UnitisedAgreement, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def differences(self) -> pd.DataFrame:
        """The passages where coders differ, hottest first, masked."""
        return self.masked(self._differences)

    def masked(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return passages with their words masked or withheld."""
        frame = rows.copy()
        frame["quote"] = self.masks.said([str(q) for q in frame["quote"]], [str(p) for p in frame["participant"]])
        return frame

    def confusion(self, family: str) -> pd.DataFrame:
        """Return how often one coder gave one label of a family and another coder another, or the same.

        Parameters
        ----------
        family
            As in `labels`. Rows are the first coder's labels, columns the second's; of more coders the sums over pairs.

        Raises
        ------
        UserError
            If the family is not there.
        """
        import pandas as pd

        found = next((f for f in self.labels if f.family == family), None)
        if found is None:
            raise UserError(f"no family is called {family!r}; {instead(family, (f.family for f in self.labels))}")
        names = sorted({label for pair in found.confusion for label in pair})
        shown = [self.masks.text(name, guess=False) for name in names]
        rows = [[found.confusion.get((a, b), 0) for b in names] for a in names]
        return pd.DataFrame(rows, index=pd.Index(shown, name=self.coders[0]), columns=pd.Index(shown, name=self.coders[1]))

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return alpha by code with its interval.

        Codes for which it is undefined are left out, and those on fewer than five passages, for which it says little;
        `frame` has them all.
        """
        from workbench.share.charts import agreement_intervals

        drawn = {self.code(a) for a in self.codes if sum(a.cells[:3]) >= ENOUGH}
        whole = self.frame().dropna(subset=["alpha", "alpha_lo"])
        shown = whole[whole["code"].isin(drawn)].sort_values(["alpha", "code"], ascending=[False, True])
        return agreement_intervals(shown.rename(columns={"alpha_lo": "lo", "alpha_hi": "hi"})[["code", "alpha", "lo", "hi"]])

    def frame(self) -> pd.DataFrame:
        """Return one row a code. A coefficient that is not defined is missing, never 1.

        For more than two coders ``both``, ``one only`` are pairs of coders. ``resampled`` says what the intervals are over,
        ``alpha_undefined`` in which share of the resamples alpha was undefined.
        """
        import pandas as pd

        cells = self.cells()
        plain = ["code", "unit", "documents", "people", *cells]
        numbers = ["prevalence", *(name + end for name in _SHOWN for end in ("", "_lo", "_hi")), "alpha_undefined"]
        rows = []
        for a in self.codes:
            row: dict[str, Any] = {"code": self.code(a), "unit": a.unit, "documents": a.documents, "people": a.people}
            row |= dict(zip(cells, counted(a), strict=True)) | {"prevalence": a.prevalence}
            for name in _SHOWN:
                found = a.intervals.get(name)
                row |= {name: getattr(a.value, name), f"{name}_lo": found and found.lo, f"{name}_hi": found and found.hi}
            row["alpha_undefined"] = a.intervals["alpha"].undefined if "alpha" in a.intervals else None
            rows.append(row | {"resampled": a.by})
        return pd.DataFrame(rows, columns=[*plain, *numbers, "resampled"]).astype(dict.fromkeys(numbers, float))

    def pairs(self) -> pd.DataFrame:
        """Return one row for each pair of coders and each family or code: coefficients with their intervals.

        Raises
        ------
        ValueError
            If the unit is ``unitised``: compare two at a time then.
        """
        from dataclasses import replace
        from itertools import combinations

        import pandas as pd

        from workbench.coding.agreement import between

        frames = []
        for pair in combinations(self.coders, 2):
            found = [between(a, *pair) for a in (*self.families.values(), *self.codes)]
            frame = replace(self, coders=pair, codes=found, families={}).frame()
            frame.insert(0, "coders", " and ".join(pair))
            frames.append(frame.rename(columns={f"only {pair[0]}": "only first", f"only {pair[1]}": "only second"}))
        return pd.concat(frames, ignore_index=True)

    def cells(self) -> list[str]:
        """Return what the counts of `counted` are called."""
        if len(self.coders) > 2:  # noqa: PLR2004 (a pair)
            return ["both", "one only"]
        return ["both", *(f"only {coder}" for coder in self.coders)]

    def called(self, ids: str) -> str:
        """Return what people read for ids of codes, as the differences list them, without names of people."""
        from workbench.coding.agreement.records import AGAINST

        parts = [(one.removesuffix(AGAINST), AGAINST if one.endswith(AGAINST) else "") for one in ids.split(", ")]
        return self.masks.text(", ".join(self.names.get(code, code) + side for code, side in parts), guess=False)

    def code(self, a: Agreement) -> str:
        """Return the id of a code without names: it was made from the code's label."""
        return self.masks.text(a.code, guess=False)

    # In a notebook -----------------------------------------------------------------------------------------------

    def _blind(self) -> str:
        """Return what is left out since it is still coded blind, in words; empty if nothing is."""
        if not self.unrevealed:
            return ""
        return f"{count(len(self.unrevealed), 'source')} still coded blind and left out: study.reveal() ends that."

    def __repr__(self) -> str:
        if not self.codes:
            return f"<agreement: nothing coded by both yet{'; ' * bool(self.unrevealed)}{self._blind()}>"
        names = f"{', '.join(self.coders[:-1])} and {self.coders[-1]}"
        return f"<agreement of {names} on {len(self.codes)} codes, {len(self._differences)} differences>"

    def _repr_html_(self) -> str:
        note = f"<p>{html.escape(self._blind())}</p>" if self.unrevealed else ""
        if not self.codes:
            return (
                f"{note}<p><strong>No two coders have coded the same text yet.</strong> Let a second person code a transcript "
                "with <code>study.coder(…)</code>; agreement appears here.</p>"
            )
        from workbench.views.agreement_page import page

        return page(self, note)


def compare(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], masks: Masks, *, unit: Unit = "segment", by: By = "document",
    seed: int = 42, unrevealed: Sequence[str] = (),
) -> AgreementView:  # fmt: skip
    """Return everything there is to say about the agreement of coders.

    Parameters
    ----------
    folder, frame, coders, unit, by, seed
        As in `workbench.coding.agreement.agreement`.
    masks
        What stands between what people said and what is shown.
    unrevealed
        Sources that `frame` leaves out since they are still coded blind.
    """
    from workbench.coding import agreement as found
    from workbench.coding.codebook.codes import called, codebook

    who = found.opened(frame, coders, None, folder)
    codes = found.agreement(folder, frame, coders, unit=unit, by=by, seed=seed, documents=who)
    more: dict[str, Any] = {"documents": who, "by": by, "seed": seed}
    families = sorted({a.code.partition(":")[0] for a in codes} & {"stage", "emotion"})
    labels = [found.family_agreement(folder, frame, coders, family, **more) for family in families if unit == "segment"]
    values = []
    if unit == "segment" and codes:
        values = [found.set_agreement(folder, frame, coders, distance=distance, **more) for distance in ("masi", "jaccard")]
        values += [found.feeling_agreement(folder, frame, coders, of=of, **more) for of in ("valence", "intensity")]
    pooled = found.overall(codes, seed=seed)
    cut = [found.unitised(folder, frame, coders, family, **more) for family in pooled] if unit == "unitised" else []
    return AgreementView(
        tuple(coders), codes, pooled, found.disagreements(frame, coders, documents=who), masks, tuple(unrevealed),
        tuple(found.left_out(frame, coders, folder)), tuple(f for f in labels if f.units), tuple(values), tuple(cut),
        {code.id: called(code) for code in codebook(folder.settings, folder.state())},
    )  # fmt: skip


def counted(a: Agreement) -> tuple[int, ...]:
    """Return units both coded, and only one: the first or the second of two, any of a pair of more."""
    both, first, second, _ = a.cells
    return (both, first, second) if len(a.coders) == 2 else (both, first + second)  # noqa: PLR2004 (a pair)
