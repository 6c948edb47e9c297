"""Hypotheses in a notebook: what people said, what a test found, and whether what was done worked."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.views.parts import Masks

_COLUMNS = [
    "hypothesis",
    "sentence",
    "claims",
    "k",
    "x",
    "n",
    "heard",
    "said",
    "people_needed",
    "difference",
    "lo",
    "hi",
    "verdict",
    "result",
]
_LOOP = ["claim", "statement", "status", "since", "why", "before", "after", "verdict", "text", "next"]


@looking
class HypothesisView:
    """The register of hypotheses.

    Parameters
    ----------
    found
        As `workbench.journey.plan.hypotheses.hypotheses` gives them.
    drafts
        Hypotheses to begin from, as `workbench.journey.plan.hypotheses.drafts` gives them.
    labels
        Claim -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(
        self, found: Sequence[dict[str, Any]], drafts: Sequence[dict[str, Any]], labels: Mapping[str, str], masks: Masks
    ) -> None:  # fmt: skip
        self.found, self._drafts, self._masks = list(found), list(drafts), masks
        self._labels = {claim: masks.text(label, guess=False) for claim, label in labels.items()}

    def _plain(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def frame(self) -> pd.DataFrame:
        """Return one row a hypothesis: people for and against its claims, people a test needs, and what the test found."""
        import pandas as pd

        rows = []
        for h in self.found:
            gap = h["difference"] or {"value": None, "lo": None, "hi": None}
            rows.append({
                "hypothesis": self._plain(h["id"]), "sentence": self._plain(h["sentence"]),
                "claims": ", ".join(self._plain(c) for c in h["claims"]), "k": h["k"], "x": h["x"], "n": h["n"],
                "heard": h["heard"]["word"], "said": h["heard"]["text"], "people_needed": h["plan"]["n"] if h["plan"] else None,
                "difference": gap["value"], "lo": gap["lo"], "hi": gap["hi"],
                "verdict": h["verdict"]["word"] if h["verdict"] else "",
                "result": self._plain(h["verdict"]["text"] if h["verdict"] else h["problem"]),
            })  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def drafts(self) -> pd.DataFrame:
        """Return hypotheses to begin from: all is said but what to change."""
        import pandas as pd

        rows = [
            {k: self._plain(v) if isinstance(v, str) else ", ".join(map(self._plain, v)) for k, v in d.items()}
            for d in self._drafts
        ]
        return pd.DataFrame(rows, columns=["claims", "change", "who", "effect", "measure", "direction"])

    def __repr__(self) -> str:
        tested = sum(bool(h["verdict"]) for h in self.found)
        return f"<{_many(len(self.found))}, {tested} tested>"

    def _repr_html_(self) -> str:
        if not self.found:
            return (
                "<p><strong>There is no hypothesis yet.</strong> Say what you would change, and for which claims: "
                "<code>study.hypothesis(change=\u2026, claims=[\u2026])</code> fills in the rest.</p>" + self._begin()
            )
        rows = []
        for h in self.found:
            text = self._plain(h["verdict"]["text"] if h["verdict"] else h["problem"] or h["state"])
            claims = [self._labels.get(c) or self._plain(c) + " (not in the codebook)" for c in h["claims"]]
            rows.append([
                f"{html.escape(self._plain(h['sentence']))}<br><em>{html.escape(self._plain(h['id']))}</em>",
                "<br>".join(html.escape(c) for c in claims),
                f"<strong>{html.escape(h['heard']['word'])}</strong><br>{html.escape(h['heard']['text'])}",
                html.escape(_planned(h["plan"])), html.escape(text),
            ])  # fmt: skip
        heads = ["hypothesis", "claims", "what people said", "plan", "what the test found"]
        return table(heads, rows, "Hypotheses") + self._begin()

    def _begin(self) -> str:
        if not self._drafts:
            return ""
        rows = [
            [html.escape(", ".join(self._labels.get(c, c) for c in d["claims"])), html.escape(self._plain(d["effect"])),
             html.escape(self._plain(d["measure"]))]
            for d in self._drafts
        ]  # fmt: skip
        title = "To begin from: say what you would change"
        return f"<details><summary>{title}</summary>{table(['claim', 'then', 'measured by'], rows, '')}</details>"


def _many(number: int) -> str:
    return "1 hypothesis" if number == 1 else f"{number} hypotheses"


def _planned(plan: Mapping[str, Any] | None) -> str:
    if plan is None:
        return "not planned"
    unit = f"{100 * plan['effect']:+.0f} points from {100 * plan['baseline']:.0f} %" if plan["kind"] == "share" else (
        f"{plan['effect']:+g} from {plan['baseline']:g}"
    )  # fmt: skip
    return f"{plan['n']} people in each arm, to see {unit} with {100 * plan['power']:.0f} % power"


@looking
class LoopView:
    """Did it work? Cards that somebody acts on, and what the next round says of them.

    Parameters
    ----------
    found
        As `workbench.journey.plan.loop.loop` gives them.
    labels
        Claim -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Sequence[dict[str, Any]], labels: Mapping[str, str], masks: Masks) -> None:
        self.found, self._masks = list(found), masks
        self._labels = {claim: masks.text(label, guess=False) for claim, label in labels.items()}

    def frame(self) -> pd.DataFrame:
        """Return one row a card: since when somebody acts on it, and the verdict of the round after."""
        import pandas as pd

        rows = [
            {**{k: one[k] for k in _LOOP if k in one}, "claim": self._masks.text(one["claim"], guess=False),
             "why": self._masks.text(one["why"], guess=False), "statement": self._labels.get(one["claim"], ""),
             "verdict": one["verdict"]["word"] if one["verdict"] else "", "text": one["verdict"]["text"] if one["verdict"] else ""}
            for one in self.found
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=_LOOP)

    def __repr__(self) -> str:
        told = sum(bool(one["verdict"]) for one in self.found)
        return f"<{count(len(self.found), 'card')} acted on, {told} with a verdict>"

    def _repr_html_(self) -> str:
        if not self.found:
            return (
                "<p><strong>Nobody acts on a card yet.</strong> When you begin, say so: "
                '<code>study.card_status("pain:\u2026", "acting", reason="\u2026")</code>. '
                "The next round then says what came of it.</p>"
            )
        rows = [
            [html.escape(r["statement"] or r["claim"]), html.escape(f"{r['status']} since {r['since']}"), html.escape(r["why"]),
             html.escape(r["text"] or r["next"])]
            for r in self.frame().to_dict("records")
        ]  # fmt: skip
        return table(["card", "status", "what is done", "what the next round says"], rows, "Did it work?")
