"""The journey as it is beside the journey as it is to be, in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.share.words import signed
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.views.parts import Masks

_COLUMNS = ["about", "kind", "stage", "now", "becomes", "feeling_now", "feeling", "hypotheses", "why", "moved"]


@looking
class FutureView:
    """What is, and what is to become of it, side by side.

    Parameters
    ----------
    found
        As `workbench.journey.plan.future.future` gives it.
    stages
        Stage -> what it is called.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, found: Mapping[str, Any], stages: Mapping[str, str], masks: Masks) -> None:
        self.found, self._stages, self._masks = dict(found), dict(stages), masks

    def frame(self) -> pd.DataFrame:
        """Return one row for each claim or stage that is to become something; what is now is counted, what is to be is wished."""
        import pandas as pd

        rows = []
        for c in self.found["changes"]:
            now = c["now"] or {}
            rows.append({
                "about": self._plain(c["about"]), "kind": c["kind"], "stage": self._plain(self._stages.get(c["stage"], c["stage"])),
                "now": self._now(c), "becomes": self._plain(c["becomes"]),
                "feeling_now": now.get("mean"), "feeling": c["valence"],
                "hypotheses": "; ".join(self._plain(h["sentence"]) for h in c["hypotheses"]), "why": self._plain(c["why"]),
                "moved": c["moved"],
            })  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def _plain(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def _now(self, c: Mapping[str, Any]) -> str:
        now = c["now"]
        label = self._plain(c["label"])
        if now is None:
            return f"{label}: not in the codebook any more"
        if c["kind"] == "stage":
            if now["mean"] is None:
                few = "nobody showed" if not now["n"] else f"only {now['n']} showed"
                return f"{label}: {few} a feeling here"
            return f"{label}: {signed(now['mean'])} ({signed(now['lo'])} to {signed(now['hi'])}, {now['n']} people)"
        return f"{label}: {now['k']} of {now['n']} people say so" + (f", {now['x']} the opposite" if now["x"] else "")

    def __repr__(self) -> str:
        moved = len(self.found["moved"])
        return (
            f"<the journey as it is to be: {count(len(self.found['changes']), 'change')}, {moved} on evidence that is another now>"
        )

    def _repr_html_(self) -> str:
        if not self.found["changes"]:
            return (
                "<p><strong>Nothing is to become anything yet.</strong> Say what a card or a stage should be: "
                '<code>study.set_future("pain:\u2026", becomes="\u2026", reason="\u2026")</code>, or '
                '<code>study.set_future("onboarding", valence=1, reason="\u2026")</code>.</p>'
            )
        rows = []
        for c in self.found["changes"]:
            wish = [html.escape(self._plain(c["becomes"]))] if c["becomes"] else []
            wish += [f"feeling {c['valence']:+g} <em>(target)</em>"] if c["valence"] is not None else []
            by = "<br>".join(
                html.escape(self._plain(h["sentence"])) + (f" <em>{html.escape(h['verdict'])}</em>" if h["verdict"] else "")
                for h in c["hypotheses"]
            )
            moved = "<strong>The evidence is another since this was said: look again.</strong>" if c["moved"] else ""
            rows.append([html.escape(self._now(c)), "<br>".join([*wish, *([moved] if moved else [])]), by or "no hypothesis yet"])
        note = "<p>At the left is what people said; in the middle what somebody wants: it is no evidence and changes no number.</p>"
        lost = self.found["hypotheses"]
        more = f"<p>Named and not followed any more: {html.escape(', '.join(map(self._plain, lost)))}.</p>" if lost else ""
        return table(["as it is", "as it is to be", "how"], rows, "The journey as it is, and as it is to be") + note + more
