"""docs/tour.md, copied line by line as a newcomer would: commands and Python in their order, on the raw files."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from workbench import cli

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A study with one coding is mostly assumptions: the tour says that this check fails.
FAILS = {"map check tour": 3}


def test_the_tour_runs_as_it_is_written(tmp_path, monkeypatch, capsys):
    for name in ("study", "raw"):
        shutil.copytree(ROOT / "corpus" / name, tmp_path / "corpus" / name, ignore=shutil.ignore_patterns("out", "*.lock"))
    shutil.copy(ROOT / "corpus" / "study.key.csv", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_CODER", "ana")
    ran = []
    for language, body in BLOCK.findall((ROOT / "docs" / "tour.md").read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(body, "tour.md", "exec"), {})  # noqa: S102 (our own page)
            continue
        for line in body.strip().splitlines():
            words = shlex.split(line.removeprefix(".venv/bin/workbench "))
            with pytest.raises(SystemExit) as stopped:
                cli.main(words)
            said = capsys.readouterr()
            assert (stopped.value.code or 0) == FAILS.get(" ".join(words), 0), (line, said.err)
            ran.append(words[0])
    assert {"new", "preview", "import", "suggest", "themes", "needs", "map", "export", "rerun", "diff"} <= set(ran)
    assert {"map.html", "map.xlsx", "tour.key.csv"} <= {p.name for p in tmp_path.iterdir()}
    assert (tmp_path / "tour" / "out" / "report.html").is_file()
    assert (tmp_path / "tour" / "out" / "diff.html").is_file()
