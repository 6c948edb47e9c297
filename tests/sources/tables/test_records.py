from __future__ import annotations

import json

import pytest

from workbench.sources.tables.read import parse
from workbench.study.errors import Refused

REVIEWS = [
    {"id": 1, "author": {"name": "Mia Lund"}, "score": 4.0, "text": "It took weeks", "tags": ["slow", "app"],
     "reply": None, "new": True},
    {"id": 2, "author": {"name": "Ben Oak"}, "score": 1, "text": "No\nidea", "tags": []},
]  # fmt: skip
COLUMNS = {
    "id": ["1", "2"], "author.name": ["Mia Lund", "Ben Oak"], "score": ["4", "1"], "text": ["It took weeks", "No\nidea"],
    "tags": ["slow; app", ""], "reply": ["", ""], "new": ["TRUE", ""],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(REVIEWS),
        "\n".join(map(json.dumps, REVIEWS)) + "\n",
        json.dumps({"app": {"name": "x", "reviews": REVIEWS}, "pages": [{"n": 1}]}),
    ],
)
def test_records_are_rows_and_their_fields_columns(text):
    found = parse(text.encode(), name="a.json", suffix=".json")
    assert {c: found.frame[c].tolist() for c in found.frame.columns} == COLUMNS
    assert list(found.rows) == [1, 2]


def test_objects_in_lists_within_a_record_are_said():
    """The comments of a ticket went without a word: they were said to be blank."""
    tickets = [{"id": n, "description": "x", "comments": [{"body": "y"}]} for n in (1, 2)]
    assert parse(json.dumps(tickets).encode(), name="a.json", suffix=".json").notes == (
        "lists of objects within the records are not read: 'comments'",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [("[", "not readable as JSON"), (" \n ", "not readable as JSON"), ('{"a": 1}', "no list of records"), ("[[1]]", "no list")],
)
def test_anything_else_is_refused(text, found):
    with pytest.raises(Refused, match=found):
        parse(text.encode(), name="a.json", suffix=".json")


@pytest.mark.parametrize(("text", "line"), [('{"a": 1}\n{"a": 2\n{"a": 3}\n', 2), ('{"a": 1,\n "b":}\n', 2), ('[{"a": 1},\n', 2)])
def test_a_record_that_cannot_be_read_is_named_by_its_line(text, line):
    with pytest.raises(Refused, match=rf"reviews\.jsonl, line {line}: not readable as JSON"):
        parse(text.encode(), name="reviews.jsonl", suffix=".jsonl")
