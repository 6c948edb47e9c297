"""Cells that a spreadsheet would run.

C04
    input: answers, names and codes such as `=HYPERLINK(…)`, `+1`, `-2`, `@SUM(A1)`, a tab before `=`, full-width `＝`
    expected: XLSX holds them as text, equal to what was said; CSV puts `'` in front; importing our CSV gives the original
    product: as expected; the CSV names the columns that were escaped in each row, so that only those are taken back
    naive: `DataFrame.to_excel` stores live formulas, `to_csv` writes them as they are
"""

from __future__ import annotations

import csv
import io

import naive
import openpyxl
import pytest

from workbench.share.exports import export
from workbench.share.exports.tables import claims_csv
from workbench.sources.tables import read as tables

FORMULAS = (
    '=HYPERLINK("http://evil.example")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "\uff1d1+1",
    "\uff20x",
    " =1",
    "'=1",
)
STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def no_live_cell_in_csv(text):
    rows = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    written = [cell for cell in rows if cell.strip().startswith(STARTS)]
    assert [cell for cell in written if not (cell[0] == "-" and cell[1:].isdigit())] == []  # a valence of -2 is a number


def words_in_xlsx(data, *wanted):
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert set(wanted) <= {cell.value for cell in cells}


@pytest.fixture
def coded(blank, tmp_path):
    """A study whose codes and answers are formulas."""
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["respondent", "Why did you give this score?"])
        writer.writerows((f"r-{n}x", f"{f} is what person number {n} wrote") for n, f in enumerate(FORMULAS))
    blank.add_survey(path, round="r1", participant="respondent", text=["Why did you give this score?"])
    for number, formula in enumerate(FORMULAS):
        blank.folder.act("ana", ("code.define", {"code": f"pain:f{number}", "label": formula, "stage": "onboarding"}))
        blank.code(f"pain:f{number}", f"is what person number {number} wrote")
    return blank


def test_c04_csv_is_escaped_and_its_import_gives_the_original(coded, tmp_path):
    no_live_cell_in_csv(coded.journey().save(tmp_path / "masked.csv").read_bytes().decode())
    saved = export(coded.journey().model, tmp_path / "m.csv")
    no_live_cell_in_csv(saved.read_bytes().decode())
    back = set(tables.read_table(saved).frame["statement"])
    assert [f for f in FORMULAS if f not in back] == []


def test_c04_the_codebook_is_escaped_too(coded):
    from workbench.coding.codebook.files import codebook_csv

    no_live_cell_in_csv(codebook_csv(coded.folder))


def test_c04_a_workbook_holds_words(coded, tmp_path):
    words_in_xlsx(coded.journey().save(tmp_path / "masked.xlsx").read_bytes())
    words_in_xlsx(export(coded.journey().model, tmp_path / "m.xlsx").read_bytes(), *FORMULAS)


def test_c04_formulas_in_an_imported_workbook_are_their_words_or_last_result_never_run(blank, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "Why did you give this score?"])
    book.active.append(["a1", "It is slow to print the rota"])
    book.active.append(["b2", "I type all of the names by hand"])
    cell = book.active.cell(3, 1)
    cell.value, cell.data_type = "=1+1", "s"
    book.save(tmp_path / "a.xlsx")
    blank.add_survey(tmp_path / "a.xlsx", round="r1", participant="id", text=["Why did you give this score?"])
    assert "=1+1" in blank.folder.key_file.read_text(encoding="utf-8")


def test_c04_naive_pandas_writes_live_cells(coded):
    rows = [{"statement": f} for f in FORMULAS]
    with pytest.raises(AssertionError):
        no_live_cell_in_csv(naive.csv_text(rows))
    with pytest.raises(AssertionError):
        words_in_xlsx(naive.xlsx_bytes(rows), *FORMULAS)
    no_live_cell_in_csv(claims_csv(coded.journey().model))
