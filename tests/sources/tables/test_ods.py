from __future__ import annotations

import io
import zipfile

import pytest

from workbench.sources.tables.read import parse
from workbench.study.errors import Refused

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
CELLS = {
    "x": '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>',
    "n": '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0},00 €</text:p></table:table-cell>',
    "d": '<table:table-cell office:value-type="date" office:date-value="{}"><text:p>02.03.26</text:p></table:table-cell>',
    "": "<table:table-cell/>",
}


def row(*cells, often=1):
    made = "".join(CELLS[kind].format(value) for kind, value in cells)
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f'<table:table-row table:number-rows-repeated="{often}">{made}{rest}</table:table-row>'


def book(*sheets, head=""):
    tables = "".join(f'<table:table table:name="{name}">{"".join(rows)}</table:table>' for name, rows in sheets)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f"{head}<office:document-content {NAMESPACES}>{body}</office:document-content>")
    return out.getvalue()


HEAD = row(("x", "ID"), ("x", "When"), ("x", "NPS"), ("x", "Why?"))
NOTE = '<office:annotation><text:p>says Mia</text:p></office:annotation>It<text:s text:c="2"/>took</text:p><text:p>weeks &amp; more'


def read(raw, **how):
    return parse(raw, name="a.ods", suffix=".ods", **how)


def test_cells_are_what_they_hold_and_comments_are_no_words():
    raw = book(
        ("Notes", [row(("x", "About"))]),
        ("Data", [
            HEAD,
            row(("x", "r1"), ("d", "2026-03-02T00:00:00"), ("n", "7"), ("x", NOTE)),
            row(("x", "r2"), ("d", "2026-03-02T09:30:00"), ("", ""), ("x", "It was all right in the end")),
            row(often=1_048_000),
        ]),
    )  # fmt: skip
    found = read(raw)
    assert found.frame.to_numpy().tolist() == [
        ["r1", "2026-03-02", "7", "It  took\nweeks & more"],
        ["r2", "2026-03-02 09:30:00", "", "It was all right in the end"],
    ]
    assert found.notes == ("sheet 'Data' was read; there are also 'Notes'",)
    assert list(found.rows) == [2, 3]


def test_a_row_that_comes_back_is_there_as_often():
    assert len(read(book(("A", [HEAD, row(("x", "r"), ("x", ""), ("n", "1"), ("x", "Same here"), often=3)]))).frame) == 3


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"garbage", "not a whole Office file"),
        (book(("A", [HEAD]), head='<!DOCTYPE x [<!ENTITY a "b">]>'), "document type"),
        (book(("A", [HEAD, row(("x", "r"), often=2_000_000_000)])), "more than 1,048,576 rows or"),
        (book(("A", [f"<table:table-row>{CELLS['x'].format('a') * 4000}</table:table-row>"])), "more than 2,000 columns"),
    ],
)
def test_what_is_too_much_or_no_workbook_is_refused(raw, found):
    with pytest.raises(Refused, match=found):
        read(raw)


def test_a_sheet_can_be_named():
    raw = book(("A", [HEAD, row(("x", "r"))]), ("B", [row(("x", "c")), row(("x", "d"))]))
    assert read(raw, sheet="B").frame.to_numpy().tolist() == [["d"]]
    with pytest.raises(Refused, match="no sheet is called 'C'; there are 'A', 'B'"):
        read(raw, sheet="C")
