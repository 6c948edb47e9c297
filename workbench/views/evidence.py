"""How strong the evidence for each claim is: people, intervals, voices, concerns, who could change the grade, who signed."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.bars import bar
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.journey.strength.lifts import Lift
    from workbench.views.parts import Masks

_COLUMNS = [
    "claim", "kind", "stage", "statement", "k", "x", "n", "N", "m", "kinds", "lo", "hi", "valence", "voices", "few_voices", "grade",
    "signed", "signed_by", "current", "fragile", "who", "lifts",
]  # fmt: skip


@looking
class EvidenceView:
    """The evidence of the claims of a map.

    Parameters
    ----------
    cards
        Cards of the map, each with ``signed``.
    lifts
        Claim -> what would lift its grade.
    share
        Effective people over people below which few do most of the talking: ``voices`` of ``[thresholds]``.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, cards: Sequence[Mapping[str, Any]], lifts: Mapping[str, Sequence[Lift]], share: float, masks: Masks) -> None:
        self.cards, self.lifts, self._share, self._masks = list(cards), lifts, share, masks

    def frame(self) -> pd.DataFrame:
        """Return one row a claim.

        ``voices`` is the effective number of people; ``grade`` is proposed, ``signed`` is a person's, ``current`` whether
        the evidence is still what they signed; ``fragile`` counts those who could each change the grade by withdrawing,
        ``who`` names them.
        """
        import pandas as pd

        rows = [[self._row(card)[c] for c in _COLUMNS] for card in self.cards]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def _row(self, card: Mapping[str, Any]) -> dict[str, Any]:
        signed = card["signed"] or {}
        own = {c: card[c] for c in ("kind", "stage", "k", "x", "n", "N", "m", "grade")}
        return {
            **own,
            "claim": self._said(card["id"]),
            "statement": self._said(card["statement"]),
            "kinds": ", ".join(card["kinds"]),
            "lo": None if card["lo"] is None else round(card["lo"], 3),
            "hi": None if card["hi"] is None else round(card["hi"], 3),
            "valence": None if card["valence"] is None else round(card["valence"]["mean"], 2),
            "voices": round(card["enp"], 1),
            "few_voices": card["k"] > 0 and card["enp"] < self._share * card["k"],
            "signed": signed.get("grade", ""),
            "signed_by": signed.get("by", ""),
            "current": signed.get("current", ""),
            "fragile": card["fragility"],
            "who": ", ".join(f"{one['participant']} → {one['grade']}" for one in card["fragile"]),
            "lifts": "; ".join(f"{lift.what} → {lift.grade}" for lift in self.lifts.get(card["id"], ())),
        }

    def _said(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def concerns(self) -> pd.DataFrame:
        """Return one row a claim and component: how serious the concern is, and the numbers that say so."""
        import pandas as pd

        rows = [
            [self._said(card["id"]), c["component"], c["level"], self._said(c["why"])]
            for card in self.cards
            for c in card["concerns"]
        ]
        return pd.DataFrame(rows, columns=["claim", "component", "concern", "why"])

    def __repr__(self) -> str:
        grades = [card["grade"] for card in self.cards]
        told = ", ".join(f"{grades.count(grade)} {grade}" for grade in dict.fromkeys(sorted(grades)))
        return f"<evidence of {count(len(grades), 'claim')}{f': {told}' if told else ''}>"

    def _repr_html_(self) -> str:
        if not self.cards:
            return "<p><strong>No claims here.</strong></p>"
        rows = [
            [
                html.escape(self._said(card["statement"])),
                f"{card['k']} of {card['n']}" + (f", {card['x']} against" if card["x"] else "") + f"<br>{_drawn(card)}",
                self._graded(card),
                self._why(card),
                html.escape("; ".join(f"{lift.what} (then {lift.grade})" for lift in self.lifts.get(card["id"], ()))),
            ]
            for card in self.cards
        ]
        return table(["claim", "people", "grade", "concerns", "what would lift it"], rows, repr(self).strip("<>"))

    def _graded(self, card: Mapping[str, Any]) -> str:
        signed = card["signed"]
        out = f"<strong>{html.escape(card['grade'])}</strong> (proposed)"
        if signed:
            state = "" if signed["current"] else "; the evidence has changed since"
            out += f"<br>{html.escape(signed['grade'])} (signed by {html.escape(self._said(signed['by']))}{state})"
        if card["fragility"]:
            who = "1 person could" if card["fragility"] == 1 else f"{card['fragility']} people could each"
            out += f"<br>{who} change it by withdrawing"
        return out

    def _why(self, card: Mapping[str, Any]) -> str:
        told = [f"{c['component']}, {c['level']}: {self._said(c['why'])}" for c in card["concerns"] if c["level"] != "none"]
        if card["k"] and card["enp"] < self._share * card["k"]:
            told.append(f"few do most of the talking: {card['k']} people speak like {card['enp']:.1f}")
        return "<br>".join(map(html.escape, told))


def _drawn(card: Mapping[str, Any]) -> str:
    return bar(card["k"], card["n"], card["lo"], card["hi"]) if card["lo"] is not None else ""
