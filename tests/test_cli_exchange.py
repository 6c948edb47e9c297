"""``workbench export`` to .qdpx and .qdc: what is written, what is said of it, what is refused."""

from __future__ import annotations

import json

import little
import pytest

from workbench import cli
from workbench.coding.projects import refi


@pytest.fixture
def run(capsys, little_study):
    """Export the small study; return exit status, standard output and standard error."""

    def go(*words):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["export", str(little_study.folder.root), *map(str, words)])
        return stopped.value.code or 0, *capsys.readouterr()

    return go


def test_the_codebook_is_written_masked_and_what_is_not_in_it_is_said(run, tmp_path):
    status, out, err = run(tmp_path / "codes.qdc", "--json")
    (told,) = json.loads(out)
    assert (status, err, told["file"]) == (0, "", str(tmp_path / "codes.qdc"))
    assert told["holds"]["codes"] > 10
    assert any("stages are sets" in line for line in told["leaves_out"])
    assert not [name for name in little.NAMES if name in (tmp_path / "codes.qdc").read_text(encoding="utf-8")]


def test_unmasked_is_everything_as_it_stands(run, little_study, tmp_path):
    status, out, _ = run(tmp_path / "mine.qdpx", "--unmasked")
    assert status == 0
    assert out.startswith("mine.qdpx: ")
    assert "your own copy, not for sharing" in out
    found = refi.read((tmp_path / "mine.qdpx").read_bytes(), "mine.qdpx")
    assert len(found.codings) == len(little_study.folder.state().codings)


@pytest.mark.parametrize("words", [["map.json", "study.qdpx"], ["map.json", "--unmasked"], ["map.json", "--despite", "it is late"]])
def test_what_is_for_projects_is_not_for_maps(run, tmp_path, words):
    status, out, err = run(*(tmp_path / w if "." in w else w for w in words))
    assert (status, out) == (2, "")
    assert "written apart" in err
    assert list(tmp_path.iterdir()) == []
