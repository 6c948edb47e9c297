"""The map as a workbook for Excel and its like."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workbench.share.exports.tables import CLAIM_COLUMNS, QUOTE_COLUMNS, STAGE_COLUMNS, claim_rows, quote_rows, stage_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.tables import Row
    from workbench.share.map_page import Model

_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook(model: Model) -> bytes:
    """Return an Excel workbook with sheets claims, quotes and stages; words are stored as words, never as formulas."""
    from datetime import UTC, datetime

    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    moment = datetime(*_EPOCH, tzinfo=UTC).replace(tzinfo=None)  # the format wants no zone; a clock would change the bytes
    book.properties.created = book.properties.modified = moment
    _sheet(book.create_sheet("claims"), CLAIM_COLUMNS, claim_rows(model))
    _sheet(book.create_sheet("quotes"), QUOTE_COLUMNS, quote_rows(model))
    _sheet(book.create_sheet("stages"), STAGE_COLUMNS, stage_rows(model))
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
