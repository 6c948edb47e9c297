"""Notebooks in git: nothing a run left in them; sources, tags and ids as they were."""

from __future__ import annotations

import json

import nbformat
import pytest

from workbench import cli
from workbench.share.tidy import read, strip
from workbench.study.errors import Refused, UserError

code, markdown, output = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell, nbformat.v4.new_output


@pytest.fixture
def book(tmp_path):
    """A notebook that was run, in JupyterLab, on somebody's machine."""
    cells = [
        markdown("# What was said", id="01-00"),
        code("study_path = 'corpus'", id="01-01", metadata={"tags": ["parameters"]}),
        code("study_path = '/home/maria/study'", id="injected-parameters", metadata={"tags": ["injected-parameters"]}),
        code("study", id="01-02", execution_count=7, metadata={"execution": {"iopub.status.busy": "2026-11-22"}, "collapsed": True},
             outputs=[output("execute_result", data={"text/plain": "Maria"}, execution_count=7)]),
    ]  # fmt: skip
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"words": "Maria"}}}}
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7"}, "widgets": state, "title": "Said",
    }  # fmt: skip
    path = tmp_path / "notes ü" / "01_said.ipynb"
    path.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def test_what_a_run_left_goes_and_what_people_wrote_stays(book):
    (found,) = strip([book])
    assert set(found.left) == {"widget state", "metadata of a run", "injected parameters", "outputs", "counts of runs"}
    text = book.read_text(encoding="utf-8")
    assert "Maria" not in text
    assert "/home/" not in text
    assert "3.11.7" not in text
    after = read(book)
    assert [(c.id, c.source, c.metadata.get("tags")) for c in after.cells] == [
        ("01-00", "# What was said", None), ("01-01", "study_path = 'corpus'", ["parameters"]), ("01-02", "study", None),
    ]  # fmt: skip
    assert after.metadata.title == "Said"


def test_a_clean_notebook_is_not_written_again(book):
    strip([book])
    before = book.stat().st_mtime_ns
    assert strip([book])[0].left == ()
    assert book.stat().st_mtime_ns == before


def test_checking_changes_nothing(book):
    before = book.read_bytes()
    assert strip([book], check=True)[0].left
    assert book.read_bytes() == before


@pytest.mark.parametrize("minor", [4, 5])
def test_a_notebook_without_ids_is_read_the_same_each_time(book, minor):
    raw = json.loads(book.read_text(encoding="utf-8")) | {"nbformat_minor": minor}
    for cell in raw["cells"]:
        del cell["id"]
    book.write_text(json.dumps(raw), encoding="utf-8")
    assert read(book) == read(book)
    assert [cell.get("id") for cell in read(book).cells][:2] == ([None, None] if minor == 4 else ["cell-01", "cell-02"])


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"[]", b"{}", b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'], ids=str
)
def test_what_is_no_notebook_is_refused_and_no_other_is_written(book, raw):
    before = book.read_bytes()
    other = book.with_name("02.ipynb")
    other.write_bytes(raw)
    with pytest.raises(Refused, match=r"02\.ipynb"):
        strip([book, other])
    assert book.read_bytes() == before


def test_one_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match="there is no such file"):
        strip([tmp_path / "nowhere.ipynb"])


# The command


@pytest.fixture
def run(capsys):
    def go(*words):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["notebooks", *map(str, words)])
        return stopped.value.code or 0, *capsys.readouterr()

    return go


def test_a_hook_stops_a_commit_with_status_three(run, book):
    status, out, err = run("strip", book.parent, "--check")
    assert status == 3
    assert "outputs" in out
    assert "1 of 1 notebooks hold what a run left" in err
    assert run("strip", book)[0] == 0
    assert run("strip", book.parent, "--check", "--json")[:2] == (
        0,
        json.dumps([{"notebook": str(book), "left": []}], indent=1, ensure_ascii=False) + "\n",
    )


def test_the_notebooks_of_this_folder_are_meant_but_none_in_hidden_ones(run, book, monkeypatch):
    hidden = book.parent / ".ipynb_checkpoints" / "01_said-checkpoint.ipynb"
    hidden.parent.mkdir()
    hidden.write_text("no notebook", encoding="utf-8")
    monkeypatch.chdir(book.parent)
    assert run("strip")[0] == 0
    book.unlink()
    assert run("strip")[0] == 2
