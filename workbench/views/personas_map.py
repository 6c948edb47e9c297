"""Several personas beside each other, in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.views.parts import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.share.redact import Redactor
    from workbench.views.parts import Gate


@looking
class PersonasView:
    """The journeys of several personas on one scale, each with its own n.

    Attributes
    ----------
    models
        One map model a persona, as plain data (docs/format.md).
    """

    def __init__(self, models: Sequence[dict[str, Any]], redactor: Redactor, gate: Gate | None = None) -> None:
        self.models, self._redactor, self._gate = list(models), redactor, gate

    def __repr__(self) -> str:
        who = (f"{self._name(m)} ({m['people']['N']} people)" for m in self.models)
        return f"<journeys of {', '.join(who)}>"

    @staticmethod
    def _name(model: dict[str, Any]) -> str:
        return str(model["persona"]["name"]) if model["persona"] else "everybody"

    def _repr_html_(self) -> str:
        return self._drawn(interactive=True)

    def _drawn(self, *, interactive: bool) -> str:
        from workbench.share.side_by_side import several

        return several(self.models, redactor=self._redactor, interactive=interactive)

    def claims(self) -> pd.DataFrame:
        """Return one row a claim: how many of how many people say so in each persona."""
        import pandas as pd

        names = [self._redactor.text(self._name(m), guess=False) for m in self.models]
        rows = []
        for claim in sorted({c for m in self.models for c in m["claims"]}):
            cards = [m["claims"].get(claim) for m in self.models]
            first = next(c for c in cards if c)
            row = {"id": claim, "kind": first["kind"], "stage": first["stage"], "statement": first["title"] or first["statement"]}
            row = {k: self._redactor.text(v, guess=False) for k, v in row.items()}
            rows.append(row | {n: f"{c['k']} of {c['n']}" if c else "" for n, c in zip(names, cards, strict=True)})
        return pd.DataFrame(rows, columns=["id", "kind", "stage", "statement", *names])

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write it as one offline HTML page, masked, that has passed the share gate; return the path.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If the file's name does not end in ``.html``.
        """
        from workbench.share.rounds_page import rounds_page

        target = Path(path)
        if target.suffix.casefold() != ".html":
            raise UserError(f"{target.name}: personas side by side can be saved as .html")
        return put({target: rounds_page("Personas side by side", "", self._drawn(interactive=False))}, self._gate, despite)[0]
