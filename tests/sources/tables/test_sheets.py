from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from workbench.sources.tables.read import parse
from workbench.study.errors import Refused


def book(rows, *, sheet="Sheet", more=()):
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    for name in more:
        made.create_sheet(name).append(["x"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(raw, **options):
    return parse(raw, name="a.xlsx", suffix=".xlsx", **options)


def test_cells_are_text():
    table = read(book([["id", "a", "b", "c"], ["00123", 7, 0.5, dt.datetime(2026, 2, 10)], ["=1+1", True, 3.0, None]]))  # noqa: DTZ001 (Excel knows no zones)
    assert table.frame.to_numpy().tolist()[0] == ["00123", "7", "0.5", "2026-02-10"]
    assert table.frame.to_numpy().tolist()[1][1:] == ["TRUE", "3", ""]


def test_a_row_longer_than_the_header_is_refused():
    with pytest.raises(Refused) as error:
        read(book([["id", "a"], ["1", "2", "3"]]))
    assert error.value.place == "row 2"


def test_the_first_sheet_is_read_unless_one_is_named():
    raw = book([["id"], ["1"]], sheet="Data", more=["Notes"])
    table = read(raw)
    assert table.options == {"sheet": "Data"}
    assert "Notes" in table.notes[0]
    with pytest.raises(Refused, match="'Data', 'Notes'"):
        read(raw, sheet="Missing")


def test_a_cell_far_away_is_refused():
    made = openpyxl.Workbook()
    made.active.append(["id", "a"])
    made.active.append(["1", "2"])
    made.active.cell(300_000, 2, "far")
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Refused, match="far away") as error:
        read(out.getvalue())
    assert error.value.place == "row 300000"


def test_too_many_columns_are_refused():
    with pytest.raises(Refused, match="columns"):
        read(book([["x"] * 2001, ["y"] * 2001]))
