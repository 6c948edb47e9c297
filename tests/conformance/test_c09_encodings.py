"""Bytes that are not plain UTF-8: never a silent guess.

C09
    input: a CSV with a UTF-8 byte order mark
    expected: the first column is called `id`
    product: as expected, in tables and in study.toml and participants.csv
    naive: `csv` with `encoding="utf-8"` calls it `\\ufeffid`

C10
    input: a transcript in cp1252 with curly quotes and dashes
    expected: not guessed silently: asks; with `encoding="cp1252"` exact
    product: refusal with up to three candidates, each with a sample
    naive: a detector's best guess is taken and is another encoding

C11
    input: UTF-16 with and without a byte order mark
    expected: with it: read; without: asks
    product: as expected
    naive: read as UTF-8 it is full of NULs or replacement characters

C12
    input: lines in UTF-8 and lines in cp1252 in one file
    expected: refusal with line numbers; repair line by line only when asked for, and reported
    product: as expected: `encoding="utf-8+cp1252"`
    naive: read as cp1252, the good lines break; with `errors="replace"`, the others
"""

from __future__ import annotations

import naive
import pytest

from workbench.sources.tables import read as tables
from workbench.study.errors import Refused
from workbench.study.participants import read as read_people
from workbench.study.settings import read as read_settings

SAID = "It’s “fine” – 5 € a café"
TALK = f"Interviewer: And?\n\nBo: {SAID}\n\nInterviewer: Oh?\n\nBo: Yes.\n"


@pytest.fixture
def write(tmp_path):
    def go(data, name="talk.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return go


def said_exactly(text):
    assert SAID in text


def refused(study, path, **options):
    """Return the refusal; the study must be as it was."""
    before = sorted(study.folder.root.rglob("*"))
    with pytest.raises(Refused) as caught:
        study.add(path, round="r1", **options)
    assert study.folder.transcripts() == []
    assert [p for p in study.folder.root.rglob("*") if p not in before and ".workbench" not in p.parts] == []
    return caught.value


def test_c09_a_byte_order_mark_is_no_part_of_the_first_column(write):
    path = write("\ufeffid,why\n1,a\n".encode(), "a.csv")
    assert next(iter(tables.read_table(path).frame.columns)) == "id"
    assert read_people(write("\ufeffparticipant,attr.role\nP01,owner\n".encode(), "participants.csv")).keys() == {"P01"}
    assert read_settings(write('\ufefftitle = "x"\n'.encode(), "study.toml")).title == "x"


def test_c09_naive_the_mark_becomes_a_part_of_the_name(write):
    with pytest.raises(AssertionError):
        assert naive.first_column(write("\ufeffid,why\n1,a\n".encode(), "a.csv")) == "id"


def test_c10_cp1252_is_asked_about_and_exact_once_said(blank, write):
    path = write(TALK.encode("cp1252"))
    error = refused(blank, path)
    assert "It could be cp1252:" in error.found
    assert "encoding=" in error.remedy
    blank.add(path, round="r1", encoding="cp1252")
    said_exactly(blank.folder.transcripts()[0].text)


def test_c10_naive_a_detector_guesses_wrong(write):
    guesses = [naive.guessed(write(text.encode("cp1252"))) for text in (SAID, "“Yes”", "naïve café – 5 €")]
    with pytest.raises(AssertionError):
        assert guesses == [SAID, "“Yes”", "naïve café – 5 €"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-8-sig"])
def test_c11_with_a_mark_it_is_read(blank, write, codec):
    blank.add(write(TALK.encode(codec)), round="r1")
    said_exactly(blank.folder.transcripts()[0].text)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_c11_without_a_mark_it_asks(blank, write, codec):
    path = write(TALK.encode(codec))
    assert f'encoding="{codec}"' in refused(blank, path).remedy
    blank.add(path, round="r1", encoding=codec)
    said_exactly(blank.folder.transcripts()[0].text)


def test_c11_naive_it_is_taken_for_utf_8(write):
    with pytest.raises(AssertionError):
        said_exactly(naive.read_text(write(TALK.encode("utf-16"))))


MIXED = TALK.encode("cp1252") + b"\n" + TALK.encode()


def test_c12_mixed_lines_are_refused_by_number_and_repaired_only_when_asked(blank, write):
    path = write(MIXED)
    error = refused(blank, path)
    assert error.place == "lines 3"
    assert 'encoding="utf-8+cp1252" repairs only the lines named' in error.remedy
    (report,) = blank.add(path, round="r1", encoding="utf-8+cp1252")
    assert "1 lines were read as cp1252: 3" in report.notes
    assert blank.folder.transcripts()[0].text.count(SAID) == 2


def test_c12_naive_one_encoding_for_all_breaks_some(write):
    path = write(MIXED)
    for text in (naive.read_text(path), MIXED.decode("cp1252", "replace")):
        with pytest.raises(AssertionError):
            assert text.count(SAID) == 2
