"""A study for other programs: written masked and whole or not at all, and what is not in it is said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from workbench.coding.projects import refi
from workbench.share import exchange
from workbench.share.gate import Guard
from workbench.share.redact import Redactor
from workbench.sources.people.key import KeyEntry
from workbench.study.canon import sha256_text
from workbench.study.errors import CheckFailed, UserError
from workbench.study.folder import Folder
from workbench.study.records import Transcript, Turn
from workbench.study.settings import Settings

SCHEMAS = Path(__file__).parents[1] / "coding" / "projects" / "data"


def masks():
    """Return what masks one name, and guesses none."""
    return Redactor([KeyEntry("P01", "Ruth Vale", (), "participant")], names=dict)


@pytest.fixture
def folder(tmp_path):
    made = Folder.create(tmp_path / "study", Settings(title="Quiet hours"))
    text = "P01: I am Ruth, and it was slow."
    turns = (Turn(0, "P01", "P01", 5, len(text), 61.5, 70.0),)
    made.add_transcript(Transcript("one", "interview", "2026-Q1", "Talk", "2026-02-03", text, sha256_text(text), turns))
    anchor = {"source": "one", "item": "", "version": sha256_text(text), "start": text.index("slow"), "end": text.index("slow") + 4}
    made.act(
        "ana",
        ("code.define", {"code": "pain:slow", "label": "Slow, says Ruth"}),
        ("coding.add", {"code": "pain:slow", "anchor": anchor}),
    )
    return made


def test_a_project_is_written_masked_with_its_coding_on_its_word(folder, tmp_path):
    made = exchange.hand_over(folder, tmp_path / "new" / "study.qdpx", redactor=masks())
    raw = Path(made).read_bytes()
    found = refi.read(raw, "study.qdpx")
    (coding,) = found.codings
    assert found.sources[0].text[coding.start : coding.end] == "slow"
    assert all(b"Ruth" not in zipfile.ZipFile(io.BytesIO(raw)).read(name) for name in zipfile.ZipFile(io.BytesIO(raw)).namelist())
    assert [m.text for m in found.memos] == ["00:01:01.500 at 5, P01"]
    assert repr(made).startswith("study.qdpx: 1 document, 1 coding, 1 coder, ")
    assert "- 1 turns of conversations: speakers are names in the text; who spoke when is no field" in repr(made)


def test_unmasked_it_says_that_it_is_your_own(folder, tmp_path):
    made = exchange.hand_over(folder, tmp_path / "study.qdpx")
    assert "Ruth" in refi.read(made.path.read_bytes(), "x.qdpx").sources[0].text
    assert "not for sharing" in made.dropped[0]


def test_the_codebook_goes_the_same_way(folder, tmp_path):
    made = exchange.hand_over(folder, tmp_path / "codes.qdc", redactor=masks())
    assert "Slow, says P01" in made.path.read_text(encoding="utf-8")
    assert made.holds["codes"] > 1
    etree.XMLSchema(etree.parse(SCHEMAS / "Codebook.xsd")).assertValid(etree.parse(made.path))


@pytest.mark.parametrize("name", ["study.qdpx", "codes.qdc"])
def test_what_the_gate_stops_is_not_written(folder, tmp_path, name):
    def check(file, data):
        assert (file, bool(data)) == (name, True)
        raise CheckFailed("no")

    with pytest.raises(CheckFailed):
        exchange.hand_over(folder, tmp_path / name, redactor=masks(), check=check)
    assert not (tmp_path / name).exists()


def test_another_ending_is_refused(folder, tmp_path):
    with pytest.raises(UserError, match=r"\.qdpx or \.qdc"):
        exchange.hand_over(folder, tmp_path / "study.nvp")


def test_a_study_with_nothing_in_it_is_a_valid_project(tmp_path):
    empty = Folder.create(tmp_path / "empty", Settings())
    made = exchange.hand_over(empty, tmp_path / "empty.qdpx", redactor=masks())
    assert refi.read(made.path.read_bytes(), "empty.qdpx").sources == ()


def test_the_gate_takes_no_identity_for_a_name():
    gate = Guard([KeyEntry("P01", "Abed Cade", (), "participant")])
    assert gate.leaks("a.txt", b"internal://1f2e3d4c-abed-cade-8123-0123456789ab.txt") == []
    assert gate.leaks("a.txt", b"abed-cade wrote it") != []
    assert gate.leaks("1f2e3d4c-abed-cade-8123-0123456789ab.txt", b"x") == []
