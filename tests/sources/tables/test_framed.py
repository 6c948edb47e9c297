"""Tables with other things around them, and cells that are quoted otherwise: all of these were refused."""

from __future__ import annotations

import io

import openpyxl
import pytest

from workbench.sources.tables.headers import headed
from workbench.sources.tables.read import parse
from workbench.study.errors import Refused

HEADER = ["ID", "NPS", "Region", "Why?"]
ROWS = [[f"r{n}", str(n), "North", f"It took {n} weeks, too long"] for n in range(5)]
WANTED = {name: [row[i] for row in ROWS] for i, name in enumerate(HEADER)}
TABLE = "\n".join(",".join(f'"{c}"' for c in row) for row in [HEADER, *ROWS]) + "\n"


def read(text, name="a.csv"):
    return parse(text.encode(), name=name, suffix="." + name.rsplit(".", 1)[1])


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ABOVE = {
    "titles": ("Customer survey\nExported by: Dana\n", "2 lines above the header were left out"),
    "titles and a blank line": ("Customer survey 2026\n\nFilter: all\n\n", "2 lines above the header were left out"),
    "settings and a blank line": ('"Filter","all, without tests"\n"Rows","5"\n\n', "2 lines above the header were left out"),
    "a total over a column": (",,Grand total,\n", "1 lines above the header were left out"),
}


@pytest.mark.parametrize("above", ABOVE)
def test_what_stands_above_a_table_is_said_and_left_out(above):
    lines, note = ABOVE[above]
    found = read(lines + TABLE)
    assert found.frame.to_dict("list") == WANTED
    assert note in found.notes
    assert found.rows[0] == lines.count("\n") + 2


def test_what_stands_below_a_table_after_a_blank_line_is_said_and_left_out():
    found = read(TABLE + "\nTotal responses,5\nn = 5\n")
    assert found.frame.to_dict("list") == WANTED
    assert "2 lines below the table were left out, from 'Total responses' on" in found.notes


def test_a_row_of_totals_with_a_cell_more_is_no_answer():
    assert read(TABLE + ",3,,,Grand total\n").notes == ("1 rows that sum up the others were left out",)


@pytest.mark.parametrize(
    "text",
    [
        "id,why\n1,2,3\n4,5,6\n7,8,9\n",  # a header that is too short
        "comment\nI like it, but it is slow\nNo, never again\nYes, and more\n",  # one column of words with commas
        TABLE + "r9,7\n",  # a row that is cut
        TABLE + "\nr9,7\n",
    ],
)
def test_what_may_be_answers_is_refused_with_its_line(text):
    with pytest.raises(Refused, match="cells where the header has"):
        read(text)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quotes_after_a_backslash_are_quotes(end):
    text = end.join(["ID,Why?", r'1,"They said \"no\", twice"', r'2,"In C:\\temp, it said \"never\""', r"3,\N", "4,\\o/", ""])
    found = read(text)
    assert found.frame["Why?"].tolist() == ['They said "no", twice', r'In C:\temp, it said "never"', "", "\\o/"]
    assert 'quotes inside cells are written \\": they are read as quotes' in found.notes


def test_a_space_before_a_quote_is_none_of_the_cell():
    found = read("".join(", ".join(f'"{c}"' if "," in c else c for c in row) + "\n" for row in [HEADER, *ROWS]))
    assert found.frame.to_dict("list") == WANTED


def test_a_summary_above_the_answers_of_a_sheet_is_left_out():
    pivot = [["Row Labels", "Count"], ["North", 5], ["Grand Total", 5], []]
    found = parse(workbook(("Data", [*pivot, HEADER, *ROWS, [], ["Total", 10], ["n=5"]])), name="a.xlsx", suffix=".xlsx")
    assert found.frame.to_dict("list") == WANTED
    assert found.notes == ("3 lines above the header were left out", "2 lines below the table were left out, from 'Total' on")


def test_names_of_groups_over_several_columns_are_part_of_their_names():
    """Merged cells: the last group's name stands over its first column only, so the header seemed too short."""
    rows = [["ID", "About you", None, "You and us", None], [None, "Age", "Region", "NPS", "Why?"]]
    rows += [[n, 20 + n, "North", n, f"It took {n} weeks"] for n in range(5)]
    found, _, _ = headed(parse(workbook(("Data", rows)), name="a.xlsx", suffix=".xlsx"))
    assert list(found.columns) == ["ID", "About you – Age", "About you – Region", "You and us – NPS", "You and us – Why?"]


def test_the_sheet_with_peoples_words_is_read_and_no_summary_before_it():
    raw = workbook(("Summary", [["Score", "Count"], ["0-6", 2], ["7-8", 3]]), ("Data", [HEADER, *ROWS]))
    found = parse(raw, name="a.xlsx", suffix=".xlsx")
    assert found.options == {"sheet": "Data"}
    assert found.notes == ("sheet 'Data' was read; there are also 'Summary'",)


def test_a_formula_that_failed_is_no_answer():
    found = parse(workbook(("Data", [["ID", "Why?"], ["1", "#REF!"], ["2", "So."]])), name="a.xlsx", suffix=".xlsx")
    assert found.frame["Why?"].tolist() == ["", "So."]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "workbook of before 2007"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page that is called a workbook"),
        (workbook(("Data", [HEADER, *ROWS])), "Rename it to end in .xlsx"),
    ],
)
def test_what_is_called_a_workbook_says_what_to_do(raw, found):
    with pytest.raises(Refused, match=found):
        parse(raw, name="a.xls", suffix=".xls")


def test_a_text_that_is_called_a_workbook_is_read():
    assert read(TABLE.replace('","', '"\t"'), "a.xls").frame.to_dict("list") == WANTED
