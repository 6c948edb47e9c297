"""Files that leak, each in its own way (bench/leaking.py), are stopped and say where; their clean twins pass."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

import leaking

from workbench.share.gate import Guard, scan_file
from workbench.sources.people.key import KeyEntry
from workbench.study.errors import CheckFailed

ROSTER = tuple(KeyEntry(*entry) for entry in leaking.ROSTER)
GUARD = Guard(ROSTER, leaking.RUNS)
FILES = {way: rest for way, *rest in leaking.files()}


@pytest.mark.parametrize("way", FILES)
def test_what_leaks_is_stopped_and_its_twin_passes(way):
    name, leaking_bytes, clean = FILES[way]
    with pytest.raises(CheckFailed) as caught:
        GUARD.require(name, leaking_bytes)
    said = str(caught.value).casefold()
    assert not any(secret in said for secret in ("maria", "marysia", "601", "ann.lee", "firm.example", "landlord"))
    assert GUARD.leaks(name, clean) == []


@pytest.mark.parametrize(
    ("way", "place"),
    [
        ("speaker notes", "ppt/notesSlides/notesSlide1.xml: line 1, <a:p>"), ("author of a document", "docProps/core.xml"),
        ("database", "quotes.text, row 1"), ("Parquet", "text, row 1"), ("author of a PDF", "properties"),
        ("archive in an archive", "inner: text"), ("words in a picture", "words in the picture"),
        ("alt text", "<img> alt"), ("hidden widget", "metadata/widgets"), ("markdown", "cells[1]/source"),
    ],
)  # fmt: skip
def test_the_place_is_said(way, place):
    name, data, _ = FILES[way]
    assert any(place in leak.place for leak in GUARD.leaks(name, data))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.docx", b"PK\x03\x04 and then nothing", "a damaged archive"),
        ("a.pdf", b"%PDF-1.7 and then nothing", "damaged or encrypted"),
        ("a.sqlite", b"SQLite format 3\0" + b"\1" * 200, "a database that is damaged"),
        ("a.parquet", b"PAR1" + b"\1" * 40, "damaged or encrypted"),
        ("a.mp3", b"\xff\xfb\x90\x00" + bytes(range(256)) * 4, "a form the gate cannot look into"),
    ],
)
def test_what_cannot_be_looked_into_is_not_clean(name, data, why):
    (leak,) = scan_file(name, data, ROSTER)
    assert leak.kind == "not looked at"
    assert why in leak.excerpt


def test_a_bomb_is_not_unpacked():
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 2**23)
    kinds = {leak.kind for leak in scan_file("a.zip", out.getvalue(), ROSTER)}
    assert kinds == {"not looked at"}


def test_half_a_character_in_a_place_or_a_find_can_be_told():
    (leak,) = GUARD.leaks("a.json", b'{"\\ud800 x": "Maria \\udc00 said"}')
    assert (leak.kind, leak.place.encode()) == ("name", b"? x")
