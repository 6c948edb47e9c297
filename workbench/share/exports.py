"""The map in other hands: a page, a table, a workbook, a diagram, by the suffix of the file's name."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workbench.share import words
from workbench.share.redact import consented
from workbench.study.canon import canonical_json, write_atomic
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.share.map_page import Model
    from workbench.share.redact import Redactor

#: A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also in full-width writing; what looks like
#: our escape of one is escaped once more, so that taking it back gives the original.
_FORMULA = re.compile(r"^'*[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CLAIM_COLUMNS = (
    "claim", "stage", "lane", "statement", "latent", "people", "of", "in_all", "against", "share_low", "share_high", "kinds",
    "grade", "owner", "verdict", "newest", "evidence",
)  # fmt: skip
_QUOTE_COLUMNS = ("claim", "stance", "quote", "participant", "kind", "round", "date", "source", "item", "start", "end", "text")
_STAGE_COLUMNS = ("stage", "goal", "spoke", "asked_silent", "not_asked", "feeling", "feeling_low", "feeling_high", "feeling_people")
Row = tuple[Any, ...]


def export(model: Model, path: str | Path, *, redactor: Redactor | None = None, day: str = "") -> Path:
    """Write the map to `path` in the form its suffix names.

    Parameters
    ----------
    model
        The map model.
    path
        ``.html`` one offline page, ``.json`` the model, ``.csv`` the claims, ``.xlsx`` claims, quotes and stages,
        ``.svg`` the emotion curve, ``.mmd`` a Mermaid journey diagram.
    redactor
        Replaces names first.
    day
        ISO date on which it is shared: consent may have run out by then. Today if empty; a redactor knows its own.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    UserError
        If the suffix is none of these.
    """
    target = Path(path)
    makers: dict[str, Callable[[Model], str | bytes]] = {
        ".html": _html, ".json": _json, ".csv": claims_csv, ".xlsx": workbook, ".svg": _svg, ".mmd": mermaid,
    }  # fmt: skip
    make = makers.get(target.suffix.casefold())
    if make is None:
        raise UserError(f"{target.name}: a map can be saved as {', '.join(makers)}.")
    write_atomic(target, make(redactor.model(model) if redactor else consented(model, day)))
    return target


def _html(model: Model) -> str:
    from workbench.share.page import report

    return report(model["study"]["title"], model)


def _json(model: Model) -> str:
    return canonical_json(model) + "\n"


def _svg(model: Model) -> str:
    from workbench.share.curve import curve

    return curve(model["stages"], alone=True)


def claims_csv(model: Model) -> str:
    """Return the claims as CSV, one a row; a cell that a spreadsheet would run gets a ``'`` and is named in ``_escaped``."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_CLAIM_COLUMNS, "_escaped"])
    for row in claim_rows(model):
        cells = [("'" + c if is_formula(c) else c) for c in row]
        changed = [name for name, old, new in zip(_CLAIM_COLUMNS, row, cells, strict=True) if old is not new]
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


def workbook(model: Model) -> bytes:
    """Return an Excel workbook with sheets claims, quotes and stages; words are stored as words, never as formulas."""
    from datetime import UTC, datetime

    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    moment = datetime(*_EPOCH, tzinfo=UTC).replace(tzinfo=None)  # the format wants no zone; a clock would change the bytes
    book.properties.created = book.properties.modified = moment
    _sheet(book.create_sheet("claims"), _CLAIM_COLUMNS, claim_rows(model))
    _sheet(book.create_sheet("quotes"), _QUOTE_COLUMNS, quote_rows(model))
    _sheet(book.create_sheet("stages"), _STAGE_COLUMNS, stage_rows(model))
    buffer = BytesIO()
    book.save(buffer)
    return _still(buffer.getvalue())


def _sheet(sheet: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:  # noqa: ANN401 (openpyxl's worksheet)
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for across, name in enumerate(columns, 1):
        cell = sheet.cell(1, across, name)
        cell.font = Font(bold=True)
        wide = name in {"statement", "text", "evidence", "goal", "verdict"}
        sheet.column_dimensions[get_column_letter(across)].width = 52 if wide else max(10, len(name) + 2)
    for down, row in enumerate(rows, 2):
        for across, value in enumerate(row, 1):
            cell = sheet.cell(down, across)
            if isinstance(value, str) and value:
                cell.value = _SHEET_CONTROLS.sub("\ufffd", value)
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif value != "":
                cell.value = value
    sheet.freeze_panes = "A2"


#: Characters that XML cannot hold.
_SHEET_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _still(data: bytes) -> bytes:
    """Return a zip archive with the time of day taken out of it and out of its properties: same map, same bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for info in sorted(old.infolist(), key=lambda i: i.filename):
            raw = old.read(info)
            if info.filename == "docProps/core.xml":
                raw = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", raw)
            new.writestr(ZipInfo(info.filename, _EPOCH), raw, ZIP_DEFLATED)
    return out.getvalue()


def mermaid(model: Model) -> str:
    """Return a Mermaid ``journey`` diagram: stages are sections, claims are tasks.

    Mermaid scores a task from 1 to 5; here 3 is the middle of the scale from -2 to +2, and a claim without a feeling
    gets 2 for a pain, 3 for a need, 4 for a delight. The actors are the people counted.
    """
    lines = ["journey", f"    title {_mermaid_words(model['study']['title'])}"]
    usual = {"pain": 2, "need": 3, "delight": 4}
    for stage in model["stages"]:
        claims = [model["claims"][c] for kind, _, _ in words.LANES for c in stage["lanes"][kind]]
        if claims:
            lines.append(f"    section {_mermaid_words(stage['label'])}")
        for claim in claims:
            feeling = claim["valence"]["mean"] if claim["valence"] else None
            score = usual[claim["kind"]] if feeling is None else max(1, min(5, round(feeling) + 3))
            who = f"{claim['k']} of {claim['n']} people" if claim["k"] else "assumption"
            lines.append(f"      {_mermaid_words(claim['statement'])}: {score}: {who}")
    return "\n".join(lines) + "\n"


def _mermaid_words(text: str) -> str:
    """Return `text` without what Mermaid reads as syntax."""
    return " ".join(re.sub(r"[:;#%<>{}\"`\\]", " ", text).split())[:120] or "untitled"
