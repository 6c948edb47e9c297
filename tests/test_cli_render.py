"""``workbench render`` with a notebook: whose names are masked, what stops it, where the page goes, what is said of it."""

from __future__ import annotations

import json

import nbformat
import pytest

from workbench import cli

code, output = nbformat.v4.new_code_cell, nbformat.v4.new_output


@pytest.fixture
def run(capsys):
    def go(*words):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["render", *map(str, words)])
        return stopped.value.code or 0, *capsys.readouterr()

    return go


def write(path, *texts):
    cells = [code("show()", outputs=[output("stream", text=text)]) for text in texts]
    cells.append(
        code("w", outputs=[output("display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Tree()"})])
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_notebook_of_nobodys_study_is_rendered_and_what_was_not_done_is_said(run, tmp_path):
    book = write(tmp_path / "a b.ipynb", "forty-two")
    status, out, err = run(book)
    assert (status, err) == (0, "")
    assert "names are not masked" in out
    assert "A widget (Tree) stood here" in out
    assert "forty-two" in (tmp_path / "a b.html").read_text(encoding="utf-8")
    status, out, _ = run(book, "-o", tmp_path / "new" / "page.html", "--no-code", "--json")
    told = json.loads(out)
    assert (told["masked"], len(told["lost"])) == (False, 1)
    page = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert '<details class="wb-code">' not in page


def test_in_a_study_its_names_are_masked_and_the_gate_is_passed(run, study):
    root = study.folder.root
    status, out, _ = run(write(root / "out" / "x.ipynb", "all is well"))
    assert status == 0
    assert f"names of the study {root.name} are masked" in out
    leaky = write(root / "out" / "y.ipynb", "write to someone@example.com, token sk-abcdefghijklmnopqrstuvwx")
    status, _, err = run(leaky)
    assert status == 3
    assert "not fit to share" in err
    assert "abcdefghijkl" not in err
    assert not leaky.with_suffix(".html").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.ipynb"], "none.ipynb: is not there"),
        (["{study}", "--run"], "go with a notebook"),
        (["{book}", "-o", "page.pdf"], "name a file that ends in .html"),
        (["{text}"], "is not a notebook that can be read"),
    ],
)
def test_what_cannot_be_is_the_users_to_mend(run, little_study, tmp_path, words, said):
    (tmp_path / "t.txt").write_text("words", encoding="utf-8")
    names = {"study": little_study.folder.root, "book": write(tmp_path / "a.ipynb", "x"), "text": tmp_path / "t.txt"}
    status, out, err = run(*(word.format(**names) for word in words))
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
