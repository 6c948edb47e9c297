"""Notebooks run with named parameters, fail in words, and save nothing that changes by itself."""

from __future__ import annotations

import json

import nbformat
import pytest

from workbench.share.notebooks import declared, execute, inject
from workbench.study.errors import UserError

code, markdown = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


def write(path, *sources, tagged=None):
    cells = [code(s, id=f"c{i}") for i, s in enumerate(sources)]
    if tagged is not None:
        cells.insert(0, code(tagged, id="p", metadata={"tags": ["parameters"]}))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def outputs(path):
    return "".join("".join(o.get("text", "")) for c in nbformat.read(path, 4).cells for o in c.get("outputs", []))


def test_parameters_reach_the_names_that_are_declared_twice_the_same(tmp_path):
    book = write(tmp_path / "a.ipynb", "print(round_id, n)", tagged='round_id: str = "r1"\nn = 3  # how many')
    seen = []
    first = execute([book], tmp_path / "one", parameters={"round_id": 'r"2'}, progress=lambda *a: seen.append(a))
    second = execute([book], tmp_path / "two", parameters={"round_id": 'r"2'})
    assert outputs(first[0]) == 'r"2 3\n'
    assert first[0].read_bytes() == second[0].read_bytes()
    assert seen[-1] == ("a.ipynb", 3, 3)
    assert "round_id" not in "".join(c.source for c in nbformat.read(book, 4).cells if "injected" in str(c.metadata))
    executed = json.loads(first[0].read_text(encoding="utf-8"))
    assert "widgets" not in executed["metadata"]
    assert not [c for c in executed["cells"] if "execution" in c["metadata"]]


def test_a_failing_cell_is_named_and_what_ran_is_kept(tmp_path):
    book = write(tmp_path / "a.ipynb", "print('before')", "# the bad one\n1 / 0", "print('never')")
    with pytest.raises(UserError, match=r"a\.ipynb, cell 2 \(# the bad one\): ZeroDivisionError: division by zero"):
        execute([book], tmp_path / "out")
    assert outputs(tmp_path / "out" / "a.ipynb") == "before\n"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"nobody": 1}, "No notebook declares the parameter 'nobody'; declared are: n"),
        ({'n=__import__("os").system("true");m': 1}, "No notebook declares"),
        ({"n": object()}, "must be text, a number"),
        ({"n": [1, object()]}, "must be text, a number"),
    ],
)
def test_what_is_no_value_for_a_declared_name_is_refused_before_a_kernel_starts(tmp_path, parameters, said):
    book = write(tmp_path / "a.ipynb", "print(n)", tagged="n = 1")
    with pytest.raises(UserError) as caught:
        execute([book], tmp_path / "out", parameters=parameters)
    assert said in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_subclass_of_text_cannot_bring_code_along(tmp_path):
    class Sly(str):
        __slots__ = ()

        def __repr__(self):
            return "__import__('os')"

    book = write(tmp_path / "a.ipynb", "print(n)", tagged="n = 1")
    with pytest.raises(UserError, match="not Sly"):
        execute([book], tmp_path / "out", parameters={"n": Sly("x")})


def test_names_are_declared_by_plain_assignment_in_the_tagged_cell(tmp_path):
    book = nbformat.read(write(tmp_path / "a.ipynb", "y = 2", tagged="n = 1\nwhere: str | None = None\nif n == 2:\n    pass"), 4)
    assert declared(book) == ["n", "where"]


def test_values_put_in_twice_stand_once(tmp_path):
    book = nbformat.read(write(tmp_path / "a.ipynb", "print(n)", tagged="n = 1"), 4)
    inject(book, {"n": 2})
    inject(book, {"n": 3})
    assert [c.source for c in book.cells] == ["n = 1", "n = 3", "print(n)"]


def test_a_copy_says_nothing_of_the_machine_leads_to_the_study_and_needs_no_kernel(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    shows = "from pathlib import Path\nprint(study_path, Path.home() / 'x', object())"
    warns = "import warnings\nwarnings.warn('careful')"
    twin = "display({'text/html': '<style>.wb-twin{}</style><b>twin</b>'}, raw=True)"
    widget = f"from ipywidgets import IntSlider\nprint('before')\ndisplay(IntSlider())\n{twin}\nIntSlider()"
    book = write(tmp_path / "a.ipynb", shows, warns, widget, "import json\njson.loads('{')", tagged="study_path = ''")
    with pytest.raises(UserError, match="JSONDecodeError"):
        execute([book], study / "out", parameters={"study_path": str(study)})
    done = study / "out" / "a.ipynb"
    assert str(tmp_path) not in done.read_text(encoding="utf-8")
    _, values, shown, warned, slider, failed = nbformat.read(done, 4).cells
    assert values.source == "study_path = '..'"
    assert shown.outputs[0].text == "study ~/x <object object>\n"
    assert "/" not in warned.outputs[0].text
    before, stands, lone = slider.outputs
    assert before.text == "before\n"
    assert stands.data == {"text/html": "<b>twin</b>"}, "a twin stands for its widget, and hides nothing any more"
    assert lone.data == {"text/plain": "IntSlider(value=0)"}, "not: Loading widget, for ever"
    assert "json.loads" not in "".join(failed.outputs[0].traceback)
    assert "JSONDecodeError" in "".join(failed.outputs[0].traceback)


def test_what_an_earlier_run_put_in_stays_if_nothing_else_is_given(tmp_path):
    book = nbformat.read(write(tmp_path / "a.ipynb", "print(n)", tagged="n = 1"), 4)
    inject(book, {"n": 2})
    inject(book, {})
    assert [c.source for c in book.cells] == ["n = 1", "n = 2", "print(n)"]
