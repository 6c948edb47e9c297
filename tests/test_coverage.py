"""docs/coverage.md: every capability that was asked for is there, and what is said to show it does."""

from __future__ import annotations

import importlib.util
import shlex
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from copied import copied

import workbench as wb

ROOT = Path(__file__).resolve().parent.parent


def _tool():
    spec = importlib.util.spec_from_file_location("coverage_table", ROOT / "tools" / "coverage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


coverage = _tool()
ROWS = coverage.rows()
COMMANDS = sorted({row["shown"] for row in ROWS if row["shown"].startswith("workbench ")})
PYTHON = sorted({row["shown"].removeprefix("python: ") for row in ROWS if row["shown"].startswith("python: ")})
#: Shown by a test of its own, since it takes minutes or waits for somebody.
ELSEWHERE = ("workbench demo", "workbench lab", "workbench rerun", "workbench render")


def test_every_capability_has_a_row():
    assert {row["id"] for row in ROWS} == set(coverage.IDS)


def test_the_table_is_up_to_date():
    assert coverage.TARGET.read_text(encoding="utf-8") == coverage.table(), "run python tools/coverage.py"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']}-{row['shown'][:40]}")
def test_a_row_says_what_and_how(row):
    assert set(row) == {"id", "what", "shown"}
    assert len(row["what"].split()) > 3
    kind = row["shown"].split(" ")[0]
    assert kind in {"workbench", "python:", "picture:"}
    if kind == "picture:":
        assert (ROOT / row["shown"].removeprefix("picture: ")).is_file()


@pytest.fixture(scope="module")
def sample(sample_study, tmp_path_factory):  # noqa: ARG001 (read before it is copied)
    """A copy of the sample study, so that what writes can write."""
    here = tmp_path_factory.mktemp("coverage")
    for name in ("study", "raw"):
        copied(name, here / "corpus")
    return here


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith(ELSEWHERE)])
def test_a_command_shows_something(command, sample, monkeypatch, capsys):
    from workbench import cli

    monkeypatch.chdir(sample)
    with pytest.raises(SystemExit) as stopped:
        cli.main(shlex.split(command)[1:])
    said = capsys.readouterr()
    assert stopped.value.code in {0, None}, said.err
    assert len(said.out.strip().splitlines()) >= 1
    assert "Traceback" not in said.err


def test_a_line_of_python_shows_something(sample):
    study = wb.open(sample / "corpus" / "study")
    for line in PYTHON:
        said = StringIO()
        with redirect_stdout(said):
            found = eval(line, {"study": study, "wb": wb})  # noqa: S307 (our own file)
        shown = found._repr_html_() if hasattr(found, "_repr_html_") else repr(found)
        assert found is not None or said.getvalue(), line
        assert len(shown) > 2, line  # more than empty quotes
