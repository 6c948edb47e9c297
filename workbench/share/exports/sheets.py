"""The map as a workbook for Excel and its like: one sheet an entity, words as words and never as formulas."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from workbench.share.exports.still import EPOCH, still
from workbench.share.exports.tables import tables
from workbench.study.canon import xml_text

if TYPE_CHECKING:
    from workbench.share.exports.columns import Column, Table
    from workbench.share.map_page import Model

#: What a cell, and a sheet, can hold.
_LONGEST, _ROWS = 32_767, 1_048_575
_WIDE = frozenset(
    {"statement", "text", "evidence", "goal", "verdict", "sentence", "what", "value", "why", "moment_why", "label", "note"}
)
_SHARES = frozenset({"share_low", "share_high"})
_SIGNED = frozenset({"feeling", "feeling_low", "feeling_high", "target", "expected", "delivered"})


def workbook(model: Model) -> bytes:
    """Return an Excel workbook: a sheet for each table with something in it, filters, frozen heads, same map same bytes.

    What a column means stands in a note on its head, and in the sheet ``columns``.
    """
    from datetime import UTC, datetime

    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        moment = datetime(*EPOCH, tzinfo=UTC).replace(tzinfo=None)  # the format wants no zone; a clock would change the bytes
        book.set_properties({"title": _text(model["study"]["title"])[:255], "author": "Journey Workbench", "created": moment})
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF3", "valign": "top", "text_wrap": True}),
            "top": book.add_format({"valign": "top"}),
            "wide": book.add_format({"valign": "top", "text_wrap": True}),
            "share": book.add_format({"valign": "top", "num_format": "0%"}),
            "signed": book.add_format({"valign": "top", "num_format": "+0.0;\u22120.0;0.0"}),
            "number": book.add_format({"valign": "top", "num_format": "0.00"}),
        }
        for table in tables(model):
            if table.rows:
                _sheet(book.add_worksheet(table.name), table, styles)
    return still(out.getvalue())


def _sheet(sheet: Any, table: Table, styles: dict[str, Any]) -> None:  # noqa: ANN401 (XlsxWriter's worksheet)
    for across, column in enumerate(table.columns):
        sheet.write_string(0, across, column.name, styles["head"])
        sheet.write_comment(0, across, column.what, {"author": "Journey Workbench", "x_scale": 2, "y_scale": 0.5})
        width = 52 if column.name in _WIDE else max(10, len(column.name) + 4)
        sheet.set_column(across, across, width, styles[_style(column)])
        for down, row in enumerate(table.rows[:_ROWS], 1):
            value = row[across]
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_string(down, across, "yes" if value else "no")
            elif isinstance(value, str):
                sheet.write_string(down, across, _text(value), styles["wide"] if column.name in _WIDE else None)
            else:
                sheet.write_number(down, across, value, styles[_style(column)])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, min(len(table.rows), _ROWS), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _style(column: Column) -> str:
    if column.name in _SHARES:
        return "share"
    if column.name in _SIGNED:
        return "signed"
    return "wide" if column.name in _WIDE else "number" if column.kind == "number" else "top"


def _text(words: str) -> str:
    """Return words as a cell can hold them."""
    return xml_text(words)[:_LONGEST]
