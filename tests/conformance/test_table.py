"""The table of cases is whole, green, and what docs/conformance.md says."""

from __future__ import annotations

import ast

from table import DOCUMENT, HERE, NUMBERS, cases, document


def test_there_is_a_green_row_for_every_case():
    found = cases()
    assert tuple(case.number for case in found) == NUMBERS
    assert [case.number for case in found if not case.green] == []


def test_the_page_is_made_from_the_tests():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: .venv/bin/python tests/conformance/table.py"


def test_every_test_of_a_case_belongs_to_a_row_of_its_file():
    listed = {name for case in cases() for name in (*case.tests, *case.naive)}
    there = set()
    for path in HERE.glob("test_c[0-9][0-9]_*.py"):
        there |= {
            n.name
            for n in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
        }
    assert there == listed


def test_every_naive_arm_asserts_that_it_fails():
    """A naive arm without `pytest.raises` would only show that the obvious code runs."""
    for path in HERE.glob("test_c[0-9][0-9]_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "_naive_" in node.name:
                assert "pytest.raises(" in ast.unparse(node), node.name


def test_naive_code_is_all_used():
    names = {
        n.name
        for n in ast.parse((HERE / "naive.py").read_text(encoding="utf-8")).body
        if isinstance(n, ast.FunctionDef | ast.ClassDef)
    }
    used = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_c*.py"))
    assert {name for name in names if f"naive.{name}(" not in used} == set()
