"""Which planned question each interviewer's turn asks, for a person to keep or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from workbench.sources.guide import Asking
    from workbench.study.folder import Folder
    from workbench.views.parts import Masks

_SHOWN = 60


@looking
class AskedView:
    """Proposals: this turn asks this question of the guide, which is about these stages.

    Parameters
    ----------
    folder
        The study.
    me
        Who keeps them.
    proposals
        By source and turn.
    masks
        What masks names in what is shown.
    """

    def __init__(self, folder: Folder, me: str, proposals: Sequence[Asking], masks: Masks) -> None:
        self.proposals = list(proposals)
        self._folder, self._me, self._masks = folder, me, masks

    def __repr__(self) -> str:
        return f"<{len(self.proposals)} turns of interviewers that ask a planned question; none counts until you accept it>"

    def _repr_html_(self) -> str:
        from html import escape

        if not self.proposals:
            return "<p><strong>No turn of an interviewer asks a question of this guide.</strong></p>"
        rows = [
            [escape(p.source), str(p.turn), escape(self._masks.text(p.words)), escape(p.question), escape(", ".join(p.stages)),
             f"{p.score:.2f}"]
            for p in self.proposals[:_SHOWN]
        ]  # fmt: skip
        more = len(self.proposals) - len(rows)
        caption = f"{len(self.proposals)} turns that ask a planned question" + (f"; {more} more in .frame()" if more > 0 else "")
        return table(["Source", "Turn", "Said", "Asks", "Stages", "Alike"], rows, caption)

    def frame(self) -> pd.DataFrame:
        """Return the proposals as a table; its row numbers are what `accept` takes."""
        from workbench.sources.guide import frame

        return frame(self.proposals)

    def accept(self, rows: Collection[int] | None = None) -> int:
        """Say in your name that these turns ask about these stages; all if no rows are named. One undo takes all back.

        Returns
        -------
        int
            Number of codings that are new.
        """
        from workbench.sources.guide import accept

        chosen = range(len(self.proposals)) if rows is None else set(rows)
        kept = [p for number, p in enumerate(self.proposals) if number in chosen]
        return sum(a.act == "coding.add" for a in accept(self._folder, kept, coder=self._me))
