"""What to do first, in a notebook: pains and needs by told opportunity, RICE or effort; and Kano's classes of features."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.journey.plan.draws import FEW
from workbench.journey.plan.kano import CLASSES
from workbench.journey.plan.priority import BYS, in_order
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.journey.plan.draws import Ranks
    from workbench.journey.plan.kano import Kano
    from workbench.journey.plan.priority import By, Number, Priority
    from workbench.themes.opportunity import Opportunity
    from workbench.views.parts import Masks

_TITLES: dict[By, str] = {
    "odi": "What was told: heard of, and how people speak of it",
    "rice": "RICE: reach \u00d7 impact \u00d7 confidence / effort",
    "effort": "What it would bring, against the effort",
}
_NOTES: dict[By, str] = {
    "odi": "How often something is said is no measure of how important it is: this is an order for asking on, not for building.",
    "rice": "Effort and impact are people's estimates and taken as they are; intervals say what other people might have told.",
    "effort": "Quick wins take little effort and are in the first third by what they would bring in at least 80 % of the draws.",
}
_SHOWN = 40


@looking
class PriorityView:
    """Pains and needs in an order, each with how sure it is.

    Parameters
    ----------
    found
        As `workbench.journey.plan.priority.priorities` gives them.
    by
        The order: ``odi``, ``rice`` or ``effort``.
    labels
        Claim -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    low
        Effort up to which it is little; None if nobody said.
    rated
        Needs by ratings of importance and satisfaction, where a study has them: a list of its own.
    """

    def __init__(
        self, found: Sequence[Priority], by: By, labels: Mapping[str, str], masks: Masks, *, low: float | None = None,
        rated: Sequence[Opportunity] = (),
    ) -> None:  # fmt: skip
        if by not in BYS:
            raise UserError(f"priorities are by {', '.join(BYS)}; given: {by!r}")
        self.found, self.by, self.low, self.rated = in_order(found, by), by, low, list(rated)
        self._masks = masks
        self._labels = {claim: masks.text(label, guess=False) for claim, label in labels.items()}

    @property
    def quick_wins(self) -> list[str]:
        """Claims that take little effort and are nearly always in the first third by what they would bring."""
        return [self._masks.text(p.claim, guess=False) for p in self.found if p.quick]

    def frame(self) -> pd.DataFrame:
        """Return one row a claim, first things first: its rank with the ranks of 95 % of the draws, and all its numbers."""
        import pandas as pd

        rows = [self._row(p) for p in self.found]
        columns = list(rows[0]) if rows else list(self._row(None))
        return pd.DataFrame(rows, columns=columns)

    def _row(self, p: Priority | None) -> dict[str, Any]:
        place = self._place(p)
        row: dict[str, Any] = {
            "claim": self._masks.text(p.claim, guess=False) if p else "", "statement": self._label(p.claim) if p else "",
            "rank": place.rank if place else None, "rank_lo": place.lo if place else None, "rank_hi": place.hi if place else None,
            "top": place.top if place else None, "k": p.k if p else 0, "n": p.n if p else 0,
        }  # fmt: skip
        for name in ("heard", "unhappy", "content", "score", "reach", "value", "rice"):
            number: Number | None = getattr(p, name) if p else None
            row |= {name: number.value if number else None, f"{name}_lo": number.lo if number else None,
                    f"{name}_hi": number.hi if number else None}  # fmt: skip
        return row | {
            "impact": p.impact if p else None, "confidence": p.confidence if p else None, "effort": p.effort if p else None,
            "quick": bool(p and p.quick), "assumed": ", ".join(p.assumed) if p else "", "why": p.why if p else "",
        }  # fmt: skip

    def _label(self, claim: str) -> str:
        return self._labels.get(claim) or self._masks.text(claim, guess=False)

    def _place(self, p: Priority | None) -> Ranks | None:
        if p is None:
            return None
        return {"odi": p.told, "rice": p.rank, "effort": p.worth if p.effort is not None else None}[self.by]

    def ranked(self) -> list[Priority]:
        """Return the claims that have a rank in this order."""
        return [p for p in self.found if self._place(p) is not None]

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return the claims as crosses of intervals, and their scores with the chance to be among the first three.

        Raises
        ------
        UserError
            If nothing can be ranked; the message says what is missing.
        """
        import pandas as pd

        from workbench.share.priority_charts import priorities

        if not self.ranked():
            raise UserError(self._missing())
        axes, names = {
            "odi": (
                ("people who say so", "people who speak ill of it", "told opportunity, 0 to 20"),
                ("heard", "unhappy", "score"),
            ),
            "rice": (("effort", "reach \u00d7 impact \u00d7 confidence", "RICE"), ("effort", "value", "rice")),
            "effort": (("effort", "reach \u00d7 impact \u00d7 confidence", "what it would bring"), ("effort", "value", "value")),
        }[self.by]
        frame = self.frame().head(min(_SHOWN, len(self.ranked())))
        across, up, score = names
        data = pd.DataFrame({
            "label": frame["statement"], "x": frame[across], "y": frame[up], "y_lo": frame[f"{up}_lo"], "y_hi": frame[f"{up}_hi"],
            "x_lo": frame.get(f"{across}_lo"), "x_hi": frame.get(f"{across}_hi"), "score": frame[score],
            "lo": frame[f"{score}_lo"], "hi": frame[f"{score}_hi"], "n": frame["n"], "top": frame["top"], "mark": frame["quick"],
        })  # fmt: skip
        share = self.by == "odi"
        return priorities(data, axes=axes, title=_TITLES[self.by], edge=self._edge(), percent=(share, share))

    def _edge(self) -> float | None:
        from statistics import median

        efforts = [p.effort for p in self.found if p.effort is not None]
        return None if self.by == "odi" or not efforts else median(efforts) if self.low is None else self.low

    def _missing(self) -> str:
        if not self.found:
            return "No pain or need is in the codebook yet: code what people say, or confirm a need."
        if self.by == "odi":
            return "Nobody spoke about the stages of these claims or was asked about them: code the stages people speak of."
        return (
            "Nothing can be ranked yet: nobody estimated an effort. "
            'Say study.estimate("pain:\u2026", effort=3, impact=2, reason="\u2026") for some.'
        )

    def __repr__(self) -> str:
        ranked = len(self.ranked())
        wins = f", {count(len(self.quick_wins), 'quick win')}" if self.quick_wins else ""
        return f"<priorities by {self.by}: {ranked} of {count(len(self.found), 'claim')} ranked{wins}>"

    def _repr_html_(self) -> str:
        if not self.ranked():
            return f"<p><strong>{html.escape(self._missing())}</strong></p>{self._rated()}"
        from workbench.share.charts import picture

        few = sum(p.n < FEW for p in self.ranked())
        notes = [_NOTES[self.by]]
        rest = "1 of them rests" if few == 1 else f"{few} of them rest"
        notes += [f"{rest} on fewer than {FEW} people: read the intervals, not the dots."] if few else []
        notes += [f"The first {_SHOWN} of {len(self.ranked())} are drawn."] if len(self.ranked()) > _SHOWN else []
        if assumed := sum("impact" in p.assumed for p in self.ranked()) if self.by != "odi" else 0:
            notes.append(f"Of {assumed} nobody estimated the impact: it is taken as 1, medium.")
        said = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
        twin = f"<details><summary>The same as a table</summary>{self._table()}</details>"
        return f"{picture(self.chart())}{said}{twin}{self._left_out()}{self._rated()}"

    def _table(self) -> str:
        heads = [
            "",
            "claim",
            "people",
            "told opportunity",
            "reach \u00d7 impact \u00d7 confidence",
            "effort",
            "RICE",
            "rank",
            "first three",
        ]
        rows = []
        for p in self.ranked():
            place = self._place(p)
            name = html.escape(self._label(p.claim)) + (" <em>quick win</em>" if p.quick else "")
            rank = f"{place.lo} to {place.hi}" if place and place.lo < place.hi else str(place.lo if place else "")
            rows.append([
                str(place.rank if place else ""), name, f"{p.k} of {p.n}", _shown(p.score), _shown(p.value),
                "" if p.effort is None else f"{p.effort:g}", _shown(p.rice), rank, f"{100 * place.top:.0f} %" if place else "",
            ])  # fmt: skip
        return table(heads, rows, "")

    def _left_out(self) -> str:
        left = [p for p in self.found if self._place(p) is None]
        if not left:
            return ""
        rows = [[html.escape(self._label(p.claim)), f"{p.k} of {p.n}", html.escape(p.why or "nobody was asked")] for p in left]
        title = html.escape(f"{len(left)} not ranked, and why")
        return f"<details><summary>{title}</summary>{table(['claim', 'people', 'why'], rows, '')}</details>"

    def _rated(self) -> str:
        if not self.rated:
            return ""
        from workbench.views.opportunities import OpportunityView

        return OpportunityView(self.rated, self._labels, self._masks)._repr_html_()


def _shown(number: Number | None) -> str:
    if number is None:
        return ""
    ends = "" if number.lo is None or number.hi is None else f" ({number.lo:.3g} to {number.hi:.3g})"
    return f"{number.value:.3g}{ends}"


@looking
class KanoView:
    """Features by Kano's classes.

    Parameters
    ----------
    found
        As `workbench.journey.plan.kano` gives them.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Sequence[Kano], masks: Masks) -> None:
        self.found, self._masks = list(found), masks

    def frame(self) -> pd.DataFrame:
        """Return one row a feature: its class and how sure it is, people by class, and better and worse with 95 % intervals."""
        import pandas as pd

        rows = []
        for k in self.found:
            row: dict[str, Any] = {"feature": self._masks.text(k.feature, guess=False), "class": k.word, "sure": k.sure, "n": k.n}
            row |= {CLASSES[c]: k.counts[c] for c in CLASSES}
            for name, ends in (("better", k.better), ("worse", k.worse)):
                row |= {
                    name: ends.value if ends else None,
                    f"{name}_lo": ends.lo if ends else None,
                    f"{name}_hi": ends.hi if ends else None,
                }
            rows.append(row)
        ends_ = [f"{name}{end}" for name in ("better", "worse") for end in ("", "_lo", "_hi")]
        return pd.DataFrame(rows, columns=["feature", "class", "sure", "n", *CLASSES.values(), *ends_])

    def __repr__(self) -> str:
        return f"<Kano: {count(len(self.found), 'feature')}>"

    def _repr_html_(self) -> str:
        if not any(k.n for k in self.found):
            return (
                "<p><strong>Nobody answered both questions yet.</strong> Ask of each feature how it would be if it were there, and "
                "how if it were not, with the five answers from \u201cI like it\u201d to \u201cI dislike it\u201d.</p>"
            )
        rows = []
        for k in self.found:
            sure = "too few to tell" if k.sure is None else f"first in {100 * k.sure:.0f} % of draws"
            counts = ", ".join(f"{k.counts[c]} {word}" for c, word in CLASSES.items() if k.counts[c])
            better, worse = ("" if e is None else f"{e.value:+.2f} ({e.lo:+.2f} to {e.hi:+.2f})" for e in (k.better, k.worse))
            name = html.escape(self._masks.text(k.feature, guess=False))
            rows.append([name, html.escape(k.word), sure, str(k.n), better, worse, html.escape(counts)])
        heads = [
            "feature",
            "class most people give it",
            "how sure",
            "people",
            "better if there",
            "worse if missing",
            "people by class",
        ]
        return table(heads, rows, "Kano: what pleases, and what is missed")
