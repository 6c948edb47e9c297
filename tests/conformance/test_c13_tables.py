"""Tables that are empty, uneven, or hold what software takes for something else.

C13
    input: an empty file, only a header, only blanks
    expected: refusal "no rows"; the study does not change
    product: as expected, for tables and transcripts
    naive: `read_csv` of a header gives a table without rows, and nobody is told

C16
    input: a row too long, too short; all rows one longer than the header
    expected: refusal with the line; never a shifted column
    product: as expected
    naive: `read_csv` takes the first column for an index and shifts all others

C17
    input: an unclosed quote, stray quotes inside a cell, `;` between cells
    expected: refusal or preview; no row swallowed silently
    product: quotes are refused with the line where they open; `;`, tab and `|` are found by trying
    naive: `read_csv` swallows the rows after an odd pair of quotes into one cell; `;` gives one column

C18
    input: answers `NA`, `None`, `null`, `nan`, `No`, `00123`, `1e5`
    expected: kept as text, byte-equal
    product: as expected, from CSV and XLSX, through to the answers
    naive: `read_csv` drops or changes them

C19
    input: respondent ids there twice, or differing only by case and space
    expected: stops and lists them; counts never grow
    product: refusal that names both lines
    naive: joining people to answers gives more rows than there are answers

C20
    input: column names that are blank or there twice
    expected: renamed with a report, or refused
    product: renamed, one note a column; a column asked for by a name that two have is refused
    naive: `read_csv` renames without a word
"""

from __future__ import annotations

import csv

import naive
import openpyxl
import pytest

from workbench.sources.tables import read as tables
from workbench.study.errors import Refused, UserError

WHY = "Why did you give this score?"
GOOD = [("a1", "It is slow to print the rota"), ("b2", "I type all of the names by hand"), ("c3", "The price was clear to me")]


@pytest.fixture
def write(tmp_path):
    def go(text, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return go


def table(rows, head=("id", WHY)):
    return "\n".join(",".join(f'"{c}"' for c in row) for row in [head, *rows]) + "\n"


def refused(study, tree, path, **options):
    """Return the refusal of a survey; the study must be as it was."""
    before = tree(study)
    with pytest.raises(Refused) as caught:
        study.add_survey(path, round="r1", **options)
    assert tree(study) == before
    return caught.value


@pytest.mark.parametrize("text", ["", " \n\t\n", "id,why\n", "id,why\n,\n \t, \n", "\ufeff", "\ufeffid,why\n"])
def test_c13_nothing_in_it_is_said_and_changes_nothing(blank, tree, write, text):
    said = str(refused(blank, tree, write(text)))
    assert any(word in said for word in ("no rows", "is empty", "is blank"))
    before = tree(blank)
    for name in ("a.txt", "a.vtt", "a.md", "a.srt"):
        if "id" in text and name in {"a.txt", "a.md"}:
            continue  # these are words
        with pytest.raises(UserError):
            blank.add(write(text, name), round="r1")
    assert tree(blank) == before


def test_c13_naive_a_header_is_a_table(write):
    with pytest.raises(AssertionError):
        assert len(naive.table(write("id,why\n"))), "no rows, and no word about it"


SHIFTED = f"id,{WHY}\na1,It is slow to print the rota,x\nb2,I type all of the names by hand,x\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SHIFTED, "line 2"),
        (table(GOOD) + '"d4","too","long"\n', "line 5"),
        (table(GOOD) + '"d4"\n' + table(GOOD), "line 5"),
        (table([(*GOOD[0][:1], "two\nlines")]) + '"e5"\n', "line 4"),
    ],
)
def test_c16_uneven_rows_are_refused_with_their_line(blank, tree, write, text, line):
    error = refused(blank, tree, write(text))
    assert error.place == line


def test_c16_naive_every_column_moves_one_to_the_right(write):
    with pytest.raises(AssertionError):
        assert list(naive.table(write(SHIFTED))["id"]) == ["a1", "b2"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id,why\na1,"it broke\nb2,fine\nc3,good\n', "line 2"),
        ('id,why\na1,fine\nb2,"it "broke" twice"\n', "line 3"),
    ],
)
def test_c17_a_quote_that_is_not_closed_is_refused_where_it_opens(blank, tree, write, text, line):
    assert refused(blank, tree, write(text), text=["why"]).place == line


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_c17_the_delimiter_is_found(blank, write, delimiter):
    path = write(table(GOOD).replace('","', f'"{delimiter}"'))
    blank.add_survey(path, round="r1")
    assert sorted(blank.folder.surveys()[0].answers["text"]) == sorted(why for _, why in GOOD)


SWALLOWED = 'id,why\na1,"it broke\nb2,fine\nc3,"good"\nd4,yes\n'


def test_c17_rows_are_never_swallowed(blank, tree, write):
    assert refused(blank, tree, write(SWALLOWED), text=["why"]).place == "line 2"


def test_c17_naive_rows_go_into_one_cell(write):
    with pytest.raises(AssertionError):
        assert len(naive.table(write(SWALLOWED, "b.csv"), on_bad_lines="skip", engine="python")) == 4
    with pytest.raises(AssertionError):
        assert list(naive.table(write(table(GOOD).replace('","', '";"'), "c.csv")).columns) == ["id", WHY]


ODD = ("NA", "None", "null", "nan", "No", "00123", "1e5", "n/a", "#N/A", "-", "TRUE", "1,5", "2026-01-02")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_c18_answers_are_kept_as_they_were_given(blank, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    rows = [("id", WHY), *((f"r{n}x", word) for n, word in enumerate(ODD))]
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
            book.active.cell(book.active.max_row, 2).data_type = "s"
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if suffix == ".tsv" else ",").writerows(rows)
    blank.add_survey(path, round="r1", participant="id", text=[WHY])
    assert sorted(blank.folder.surveys()[0].answers["text"]) == sorted(ODD)


def test_c18_naive_answers_go_missing_or_become_numbers(write):
    kept = [str(v) for v in naive.table(write(table([(f"r{n}", w) for n, w in enumerate(ODD)])))[WHY]]
    with pytest.raises(AssertionError):
        assert kept == list(ODD)


@pytest.mark.parametrize("other", ["a1", "A1", " a1 ", "ａ１", "a1\u00a0"])
def test_c19_an_id_that_is_there_twice_stops_the_import(blank, tree, write, other):
    error = refused(blank, tree, write(table([*GOOD, (other, "And once more I say it")])), participant="id")
    assert "in lines 2 and 5" in error.found
    assert error.place == "column id"


def test_c19_naive_a_join_makes_answers_of_nobody(write):
    answers = naive.table(write(table([GOOD[0], GOOD[0], GOOD[1]])))
    people = naive.table(write(table([("a1", "owner"), ("a1", "Owner"), ("b2", "deputy")], ("id", "role")), "p.csv"))
    with pytest.raises(AssertionError):
        assert len(naive.answers_with_people(answers, people)) == len(answers)


TWICE = f"id,{WHY},{WHY},\na1,one two three,four five six,x\nb2,seven eight,nine ten,y\n"


def test_c20_columns_without_a_name_of_their_own_get_one_and_are_reported(blank, write):
    report = blank.add_survey(write(TWICE), round="r1", participant="id", text=[WHY, f"{WHY} (2)"])
    assert sum("is called" in note for note in report.notes) == 2
    assert sorted(q.text for q in blank.folder.surveys()[0].questions) == [WHY, f"{WHY} (2)"]
    assert report.rows == 4


def test_c20_naive_columns_are_renamed_without_a_word(write, capsys):
    frame = naive.table(write(TWICE))
    with pytest.raises(AssertionError):
        assert list(frame.columns) == ["id", WHY, WHY, ""] or capsys.readouterr().err
    assert tables.read_table(write(TWICE)).notes
