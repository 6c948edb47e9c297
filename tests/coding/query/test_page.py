"""docs/query.md: every example is a query, and finds something in the sample study."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from workbench.coding.query.ask import Asked
from workbench.coding.query.parse import parse
from workbench.coding.query.tree import KEYWORDS, SPAN_OPERATORS
from workbench.study.folder import Folder

PAGE = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
#: The last cell of each row of a table that has examples.
ROWS = [line.split(" | ")[-1].rstrip(" |") for line in PAGE.splitlines() if line.startswith("| ") and line.count(" | ") == 2]
EXAMPLES = sorted({text for row in ROWS for text in re.findall(r"`([^`]+)`", row)})


@pytest.fixture(scope="module")
def sample():
    return Asked(Folder(ROOT / "corpus" / "study"))


def test_there_are_examples_of_everything():
    assert len(EXAMPLES) > 30
    words = set(re.findall(r"[a-z]+", " ".join(EXAMPLES)))
    assert KEYWORDS - words == set()
    assert set(SPAN_OPERATORS) - words == set()


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_finds_something(sample, text):
    assert len(sample.query(text)), text


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_prints_as_itself_or_as_what_means_the_same(text):
    assert parse(str(parse(text))) == parse(text)


def test_what_binds_first():
    loose, tight = re.search(r"So `([^`]+)` is `([^`]+)`", PAGE).groups()
    assert parse(loose) == parse(tight)
