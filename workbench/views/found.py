"""Which segments to read next, and how soon needs are met in that order."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.views.parts import quote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from workbench.study.records import Segment
    from workbench.views.parts import Masks

#: Orders by lot from which the band is made; segments that a picture shows.
_ORDERS, _NEXT = 200, 8
_ENDS = (2.5, 97.5)


@looking
class FoundView:
    """A reading order, and how many distinct needs it meets.

    Parameters
    ----------
    order
        Ids of segments, as they are to be read.
    needs
        Segment id -> needs it speaks of, of what was coded.
    segments
        By id.
    masks
        What stands between what people said and what is shown.
    seed
        Of the orders by lot.
    """

    def __init__(
        self,
        order: Sequence[str],
        needs: Mapping[str, Collection[str]],
        segments: Mapping[str, Segment],
        masks: Masks,
        seed: int = 42,
    ) -> None:
        self.order, self.needs = list(order), {s: frozenset(n) for s, n in needs.items() if n}
        self._segments, self._masks, self._seed = segments, masks, seed

    def frame(self) -> pd.DataFrame:
        """Return one row a segment read: share read, distinct needs met, and what orders by lot meet with the ends of 95 %."""
        import numpy as np
        import pandas as pd

        from workbench.themes.order import found_curve

        curve = found_curve(self.order, self.needs)
        total = len(self.order)
        random = np.random.default_rng(self._seed)
        # Only who speaks of a need moves a curve: the place of its first passage in an order by lot.
        at = {s: n for n, s in enumerate(self.order)}
        every = sorted({need for s in self.needs if s in at for need in self.needs[s]})
        places = {need: np.array([at[s] for s in sorted(self.needs) if s in at and need in self.needs[s]]) for need in every}
        runs = np.zeros((_ORDERS, total))
        for run in range(_ORDERS if every else 0):
            drawn = random.permutation(total)
            for need in every:
                runs[run, drawn[places[need]].min() :] += 1
        lo, hi = np.percentile(runs, _ENDS, axis=0) if total else (np.zeros(0), np.zeros(0))
        rows = {"read": [(n + 1) / total for n in range(total)], "found": list(curve.found), "chance": list(curve.chance)}
        return pd.DataFrame({**rows, "lo": lo, "hi": hi})

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return distinct needs against share read, beside orders by lot."""
        from workbench.share.need_charts import needs_found

        return needs_found(self.frame())

    def __repr__(self) -> str:
        met = len({need for needs in self.needs.values() for need in needs})
        return f"<reading order of {len(self.order)} segments, in which {met} needs are known>"

    def _repr_html_(self) -> str:
        if not self.order:
            return "<p><strong>Nothing is left to read.</strong></p>"
        known = len({need for needs in self.needs.values() for need in needs})
        if not known:
            drawn = "<p>How soon needs are met in this order shows once some are coded or confirmed.</p>"
        else:
            from workbench.share.charts import picture

            drawn = picture(self.chart())
        first = [self._segments[s] for s in self.order[:_NEXT] if s in self._segments]
        said = zip(first, self._masks.segments(first), strict=True)
        quotes = "".join(quote(words, f"{s.participant}, {s.kind}") for s, words in said)
        return f"{drawn}<details><summary>{html.escape(f'The first {len(first)} of this order')}</summary>{quotes}</details>"
