"""The map as tables: claims, quotes and stages, one a row."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.share import words

if TYPE_CHECKING:
    from workbench.share.map_page import Model

#: A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also in full-width writing; what looks like
#: our escape of one is escaped once more, so that taking it back gives the original.
_FORMULA = re.compile(r"^'*[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
CLAIM_COLUMNS = (
    "claim", "stage", "lane", "statement", "latent", "people", "of", "in_all", "against", "share_low", "share_high", "kinds",
    "grade", "owner", "verdict", "newest", "evidence",
)  # fmt: skip
QUOTE_COLUMNS = ("claim", "stance", "quote", "participant", "kind", "round", "date", "source", "item", "start", "end", "text")
STAGE_COLUMNS = ("stage", "goal", "spoke", "asked_silent", "not_asked", "feeling", "feeling_low", "feeling_high", "feeling_people")
Row = tuple[Any, ...]


def claims_csv(model: Model) -> str:
    """Return the claims as CSV, one a row; a cell that a spreadsheet would run gets a ``'`` and is named in ``_escaped``."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*CLAIM_COLUMNS, "_escaped"])
    for row in claim_rows(model):
        cells = [("'" + c if is_formula(c) else c) for c in row]
        changed = [name for name, old, new in zip(CLAIM_COLUMNS, row, cells, strict=True) if old is not new]
        writer.writerow(["" if c is None else c for c in cells] + [" ".join(changed)])
    return out.getvalue()


def is_formula(cell: object) -> bool:
    """Say whether a spreadsheet would take a cell for a formula."""
    return isinstance(cell, str) and _FORMULA.match(cell) is not None


def claim_rows(model: Model) -> list[Row]:
    """Return one row a claim, in the order of the map: stage, lane, surest first."""
    labels = {s["id"]: s["label"] for s in model["stages"]}
    rows: list[Row] = []
    for stage in model["stages"]:
        for kind, _, _ in words.LANES:
            for name in stage["lanes"][kind]:
                c = model["claims"][name]
                label = labels.get(c["stage"], "")
                rows.append((
                    c["id"], label, words.SINGULAR[c["kind"]], c["statement"], "yes" if c["latent"] else "no", c["k"], c["n"],
                    c["N"], c["x"], c["lo"], c["hi"], ", ".join(c["kinds"]), c["grade"], c["owner"],
                    c["verdict"]["text"] if c["verdict"] else "", c["newest"] or "", words.evidence(c, label),
                ))  # fmt: skip
    return rows


def quote_rows(model: Model) -> list[Row]:
    """Return one row for every passage behind a claim; withheld words stay empty."""
    rows: list[Row] = []
    for name in sorted(model["claims"]):
        claim = model["claims"][name]
        for stance, ids in (("for", claim["supports"]), ("against", claim["contradicts"])):
            for q in (model["quotes"][i] for i in ids):
                text = q["text"] if q["consent"] else ""
                fields = ("id", "participant", "kind", "round", "date", "source", "item", "start", "end")
                rows.append((name, stance, *(q[f] for f in fields), text))
    return rows


def stage_rows(model: Model) -> list[Row]:
    """Return one row a stage: who spoke, how they felt."""
    return [
        (s["label"], s["goal"], s["coverage"]["spoke"], s["coverage"]["asked"], s["coverage"]["silent"], s["emotion"]["mean"],
         s["emotion"]["lo"], s["emotion"]["hi"], s["emotion"]["n"])
        for s in model["stages"]
    ]  # fmt: skip
