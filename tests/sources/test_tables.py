from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.tables import MAX_CELL, parse
from workbench.study.errors import Refused


def read(text, **options):
    return parse(text if isinstance(text, bytes) else text.encode(), name="a.csv", suffix=options.pop("suffix", ".csv"), **options)


def test_nothing_becomes_a_number_or_missing():
    cells = ["NA", "None", "null", "nan", "n/a", "00123", "1e5", "No", "-1"]
    table = read("id,a\n" + "".join(f"{i},{c}\n" for i, c in enumerate(cells)))
    assert table.frame["a"].tolist() == cells


def test_a_mark_before_the_header_is_not_part_of_the_first_name():
    assert list(read(b"\xef\xbb\xbfid,a\r\n1,2\r\n").frame.columns) == ["id", "a"]


@pytest.mark.parametrize(("delimiter", "suffix"), [(",", ".csv"), (";", ".csv"), ("\t", ".tsv"), ("|", ".csv")])
def test_the_delimiter_is_found(delimiter, suffix):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["id", "why"], ["1", "a, b; c"], ["2", 'say "x"\nand more']])
    table = read(out.getvalue(), suffix=suffix)
    assert table.frame.to_numpy().tolist() == [["1", "a, b; c"], ["2", 'say "x"\nand more']]
    assert table.options == {"delimiter": delimiter}
    assert table.rows == [2, 3]


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("a,b\n1,2\n1\n", "line 3", "1 cells where the header has 2"),
        ("a,b\n1,2,3\n4,5,6\n", "line 2", "3 cells where the header has 2"),
        ("a,b\n1,2\n1,2,3\n", "line 3", "3 cells"),
        ('a,b\n1,"x\n2,y\n', "line 2", "never closed"),
        ('a,b\n1,"x"y\n2,y\n', "line 2", "not doubled"),
        ("a,b\n1," + "x" * (MAX_CELL + 1) + "\n", "line 2", "characters"),
        (",".join(f"c{i}" for i in range(10_000)) + "\n" + "," * 9_999 + "\n", "line 1", "10,000 columns"),
        ("a,b\n", "", "only a header"),
        ("  \n\n", "", "blank"),
    ],
)
def test_a_table_that_is_not_whole_is_refused_with_its_place(text, place, found):
    with pytest.raises(Refused) as error:
        read(text)
    assert (error.value.place, found in error.value.found) == (place, True), error.value


def test_the_limit_of_the_csv_module_is_put_back():
    before = csv.field_size_limit()
    read("a,b\n1,2\n")
    assert csv.field_size_limit() == before


def test_blank_and_repeated_names_get_new_ones_with_a_note():
    table = read("id,why,Why,\n1,a,b,c\n")
    assert list(table.frame.columns) == ["id", "why", "Why (2)", "column 4"]
    assert [n.split(" is called")[0] for n in table.notes] == ["column 3", "column 4"]


def test_our_own_escape_against_formulas_is_taken_back():
    table = read("answer,other,_escaped\n'=1+1,'=x,answer\n'tis,x,other\n'=kept,x,\n")
    assert table.frame["answer"].tolist() == ["=1+1", "'tis", "'=kept"]


def test_progress_ends_at_the_end():
    seen = []
    read("a,b\n1,2\n", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (8, 8)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_what_was_written_as_csv_is_read_as_it_was(rows):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("id", "why"), *((f"x{i}", *r[:1]) for i, r in enumerate(rows))])
    assert read(out.getvalue()).frame.to_numpy().tolist() == [[f"x{i}", r[0]] for i, r in enumerate(rows)]


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_refused(raw):
    try:
        table = read(raw)
    except Refused:
        return
    assert len(table.frame) == len(table.rows) > 0
