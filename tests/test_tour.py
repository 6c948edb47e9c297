"""docs/tour.md and docs/sharing.md, copied line by line as a newcomer would: commands and Python in their order, on real files."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from copied import copied

from workbench import cli

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A study with one coding is mostly assumptions: the tour says that this check fails.
FAILS = {"map check tour": 3}
#: Run by tests of their own (every form, sheets of paper, a site, rendered notebooks), or waiting for a browser, for files of
#: programs that we do not have, for a channel.
ELSEWHERE = re.compile(r"workbench (?:dashboard|render|share|import STUDY)|--offsets|--all|map\.pdf|^(?:pip|conda|voila) ")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the sample study and its raw files in it, as a checkout has them."""
    for name in ("study", "raw"):
        copied(name, tmp_path / "corpus")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_CODER", "ana")
    return tmp_path


@pytest.fixture
def follow(capsys):
    """Do what a document says; return the first words of its commands."""

    def run(line):
        words = shlex.split(line.removeprefix(".venv/bin/workbench "))
        with pytest.raises(SystemExit) as stopped:
            cli.main(words)
        said = capsys.readouterr()
        assert (stopped.value.code or 0) == FAILS.get(" ".join(words), 0), (line, said.err)
        return words[0]

    def go(document, *, python=True):
        ran = []
        for language, body in BLOCK.findall((ROOT / "docs" / document).read_text(encoding="utf-8")):
            if language == "python" and python:
                exec(compile(body, document, "exec"), {})  # noqa: S102 (our own page)
            elif language == "bash":
                ran += [run(line) for line in body.strip().splitlines() if not ELSEWHERE.search(line)]
        return ran

    go.run = run
    return go


def test_the_tour_runs_as_it_is_written(here, follow):
    ran = follow("tour.md")
    assert {"new", "preview", "import", "suggest", "themes", "needs", "map", "export", "rerun", "diff"} <= set(ran)
    assert {"map.html", "map.xlsx", "tour.key.csv"} <= {p.name for p in here.iterdir()}
    assert (here / "tour" / "out" / "report.html").is_file()
    assert (here / "tour" / "out" / "diff.html").is_file()


def test_what_is_said_of_sharing_runs_as_it_is_written(here, follow):
    follow.run("new my-study --title Mine")
    follow.run("export corpus/study project.qdpx")
    ran = follow("sharing.md", python=False)  # which tests/test_docs.py runs
    assert {"forms", "export", "schema", "preview", "import", "notebooks"} <= set(ran)
    assert {"tern.qdpx", "handed.qdpx", "codebook.qdc", "map.xlsx", "map.json"} <= {p.name for p in here.iterdir()}
    assert (here / "notebooks" / "05_map.py").is_file()
    assert len(list((here / "my-study" / "sources").rglob("*.txt"))) > 10
