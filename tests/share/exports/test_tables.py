"""The tables of a map, and the forms that are tables: workbook, database, Parquet."""

from __future__ import annotations

import sqlite3
from io import BytesIO

import openpyxl
import pyarrow.parquet as pq
import pytest

from workbench.share.exports.database import parquet, sqlite
from workbench.share.exports.sheets import workbook
from workbench.share.exports.tables import tables

KINDS = {"text": str, "whole": int, "number": (int, float), "yes": bool}


@pytest.fixture
def made(rich):
    return {t.name: t for t in tables(rich)}


@pytest.fixture
def base(rich):
    found = sqlite3.connect(":memory:")
    found.deserialize(sqlite(rich))
    yield found
    found.close()


def test_every_value_is_of_the_kind_its_column_says(made):
    for table in made.values():
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                assert value is None or isinstance(value, KINDS[column.kind]), (table.name, column.name, value)


def test_every_column_of_every_table_says_what_it_means(made):
    told = {(table, column) for table, column, _ in made["columns"].rows}
    assert told == {(t.name, c.name) for t in made.values() for c in t.columns if t.name not in {"about", "columns"}}
    assert all(what for _, _, what in made["columns"].rows)


def test_every_claim_and_stage_is_there_an_assumption_too(rich, made):
    claims = {row[0]: row for row in made["claims"].rows}
    assert claims.keys() == rich["claims"].keys()
    grade = [c.name for c in made["claims"].columns].index("grade")
    assert "ASSUMPTION" in {row[grade] for row in claims.values()}
    assert [row[0] for row in made["stages"].rows] == [s["label"] for s in rich["stages"]]


def test_the_database_counts_the_people_that_the_map_counts(rich, base):
    """Invariant 10: from the number to the passages and back."""
    counted = dict(base.execute("SELECT claim, people FROM claim_people WHERE stance = 'for'"))
    told = dict(base.execute("SELECT claim, people FROM claims WHERE people > 0"))
    people = {name: len({rich["quotes"][q]["participant"] for q in c["supports"]}) for name, c in rich["claims"].items()}
    assert counted == {name: k for name, k in people.items() if k}
    assert told.keys() == counted.keys()


def test_what_refers_to_something_finds_it(base):
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_words_that_may_not_be_shown_are_in_no_table(rich, made):
    hidden = {q["id"] for q in rich["quotes"].values() if not q["consent"]}
    shown = {row[0]: row[-1] for row in made["quotes"].rows}
    assert hidden
    assert {name for name, text in shown.items() if text is None} == hidden


def test_words_are_data_in_a_database(rich):
    rich["study"]["title"] = "'); DROP TABLE claims; --"
    found = sqlite3.connect(":memory:")
    found.deserialize(sqlite(rich))
    assert found.execute("SELECT value FROM about WHERE what = 'title'").fetchone() == (rich["study"]["title"],)
    assert found.execute("SELECT COUNT(*) FROM claims").fetchone() == (len(rich["claims"]),)
    found.close()


def test_parquet_has_the_same_rows_and_says_what_columns_mean(rich, made):
    for name, data in parquet(rich).items():
        read = pq.read_table(BytesIO(data))
        table = made[name.removesuffix(".parquet")]
        assert [tuple(r.values()) for r in read.to_pylist()] == [tuple(row) for row in table.rows]
        assert [f.metadata[b"what"].decode() for f in read.schema] == [c.what for c in table.columns]


def test_a_workbook_has_a_sheet_for_each_table_with_something_in_it(rich, made):
    book = openpyxl.load_workbook(BytesIO(workbook(rich)))
    assert book.sheetnames == [t.name for t in made.values() if t.rows]
    for sheet in book:
        assert [c.value for c in sheet[1]] == [c.name for c in made[sheet.title].columns]
        assert [c.comment.text for c in sheet[1]] == [c.what for c in made[sheet.title].columns]
        assert sheet.max_row == len(made[sheet.title].rows) + 1


def test_a_workbook_holds_what_xml_cannot(rich):
    rich["study"]["title"] = "\x0bTab\x00 \ufffe and \U0001f9e8"
    claim = next(iter(rich["claims"].values()))
    claim["statement"] = "x" * 40_000 + "\x1f"
    book = openpyxl.load_workbook(BytesIO(workbook(rich)))
    assert book.properties.title == "\ufffdTab\ufffd \ufffd and \U0001f9e8"
    assert max(len(str(c.value)) for row in book["claims"].iter_rows() for c in row) == 32_767


def test_an_empty_map_is_a_workbook_and_a_database_too(empty):
    assert openpyxl.load_workbook(BytesIO(workbook(empty))).sheetnames[0] == "about"
    found = sqlite3.connect(":memory:")
    found.deserialize(sqlite(empty))
    assert found.execute("SELECT COUNT(*) FROM claims").fetchone() == (0,)
    found.close()
