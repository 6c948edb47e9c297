"""Parameters of notebooks.

C27
    input: a parameter whose name is code, one that no notebook declares, a value that is code, an output of `../x`
    expected: refusal before a kernel starts
    product: names must be declared in the notebook's cell of parameters, values must be plain; copies keep the notebook's name
    naive: name and value become lines of code
"""

from __future__ import annotations

import naive
import nbformat
import pytest

from workbench.share import notebooks
from workbench.study.errors import UserError


@pytest.fixture
def book(tmp_path):
    v4 = nbformat.v4
    cells = [v4.new_code_cell('study_path = "x"', metadata={"tags": ["parameters"]}), v4.new_code_cell("print(study_path)")]
    (tmp_path / "in").mkdir()
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "in" / "a.ipynb")
    return tmp_path / "in" / "a.ipynb"


class Sly(str):
    """Text whose representation is code."""

    __slots__ = ()

    def __repr__(self):
        return "open('marker', 'w')"


@pytest.mark.parametrize(
    "parameters",
    [
        {'a=__import__("os").system("touch marker");b': 1},
        {"study_path\nimport os; x": "y"},
        {"nobody": 1},
        {"__builtins__": 1},
        {"study_path": Sly("x")},
        {"study_path": ["x", Sly("y")]},
        {"study_path": {"a": 1}},
        {"study_path": object()},
        {"study_path": float},
    ],
    ids=[
        "code in a name",
        "a second line",
        "nobody asked",
        "builtins",
        "a sly text",
        "a sly list",
        "a table",
        "an object",
        "a type",
    ],
)
def test_c27_what_is_no_value_of_a_declared_name_is_refused_before_a_kernel_starts(book, tmp_path, monkeypatch, parameters):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebooks, "_run", lambda *_: pytest.fail("a kernel was started"))
    with pytest.raises(UserError):
        notebooks.execute([book], tmp_path / "out", parameters=parameters)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


@pytest.mark.parametrize(
    "value", ['"); __import__("os").system("touch marker"); ("', "'''\nimport os", "\\", "{x}", "\u2028", "\ud83d", "nan"]
)
def test_c27_a_value_is_only_a_value(book, value):
    made = nbformat.read(book, 4)
    notebooks.inject(made, {"study_path": value})
    scope = {}
    exec(compile(made.cells[1].source, "cell", "exec"), {"__builtins__": {}}, scope)  # noqa: S102 (what a kernel would do)
    assert scope == {"study_path": value}


def test_c27_copies_stay_in_their_folder(book, tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "_run", lambda *_: None)
    (done,) = notebooks.execute([book], tmp_path / "out", parameters={"study_path": "../x"})
    assert done == tmp_path / "out" / "a.ipynb"


def test_c27_naive_a_name_becomes_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = naive.parameters_cell({'a=open("marker", "w").close();b': 1})
    exec(compile(source, "cell", "exec"), {})  # noqa: S102 (the point)
    with pytest.raises(AssertionError):
        assert not (tmp_path / "marker").exists()
