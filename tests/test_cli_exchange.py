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


def test_a_map_is_never_written_with_names_and_a_wrong_suffix_stops_all(run, tmp_path):
    for words, why in ((["map.json", "--unmasked"], "without --unmasked"), (["study.qdpx", "map.doc"], "can be saved as")):
        status, out, err = run(*(tmp_path / w if "." in w else w for w in words))
        assert (status, out) == (2, "")
        assert why in err
    assert list(tmp_path.iterdir()) == []


def test_maps_and_projects_are_written_in_one_go(run, tmp_path):
    status, out, err = run(tmp_path / "map.json", tmp_path / "codes.qdc", "--json")
    assert (status, err) == (0, "")
    assert [told["file"] for told in json.loads(out)] == [str(tmp_path / "map.json"), str(tmp_path / "codes.qdc")]
