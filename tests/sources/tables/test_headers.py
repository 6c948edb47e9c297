from __future__ import annotations

import io

import openpyxl
import pytest

from workbench.sources.tables.headers import headed
from workbench.sources.tables.read import parse


def of(text):
    return headed(parse(text.encode(), name="a.csv", suffix=".csv"))


def workbook(*sheets, hidden=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return parse(held.getvalue(), name="a.xlsx", suffix=".xlsx")


TABLE = [["id", "why"], ["a", "it is slow"], ["b", "it is dear"]]


def test_questions_may_stand_below_short_names():
    """SoSci's second line was a respondent, and every scale had a word in it."""
    frame, rows, notes = of("CASE,AB01,AB02\nNummer,Zufrieden?,Was nervt?\n100,1,Nichts\n101,5,Alles\n102,3,Der Preis\n")
    assert list(frame.columns) == ["Nummer", "Zufrieden?", "Was nervt?"]
    assert (list(rows), len(frame)) == ([3, 4, 5], 3)
    assert "two lines of header" in notes[0]


def test_columns_may_stand_below_groups():
    frame, _, _ = of("id,Profile,,Scores,\n,Age,City,Speed,Price\nx,20,Leeds,1,2\ny,30,York,4,5\nz,40,York,3,3\n")
    assert list(frame.columns) == ["id", "Profile – Age", "Profile – City", "Scores – Speed", "Scores – Price"]
    assert len(frame) == 3


@pytest.mark.parametrize(
    "text",
    [
        "id,why\na,slow\nb,dear\nc,old\n",
        "id,nps,why\na,n/a,slow\n2,7,dear\n3,8,old\n",
        "id,age,nps\n1,20,7\n2,30,8\n3,40,9\n",
        "id,nps,csat\nx,9,4\ny,8,3\nz,7,2\n",
    ],
)
def test_a_first_answer_in_words_is_no_header(text):
    frame, _, notes = of(text)
    assert len(frame) == 3
    assert notes == ()


@pytest.mark.parametrize("last", ["Summe", "Grand total:", "Average"])
def test_a_row_that_sums_up_is_nobody(last):
    frame, rows, notes = of(f"id,nps,why\na,7,slow\nb,9,dear\n{last},8,\n")
    assert (frame["id"].tolist(), list(rows)) == (["a", "b"], [2, 3])
    assert notes == (f"the last row, {last!r}, sums up the others: it was left out",)


def test_an_answer_that_says_average_stays():
    assert len(of("why,nps\nslow,7\nit is average,9\n")[0]) == 2


def test_a_cover_and_a_hidden_sheet_are_passed_by():
    """The cover was read as the survey, and a hidden sheet of addresses could be."""
    people = [["id", "mail"], ["a", "a@x.org"], ["b", "b@x.org"]]
    table = workbook(("Contacts", people), ("About", [["All answers"], ["See Data"]]), ("Data", TABLE), hidden={"Contacts"})
    assert table.header == ("id", "why")
    assert table.options["sheet"] == "Data"


def test_lines_above_the_header_of_a_sheet_are_left_out():
    table = workbook(("S", [["Customer survey, March"], [], *TABLE]))
    assert (table.header, list(table.rows)) == (("id", "why"), [4, 5])
    assert "1 lines above the header were left out" in table.notes


def test_a_sheet_of_one_column_stays_whole():
    assert list(workbook(("S", [["why"], ["slow"], ["dear"]])).frame["why"]) == ["slow", "dear"]


@pytest.mark.parametrize(("sign", "line"), [(";", "sep=;"), ("|", '"sep=|"'), ("\t", "SEP=\t")])
def test_excels_line_that_tells_the_separator_is_no_header(sign, line):
    table = parse(f"{line}\r\nid{sign}why\r\n1{sign}a, b\r\n".encode(), name="a.csv", suffix=".csv")
    assert (table.header, table.frame["why"].tolist(), list(table.rows)) == (("id", "why"), ["a, b"], [3])


NOTES = "Question,P1,P02,Participant 3\nWhat did you expect?,Less paper,More help,\nWhat went wrong?,The form,Nothing at all,\n"


def test_a_grid_of_notes_with_a_column_for_each_person_has_a_row_for_each():
    """Each question was a respondent, and each person a question."""
    frame, rows, notes = headed(parse(NOTES.encode(), name="a.csv", suffix=".csv"))
    assert frame.to_dict("list") == {
        "Participant": ["P1", "P02"], "What did you expect?": ["Less paper", "More help"],
        "What went wrong?": ["The form", "Nothing at all"],
    }  # fmt: skip
    assert list(rows) == [1, 2]
    assert "its columns are people ('P1', 'P02' …): read with one row a person and one column a question" in notes


@pytest.mark.parametrize(
    "text",
    [
        "ID,P1,P2,P3\n7,1,2,3\n8,3,2,1\n9,1,1,1\n",  # items of a scale
        "Question,P1,P2\nWhy is that?,a,b\nWhy is that?,c,d\n",  # a question that comes back
        "Question,Why,P2\nWhy is that?,a,b\nAnd how so?,c,d\n",
    ],
)
def test_anything_else_keeps_its_rows(text):
    table = parse(text.encode(), name="a.csv", suffix=".csv")
    assert list(headed(table)[0].columns) == list(table.frame.columns)


def test_a_header_that_comes_again_is_nobody():
    """Files put one below another; the second header was a respondent."""
    text = "ID,NPS,Why?\n1,7,So\nID,NPS,Why?\n2,8,Hm\n"
    frame, rows, notes = headed(parse(text.encode(), name="a.csv", suffix=".csv"))
    assert (frame["ID"].tolist(), list(rows)) == (["1", "2"], [2, 4])
    assert "1 rows say the header again: they were left out" in notes
