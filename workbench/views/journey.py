"""The journey map in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.share.redact import quotable
from workbench.study.canon import canonical_json, write_atomic
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.views.parts import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.views.parts import Gate


@looking
class JourneyView:
    """The journey map: shows itself in a notebook; saves itself by suffix.

    Attributes
    ----------
    model
        The map as plain data (docs/format.md).
    """

    def __init__(self, model: dict[str, Any], redactor: Redactor, gate: Gate | None = None) -> None:
        self.model, self._redactor, self._gate = model, redactor, gate

    def __repr__(self) -> str:
        people, facts = self.model["people"], self.model["facts"]
        return f"<journey of {people['N']} people: {facts['claims']} claims, {facts['assumptions']} of them assumptions>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from workbench.share.map_page import map_html, map_static

        # Where a sanitiser takes style sheets away (an untrusted notebook), the plain twin is what is left to see.
        live = map_html(self.model, redactor=self._redactor)
        plain = map_static(self.model, self._redactor)
        style = "<style>.wb-plain{display:none}.wb-styled{display:block!important}</style>"
        return {
            "text/html": f'{style}<div class="wb-styled" style="display:none">{live}</div><div class="wb-plain">{plain}</div>',
            "text/plain": repr(self),
        }

    def frame(self) -> pd.DataFrame:
        """Return `claims`: what the map shows as a table, as every view gives it."""
        return self.claims()

    def claims(self) -> pd.DataFrame:
        """Return the claims as a table, strongest first within each stage."""
        from workbench.views.whole import whole

        columns = ["id", "kind", "stage", "statement", "k", "n", "x", "lo", "hi", "m", "grade", "fragility"]
        rows = [{c: claim[c] for c in columns} for claim in self.model["claims"].values()]
        for row in rows:
            row["statement"] = self._redactor.text(row["statement"], guess=False)
            row["id"] = self._redactor.text(row["id"], guess=False)  # ids are made from labels
            row |= {end: None if row[end] is None else round(row[end], 3) for end in ("lo", "hi")}
        order = {stage["id"]: i for i, stage in enumerate(self.model["stages"])}
        rows.sort(key=lambda r: (order.get(r["stage"], len(order)), r["kind"], -(r["lo"] or 0), r["id"]))
        return whole(rows, columns)

    def quotes(self, claim: str) -> pd.DataFrame:
        """Return the quotes for and against one claim, masked; unconsented ones say so instead of the words.

        Raises
        ------
        UserError
            If the map has no such claim; the message lists those there are.
        """
        from workbench.views.whole import whole

        shown = {self._redactor.text(known, guess=False): known for known in sorted(self.model["claims"])}
        known = claim if claim in self.model["claims"] else shown.get(claim)
        if known is None:
            raise UserError(f"the map has no claim {claim!r}; it has: {', '.join(sorted(shown))}")
        card = self.model["claims"][known]
        self._redactor.texts([self.model["quotes"][i]["text"] for i in (*card["supports"], *card["contradicts"])])  # in one go
        rows = []
        for stance, ids in (("for", card["supports"]), ("against", card["contradicts"])):
            for quote in (self.model["quotes"][i] for i in ids):
                words = self._redactor.text(quote["text"]) if quotable(quote, self._redactor.day) else WITHHELD
                rows.append(
                    {"stance": stance, **{k: quote[k] for k in ("participant", "kind", "date", "round", "valence")}, "quote": words}
                )
        return whole(rows, ["stance", "participant", "kind", "date", "round", "valence", "quote"])

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write the map in the form that the suffix of `path` names (`workbench forms` lists them); return the path.

        Names, addresses and phone numbers are masked and unconsented quotes left out, whatever the form, and the file passes
        the share gate before it is written.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.
        """
        from workbench.share.exports import export

        target, gate = Path(path), self._gate
        guard = None if gate is None else (lambda name, data: gate({name: data}, despite))
        export(self._redactor.model(self.model), target, guard=guard)
        return target

    def save_all(
        self, paths: Sequence[str | Path], *, despite: str = "", progress: Callable[[str, int, int], None] | None = None
    ) -> list[Path]:
        """Write the map in several forms; return the paths. All of them pass the share gate before the first is written.

        Parameters
        ----------
        paths
            Where to, as for `save`.
        despite
            As for `save`.
        progress
            Called with ``"export"``, how many forms are made, and how many there are.
        """
        from workbench.share.exports.formats import made, put

        model = self._redactor.model(self.model)
        ready = []
        for done, path in enumerate(paths, 1):
            ready.append((Path(path), made(model, path)))
            if progress is not None:
                progress("export", done, len(paths))
        if self._gate is not None:
            self._gate({f"{path}/{name}" if name else str(path): d for path, files in ready for name, d in files.items()}, despite)
        return [put(files, path) for path, files in ready]

    def save_canonical(self, folder: Folder, name: str) -> Path:
        """Write the unmasked model into the study's own ``maps/`` as canonical JSON: same inputs, same bytes."""
        target = folder.root / "maps" / f"{name}.json"
        write_atomic(target, canonical_json(self.model) + "\n")
        return target
