"""A notebook and its twin in plain Python: each comes back from the other, and nobody's change is written over."""

from __future__ import annotations

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import cli
from workbench.share.pairs import notebook, pair, percent
from workbench.share.tidy import read, written
from workbench.study.errors import Refused, UserError

code, markdown, output = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell, nbformat.v4.new_output
LINES = st.sampled_from((
    "", "  ", "x = 1", "    y", "# a remark", "%%time", "%matplotlib inline", "!ls", "?x", "# %% no cell", "# + no cell",
    '"""', "'''", "é 🧨", "- item", "# # Title",
))  # fmt: skip
CELLS = st.lists(
    st.tuples(
        st.sampled_from(["code", "markdown", "raw"]),
        st.lists(LINES, max_size=5).map("\n".join),
        st.sampled_from([{}, {"tags": ["parameters"]}, {"tags": ["a", "b"]}, {"slideshow": {"slide_type": "slide"}}]),
    ),
    max_size=6,
)


def made(cells):
    make = {"code": code, "markdown": markdown, "raw": nbformat.v4.new_raw_cell}
    book = [make[kind](source, id=f"c-{n}", metadata=dict(metadata)) for n, (kind, source, metadata) in enumerate(cells)]
    return nbformat.v4.new_notebook(
        cells=book, metadata={"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}}
    )


@given(CELLS)
def test_a_notebook_comes_back_from_its_twin_as_it_was_or_is_refused(cells):
    book = made(cells)
    try:
        text = percent(book)
    except Refused:
        awkward = ("# %% no cell", '"""', "'''")  # a line that begins a cell, or quotes that nobody closes
        assert any(words in source for words in awkward for kind, source, _ in cells if kind == "code")
        return
    back = notebook(text)
    assert [(c.cell_type, c.source, c.id, c.metadata) for c in back.cells] == [
        (c.cell_type, c.source, c.id, c.metadata) for c in book.cells
    ]
    assert percent(book) == text


@pytest.fixture
def book(tmp_path):
    cells = [
        markdown("# Said ![p](attachment:p.png)", id="said", attachments={"p.png": {"image/png": "iVBORw0KGgo="}}),
        code("path = 1", id="path", metadata={"tags": ["parameters"]}),
        code("show()", id="show", execution_count=2, outputs=[output("stream", text="shown")]),
    ]
    path = tmp_path / "01_said.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def twin(book):
    assert pair([book]) == [book.with_suffix(".py")]
    return book.with_suffix(".py")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_twin_has_sources_tags_and_ids_and_no_outputs(twin):
    text = twin.read_text(encoding="utf-8")
    assert '# %% cell_id="path" tags=["parameters"]\npath = 1\n' in text
    assert "shown" not in text
    assert pair([twin], sync=True) == []


def test_a_change_in_the_twin_goes_into_the_notebook_which_keeps_what_it_shows(book, twin):
    change(twin, "path = 1", "path = 2")
    change(twin, '# %% cell_id="show"', '# %%\nfresh()\n\n# %% cell_id="show"')
    assert pair([book], sync=True) == [book, twin]
    after = read(book)
    assert [(c.id, c.source) for c in after.cells] == [
        ("said", "# Said ![p](attachment:p.png)"), ("path", "path = 2"), ("cell-03", "fresh()"), ("show", "show()"),
    ]  # fmt: skip
    assert after.cells[0].attachments
    assert after.cells[3].outputs[0].text == "shown"
    assert pair([book], sync=True) == []


def test_a_change_in_the_notebook_goes_into_the_twin(book, twin):
    change(book, "path = 1", "path = 3")
    assert pair([book]) == [twin]
    assert "path = 3" in twin.read_text(encoding="utf-8")


@pytest.mark.parametrize("sync", [False, True])
def test_nobodys_change_is_written_over(book, twin, sync):
    change(twin, "path = 1", "path = 2")
    if sync:
        change(book, "path = 1", "path = 3")
    before = book.read_bytes(), twin.read_bytes()
    with pytest.raises(UserError, match="both changed" if sync else "changed since it was written"):
        pair([book], sync=sync)
    assert (book.read_bytes(), twin.read_bytes()) == before


def test_running_the_notebook_is_no_change(book, twin):
    after = read(book)
    after.cells[2].outputs = []
    book.write_text(written(after), encoding="utf-8")
    change(twin, "path = 1", "path = 2")
    assert pair([book], sync=True)


def test_a_twin_alone_makes_its_notebook(book, twin):
    book.unlink()
    assert pair([twin]) == [book]
    assert [c.id for c in read(book).cells] == ["said", "path", "show"]


def test_a_program_of_that_name_is_left_alone(book):
    program = book.with_suffix(".py")
    program.write_text("print('mine')\n", encoding="utf-8")
    with pytest.raises(UserError, match="no twin of a notebook"):
        pair([book])
    assert program.read_text(encoding="utf-8") == "print('mine')\n"


def test_what_a_twin_cannot_hold_is_named_with_its_cell_and_nothing_is_written(book):
    other = book.with_name("02.ipynb")
    nbformat.write(made([("code", "x = 1\n# %% two", {})]), other)
    with pytest.raises(Refused, match=r"02\.ipynb, cell 1"):
        pair([book, other])
    assert not list(book.parent.glob("*.py"))


def test_the_command_says_what_it_wrote(book, capsys):
    for said in ([str(book.with_suffix(".py"))], []):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["notebooks", "pair", str(book), "--sync", "--json"])
        assert not stopped.value.code
        assert json.loads(capsys.readouterr().out) == said
