from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from workbench.sources.tables import bulk
from workbench.sources.tables import read as tables
from workbench.sources.tables.read import MAX_CELL, parse
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
    assert list(table.rows) == [2, 3]


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


# The two readers


def outcome(raw, monkeypatch, *, quick):
    """Read with both readers, or with the careful one alone, from the first byte on."""
    with monkeypatch.context() as patch:
        patch.setattr(tables, "_LARGE", 0 if quick else 1 << 40)
        patch.setattr(bulk, "_PIECE", 8)  # so that a small table is read in many pieces, as a large one is
        if not quick:
            patch.setattr(tables, "_quick", lambda *_: None)
        try:
            found = read(raw)
        except Refused as error:
            return str(error)
    return found.header, found.frame.to_dict("list"), list(found.rows), found.notes, found.options


PIECE = st.sampled_from(
    ["a", "b c", '"', '""', ",", ";", "\t", "\n", "\r\n", "\r", "\0", " ", "é", "\ufeff", "\u3000", "x,y", '"q"', "1"]
)


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(PIECE, max_size=30).map("".join), header=st.sampled_from(["", "a,b\n", "a;b;c\r\n", "a\tb\n", "a\n"]))
def test_the_quick_reader_and_the_careful_one_agree_on_anything(pieces, header):
    with pytest.MonkeyPatch.context() as patch:
        raw = (header + pieces).encode()
        assert outcome(raw, patch, quick=True) == outcome(raw, patch, quick=False)


WORD = st.text(st.sampled_from('ab ,;\t"\n\r\0é\ufeff\u2003'), max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(WORD, min_size=3, max_size=3), min_size=1, max_size=7),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    blank=st.sampled_from(["", "\n", "\r\n", " \n"]),
    ragged=st.sampled_from(["", "x", "x{0}y{0}z{0}w", '"open', 'in"side{0}b{0}c', '"a"b{0}c{0}d']),
    at=st.integers(0, 7),
)
def test_the_two_readers_agree_on_tables_and_on_what_is_wrong_with_them(rows, delimiter, end, quoting, blank, ragged, at):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "why", "more"])
    for number, row in enumerate(rows):
        if number == at:
            out.write(blank + (ragged.format(delimiter) + end if ragged else ""))
        writer.writerow(row)
    with pytest.MonkeyPatch.context() as patch:
        raw = out.getvalue().encode()
        assert outcome(raw, patch, quick=True) == outcome(raw, patch, quick=False)


def test_well_formed_tables_are_read_in_bulk(monkeypatch):
    """Else the two readers agree because they are one."""
    monkeypatch.setattr(tables, "_build", None)
    assert list(read('id,why\n1,"a ""b"",\nc"\n\n2,d\n').rows) == [2, 5]


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ("a,b\n", "2 cells where"),
        ('a,"b,c\n', "never closed"),
        ('a,"b"c,d\n', "not doubled"),
        ("a," + "x" * (MAX_CELL + 1) + ",c\n", "a cell of more than"),
    ],
)
def test_what_is_wrong_far_down_is_found_without_reading_all_of_it_with_care(bad, found, monkeypatch):
    """C15 to C17 on a file of more than the 16 MB from which on this matters."""
    rows = 250_000
    raw = (
        "id,why,plan\n" + "".join(f'{i},"a row like any other, number {i}, as people write it down",Team\n' for i in range(rows))
    ).encode()
    assert len(raw) > tables._LARGE
    seen = []
    real = tables._store
    monkeypatch.setattr(tables, "_store", lambda block, *rest: seen.append(len(block)) or real(block, *rest))
    with within(50), pytest.raises(Refused, match=found) as error:
        read(raw + bad.encode())
    assert error.value.place == f"line {rows + 2}"
    assert sum(seen) < rows / 2
