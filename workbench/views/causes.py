"""Root causes in a notebook: the cascade as a picture, its arrows as a table."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.share.cascade import cascade
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.views.parts import Masks


@looking
@dataclass(frozen=True)
class CausesView:
    """Which claim people take to lie behind which, and who says both.

    Attributes
    ----------
    found
        As `workbench.journey.plan.causes.causes` gives it.
    masks
        What stands between what is stored and what is shown.
    """

    found: Mapping[str, Any]
    masks: Masks

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {c: self.masks.text(v["label"], guess=False) for c, v in self.found["claims"].items()}

    def frame(self) -> pd.DataFrame:
        """Return one row an arrow: claim, because, who drew it, people who say both, and the difference with interval."""
        import pandas as pd

        columns = ["claim", "because", "both", "n", "difference", "lo", "hi", "by", "at", "text"]
        rows = [
            {c: link[c] for c in columns} | {c: self._labels[link[c]] for c in ("claim", "because")} for link in self.found["links"]
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        roots = ", ".join(self._labels[c] for c in self.found["roots"]) or "none"
        rings = f"; {count(len(self.found['rings']), 'circle')}" if self.found["rings"] else ""
        return f"<{count(len(self.found['links']), 'cause')}; roots: {roots}{rings}>"

    def _repr_html_(self) -> str:
        if not self.found["links"]:
            return (
                "<p><strong>No causes linked yet.</strong> Say what lies behind a pain with "
                '<code>study.because("pain:…", "pain:…")</code>; nothing is proven by it.</p>'
            )
        shown = dict(self.found) | {"claims": {c: v | {"label": self._labels[c]} for c, v in self.found["claims"].items()}}
        rows = [
            [
                html.escape(self._labels[link["claim"]]), html.escape(self._labels[link["because"]]), html.escape(link["text"]),
                html.escape(link["by"]),
            ]
            for link in self.found["links"]
        ]  # fmt: skip
        rings = [" → ".join(self._labels[c] for c in (*ring, ring[0])) for ring in self.found["rings"]]
        loops = "".join(f"<p>These go round in a circle, so none of them is the root: {html.escape(ring)}</p>" for ring in rings)
        gone = len(self.found["missing"])
        lost = f"<p>{count(gone, 'arrow')} to a claim that is retired or gone: not shown</p>" if gone else ""
        heading = ["this", "because of this", "in people", "drawn by"]
        return cascade(shown) + table(heading, rows, "Arrows are drawn by people; the counts prove no cause") + loops + lost
