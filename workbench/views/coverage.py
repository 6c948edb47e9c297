"""Who spoke about what: a strip of people by stages, and how many mentions are on no stage."""

from __future__ import annotations

import html
from base64 import b64encode
from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.coverage import STATES, coverage, totals, unstaged
from workbench.study.given import looking
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.journey.lanes.coverage import Covered
    from workbench.journey.look import Look
    from workbench.views.parts import Masks

_WIDE, _ROW, _LEFT = 720, 20, 4
#: Fill and height of a cell: said stands full, asked half, not asked is a line. Contrast above 3 on white and on dark.
_DRAWN: dict[Covered, tuple[str, float]] = {"said": ("#4a86cf", 1.0), "asked": ("#b3832b", 0.5), "not asked": ("#8a8a8a", 0.12)}
_WORDS: dict[Covered, str] = {
    "said": "spoke about it",
    "asked": "asked, said nothing about it",
    "not asked": "not asked",
}


@looking
class CoverageView:
    """The coverage matrix: each person, each stage, whether they spoke about it, were asked, or neither.

    Parameters
    ----------
    look
        Whose words, of which round.
    masks
        What names of stages are masked by.
    """

    def __init__(self, look: Look, masks: Masks) -> None:
        self.people = coverage(look)
        self.stages = {s.id: masks.text(s.label, guess=False) for s in look.settings.stages}
        self.totals = totals(self.people, list(self.stages))
        self.unstaged = unstaged(look)

    def __repr__(self) -> str:
        lost = self.unstaged
        said = f"{lost['unstaged']} of {lost['mentions']} mentions are on no stage ({100 * lost['share']:.0f} %)"
        return f"<coverage of {len(self.people)} people by {len(self.stages)} stages; {said}>"

    def frame(self) -> pd.DataFrame:
        """Return one row a person, one column a stage: ``said``, ``asked`` or ``not asked``."""
        import pandas as pd

        rows = [{"participant": person, **states} for person, states in self.people.items()]
        return pd.DataFrame(rows, columns=["participant", *self.stages])

    def counts(self) -> pd.DataFrame:
        """Return one row a stage with how many people are in each state; they sum to N."""
        import pandas as pd

        rows = [{"stage": s, **self.totals[s], "N": len(self.people)} for s in self.stages]
        return pd.DataFrame(rows, columns=["stage", *STATES, "N"])

    def unstaged_by_family(self) -> pd.DataFrame:
        """Return one row a family of codes: how many of its mentions are on no stage."""
        import pandas as pd

        rows = [{"family": family, **found} for family, found in self.unstaged["families"].items()]
        return pd.DataFrame(rows, columns=["family", "unstaged", "mentions"])

    def _repr_html_(self) -> str:
        if not self.people:
            return "<p><strong>Nobody is in this look yet. Import interviews or answers.</strong></p>"
        rows = [
            [html.escape(label), *(str(self.totals[s][state]) for state in STATES), str(len(self.people))]
            for s, label in self.stages.items()
        ]
        twin = table(["stage", *(_WORDS[s] for s in STATES), "N"], rows, "People by stage")
        lost = self.unstaged
        families = ", ".join(f"{f} {v['unstaged']}" for f, v in lost["families"].items() if v["unstaged"])
        said = f"{lost['unstaged']} of {lost['mentions']} mentions ({100 * lost['share']:.0f} %) are on no stage"
        where = f": {families}. Code the stage they speak about, or give their codes one." if families else "."
        return f"{self._strip()}{twin}<p>{html.escape(said + where)}</p>"

    def _strip(self) -> str:
        """Return people side by side, those with the same pattern together, one row a stage: ``<img>``."""
        stages = list(self.stages)
        patterns = Counter(tuple(states[s] for s in stages) for states in self.people.values())
        ranked = sorted(patterns.items(), key=lambda p: (tuple(STATES.index(s) for s in p[0]), -p[1]))
        one = _WIDE / len(self.people)
        drawn: list[str] = []
        for row, stage in enumerate(stages):
            top = row * _ROW * 2
            drawn.append(_text(self.stages[stage], _LEFT, top + 13))
            for start, width, state in _runs([(count, pattern[row]) for pattern, count in ranked], one):
                fill, part = _DRAWN[state]
                high = _ROW * part
                y = top + 18 + _ROW - high
                drawn.append(f'<rect x="{_LEFT + start:.1f}" y="{y:.1f}" width="{width:.1f}" height="{high:.1f}" fill="{fill}"/>')
        high = len(stages) * _ROW * 2 + 24
        at = float(_LEFT)
        for state in STATES:
            fill, part = _DRAWN[state]
            drawn.append(f'<rect x="{at}" y="{high - 4 - 12 * part:.1f}" width="12" height="{12 * part:.1f}" fill="{fill}"/>')
            drawn.append(_text(_WORDS[state], at + 17, high - 5))
            at += 40 + 7 * len(_WORDS[state])
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE + 8}" height="{high}">{"".join(drawn)}</svg>'
        told = "; ".join(
            f"{label}: " + ", ".join(f"{state} {self.totals[s][state]}" for state in STATES) for s, label in self.stages.items()
        )
        alt = html.escape(f"{len(self.people)} people side by side, by stage. {told}", quote=True)
        return f'<img alt="{alt}" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" style="max-width:100%">'


def _runs(cells: list[tuple[int, Covered]], one: float) -> list[tuple[float, float, Any]]:
    """Return stretches of neighbours in one state: where each begins, how wide it is."""
    runs: list[tuple[float, float, Any]] = []
    at = 0.0
    for count, state in cells:
        wide = count * one
        if runs and runs[-1][2] == state:
            runs[-1] = (runs[-1][0], runs[-1][1] + wide, state)
        else:
            runs.append((at, wide, state))
        at += wide
    return runs


def _text(words: str, x: float, y: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" font-family="sans-serif" fill="#808080">{html.escape(words)}</text>'
