"""Codes by people, places and stages, codes beside codes; and every number opens its quotes."""

from __future__ import annotations

import pytest

from workbench.coding.query.beside import cooccurrence
from workbench.coding.query.matrix import matrix
from workbench.study.errors import UserError


def numbers(frame):
    return {(row, column): int(frame.loc[row, column]) for row in frame.index for column in frame.columns if frame.loc[row, column]}


@pytest.fixture(scope="module")
def everything(asked):
    return asked.query("code:*")


def test_code_by_participant_in_people_and_mentions(everything):
    m = matrix(everything)
    assert numbers(m.frame("mentions")) == {
        ("stage:purchase", "P01"): 1, ("stage:onboarding", "P01"): 1, ("pain:high", "P01"): 2, ("pain:high", "R01"): 1,
        ("pain:high", "X1"): 1, ("pain:typing", "P01"): 1, ("delight:clear", "P02"): 1,
    }  # fmt: skip
    people = m.frame("people")
    assert people.loc["pain:high", "P01"] == 1
    assert people.loc["pain:high", "X1"] == 0  # who wrote a ticket is nobody's share
    assert list(people.columns) == ["P01", "P02", "R01", "R02", "X1"]  # R02 was heard, and said nothing that is coded


def test_code_by_stage_source_and_attribute(everything):
    assert numbers(matrix(everything, "code", "stage").frame())[("pain:typing", "onboarding")] == 1
    assert numbers(matrix(everything, "family", "source").frame("mentions"))[("pain", "t1")] == 2
    by_plan = matrix(everything, "code", "plan")
    assert by_plan.of == {"": 2, "pro": 1, "team": 1}
    assert by_plan.frame("share").loc["pain:high", ["pro", "team", ""]].tolist() == [1.0, 0.0, 0.5]
    assert by_plan.frame().columns.name == "plan"


@pytest.mark.parametrize("columns", ["participant", "stage", "source", "round", "kind", "plan", "coder"])
def test_every_cell_opens_as_many_quotes_as_it_says(everything, columns):
    m = matrix(everything, "code", columns)
    for row in m.row_names:
        for column in m.column_names:
            frame = m.quotes(row, column)
            assert len(frame) == m.number(row, column, "mentions")
            assert all(row in codes for codes in frame["codes"])


def test_what_cannot_be_a_row_a_column_or_a_count_is_refused(everything):
    with pytest.raises(UserError, match="both code"):
        matrix(everything, "code", "Code")
    with pytest.raises(UserError, match="Nothing is called 'colour' here"):
        matrix(everything, "code", "colour")
    m = matrix(everything)
    with pytest.raises(UserError, match=r"No row is called 'pain:hih'\. Did you mean pain:high"):
        m.quotes("pain:hih", "P01")
    with pytest.raises(UserError, match="'words' cannot be counted"):
        m.frame("words")
    with pytest.raises(UserError, match="'luck'"):
        cooccurrence(everything, None, "luck")


@pytest.mark.parametrize(
    ("how", "n", "beside"),
    [
        ("overlap", 0, {("pain:high", "stage:purchase"), ("pain:typing", "stage:onboarding")}),
        ("segment", 0, {("pain:high", "stage:purchase"), ("pain:typing", "stage:onboarding")}),
        ("near", 4, {("pain:high", "stage:purchase"), ("pain:typing", "stage:onboarding"), ("pain:high", "stage:onboarding"),
                     ("stage:purchase", "stage:onboarding")}),
    ],
)  # fmt: skip
def test_codes_beside_codes(asked, everything, how, n, beside):
    m = cooccurrence(everything, asked.words, how, n)
    found = {cell for cell in m.cells if cell[0] < cell[1]}
    assert found == {tuple(sorted(pair)) for pair in beside}
    assert {(b, a) for a, b in m.cells} == set(m.cells)
    assert all(m.number(code, code) == 0 for code in m.row_names)


def test_a_row_says_how_often_its_code_comes_with_another(own, place):
    from workbench.coding.query.ask import Asked

    for words in ("The", "charge", "too high"):
        own.act("ana", ("coding.add", {"code": "need:less", "anchor": place(own, "t1", "", words)}))
    asked = Asked(own)
    m = cooccurrence(asked.query("code:*"), asked.words)
    assert (m.number("need:less", "pain:high", "mentions"), m.number("pain:high", "need:less", "mentions")) == (3, 1)
    assert set(m.quotes("need:less", "pain:high")["quote"]) == {"The", "charge", "too high"}


def test_nothing_coded_gives_an_empty_table(asked):
    nothing = asked.query("pain:above")
    assert matrix(nothing).frame().empty
    assert cooccurrence(nothing, asked.words).frame().empty
