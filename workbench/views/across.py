"""Which need of an earlier round is which now: what people decided, and what they must still decide."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.fold import State
    from workbench.study.records import Ruling
    from workbench.themes.identity import TopicChange
    from workbench.themes.review import Review
    from workbench.views.parts import Masks

_SAYS = {"same": "is the same", "split": "fell apart", "merged": "became one", "new": "is new", "gone": "is gone"}
#: What a program proposes that leaves nothing to decide.
_PLAIN = frozenset({"kept", "grew", "shrank"})


@looking
@dataclass(frozen=True)
class Across:
    """Needs and topics of two rounds.

    Attributes
    ----------
    rulings
        What people decided about the later round, oldest first.
    review
        What a program found beside the ledger; None if it was not asked.
    topics
        What became of topics since the round before; empty if it was not asked.
    threshold
        From which cosine on two groups of passages may be one need, and whether this study's own needs gave it.
    """

    rulings: tuple[Ruling, ...]
    review: Review | None = None
    topics: tuple[TopicChange, ...] = ()
    threshold: tuple[float, bool] | None = None

    def open(self) -> list[tuple[str, tuple[str, ...], float | None, int]]:
        """Return what is still to be decided: kind, needs, likeness, and people who are new evidence."""
        if self.review is None:
            return []
        settled = {(r.kind, tuple(sorted(r.needs))) for r in self.rulings}
        left = [m for m in self.review.matches if (m.kind, tuple(sorted(m.needs))) not in settled]
        return [(m.kind, m.needs, m.similarity, len(m.people)) for m in left if m.kind != "same" or m.people]

    def as_plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        decided = [{"kind": r.kind, "needs": list(r.needs), "into": list(r.into), "by": r.coder} for r in self.rulings]
        proposed = [
            {"kind": kind, "needs": list(needs), "similarity": alike, "new_people": people}
            for kind, needs, alike, people in self.open()
        ]
        out: dict[str, Any] = {"decided": decided, "to_decide": proposed}
        if self.review is not None:
            out["new_candidates"] = len(self.review.new)
        if self.threshold is not None:
            out["threshold"], out["calibrated"] = self.threshold
        out["topics"] = {kind: sum(t.kind == kind for t in self.topics) for kind in sorted({t.kind for t in self.topics})}
        return out

    def html(self, state: State, masks: Masks) -> str:
        """Return it as a table with a sentence."""

        def called(needs: Sequence[str]) -> str:
            names = (state.codes[n].label if n in state.codes else n for n in needs)
            return "<br>".join(html.escape(masks.text(name, guess=False)) for name in names) or "\u2013"

        rows = [
            [f"<strong>{r.kind}</strong>", called(r.needs), called(r.into), f"decided by {html.escape(r.coder)}"]
            for r in self.rulings
        ]
        for kind, needs, alike, people in self.open():
            near = "" if alike is None else f", likeness {alike:.2f}"
            what = f"to be decided: {_SAYS[kind]}{near}; {count(people, 'person')} who are no evidence yet".replace(
                "persons", "people"
            )
            rows.append([f"<em>{kind}?</em>", called(needs), "", html.escape(what)])
        out = table(["", "before", "now", ""], rows, "Which need is which: what people decided, and what is open") if rows else ""
        return out + "".join(f"<p>{html.escape(line)}</p>" for line in self.lines())

    def lines(self) -> list[str]:
        """Return the rest in sentences."""
        found = []
        if self.review is not None:
            left, new = len(self.open()), len(self.review.new)
            found += [f"{count(left, 'need')} to decide on, with study.decide_need()."] if left else []
            if new:
                goes = "goes" if new == 1 else "go"
                found.append(f"{count(new, 'new candidate')} that {goes} with no need so far: study.needs() shows what people say.")
        if self.threshold is not None:
            cut, own = self.threshold
            whose = "from halves of this study's own needs" if own else "from other studies, since this one has too few needs"
            found.append(f"Two groups of passages may be one need from a likeness of {cut:.2f}: equal error both ways, {whose}.")
        moved = [t for t in self.topics if t.kind not in _PLAIN]
        if self.topics:
            told = [f"{n} {kind}" for kind in ("split", "merged", "new", "gone") if (n := sum(t.kind == kind for t in moved))]
            same = len(self.topics) - len(moved)
            told += [f"{same} as before"] if same else []
            found.append(f"Topics since the round before: {', '.join(told)}. study.themes() says which.")
        return found
