"""The need ledger in a notebook: what people stand for, whose words it rests on, and what became of it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.themes.ledger import Entry, Event
    from workbench.views.parts import Masks

_SOFT = "opacity:.8;font-size:.92em"
_COLUMNS = ["need", "statement", "who", "what", "because", "stage", "latent", "status", "people"]


@looking
class LedgerView:
    """Needs that a person confirmed, with their people by round and their history.

    Parameters
    ----------
    folder
        The study.
    masks
        What stands between what people wrote and what is shown.
    """

    def __init__(self, folder: Folder, masks: Masks) -> None:
        from workbench.themes.ledger import ledger

        self.entries = ledger(folder)
        self._masks = masks
        self._labels = {s.id: s.label for s in folder.settings.stages}

    def __len__(self) -> int:
        return sum(e.status == "confirmed" for e in self.entries)

    def __repr__(self) -> str:
        dismissed = sum(e.status == "dismissed" for e in self.entries)
        return f"<need ledger: {count(len(self), 'need')} confirmed, {dismissed} candidates dismissed>"

    def frame(self) -> pd.DataFrame:
        """Return one row an entry: statement and its parts, stage, status, and people of each round."""
        import pandas as pd

        rounds = list(dict.fromkeys(r for e in self.entries for r in e.people))
        mask = self._masks.text
        rows = [
            (
                mask(e.id, guess=False), mask(e.statement), mask(e.who), mask(e.what), mask(e.because), e.stage, e.latent, e.status,
                sum(e.people.values()), *(e.people.get(r, 0) for r in rounds),
            )
            for e in self.entries
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=[*_COLUMNS, *(f"people {r}" for r in rounds)]).drop(columns="people")

    def _repr_html_(self) -> str:
        known = [e for e in self.entries if e.status != "dismissed"]
        if not known:
            return (
                "<p><strong>The need ledger is empty.</strong> Read a candidate of <code>study.needs()</code>, and confirm it with "
                "<code>study.confirm_need(…)</code> if you stand for it.</p>" + self._dismissed()
            )
        order = {"confirmed": 0, "merged": 1, "retired": 2}
        rows = [self._row(e) for e in sorted(known, key=lambda e: (order.get(e.status, 3), -sum(e.people.values()), e.id))]
        caption = repr(self).strip("<>").capitalize()
        return table(["need", "stage", "status", "people by round", "history"], rows, caption) + self._dismissed()

    def _row(self, entry: Entry) -> list[str]:
        mask = self._masks.text
        shown = f"<strong>{html.escape(mask(entry.statement or entry.id))}</strong>"
        parts = [f"{name}: {html.escape(mask(value))}" for name in ("who", "what", "because") if (value := getattr(entry, name))]
        latent = ["latent: people get by on their own"] if entry.latent else []
        under = "<br>".join([*parts, *latent, f"<code>{html.escape(mask(entry.id, guess=False))}</code>"])
        status = entry.status + (f" into {html.escape(mask(entry.into, guess=False))}" if entry.into else "")
        people = "<br>".join(f"{html.escape(r)}: {n}" for r, n in entry.people.items()) or "nobody yet"
        last = f"{len(entry.history)} steps" if len(entry.history) != 1 else "1 step"
        lines = "".join(f"<li>{self._event(event)}</li>" for event in entry.history)
        history = f"<details><summary>{last}</summary><ul style='margin:4px 0;padding-left:18px'>{lines}</ul></details>"
        stage = html.escape(self._labels.get(entry.stage, entry.stage)) or "\u2013"
        return [f"{shown}<div style='{_SOFT}'>{under}</div>", stage, status, people, history]

    def _event(self, event: Event) -> str:
        origin = f" from {', '.join(event.from_)}" if event.from_ else ""
        alike = f", cosine {event.similarity:.2f}" if event.similarity is not None else ""
        round_ = f" in {event.round}" if event.round else ""
        why = f": {self._masks.text(event.reason)}" if event.reason else ""
        day = str(event.at)[:10]
        return html.escape(f"{event.kind}{self._masks.text(origin, guess=False)}{round_}{alike}, {event.decided_by}, {day}{why}")

    def _dismissed(self) -> str:
        gone = [e for e in self.entries if e.status == "dismissed"]
        if not gone:
            return ""
        lines = "".join(f"<li><code>{html.escape(e.id)}</code> {self._event(e.history[-1])}</li>" for e in gone if e.history)
        head = f"{count(len(gone), 'candidate')} dismissed: not proposed again while they are mostly the same passages"
        return f"<details><summary>{head}</summary><ul style='margin:4px 0;padding-left:18px'>{lines}</ul></details>"
