"""What changed between two rounds, in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey.rounds import CHANGES
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.journey.rounds import Change


@dataclass(frozen=True)
class ChangesView:
    """What really changed between two rounds.

    `placebo` is the share of comparisons that would be called a change if there were none: the earlier round split at
    random and compared with itself, many times.
    """

    earlier: str
    later: str
    changes: list[Change]
    labels: dict[str, str]
    placebo: float | None = None

    def frame(self) -> pd.DataFrame:
        """Return one row a claim: counts, difference with interval, p, q, verdict."""
        import pandas as pd

        columns = ["code", "k0", "n0", "k1", "n1", "people_in_both", "difference", "lo", "hi", "p", "q", "test", "verdict", "text"]
        return pd.DataFrame([{c: getattr(change, c) for c in columns} for change in self.changes], columns=columns)

    def __repr__(self) -> str:
        if not self.changes:
            return "nothing to compare yet: there is one round"
        moved = sum(c.verdict in CHANGES for c in self.changes)
        return f"<{self.earlier} to {self.later}: {len(self.changes)} claims compared, {moved} changed>"

    def _repr_html_(self) -> str:
        if not self.changes:
            return (
                "<p><strong>Nothing to compare yet.</strong> When the next round is in, add it with "
                "<code>study.add(…, round=…)</code> and run this again.</p>"
            )
        order = {"up": 0, "down": 1, "new": 2, "not heard": 3, "no detectable change": 4, "not comparable": 5}
        rows = [
            [
                html.escape(self.labels.get(c.code, c.code)),
                f"<strong>{html.escape(c.verdict)}</strong>",
                html.escape(c.text.removeprefix(f"{c.verdict}: ")),
                "" if c.q is None else f"{c.q:.3f}",
            ]
            for c in sorted(self.changes, key=lambda c: (order[c.verdict], -abs(c.difference or 0), c.code))
        ]
        caption = repr(self).strip("<>")
        if self.placebo is not None:
            caption += f"; where nothing changed, {self.placebo:.1%} of comparisons would be called a change"
        return table(["claim", "verdict", "in people", "q"], rows, caption)
