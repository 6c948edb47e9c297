"""The opportunity table in a notebook: stage, goal, pain point, opportunity for delight; every cell opens what was said."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.journey.plan.table import COLUMNS, STATES
from workbench.study.given import looking
from workbench.views.parts import QUOTES, few_of_each, quote, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.journey.said.material import Mention
    from workbench.views.parts import Masks

_CELLS = ("goals", "pains", "delights")
_KINDS = {"need": "need: ", "delight": "delights already: "}


@looking
class TableView:
    """The opportunity table.

    Parameters
    ----------
    rows
        As `workbench.journey.plan.table.table` gives them.
    said
        What was said, by id.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(self, rows: Sequence[dict[str, Any]], said: Mapping[str, Mention], masks: Masks) -> None:
        self.rows, self._said, self._masks = list(rows), dict(said), masks

    def frame(self) -> pd.DataFrame:
        """Return the four columns as words, each with how many say so; an empty cell says why it is."""
        import pandas as pd

        rows = [[self._plain(r["label"]), *(self._words(r[cell]) for cell in _CELLS)] for r in self.rows]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def evidence(self) -> pd.DataFrame:
        """Return one row an entry: where it stands, how many say so with the 95 % interval, and how many passages there are."""
        import pandas as pd

        rows = [
            {"stage": r["stage"], "column": column, "code": self._plain(i["id"]), "label": self._plain(i["label"]),
             **{k: i[k] for k in ("k", "x", "n", "lo", "hi")}, "passages": len(i["quotes"])}
            for r in self.rows for column, cell in zip(COLUMNS[1:], _CELLS, strict=True) for i in r[cell]["items"]
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["stage", "column", "code", "label", "k", "x", "n", "lo", "hi", "passages"])

    def _plain(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def _words(self, cell: Mapping[str, Any]) -> str:
        parts = [self._plain(cell["text"])] if cell["text"] else []
        parts += [f"{_KINDS.get(i['kind'], '')}{self._plain(i['label'])} ({_people(i)})" for i in cell["items"]]
        if cell["state"]:
            parts.append(f"[{STATES[cell['state']]}]")
        return "; ".join(parts)

    def __repr__(self) -> str:
        empty = sum(bool(r[cell]["state"]) for r in self.rows for cell in _CELLS)
        return (
            f"<opportunity table of {len(self.rows)} stages; nobody's words fill {empty} of {len(self.rows) * len(_CELLS)} cells>"
        )

    def _repr_html_(self) -> str:
        if not self.rows:
            return "<p><strong>study.toml has no stages yet.</strong> Write them under [[stages]].</p>"
        rows = [
            [f"<strong>{html.escape(self._plain(r['label']))}</strong><br>{r['n']} people", *(self._cell(r[c]) for c in _CELLS)]
            for r in self.rows
        ]
        return table(COLUMNS, rows, "")

    def _cell(self, cell: Mapping[str, Any]) -> str:
        parts = [f"<em>{html.escape(self._plain(cell['text']))}</em>"] if cell["text"] else []
        parts += [self._item(i) for i in cell["items"]]
        if cell["state"]:
            parts.append(f"<em>{html.escape(STATES[cell['state']])}</em>")
        return "".join(f"<div>{part}</div>" for part in parts)

    def _item(self, item: Mapping[str, Any]) -> str:
        title = (
            f"{html.escape(_KINDS.get(item['kind'], '') + self._plain(item['label']))} <small>{html.escape(_people(item))}</small>"
        )
        known = [self._said[q] for q in item["quotes"] if q in self._said]
        may = [m for m in known if m.participant not in self._masks.silent]
        shown = few_of_each(may, lambda m: m.participant, self._masks.redactor.quotes)[:QUOTES]
        if not shown:
            return title
        words = self._masks.said([m.quote for m in shown], [m.participant for m in shown])
        quotes = "".join(quote(w, f"{m.participant}, {m.kind}") for m, w in zip(shown, words, strict=True))
        return f"<details><summary>{title}</summary>{quotes}</details>"


def _people(item: Mapping[str, Any]) -> str:
    if not item["k"]:
        return "assumption"
    return f"{item['k']} of {item['n']}" + (f", {item['x']} against" if item["x"] else "")
