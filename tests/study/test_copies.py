"""Copies beside the files of a study: what sync tools, editors and other systems leave there is not read, and is named."""

from __future__ import annotations

import shutil

import pytest
from study.makers import survey, talk

from workbench.study.check import check
from workbench.study.errors import Refused
from workbench.study.folder import Folder
from workbench.study.names import is_slug, slug

#: What Dropbox, OneDrive, iCloud, Google Drive, Syncthing, Explorer and macOS on a foreign disk call a copy.
NAMES = [
    "{stem} (conflicted copy 2026-11-22){suffix}", "{stem}-LAPTOP{suffix}", "{stem} 2{suffix}", "{stem} (1){suffix}",
    "{stem}.sync-conflict-20261122-101010-ABCDEF{suffix}", "{stem} - Copy{suffix}", "Copy of {stem}{suffix}", "._{stem}{suffix}",
]  # fmt: skip


@pytest.fixture
def study(folder):
    """A study with an interview and a survey."""
    folder.add_transcript(talk())
    folder.add_survey(survey())
    return folder


def found(root):
    return [(f.level, f.where.rpartition("/")[2]) for f in check(Folder(root)) if "copy of" in f.what]


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_a_source_is_no_second_source(study, name):
    """Two of one id stopped everything, and a person who withdrew stayed in the copy."""
    files = [*study.root.glob("sources/*/*"), *study.root.glob("surveys/*/*")]
    assert len(files) == 4
    for path in files:
        shutil.copy(path, path.with_name(name.format(stem=path.stem, suffix=path.suffix)))
    again = Folder(study.root)
    assert [s.id for s in (*again.transcripts(), *again.surveys())] == ["p01", "nps"]
    again.add_transcript(talk(words="Corrected."))
    assert Folder(study.root).text("p01") == talk(words="Corrected.").text
    levels = [level for level, _ in found(study.root)]
    assert levels == ([] if name.startswith("._") else ["warning"] * 4)


@pytest.mark.parametrize(
    "name", ["P01", "é", "Straße ß", "CON", "a" * 200, "\N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}t", "日本 語"]
)
def test_a_source_is_known_by_its_name_however_the_disk_composes_it(name):
    import unicodedata

    for form in ("NFC", "NFD"):
        assert is_slug(unicodedata.normalize(form, slug(name)))
    assert not is_slug(f"{slug(name)} 2")


def test_what_macos_leaves_on_a_foreign_disk_is_no_log_and_no_map(study):
    for place in ("log", "maps"):
        (study.root / place).mkdir(exist_ok=True)
    study.act("ana", ("code.define", {"code": "pain:fee", "label": "Fee"}))
    (study.root / "log" / "._ana-test.jsonl").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    (study.root / "maps" / "._journey.json").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    assert not Folder(study.root).problems()
    assert not [f for f in check(Folder(study.root)) if f.level == "error"]


@pytest.mark.parametrize(
    "name", ["participants 2.csv", "participants (conflicted copy).csv", "study-LAPTOP.toml", "Copy of participants.csv"]
)
def test_a_copy_of_what_people_consented_to_is_named(study, name):
    (study.root / name).write_text("participant,consent_quote\nP01,no\n", encoding="utf-8")
    assert found(study.root) == [("warning", name)]


def test_a_copy_of_the_key_file_is_named_and_the_key_of_another_study_is_not(study):
    key = study.key_file
    for path in (key, key.with_name(f"{study.root.name}.key (1).csv"), key.with_name("other.key.csv")):
        path.write_text("pseudonym,name,aliases,kind\n", encoding="utf-8")
    assert found(study.root) == [("warning", f"{study.root.name}.key (1).csv")]


def test_consent_that_is_gone_or_cannot_be_read_is_no_yes(study):
    """Without the file everybody counts as consenting: that is said; a link to nowhere is not taken for no file."""
    study.key_file.write_text("pseudonym,name,aliases,kind\nP01,Anna Berg,,participant\n", encoding="utf-8")
    gone = [f for f in check(Folder(study.root)) if f.where == "participants.csv" and f.level == "warning"]
    assert "everybody counts as consenting" in gone[0].what
    (study.root / "participants.csv").symlink_to("nowhere.csv")
    with pytest.raises(Refused, match=r"participants\.csv.*cannot be read"):
        Folder(study.root).participants()
